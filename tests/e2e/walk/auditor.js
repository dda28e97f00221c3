// SPDX-License-Identifier: EUPL-1.2
// The audit firm appointed, an opinion signed and decided on; the yearly statement disputed and resolved.
import { createHash } from "node:crypto";

import { scratch } from "../lib/scratch.js";

const AUDITOR = "external-auditor-1";

// A report: its first bytes say what it is.
const report = (text) => scratch("report.pdf", text);

export async function appoint(actor, application) {
  await actor.visit(`/grants/${application}`);
  await actor.follow("Audit firm of this grant");
  await actor.press("Appoint this firm", [], 422);
  await actor.summary("firm");
  const firm = await actor.page.locator("#firm option").nth(1).getAttribute("value");
  await actor.hand.choose(actor.page, "firm", firm);
  await actor.press("Appoint this firm");
  await actor.reads("What the firm has signed stays signed; it sees nothing of the grant any more.");
}

// Gives the number of the request that was signed.
export async function endorse(actor, application) {
  await actor.visit("/audits");
  await actor.followText(actor.say("Part accounts, version %s", 1));
  await actor.press("Go on to sign the opinion", [], 422);
  await actor.summary("opinion");
  await actor.hand.pick(actor.page, "opinion", "qualified");
  await actor.hand.fill(actor.page, "auditor_number", `demonstration ${AUDITOR}`);
  await actor.hand.file(actor.page, "report", report("no report"));
  await actor.press("Go on to sign the opinion", [], 422);
  await actor.reads("The report must be a PDF file.");
  await actor.hand.file(actor.page, "report", report(`%PDF-1.7 ${application}`));
  await actor.press("Go on to sign the opinion");
  await actor.reads("This is a signature, made with your own key: not an attestation made here with "
    + "certificate and code.");
  const pending = Number(actor.page.url().split("/").pop());
  const request = await actor.page.locator("pre").first().textContent();
  await actor.hand.file(actor.page, "signature", actor.portal.sign(actor.person, request));
  await actor.press("Send the signature and carry it out");
  await actor.reads("What I have signed");
  await actor.reads("signature with an own key");
  const statement = await ofMonth(actor, "10000004");
  actor.ok(/^ {2}signature [0-9a-f]{64}$/mu.test(statement), "the month's statement names no signature");
  await actor.visit(`/grants/${application}/accounts/1`);
  await actor.reads("Blocks until an officer has decided");
  return pending;
}

// The newest month's statement: whose it is, every entry that the page counts, with the leaf hash that the page
// shows, and at the end the SHA-256 of all before it.
export async function ofMonth(actor, cvr) {
  const link = actor.page.locator('main a[href*="/signed/20"]').first();
  const month = (await link.getAttribute("href")).split("/").pop();
  const counted = Number(/(\d+)\D*$/u.exec(await link.locator("xpath=..").innerText())[1]);
  const text = await actor.download(link);
  const end = text.lastIndexOf("\nSHA-256 ");
  actor.checks.equal(text.slice(end), `\nSHA-256 ${createHash("sha256").update(text.slice(0, end)).digest("hex")}\n`,
    `${actor.where()}: the statement ends with the hash of what stands before`);
  actor.ok(text.split("\n")[0].endsWith(`, CVR ${cvr}, ${month}`), `the statement begins ${text.split("\n")[0]}`);
  const entries = [...text.matchAll(/^20\S+Z {2}\w+ {2}\S+ {2}.* {2}#(\d+)\n {2}leaf {6}([0-9a-f]{64})\n {2}request {3}[0-9a-f]{64}$/gmu)];
  actor.checks.equal(entries.length, counted, `${actor.where()}: entries of the statement`);
  const shown = await actor.page.locator("main td code.tilsagn-digest").evaluateAll((nodes) => nodes.map((node) => node.title));
  actor.ok(entries.length > 0 && entries.every(([, , leaf]) => shown.includes(leaf)), "a leaf of the statement is not on the page");
  return text;
}

export async function accept(officer, application) {
  await officer.visit(`/agency/grants/${application}/accounts/1`);
  await officer.reads("Blocks until an officer has decided");
  await officer.press("Record my decision on the opinion", [], 422);
  await officer.summary("decision");
  await officer.hand.pick(officer.page, "decision", "accept");
  await officer.hand.fill(officer.page, "reason", "Forbeholdet er uden betydning");
  await officer.press("Record my decision on the opinion");
  await officer.visit(`/agency/grants/${application}/accounts/1`);
  await officer.reads("Accepted by an officer");
}

export async function dispute(actor, application) {
  await actor.visit(`/grants/${application}/statements/2019`);
  await actor.press("The statement is right");
  await actor.visit(`/grants/${application}/statements/2020`);
  await actor.reads("Interest on late repayments");
  await actor.hand.fill(actor.page, "reason", "Vi savner et beløb");
  await actor.press("Something is wrong: stop payments");
  await actor.reads("The statement of %s is disputed: nothing is paid on this grant", 2020);
}

export async function propose(officer, application) {
  await officer.visit("/agency/disputes");
  await officer.reads("Waits for an officer");
  await officer.visit(`/agency/grants/${application}/dispute`);
  await officer.press("Propose this resolution", [], 422);
  await officer.summary("outcome");
  await officer.hand.pick(officer.page, "outcome", "unfounded");
  await officer.hand.fill(officer.page, "reason", "Beløbet er udbetalt");
  await officer.press("Propose this resolution");
  await officer.reads("Proposed resolution");
  await officer.reads("Now another officer must confirm it, who has neither decided the "
    + "award nor approved its payments.");
}

export async function resolve(officer, application) {
  await officer.visit(`/agency/grants/${application}/dispute`);
  await officer.press("Confirm: payments are open again");
  await officer.reads("The statement of %s was disputed; that is resolved", 2020);
  await officer.visit("/agency/signed");
  await officer.reads("Monthly statements");
  const statement = await ofMonth(officer, "10000009");
  officer.ok(new RegExp(` {2}confirm_resolution {2}grant:${application} .*#\\d+$`, "mu").test(statement),
    "the month's statement lacks what was just done");
}
