// SPDX-License-Identifier: EUPL-1.2
// The list of pages to look at, made from the program's own routes: every route × every role that
// may open it × each state × each language, and for every route the errors that it can answer.
import { LANGUAGES } from "../lib/portal.js";

// One person for each role of an audience; nobody (null) for the public server.
const PEOPLE = {
  grantee: { applicant: "applicant-1", management: "management-1",
    external_auditor: "external-auditor-1" },
  agency: { officer: "officer-1", finance: "finance-1", auditor: "auditor-1",
    administrator: "administrator-1" },
  public: { everyone: null },
};

// What waits for a signature is seen by the one who signs it: in the walk, who releases the first batch.
const SIGNER = { agency: ["finance", "finance-2"], grantee: ["management", "management-1"] };

// Who is not enrolled: in each pool one whose request waits.
const NEWCOMERS = { grantee: ["newcomer", "newcomer-2"], agency: ["newcomer", "newcomer-3"] };

// Who opens a route: the roles it names, else all of its audience. What the portal's front page is
// to the agency is the agency's own.
function openers(route) {
  if (route.pattern.includes("{pending}")) {
    return [SIGNER[route.audience]];
  }
  if (route.pattern.endsWith("/access")) {
    return [NEWCOMERS[route.audience]];
  }
  return Object.entries(PEOPLE[route.audience])
    .filter(([role]) => route.roles === null || route.roles.includes(role));
}

// The pattern with ids in place of its parameters; null when a state has no such object.
export function fill(pattern, ids) {
  let whole = true;
  const path = pattern.replace(/\{(\w+)\}/g, (_, name) => {
    whole = whole && ids[name] !== undefined && ids[name] !== null;
    return encodeURIComponent(ids[name]);
  });
  return whole ? path : null;
}

// The call that shares its pool by a key; of the others such a page does not exist.
export const BY_KEY = "opkval-2017";

const objects = (route, ids) => (route.pattern.includes("/allocation")
  ? { ...ids, call: BY_KEY } : ids);

// Routes that log in or out.
export const ABOUT_LOGIN = ["/login", "/logout", "/session/end"]
  .flatMap((path) => [path, `/agency${path}`]);

const isPage = (route) => route.kind === "page";

// What is asked for in a state that has everything else: the letter of a refusal of what was awarded, and an audit
// firm's receipt of an application, where it sees those of accounts only; of the agency's receipts, which are those of
// cases, one before there is a case.
const absentHere = (route, role, state) => route.pattern.endsWith("/applications/{application}/letter/pdf")
  || (state === "empty" && route.audience === "agency" && route.pattern.includes("/receipts/"))
  || route.pattern.includes("/vouchers/files/") // what was sent with the application is no voucher
  || (state === "key" && route.pattern.endsWith("/trial")) // its pool has a key
  || (role === "external_auditor" && route.pattern.startsWith("/receipts/"));

// Pages of one state. `ids(audience)` gives the objects of that state.
export function pagesOf(routes, state, ids) {
  const list = [];
  for (const route of routes.filter((r) => isPage(r) && r.method === "GET")) {
    const path = fill(route.pattern, objects(route, ids[route.audience] ?? {}));
    for (const [role, person] of path === null ? [] : openers(route)) {
      for (const language of LANGUAGES) {
        const statuses = [absentHere(route, role, state) ? 404 : 200];
        list.push({ state, route, role, person, language, path, statuses });
      }
    }
  }
  return list;
}

const ABSENT = { person: 999999, hold: 999999, request: 999999, change: "none", cvr: "99999999",
  kept: 999999, call: "no-such-2019", application: 999999, slot: "form", entry: 999999, version: 1,
  instalment: 999999, batch: 999999, proposal: 999999, pending: 999999, result: 999999, year: 1999, month: "1999-01",
  sha256: "0".repeat(64), line: 999999 };

// Who must not open a route: every role of its audience that it does not name, and of the agency's
// routes those who act for a grantee.
function strangers(route) {
  const others = Object.entries(PEOPLE[route.audience])
    .filter(([role]) => route.roles !== null && !route.roles.includes(role));
  return route.audience === "agency" ? [...others, ...Object.entries(PEOPLE.grantee)] : others;
}

// The errors, for every role: an object that is not there, a role that may not, a form without what it
// needs.
export function errorsOf(routes, ids) {
  const list = [];
  const add = (route, role, person, path, statuses) => {
    for (const language of LANGUAGES) {
      list.push({ state: "error", route, role, person, language, path, statuses });
    }
  };
  for (const route of routes.filter(isPage)) {
    const absent = fill(route.pattern, ABSENT);
    const path = fill(route.pattern, objects(route, ids[route.audience] ?? {})) ?? absent;
    for (const [role, person] of openers(route)) {
      if (route.method === "POST") {
        const page = ABOUT_LOGIN.includes(route.pattern) ? [200] : []; // that says "logged out"
        add(route, role, person, path, [...page, 303, 400, 403, 404, 409, 412, 422]);
      } else if (absent !== route.pattern) {
        add(route, role, person, absent, [404]);
      }
    }
    for (const [role, person] of strangers(route)) {
      add(route, role, person, path, [403]);
    }
  }
  return list;
}

// Every page route must be in the list: a GET with its page, a POST with its error.
export function missing(routes, list) {
  const key = (route) => `${route.audience} ${route.method} ${route.pattern}`;
  const seen = new Set(list.filter((item) => item.state !== "error" || item.route.method === "POST")
    .map((item) => key(item.route)));
  return routes.filter(isPage).map(key).filter((route) => !seen.has(route));
}
