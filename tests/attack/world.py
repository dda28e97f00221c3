# SPDX-License-Identifier: EUPL-1.2
"""The demonstration under attack: what it answered, what it logged, and whether anything changed."""
import contextlib
import json
import os
import re
import signal
import subprocess
import time

import client
import pki


ACT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support", "act.py")


class Broken(Exception):
    """An attack got further than it may, or a control did not get through."""


def require(condition, text):
    if not condition:
        raise Broken(text)


class Database:
    """One psql that stays open; asks as the superuser, whom row-level security does not stop."""

    def __init__(self, run):
        self.psql = subprocess.Popen(
            ["psql", "-h", os.path.join(run, "pg"), "-U", "postgres", "-d", "tilsagn", "-XAtq"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        tables = self.ask(
            "select string_agg(format('%I.%I', schemaname, tablename), ' ' order by 1) "
            "from pg_tables where schemaname not in ('pg_catalog', 'information_schema') "
            # whom a worker has met with which certificate: no record, and the control leaves it
            "and (schemaname, tablename) <> ('identity', 'seen') "
            # where the sequencer puts earlier entries, whenever it gets to it; an entry shows itself
            "and not (schemaname = 'ledger' and tablename in ('log_queue', 'log_leaf', 'log_hash', "
            "'checkpoint', 'checkpoint_signature'))").split()
        parts = ["select md5(string_agg(md5(t::text), '' order by md5(t::text))) as d from %s t"
                 % table for table in tables]
        self.tables, self.everything = tables, parts

    def ask(self, query):
        self.psql.stdin.write(query + ";\n\\echo <end>\n")
        self.psql.stdin.flush()
        lines = []
        while (line := self.psql.stdout.readline()) not in ("<end>\n", ""):
            lines.append(line.rstrip("\n"))
        answer = "\n".join(lines)
        require("ERROR" not in answer, "database: " + answer)
        return answer

    def digest(self):
        """A hash per table, over the whole content of each."""
        lines = self.ask(" union all ".join(
            "select %d, (%s)" % (number, part) for number, part in enumerate(self.everything)))
        return dict(zip(self.tables, (line.split("|")[1] for line in sorted(
            lines.split("\n"), key=lambda line: int(line.split("|")[0])))))

    def close(self):
        self.psql.stdin.close()
        self.psql.wait()


class Log:
    """What was appended to a file since the last mark."""

    def __init__(self, path):
        self.path, self.offset = path, 0
        self.mark()

    def mark(self):
        self.offset = os.path.getsize(self.path)

    def text(self):
        with open(self.path, "rb") as file:
            file.seek(self.offset)
            return file.read().decode("utf-8", "replace")

    def lines(self):
        return [line for line in self.text().split("\n") if line]


class World:
    """One state directory made by nginx/up, its logs, its database, its certificates."""

    def __init__(self, state, port, work):
        self.state, self.port = state, port
        self.run = os.path.realpath(os.path.join(state, "run"))
        self.pki = pki.Pki(os.path.join(state, "pki"), work)
        self.authority = os.path.join(self.pki.folder, "root.crt")
        self.database = Database(self.run)
        logs = os.path.join(state, "log")
        self.nginx = [Log(os.path.join(logs, "nginx-%s.log" % one))
                      for one in ("app", "public", "other")]
        self.alarm = Log(os.path.join(logs, "nginx-alarm.log"))
        self.workers = [Log(os.path.join(logs, pool + ".log"))
                        for pool in ("grantee", "submit", "agency", "public")]

    def close(self):
        self.database.close()

    def settle(self):
        """Waits until the background programs have done what the start left them to do."""
        before, after = None, self.database.digest()
        while before != after:
            time.sleep(0.5)
            before, after = after, self.database.digest()

    @contextlib.contextmanager
    def nothing_changes(self):
        """Around an attack: no row of any table, no line in the alarm's log, no cookie is due."""
        self.mark()
        before = self.database.digest()
        yield
        after = self.database.digest()
        changed = [table for table in before if before[table] != after[table]]
        require(not changed, "changed: %s" % ", ".join(changed))
        require(self.alarm.text() == "", "a TLS session was resumed: %s" % self.alarm.text())

    # ---- asking ----

    def tls(self, credential=None, **options):
        return client.context(self.authority, credential, **options)

    def ask(self, credential=None, path="/api/v1/me", **options):
        return self.raw(client.request(path, **options), credential)

    def raw(self, data, credential=None, name="localhost"):
        """One request; comes back when nginx has logged it, or its line would be the next one's."""
        before = len(self.nginx_saw())
        answer = client.ask(self.port, self.tls(credential), data, name)
        if answer.status is not None:
            self.nginx_saw(before + 1)
        return answer

    def session(self, port, tls):
        """What the server lets a client keep of a session: TLS 1.3 always sends something."""
        with client.Connection(port, tls) as first:
            first.ask(client.request("/", close=False))
            session = first.socket.session
        self.nginx_saw(1)
        self.mark()
        return session

    def not_resumed(self, port, tls, session):
        with client.Connection(port, tls, session=session) as again:
            require(not again.socket.session_reused, "the session was resumed")

    # ---- the programs ----

    def socket(self, pool):
        return os.path.join(self.run, pool, "portal.sock")

    def worker_processes(self, pool):
        """The process ids of a pool's workers: the children of its supervisor."""
        with open(os.path.join(self.run, "pids", pool), encoding="ascii") as file:
            supervisor = file.read().split()[0]
        with open("/proc/%s/task/%s/children" % (supervisor, supervisor), encoding="ascii") as file:
            return sorted(file.read().split())

    def revoke(self, credential):
        """Puts it on the issuing CA's list and publishes the list; nginx is not told."""
        self.pki.revoke(credential)
        subprocess.run([os.path.join(self.state, "program/bin/tilsagn"), "--state", self.state,
                        "crl", "update"], check=True, stdout=subprocess.DEVNULL)

    def reload_nginx(self, revoked):
        """As after an update of the lists, until nginx itself refuses `revoked`."""
        with open(os.path.join(self.run, "nginx.pid"), encoding="ascii") as file:
            os.kill(int(file.read()), signal.SIGHUP)
        until = time.monotonic() + 10
        verdict = ""
        while not verdict.startswith("FAILED"):
            require(time.monotonic() < until, "nginx still takes the certificate: " + verdict)
            self.mark()
            self.ask(revoked)
            verdict = self.nginx_saw(1)[0]["verify"]

    def until(self, holds, seconds=10):
        """What `holds` returns as soon as it is true."""
        end = time.monotonic() + seconds
        while not (value := holds()):
            require(time.monotonic() < end, "nothing after %d s" % seconds)
            time.sleep(0.05)
        return value

    def workers_are_back(self, pool, count):
        """The supervisor replaces who ended; assertions of libfcgi's in the log are its last words."""
        until = time.monotonic() + 5
        while len(self.worker_processes(pool)) != count:
            require(time.monotonic() < until, "a worker was not replaced")
            time.sleep(0.05)
        self.mark()

    # ---- what was seen ----

    def mark(self):
        for log in self.nginx + self.workers + [self.alarm]:
            log.mark()

    def nginx_saw(self, least=0):
        """The requests in nginx's logs since the mark, as dictionaries; waits for `least`."""
        until = time.monotonic() + 3
        while True:
            seen = [parse_access(line) for log in self.nginx for line in log.lines()]
            if len(seen) >= least or time.monotonic() > until:
                return seen
            time.sleep(0.01)

    def workers_saw(self, event="request"):
        """The workers' records of that event since the mark."""
        records = []
        for log in self.workers:
            for line in log.lines():
                require(line.startswith("<") and line[2:4] == ">{",
                        "a line of %s is not one of ours: %r" % (log.path, line))
                record = json.loads(line[3:])
                if record["event"] == event:
                    records.append(record)
        return records

    def worker_record(self, request_id=None):
        """The record of that request (else of the only one), which is written after the answer."""
        until = time.monotonic() + 3
        while True:
            records = [one for one in self.workers_saw()
                       if request_id is None or one["request"] == request_id]
            if records or time.monotonic() > until:
                break
            time.sleep(0.01)
        require(len(records) == 1, "%d workers' records where one was due" % len(records))
        return records[0]

    # ---- verdicts ----

    def no_cookie(self, answer):
        require(answer.header("set-cookie") is None, "a cookie was set: %s" % answer)

    def refused_by_nginx(self, answer, status):
        """nginx's own answer: its log has the request, no worker has."""
        self.no_cookie(answer)
        require(answer.status == status, "not %d: %s" % (status, answer))
        seen = self.nginx_saw(1)
        require([one["status"] for one in seen] == [str(status)], "nginx logged %s" % seen)
        require(not self.workers_saw(), "a worker saw it: %s" % self.workers_saw())

    def refused_in_handshake(self, answer, alert):
        """The server's own alert: a client that cannot even ask would prove nothing."""
        require(answer.status is None, "an answer came: %s" % answer)
        require(answer.failure.startswith("handshake: ") and alert in answer.failure, answer.failure)
        require(not self.nginx_saw(), "nginx logged %s" % self.nginx_saw())
        require(not self.workers_saw(), "a worker saw it")

    def refused_by_worker(self, answer, status, reason, refusal="certificate"):
        """The worker's neutral answer; which of the reasons it was is in its log alone."""
        self.no_cookie(answer)
        require(answer.status == status, "not %d: %s" % (status, answer))
        seen = self.nginx_saw(1)
        require(len(seen) == 1 and seen[0]["verify"] == "SUCCESS", "nginx logged %s" % seen)
        record = self.worker_record(seen[0]["request"])
        found = (record["status"], record.get("refusal"), record.get("reason"))
        require(found == (status, refusal, reason), "the worker logged %s" % (found,))
        if refusal == "certificate":
            require(not re.search(rb"\b%s\b" % reason.encode(), answer.body),
                    "the answer tells the reason")
            require(record["person"] == 0, "a person was named")

    def let_in(self, answer, person=None):
        require(answer.status == 200, "the control was refused: %s" % answer)
        if person is not None:
            require(self.name_in(answer) == person, "somebody else: %s" % answer)

    def expires_on_open_connection(self, credential, person):
        """Let in at first; refused on the same connection once notAfter has passed."""
        ask = client.request(close=False)
        with client.Connection(self.port, self.tls(credential)) as connection:
            self.let_in(connection.ask(ask), person)
            end = pki.Fields(credential.raw).end()
            time.sleep(max(0, end - time.time()) + 1.01)
            self.mark()
            self.refused_by_worker(connection.ask(ask), 403, "expired")

    @contextlib.contextmanager
    def blocked(self, column, value):
        """A block by its act, and the release by two administrators."""
        self.administrators("block", column, value)
        try:
            yield
        finally:
            self.administrators("unblock", column, value)

    def administrators(self, what, column, value):
        done = subprocess.run([ACT, self.state, what, column, value], capture_output=True,
                              text=True, check=False)
        require(done.returncode == 0, done.stdout + done.stderr)

    def name_in(self, answer):
        return json.loads(answer.body)["name"]

    def good(self, person="applicant-1"):
        """The control: an ordinary certificate still gets in."""
        self.let_in(self.ask(self.pki.of(person)), person)


def parse_access(line):
    """One line of log_format tilsagn."""
    words = line.split(" ")
    fields = dict(zip(("at", "request", "address", "method", "path", "status"), words))
    fields.update(word.split("=", 1) for word in words if "=" in word[:12])
    return fields
