#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""load.py STATE PORT SECONDS PERSON… - asks /api/v1/me as these people at once, each on a connection
of its own, 40 times a second, until SECONDS are over. Prints "requests N", "failed N", "longest_ms N";
every answer but 200 is a failure and is told."""
import http.client
import ssl
import sys
import threading
import time

PACE_S = 1 / 40  # below nginx's limit for one certificate


class Person(threading.Thread):
    def __init__(self, state, port, name, until):
        super().__init__(daemon=True)
        self.tls = ssl.create_default_context(cafile=state + "/pki/root.crt")
        self.tls.load_cert_chain("%s/pki/people/%s.crt" % (state, name),
                                 "%s/pki/people/%s.key" % (state, name))
        self.port, self.person, self.until = port, name, until
        self.requests, self.longest_s, self.failures = 0, 0.0, []

    def connect(self):
        return http.client.HTTPSConnection("localhost", self.port, context=self.tls, timeout=30)

    def ask(self, connection):
        begin = time.monotonic()
        connection.request("GET", "/api/v1/me")
        answer = connection.getresponse()
        answer.read()
        self.longest_s = max(self.longest_s, time.monotonic() - begin)
        self.requests += 1
        if answer.status != 200:
            self.failures.append("%s: %d" % (self.person, answer.status))
        return answer.headers.get("connection") != "close"

    def run(self):
        connection = self.connect()
        while time.monotonic() < self.until:
            next_s = time.monotonic() + PACE_S
            try:
                if not self.ask(connection):
                    connection.close()
            except (OSError, http.client.HTTPException) as error:
                self.failures.append("%s: %r" % (self.person, error))
                connection.close()
            time.sleep(max(0.0, next_s - time.monotonic()))
        connection.close()


def main(state, port, seconds, *names):
    until = time.monotonic() + float(seconds)
    people = [Person(state, int(port), name, until) for name in names]
    for person in people:
        person.start()
    for person in people:
        person.join()
    failures = [text for person in people for text in person.failures]
    for text in failures[:20]:
        print(text, file=sys.stderr)
    print("requests", sum(person.requests for person in people))
    print("failed", len(failures))
    print("longest_ms", round(1000 * max(person.longest_s for person in people)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
