// SPDX-License-Identifier: EUPL-1.2
// A running demonstration as the browser tests use it: browser contexts with a person's certificate,
// the JSON API for what is not under test, the simulated clock, the list of routes.
import { execFileSync } from "node:child_process";
import { createHash, createHmac, randomUUID } from "node:crypto";
import fs from "node:fs";
import https from "node:https";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { scratch } from "./scratch.js";
import { watch } from "./watch.js";

// What npm installs lies in the build folder; require() looks there by NODE_PATH, import does not.
const require = createRequire(import.meta.url);

// Without the background flags Chromium looks for hosts of its own at every start.
const CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--disable-default-apps", "--disable-extensions", "--mute-audio"];

const CODE = fileURLToPath(new URL("../../../nginx/code", import.meta.url));

export const LANGUAGES = ["da", "en"];
const LOCALES = { da: "da-DK", en: "en-GB" };

export async function launch() {
  const { chromium } = require("playwright-core");
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: CHROMIUM });
}

export class Portal {
  constructor(browser, state, checks) {
    this.browser = browser;
    this.state = path.resolve(state);
    this.checks = checks;
    this.port = Number(fs.readFileSync(path.join(this.state, "port"), "utf8"));
    this.base = `https://localhost:${this.port}`;
    this.publicBase = `https://localhost:${this.port + 1}`;
    this.root = fs.readFileSync(path.join(this.state, "pki/root.crt"));
    this.agents = new Map();
    this.cookies = new Map();
    this.left = new Map(); // who and language to browsers that enter() may give again
  }

  certificate(person) {
    const stem = path.join(this.state, "pki/people", person);
    return { certPath: `${stem}.crt`, keyPath: `${stem}.key` };
  }

  // A browser of its own for `person` (null: nobody, for the public server), logged in unless `login`
  // is false. Options are Playwright's. Playwright itself ends TLS for the certificate, so the server's is checked by api().
  async open(person, language, { login = true, ...options } = {}) {
    const context = await this.browser.newContext({
      locale: LOCALES[language],
      ignoreHTTPSErrors: true,
      baseURL: person === null ? this.publicBase : this.base,
      viewport: { width: 1280, height: 900 },
      clientCertificates: person === null ? []
        : [{ origin: this.base, ...this.certificate(person) }],
      ...options,
    });
    context.setDefaultTimeout(15000);
    if (person !== null && login) {
      await this.logIn(context);
    }
    await watch(context, this.checks, `${person ?? "public"} ${language}`);
    return context;
  }

  // A browser as open() gives, with a login of its own, to be left again: to open one anew costs more
  // than a page does.
  async enter(person, language) {
    const context = this.left.get(`${person} ${language}`)?.pop();
    if (context === undefined) {
      return this.open(person, language);
    }
    if (person !== null) {
      await this.logIn(context);
    }
    return context;
  }

  async leave(context, person, language) {
    await Promise.all(context.pages().map((page) => page.close()));
    const key = `${person} ${language}`;
    this.left.set(key, [...(this.left.get(key) ?? []), context]);
  }

  // What the login page's button does; the walk presses it itself once.
  async logIn(context) {
    const answer = await context.request.post("/login", { headers: { Origin: this.base },
      form: { return: "/about" }, maxRedirects: 0 });
    if (answer.status() !== 303) {
      throw new Error(`logging in: ${answer.status()} ${await answer.text()}`);
    }
  }

  // Sends a form without a login; gives the number under which it is kept for the person.
  async keep(person, where = "/session/end", fields = { note: "Æblegrød & <b>fløde</b>" }) {
    const body = new URLSearchParams(fields).toString();
    const answer = await this.request(person, "POST", where, body, { Origin: this.base,
      "Content-Type": "application/x-www-form-urlencoded", "Content-Length": Buffer.byteLength(body) });
    const [, kept] = /%3Fkept%3D(\d+)$/.exec(answer.headers.location ?? "") ?? [];
    if (answer.status !== 303 || kept === undefined) {
      throw new Error(`${where} without a login: ${answer.status} ${answer.headers.location}`);
    }
    return Number(kept);
  }

  // The Cookie header of a login of its own, for request().
  async cookie(person) {
    if (!this.cookies.has(person)) {
      const answer = await this.request(person, "POST", "/login", "",
        { Origin: this.base, "Content-Type": "application/x-www-form-urlencoded", "Content-Length": 0 });
      this.cookies.set(person, answer.headers["set-cookie"][0].split(";")[0]);
    }
    return this.cookies.get(person);
  }

