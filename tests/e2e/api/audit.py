# SPDX-License-Identifier: EUPL-1.2
"""What an auditor would run after it all: every check of the database, and the verifier over the published log."""
import json
import os
import subprocess

CHECK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "sql", "check")


def nothing_found(run):
    """Neither finds anything, once the log has a head over everything so far."""
    log = os.path.join(run.state, "tlog")
    entries = int(run.superuser("select count(*) from ledger.entry", "tilsagn"))

    def head():
        with open(os.path.join(log, "checkpoint"), encoding="utf-8") as file:
            return int(file.read().splitlines()[1])

    run.wait_until("the log's next head", lambda: head() >= entries)
    with open(os.path.join(log, "log.vkey"), encoding="utf-8") as file:
        key = file.read()
    told = subprocess.run([os.path.join(run.state, "program", "bin", "tilsagn-verify"), "--json", "--log-key", key,
                           "--attest-keys", os.path.join(log, "attest.vkeys"), log], capture_output=True, text=True, check=False)
    found = json.loads(told.stdout)
    run.check((told.returncode, found["findings"], found["decisions_not"]) == (0, [], 0), "tilsagn-verify: %s" % told.stdout)
    run.check(found["decisions_made_again"] > run.known.get("decisions", 0), "no decision was made again: %s" % told.stdout)
    run.known["decisions"] = found["decisions_made_again"]
    told = subprocess.run([CHECK, "--db", "tilsagn", "--user", "postgres", "--quiet",
                           "--host", os.path.realpath(os.path.join(run.state, "run")) + "/pg"],
                          capture_output=True, text=True, check=False)
    run.check(told.returncode == 0, "sql/check: %s" % told.stdout)
