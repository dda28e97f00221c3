#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""entries.py [--doc FILE] [FOLDER] - whether docs/entries.md tells every kind of entry and no other; with FOLDER, a log's with its
entries in tile/entries, also whether each entry has the members that its kind's row tells. Prints what is wrong; exit code 1 then."""
import argparse
import glob
import json
import os
import re
import sys

ROOT = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..")


def acts():
    """Every act of the database: what an entry's kind can be."""
    found = set()
    for name in glob.glob(os.path.join(ROOT, "sql/functions/act/*.sql")):
        with open(name, encoding="utf-8") as file:
            found.update(re.findall(r"^create or replace function act\.(\w+)\(", file.read(), re.M))
    return found


def members(cell):
    """{member: whether it is always there} of a cell."""
    return {word.rstrip("?"): not word.endswith("?") for word in re.findall(r"`([a-z0-9_]+\??)`", cell)}


def told(path):
    """{kind: [{"request": members, "result": members}]}, since a kind has a row for each form of it, and what is wrong."""
    rows, wrong = {}, []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("| `"):
                cells = [cell.strip() for cell in line.split("|")[1:-1]]
                kind = cells[0].strip("`")
                rows.setdefault(kind, []).append({"request": members(cells[1]), "result": members(cells[2])})
                if len(cells) != 4 or cells[3] == "":
                    wrong.append("%s: its row has no meaning" % kind)
    return rows, wrong


def leaves(folder):
    """Every leaf of a log, in its order: the widest bundle of each place, each leaf behind its length in two bytes."""
    widest = {}
    for path in glob.glob(os.path.join(folder, "tile/entries/**"), recursive=True):
        if os.path.isfile(path):
            place, _, width = path.partition(".p/")
            if width == "" or int(width) > widest.get(place, (0,))[0]:
                widest[place] = (int(width or 256), path)
    for place in sorted(widest):
        with open(widest[place][1], "rb") as file:
            data = file.read()
        while data:
            size = int.from_bytes(data[:2], "big")
            yield json.loads(data[2:2 + size])
            data = data[2 + size:]


def misfit(form, said):
    """What of an entry's members a form does not tell, or tells and is not there."""
    wrong = []
    for part in ("request", "result"):
        wrong += ["%s has %s" % (part, one) for one in sorted(said[part] - set(form[part]))]
        wrong += ["%s has no %s" % (part, one) for one, always in sorted(form[part].items())
                  if always and one not in said[part]]
    return wrong


def in_log(rows, folder):
    """Each difference between a kind's rows and its entries, once; and how many kinds had entries."""
    wrong, met, count = {}, set(), 0
    for leaf in leaves(folder):
        count += 1
        met.add(leaf["kind"])
        said = {"request": set(json.loads(leaf["request"])["params"]), "result": set(leaf["result"])}
        misfits = [misfit(form, said) for form in rows.get(leaf["kind"], [])]
        if misfits and all(misfits):
            wrong.setdefault("%s: %s" % (leaf["kind"], ", ".join(min(misfits, key=len))))
    if count == 0:
        wrong.setdefault("%s has no entries" % folder)
    return list(wrong), "%d entries of %d kinds" % (count, len(met))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--doc", default=os.path.join(ROOT, "docs/entries.md"))
    options.add_argument("folder", nargs="?")
    given = options.parse_args()
    (rows, wrong), known = told(given.doc), acts()
    wrong += ["%s: has no row" % kind for kind in sorted(known - set(rows))]
    wrong += ["%s: there is no such act" % kind for kind in sorted(set(rows) - known)]
    said = "%d kinds" % len(rows)
    if given.folder is not None:
        more, said = in_log(rows, given.folder)
        wrong += more
    print("\n".join(wrong) if wrong else said)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
