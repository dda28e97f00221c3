// SPDX-License-Identifier: EUPL-1.2
// approver.js STATE OUT COUNT: somebody of finance goes through COUNT instalments with the keyboard alone,
// against a fresh demonstration in STATE. The last line is "N passed, N failed".
import { leaveStage, setStage } from "./lib/stage.js";
import { Actor } from "./walk/actor.js";
import { approveAll } from "./walk/approver.js";
import { waitUntilClosed } from "./walk/assess.js";
import { Keyboard } from "./walk/hands.js";
import * as many from "./walk/many.js";
import { CRITERIA } from "./walk/texts.js";

const CALL = "/agency/calls/fsm2-2019";

async function open(portal) {
  portal.clock("2019-10-24T10:02:30Z");
  await waitUntilClosed(portal);
  const { entry } = await portal.api("officer-1", "POST", `${CALL}/weights`,
    { weights: CRITERIA.map((criterion) => ({ criterion, weight_bp: 10000 / CRITERIA.length })) });
  await portal.api("officer-2", "POST", `${CALL}/weights/confirmations`, { proposal_entry: entry });
  await portal.api("officer-1", "POST", `${CALL}/opening`, {});
}

// 10,000.00 kr. and 2.00 more for each are documented, half of it is paid: of 50, together
// 50 x 5,000.00 + (0 + 1 + ... + 49) x 1.00 = 251,225.00.
async function main(state, out, count) {
  const stage = await setStage(state, out);
  const { checks, portal } = stage;
  let grants = [];
  await checks.part(`${count} grants`, async () => {
    grants = await many.apply(portal, Number(count));
    await open(portal);
    portal.clock("2019-11-12T09:00:00Z");
    await many.award(portal, grants);
    portal.clock("2020-11-16T09:00:00Z");
    await many.prepare(portal, grants);
  });
  await checks.part("all of them, by the keyboard alone", async () => {
    const { open: waiting } = await portal.api("finance-1", "GET", "/agency/approvals");
    const n = grants.length;
    checks.equal(`${waiting.count} ${waiting.total_ore}`, `${n} ${n * 500000 + n * (n - 1) / 2 * 100}`, "waiting");
    const actor = await Actor.enter(stage, "finance-1", "da", { hand: new Keyboard() });
    await approveAll(actor, { left: 0,
      spoil: ({ application }) => many.overtake(portal, grants, application) });
    await actor.leave();
  });
  await leaveStage(stage);
}

await main(...process.argv.slice(2));
