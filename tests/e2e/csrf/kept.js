// SPDX-License-Identifier: EUPL-1.2
// Every form of the portal, from the program's own list of routes: sent when nobody is logged in, it
// changes nothing, and everything in it can be read again after the login, by its sender alone.
import { fill, logIn, need, raw } from "./attacks.js";

const PERSON = { applicant: "applicant-1", management: "management-1", officer: "officer-1",
  finance: "finance-1", administrator: "administrator-1", auditor: "auditor-1",
  external_auditor: "external-auditor-1" };
const TEXT = "Æblegrød med <b>fløde</b> & 100 %";

const forms = (stage) => stage.portal.routes().filter((route) => route.kind === "page"
  && route.method === "POST" && route.audience !== "public"
  && !/\/(login|logout|language|access)$/.test(route.pattern));

const sender = (route) => PERSON[route.roles?.[0]
  ?? (route.audience === "agency" ? "officer" : "applicant")];

function multipart(fields, file) {
  const part = ([name, value]) =>
    `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  return `${Object.entries(fields).map(part).join("")}--edge\r\nContent-Disposition: form-data; `
    + `name="file"; filename="${file}"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\r\n--edge--\r\n`;
}

async function keep(stage, route, person) {
  const where = fill(route.pattern);
  const fields = { call: "fsm2-2019", note: TEXT, token: "1".repeat(64), code: "123456" };
  const body = route.upload ? multipart(fields, "skema.pdf") : new URLSearchParams(fields).toString();
  const answer = await stage.portal.request(person, "POST", where, body, { Origin: stage.base,
    "Content-Length": Buffer.byteLength(body),
    "Content-Type": route.upload ? "multipart/form-data; boundary=edge"
      : "application/x-www-form-urlencoded" });
  const [, back] = /^(?:\/agency)?\/login\?kept=1&return=(.+)$/.exec(answer.headers.location ?? "") ?? [];
  need(answer.status === 303 && back, `without a login: ${answer.status} ${answer.headers.location}`);
  return decodeURIComponent(back);
}

async function one(stage, route, cookies) {
  const person = sender(route);
  const before = stage.sql("select count(*) from ledger.entry");
  const back = await keep(stage, route, person);
  const [, kept] = /\?kept=(\d+)$/.exec(back);
  for (const who of [person, "applicant-3"]) {
    cookies[who] ??= await logIn(stage, who);
  }
  const shown = await raw(stage, person, "GET", back, { cookie: cookies[person] });
  need([200, 404].includes(shown.status), `its page ${back}: ${shown.status}`);
  need(shown.status === 404 || shown.text.includes(`kept/${kept}"`), `${back} says nothing of it`);
  const text = await raw(stage, person, "GET", `/kept/${kept}`, { cookie: cookies[person] });
  need(text.status === 200 && text.text.includes("Æblegrød med &lt;b&gt;fløde&lt;/b&gt; &amp; 100 %"),
    `/kept/${kept}: ${text.status}`);
  need(!text.text.includes("123456") && !text.text.includes("<code>token"), "a secret was kept");
  need(!route.upload || text.text.includes("skema.pdf"), "the file is gone");
  const foreign = await raw(stage, "applicant-3", "GET", `/kept/${kept}`, { cookie: cookies["applicant-3"] });
  need(foreign.status === 404, `another person: ${foreign.status}`);
  need(stage.sql("select count(*) from ledger.entry") === before, "an entry was written");
}

// One line a form: [text, what went wrong or null].
export async function everyForm(stage) {
  const lines = [];
  const cookies = {};
  for (const route of forms(stage)) {
    const text = `kept ${route.audience} POST ${route.pattern}`;
    try {
      await one(stage, route, cookies);
      lines.push([text, null]);
    } catch (error) {
      lines.push([text, error.message]);
    }
  }
  return lines;
}
