#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Workers killed at four points of a submission, many rounds each.

usage: kills.py BASE STATE KILL_DIR ROUNDS

The portal runs with kill_shim.so; a file in KILL_DIR kills the worker that gets there first. After
each kill the same request is sent again with the same Idempotency-Key. Holds: no receipt without an
entry; an entry whose receipt was lost is found by the repetition, which answers twice with the same
bytes, and stands under the applicant's cases; never two entries for one key. What was answered with
an error stands on the call's page.
"""
import http.client
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e", "api"))

import walk  # noqa: E402
from client import new_key  # noqa: E402
from harness import Run, Wrong  # noqa: E402

POINTS = ("before_begin", "after_act", "after_commit", "half_reply")
APPLICANT = "applicant-1"
LOST = (502, 503, 504)  # what nginx says when a worker is gone


def entries(run):
    """Every submission in the record, as the auditor sees it."""
    answer = run.read("auditor-1", "/api/v1/agency/entries?kind=submit&limit=200")
    return answer["total_count"]


def arm(directory, point):
    path = os.path.join(directory, point)
    with open(path, "w", encoding="ascii"):
        pass
    os.chmod(path, 0o666)
    return path


def send(run, path, body, key):
    """The receipt, or None when no whole answer came."""
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    try:
        answer = run.send(APPLICANT, "POST", path, body, headers)
    except (http.client.HTTPException, OSError):
        return None
    if answer.status in LOST:
        run.known["lost"] = run.known.get("lost", 0) + 1
        return None
    if answer.status != 201:
        raise Wrong("a submission answered %s" % answer)
    return answer.json()


def change(run, application, number):
    """A new version of the draft, so that each round submits something of its own."""
    draft = run.need(200, APPLICANT, "GET", "/api/v1/applications/%d/draft" % application)
    content = walk.content("Runde %d" % number)
    run.need(200, APPLICANT, "PUT", "/api/v1/applications/%d/draft" % application, content,
             {"If-Match": draft.headers["etag"]})


def one_round(run, directory, application, point, number):
    change(run, application, number)
    path = "/api/v1/applications/%d/submissions" % application
    body = json.dumps(walk.submission(run, APPLICANT, application)).encode()
    key = new_key()
    before = entries(run)
    armed = arm(directory, point)
    first = send(run, path, body, key)
    killed = not os.path.exists(armed)
    run.check(killed, "%s %d: no worker was killed" % (point, number))
    if not killed:
        os.unlink(armed)
    recorded = entries(run) - before
    expected = 0 if point in ("before_begin", "after_act") else 1
    run.check(recorded == expected,
              "%s %d: %d entries after the kill, not %d" % (point, number, recorded, expected))
    run.check(first is None, "%s %d: an answer came from a killed worker" % (point, number))
    second = send(run, path, body, key)
    third = send(run, path, body, key)
    run.check(second is not None and third is not None,
              "%s %d: the repetition found no worker" % (point, number))
    if second is None or third is None:
        return
    run.check(entries(run) - before == 1, "%s %d: one key, two entries" % (point, number))
    run.check(second["receipt"] == third["receipt"], "%s %d: two receipts" % (point, number))
    cases = run.read(APPLICANT, "/api/v1/applications/%d" % application)
    run.check(second["entry"] in [row["entry"] for row in cases["submissions"]],
              "%s %d: the entry does not stand under My cases" % (point, number))


def listed(run):
    """What nginx answered for a worker that was gone stands on the call's page, each attempt once."""
    path = "/api/v1/agency/calls/fsm2-2019"
    lost = run.known.get("lost", 0)
    run.wait_until("the call's page with %d lost submissions" % lost,
                   lambda: run.read("officer-1", path)["failed"]["count"] >= lost)
    failed = run.read("officer-1", path)["failed"]
    run.check(failed["count"] == lost and all(row["own"] for row in failed["list"]),
              "%d attempts were lost; the page lists %s" % (lost, failed))


def main():
    if len(sys.argv) != 5:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    base, state, directory = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3]
    run = Run(base, os.path.join(state, "pki"), state)
    try:
        application = walk.draft(run, APPLICANT, "Slået ihjel")
        for point in POINTS:
            for number in range(int(sys.argv[4])):
                one_round(run, directory, application, point, number)
            print("%s: %s rounds" % (point, sys.argv[4]), flush=True)
        listed(run)
    except Wrong as wrong:
        run.check(False, str(wrong))
    print("%d passed, %d failed" % (run.checks - len(run.failures), len(run.failures)))
    return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main())
