// SPDX-License-Identifier: EUPL-1.2
// Goes through a list of pages, two people at a time. Each is fetched as that person; what the browser
// has not judged yet (judge.js) is then opened in the person's own browser.
import { checkDeadline } from "../lib/deadline.js";
import { formToken } from "../lib/portal.js";
import { ABOUT_LOGIN } from "./list.js";

const isLogin = (route) => route.method === "GET" && route.pattern.endsWith("/login");

// Whether the person of a page has a login: not on the page that offers one, not before enrolment.
const logsIn = ({ person, route }) => person !== null && !isLogin(route) && !person.startsWith("newcomer");

// The answer without a browser: a page, or a form with nothing but its token.
async function request(stage, item) {
  const { portal } = stage;
  const login = logsIn(item) ? await portal.cookie(item.person) : null;
  const headers = { Accept: "text/html,*/*",
    Cookie: [`language=${item.language}`, login].filter(Boolean).join("; ") };
  let body = null;
  if (item.route.method === "POST") {
    body = `token=${login ? formToken(login.split("=")[1], item.path) : ""}`;
    Object.assign(headers, { Origin: item.person === null ? portal.publicBase : portal.base,
      "Content-Type": "application/x-www-form-urlencoded", "Content-Length": Buffer.byteLength(body) });
  }
  return portal.request(item.person, item.route.method, item.path, body, headers);
}

// A form with nothing but its token: the answer is the form with its errors, or a refusal.
async function sendEmptyForm(page, path) {
  const sid = (await page.context().cookies()).find((cookie) => cookie.name === "__Host-sid");
  return page.evaluate(({ action, token }) => {
    const form = document.createElement("form");
    const field = document.createElement("input");
    form.method = "post";
    form.action = action;
    Object.assign(field, { type: "hidden", name: "token", value: token });
    form.append(field);
    document.body.append(form);
    form.submit();
  }, { action: path, token: sid ? formToken(sid.value, path) : "" });
}

function label(item) {
  return `${item.state} ${item.language} ${item.role} ${item.route.method} ${item.path}`;
}

const isPage = (answer) => answer.headers["content-type"]?.startsWith("text/html")
  && !(answer.status >= 300 && answer.status < 400);

// What every page has: its language and one heading; of an open call also the deadline.
function checkFrame(stage, html, item) {
  stage.checks.ok(html.includes(`<html lang="${item.language}"`), `${label(item)}: not in ${item.language}`);
  const heads = html.split(/<h1\b/).length - 1;
  stage.checks.ok(heads === 1, `${label(item)}: ${heads} first headings`);
  checkDeadline(stage.checks, { now: stage.portal.now, path: item.path, html, label: label(item),
    status: item.status });
}

// Fetches one page; gives whether a browser must open it too.
async function look(stage, item) {
  const answer = await request(stage, item);
  item.status = answer.status;
  stage.checks.ok(answer.headers["content-length"] !== undefined, `${label(item)}: no Content-Length`);
  if (!isPage(answer)) {
    return false;
  }
  stage.judge.keep(answer.text, `${label(item)} (${item.status})`);
  checkFrame(stage, answer.text, item);
  return !stage.judge.knows(answer.text);
}

const WIDTHS = [375, 1280];

// Opens one page in a browser: it must not need a scroll bar across.
async function show(stage, page, item) {
  const [response] = await Promise.all([page.waitForNavigation({ waitUntil: "load" }),
    item.route.method === "POST" ? sendEmptyForm(page, item.path) : page.goto(item.path)]);
  item.status = response.request().redirectedFrom() === null ? response.status() : 303;
  const html = await response.text();
  checkFrame(stage, html, item);
  await stage.judge.page(page, html, `${label(item)} (${item.status})`);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    stage.checks.ok(over <= 0, `${label(item)}: ${over} pixels too wide for ${width}`);
  }
}

// A person's browser in one language, opened when the first page needs it.
class Browser {
  constructor(stage, item) {
    Object.assign(this, { stage, item });
  }

  async page() {
    if (!this.context) {
      const { person, language } = this.item;
      this.context = await this.stage.portal.open(person, language, { login: logsIn(this.item) });
      this.opened = await this.context.newPage();
      await this.opened.goto("/about");
    }
    return this.opened;
  }

  async close() {
    await this.context?.close();
  }
}

// What logs in or out is done by the browser itself; downloads are not shown.
async function visitAll(stage, items) {
  const browser = new Browser(stage, items[0]);
  for (const item of items) {
    try {
      if (item.route.pattern.endsWith("/kept/{kept}") && item.state !== "error") {
        item.path = item.path.replace(/\d+$/, await stage.portal.keep(item.person));
      }
      if (aside(item) || await look(stage, item)) {
        await show(stage, await browser.page(), item);
      }
      stage.checks.ok(item.statuses.includes(item.status),
        `${label(item)}: expected ${item.statuses.join(" or ")}, got ${item.status}`);
    } catch (error) {
      stage.checks.fail(`${label(item)}: ${error.message}`);
    }
  }
  await browser.close();
}

// What logs in or out would do so for others of its person too: those come last, one by one.
const aside = ({ route }) => route.audience !== "public" && ABOUT_LOGIN.includes(route.pattern);

// Looks at every page of the list and prints it.
export async function visit(stage, list) {
  const groups = new Map();
  for (const item of list) {
    const key = `${item.person} ${item.language}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const waiting = [...groups.values()].map((items) => items.filter((item) => !aside(item)))
    .filter((items) => items.length > 0);
  const browse = async () => {
    while (waiting.length > 0) {
      await visitAll(stage, waiting.pop());
    }
  };
  await Promise.all([browse(), browse()]);
  for (const item of list.filter(aside)) {
    await visitAll(stage, [item]);
  }
  stage.portal.cookies.clear();
  for (const item of list) {
    console.log(`page    ${item.state.padEnd(5)} ${item.language} ${item.role.padEnd(13)} `
      + `${item.route.method.padEnd(4)} ${item.path} ${item.status ?? "-"}`);
  }
  stage.list.push(...list);
}

// The answers of nginx itself, which no route of the program gives.
export async function visitOutside(stage) {
  const context = await stage.portal.open(null, "da", { baseURL: stage.portal.base });
  const page = await context.newPage();
  const response = await page.goto("/");
  stage.checks.equal(response.status(), 403, "without a certificate: status");
  await stage.judge.page(page, await response.text(), "nginx: without a certificate");
  await context.close();
  for (const person of ["revoked-1", "expired-1", "system-1"]) {
    const answer = await stage.portal.request(person, "GET", "/");
    stage.checks.equal(answer.status, 403, `${person}: status`);
    stage.judge.keep(answer.text, `refused: ${person}`);
  }
}
