// SPDX-License-Identifier: EUPL-1.2
// The attacks by id. Each gives nothing when it was defended, else throws what went wrong.
import { formToken, until } from "../lib/portal.js";
import { sid } from "./stage.js";

export const need = (condition, text) => {
  if (!condition) {
    throw new Error(text);
  }
};

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

// A request without a browser: certificate, cookie and headers as told.
export async function raw(stage, person, method, where, { cookie, headers = {}, fields } = {}) {
  const body = fields === undefined ? null : new URLSearchParams(fields).toString();
  return stage.portal.request(person, method, where, body, {
    ...(body === null ? {} : { ...FORM, "Content-Length": Buffer.byteLength(body) }),
    ...(cookie ? { Cookie: `__Host-sid=${cookie}` } : {}), ...headers });
}

export async function logIn(stage, person, cookie) {
  const answer = await raw(stage, person, "POST", "/login",
    { cookie, headers: { Origin: stage.base }, fields: { return: "/about" } });
  need(answer.status === 303, `logging in: ${answer.status}`);
  return /__Host-sid=([0-9a-f]{64})/.exec(answer.headers["set-cookie"][0])[1];
}

const loginPage = (answer) =>
  answer.status === 303 && answer.headers.location.startsWith("/login?");

// Another site's form, sent by its script; gives the status that the browser got for it.
async function foreignForm(page, from, target, fields) {
  await page.goto(from);
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.url() === target && answer.request().method() === "POST"),
    page.waitForNavigation(),
    page.evaluate(({ action, values }) => {
      const form = document.createElement("form");
      Object.assign(form, { method: "post", action });
      for (const [name, value] of Object.entries(values)) {
        form.append(Object.assign(document.createElement("input"), { name, value, type: "hidden" }));
      }
      document.body.append(form);
      form.submit();
    }, { action: target, values: fields })]);
  return response;
}

async function refusedForm(stage, from, target = "/applications") {
  const response = await foreignForm(stage.page, from, stage.base + target,
    { call: "fsm2-2019", return: "/about" });
  const headers = await response.request().allHeaders();
  need(response.status() === 403, `answered ${response.status()}`);
  need(response.headers()["set-cookie"] === undefined, "set a cookie");
  const seen = stage.log().filter((line) => line.includes('"reason":"cross_site"'));
  need(seen.length > 0, "the log does not say cross_site");
  need(seen.some((line) => !line.includes('"person":0')), "the certificate did not come along");
  return headers;
}

// What the workers answered to a page of another site that fetched each path in three ways. The
// browser itself tells nothing of it: our answers forbid that they are shared.
async function foreignFetches(stage, paths) {
  const page = await stage.context.newPage();
  await page.goto(stage.evil);
  stage.log();
  await page.evaluate(async ({ base, all }) => {
    const picture = (src) => new Promise((resolve) => {
      const image = Object.assign(new Image(), { onload: resolve, onerror: resolve, src });
      document.body.append(image);
      setTimeout(resolve, 4000);
    });
    for (const where of all) {
      await Promise.all([
        fetch(base + where, { mode: "no-cors", credentials: "include" }).catch(() => null),
        fetch(base + where, { mode: "no-cors", credentials: "omit" }).catch(() => null),
        picture(base + where)]);
    }
  }, { base: stage.base, all: paths });
  await page.close();
  return stage.log().filter((line) => line.includes('"event":"request"'));
}

const ids = { call: "fsm2-2019", application: 1, slot: "form", entry: 5, version: 1, instalment: 1,
  batch: 1, proposal: 1, kept: 1, person: 1, organisation: "10000001", human: 1, cvr: "10000001" };
export const fill = (pattern) =>
  pattern.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(ids[name] ?? "1"));

const pages = (stage) => stage.portal.routes()
  .filter((route) => route.kind === "page" && route.method === "GET" && route.audience !== "public")
  .map((route) => fill(route.pattern));

async function everyPage(stage) {
  const all = pages(stage);
  const got = await foreignFetches(stage, all);
  need(got.length >= 2 * all.length, `only ${got.length} requests for ${all.length} pages`);
  const open = got.filter((line) => !line.includes('"reason":"cross_site"'));
  need(open.length === 0, `not refused: ${open[0]}`);
  for (const where of all) {
    await stage.page.goto(stage.evil);
    const [response] = await Promise.all([stage.page.waitForNavigation(),
      stage.page.evaluate((url) => { window.location.href = url; }, stage.base + where)]);
    const text = await stage.page.locator("main").innerText();
    need(response.headers()["set-cookie"] === undefined, `${where} set a cookie`);
    need(/Continue to Tilsagn|Your browser shows the certificate|You are logged out/.test(text)
      || [403, 404].includes(response.status()), `${where} showed: ${text.slice(0, 80)}`);
  }
  return `${all.length} pages, ${got.length} fetches`;
}

