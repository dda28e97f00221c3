// SPDX-License-Identifier: EUPL-1.2
// The applicant's part: read the call, draft, meet every error on the way, send, keep the receipt.
import { APPLICATION, CRITERIA, pdf, textPdf } from "./texts.js";

const TITLE = { da: "Flere skal med 2", en: "More to be included 2" };

// From the front page to a new draft; gives its number.
export async function start(actor) {
  await actor.visit("/");
  await actor.follow("See calls");
  const link = actor.page.locator('main a[href="/calls/fsm2-2019"]');
  await actor.go(() => actor.hand.press(actor.page, link));
  await actor.shows("17.46.64.20");
  await actor.reads("Danish time");
  const clock = actor.page.locator("[data-now-us]");
  actor.ok(Number(await clock.getAttribute("data-now-us")) > 1.5e15, "no server clock");
  const deadline = await actor.page.locator(".site-banner-deadline time").getAttribute("datetime");
  actor.ok(deadline.startsWith("2019-10-24T1"), `the banner names the deadline as ${deadline}`);
  await actor.press("Start an application");
  return Number(/\/applications\/(\d+)/.exec(actor.page.url())[1]);
}

const AMOUNT = "budget.0.amounts.1.amount_ore";

// The budget's fields; `amount` replaces that of the second year of the first line.
async function budget(actor, lines, amount) {
  for (const [i, row] of lines.entries()) {
    await actor.hand.choose(actor.page, `budget.${i}.category`, row.category);
    await actor.hand.fill(actor.page, `budget.${i}.text`, row.text);
    await actor.hand.fill(actor.page, `budget.${i}.note`, row.note);
    for (const [year, given] of row.amounts.entries()) {
      await actor.hand.fill(actor.page, `budget.${i}.amounts.${year}.amount_ore`,
        i === 0 && year === 1 && amount !== undefined ? amount : given);
    }
  }
}

export async function fill(actor, what, amount) {
  await actor.hand.fill(actor.page, "title", what.title);
  await actor.hand.fill(actor.page, "description", what.description);
  await actor.hand.fill(actor.page, "applied_ore", "1.000.000,00");
  await budget(actor, what.lines, amount);
  for (const code of CRITERIA) {
    await actor.hand.fill(actor.page, `answers.${code}`, what.answer);
  }
}

// An amount that is none: the form comes back as it was, the summary leads to the field.
async function meetBadAmount(actor, what) {
  await fill(actor, what, "mange penge");
  await actor.press("Save draft", [], 422);
  await actor.summary(AMOUNT);
  actor.ok(await actor.value(AMOUNT) === "mange penge", "the bad amount is gone");
  actor.ok(await actor.value("title") === what.title, "the title is gone");
  actor.ok(await actor.value(`answers.${CRITERIA[4]}`) === what.answer, "an answer is gone");
  actor.ok(await actor.value("budget.1.note") === what.lines[1].note, "a note is gone");
  await actor.hand.fill(actor.page, AMOUNT, what.lines[0].amounts[1]);
  await actor.press("Save draft");
  await actor.reads("Saved as version %s.", 2);
  actor.ok(await actor.value(AMOUNT) === what.lines[0].amounts[1], "the amount was not stored");
}

// Sending without files is not possible; the page tells what is missing and where, and where a CPR number stands.
async function meetIncomplete(actor, what) {
  await actor.hand.fill(actor.page, "description", `${what.description} 010190-1234`);
  await actor.press("Save and check before sending");
  await actor.reads("The application is not complete yet");
  await actor.follow("Show what to mend", [], 422);
  await actor.summary("attachments.form");
  await actor.reads("What looks like a CPR number begins at character %s of this text. Take it out: the case must "
    + "not hold any.", what.description.length + 2);
  await actor.hand.fill(actor.page, "description", what.description);
  await actor.press("Save draft");
}

