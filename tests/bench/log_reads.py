#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""log_reads.py STATE PORT COUNT FIRST LAST FACTS - how long auditors wait for the explorer, with each of its
filters, and for pages and proofs of single entries: COUNT requests of each, one after the other, half of them
behind a cursor anywhere in the log; fewer when they would take longer than a quarter of a minute. FIRST and LAST are entries of the log; FACTS is a JSON file of what the
filters may be given. Prints a line for each; any answer but 200 ends it."""
import http.client
import json
import random
import ssl
import sys
import time
import urllib.parse

LONGEST_S = 15  # of one kind of request
IDLE_S = 2      # of a connection that is still used
PACE_S = 1 / 45  # below nginx's limit for one certificate
PEOPLE = ("auditor-1", "state-auditor-1")
LIMIT = 50


class Auditor:
    def __init__(self, state, port, name):
        tls = ssl.create_default_context(cafile=state + "/pki/root.crt")
        tls.load_cert_chain("%s/pki/people/%s.crt" % (state, name), "%s/pki/people/%s.key" % (state, name))
        self.base = "https://localhost:%d" % port
        self.port, self.tls, self.next_s = port, tls, 0.0
        self.connection = None
        status, headers, _ = self.ask("POST", "/login", {
            "Origin": self.base, "Content-Type": "application/x-www-form-urlencoded", "Content-Length": "0"})
        if status != 303:
            sys.exit("log_reads.py: %s cannot log in: %d" % (name, status))
        self.cookie = headers["set-cookie"].split(";")[0]

    def ask(self, method, path, headers):
        if self.connection is not None and time.monotonic() > self.next_s + IDLE_S:
            self.connection.close() # nginx does so soon
            self.connection = None
        if self.connection is None:
            self.connection = http.client.HTTPSConnection("localhost", self.port, context=self.tls, timeout=120)
            self.connection.connect()
        self.connection.request(method, path, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.headers.get("connection") == "close":
            self.connection.close()
            self.connection = None
        return answer.status, answer.headers, body

    def read(self, path, accept):
        """Milliseconds that the answer took, and the answer."""
        time.sleep(max(0.0, self.next_s - time.monotonic()))
        if self.connection is None or time.monotonic() > self.next_s + IDLE_S / 2: # its beginning is not the page's
            self.ask("GET", "/api/v1/me", {})
        begin = time.monotonic()
        self.next_s = begin + PACE_S
        status, _, body = self.ask("GET", path, {"Accept": accept, "Cookie": self.cookie})
        taken_ms = 1000 * (time.monotonic() - begin)
        if status != 200:
            sys.exit("log_reads.py: %s: %d %r" % (path, status, body[:300]))
        return taken_ms, body


class Facts:
    """What a filter may be given, drawn anew each time."""

    def __init__(self, path, first, last):
        with open(path, encoding="utf-8") as file:
            self.facts = json.load(file)
        self.first, self.last = first, last

    def any(self, name):
        return {name: random.choice(self.facts[name])}

    def rare(self):
        return {"kind": random.choice(self.facts["rare_kind"])}

    def days(self):
        return sorted(random.sample(self.facts["days"], 2))

    def entry(self):
        return random.randint(self.first, self.last)

    def any_amount(self):
        return {"amount_min_ore": int(10 ** random.uniform(3, 8.9))}

    def amounts(self):
        low = int(10 ** random.uniform(3, 8.9))
        return {"amount_min_ore": low, "amount_max_ore": int(low * 1.01) + 1}


def filters(facts):
    """The name of each filter with what makes one."""
    def period():
        return dict(zip(("from", "to"), facts.days()))

    return (
        ("none", dict),
        ("kind", lambda: facts.any("kind")),
        ("kind, of few entries", facts.rare),
        ("person", lambda: facts.any("person")),
        ("organisation", lambda: facts.any("organisation")),
        ("call", lambda: facts.any("call")),
        ("from", lambda: {"from": facts.days()[0]}),
        ("to", lambda: {"to": facts.days()[0]}),
        ("from, to", period),
        ("amount from", facts.any_amount),
        ("amount from, to", facts.amounts),
        ("kind, person", lambda: {**facts.any("kind"), **facts.any("person")}),
        ("kind, organisation, call", lambda: {**facts.any("kind"), **facts.any("organisation"), **facts.any("call")}),
        ("kind, amount from", lambda: {**facts.any("kind"), **facts.any_amount()}),
        ("person, period", lambda: {**facts.any("person"), **period()}),
        ("person, organisation of any", lambda: {**facts.any("person"), **facts.any("organisation")}),
        ("kind of few, call", lambda: {**facts.rare(), **facts.any("call")}),
        ("call, organisation, period", lambda: {**facts.any("call"), **facts.any("organisation"), **period()}),
        ("person, amounts", lambda: {**facts.any("person"), **facts.amounts()}),
    )


def explorer(base, facts, make, turn):
    chosen = dict(make())
    if base.startswith("/api/"):
        chosen["limit"] = LIMIT
    if turn % 2 == 1:
        chosen["cursor"] = facts.entry()
    return base + "?" + urllib.parse.urlencode(chosen)


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def measure(auditors, name, count, path_of, accept):
    times, entries, until = [], 0, time.monotonic() + LONGEST_S
    for turn in range(count):
        if time.monotonic() > until and turn > 1:
            break
        taken_ms, body = auditors[turn % len(auditors)].read(path_of(turn), accept)
        times.append(taken_ms)
        if not body:
            sys.exit("log_reads.py: %s: an empty answer" % name)
        if accept == "application/json":
            entries += len(json.loads(body)["entries"])
    print("%-42s p50 %7.1f  p99 %7.1f  most %7.1f ms of %d%s" % (
        name, percentile(times, 0.5), percentile(times, 0.99), max(times), len(times),
        "  (%.1f entries)" % (entries / len(times)) if accept == "application/json" else ""), flush=True)


def main(state, port, count, first, last, facts_path):
    auditors = [Auditor(state, int(port), name) for name in PEOPLE]
    facts = Facts(facts_path, int(first), int(last))
    count = int(count)
    for name, make in filters(facts):
        measure(auditors, "explorer: " + name, count,
                lambda turn, make=make: explorer("/api/v1/agency/entries", facts, make, turn), "application/json")
    measure(auditors, "explorer's page: any of these", count,
            lambda turn: explorer("/agency/entries", facts, random.choice(filters(facts))[1], turn), "text/html")
    measure(auditors, "an entry's page", count, lambda _: "/agency/entries/%d" % facts.entry(), "text/html")
    measure(auditors, "its proof (a file)", count, lambda _: "/agency/entries/%d/proof" % facts.entry(), "*/*")


if __name__ == "__main__":
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    main(*sys.argv[1:])
