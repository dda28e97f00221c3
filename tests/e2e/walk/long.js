// SPDX-License-Identifier: EUPL-1.2
// The case with the long and unpleasant texts goes its way through the API: it is there to be looked
// at, and each of its steps was walked in the browser by the other two.
import * as office from "./office.js";
import { APPLICATION, long as text } from "./texts.js";

async function score(portal, application) {
  for (const officer of ["officer-1", "officer-2"]) {
    const { criteria } = await portal.api(officer, "GET", `/agency/applications/${application}`);
    await office.score(portal, officer, application, criteria.map(({ criterion }) => criterion), 2,
      APPLICATION.long.reason);
  }
}

const award = (portal, application) => office.award(portal, application, { amount_ore: 100000000,
  lines: [{ year: 2020, amount_ore: 55000000 }, { year: 2021, amount_ore: 45000000 }],
  reason: APPLICATION.long.reason }, APPLICATION.long.reason);

const DAYS = { first: "2020-01-01", last: "2020-10-31", before_award_ore: 0 };

// Accounts, signed off, and an instalment prepared and approved but not released.
async function pay(portal, application) {
  const grant = `/grants/${application}`;
  await portal.api("applicant-2", "POST", `${grant}/accounts`, { kind: "part", period_to: "2020-10-31",
    lines: [{ line: 1, actual_ore: 95000000, own_funding_ore: 1, ...DAYS }, { line: 2, actual_ore: 6000000, own_funding_ore: 0, ...DAYS }],
    vat: "excluded", note: text(2000) });
  const { sha256 } = await portal.api("management-1", "GET", `${grant}/accounts/1`);
  await portal.api("management-1", "POST", `${grant}/accounts/1/sign-offs`, { sha256 },
    { "Tilsagn-Code": portal.code("management-1") });
  const { computation } = await portal.api("officer-3", "GET", `/agency${grant}/accounts/1/computation`);
  const amount = computation.payable_ore;
  const prepared = await portal.api("officer-3", "POST", `/agency${grant}/instalments`,
    { accounts_version: 1, amount_ore: amount });
  await portal.api("finance-1", "POST", `/agency/instalments/${prepared.entry}/approval`,
    { amount_ore: amount }, { "Tilsagn-Code": portal.code("finance-1") });
  return { instalment: prepared.entry };
}

// A firm appointed, its opinion with a long note, and an officer's decision on that.
async function audit(portal, application) {
  const grant = `/grants/${application}`;
  const { firms } = await portal.api("management-1", "GET", `${grant}/auditor`);
  await portal.api("management-1", "POST", `${grant}/auditor`, { firm: firms[0].cvr });
  const { sha256 } = await portal.api("external-auditor-1", "GET", `${grant}/accounts/1`);
  const report = await portal.api("external-auditor-1", "POST", "/audit-reports",
    Buffer.from(`%PDF-1.7\n% ${text(500)}\n`), { "Content-Type": "application/octet-stream" });
  const { entry } = await portal.signed("external-auditor-1", `${grant}/accounts/1/opinions`, { sha256,
    opinion: "qualified", auditor_number: "demonstration external-auditor-1", report_sha256: report.sha256, note: text(2000) });
  await portal.api("officer-3", "POST", `/agency${grant}/opinions/decisions`,
    { endorsement_entry: entry, decision: "accept", reason: APPLICATION.long.reason });
}

// The statement of the year disputed at length, and the answer to that as long.
async function dispute(portal, application) {
  const grant = `/grants/${application}`;
  const { statement } = await portal.api("applicant-2", "GET", `${grant}/statements/2020`);
  const opened = await portal.api("applicant-2", "POST", `${grant}/statements/2020/disputes`,
    { sha256: statement.sha256, reason: text(2000) });
  const proposed = await portal.api("officer-3", "POST", `/agency${grant}/resolutions`,
    { dispute: opened.entry, outcome: "unfounded", reason: text(2000) });
  await portal.api("officer-4", "POST", `/agency${grant}/resolutions/confirmations`,
    { proposal_entry: proposed.entry });
}

export const long = { score, award, pay, audit, dispute };
