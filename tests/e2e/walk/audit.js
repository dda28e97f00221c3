// SPDX-License-Identifier: EUPL-1.2
// The auditor filters and exports; everyone sees the call and the award on the public server.

// Rows of a CSV file as Danish spreadsheets read it: between semicolons, perhaps in quotes.
function rows(text) {
  const result = [];
  let row = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^";\r\n]*))(;|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replace(/""/g, '"'));
    if (end !== ";") {
      result.push(row);
      row = [];
    }
  }
  return result.filter((fields) => fields.length > 1 && fields[0] !== "#end");
}

function download(actor) {
  return actor.download(actor.page.getByRole("link", { name: actor.say("Export all of them (CSV)") }));
}

// What the page says and what the file adds up to are the same.
async function compare(actor) {
  const [head, ...entries] = rows(await download(actor));
  const column = head.findIndex((name) => /^(Amount|Beløb) /.test(name));
  if (!actor.ok(column >= 0, `the CSV has no amounts: ${head.join()}`)) {
    return;
  }
  const total = entries.reduce((sum, fields) => sum + BigInt(fields[column].replace(",", "")), 0n);
  const kroner = actor.words.kroner(total / 100n);
  await actor.shows(actor.say("together %s.", kroner));
  const noun = actor.language === "da" ? "post" : "entr";
  actor.ok((await actor.text()).includes(` ${entries.length} ${noun}`),
    `the page counts other than the file's ${entries.length} entries`);
  actor.ok(entries.every((fields) => fields.every((field) => !/^[=+@]/.test(field))),
    "a field of the CSV begins like a formula");
}

export async function audit(actor) {
  await actor.visit("/agency/entries");
  await compare(actor);
  await actor.hand.fill(actor.page, "call", "fsm2-2019");
  await actor.hand.choose(actor.page, "kind", "decide_award");
  await actor.hand.day(actor.page, "from", "2019-11-12");
  await actor.press("Show");
  await compare(actor);
  await actor.hand.fill(actor.page, "amount_min", "1000001");
  await actor.press("Show");
  await actor.reads("No entry fits. Remove a condition and try again.");
  await actor.hand.fill(actor.page, "amount_min", "mange");
  await actor.press("Show", [], 422);
  await actor.summary("amount_min");
  await actor.visit("/agency/entries");
  await actor.go(() => actor.hand.press(actor.page,
    actor.page.locator('main a[href^="/agency/entries/"]').first()));
  await actor.reads("The leaf as it is stored and hashed");
}

export async function everyone(actor, title) {
  await actor.visit("/");
  await actor.followText(actor.language === "da" ? "Flere skal med 2" : "More to be included 2");
  await actor.shows("17.46.64.20");
  await actor.visit("/awards");
  await actor.shows(title);
  await actor.shows(actor.words.kroner(1000000));
}
