// SPDX-License-Identifier: EUPL-1.2
// The portal's words in both languages, from its catalogues: a test names a text in English and
// meets it in the page's language.
import fs from "node:fs";

const unquote = (text) => JSON.parse(text);

// The entries of a PO file, msgid to msgstr; a plural's forms stand under its singular.
function parse(text) {
  const entries = new Map();
  let id = null;
  let field = null;
  for (const line of text.split("\n")) {
    const [, keyword, quoted] = /^(msgid_plural|msgid|msgstr(?:\[\d\])?)? ?(".*")$/.exec(line) ?? [];
    if (quoted === undefined) {
      field = null;
    } else if (keyword === "msgid") {
      id = unquote(quoted);
      field = "id";
    } else if (keyword === "msgid_plural") {
      field = "skip";
    } else if (keyword === "msgstr" || keyword === "msgstr[0]") {
      entries.set(id, unquote(quoted));
      field = "str";
    } else if (keyword !== undefined) {
      field = "skip";
    } else if (field === "id") {
      id += unquote(quoted);
    } else if (field === "str") {
      entries.set(id, entries.get(id) + unquote(quoted));
    }
  }
  return entries;
}

export class Words {
  constructor(folder, language) {
    this.language = language;
    this.entries = new Map();
    for (const file of fs.readdirSync(folder).filter((name) => name.endsWith(`.${language}.po`))) {
      for (const [id, text] of parse(fs.readFileSync(`${folder}/${file}`, "utf8"))) {
        if (id !== "" && (this.entries.get(id) ?? text) !== text) {
          throw new Error(`“${id}” has two ${language} texts`);
        }
        this.entries.set(id, text);
      }
    }
  }

  // The text with its arguments (%s, or %1$s where a translation turns them round).
  say(id, ...values) {
    const text = this.entries.get(id);
    if (text === undefined && this.language !== "en") {
      throw new Error(`no ${this.language} text for “${id}”`);
    }
    let next = 0;
    return (text ?? id).replace(/%(?:(\d)\$)?s(\.(?= |$))?/g, (_, place, stop = "") => {
      const value = String(values[place ? place - 1 : next++]);
      return value.endsWith(".") ? value : value + stop;  // as fcgi/web/view.c: "kr." ends a sentence
    });
  }

  // An amount of whole kroner, and one in øre, as a page shows it; a number or, for sums, a BigInt.
  kroner(amount) {
    return this.ore(BigInt(amount) * 100n);
  }

  ore(amount) {
    const [group, point] = this.language === "da" ? [".", ","] : [",", "."];
    const digits = String(BigInt(amount) / 100n).replace(/\B(?=(\d{3})+$)/g, group);
    const text = `${digits}${point}${String(BigInt(amount) % 100n).padStart(2, "0")}`;
    return this.language === "da" ? `${text} kr.` : `DKK ${text}`;
  }

  // "2020-10" as a page shows it.
  month(iso) {
    const [year, month] = iso.split("-");
    const name = new Date(`${iso}-01T12:00:00Z`).toLocaleString("en-GB", { month: "long", timeZone: "UTC" });
    return this.language === "da" ? `${month}-${year}` : `${name} ${year}`;
  }
}
