#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""main.py STATE PORT WORK [ID…] - runs the attacks, all or those named. One line for each id, then
"N passed, N failed"."""
import os
import sys
import time
import traceback

import a_certificate  # noqa: F401
import a_revoked  # noqa: F401
import a_subject  # noqa: F401
import b_revocation  # noqa: F401
import c_transport  # noqa: F401
import d_gateway  # noqa: F401
import d_socket  # noqa: F401
import e_session  # noqa: F401
import f_signature  # noqa: F401
import table
from registry import ATTACKS
from world import World


def run(world, name):
    """None when it held, else what went wrong."""
    function, prepares = ATTACKS[name]
    try:
        world.mark()
        if prepares:
            function(world)
        else:
            with world.nothing_changes():
                function(world)
    except Exception as error:  # whatever it is, it is a failed test and the next one runs
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return "%s: %s (%s:%d)" % (type(error).__name__, error, os.path.basename(frame.filename),
                                   frame.lineno)
    return None


def report(name, what, problem, seconds):
    print("%s %-6s %s (%.1f s)" % (name, "ok" if problem is None else "FAILED", what, seconds),
          flush=True)
    if problem is not None:
        print("        " + problem[:1500], flush=True)


def main(state, port, work, *names):
    rows = table.read()
    others = table.elsewhere(rows)
    unknown = [name for name in names if name not in rows or name in others]
    if unknown:
        print("no such id: %s\n0 passed, 1 failed" % " ".join(unknown))
        return 1
    wrong = table.check(ATTACKS)
    report("---", "the table names every id, each has its test", wrong or None, 0)
    world = World(state, int(port), work)
    world.settle()
    results = [not wrong]
    for name in names or [one for one in rows if one not in others]:
        begin = time.monotonic()
        problem = run(world, name)
        report(name, rows[name][0], problem, time.monotonic() - begin)
        results.append(problem is None)
    world.close()
    for name, file in ({} if names else others).items():
        print("%s is tried by tests/%s" % (name, file))
    print("%d passed, %d failed" % (results.count(True), results.count(False)))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
