// SPDX-License-Identifier: EUPL-1.2
// Results: counted by one officer, confirmed by another who has the same file before them.
import { scratch } from "../lib/scratch.js";

// The agency's statistics: read for their fingerprint, never stored.
export const statistics = (name) => scratch(`${name}.csv`, `month;reached;group\n2020-09;15;100\n${name}\n`);

export async function record(officer, application) {
  await officer.visit("/agency/grants");
  await officer.visit(`/agency/grants/${application}`);
  await officer.follow("Results and reports");
  await officer.reads("Nothing has been recorded yet. The agency counts from its own statistics; the grantee "
    + "need not send anything.");
  await officer.hand.choose(officer.page, "period", "2020-09");
  await officer.hand.fill(officer.page, "numerator", "15,5");
  await officer.hand.fill(officer.page, "denominator", "100");
  await officer.press("Record this result", [], 422);
  await officer.summary("numerator");
  await officer.hand.fill(officer.page, "numerator", "15");
  await officer.hand.file(officer.page, "source", statistics("counted"));
  await officer.press("Record this result");
  await officer.reads("Waits for a second officer");
}

// Gives the number of the result.
export async function confirm(officer, application) {
  await officer.visit(`/agency/grants/${application}/reporting`);
  const form = officer.page.locator('form[action$="/confirm"]');
  const result = (await form.getAttribute("action")).split("/").at(-2);
  const field = `source-${result}`;
  await officer.hand.file(officer.page, field, statistics("another"));
  await officer.press("Confirm this result", [], 422);
  await officer.summary(field);
  await officer.reads("This is not the file that the result was recorded from.");
  await officer.hand.file(officer.page, field, statistics("counted"));
  await officer.press("Confirm this result");
  await officer.reads("Counts");
  return Number(result);
}

export async function seeResult(actor, application) {
  await actor.visit(`/grants/${application}`);
  await actor.follow("Results and reports");
  await actor.reads("Counts");
}
