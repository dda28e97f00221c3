// SPDX-License-Identifier: EUPL-1.2
// The agency's part: weights by two, opening, assessments by two, ranking, proposal and decision.
import { until } from "../lib/portal.js";
import { APPLICATION, CRITERIA } from "./texts.js";

const CALL = "/agency/calls/fsm2-2019";

async function weights(officer, values) {
  for (const [i, code] of CRITERIA.entries()) {
    await officer.hand.fill(officer.page, `weights.${code}`, String(values[i]));
  }
}

// One proposes (first with a sum that is wrong), another confirms, the first opens.
export async function openApplications(first, second) {
  await first.visit("/agency/");
  await first.visit(CALL);
  await weights(first, [20, 20, 20, 20, 30]);
  await first.press("Propose weights", [], 422);
  await first.summary("weights");
  first.ok(await first.value(`weights.${CRITERIA[4]}`) === "30", "the weights are gone");
  await weights(first, [20, 20, 20, 20, 20]);
  await first.press("Propose weights");
  await first.reads("A second officer has not confirmed them.");
  await second.visit(CALL);
  await second.press("Confirm and publish these weights");
  await first.visit(CALL);
  await first.press("Open the applications");
  await first.reads("Opened applications");
}

// An assessment; the first time without a reason, which the page asks for.
export async function score(officer, application, points, { stumble }) {
  const reason = APPLICATION[officer.language].reason;
  await officer.visit(CALL);
  const link = officer.page.locator(`main a[href="/agency/applications/${application}"]`).first();
  await officer.go(() => officer.hand.press(officer.page, link));
  for (const code of CRITERIA) {
    await officer.hand.pick(officer.page, `points.${code}`, String(points));
    if (!stumble || code !== CRITERIA[2]) {
      await officer.hand.fill(officer.page, `reason.${code}`, reason);
    }
  }
  if (stumble) {
    await officer.press("Record my assessment", [], 422);
    officer.ok(await officer.page.locator('#error-summary a[href="#impartial"]').count() === 1,
      "the error summary does not ask for impartiality");
    await officer.summary(`reason.${CRITERIA[2]}`);
    officer.ok(await officer.value(`reason.${CRITERIA[0]}`) === reason, "a reason is gone");
    await officer.hand.fill(officer.page, `reason.${CRITERIA[2]}`, reason);
  }
  await officer.hand.pick(officer.page, "impartial", "yes");
  await officer.press("Record my assessment");
  await officer.shows(reason);
}

export async function ranking(officer, applications) {
  await officer.visit(CALL);
  await officer.reads("Ranking");
  const ranked = officer.page.locator("table", { has: officer.page.locator("caption",
    { hasText: officer.say("Ranking") }) }).locator("tbody tr");
  const order = await ranked.locator('th a[href^="/agency/applications/"]')
    .evaluateAll((links) => links.map((link) => Number(link.getAttribute("href").split("/").pop())));
  officer.checks.equal(order.join(), applications.join(), "the ranking's order");
}

// What best first comes to, with all that was applied for and with half of it; nothing is recorded by it.
export async function trial(officer, applications) {
  await officer.visit(`${CALL}/trial`);
  const shown = async () => {
    const rows = officer.page.locator("table tbody tr");
    const order = await rows.locator('th a[href^="/agency/applications/"]')
      .evaluateAll((links) => links.map((link) => Number(link.getAttribute("href").split("/").pop())));
    officer.checks.equal(order.join(), applications.join(), "the trial's order");
    return (await rows.allInnerTexts()).map((row) => row.split("\t"));
  };
  const whole = await shown();
  officer.checks.ok(whole.every((row) => row[3] === row[5] && row[6] === officer.say("all that was applied for")),
    `not all that was applied for: ${whole.join(" | ")}`);
  await officer.visit(`${CALL}/trial?share=101`, 422);
  officer.checks.equal(await officer.value("share"), "101", "what was typed stays");
  await officer.summary("share");
  await officer.visit(`${CALL}/trial?share=50`);
  const half = await shown();
  const ore = (text) => Number(text.replace(/\D/g, ""));
  officer.checks.ok(half.every((row) => 2 * ore(row[5]) === ore(row[3]) && row[6] === officer.say("the share tried")),
    `not half of it: ${half.join(" | ")}`);
  officer.checks.ok(ore(half.at(-1)[7]) > ore(whole.at(-1)[7]), "half leaves no more of the pool");
}

const CONDITIONS = ["Projektet følges af en følgegruppe.", "Puljen nævnes offentligt."];

// 1,000,000 over two finance years; first with lines that do not add up and a condition that is too long.
export async function propose(officer, application) {
  await officer.visit(`/agency/applications/${application}`);
  const give = async (id, text) => officer.hand.fill(officer.page, id, text);
  await give("amount_ore", "1.000.000,00");
  await give("lines.2020", "550000");
  await give("lines.2021", "440000");
  await officer.hand.day(officer.page, "part_accounts_due", "2020-11-15");
  await give("reason", APPLICATION[officer.language].reason);
  await officer.press("Propose this award", [], 422);
  await officer.summary("lines");
  officer.ok(await officer.value("amount_ore") === "1.000.000,00", "the amount is gone");
  officer.ok(await officer.value("part_accounts_due") === "2020-11-15", "the day is gone");
  await give("lines.2021", "450000");
  await give("conditions", "x".repeat(501));
  await officer.press("Propose this award", [], 422);
  await officer.summary("conditions");
  await give("conditions", ` ${CONDITIONS[0]}\n\n${CONDITIONS[1]} \n`);
  await officer.press("Propose this award");
  await officer.reads("Award proposed");
  for (const [n, condition] of CONDITIONS.entries()) {
    officer.ok((await officer.page.innerText("main")).includes(`${officer.say("Condition %s:", `${n + 1}`)} ${condition}`),
      `condition ${n + 1} is not there`);
  }
}

export async function decide(officer, application) {
  await officer.visit(`/agency/applications/${application}`);
  await officer.press("Award %s", [officer.words.kroner(1000000)], 422);
  await officer.summary("reason");
  await officer.hand.fill(officer.page, "reason", APPLICATION[officer.language].reason);
  await officer.press("Award %s", [officer.words.kroner(1000000)]);
  await officer.reads("Grant awarded");
}

// Whoever proposed finds no button, and a form sent all the same is refused.
export async function mayNotDecide(officer, application) {
  await officer.visit(`/agency/applications/${application}`);
  const button = officer.page.getByRole("button",
    { name: officer.say("Award %s", officer.words.kroner(1000000)) });
  officer.ok(await button.count() === 0, "the proposer can decide");
}

export async function waitUntilClosed(portal) {
  await until("the call's closing", async () => {
    const call = await portal.api("officer-1", "GET", "/agency/calls/fsm2-2019");
    return call.state === "closed";
  });
}
