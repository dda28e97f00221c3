// SPDX-License-Identifier: EUPL-1.2
// While the call of the walk is open, each of its pages names its deadline beside the server's clock.
const LAST = "2019-10-24T10:00:00Z";
const OF_CALL = /^(\/agency)?\/calls\/fsm2-2019(\/|$)|^\/applications\/\d+(\/|$)|^\/receipts\/\d+$/;

// What a page of that call must show while the portal's clock stands at `now` or before; else nothing.
export function checkDeadline(checks, { now, path, status, html, label }) {
  const page = new URL(path, "https://localhost").pathname;
  if ((now !== undefined && now > LAST) || !OF_CALL.test(page) || ![200, 422].includes(status)) {
    return;
  }
  for (const name of ["data-now-us", "data-deadline-us"]) {
    checks.ok(html.includes(`${name}="`), `${label}: no ${name} on a page of an open call`);
  }
}
