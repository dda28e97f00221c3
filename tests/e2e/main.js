// SPDX-License-Identifier: EUPL-1.2
// main.js STATE OUT: the walk through the life of fsm2-2019 in both languages and the list of all
// pages, against a fresh demonstration in STATE. What the pages were is kept in OUT. The last line is
// "N passed, N failed".
import { LANGUAGES } from "./lib/portal.js";
import { leaveStage, setStage } from "./lib/stage.js";
import { errorsOf, missing, pagesOf } from "./pages/list.js";
import { visit, visitOutside } from "./pages/visit.js";
import { approve, prepare, release, remind, seeInstalment, sendAccounts, signOff } from "./walk/account.js";
import { Actor } from "./walk/actor.js";
import * as amend from "./walk/amend.js";
import { apply, fill, send, start, uploads } from "./walk/apply.js";
import * as assess from "./walk/assess.js";
import { audit, everyone } from "./walk/audit.js";
import * as auditor from "./walk/auditor.js";
import * as bank from "./walk/bank.js";
import * as enrol from "./walk/enrol.js";
import { Keyboard } from "./walk/hands.js";
import { long } from "./walk/long.js";
import { confirm, record, seeResult } from "./walk/report.js";
import { APPLICATION } from "./walk/texts.js";

const CALL = "fsm2-2019";

// One after another or, where nothing depends on it, both languages at once.
const together = (...works) => Promise.all(works.map((work) => work()));

// Somebody at the keyboard or with a mouse does something and leaves.
async function as(stage, person, language, work, options = {}) {
  const actor = await Actor.enter(stage, person, language, options);
  try {
    return await work(actor);
  } finally {
    await actor.leave();
  }
}

const keyboard = () => ({ hand: new Keyboard() });

async function empty(stage) {
  const common = { call: CALL, proposal: 2, entry: 5 };
  await visit(stage, pagesOf(stage.routes, "empty",
    { grantee: { call: CALL }, agency: common, public: { call: CALL } }));
}

// Three newcomers: one is let in by a manager, one goes on waiting, one belongs to the agency.
async function enrolment(stage, cases) {
  const stranger = { login: null };
  await as(stage, "newcomer-1", "da", (actor) => enrol.ask(actor), stranger);
  await as(stage, "newcomer-2", "en", (actor) => enrol.ask(actor), { ...stranger, ...keyboard() });
  await as(stage, "newcomer-3", "en", (actor) => enrol.ask(actor, "/agency"), stranger);
  await as(stage, "management-1", "da", async (actor) => {
    await enrol.grant(actor, "newcomer-1");
    cases.people.person = await enrol.decide(actor, "newcomer-1");
    await enrol.refuse(actor, "newcomer-2");
  });
  await as(stage, "newcomer-1", "da", (actor) => enrol.firstLogin(actor, CALL), stranger);
  await as(stage, "newcomer-2", "da", (actor) => enrol.ask(actor), stranger);
  await as(stage, "administrator-1", "en", async (actor) => {
    await enrol.putUp(actor, "newcomer-3");
    await enrol.organisation(actor);
    cases.people.unblocking = await enrol.block(actor, cases.people.person);
  }, keyboard());
  await as(stage, "newcomer-1", "da", (actor) => actor.visit("/", 403), stranger);
  for (const administrator of ["administrator-2", "administrator-3"]) {
    await as(stage, administrator, "da", (actor) => enrol.confirm(actor, cases.people.unblocking));
  }
  await as(stage, "newcomer-1", "da", (actor) => actor.visit("/calls"));
}

// Danish with the mouse, English with the keyboard alone, and without JavaScript a text that hurts.
async function applications(stage, cases) {
  await together(
    async () => {
      Object.assign(cases.da, await as(stage, "applicant-1", "da", apply,
        { login: false }));
      Object.assign(cases.long, await as(stage, "applicant-2", "da",
        (actor) => apply(actor, APPLICATION.long), { javaScriptEnabled: false }));
    },
    async () => {
      Object.assign(cases.en, await as(stage, "applicant-3", "en", apply,
        { ...keyboard(), login: false }));
      cases.late.application = await as(stage, "applicant-3", "en", draftForLater);
    });
  const early = stage.routes.filter((route) => route.audience === "grantee"
    && !route.pattern.startsWith("/grants/"));
  for (const [state, one] of [["full", cases.da], ["long", cases.long]]) {
    await visit(stage, pagesOf(early, state, { grantee: { call: CALL, slot: "form",
      application: one.application, entry: one.entry } }));
  }
}

