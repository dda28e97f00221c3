// SPDX-License-Identifier: EUPL-1.2
// Two ways to use a page. Mouse fills and clicks; Keyboard has nothing but keys: Tab to get there,
// letters, arrows, Space and Enter. Fields are named by their id, which is also their name.

const FAR = 400; // more Tabs than any page has stops

const field = (page, id) => page.locator(`[id="${id}"]`);

export class Mouse {
  async fill(page, id, text) {
    await field(page, id).fill(text);
  }

  async day(page, id, iso) {
    await field(page, id).fill(iso);
  }

  async choose(page, id, value) {
    await field(page, id).selectOption(value);
  }

  async pick(page, name, value) {
    await page.locator(`input[name="${name}"][value="${value}"]`).check();
  }

  async file(page, id, file) {
    await field(page, id).setInputFiles(file);
  }

  async press(page, target) {
    await target.click();
  }
}

export class Keyboard {
  async focus(page, target) {
    await target.waitFor();
    const element = await target.elementHandle();
    for (let step = 0; step < FAR; step += 1) {
      if (await element.evaluate((node) => node === document.activeElement)) {
        return;
      }
      await page.keyboard.press("Tab");
    }
    throw new Error(`the keyboard does not reach ${target}`);
  }

  async fill(page, id, text) {
    await this.focus(page, field(page, id));
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(text);
  }

  // A date field takes digits in the order of the browser's own language.
  async day(page, id, iso) {
    const [year, month, day] = iso.split("-");
    for (const digits of [day + month + year, month + day + year]) {
      await this.focus(page, field(page, id));
      await page.keyboard.type(digits);
      if (await field(page, id).inputValue() === iso) {
        return;
      }
      for (let part = 0; part < 3; part += 1) {
        await page.keyboard.press("ArrowLeft"); // back to its first part
      }
    }
    throw new Error(`the keyboard cannot enter ${iso} into ${id}`);
  }

  async choose(page, id, value) {
    const label = await field(page, id).locator(`option[value="${value}"]`).textContent();
    await this.focus(page, field(page, id));
    await page.keyboard.type(label.trim());
    if (await field(page, id).inputValue() !== value) {
      throw new Error(`typing ${label} does not choose ${value}`);
    }
  }

  async pick(page, name, value) {
    const group = page.locator(`input[name="${name}"]`);
    const checked = group.and(page.locator(":checked"));
    await this.focus(page, await checked.count() > 0 ? checked : group.first());
    await page.keyboard.press("Space");
    for (let step = 0; step < FAR; step += 1) {
      if (await checked.getAttribute("value") === value) {
        return;
      }
      await page.keyboard.press("ArrowRight");
    }
    throw new Error(`the keyboard cannot choose ${value} of ${name}`);
  }

  // A key that comes while the browser still jumps to the field is lost, as it is for people.
  async file(page, id, file) {
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await this.focus(page, field(page, id));
      const [chooser] = await Promise.all([
        page.waitForEvent("filechooser", { timeout: 4000 }).catch(() => null),
        page.keyboard.press("Space")]);
      if (chooser !== null) {
        await chooser.setFiles(file);
        return;
      }
    }
    throw new Error(`the keyboard does not open the file chooser of ${id}`);
  }

  async press(page, target) {
    await this.focus(page, target);
    await page.keyboard.press("Enter");
  }
}
