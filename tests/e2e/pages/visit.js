// SPDX-License-Identifier: EUPL-1.2
// Goes through a list of pages, two people at a time. Each is fetched as that person; an answer of a
// kind that the browser has not judged yet (judge.js) is then shown in one, as it was sent.
import { checkDeadline } from "../lib/deadline.js";
import { formToken } from "../lib/portal.js";
import { STREAMED } from "../lib/watch.js";
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

// The agency's pages lead to pages of the agency, or to those that are for everyone.
const SHARED = /^\/(agency|api\/v1\/agency|s|about|accessibility)(\/|\?|$)/;

function checkLinks(stage, html, item) {
  const away = item.path.startsWith("/agency/") && item.status === 200
    ? [...html.matchAll(/\bhref="(\/[^"]*)"/g)].map(([, to]) => to).filter((to) => !SHARED.test(to)) : [];
  stage.checks.ok(away.length === 0, `${label(item)}: leads to the grantees' ${away.join(" ")}`);
}

const WIDTHS = [375, 1280];
const PATIENCE_MS = 15000;

// A browser's page that shows answers as they were sent, whoever they were for, and asks for none again. For that,
// Chromium holds back each request until this process says what becomes of it. What is under way when the page goes
// on to another is mostly aborted; but one request in some hundreds never reached nginx and was told as
// net::ERR_FAILED. Narrowing a page asks for a picture, so it is left when all that it asked for is there.
class Window {
  static async open(context) {
    const window = new Window();
    window.page = await context.newPage();
    window.underWay = new Map(); // requests to their addresses
    window.protocol = await context.newCDPSession(window.page);
    window.protocol.on("Network.requestWillBeSent",
      ({ requestId, request }) => window.underWay.set(requestId, request.url));
    for (const end of ["Network.loadingFinished", "Network.loadingFailed"]) {
      window.protocol.on(end, ({ requestId }) => window.underWay.delete(requestId));
    }
    await window.protocol.send("Network.enable");
    await window.page.route((url) => url.href === window.address,
      (route) => route.fulfill(window.answer));
    return window;
  }

  // Waits for what is under way, and for what the page has asked for since that was last told.
  async settle() {
    const until = Date.now() + PATIENCE_MS;
    await this.protocol.send("Runtime.evaluate", { expression: "document.body.offsetWidth" });
    while (this.underWay.size > 0) {
      if (Date.now() > until) {
        throw new Error(`still under way: ${[...this.underWay.values()].join(" ")}`);
      }
      await new Promise((done) => { setTimeout(done, 5); });
    }
  }

  async show(address, { status, headers, text }) {
    this.address = address;
    this.answer = { status, headers: { ...headers }, body: text };
    delete this.answer.headers["set-cookie"];
    await this.page.goto(address, { waitUntil: "load" });
  }
}

// Shows an answer: it must not need a scroll bar across.
async function show(stage, window, item, answer) {
  const { page } = window;
  await window.show(stage.portal.publicBase + item.path, answer);
  await stage.judge.examine(page, `${label(item)} (${item.status})`);
  const more = await page.evaluate(() => document.querySelector(".more-button span")?.textContent);
  stage.checks.ok(more === undefined || more === stage.words[item.language].say("More"),
    `${label(item)}: the menu ends in “${more}”`);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    stage.checks.ok(over <= 0, `${label(item)}: ${over} pixels too wide for ${width}`);
  }
  await window.settle();
}

// One export is sent at a time: who comes meanwhile is told to try again, here sooner than it is told.
async function requestInTurn(stage, item) {
  for (let tries = 60; ; tries -= 1) {
    const answer = await request(stage, item);
    if (answer.status !== 503 || !STREAMED.test(item.path) || tries === 0) {
      return answer;
    }
    stage.checks.ok(answer.headers["retry-after"] > 0, `${label(item)}: no Retry-After`);
    await new Promise((resolve) => { setTimeout(resolve, 1000); });
  }
}

// Fetches one page and looks at it; downloads are not shown.
async function look(stage, window, item) {
  const answer = await requestInTurn(stage, item);
  item.status = answer.status;
  stage.checks.ok(item.statuses.includes(item.status),
    `${label(item)}: expected ${item.statuses.join(" or ")}, got ${item.status}`);
  stage.checks.ok((answer.headers["content-length"] === undefined) === (item.status === 200 && STREAMED.test(item.path)),
    `${label(item)}: Content-Length is ${answer.headers["content-length"]}`);
  if (!isPage(answer)) {
    return;
  }
  stage.judge.keep(answer.text, `${label(item)} (${item.status})`);
  checkFrame(stage, answer.text, item);
  checkLinks(stage, answer.text, item);
  if (stage.judge.isNew(answer.text)) {
    await show(stage, window, item, answer);
  }
}

async function visitAll(stage, window, items) {
  for (const item of items) {
    try {
      if (item.route.pattern.endsWith("/kept/{kept}") && item.state !== "error") {
        const form = `${item.route.audience === "agency" ? "/agency" : ""}/session/end`;
        item.path = item.path.replace(/\d+$/, await stage.portal.keep(item.person, form));
      }
      await look(stage, window, item);
    } catch (error) {
      stage.checks.fail(`${label(item)}: ${error.message}`);
    }
  }
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
  const context = await stage.portal.open(null, "da");
  const browse = async () => {
    const window = await Window.open(context);
    while (waiting.length > 0) {
      await visitAll(stage, window, waiting.pop());
    }
    return window;
  };
  const [window] = await Promise.all([browse(), browse()]);
  for (const item of list.filter(aside)) {
    stage.portal.cookies.delete(item.person);
    await visitAll(stage, window, [item]);
  }
  await context.close();
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
