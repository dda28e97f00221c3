#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""stories.py [README] - whether the table "The stories at each level" has each story at each level: a test below
tests/ that is there and has the words, or why nothing can be tried. Prints what is wrong; exit code 1 then."""
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
STORIES, LEVELS = 26, ("page", "API", "act", "psql")


def table(path):
    """{story: cells} of the section's table."""
    with open(path, encoding="utf-8") as file:
        section = file.read().partition("\n## The stories at each level\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section.splitlines()
            if line.startswith("| ") and line.split("|")[1].strip().isdigit()]
    return {int(row[0]): row[1:] for row in rows}


def wrong_with(cell):
    """What is wrong with a cell, or None."""
    name, colon, words = cell.partition(": ")
    if colon == "" or words.strip() == "":
        return "names neither a test nor why there is none"
    if name == "no":
        return None
    path = os.path.join(HERE, "..", name)
    if not os.path.isfile(path):
        return "there is no tests/%s" % name
    with open(path, encoding="utf-8") as file:
        return None if words in file.read() else "tests/%s has no \u201c%s\u201d" % (name, words)


def main(path):
    rows = table(path)
    wrong = ["story %d is not in the table" % one for one in range(1, STORIES + 1) if one not in rows]
    for story, cells in sorted(rows.items()):
        if len(cells) != len(LEVELS):
            wrong.append("story %d has %d levels" % (story, len(cells)))
        for level, cell in zip(LEVELS, cells):
            said = wrong_with(cell)
            if said is not None:
                wrong.append("story %d, %s: %s" % (story, level, said))
    print("\n".join(wrong) if wrong else "%d stories, %d cells" % (len(rows), sum(map(len, rows.values()))))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "README.md")))
