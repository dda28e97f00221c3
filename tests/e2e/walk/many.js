// SPDX-License-Identifier: EUPL-1.2
// Many small grants of fsm2-2019 on their way to a first instalment, through the API: each of these steps
// was walked in the browser by others. They are there for whoever approves them (approver.js).
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import * as office from "./office.js";
import { CRITERIA, pdf } from "./texts.js";

// By turns; the second municipality is one of those that begin in 2020, as all of these budgets do.
const MUNICIPALITIES = [{ applicant: "applicant-1", management: "management-1" },
  { applicant: "applicant-3", management: "management-2" }];

// Documented are 10,000.00 kr. and 2.00 more for each: half of it is paid on part accounts, in øre.
const documented = (n) => 1000000 + 200 * n;
export const payable = (n) => documented(n) / 2;

function psql(portal, text) {
  execFileSync("/usr/lib/postgresql/15/bin/psql",
    ["-h", path.join(fs.realpathSync(path.join(portal.state, "run")), "pg"), "-U", "postgres",
      "-d", "tilsagn", "-XAtqc", text], { stdio: "pipe" });
}

// A manager signs more often than every half minute: the step of the code is forgotten each time.
async function signOff(portal, { application, management }, version) {
  const where = `/grants/${application}/accounts/${version}`;
  const seed = fs.readFileSync(path.join(portal.state, `pki/people/${management}.totp`), "utf8").trim();
  const code = execFileSync("oathtool", ["--totp", "--base32", seed], { encoding: "utf8" }).trim();
  const { person } = await portal.api(management, "GET", "/me");
  const forget = () => psql(portal, `update identity.factor_secret s set last_step = 0
    from identity.factor_proposal f where f.proposal = s.proposal and f.person = ${person}`);
  const accounts = await portal.api(management, "GET", where);
  forget();
  await portal.api(management, "POST", `${where}/sign-offs`, { sha256: accounts.sha256 }, { "Tilsagn-Code": code });
  forget();
}

async function one(portal, n, { applicant, management }) {
  const amounts = [{ year: 2020, amount_ore: documented(n) }];
  const { application, etag } = await portal.api(applicant, "POST", "/applications", { call: "fsm2-2019" });
  const where = `/applications/${application}`;
  let saved = await portal.api(applicant, "PUT", `${where}/draft`, {
    v: 1, title: `Flere i job, hold ${n + 1}`, description: "Et hold.", parties: [], unit_hours: [],
    applied_ore: documented(n), answers: CRITERIA.map((code) => ({ code, text: "Som sidst." })),
    budget: [{ line: 1, category: "job_broker", text: "Jobformidler", note: "Jobcenter, 310 kr. i timen, 32 timer",
      own_funding_ore: 0, amounts }] }, { "If-Match": etag });
  for (const slot of ["form", "budget"]) {
    saved = await portal.api(applicant, "PUT", `${where}/attachments/${slot}`, pdf(`${slot} ${n}`),
      { "If-Match": saved.etag, "X-File-Name": `${slot}.pdf`, "Content-Type": "application/octet-stream" });
  }
  const draft = await portal.api(applicant, "GET", `${where}/draft`);
  await portal.api(applicant, "POST", `${where}/submissions`, { version: draft.version, sha256: draft.sha256 });
  return { n, application, applicant, management, amounts };
}

// `count` applications; the municipalities send theirs side by side.
export async function apply(portal, count) {
  const rows = MUNICIPALITIES.map((who, i) => ({ who, numbers: [...Array(count).keys()].filter((n) => n % 2 === i) }));
  const sent = await Promise.all(rows.map(async ({ who, numbers }) => {
    const list = [];
    for (const n of numbers) {
      list.push(await one(portal, n, who));
    }
    return list;
  }));
  return sent.flat().sort((a, b) => a.n - b.n);
}

export async function award(portal, grants) {
  await Promise.all(["officer-1", "officer-2"].map(async (officer) => {
    for (const { application } of grants) {
      await office.score(portal, officer, application, CRITERIA, 1, "Kort.");
    }
  }));
  for (const { application, amounts } of grants) {
    await office.award(portal, application, { amount_ore: amounts[0].amount_ore, lines: amounts,
      reason: "Puljen rækker.", deviation_reason: "Et lille hold." }, "Som indstillet.");
  }
}

async function sendAccounts(portal, { application, applicant, n }) {
  await portal.api(applicant, "POST", `/grants/${application}/accounts`, { kind: "part", period_to: "2020-10-31",
    note: "Holdet er i gang.", vat: "excluded", lines: [{ line: 1, actual_ore: documented(n), own_funding_ore: 0,
      first: "2020-01-01", last: "2020-10-31", before_award_ore: 0 }] });
}

export async function prepare(portal, grants) {
  for (const grant of grants) {
    await sendAccounts(portal, grant);
    await signOff(portal, grant, 1);
    const { entry } = await portal.api("officer-3", "POST", `/agency/grants/${grant.application}/instalments`,
      { accounts_version: 1, amount_ore: payable(grant.n) });
    grant.instalment = entry;
  }
}

// Newer accounts of one of them stand in the place of those that its instalment was prepared on.
export async function overtake(portal, grants, application) {
  await sendAccounts(portal, grants.find((grant) => grant.application === application));
}
