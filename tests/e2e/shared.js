// SPDX-License-Identifier: EUPL-1.2
// shared.js STATE OUT: the pages of a call that shares its pool by a key, in the demonstration in STATE whose
// clock began in 2017 and where api/run.py has brought such a grant to its closing. In the walk's own
// years that call is long over and has no applications. The last line is "N passed, N failed".
import { leaveStage, setStage } from "./lib/stage.js";
import { BY_KEY, pagesOf } from "./pages/list.js";
import { visit } from "./pages/visit.js";

const PAGES = [/\/calls\/{call}/, /^\/agency\/applications\/{application}$/,
  /^\/agency\/grants\/{application}(\/(changes|reporting|repayment))?$/, /^\/awards$/,
  /^(\/agency)?\/grants\/{application}\/accounts\/({version}|new)$/]; // its lines may be paid for driving

async function main(state, out) {
  const stage = await setStage(state, out);
  const { checks, portal } = stage;
  await checks.part("a pool shared by a key", async () => {
    const { grants } = await portal.api("officer-1", "GET", "/agency/grants");
    // the first sent is the one that goes to its end; the other went over to the same municipality, and was ended
    const [grant, ended] = grants.filter(({ call }) => call === BY_KEY).sort((a, b) => a.application - b.application);
    checks.ok(grant !== undefined && ended !== undefined, `no two grants of ${BY_KEY}`);
    const ids = { call: BY_KEY, application: grant?.application, version: 1 };
    const routes = stage.routes.filter(({ pattern }) => PAGES.some((page) => page.test(pattern)));
    const list = pagesOf(routes, "key", { grantee: ids, agency: ids, public: ids });
    await visit(stage, list);
    // the other one, as its agency sees it
    const cases = routes.filter(({ pattern }) => pattern.startsWith("/agency/grants/"));
    await visit(stage, pagesOf(cases, "ended", { agency: { application: ended?.application } }));
    // and its successor's people, who answered a hearing there and download what the other sent
    const held = stage.routes.filter(({ pattern }) => /^\/grants\/{application}(\/(changes|attachments\/{slot}))?$/.test(pattern));
    const taken = pagesOf(held, "taken", { grantee: { application: ended?.application, slot: "form" } });
    checks.ok(taken.length > 0, "no page of who took it over");
    await visit(stage, taken);
    const { allocation } = await portal.api("officer-1", "GET", `/agency/calls/${BY_KEY}/allocation`);
    checks.equal(allocation?.decision, "allocate", "its allocation is decided");
    checks.ok(list.length >= 40, `only ${list.length} pages`);
  });
  await leaveStage(stage);
}

await main(...process.argv.slice(2));
