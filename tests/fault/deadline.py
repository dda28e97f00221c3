#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""The deadline over HTTP: exact, undisturbed by a queue, final once closed.

usage: deadline.py BASE STATE

The demonstration's clock only moves forward, so the steps have an order:
1. fsm2-2019: with the clock 121 s past `received` a submission is contested, neither late nor 503.
2. fsm2-2019: 64 submissions at 11:59:59 while another connection holds the call's lock for 10 s are
   all on time; one sent after the instant meanwhile is late.
3. fsm2-2019: after close_call nothing changes the set of on-time hashes.
4. ressource-2019: submissions sent across the instant are on time exactly when what was received is
   not after the last on-time instant, to the millisecond.
5. ressource-2019: the database goes while a submission waits in it: as soon as it is back, the
   attempt stands on the call's page, with its instant, its person and its length.
"""
import json
import os
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e", "api"))

import walk  # noqa: E402
from client import new_key  # noqa: E402
from harness import Run, Wrong  # noqa: E402

LAST = "2019-11-29T11:00:00.000000Z"  # of ressource-2019
QUEUED = 64
HELD_S = 10
BEHIND_S = 123


class Lock:
    """Another connection that holds the call's lock as close_call would."""

    def __init__(self, run, seconds, call="fsm2-2019"):
        query = ("begin; select ledger.lock_all(array['call:%s'], '{}', '{}');"
                 " select pg_sleep(%d); commit" % (call, seconds))
        self.process = subprocess.Popen(
            ["psql", "-h", os.path.join(run.state, "run", "pg"), "-U", "postgres", "-d", "tilsagn",
             "-XAtq", "-c", query], stdout=subprocess.DEVNULL)
        time.sleep(0.5)

    def wait(self):
        if self.process.wait(timeout=60) != 0:
            raise Wrong("the lock could not be taken")


def submit(run, person, application, answers, index):
    path = "/api/v1/applications/%d/submissions" % application
    body = json.dumps(walk.submission(run, person, application)).encode()
    headers = {"Idempotency-Key": new_key(), "Content-Type": "application/json"}

    def go():
        answers[index] = run.send(person, "POST", path, body, headers)

    return threading.Thread(target=go)


def verdicts(answers):
    return [answer.json().get("verdict") if answer.status == 201 else answer.status
            for answer in answers]


def queue(run, application):
    answers = [None] * (QUEUED + 1)
    threads = [submit(run, "applicant-1", application, answers, i) for i in range(QUEUED + 1)]
    lock = Lock(run, HELD_S)
    run.clock("2019-10-24T09:59:58.500000Z")
    for thread in threads[:QUEUED]:
        thread.start()
    time.sleep(4)
    threads[QUEUED].start()
    for thread in threads:
        thread.join()
    lock.wait()
    got = verdicts(answers)
    run.check(got[:QUEUED] == ["on_time"] * QUEUED,
              "64 submissions behind a held lock: %s" % sorted(map(str, got[:QUEUED])))
    run.check(got[QUEUED] == "late", "one sent after the instant meanwhile: %s" % got[QUEUED])


def across(run, application):
    """A fresh submission every few milliseconds over the instant, by two people of one organisation."""
    count = 120  # fewer than nginx lets one person send at once, so none is refused for haste
    answers = [None] * count
    threads = [submit(run, "applicant-%d" % (1 + i % 2), application, answers, i)
               for i in range(count)]
    run.clock("2019-11-29T10:59:59.300000Z")
    for thread in threads:
        thread.start()
        time.sleep(0.011)
    for thread in threads:
        thread.join()
    seen = set()
    for answer in answers:
        if answer.status != 201:
            run.check(False, "a submission around the deadline answered %s" % answer)
            continue
        reply = answer.json()
        wanted = "on_time" if reply["received"] <= LAST else "late"
        seen.add(wanted)
        run.check(reply["verdict"] == wanted,
                  "received %s is %s" % (reply["received"], reply["verdict"]))
    run.check(seen == {"on_time", "late"}, "the submissions did not cross the instant: %s" % seen)