async function framed(stage) {
  const page = await stage.context.newPage();
  const answers = [];
  page.on("response", (answer) => {
    if (answer.url().startsWith(stage.base)) {
      answers.push(answer);
    }
  });
  await page.goto(stage.evil);
  await page.evaluate((src) => new Promise((resolve) => {
    const frame = Object.assign(document.createElement("iframe"), { src, onload: resolve });
    document.body.append(frame);
    setTimeout(resolve, 4000);
  }), `${stage.base}/about`);
  need(answers.length > 0, "the frame asked nothing");
  const [answer] = answers;
  need(answer.status() === 403, `the frame got ${answer.status()}`);
  need(answer.headers()["content-security-policy"].includes("frame-ancestors 'none'"), "may be framed");
  const shown = page.frames().filter((frame) => frame.url().startsWith(stage.base));
  need(shown.length === 0, "the frame is shown");
  await page.close();
}

async function sandboxed(stage) {
  const page = await stage.context.newPage();
  await page.goto(stage.evil);
  stage.log();
  await page.evaluate((action) => {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-forms allow-scripts");
    frame.srcdoc = `<form method="post" action="${action}"><input name="call" value="fsm2-2019"></form>`
      + "<script>document.forms[0].submit()</scr" + "ipt>";
    document.body.append(frame);
  }, `${stage.base}/applications`);
  const seen = [];
  await until("the worker's answer", () => {
    seen.push(...stage.log().filter((line) => line.includes('"method":"POST"')));
    return seen.length > 0;
  });
  need(seen.every((line) => line.includes('"reason":"cross_site"')), `not refused: ${seen[0]}`);
  await page.close();
}

async function fetched(stage) {
  const page = await stage.context.newPage();
  await page.goto(stage.evil);
  stage.log();
  for (const credentials of ["include", "omit"]) {
    await page.evaluate(({ url, mode }) => fetch(url, { method: "POST", mode: "no-cors",
      credentials: mode, body: "call=fsm2-2019" }).catch(() => null),
    { url: `${stage.base}/applications`, mode: credentials });
  }
  const seen = stage.log().filter((line) => line.includes('"method":"POST"'));
  need(seen.length > 0, "no worker was asked");
  need(seen.every((line) => line.includes('"reason":"cross_site"')), `not refused: ${seen[0]}`);
  await page.close();
}

async function preflight(stage) {
  const page = await stage.context.newPage();
  await page.goto(stage.evil);
  const readable = await page.evaluate(async (url) => {
    const tries = [{ method: "PUT", headers: { "X-Any": "1" } }, { method: "GET", mode: "cors" },
      { method: "POST", credentials: "include", headers: { "Content-Type": "application/json" }, body: "{}" }];
    const results = [];
    for (const one of tries) {
      results.push(await fetch(url, one).then(() => true, () => false));
    }
    return results;
  }, `${stage.base}/applications`);
  need(readable.every((one) => !one), `another site could read an answer: ${readable}`);
  await page.close();
  const answer = await raw(stage, "applicant-1", "OPTIONS", "/applications", { headers: {
    Origin: stage.evil, "Access-Control-Request-Method": "PUT", "Sec-Fetch-Site": "cross-site" } });
  need(answer.status >= 400, `OPTIONS: ${answer.status}`);
  need(!Object.keys(answer.headers).some((name) => name.startsWith("access-control-")), "CORS headers");
}

// ---- tokens, cookies, limits: without a browser, which would not send them so ----

async function tokens(stage) {
  const cookie = await logIn(stage, "applicant-1");
  const other = await logIn(stage, "applicant-1");
  const where = "/applications";
  const wrong = { missing: "", foreign: formToken(other, where), form: formToken(cookie, "/language"),
    record: formToken(cookie, `${where}/1`), cut: formToken(cookie, where).slice(0, 63) };
  const next = await logIn(stage, "applicant-1", cookie);
  wrong.old = formToken(cookie, where);
  for (const [kind, token] of Object.entries(wrong)) {
    const answer = await raw(stage, "applicant-1", "POST", where, { cookie: next,
      headers: { Origin: stage.base, "Sec-Fetch-Site": "same-origin" }, fields: { call: "fsm2-2019", token } });
    need(answer.status === 403, `${kind}: answered ${answer.status}`);
  }
  need(stage.log().filter((line) => line.includes('"reason":"form_token"')).length === 6, "not in the log");
}

