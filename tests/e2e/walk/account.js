// SPDX-License-Identifier: EUPL-1.2
// From part accounts to released money: the grantee's management, an officer, two of finance.
import { APPLICATION } from "./texts.js";

const AMOUNT = 500000; // half the award: documented 620,000 of 1,000,000

// Due the day before: reminded of once, and not again so soon.
export async function remind(officer, application) {
  await officer.visit("/agency/grants");
  await officer.reads("Overdue");
  await officer.visit(`/agency/grants/${application}`);
  await officer.press("Remind the grantee");
  await reminded(officer);
  await officer.reads("Reminder of accounts or a report");
  officer.ok(await officer.page.locator('form[action$="/remind"]').count() === 0, "it can be reminded of again");
  await officer.visit("/agency/grants");
  await reminded(officer);
}

const reminded = (actor) =>
  actor.reads("Reminded on %s", { da: "16-11-2020", en: "16 November 2020" }[actor.language]);

export async function sendAccounts(actor, application) {
  await actor.visit("/grants");
  await reminded(actor);
  await actor.visit(`/grants/${application}`);
  await reminded(actor);
  await actor.follow("Send accounts");
  const give = async (id, text) => actor.hand.fill(actor.page, id, text);
  await actor.hand.pick(actor.page, "kind", "part");
  await give("lines.0.actual_ore", "560.000,0x");
  await give("lines.1.actual_ore", "60000");
  for (const line of ["lines.0", "lines.1"]) {
    await actor.hand.day(actor.page, `${line}.first`, "2020-01-01");
    await actor.hand.day(actor.page, `${line}.last`, "2020-10-31");
  }
  await actor.hand.pick(actor.page, "vat", "excluded");
  await give("note", APPLICATION[actor.language].description);
  await actor.press("Send accounts", [], 422);
  await actor.summary("lines.0.actual_ore");
  actor.ok(await actor.value("lines.1.actual_ore") === "60000", "the second amount is gone");
  // what a line is wrong for stands at it, though the one before it is left empty: no line of this budget
  await give("lines.0.actual_ore", "");
  await actor.hand.day(actor.page, "period_to", "2020-10-31");
  await actor.page.locator('[name="lines.1.line"]').evaluate((field) => { field.value = "99"; });
  await actor.press("Send accounts", [], 422);
  await actor.summary("lines.1.actual_ore");
  await give("lines.0.actual_ore", "560.000,00");
  await actor.hand.day(actor.page, "period_to", "2020-10-31");
  await actor.press("Send accounts");
  await actor.reads("Part accounts, version %s", 1);
}

export async function signOff(actor, application) {
  await actor.visit("/");
  await actor.visit(`/grants/${application}/accounts/1`);
  await actor.reads("Sign off as management");
  const sign = async (code, status) => {
    await actor.hand.fill(actor.page, "code", code);
    const button = actor.page.locator('form[action$="/sign-off"] button');
    await actor.send(button, status);
  };
  await sign("12345", 422);
  await actor.summary("code");
  await actor.reads("The code is wrong. Wait for the next one in your app.");
  await sign(actor.portal.code(actor.person), 200);
  await actor.reads("Signed receipt");
  await actor.visit(`/grants/${application}/accounts/1`);
  await actor.reads("Given");
}

export async function prepare(officer, application) {
  await officer.visit(`/agency/grants/${application}/accounts/1`);
  await officer.reads("How the amount is worked out");
  await officer.shows(officer.words.kroner(620000));
  await officer.press("Prepare an instalment of %s", [officer.words.kroner(AMOUNT)]);
  await officer.reads("Prepared");
}

// Gives the instalment's number.
export async function approve(finance, application) {
  await finance.visit("/agency/instalments");
  const row = finance.page.locator("main tr", { hasText: finance.say("Prepared") })
    .filter({ hasNotText: finance.say("Approved") });
  const link = row.locator('a[href^="/agency/instalments/"]').first();
  await finance.go(() => finance.hand.press(finance.page, link));
  await finance.shows(String(application));
  await finance.press("Approve %s", [finance.words.kroner(AMOUNT)], 422);
  await finance.reads("Type the six digits that your app shows.");
  await finance.hand.fill(finance.page, "code", finance.portal.code(finance.person));
  await finance.press("Approve %s", [finance.words.kroner(AMOUNT)]);
  await finance.reads("Approved");
  return Number(finance.page.url().split("/").pop());
}

// Gives the number of the request that was signed.
export async function release(finance, application) {
  await finance.visit("/agency/batches");
  await finance.press("Release %s", [finance.words.kroner(AMOUNT)]);
  await finance.reads("Nothing is recorded yet. You sign exactly the bytes below with the key of your "
    + "certificate, on your own computer; the key never comes here. The request waits for you for an hour.");
  const pending = Number(finance.page.url().split("/").pop());
  await finance.press("Send the signature and carry it out", [], 422);
  await finance.summary("signature");
  const request = await finance.page.locator("pre").first().textContent();
  await finance.hand.file(finance.page, "signature", finance.portal.sign(finance.person, `${request} `));
  await finance.press("Send the signature and carry it out", [], 422);
  await finance.reads("The signature is not over exactly these bytes.");
  await finance.hand.file(finance.page, "signature", finance.portal.sign(finance.person, request));
  await finance.press("Send the signature and carry it out");
  await finance.reads("Released batches");
  await finance.visit(`/agency/grants/${application}`);
  await finance.reads("Released for payment");
  return pending;
}

// The grantee sees it too.
export async function seeInstalment(actor, application) {
  await actor.visit(`/grants/${application}`);
  await actor.reads("Released for payment");
  await actor.shows(actor.words.kroner(AMOUNT));
}
