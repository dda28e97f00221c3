// SPDX-License-Identifier: EUPL-1.2
// Goes through a list of pages: each person's browser opens its own, two browsers at a time.
import { formToken } from "../lib/portal.js";
import { ABOUT_LOGIN } from "./list.js";

// What is downloaded or only redirects is fetched, not shown.
async function fetchOnly(stage, item) {
  const login = item.person === null ? "" : `; ${await stage.portal.cookie(item.person)}`;
  const answer = await stage.portal.request(item.person, item.route.method, item.path, null,
    { Accept: "*/*", Cookie: `language=${item.language}${login}` });
  item.status = answer.status;
  if (answer.headers["content-type"]?.startsWith("text/html")) {
    stage.judge.keep(answer.text, label(item));
  }
  stage.checks.ok(answer.headers["content-length"] !== undefined, `${label(item)}: no Content-Length`);
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

async function show(stage, page, item) {
  const [response] = await Promise.all([page.waitForNavigation({ waitUntil: "load" }),
    item.route.method === "POST" ? sendEmptyForm(page, item.path) : page.goto(item.path)]);
  item.status = response.request().redirectedFrom() === null ? response.status() : 303;
  const html = await response.text();
  await stage.judge.page(page, html, `${label(item)} (${item.status})`);
  await checkFrame(stage, page, html, item);
}

// What every page has: its language, one heading, the server's clock where somebody is logged in, no
// scroll bar across at any width that the design is for.
async function checkFrame(stage, page, html, item) {
  stage.checks.ok(html.includes(`<html lang="${item.language}"`), `${label(item)}: not in ${item.language}`);
  const wide = await page.evaluate(() => ({ heads: document.querySelectorAll("h1").length,
    over: document.documentElement.scrollWidth - window.innerWidth }));
  stage.checks.ok(wide.heads === 1, `${label(item)}: ${wide.heads} first headings`);
  stage.checks.ok(wide.over <= 0, `${label(item)}: ${wide.over} pixels too wide`);
}

async function visitAll(stage, items) {
  const [{ person, language, route }] = items;
  const login = !(route.method === "GET" && route.pattern.endsWith("/login"))
    && !person?.startsWith("newcomer");
  const context = await stage.portal.open(person, language, { login });
  const page = await context.newPage();
  await page.goto("/about");
  for (const item of items) {
    try {
      if (item.route.pattern.endsWith("/kept/{kept}") && item.state !== "error") {
        item.path = item.path.replace(/\d+$/, await stage.portal.keep(item.person));
      }
      if (item.route.stream || item.route.pattern.endsWith("/note")) {
        await fetchOnly(stage, item);
      } else {
        await show(stage, page, item);
      }
      stage.checks.ok(item.statuses.includes(item.status),
        `${label(item)}: expected ${item.statuses.join(" or ")}, got ${item.status}`);
    } catch (error) {
      stage.checks.fail(`${label(item)}: ${error.message}`);
    }
  }
  await context.close();
}

// Opens every page of the list and prints it.
export async function visit(stage, list) {
  const groups = new Map();
  for (const item of list) {
    const key = `${item.person} ${item.language}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  // What logs in or out would do so for others of its person too: those come last, one by one.
  const aside = (item) => item.route.audience !== "public" && ABOUT_LOGIN.includes(item.route.pattern);
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
