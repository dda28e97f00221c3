// SPDX-License-Identifier: EUPL-1.2
// What officers do through the API where it is not what is looked at: a score, an award.

// Nothing stands in the officer's way, and each criterion gets the same points for the same reason.
export async function score(portal, officer, application, criteria, points, reason) {
  const where = `/agency/applications/${application}`;
  await portal.api(officer, "POST", `${where}/impartiality`, { declared: "impartial", ground: null });
  await portal.api(officer, "POST", `${where}/scores`,
    { scores: criteria.map((criterion) => ({ criterion, points, reason })) });
}

// Proposed by one officer on these terms, decided by another for a reason of its own.
export async function award(portal, application, terms, reason) {
  const where = `/agency/applications/${application}`;
  const { entry } = await portal.api("officer-1", "POST", `${where}/award-proposals`,
    { part_accounts_due: "2020-11-30", final_accounts_due: null, deviation_reason: null, ...terms });
  await portal.api("officer-2", "POST", `${where}/award-decisions`,
    { proposal_entry: entry, decision: "award", reason });
}
