// SPDX-License-Identifier: EUPL-1.2
// Somebody of finance goes through a list of instalments with nothing but keys: Tab, Space, Enter, and
// the digits of the code. The focus can be seen at every stop and goes down the page as it is read;
// number and total stand there before and after, and what cannot be approved any more is named.
const FAR = 1000; // more stops than the longest list has

// The stop that has the focus: what it is, where it stands, whether the browser draws it unlike before.
function stopInPage() {
  const node = document.activeElement;
  const main = document.querySelector("main");
  const label = node.id ? document.querySelector(`label[for="${node.id}"]`) : null;
  const drawn = () => JSON.stringify([[node, null], [label, null], [label, "::before"], [label, "::after"]]
    .filter(([one]) => one !== null).map(([one, part]) => {
      const style = getComputedStyle(one, part);
      return [style.outlineStyle === "none" ? "" : style.outline, style.boxShadow];
    }));
  const focused = drawn();
  node.blur();
  const marked = drawn() !== focused;
  node.focus({ preventScroll: true });
  const seen = (node.matches("input[type=checkbox]") && label ? label : node).getBoundingClientRect();
  const under = document.elementFromPoint(seen.left + Math.min(8, seen.width / 2), seen.top + seen.height / 2);
  const tall = seen.height > window.innerHeight / 2; // a table that scrolls across: some of it is in the window
  const hidden = tall ? seen.bottom < 0 || seen.top > window.innerHeight
    : under === null || !(node.contains(under) || label?.contains(under) || under.contains(node));
  return { inMain: main.contains(node), kind: node.type ?? node.localName, value: node.value ?? node.href,
    text: (label ?? node).textContent.trim(), top: seen.top + window.scrollY, left: seen.left, marked, hidden };
}

// The next stop; what a person sees of it is checked once here for every stop of the way.
async function tab(actor, before) {
  await actor.page.keyboard.press("Tab");
  const stop = await actor.page.evaluate(stopInPage);
  if (stop.inMain) {
    actor.ok(stop.marked, `the focus on “${stop.text}” cannot be seen`);
    actor.ok(!stop.hidden, `“${stop.text}” has the focus behind something else, or outside the window`);
    actor.ok(before === null || stop.top > before.top - 1 && (stop.top > before.top + 1 || stop.left >= before.left),
      `the focus goes up from “${before?.text}” to “${stop.text}”`);
  }
  return stop;
}

// Goes from stop to stop and presses Space on each of `wanted`, until the button that sends the list.
async function choose(actor, wanted) {
  const chosen = [];
  let stop = null;
  let before = null;
  for (let step = 0; step < FAR && stop?.kind !== "submit"; step += 1) {
    stop = await tab(actor, before);
    before = stop.inMain ? stop : null;
    if (stop.inMain && stop.kind === "checkbox" && wanted.has(Number(stop.value))) {
      await actor.page.keyboard.press("Space");
      chosen.push(Number(stop.value));
    }
    stop = stop.inMain ? stop : null;
  }
  actor.checks.equal(chosen.join(), [...wanted].sort((a, b) => a - b).join(), "chosen, in the order of the list");
  await actor.go(() => actor.page.keyboard.press("Enter"));
}

const sum = (list) => list.reduce((total, row) => total + row.amount_ore, 0);
const WAITING = "Instalments that wait for approval: %s, together %s. Yours to approve: %s, together %s.";

// Every prepared instalment that the page offers but the last `left` ones; `spoil` makes one of them, the one
// it is given, impossible to approve after it was chosen. Gives those that are approved.
export async function approveAll(actor, { left, spoil }) {
  const { portal, person, words } = actor;
  const list = async () => (await portal.api(person, "GET", "/agency/approvals")).approvable.instalments;
  const waiting = await list();
  const said = (rows) => [rows.length, words.ore(sum(rows))];
  await actor.visit("/agency/instalments");
  await actor.follow("Approve instalments");
  await actor.reads(WAITING, ...said(waiting), ...said(waiting));
  const wanted = waiting.slice(0, waiting.length - left);
  await choose(actor, new Set(wanted.map((row) => row.instalment)));
  await actor.reads("Your decision. Instalments: %s, together %s", ...said(wanted));

  // without the code it stays as it is
  await actor.press("Approve instalments: %s, together %s", said(wanted), 422);
  await actor.reads("Type the six digits that your app shows.");
  await actor.reads("Your decision. Instalments: %s, together %s", ...said(wanted));

  // somebody was quicker: one of them no longer follows, and then nothing is approved, which is said
  const gone = wanted.at(-1);
  await spoil(gone);
  const code = portal.code(person);
  const decide = async (rows, status) => {
    await actor.hand.fill(actor.page, "code", code);
    await actor.press("Approve instalments: %s, together %s", said(rows), status);
  };
  await decide(wanted, 409);
  await actor.reads("Nothing was approved");
  await actor.reads("Of the %s that you chose, these can no longer be approved:", wanted.length);
  await actor.shows(actor.say("Instalment %s of grant %s", gone.number, gone.application));
  await actor.reads("newer accounts or a newer calculation stand in its place");
  const rest = wanted.slice(0, -1);
  const others = waiting.filter((row) => !wanted.includes(row));
  actor.checks.equal((await list()).map((row) => row.instalment).join(),
    [...rest, ...others].map((row) => row.instalment).join(), "none of the list was approved");

  // what is left of it is a decision of its own, with its own number and total
  await actor.reads("Your decision. Instalments: %s, together %s", ...said(rest));
  await decide(rest, 200);
  await actor.reads("Instalments approved: %s, together %s.", ...said(rest));
  if (others.length > 0) {
    await actor.reads(WAITING, ...said(others), ...said(others));
  } else {
    await actor.reads("No instalment waits for approval.");
  }
  const states = new Map((await portal.api(person, "GET", "/agency/instalments")).instalments
    .map((row) => [row.instalment, row.state]));
  actor.checks.equal(rest.filter((row) => states.get(row.instalment) === "approved").length, rest.length, "approved");
  actor.checks.equal(states.get(gone.instalment), "superseded", "the one that was overtaken");
  return rest;
}
