# SPDX-License-Identifier: EUPL-1.2
"""The table `attacks`: it names every id of the list once, and each has its function."""
import os

GROUPS = {"A": 54, "B": 10, "C": 11, "D": 11, "E": 21, "F": 26}

TESTS = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..")


def read():
    """{id: (attack, expected, reason)} in the table's order."""
    path = os.path.join(os.path.dirname(os.path.realpath(__file__)), "attacks")
    rows = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#"):
                continue
            name, what, expected, reason = line.rstrip("\n").split("|")
            assert name not in rows, "twice in the table: " + name
            rows[name] = (what, expected, reason)
    return rows


def elsewhere(rows):
    """{id: file below tests/} of those that are tried where there is no HTTP."""
    return {name: row[1][3:] for name, row in rows.items() if row[1].startswith("in ")}


def names_it(file, name):
    """Whether the test is there and says that it tries the attack."""
    try:
        with open(os.path.join(TESTS, file), encoding="utf-8") as text:
            return name in text.read()
    except OSError:
        return False


def check(functions):
    """What is wrong with the table, as text; empty when nothing is."""
    rows = read()
    others = elsewhere(rows)
    due = {"%s%02d" % (group, number) for group, last in GROUPS.items() for number in range(1, last + 1)}
    here = set(rows) - set(others)
    return "; ".join(
        ["%s does not name %s" % (file, one) for one, file in others.items() if not names_it(file, one)] +
        ["%s is not in the table" % one for one in sorted(due - set(rows))]
        + ["%s has no test" % one for one in sorted(here - set(functions))]
        + ["%s is in no table" % one for one in sorted(set(functions) - here)])
