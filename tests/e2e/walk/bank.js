// SPDX-License-Identifier: EUPL-1.2
// What the bank answers: a notification imported by somebody who had no hand in the payment, the payment
// booked, the movement that nobody released explained by one and its alarm closed by another, and the
// payee says that the money has come; and at the end the month before is closed,
// and then the year.
import { scratch } from "../lib/scratch.js";

const ACCOUNT = "DK5000400440116243"; // of the payment profile that the demonstration loads

const movement = (number, reference, day) => `<Ntry><Amt Ccy="DKK">500000.00</Amt>
  <CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>${day}</Dt></BookgDt>
  <NtryDtls><TxDtls><Refs><AcctSvcrRef>${number}</AcctSvcrRef><EndToEndId>${reference}</EndToEndId></Refs>
  <Amt Ccy="DKK">500000.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls></NtryDtls></Ntry>`;

// A camt.054 that names no payee.
function notification(day, movements) {
  return scratch("camt054.xml", `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.04"><BkToCstmrDbtCdtNtfctn>
  <GrpHdr><MsgId>M</MsgId><CreDtTm>${day}T06:00:00</CreDtTm></GrpHdr>
  <Ntfctn><Id>N-1</Id><CreDtTm>${day}T06:00:00</CreDtTm><Acct><Id><IBAN>${ACCOUNT}</IBAN></Id></Acct>
  ${movements.join("\n  ")}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n`);
}

export async function book(finance, instalment) {
  const { instalments } = await finance.portal.api(finance.person, "GET", "/agency/instalments");
  const day = instalments.find((one) => one.instalment === instalment).released_at.slice(0, 10);
  await finance.visit("/agency/bank");
  await finance.press("Import", [], 422);
  await finance.summary("file");
  await finance.hand.file(finance.page, "file", notification(day,
    [movement("B-1", `T${instalment}-1`, day), movement("B-2", "HUSLEJE", day)]));
  await finance.press("Import");
  await finance.reads("Paid out under an unknown reference");
  await finance.press("Book %s", [finance.words.kroner(500000)]);
  await finance.visit("/agency/bank");
  await finance.reads("Booked");
}

export async function explain(finance) {
  await finance.visit("/agency/alarms");
  await finance.press("Explain alarm %s", [1], 422);
  await finance.summary("reason-1");
  await finance.hand.fill(finance.page, "reason-1", "Banken har trukket huslejen på den forkerte konto");
  await finance.press("Explain alarm %s", [1]);
  await finance.reads("What it was:");
}

export async function close(finance) {
  await finance.visit("/agency/alarms");
  await finance.press("Close alarm %s", [1]);
  await finance.reads("Closed");
}

// October is over: one of finance proposes to close it, another does.
export async function proposeClosing(finance) {
  await finance.visit("/agency/month?month=2020-10");
  await finance.press("Propose to close %s and the months before it", [finance.words.month("2020-10")], 422);
  await finance.summary("reason");
  await finance.hand.fill(finance.page, "reason", "Afstemt med banken; intet mangler.");
  await finance.press("Propose to close %s and the months before it", [finance.words.month("2020-10")]);
  await finance.reads("Somebody else of finance decides it.");
}

export async function closeMonth(finance) {
  await finance.visit("/agency/");
  await finance.reads("Month-end %s", finance.words.month("2020-10"));
  await finance.visit("/agency/month");
  await finance.hand.fill(finance.page, "decision_reason", "Sums and alarms compared.");
  await finance.press("Close %s and the months before it", [finance.words.month("2020-10")]);
  await finance.reads("Nothing can be posted in %s or in any month before it.", finance.words.month("2020-10"));
  await finance.visit("/agency/month?month=2020-10");
  await finance.reads("Repayments and interest");
  await finance.reads("Recorded with it: %s of claims stood open.", finance.words.kroner(0));
}

// The year before is over: what lapses of each line is typed, with its ground, and another decides.
export async function proposeYear(finance) {
  await finance.visit("/agency/month?month=2019-12");
  await finance.follow("Year-end %s", ["2019"]);
  await finance.press("Propose to close %s", ["2019"], 422);
  await finance.summary("reason");
  const grounds = await finance.page.$$eval("input[name$='.ground']", (list) => list.map((one) => one.id));
  for (const id of grounds) {
    await finance.hand.fill(finance.page, id, "BV 2.7.2");
  }
  const [amount] = await finance.page.$$eval("input[name$='.lapsed_ore']", (list) => list.map((one) => one.id));
  await finance.hand.fill(finance.page, amount, "999.999.999,00");
  await finance.hand.fill(finance.page, "reason", "Bevillingen er opgjort.");
  await finance.press("Propose to close %s", ["2019"], 422);
  await finance.summary(amount);
  await finance.hand.fill(finance.page, amount, "1.000,00");
  await finance.press("Propose to close %s", ["2019"]);
  await finance.reads("Somebody else of finance decides it.");
}

export async function closeYear(finance) {
  await finance.visit("/agency/");
  await finance.reads("Year-end %s", "2019");
  await finance.visit("/agency/year/2019");
  await finance.press("Close %s", ["2019"], 422);
  await finance.summary("decision_reason");
  await finance.hand.fill(finance.page, "decision_reason", "Linjerne er sammenholdt med finansloven.");
  await finance.press("Close %s", ["2019"]);
  await finance.reads("Nothing can be posted in %s or in any year before it.", "2019");
}

export async function receive(actor, application) {
  await actor.visit(`/grants/${application}`);
  await actor.reads("The bank did not tell us whose account it reached. Say here when you have it.");
  await actor.press("We have received %s", [actor.words.kroner(500000)]);
  await actor.reads("Receipt of a payment confirmed");
}
