# SPDX-License-Identifier: EUPL-1.2
"""One run against a fresh demonstration: people, clock, database, and what was expected of it."""
import base64
import json
import os
import subprocess
import time

from client import Client, new_key
from spec import Spec

NOBODY = "system-1"  # an organisation's certificate: well signed, never let in


class Wrong(Exception):
    """An answer without which the run cannot go on."""


class Run:
    def __init__(self, base, pki, state):
        self.base = base
        self.pki = pki
        self.state = state
        self.clients = {}
        self.failures = []
        self.checks = 0
        self.known = {}  # names for path parameters: application, instalment …
        self.own = {}  # the same for one operation, by its id
        self.serials = {}  # of the people's certificates
        document = self.send("applicant-1", "GET", "/api/v1/openapi.json")
        if document.status != 200:
            raise Wrong("no openapi.json: %s" % document)
        self.spec = Spec(document.json())
        self.spec.judge("GET", "/api/v1/openapi.json", document)

    # ---- requests ----

    def send(self, person, method, path, body=None, headers=None):
        if person not in self.clients:
            self.clients[person] = Client(self.base, self.pki, person)
        return self.clients[person].send(method, path, body, headers)

    def ask(self, person, method, path, body=None, headers=None):
        """Sends, and lets the document judge the answer. `body` is bytes, or an object to encode."""
        given = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            given.setdefault("Content-Type", "application/json")
        answer = self.send(person, method, path, body, given)
        self.spec.judge(method, path, answer)
        return answer

    def expect(self, status, person, method, path, body=None, headers=None, problem=None):
        """ask(), and another status (or problem) than expected is a failure of this run."""
        answer = self.ask(person, method, path, body, headers)
        self.check(answer.status == status,
                   "%s %s %s: expected %d: %s" % (person, method, path, status, answer))
        if problem is not None:
            self.check(answer.problem() == problem,
                       "%s %s %s: expected %s: %s" % (person, method, path, problem, answer))
        return answer

    def need(self, status, *arguments, **options):
        """expect(), but without it the run ends."""
        before = len(self.failures)
        answer = self.expect(status, *arguments, **options)
        if len(self.failures) > before:
            raise Wrong(self.failures[-1])
        return answer

    def code(self, person):
        """A fresh code of the person's second factor. Their telephone's clock runs ahead, a step with each code, as far
        as the portal follows one (10 steps): somebody who needs code upon code here need not wait for the next half minute."""
        seed = os.path.join(self.pki, "people", person + ".totp")
        last, centre = self.factor(person)
        while max(last + 1, centre - 1) > centre + 1:
            time.sleep(1)
            last, centre = self.factor(person)
        step = max(last + 1, centre - 1)
        with open(seed + ".step", "w", encoding="utf-8") as book:  # nginx/code reads it
            book.write("%d\n" % step)
        with open(seed, encoding="utf-8") as file:
            return subprocess.run(["oathtool", "--base32", "--counter=%d" % step, "-"], stdin=file, check=True, text=True,
                                  stdout=subprocess.PIPE).stdout.strip()

    def factor(self, person):
        """The step that the person used last, and the one that the portal takes for their telephone's present one."""
        if not self.serials:
            with open(os.path.join(self.pki, "people.json"), encoding="utf-8") as file:
                self.serials = {one["id"]: one["serial_number"] for one in json.load(file)["people"]}
        known = self.superuser("select s.last_step, identity.step_now() + s.drift from identity.factor_secret s"
                               " join identity.factor_proposal f on f.proposal = s.proposal join identity.person p on p.person = f.person"
                               " where p.serial_number = '%s' order by s.proposal desc limit 1" % self.serials[person], "tilsagn")
        return tuple(int(number) for number in known.split("|"))

    def sign(self, person, content):
        """Base64 of a CMS file over `content`, made with the person's own key."""
        leaf = os.path.join(self.pki, "people", person)
        made = subprocess.run(
            ["openssl", "cms", "-sign", "-cades", "-binary", "-md", "sha256", "-signer", leaf + ".crt",
             "-inkey", leaf + ".key", "-certfile", os.path.join(self.pki, "issuing.crt"), "-outform", "DER"],
            input=content, check=True, stdout=subprocess.PIPE).stdout
        return base64.b64encode(made).decode()

    def act(self, person, path, body, key=None, status=201, code=None, **options):
        """One act with a key of its own, perhaps with a code; returns its answer."""
        headers = {"Idempotency-Key": key or new_key()}
        if code is not None:
            headers["Tilsagn-Code"] = code
        return self.need(status, person, "POST", path, body, headers, **options)

    def read(self, person, path):
        return self.need(200, person, "GET", path).json()

    def check(self, condition, text):
        self.checks += 1
        if not condition:
            self.failures.append(text)
            print("FAILED %s" % text, flush=True)

    # ---- the world outside ----

    def clock(self, instant):
        """Moves the demonstration's clock; it runs on from there."""
        program = os.path.join(self.state, "program", "bin", "tilsagn")
        subprocess.run([program, "--state", self.state, "demo", "clock", instant], check=True,
                       stdout=subprocess.DEVNULL)

    def superuser(self, query, database="postgres"):
        return subprocess.run(
            ["psql", "-h", os.path.join(self.state, "run", "pg"), "-U", "postgres", "-d", database,
             "-XAtq", "-c", query], check=True, text=True, stdout=subprocess.PIPE).stdout

    def database_away(self):
        """The portal's connections end and new ones are refused; the server itself runs on."""
        self.superuser("alter database tilsagn with allow_connections false")
        self.superuser("select pg_terminate_backend(pid) from pg_stat_activity"
                       " where usename in ('tilsagn_grantee', 'tilsagn_agency')")

    def database_back(self):
        self.superuser("alter database tilsagn with allow_connections true")

    def wait_until(self, what, condition, seconds=60):
        limit = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > limit:
                raise Wrong("%s did not happen within %d s" % (what, seconds))
            time.sleep(0.2)

    # ---- paths ----

    def path_of(self, operation, **instead):
        """The operation's path with what this run knows in place of its parameters."""
        names = {**self.known, **self.own.get(operation.id, {}), **instead}
        if operation.path.startswith("/api/v1/signatures/") and "pending" not in instead:
            names["pending"] = self.known["grantee_pending"]
        return operation.path.format(**names)
