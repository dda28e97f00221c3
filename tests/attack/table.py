# SPDX-License-Identifier: EUPL-1.2
"""The table `attacks`: it names every id of the list once, and each has its function."""
import os

GROUPS = {"A": 54, "B": 10, "C": 11, "D": 11, "E": 21, "F": 26}

# Those that are tried where there is no HTTP, and the file that tries them; F23 has nothing to attack,
# since no time stamp is asked for or read: the time of a signature is its entry's.
ELSEWHERE = {"F25": "sql/222_evidence.test", "F26": "sql/80_checks.test"}
ABSENT = {"F23"}


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


def check(functions):
    """What is wrong with the table, as text; empty when nothing is."""
    rows = read()
    due = {"%s%02d" % (group, number) for group, last in GROUPS.items()
           for number in range(1, last + 1)} - set(ELSEWHERE) - ABSENT
    here = os.path.dirname(os.path.realpath(__file__))
    return "; ".join(
        ["no %s for %s" % (file, one) for one, file in ELSEWHERE.items()
         if not os.path.isfile(os.path.join(here, "..", file))] +
        ["%s is not in the table" % one for one in sorted(due - set(rows))]
        + ["%s has no test" % one for one in sorted(set(rows) - set(functions))]
        + ["%s is in no table" % one for one in sorted(set(functions) - set(rows))])
