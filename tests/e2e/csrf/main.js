// SPDX-License-Identifier: EUPL-1.2
// main.js STATE WORK: the attacks E01 to E21 on a running demonstration, one line an id, with what must
// go on working beside them; then every form without a login. Last line: "N passed, N failed".
import { ATTACKS, browserLogIn, need } from "./attacks.js";
import { everyForm } from "./kept.js";
import { Stage } from "./stage.js";

const counts = { passed: 0, failed: 0 };

function tell(text, error, more) {
  counts[error === null ? "passed" : "failed"] += 1;
  console.log(error === null ? `${text} ok${more ? ` (${more})` : ""}` : `FAILED  ${text}: ${error}`);
}

async function attack(stage, [id, title, run, still]) {
  const text = `${id.padEnd(4)} ${title}`;
  try {
    stage.log();
    const before = still ? stage.world() : "";
    const more = await run(stage);
    need(!still || stage.world() === before, "something changed");
    tell(text, null, more);
  } catch (error) {
    tell(text, error.message.split("\n")[0]);
  }
}

// The same requests from our own pages, so that what is refused above is not refused always.
const CONTROLS = [
  ["C-1", "an address typed in", async (stage) => {
    const response = await stage.page.goto(`${stage.base}/applications`);
    const headers = await response.request().allHeaders();
    need(response.status() === 200 && headers["sec-fetch-site"] === "none", `${response.status()}`);
  }],
  ["C-2", "fetch from our own page", async (stage) => {
    await stage.page.goto(`${stage.base}/about`);
    const [response] = await Promise.all([stage.page.waitForNavigation(),
      stage.page.evaluate(() => { window.location.href = "/calls/fsm2-2019"; })]);
    need(response.status() === 200, `${response.status()}`);
  }],
  ["C-3", "a link on another site leads to the page that asks again, and on", async (stage) => {
    await stage.page.goto(stage.evil);
    await Promise.all([stage.page.waitForNavigation(),
      stage.page.evaluate((url) => {
        const link = Object.assign(document.createElement("a"), { href: url });
        document.body.append(link);
        link.click();
      }, `${stage.base}/applications?x=1`)]);
    need((await stage.page.locator("h1").innerText()) === "Continue to Tilsagn", "does not ask");
    await Promise.all([stage.page.waitForNavigation(),
      stage.page.getByRole("main").getByRole("link", { name: "Continue" }).click()]);
    need(new URL(stage.page.url()).pathname === "/applications"
      && (await stage.page.locator("h1").innerText()) !== "Continue to Tilsagn", stage.page.url());
  }],
  ["C-4", "our own form with its token", async (stage) => {
    const before = stage.sql("select count(*) from draft.application");
    await stage.page.goto(`${stage.base}/calls/fsm2-2019`);
    const button = stage.page.getByRole("main").getByRole("button", { name: "Start an application" });
    if (await button.count() === 0) {
      await stage.page.getByRole("contentinfo").getByRole("button", { name: "Dansk" }).click();
      await stage.page.waitForSelector('html[lang="da"]');
      await stage.page.getByRole("contentinfo").getByRole("button", { name: "English" }).click();
      await stage.page.waitForSelector('html[lang="en"]');
      return "the language, since the call is closed";
    }
    await Promise.all([stage.page.waitForNavigation(), button.click()]);
    need(Number(stage.sql("select count(*) from draft.application")) === Number(before) + 1, "nothing came of it");
    return undefined;
  }],
];

async function main(state, work) {
  const stage = await Stage.make(state, work);
  stage.context = await stage.browser("applicant-1");
  stage.page = await stage.context.newPage();
  try {
    await browserLogIn(stage, stage.context, stage.page);
    for (const one of CONTROLS) {
      await attack(stage, one);
    }
    for (const one of ATTACKS) {
      await attack(stage, one);
    }
    for (const [text, error] of await everyForm(stage)) {
      tell(text, error);
    }
  } catch (error) {
    tell("the run", error.stack);
  }
  await stage.end();
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

await main(...process.argv.slice(2));