async function crossSiteHeaders(stage, headers) {
  const cookie = await logIn(stage, "applicant-1");
  const answer = await raw(stage, "applicant-1", "POST", "/applications", { cookie, headers,
    fields: { call: "fsm2-2019", token: formToken(cookie, "/applications") } });
  need(answer.status === 403, `answered ${answer.status}`);
}

async function stolen(stage) {
  const cookie = await logIn(stage, "applicant-1");
  const answer = await raw(stage, "applicant-3", "GET", "/applications", { cookie });
  need(answer.status === 403, `answered ${answer.status}`);
  need(answer.headers["set-cookie"] === undefined, "set a cookie");
  need(!answer.text.includes("applicant-1"), "named its owner");
  need(stage.log().some((line) => line.includes('"event":"login_ended"')
    && line.includes('"reason":"session_foreign"')), "no alarm in the log");
  need(loginPage(await raw(stage, "applicant-1", "GET", "/applications", { cookie })), "still open");
}

async function fixation(stage) {
  const chosen = "5".repeat(64);
  const cookie = await logIn(stage, "applicant-1", chosen);
  need(cookie !== chosen, "took the chosen id");
  need(loginPage(await raw(stage, "applicant-1", "GET", "/applications", { cookie: chosen })), "it is open");
}

async function oldCookie(stage) {
  const cookie = await logIn(stage, "applicant-1");
  const out = await raw(stage, "applicant-1", "POST", "/logout", { cookie,
    headers: { Origin: stage.base }, fields: { token: formToken(cookie, "/logout") } });
  need(out.status === 200 && out.headers["clear-site-data"].includes('"cookies"'), `logout: ${out.status}`);
  const answer = await raw(stage, "applicant-1", "GET", "/applications", { cookie });
  need(loginPage(answer), `answered ${answer.status}`);
  need(answer.text === "", "with data");
}

async function limits(stage) {
  const moves = { idle: "used_at = used_at - interval '15 minutes', opened_at = opened_at - interval '15 minutes'",
    over: "opened_at = opened_at - interval '8 hours'" };
  for (const [why, move] of Object.entries(moves)) {
    const cookie = await logIn(stage, "applicant-1");
    stage.sql(`update session.login set ${move} where login = (select max(login) from session.login)`);
    const answer = await raw(stage, "applicant-1", "GET", "/applications", { cookie });
    need(answer.headers.location?.startsWith(`/login?ended=${why}&`), `${why}: ${answer.headers.location}`);
  }
}

async function disabled(stage) {
  const cookie = await logIn(stage, "clinical-1");
  const block = (on) => stage.sql(`insert into identity.block_change (person, blocked, entry)
    select l.person, ${on}, (select min(entry) from ledger.entry) from session.login l
    where l.login = (select max(login) from session.login)`);
  need((await raw(stage, "clinical-1", "GET", "/about", { cookie })).status === 200, "not let in before");
  block(true);
  const answer = await raw(stage, "clinical-1", "GET", "/about", { cookie });
  block(false);
  need(answer.status === 403, `answered ${answer.status}`);
}

async function overrides(stage) {
  const cookie = await logIn(stage, "applicant-1");
  const before = stage.world();
  for (const name of ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"]) {
    const answer = await raw(stage, "applicant-1", "GET", "/applications?_method=POST&call=fsm2-2019",
      { cookie, headers: { [name]: "POST" } });
    need(answer.status === 200, `${name}: ${answer.status}`);
  }
  for (const method of ["TRACE", "PUT", "DELETE", "PATCH"]) {
    const answer = await raw(stage, "applicant-1", method, "/applications",
      { cookie, headers: { Origin: stage.base } });
    need([405, 501].includes(answer.status), `${method}: ${answer.status}`);
  }
  need(stage.world() === before, "something changed");
}

// ---- in the browser, about logging out and in ----

export async function browserLogIn(stage, context, page) {
  await page.goto(`${stage.base}/login?return=/about`);
  if (new URL(page.url()).pathname === "/login") {
    await Promise.all([page.waitForNavigation(),
      page.getByRole("main").getByRole("button").click()]);
  }
  need(new URL(page.url()).pathname === "/about", `after the login: ${page.url()}`);
  return sid(context);
}

