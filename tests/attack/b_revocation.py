# SPDX-License-Identifier: EUPL-1.2
"""B: revocation plumbing. The shell program `crl` beside this makes and offers the lists."""
import os
import subprocess

import table
from registry import attack
from world import require

CRL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "crl")
BENCH = os.path.join(os.path.dirname(CRL), "..", "bench", "crl")


def held(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    require(done.returncode == 0, done.stdout + done.stderr)
    return done.stdout


def offers(name):
    def test(w):
        """What is refused leaves record and sessions alone as well."""
        with w.nothing_changes():
            held(CRL, w.state, name)
            w.good()
    attack(name, prepares=True)(test)


for row in table.read():
    if row.startswith("B") and row not in ("B06", "B10"):
        offers(row)


@attack("B06", prepares=True)
def large_list(w):
    """Published and taken back under load; prints its figures."""
    print(held(BENCH, "--state", w.state, "--seconds", "8"), end="", flush=True)


@attack("B10", prepares=True)
def off_the_list_again(w):
    """It blocks a certificate, so the record does change."""
    held(CRL, w.state, "B10")
    w.good()
