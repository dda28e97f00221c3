// SPDX-License-Identifier: EUPL-1.2
// The two judges of a page: axe in the browser, and the Nu HTML checker over what the server sent.
// The checker reads every page that is not the same but for what changes at every request. The browser
// judges every structure: pages with the same elements and attributes, whose texts alone differ, have
// the same roles, names and colours; what stands around <main> is a role's and language's, not a page's,
// and is compared apart. E2E_WHOLE=1 (tests/long) has it judge all that the checker reads.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { sha256 } from "../lib/portal.js";

const require = createRequire(import.meta.url);
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

// What is new at every request, or only tells who is looking.
const CHANGING = [
  /(name="idempotency_key" value=)"[^"]*"/g,
  /<div class="additional-info">[\s\S]*?<\/div>/g,
  /<p class="site-login"[\s\S]*?<\/p>/g,
  /<p class="site-request">[\s\S]*?<\/p>/g,
  /<span class="site-countdown"[\s\S]*?<\/span>/g,
  /[0-9a-f]{32,}/g,
];

function fingerprint(html) {
  return sha256(CHANGING.reduce((text, pattern) => text.replace(pattern, "$1"), html));
}

// Attributes whose value is a text or an address: that there is one counts, not which.
const WORDED = /\b(lang|title|aria-label|placeholder|value|content|alt|datetime|href|action)="[^"]+"/g;

// The page without its texts and numbers, equal rows and items once; and how long its longest word
// is, because a long one may push a page out of its width.
function structure(html) {
  const longest = html.replace(/<[^>]*>/g, " ").split(/[\s\-/\u00ad]+/)
    .reduce((most, word) => Math.max(most, word.length), 0);
  const bare = html.replace(/>[^<]*</g, (text) => (/^>\s*<$/.test(text) ? "><" : ">T<"))
    .replace(WORDED, '$1="T"')
    .replace(/<[^>]*>/g, (tag) => tag.replace(/[0-9a-f]{16,}|\d+/g, "N"))
    .replace(/(<(tr|li|option)\b[^]*?<\/\2>)\1+/g, "$1");
  return sha256(`${bare} ${Math.ceil(longest / 10)}`);
}

// The structures of a page's own part and of what stands around it.
function structures(html) {
  const [begin, end] = [html.indexOf("<main"), html.indexOf("</main>")];
  return begin === -1 || end === -1 ? [structure(html)]
    : [structure(html.slice(begin, end)), structure(html.slice(0, begin) + html.slice(end))];
}

export class Judge {
  constructor(folder, checks) {
    this.folder = folder;
    this.checks = checks;
    this.axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
    this.files = new Map(); // fingerprint to the label of the page first seen with it
    this.seen = new Set(); // what the browser has judged
    this.kindsOf = process.env.E2E_WHOLE ? (html) => [fingerprint(html)] : structures;
    this.examined = 0;
    fs.mkdirSync(folder, { recursive: true });
  }

  // Keeps what the server sent for the checker.
  keep(html, label) {
    const print = fingerprint(html);
    if (!this.files.has(print)) {
      this.files.set(print, label);
      fs.writeFileSync(path.join(this.folder, `${print}.html`), html);
    }
  }

  // Whether a part of this page is of a kind that was not asked about before: whoever is told so has
  // the page examined.
  isNew(html) {
    const kinds = this.kindsOf(html).filter((kind) => !this.seen.has(kind));
    kinds.forEach((kind) => this.seen.add(kind));
    return kinds.length > 0;
  }

  // Keeps and judges the page as it stands in the browser. `html` is what the server sent for it.
  async page(page, html, label) {
    this.keep(html, label);
    if (this.isNew(html)) {
      await this.examine(page, label);
    }
  }

  async examine(page, label) {
    this.examined += 1;
    await page.evaluate(this.axe);
    const violations = await page.evaluate(async (tags) => {
      const result = await globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
      return result.violations.map((rule) => `${rule.id} (${rule.help}): ${rule.nodes
        .map((node) => `${node.target.join(" ")} ${node.failureSummary.replace(/\s+/g, " ")}`)
        .slice(0, 3).join(" | ")}`);
    }, TAGS);
    await this.picture(page, label);
    this.checks.ok(violations.length === 0, `axe: ${label}: ${violations.join("\n        ")}`);
  }

  // For people who want to look themselves: E2E_PICTURES=DIR keeps each page at two widths.
  async picture(page, label) {
    const folder = process.env.E2E_PICTURES;
    if (!folder) {
      return;
    }
    const before = page.viewportSize();
    const name = `${String(this.examined).padStart(3, "0")} ${label}`.replace(/[^\w-]+/g, "_");
    for (const width of [1280, 375]) {
      await page.setViewportSize({ width, height: before.height });
      await page.screenshot({ path: path.join(folder, `${name}-${width}.png`), fullPage: true });
    }
    await page.setViewportSize(before);
  }

  // One call of the checker for all files that were kept.
  validate() {
    let messages = [];
    try {
      execFileSync("java", ["-jar", require.resolve("vnu-jar/build/dist/vnu.jar"), "--errors-only",
        "--format", "json", "--exit-zero-always", "--stdout", this.folder],
      { encoding: "utf8", maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "pipe"] })
        .split("\n").filter(Boolean)
        .forEach((line) => { messages = messages.concat(JSON.parse(line).messages); });
    } catch (error) {
      this.checks.fail(`the Nu HTML checker did not run: ${error.message.slice(0, 2000)}`);
      return;
    }
    const faulty = new Set();
    const alike = new Map(); // a message without its values, to the pages that have it
    for (const message of messages) {
      const label = this.files.get(path.basename(message.url ?? "", ".html")) ?? message.url;
      const kind = message.message.replace(/“[^”]*”/g, "…");
      faulty.add(label);
      alike.set(kind, [...(alike.get(kind) ?? []), `${label}: ${message.message} ${message.extract ?? ""}`]);
    }
    for (const [, [first, ...others]] of alike) {
      this.checks.fail(`Nu: ${first} (and ${others.length} more)`);
    }
    const good = this.files.size - faulty.size;
    this.checks.passed += good;
    console.log(`Nu HTML checker: ${good} of ${this.files.size} different pages without an error`);
    console.log(`axe: ${this.examined} pages, ${this.seen.size} different structures`);
  }
}
