#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""log_requests.py SOCKET AUDIENCE COUNT CASES PERSON:ROLE… - so many requests of tests/bench/log.sql's acts,
each attested through SOCKET, as rows for COPY: audience, shard, number, request, attest."""
import hashlib
import json
import random
import secrets
import socket
import struct
import sys
import time

SHARDS = 4
KINDS = ("note", "plan", "report", "letter", "hearing", "claim", "payment", "transfer")
MONEY = KINDS[5:]
CALLS = ("ambassadoer-2018", "fsm2-2019", "opkval-2017", "rehab-2016", "ressource-2019")


class Attest:
    """The attest process, on one connection."""

    def __init__(self, path):
        self.link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.link.connect(path)

    def __call__(self, request):
        self.link.sendall(struct.pack(">I", len(request) + 1) + b"A" + request)
        answer = b""
        while len(answer) < 4 or len(answer) < 4 + struct.unpack(">I", answer[:4])[0]:
            more = self.link.recv(4096)
            if not more:
                sys.exit("log_requests.py: the attest process ended")
            answer += more
        if answer[4:5] != b"+":
            sys.exit("log_requests.py: the attest process refuses: %r" % answer[4:])
        return answer[5:].decode()


def amount(kind):
    """Small amounts are many and large ones few, as in life."""
    return int(10 ** random.uniform(3, 9)) if kind in MONEY else 0


def request(audience, n, cases, people):
    kind = random.choice(KINDS)
    # The applicants' cases are others than the agency's, so that no two clients ask for one.
    case = 1000000 + (random.randrange(cases) * SHARDS + n % SHARDS) * 2 + (audience == "agency")
    person, role = random.choice(people)
    return json.dumps({
        "v": 1, "act": "bench_" + kind, "audience": audience, "request_id": secrets.token_hex(16),
        "person": int(person), "role": role, "certificate": hashlib.sha256(person.encode()).hexdigest(),
        "actor": None, "received_us": time.time_ns() // 1000, "duration_us": 12000, "idem": secrets.token_hex(32),
        "second_factor": None,
        "params": {"grant": case, "call": CALLS[case % len(CALLS)], "amount_ore": amount(kind)}},
        separators=(",", ":"))


def main(path, audience, count, cases, *people):
    attest = Attest(path)
    people = [person.split(":") for person in people]
    for n in range(int(count)):
        text = request(audience, n, max(1, int(cases) // SHARDS), people)
        print(audience, n % SHARDS, n // SHARDS, text, attest(text.encode()), sep="\t")


if __name__ == "__main__":
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