def contested(run, application):
    """The request is read before the deadline; the call's lock is free only 122 s later."""
    answers = [None]
    thread = submit(run, "applicant-1", application, answers, 0)
    run.clock("2019-10-24T09:50:00Z")
    lock = Lock(run, BEHIND_S)
    thread.start()
    thread.join()
    lock.wait()
    run.check(verdicts(answers) == ["contested"], "121 s behind: %s" % verdicts(answers))
    run.check(answers[0].status == 201 and "contested" in answers[0].json()["receipt"],
              "the contested one has no receipt that says so")


def closed(run, application):
    run.clock("2019-10-24T10:02:01Z")
    path = "/api/v1/agency/calls/fsm2-2019"
    run.wait_until("close_call", lambda: run.read("officer-1", path)["state"] == "closed")
    before = run.read("officer-1", path)["close"]
    answers = [None]
    thread = submit(run, "applicant-1", application, answers, 0)
    thread.start()
    thread.join()
    after = run.read("officer-1", path)["close"]
    run.check(verdicts(answers) == ["late"], "after close_call: %s" % verdicts(answers))
    run.check(before == after, "the closed list changed")
    counting = run.read("applicant-1", "/api/v1/applications/%d" % application)["submissions"]
    chosen = [row for row in counting if row["counting"]]
    run.check(len(chosen) == 1 and chosen[0]["verdict"] == "on_time",
              "the counting submission: %s" % chosen)
    listed = [row["sha256"] for row in before["list"] if row["application"] == application]
    run.check(listed == [chosen[0]["sha256"]], "the list holds %s" % listed)


def lost(run, application):
    path = "/api/v1/agency/calls/ressource-2019"
    run.check(run.read("officer-1", path)["failed"] == {"count": 0, "list": []},
              "a submission failed before any should")
    length = len(json.dumps(walk.submission(run, "applicant-1", application)).encode())
    answers = [None]
    thread = submit(run, "applicant-1", application, answers, 0)
    lock = Lock(run, 2, "ressource-2019")
    thread.start()
    time.sleep(1)
    run.database_away()
    thread.join()
    lock.wait()
    run.database_back()
    run.check(answers[0].status == 503, "without a database: %s" % answers[0])

    def listed():
        answer = run.send("officer-1", "GET", path)
        return answer.status == 200 and answer.json()["failed"]["count"] == 1

    run.wait_until("the call's page with the lost submission", listed)
    row = run.read("officer-1", path)["failed"]["list"][0]
    run.check(row["application"] == application and row["status"] == 503 and row["length"] == length
              and row["own"] and row["person"] is not None
              and LAST < row["received"] <= row["answered"], "the lost submission is listed as %s" % row)


def other_draft(run):
    """A complete draft for ressource-2019."""
    made = run.need(201, "applicant-1", "POST", "/api/v1/applications", {"call": "ressource-2019"})
    application = made.json()["application"]
    content = walk.content("Over fristen")
    content["answers"] = [{"code": code, "text": "Svar på %s." % code}
                          for code in ("case_loads", "experience", "anchoring", "overall")]
    content["budget"][1]["category"] = "implementation_management"
    saved = run.need(200, "applicant-1", "PUT", "/api/v1/applications/%d/draft" % application,
                     content, {"If-Match": made.headers["etag"]})
    for slot in ("form", "budget"):
        saved = walk.attach(run, "applicant-1", application, slot, saved.headers["etag"])
    return application


def main():
    if len(sys.argv) != 3:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    base, state = sys.argv[1], os.path.abspath(sys.argv[2])
    run = Run(base, os.path.join(state, "pki"), state)
    try:
        run.clock("2019-10-20T08:00:00Z")
        first = walk.draft(run, "applicant-1", "Ved fristen")
        second = other_draft(run)
        for step, application in ((contested, first), (queue, first), (closed, first), (across, second),
                                  (lost, second)):
            print("== %s" % step.__name__, flush=True)
            step(run, application)
    except Wrong as wrong:
        run.check(False, str(wrong))
    print("%d passed, %d failed" % (run.checks - len(run.failures), len(run.failures)))
    return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main())
