// SPDX-License-Identifier: EUPL-1.2
// From a good certificate that nobody knows to the first login: the newcomer asks, a manager decides; and
// what administrators do about people, organisations and lost administrators.

// Whatever page is asked for, a newcomer sees one.
export async function ask(newcomer, agency = "") {
  await newcomer.visit(`${agency}/calls`);
  newcomer.ok(new URL(newcomer.page.url()).pathname === `${agency}/access`, "a newcomer sees another page");
  await newcomer.reads("Your certificate is good, but you are not enrolled in Tilsagn yet.");
  await newcomer.hand.fill(newcomer.page, "unit", "x".repeat(81));
  await newcomer.press("Request access", [], 422);
  await newcomer.summary("unit");
  await newcomer.hand.fill(newcomer.page, "unit", "Jobcenter Nord");
  await newcomer.press("Request access");
  await newcomer.reads("Your request has been sent");
}

// Nothing but the name in the certificate and the unit came along; the manager says the rest.
export async function grant(manager, name) {
  await manager.visit("/access-requests");
  await manager.followText(name);
  await manager.press("Give access to %s", [name], 422);
  await manager.summary("proof");
  await manager.reads("Choose at least one role.");
  await manager.hand.fill(manager.page, "proof", `lønnummer ${name}`);
  await manager.hand.pick(manager.page, "applicant", "true");
  manager.ok(await manager.value("unit") === "Jobcenter Nord", "the unit is gone");
  await manager.press("Give access to %s", [name]);
  await manager.shows("Jobcenter Nord");
  await manager.reads("This person has not logged in yet.");
}

// The first login, and a draft that belongs to the unit until it is shared.
export async function firstLogin(newcomer, call) {
  await newcomer.visit("/access");
  await newcomer.press("Log in as %s", [newcomer.person]);
  await newcomer.reads("Welcome, %s", newcomer.person);
  await newcomer.visit(`/calls/${call}`);
  await newcomer.press("Start an application");
  await newcomer.reads("A draft of the unit %s.", "Jobcenter Syd");
  await newcomer.press("Share with the whole organisation");
  await newcomer.reads("Everyone of your organisation sees it and may write in it.");
  await newcomer.press("Keep it to the unit again");
}

// A deputy for a while, refused without a day, and taken back; another unit.
export async function decide(manager, person) {
  await manager.visit("/people");
  await manager.hand.fill(manager.page, "name", "newcomer");
  await manager.press("Show");
  await manager.followText(person);
  await manager.hand.choose(manager.page, "role", "management");
  await manager.hand.day(manager.page, "until", "2019-10-20");
  const principal = manager.page.locator("#deputy_for option", { hasText: manager.person });
  await manager.hand.choose(manager.page, "deputy_for", await principal.getAttribute("value"));
  await manager.press("Give the role");
  await manager.reads("A role ends within 30 days");
  await manager.hand.choose(manager.page, "role", "applicant");
  await manager.press("Give the role", [], 422);
  await manager.summary("role");
  await manager.send(manager.page.locator('form:has(input[value="management"]) button'));
  await manager.hand.fill(manager.page, "unit", "Jobcenter Syd");
  await manager.press("Change the unit");
  await manager.shows("Jobcenter Syd");
  return Number(manager.page.url().split("/").pop());
}

export async function refuse(manager, name) {
  await manager.visit("/access-requests");
  await manager.followText(name);
  await manager.hand.choose(manager.page, "reason", "unknown_here");
  await manager.press("Refuse the request");
}

// The agency's own newcomer: one administrator puts the enrolment up, which another must sign.
export async function putUp(administrator, name) {
  await administrator.visit("/agency/access-requests");
  await administrator.followText(name);
  await administrator.press("Put up the enrolment of %s", [name], 422);
  await administrator.summary("proof");
  await administrator.hand.fill(administrator.page, "proof", `lønnummer ${name}`);
  await administrator.hand.pick(administrator.page, "officer", "true");
  await administrator.press("Put up the enrolment of %s", [name]);
  await administrator.reads("Waits for two persons");
}

// A stolen card is blocked by one, and counts at once; unblocking is put up for two.
export async function block(administrator, person) {
  await administrator.visit(`/agency/people/${person}`);
  await administrator.hand.choose(administrator.page, "reason", "stolen");
  await administrator.press("Block now");
  await administrator.reads("Blocked");
  await administrator.follow("Unblock");
  await administrator.press("Put up the change", [], 422);
  await administrator.summary("reason");
  await administrator.hand.fill(administrator.page, "reason", "Kortet er fundet");
  await administrator.press("Put up the change");
  return Number(administrator.page.url().split("/").pop());
}

export async function confirm(administrator, proposal) {
  await administrator.visit(`/agency/proposals/${proposal}`);
  await administrator.send(administrator.page.locator('form[action$="/confirm"] button'));
}

export async function organisation(administrator) {
  await administrator.visit("/agency/organisations");
  await administrator.follow("Put up a new organisation");
  await administrator.hand.fill(administrator.page, "cvr", "12345678");
  await administrator.hand.fill(administrator.page, "name", "Ny Kommune");
  await administrator.press("Put up the organisation", [], 422);
  await administrator.summary("cvr");
  await administrator.hand.fill(administrator.page, "cvr", "10000007");
  await administrator.press("Put up the organisation");
  await administrator.reads("Waits for two persons");
}