async function draftForLater(actor) {
  const application = await start(actor);
  await fill(actor, APPLICATION.en);
  await actor.press("Save draft");
  await uploads(actor, "late");
  return application;
}

// One second after the deadline an application is recorded as late, with a receipt that says so.
async function late(stage, cases) {
  stage.portal.clock("2019-10-24T10:00:01Z");
  await as(stage, "applicant-3", "en", async (actor) => {
    await actor.visit(`/applications/${cases.late.application}`);
    await actor.visit(`/applications/${cases.late.application}/submit`);
    await actor.reads("The deadline has passed");
    await actor.press("Send application");
    await actor.reads("Received too late");
  });
  stage.portal.clock("2019-10-24T10:02:30Z");
  await assess.waitUntilClosed(stage.portal);
}

async function assessment(stage, cases) {
  const [da, en] = [await Actor.enter(stage, "officer-1", "da"),
    await Actor.enter(stage, "officer-2", "en", keyboard())];
  await assess.openApplications(da, en);
  await together(
    async () => {
      await assess.score(da, cases.da.application, 5, { stumble: true });
      await assess.score(da, cases.en.application, 3, { stumble: false });
    },
    async () => {
      await assess.score(en, cases.da.application, 4, { stumble: true });
      await assess.score(en, cases.en.application, 4, { stumble: false });
    });
  await long.score(stage.portal, cases.long.application);
  await assess.ranking(da, [cases.da, cases.en, cases.long].map((one) => one.application));
  await assess.trial(da, [cases.da, cases.en, cases.long].map((one) => one.application));
  stage.portal.clock("2019-11-12T09:00:00Z");
  await assess.propose(da, cases.da.application);
  await assess.mayNotDecide(da, cases.da.application);
  await assess.decide(en, cases.da.application);
  await assess.propose(en, cases.en.application);
  await assess.decide(da, cases.en.application);
  await long.award(stage.portal, cases.long.application);
  await da.leave();
  await en.leave();
}

const PAYING = {
  da: { applicant: "applicant-1", management: "management-1", officer: "officer-3", second: "officer-4",
    finance: ["finance-1", "finance-2"] },
  en: { applicant: "applicant-3", management: "management-2", officer: "officer-4", second: "officer-3",
    finance: ["finance-2", "finance-3"] },
};

async function payment(stage, cases) {
  stage.portal.clock("2020-11-16T09:00:00Z");
  for (const language of LANGUAGES) {
    const who = PAYING[language];
    const { application } = cases[language];
    const options = language === "en" ? keyboard() : {};
    const by = (person, work) =>
      as(stage, person, language, (actor) => work(actor, application), options);
    await by(who.officer, remind);
    await by(who.applicant, sendAccounts);
    await by(who.management, signOff);
    await by(who.officer, record);
    cases[language].result = await by(who.second, confirm);
    await by(who.officer, prepare);
    cases[language].instalment = await by(who.finance[0], approve);
    cases[language].pending = await by(who.finance[1], release);
    await by(who.applicant, seeInstalment);
    await by(who.applicant, seeResult);
    await by(who.management, auditor.appoint);
    cases[language].opinion = await by("external-auditor-1", auditor.endorse);
    await by(who.second, auditor.accept);
    await by(who.applicant, auditor.dispute);
    await by(who.officer, auditor.propose);
    await by(who.second, auditor.resolve);
  }
  const amended = (person, work) =>
    as(stage, person, "da", (actor) => work(actor, cases.da.application));
  cases.da.asked = await amended("management-1", amend.ask);
  await amended("officer-3", amend.propose);
  await amended("officer-2", amend.decide); // who resolved the dispute does not decide it
  Object.assign(cases.long, await long.pay(stage.portal, cases.long.application));
  await long.audit(stage.portal, cases.long.application);
  await long.dispute(stage.portal, cases.long.application);
  await together(
    () => as(stage, "auditor-1", "da", audit),
    () => as(stage, "state-auditor-1", "en", audit, keyboard()));
  await together(...LANGUAGES.map((language) => () => as(stage, null, language,
    (actor) => everyone(actor, APPLICATION[language].title))));
  await as(stage, "finance-3", "da", async (actor) => {
    await bank.book(actor, cases.da.instalment);
    await bank.explain(actor);
    await bank.proposeClosing(actor);
  });
  await as(stage, "finance-1", "en", async (actor) => {
    await bank.close(actor);
    await bank.closeMonth(actor);
    await bank.proposeYear(actor);
  }, keyboard());
  await as(stage, "finance-3", "da", (actor) => bank.closeYear(actor));
  await as(stage, "applicant-1", "da", (actor) => bank.receive(actor, cases.da.application));
}

