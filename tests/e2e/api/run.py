#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Every documented status of every operation, produced against a running, fresh demonstration.

usage: run.py BASE STATE    BASE https://localhost:8443, STATE the directory given to nginx/up

Walks a grant of opkval-2017 to its end and fsm2-2019 from draft to paid instalment, then provokes everything else that openapi.json
documents. Each answer must be documented and must fit its schema. Ends with "N passed, N failed";
exit code 0 only if every (operation, status) was met and nothing failed. The instance must be fresh
and begin in 2017 (`nginx/up --clock 2017-09-01T08:00:00Z`): the walk moves the clock, and a record
cannot be taken back.
"""
import os
import sys

sys.dont_write_bytecode = True  # the modules beside this one leave nothing in the checkout

import audit
import bank
import details
import enrol
import life
import rights
import statuses
import walk
from harness import Run, Wrong

STEPS = (
    ("examples", None),
    ("a grant to its end", life.live),
    ("enrol", enrol.enrol),
    ("apply", walk.apply),
    ("personal numbers", details.personal_numbers),
    ("numbers in files", details.numbers_in_files),
    ("notices", walk.notices),
    ("close and open", walk.close_and_open),
    ("admit", walk.admit),
    ("rule", walk.rule),
    ("award", walk.award),
    ("account", walk.account),
    ("results", walk.results),
    ("pay", walk.pay),
    ("bank", bank.answers),
    ("amend", walk.amend),
    ("second factor", walk.second_factor),
    ("proposals", walk.proposals),
    ("reads", statuses.reads),
    ("strangers", statuses.strangers),
    ("bodies", statuses.bodies),
    ("files", statuses.files),
    ("absent", statuses.absent),
    ("conflicts", statuses.conflicts),
    ("keys", statuses.keys),
    ("queries", statuses.queries),
    ("files of the log", statuses.log_files),
    ("long query", statuses.long_query),
    ("languages", details.languages),
    ("every violation", details.every_violation),
    ("other sites", details.other_sites),
    ("audiences", details.audiences),
    ("receipts", details.receipts),
    ("letters", details.letters),
    ("certificates", details.certificates),
    ("pages", details.pages),
    ("exports", details.exports),
    ("dossier", details.dossier),
    ("look-ups", details.look_ups),
    ("older versions", statuses.older_versions),
    ("refusals", statuses.refusals),
    ("rights", rights.every_act),
    ("entries", details.entries),
    ("nothing found", audit.nothing_found),
    ("outage", statuses.outage),
)


def main():
    if len(sys.argv) != 3:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    base, state = sys.argv[1], os.path.abspath(sys.argv[2])
    run = Run(base, os.path.join(state, "pki"), state)
    for name, step in STEPS:
        print("== %s" % name, flush=True)
        if step is None:
            for error in run.spec.example_errors():
                run.check(False, "example: %s" % error)
            continue
        try:
            step(run)
        except Wrong as wrong:
            print("the run ends here: %s" % wrong, flush=True)
            run.check(False, "step %s did not finish" % name)
            break
    for text in sorted(set(run.spec.wrong)):
        run.check(False, text)
    for operation, status in run.spec.missing():
        run.check(False, "never produced: %s %d" % (operation, status))
    produced = len(run.spec.produced)
    print("%d of %d documented statuses of %d operations produced" % (
        produced, produced + len(run.spec.missing()), len(run.spec.operations)))
    print("%d passed, %d failed" % (run.checks - len(run.failures), len(run.failures)))
    return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main())
