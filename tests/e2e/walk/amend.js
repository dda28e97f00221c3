// SPDX-License-Identifier: EUPL-1.2
// A supplement: asked for by management over its own signature, proposed by one officer, decided by
// another.
import { APPLICATION } from "./texts.js";

// Gives the number of the request that was signed.
export async function ask(management, application) {
  await management.visit(`/grants/${application}`);
  await management.follow("Changes of the award");
  await management.hand.fill(management.page, "amount_ore", "1.100.000,00");
  await management.press("Go on to sign the request", [], 422);
  await management.summary("reason");
  await management.hand.fill(management.page, "reason", APPLICATION[management.language].reason);
  await management.press("Go on to sign the request");
  const pending = Number(management.page.url().split("/").pop());
  const request = await management.page.locator("pre").first().textContent();
  await management.hand.file(management.page, "signature",
    management.portal.sign(management.person, request));
  await management.press("Send the signature and carry it out");
  await management.reads("Signed receipt");
  return pending;
}

export async function propose(officer, application) {
  await officer.visit(`/agency/grants/${application}/changes`);
  await officer.follow("Propose an amendment");
  await officer.hand.fill(officer.page, "amount_ore", "1.200.000,00");
  await officer.hand.fill(officer.page, "lines.2021", "650.000,00");
  await officer.hand.fill(officer.page, "budget.0.amounts.1.amount_ore", "900.000,00");
  await officer.hand.fill(officer.page, "reason", APPLICATION[officer.language].reason);
  await officer.press("Propose this amendment", [], 422);
  await officer.summary("amount_ore");
  await officer.hand.fill(officer.page, "amount_ore", "1.100.000,00");
  await officer.hand.fill(officer.page, "lines.2021", "550.000,00");
  await officer.press("Propose this amendment");
  await officer.reads("Proposed amendment");
}

export async function decide(officer, application) {
  await officer.visit(`/agency/grants/${application}/changes`);
  await officer.hand.fill(officer.page, "reason", APPLICATION[officer.language].reason);
  await officer.press("Amend the award to %s", [officer.words.kroner(1100000)]);
  await officer.reads("%s more is committed from the pool.", officer.words.kroner(100000));
}