// A request that waits: those of the beginning are long deleted, nobody having decided within 30 days.
async function waiting(stage, newcomer, decider, where) {
  await stage.portal.api(newcomer, "POST", `${where}access`, {});
  const { requests } = await stage.portal.api(decider, "GET", `${where}access-requests`);
  return requests.at(-1).request;
}

async function full(stage, cases) {
  cases.people.request = { grantee: await waiting(stage, "newcomer-2", "management-1", "/"),
    agency: await waiting(stage, "newcomer-3", "administrator-1", "/agency/") };
  const batch = (await stage.portal.api("finance-1", "GET", "/agency/batches")).batches.at(-1).batch;
  for (const one of [cases.da, cases.long]) { // a file that was sent with the application
    const { documents } = await stage.portal.api("auditor-1", "GET", `/agency/entries/${one.entry}`);
    one.sha256 = documents.at(-1).sha256;
  }
  const ids = (one) => {
    const own = { call: CALL, kept: 1, slot: "form", version: 1, proposal: 1, batch,
      application: one.application, entry: one.entry, instalment: one.instalment,
      pending: one.pending, result: one.result, sha256: one.sha256,
      year: 2020, month: "2020-11" };
    const { person, request } = cases.people;
    return { grantee: { ...own, person, request: request.grantee, pending: one.asked },
      agency: { ...own, person: 12, request: request.agency, change: "grant", cvr: "10000001" }, public: own };
  };
  await visit(stage, pagesOf(stage.routes, "full", ids(cases.da)));
  await visit(stage, pagesOf(stage.routes, "long", ids(cases.long)));
  for (const change of ["withdraw", "link", "split", "unblock"]) {
    await visit(stage, pagesOf(stage.routes.filter((route) => route.pattern.includes("{change}")), change,
      { agency: { person: 12, change } }));
  }
  await visit(stage, errorsOf(stage.routes, ids(cases.da)));
  await visitOutside(stage);
  for (const route of missing(stage.routes, stage.list)) {
    stage.checks.fail(`no page of the list is of the route ${route}`);
  }
}

async function main(state, out) {
  const stage = await setStage(state, out);
  const { checks } = stage;
  const cases = { da: {}, en: {}, long: {}, late: {}, people: {} };
  await checks.part("pages, nothing there yet", () => empty(stage));
  await checks.part("newcomers, people, organisations", () => enrolment(stage, cases));
  await checks.part("applications, in three ways", () => applications(stage, cases));
  await checks.part("one too late", () => late(stage, cases));
  await checks.part("assessment and award", () => assessment(stage, cases));
  await checks.part("accounts, payment, audit", () => payment(stage, cases));
  await checks.part("pages, full, long and wrong", () => full(stage, cases));
  for (const pattern of checks.broken ? [] : stage.lost.missing) {
    checks.fail(`no form sent to ${pattern} lost its login`);
  }
  console.log(`${stage.list.length} pages in the list, ${checks.answers} answers watched`);
  await leaveStage(stage);
}

await main(...process.argv.slice(2));
