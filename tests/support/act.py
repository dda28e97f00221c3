#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""act.py STATE block|unblock person|certificate VALUE - by the acts, as the administrators do it.

Against a running demonstration: asks the attest process and the database as the agency's pool, of
whose system user it becomes when it is root. VALUE is a person's number or a SHA-256. A block is
administrator-1's alone; a release is proposed by that one and confirmed by two.
"""
import hashlib
import json
import os
import secrets
import socket
import struct
import subprocess
import sys


def attest(path, request):
    """The signature over the request's text that the attest process gives on the socket `path`."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.connect(path)
        link.sendall(struct.pack(">I", len(request) + 1) + b"A" + request)
        answer = b""
        while len(answer) < 5 or len(answer) < 4 + struct.unpack(">I", answer[:4])[0]:
            more = link.recv(4096)
            if not more:
                break
            answer += more
    if answer[4:5] != b"+":
        sys.exit("act.py: the attest process refuses: %r" % answer[4:])
    return answer[5:].decode()


def perform(run, person, act, params, before=""):
    """One act of a person's, in a transaction of its own behind the statement `before`."""
    request = json.dumps({
        "v": 1, "act": act, "audience": "agency", "request_id": secrets.token_hex(16),
        "person": person, "role": "administrator",
        "certificate": hashlib.sha256(b"administrator").hexdigest(), "actor": None,
        "received_us": None, "duration_us": None, "idem": None, "second_factor": None,
        "params": params}, separators=(",", ":"))
    script = ("begin;\nselect set_config('tilsagn.person', :'person', true) \\g /dev/null\n%s"
              "select result from act.%s(:'request', :'attest', null);\ncommit;\n" % (before, act))
    done = subprocess.run(
        ["psql", "-h", os.path.join(run, "pg"), "-U", "tilsagn_agency", "-d", "tilsagn", "-XAtq",
         "-v", "ON_ERROR_STOP=1", "-v", "person=%d" % person, "-v", "request=" + request,
         "-v", "attest=" + attest(os.path.join(run, "attest", "agency.sock"), request.encode())],
        input=script, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode != 0:
        sys.exit("act.py: %s: %s" % (act, done.stderr))
    return json.loads(done.stdout.strip().split("\n")[-1])


def block(run, first, _, subject):
    perform(run, first, "block", dict(subject, reason="suspicion"))


def unblock(run, first, second, subject):
    change = dict(change="unblock", **subject, reason="found again")
    document = json.dumps({"v": 1, "organisations": [], "people": [], "changes": [change]})
    digest = hashlib.sha256(document.encode()).hexdigest()
    put = "select store.put_register('\\x%s') \\g /dev/null\n" % document.encode().hex()
    proposal = perform(run, first, "propose", {
        "kind": "register", "subject": "release", "title": "Release", "sha256": digest}, put)
    for person in (first, second):
        confirmed = perform(run, person, "confirm",
                            {"proposal": proposal["proposal"], "sha256": digest})
    if confirmed["verdict"] != "effective":
        sys.exit("act.py: not released: %s" % confirmed)


def as_pool(run, first, second, what, column, value):
    subject = {"person": None, "certificate": None}
    subject[column] = int(value) if column == "person" else value
    {"block": block, "unblock": unblock}[what](run, int(first), int(second), subject)


def person_of(run, state, name):
    """The number under which somebody of the demonstration is enrolled."""
    with open(os.path.join(state, "pki", "people.json"), encoding="utf-8") as file:
        serial = next(one["serial_number"] for one in json.load(file)["people"]
                      if one["id"] == name)
    return subprocess.run(
        ["psql", "-h", os.path.join(run, "pg"), "-U", "postgres", "-d", "tilsagn", "-XAtq", "-c",
         "select person from identity.person where serial_number = '%s'" % serial],
        capture_output=True, text=True, check=True).stdout.strip()


def main(state, what, column, value):
    run = os.path.realpath(os.path.join(state, "run"))
    people = [person_of(run, state, "administrator-%d" % n) for n in (1, 2)]
    arguments = [run, *people, what, column, value]
    if os.geteuid() != 0:
        as_pool(*arguments)
        return
    with open(__file__, "rb") as source:  # the pool's user need not be able to read this folder
        done = subprocess.run([sys.executable, "-", "--as-pool", *arguments], stdin=source,
                              user="tilsagn-agency", group="tilsagn-agency", extra_groups=[],
                              cwd="/", check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--as-pool"]:
        as_pool(*sys.argv[2:])
    elif len(sys.argv) != 5:
        sys.exit(__doc__)
    else:
        main(*sys.argv[1:])
