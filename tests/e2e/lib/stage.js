// SPDX-License-Identifier: EUPL-1.2
// What a walk stands on: a browser, a running demonstration, both languages' words, and who judges the pages.
import { Judge } from "../pages/judge.js";
import { Lost } from "../walk/lost.js";
import { Checks } from "./checks.js";
import { LANGUAGES, Portal, launch } from "./portal.js";
import { Words } from "./words.js";

// STATE is the demonstration's; what the pages were is kept in `out`.
export async function setStage(state, out) {
  const checks = new Checks();
  const portal = new Portal(await launch(), state, checks);
  const po = new URL("../../../fcgi/po", import.meta.url).pathname;
  const routes = portal.routes();
  return { checks, portal, routes, list: [], judge: new Judge(out, checks), lost: new Lost(routes),
    words: Object.fromEntries(LANGUAGES.map((language) => [language, new Words(po, language)])) };
}

// The last words of a run: "N passed, N failed".
export async function leaveStage({ checks, portal, judge }) {
  await portal.browser.close();
  judge.validate();
  console.log(`${checks.passed} passed, ${checks.failures.length} failed`);
  process.exitCode = checks.failures.length === 0 ? 0 : 1;
}