async function upload(actor, slot, file, status = 200) {
  await actor.hand.file(actor.page, `attachments.${slot}`, file);
  const button = actor.page.locator(`form[action$="/attachments/${slot}"] button`);
  return actor.send(button, status);
}

export async function uploads(actor, name = "bilag") {
  for (const slot of ["form", "budget"]) {
    await upload(actor, slot,
      { name: `${name} ${slot}.pdf`, mimeType: "application/pdf", buffer: pdf(slot) });
    await actor.shows(`${name} ${slot}.pdf`);
  }
}

async function meetWrongFile(actor) {
  const program = { name: "skema.pdf", mimeType: "application/pdf", buffer: Buffer.from("MZ\x90\0program") };
  await upload(actor, "form", program, 422);
  await actor.reads("This kind of file is not accepted. Use PDF, Word, Excel or OpenDocument.");
  await actor.summary("attachments.form");
  const page = { name: "skema.hta", mimeType: "application/pdf", buffer: pdf("form") };
  await upload(actor, "form", page, 422);
  await actor.reads("The name must end as this kind of file does: .pdf, .docx, .xlsx, .odt, .ods, .doc or .xls.");
  await actor.summary("attachments.form");
  const numbered = { name: "skema.pdf", mimeType: "application/pdf", buffer: textPdf("Jens Jensen 010190-1234") };
  await upload(actor, "form", numbered, 422);
  await actor.reads("The file holds what looks like a CPR number (%s). Take it out and upload the file again. If it is "
    + "another number, write it with spaces or full stops: 12 34 56 78 90.",
  `${actor.say("page")} 1, ${actor.say("line")} 1: 010190-••••`);
  await actor.summary("attachments.form");
}

// Two tabs on one draft: what the second had typed stands below the warning and can be saved.
async function meetStale(actor, what) {
  const first = actor.page;
  const path = new URL(first.url()).pathname;
  await actor.visit(path);
  actor.page = await actor.context.newPage();
  await actor.visit(path);
  const second = actor.page;
  actor.page = first;
  await actor.hand.fill(first, "title", `${what.title} I`);
  await actor.press("Save draft");
  actor.page = second;
  await actor.hand.fill(second, "description", `${what.description} II`);
  await actor.press("Save draft", [], 422);
  await actor.reads("A colleague has saved in the meantime");
  actor.ok(await actor.value("description") === `${what.description} II`, "the second tab's text is lost");
  await actor.press("Save draft");
  actor.ok(await actor.value("description") === `${what.description} II`, "the second tab's text was not stored");
  await actor.hand.fill(second, "title", what.title);
  await actor.press("Save draft");
  await second.close();
  actor.page = first;
  await actor.visit(path);
}

// Checks and sends the saved draft; gives the entry of the receipt.
export async function send(actor, status = 200) {
  await actor.follow("Check and send");
  await actor.press("Send application", [], status);
  return Number(/\/receipts\/(\d+)/.exec(actor.page.url())[1]);
}

export async function keepReceipt(actor, verdict) {
  const note = await actor.download(actor.page.getByRole("link", { name: actor.say("Download the receipt (text)") }));
  actor.ok(note.includes(`\nverdict ${verdict}\n`), `the receipt's text lacks its verdict: ${note}`);
  actor.ok(/\n\n— demo\S+ \S+\n$/u.test(note), "the receipt's text is not signed");
}

// The whole part. `what` is one of APPLICATION.
export async function apply(actor, what = APPLICATION[actor.language]) {
  const application = await start(actor);
  await meetBadAmount(actor, what);
  await meetIncomplete(actor, what);
  await meetWrongFile(actor);
  await uploads(actor);
  if (actor.scripts) {
    await meetStale(actor, what);
  }
  const entry = await send(actor);
  await actor.reads("Received on time");
  await keepReceipt(actor, "on_time");
  await actor.visit("/applications");
  await actor.reads("Sent on time");
  await actor.visit(`/calls/fsm2-2019`);
  await actor.shows(TITLE[actor.language]);
  return { application, entry };
}
