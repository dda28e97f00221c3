// SPDX-License-Identifier: EUPL-1.2
// A person in front of a browser: opens pages, reads them in a language, uses them by hand. Every
// page that comes up is judged.
import { checkDeadline } from "../lib/deadline.js";
import { Mouse } from "./hands.js";

export class Actor {
  static async enter(stage, person, language, { hand = new Mouse(), ...options } = {}) {
    const actor = new Actor();
    Object.assign(actor, { person, language, hand, checks: stage.checks, judge: stage.judge,
      portal: stage.portal, lost: stage.lost, words: stage.words[language] });
    actor.alone = Object.keys(options).length > 0; // a browser unlike the others
    actor.context = actor.alone
      ? await stage.portal.open(person, language, { ...options, login: options.login === undefined })
      : await stage.portal.enter(person, language);
    actor.scripts = options.javaScriptEnabled !== false;
    actor.page = await actor.context.newPage();
    if (options.login === false) {
      await actor.logIn();
    }
    return actor;
  }

  // By hand: whatever page is asked for, the login page comes first and leads there.
  async logIn() {
    await this.visit("/calls");
    await this.reads("Your browser shows the certificate of:");
    await this.press("Log in as %s", [this.person]);
    this.ok(new URL(this.page.url()).pathname === "/calls", "the login does not lead back");
  }

  say(id, ...values) {
    return this.words.say(id, ...values);
  }

  where() {
    return `${this.person ?? "public"} ${this.language} ${new URL(this.page.url()).pathname}`;
  }

  ok(condition, text) {
    return this.checks.ok(condition, `${this.where()}: ${text}`);
  }

  // Does what leads to another page, waits for that and judges it. The status must be as told.
  async go(action, status = 200) {
    const [response] = await Promise.all([this.page.waitForNavigation({ waitUntil: "load" }), action()]);
    const html = await response.text();
    this.checks.equal(response.status(), status, `${this.where()}: status`);
    const label = `walk: ${this.where()} (${response.status()})`;
    checkDeadline(this.checks, { now: this.portal.now, path: this.page.url(), html, label,
      status: response.status() });
    if (this.scripts) {
      await this.judge.page(this.page, html, label);
    } else {
      this.judge.keep(html, label);
    }
    return response;
  }

  async visit(path, status = 200) {
    return this.go(() => this.page.goto(path), status);
  }

  // The button or link with this text (English text and its arguments).
  async press(id, values = [], status = 200) {
    const target = this.page.getByRole("main").getByRole("button", { name: this.say(id, ...values) });
    return this.send(target.first(), status);
  }

  // A button of a form; each form loses its login once (lost.js).
  async send(button, status = 200) {
    const pressed = await this.lost.before(this, button);
    return this.go(() => this.hand.press(this.page, pressed), status);
  }

  async follow(id, values = [], status = 200) {
    const target = this.page.getByRole("link", { name: this.say(id, ...values) });
    return this.go(() => this.hand.press(this.page, target.first()), status);
  }

  async followText(text) {
    const target = this.page.getByRole("main").getByRole("link", { name: text });
    return this.go(() => this.hand.press(this.page, target.first()));
  }

  async text() {
    return (await this.page.locator("body").innerText()).replace(/\s+/g, " ");
  }

  // The page says this, in its language.
  async reads(id, ...values) {
    const wanted = this.say(id, ...values).replace(/\s+/g, " ");
    return this.ok((await this.text()).includes(wanted), `does not say “${wanted}”`);
  }

  async shows(text) {
    return this.ok((await this.text()).includes(text), `does not show “${text}”`);
  }

  async value(id) {
    return this.page.locator(`[id="${id}"]`).inputValue();
  }

  // The error summary has the focus, and its link for `id` leads into that field.
  async summary(id) {
    const summary = this.page.locator("#error-summary");
    if (!this.ok(await summary.count() === 1, "has no error summary")) {
      return;
    }
    this.ok(await summary.evaluate((node) => node === document.activeElement),
      "the error summary has not the focus");
    this.ok((await this.page.title()).startsWith(this.say("Error")), "the title does not begin with Error");
    const link = summary.locator(`a[href="#${id}"]`);
    if (!this.ok(await link.count() === 1, `the error summary names ${id} ${await link.count()} times`)) {
      return;
    }
    await this.hand.press(this.page, link);
    await this.page.waitForURL((url) => url.hash === `#${id}`);
    const target = this.page.locator(`[id="${id}"]`);
    this.ok(await target.count() === 1, `there is no ${id} to go to`);
    if (this.scripts) {
      this.ok(await target.evaluate((node) => node.contains(document.activeElement)
        || node.querySelector("input,select,textarea") !== null), `the link does not lead into ${id}`);
    }
  }

  // The text that the link leads to as a file.
  async download(link) {
    const [file] = await Promise.all([this.page.waitForEvent("download"), link.click()]);
    const chunks = [];
    for await (const chunk of await file.createReadStream()) {
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8").replace(/^\uFEFF/, "");
  }

  async leave() {
    if (this.alone) {
      await this.context.close();
    } else {
      await this.portal.leave(this.context, this.person, this.language);
    }
  }
}
