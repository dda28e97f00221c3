// SPDX-License-Identifier: EUPL-1.2
// What the attacks need: Chromium with a person's own certificate store, another site's server, one on
// a sibling port of our own host, the database to see whether anything changed, the workers' log.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import https from "node:https";
import { createRequire } from "node:module";
import path from "node:path";

import { Portal } from "../lib/portal.js";

const require = createRequire(import.meta.url);

const CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--disable-default-apps", "--disable-extensions", "--mute-audio"];

const PAGE = (head) => `<!doctype html><html lang="en"><head><meta charset="utf-8">${head}`
  + "<title>Another site</title></head><body><p>Another site</p></body></html>";

// Pages of another site; the attack itself is done in them by the test.
function listen(credentials) {
  const server = https.createServer(credentials, (request, answer) => {
    const head = request.url === "/no-referrer" ? '<meta name="referrer" content="no-referrer">' : "";
    answer.writeHead(200, { "Content-Type": "text/html" });
    answer.end(PAGE(head));
  });
  return new Promise((resolve) => { server.listen(0, "localhost", () => resolve(server)); });
}

const credentials = (stem) =>
  ({ key: fs.readFileSync(`${stem}.key`), cert: fs.readFileSync(`${stem}.crt`) });

export class Stage {
  static async make(state, work) {
    const stage = new Stage();
    const nothing = { ok: () => true, fail: () => {} };
    stage.portal = new Portal(null, state, nothing);
    stage.state = path.resolve(state);
    stage.work = work;
    stage.base = stage.portal.base;
    stage.servers = [await listen(credentials(path.join(work, "evil"))),
      await listen(credentials(path.join(stage.state, "pki/server")))];
    const [evil, sibling] = stage.servers.map((server) => server.address().port);
    stage.evil = `https://evil.localhost:${evil}`;
    stage.sibling = `https://localhost:${sibling}`;
    stage.browsers = [];
    return stage;
  }

  // Chromium ends TLS itself and takes the certificate from its own store, as people's do.
  async browser(person) {
    const { chromium } = require("playwright-core");
    const home = path.join(this.work, person);
    const context = await chromium.launchPersistentContext(path.join(home, "profile"), {
      executablePath: "/usr/bin/chromium", args: CHROMIUM, locale: "en-GB",
      env: { ...process.env, HOME: home } });
    context.setDefaultTimeout(20000);
    this.browsers.push(context);
    return context;
  }

  sql(text) {
    return execFileSync("/usr/lib/postgresql/15/bin/psql",
      ["-h", path.join(fs.realpathSync(path.join(this.state, "run")), "pg"), "-U", "postgres",
        "-d", "tilsagn", "-XAtqc", text], { encoding: "utf8" }).trim();
  }

  // Everything that a request could change, but for when a login was last used.
  world() {
    return this.sql(`select (select count(*) from ledger.entry), (select count(*) from draft.application),
      (select count(*) from draft.version), (select count(*) from store.file),
      (select coalesce(string_agg(encode(l.id_sha256, 'hex'), ',' order by l.login), '') from session.login l),
      (select count(*) from session.kept)`);
  }

  // The workers' lines since the last call.
  log() {
    const folder = path.join(this.state, "log");
    this.read ??= new Map();
    return fs.readdirSync(folder).filter((name) => name.endsWith(".log")).flatMap((name) => {
      const text = fs.readFileSync(path.join(folder, name), "utf8");
      const from = this.read.get(name) ?? 0;
      this.read.set(name, text.length);
      return text.slice(from).split("\n").filter((line) => line.includes('"event"'));
    });
  }

  async end() {
    await Promise.all(this.browsers.map((context) => context.close()));
    this.servers.forEach((server) => { server.closeAllConnections?.(); server.close(); });
  }
}

export const sid = async (context) =>
  (await context.cookies()).find((cookie) => cookie.name === "__Host-sid")?.value;