  // One request with a person's certificate (null: none, to the public server), the server's own
  // checked. Gives status, headers, body.
  request(person, method, where, body = null, headers = {}) {
    if (!this.agents.has(person)) {
      const { certPath, keyPath } = person === null ? {} : this.certificate(person);
      this.agents.set(person, new https.Agent({ ca: this.root, keepAlive: true,
        ...(person !== null && { cert: fs.readFileSync(certPath), key: fs.readFileSync(keyPath) }) }));
    }
    return new Promise((resolve, reject) => {
      const sent = https.request((person === null ? this.publicBase : this.base) + where,
        { method, headers, agent: this.agents.get(person) }, (answer) => {
          const chunks = [];
          answer.on("data", (chunk) => chunks.push(chunk));
          answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers,
            text: Buffer.concat(chunks).toString("utf8") }));
        });
      sent.on("error", reject);
      sent.end(body ?? undefined);
    });
  }

  // The JSON API for what a test only needs; anything but success ends the test.
  async api(person, method, where, body = null, headers = {}) {
    const given = { Accept: "application/json", ...headers };
    let bytes = body;
    if (body !== null && !Buffer.isBuffer(body)) {
      bytes = JSON.stringify(body);
      given["Content-Type"] = "application/json";
    }
    if (method === "POST") {
      given["Idempotency-Key"] = randomUUID();
    }
    if (bytes !== null) {
      given["Content-Length"] = Buffer.byteLength(bytes);
    }
    const answer = await this.request(person, method, `/api/v1${where}`, bytes, given);
    if (answer.status >= 300) {
      throw Object.assign(new Error(`${person} ${method} ${where}: ${answer.status} ${answer.text}`),
        { problem: answer.text });
    }
    return { ...(answer.text ? JSON.parse(answer.text) : {}), etag: answer.headers.etag };
  }

  // Moves the simulated clock on; it runs from there.
  clock(instant) {
    this.now = instant;
    execFileSync(path.join(this.state, "program/bin/tilsagn"),
      ["--state", this.state, "demo", "clock", instant], { stdio: "pipe" });
  }

  // The path of a signature file: `text` signed with the person's own key, as the page says.
  sign(person, text) {
    const stem = path.join(this.state, "pki/people", person);
    const request = scratch("request.json", text);
    execFileSync("openssl", ["cms", "-sign", "-cades", "-binary", "-md", "sha256", "-in", request,
      "-signer", `${stem}.crt`, "-inkey", `${stem}.key`, "-certfile", path.join(this.state, "pki/issuing.crt"),
      "-outform", "DER", "-out", `${request}.p7s`], { stdio: "pipe" });
    return `${request}.p7s`;
  }

  // An act that needs the person's own signature (a grantee's): sent, signed as it was kept, sent again.
  async signed(person, where, body) {
    const refused = await this.api(person, "POST", where, body).catch((error) => error);
    const { pending } = JSON.parse(refused.problem).details;
    const { text } = await this.request(person, "GET", `/api/v1/signatures/${pending}/request`);
    const cms = fs.readFileSync(this.sign(person, text)).toString("base64");
    return this.api(person, "POST", `/signatures/${pending}`, { cms });
  }

  // A fresh code of the person's second factor.
  code(person) {
    return execFileSync(CODE, ["--state", this.state, person], { encoding: "utf8" }).trim();
  }

  // Every route that the program answers: [{method, pattern, audience, roles, kind, stream, upload}].
  routes() {
    const program = path.join(this.state, "program/bin/tilsagn-portal");
    return execFileSync(program, ["--routes"], { encoding: "utf8" }).trim().split("\n").map((row) => {
      const [method, pattern, audience, roles, kind, flags] = row.split("\t");
      return { method, pattern, audience, kind, stream: flags.includes("stream"),
        upload: flags.includes("upload"), roles: roles === "any" ? null : roles.split(",") };
    });
  }
}

export async function until(what, condition, seconds = 30) {
  const limit = Date.now() + seconds * 1000;
  while (!await condition()) {
    if (Date.now() > limit) {
      throw new Error(`${what} did not happen within ${seconds} s`);
    }
    await new Promise((resolve) => { setTimeout(resolve, 150); });
  }
}

// The token that a form of this login (its cookie's value) carries for the path it is sent to.
export function formToken(sid, where) {
  const hash = (text) => createHash("sha256").update(text).digest();
  return createHmac("sha256", Buffer.from(sid, "hex"))
    .update(Buffer.concat([hash("tilsagn form token 1\n"), hash(where)])).digest("hex");
}

export function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}