async function loggedOut(stage) {
  const { context, page } = stage;
  await browserLogIn(stage, context, page);
  const kept = await page.goto(`${stage.base}/applications`);
  need(kept.headers()["cache-control"] === "no-store", "pages may be stored");
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Log out" }).click()]);
  need((await page.locator("h1").innerText()) === "You are logged out", "no word of it");
  need((await page.locator("main").innerText()).includes("still holds your certificate"), "nor of the certificate");
  need(await sid(context) === undefined, "the cookie is still there");
  const isOut = async (tab) => !(await tab.locator("body").innerText()).includes("My cases")
    && await sid(context) === undefined;
  await page.goBack();
  await page.reload();
  need(await isOut(page), `back and reload: ${page.url()}`);
  const tab = await context.newPage();
  await tab.goto(`${stage.base}/applications`);
  need(new URL(tab.url()).pathname === "/login" && await isOut(tab), `a new tab: ${tab.url()}`);
  await tab.close();
  await browserLogIn(stage, context, page);
}

async function twoUsers(stage) {
  const cookie = await browserLogIn(stage, stage.context, stage.page);
  const second = await stage.browser("applicant-3");
  await second.addCookies([{ name: "__Host-sid", value: cookie, url: stage.base, secure: true,
    httpOnly: true, sameSite: "Strict" }]);
  const page = await second.newPage();
  const response = await page.goto(`${stage.base}/applications`);
  need(response.status() === 403, `answered ${response.status()}`);
  need((await page.locator("h1").innerText()) === "You have been logged out", "no word of it");
  const again = await stage.page.goto(`${stage.base}/applications`);
  need(new URL(again.url()).pathname === "/login", "the first is still logged in");
  await browserLogIn(stage, second, page);
  await browserLogIn(stage, stage.context, stage.page);
}

async function loginCsrf(stage) {
  await stage.context.clearCookies();
  const before = stage.world();
  await refusedForm(stage, stage.evil, "/login");
  need(await sid(stage.context) === undefined && stage.world() === before, "logged in");
  await browserLogIn(stage, stage.context, stage.page);
}

async function withoutCertificate(stage) {
  const cookie = await logIn(stage, "applicant-1");
  const answer = await new Promise((resolve, reject) => {
    import("node:https").then(({ default: https }) => https.get(`${stage.base}/applications`,
      { ca: stage.portal.root, headers: { Cookie: `__Host-sid=${cookie}` } }, (got) => {
        got.resume();
        resolve(got);
      }).on("error", reject));
  });
  need(answer.statusCode === 403 && answer.headers["set-cookie"] === undefined, `answered ${answer.statusCode}`);
}

// id, what is tried, the attack, and whether nothing at all may change (logging in is a change).
export const ATTACKS = [
  ["E01", "a form of another site", async (stage) => {
    const headers = await refusedForm(stage, stage.evil);
    need(headers["sec-fetch-site"] === "cross-site", `Sec-Fetch-Site was ${headers["sec-fetch-site"]}`);
  }, true],
  ["E02", "the same with Origin null", async (stage) => {
    const headers = await refusedForm(stage, `${stage.evil}/no-referrer`);
    need(headers.origin === "null", `Origin was ${headers.origin}`);
  }, true],
  ["E03", "the same from a sandboxed frame", sandboxed, true],
  ["E04", "fetch no-cors with a text body", fetched, true],
  ["E05", "a form of a sibling (same-site)", async (stage) => {
    const headers = await refusedForm(stage, stage.sibling);
    need(headers["sec-fetch-site"] === "same-site", `Sec-Fetch-Site was ${headers["sec-fetch-site"]}`);
  }, true],
  ["E06", "neither Sec-Fetch-Site nor Origin", (stage) => crossSiteHeaders(stage, {}), false],
  ["E07", "our Origin, but Sec-Fetch-Site cross-site", (stage) =>
    crossSiteHeaders(stage, { Origin: stage.base, "Sec-Fetch-Site": "cross-site" }), false],
  ["E08", "token missing, foreign, old, of another form", tokens, false],
  ["E09", "every page fetched, shown as a picture, or opened from elsewhere", everyPage, true],
  ["E10", "preflight and cross-origin reading", preflight, true],
  ["E11", "logging in by a form of another site", loginCsrf, false],
  ["E12", "a stolen cookie with another certificate", stolen, false],
  ["E13", "a cookie without a certificate", withoutCertificate, false],
  ["E14", "a session id chosen before the login", fixation, false],
  ["E15", "the old cookie after logging out", oldCookie, false],
  ["E16", "after logging out: back, reload, new tab", loggedOut, false],
  ["E17", "idle and absolute limit", limits, false],
  ["E18", "two users in one browser", twoUsers, false],
  ["E19", "a user disabled during the login", disabled, false],
  ["E20", "our page in a frame of another site", framed, true],
  ["E21", "method overrides and TRACE", overrides, false],
];
