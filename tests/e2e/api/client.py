# SPDX-License-Identifier: EUPL-1.2
"""One HTTPS client per person: certificate, base URL, and the exact bytes of the answer."""
import http.client
import json
import os
import ssl
import threading
import time
import urllib.parse
import uuid

IDLE_S = 8  # the portal tells clients to let go after ten


class Answer:
    """Status, headers (lower case, last one wins) and body."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body

    def media_type(self):
        return self.headers.get("content-type", "").split(";")[0].strip()

    def json(self):
        return json.loads(self.body)

    def problem(self):
        """The slug of the problem, or None."""
        if self.media_type() != "application/problem+json":
            return None
        return self.json()["type"].rsplit("/", 1)[1]

    def __str__(self):
        return "%d %s %s" % (self.status, self.media_type(), self.body[:600].decode("utf-8", "replace"))


class Client:
    """Sends requests as one person of the demonstration; person None has no certificate."""

    def __init__(self, base, pki, person):
        self.person = person
        self.url = urllib.parse.urlsplit(base)
        self.tls = ssl.create_default_context(cafile=os.path.join(pki, "root.crt"))
        if person is not None:
            leaf = os.path.join(pki, "people", person)
            self.tls.load_cert_chain(leaf + ".crt", leaf + ".key")
        self.kept = threading.local()  # a connection answers one request at a time: each thread has its own

    def connection(self):
        """This thread's; closed when it has been idle."""
        if not hasattr(self.kept, "connection"):
            self.kept.connection = http.client.HTTPSConnection(
                self.url.hostname, self.url.port, context=self.tls, timeout=200)
            self.kept.used = time.monotonic()
        if time.monotonic() - self.kept.used > IDLE_S:
            self.kept.connection.close()
        return self.kept.connection

    def send(self, method, path, body=None, headers=None):
        """One request over the connection of the one before, unless that has been idle; over a new one where the portal
        ended it meanwhile, as it does with all of them when its certificates change."""
        connection = self.connection()
        again = connection.sock is not None
        try:
            return self.sent(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            if not again:
                raise
            return self.sent(method, path, body, headers)

    def sent(self, method, path, body, headers):
        whole = False
        connection = self.kept.connection
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            answer = Answer(response.status, response.getheaders(), response.read())
            whole = True
            return answer
        finally:
            self.kept.used = time.monotonic()
            if not whole:
                connection.close()


def new_key():
    """A fresh Idempotency-Key."""
    return uuid.uuid4().hex
