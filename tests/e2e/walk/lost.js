// SPDX-License-Identifier: EUPL-1.2
// A login that ends at the worst moment: behind the last word of a form, before its button. Each form
// of the walk loses its login once, in one of the languages: nothing of it may be lost, and nothing
// may have been sent.

// What somebody typed or chose in the button's form; tokens, keys and versions are the page's own.
const entered = (button) => button.evaluate((node) => JSON.stringify([...new FormData(node.form)]
  .filter(([name, value]) => typeof value === "string" && value !== ""
    && !["token", "kept", "code", "idempotency_key", "version", "rows"].includes(name))));

// Nobody has shown that these forms come back when no walk has sent them.
const NEEDED = ["/applications", "/applications/{application}", "/applications/{application}/submit",
  "/applications/{application}/attachments/{slot}", "/grants/{application}/accounts",
  "/grants/{application}/accounts/{version}/sign-off", "/agency/calls/{call}/weights",
  "/agency/applications/{application}/score", "/agency/applications/{application}/propose",
  "/agency/applications/{application}/decide", "/agency/batches", "/access-requests/{request}/grant",
  "/people/{person}/role", "/agency/people/{person}/block", "/agency/organisations/new"];

export class Lost {
  constructor(routes) {
    this.routes = routes.filter((route) => route.kind === "page" && route.method === "POST"
      && route.audience !== "public" && !/\/(login|logout|language|access)$/.test(route.pattern))
      .map((route) => ({ ...route,
        matches: new RegExp(`^${route.pattern.replace(/\{\w+\}/g, "[^/]+")}$`) }));
    this.done = new Set();
  }

  // The forms that should have been lost and were not.
  get missing() {
    const lost = new Set([...this.done].map((route) => route.pattern));
    return NEEDED.filter((pattern) => !lost.has(pattern));
  }

  // Before `button` is pressed: when its form is one that has not lost its login yet, loses it, logs in
  // again, and gives the button of the form that came back; else the same button.
  async before(actor, button) {
    const path = await button.evaluate((node) => (node.form?.method === "post"
      ? new URL(node.form.action).pathname : null));
    const route = path && actor.scripts
      && this.routes.find((one) => one.matches.test(path) && !this.done.has(one));
    if (!route) {
      return button;
    }
    this.done.add(route);
    const where = `${route.audience} ${route.pattern} after a lost login`;
    const before = await entered(button);
    const name = (await button.textContent()).trim();
    const code = await button.evaluate((node) => node.form
      .querySelector('input[autocomplete="one-time-code"]')?.value ?? null);
    await actor.context.clearCookies({ name: "__Host-sid" });
    await actor.go(() => button.click());
    await actor.reads("Nothing you entered is lost. It has not been saved or sent: log in, and the form "
      + "comes back with what you entered.");
    await actor.press("Log in as %s", [actor.person]);
    await actor.reads("This has not been saved or sent yet");
    const again = actor.page.locator(`form[action="${path}"] button`).filter({ hasText: name }).first();
    if (!actor.ok(await again.count() === 1, `${where}: there is no “${name}”`)) {
      throw new Error(where);
    }
    actor.checks.equal(await entered(again), before, where);
    if (code !== null) {
      await actor.hand.fill(actor.page, "code", code); // a code is for once and is not kept
    }
    return again;
  }
}
