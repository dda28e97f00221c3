#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Every column of the record, changed by a superuser who has switched off what prevents it.

usage: tamper.py STATE CHECKS

STATE is that of a running demonstration whose log is complete, CHECKS the folder sql/checks. Each case
of tamper_cases.py is done in one transaction, from which its savepoint takes it back. The record's checks
are asked, and the database's log is exported and given to tilsagn-verify beside the hashes and
checkpoints that were published before. Holds: the checks and the verifier find what the case says, the verifier's first
finding is the first cause, and no row or finding names a stream that was not touched. Every column of
every table of the record has a meaning and a case.
"""
import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from tamper_cases import CASES, MEANING, OPEN, PLACES

# Asked in every case: what holds entries, postings, log, signatures and proposals together.
RECORD = ("chain", "header", "postings", "balance", "queue", "log", "quarantine", "log_hash", "checkpoint",
          "signature", "proposal", "projection", "attest_key", "attested")
BUNDLE = 256


class Cluster:
    """psql as the superuser of STATE's private cluster."""

    def __init__(self, state):
        self.words = ["psql", "-h", os.path.join(os.path.realpath(os.path.join(state, "run")), "pg"),
                      "-U", "postgres", "-d", "tilsagn", "-XAtq"]

    def run(self, script, loud=True):
        done = subprocess.run(self.words, input=script, capture_output=True, text=True, check=False)
        sys.stderr.write(done.stderr if loud else "") # what a case's SQL does wrong
        return done.stdout


def catalogue_query(checks, which):
    """The text that the sequencer asks the schema with, which no function of the database can falsify."""
    return subprocess.run([os.path.join(checks, "..", "catalogue_query"), which], capture_output=True, text=True,
                          check=True).stdout


# As the sequencer looks: first at what could falsify the rest.
CATALOGUE = """
with deployed as (select e.entry, convert_from(e.leaf, 'UTF8')::json #>> '{result,catalogue}' as recorded
                  from ledger.entry e where e.kind = 'record_deployment' order by e.entry desc limit 1)
select d.entry, p.planted as said from deployed d, (@planted@) p where p.planted <> ''
union all
select d.entry, concat(q.installed, ' ', q.strange) from deployed d, (@hash@) q where q.installed is distinct from d.recorded"""


def read_checks(folder):
    """name -> query, of every file of sql/checks."""
    checks = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            text = file.read()
        checks[re.match(r"-- ([a-z_ ]+):", text).group(1).replace(" ", "_")] = text.strip().rstrip(";")
    checks["catalogue"] = with_catalogue(CATALOGUE, folder)
    return checks


def with_catalogue(sql, folder):
    for which in ("planted", "hash"):
        sql = sql.replace("@%s@" % which, catalogue_query(folder, which))
    return sql


# Every row of the record with each stream that it is about, as it is now: which streams a case touched is asked
# of the database, before and after. A catalogue is held to the last deployment, which stands in "system".
ROWS = """
create function pg_temp.rows_now() returns table (stream text, said text) language sql as $$
    with of as (select entry, stream, convert_from(leaf, 'UTF8') as leaf from ledger.entry), said as (
        select e.stream, to_jsonb(e) from ledger.entry e
        union all select o.stream, to_jsonb(p) from ledger.posting p left join of o on o.entry = p.entry
        union all select split_part(p.account, ':', 1) || ':' || split_part(p.account, ':', 2), to_jsonb(p) from ledger.posting p
        union all select o.stream, to_jsonb(l) from ledger.log_leaf l left join of o on o.entry = l.entry
        union all select o.stream, to_jsonb(q) from ledger.log_queue q left join of o on o.entry = q.entry
        union all select o.stream, to_jsonb(q) from ledger.log_quarantine q left join of o on o.entry = q.entry
        union all select t.stream, to_jsonb(t) from ledger.stream_organisation t
        union all select p.stream, to_jsonb(p) from ledger.proposal p
        union all select o.stream, to_jsonb(p) from ledger.proposal p join of o on o.entry = p.entry
        union all select p.stream, to_jsonb(c) from ledger.confirmation c join ledger.proposal p on p.proposal = c.proposal
        union all select o.stream, to_jsonb(c) from ledger.confirmation c join of o on o.entry = c.entry
        union all select o.stream, to_jsonb(g) from ledger.signature g
                  join of o on strpos(o.leaf, '"signature":"' || encode(g.sha256, 'hex') || '"') > 0
        union all select o.stream, to_jsonb(k) from ledger.attest_key k
                  join of o on strpos(o.leaf, '"attest":"' || k.key_id) > 0
        union all select 'system', to_jsonb(q) from (@planted@) q
        union all select 'system', to_jsonb(q) from (@hash@) q)
    select s.stream, md5(s.to_jsonb::text) from said s where s.stream is not null
$$;
create temp table rows_before as select * from pg_temp.rows_now();
"""
TOUCHED = """
\\echo @touched
select distinct d.stream from ((table rows_before except select * from pg_temp.rows_now())
                               union all (select * from pg_temp.rows_now() except table rows_before)) d;
"""


# As the sequencer asks; a schema is another text under other settings.
SETTINGS = ("set local search_path = pg_catalog, pg_temp; set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; "
            "set local intervalstyle = 'postgres';")


# What the database holds of the log, in the order of its files.
EXPORT = """
\\echo @leaves
select l.leaf_index || ' ' || coalesce(encode(e.leaf, 'hex'), '')
from ledger.log_leaf l left join ledger.entry e on e.entry = l.entry order by l.leaf_index;
\\echo @keys
select encode(k.public_key, 'base64') from ledger.attest_key k;
\\echo @checkpoints
select c.size || ' ' || encode(c.root, 'base64') || ' ' || s.line
from ledger.checkpoint c join ledger.checkpoint_signature s on s.size = c.size;
"""


def sections(text):
    """The answers behind each "@name" line."""
    found, name = {}, None
    for line in text.split("\n"):
        if line.startswith("@"):
            name = line[1:]
            found[name] = []
        elif line and name is not None:
            found[name].append(line)
    return found


def put(folder, name, data):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def export(told, published, folder):
    """A log folder: entries, keys and checkpoints as the database has them now, hashes as published."""
    with open(os.path.join(published, "log.vkey"), encoding="ascii") as file:
        origin = file.read().split("+")[0]
    shutil.copy(os.path.join(published, "log.vkey"), folder)
    shutil.copy(os.path.join(published, "checkpoint"), folder)
    for above, _, names in os.walk(os.path.join(published, "tile")):
        for name in names:
            if "/entries" not in above:
                whole = os.path.join(above, name)
                with open(whole, "rb") as file:
                    put(folder, os.path.relpath(whole, published), file.read())
    put(folder, "attest.vkeys", "".join(vkey(origin, line) + "\n" for line in told["keys"]).encode())
    for line in told["checkpoints"]:
        size, root, signature = line.split(" ", 2)
        put(folder, "checkpoints/" + size, ("%s\n%s\n%s\n\n%s\n" % (origin, size, root, signature)).encode())
    leaves = {}
    for line in told["leaves"]:
        index, leaf = line.split(" ")
        leaves[int(index)] = bytes.fromhex(leaf)
    count = max(leaves) + 1 if leaves else 0
    for first in range(0, count, BUNDLE):
        width = min(BUNDLE, count - first)
        data = b"".join(len(leaves.get(i, b"")).to_bytes(2, "big") + leaves.get(i, b"")
                        for i in range(first, first + width))
        put(folder, bundle_name(folder, first // BUNDLE, width), data)


def vkey(name, key):
    """A public key's base64 as a .vkey line has it: the algorithm's byte in front, the id from both."""
    typed = b"\x01" + base64.b64decode(key)
    key_id = hashlib.sha256(name.encode() + b"\n" + typed).hexdigest()[:8]
    return "%s+%s+%s" % (name, key_id, base64.b64encode(typed).decode())


def bundle_name(folder, number, width):
    """Beside the published hash tile of that number, so that a cut tail is a short bundle."""
    place = os.path.join(folder, "tile", "0", "%03d.p" % number)
    if os.path.isdir(place):
        return "tile/entries/%03d.p/%s" % (number, sorted(os.listdir(place), key=int)[-1])
    return "tile/entries/%03d" % number if width == BUNDLE else "tile/entries/%03d.p/%d" % (number, width)


class Matrix:
    """Runs the cases and counts."""

    def __init__(self, state, checks):
        self.cluster = Cluster(state)
        self.checks = read_checks(checks)
        self.rows = with_catalogue(ROWS, checks)
        self.published = os.path.join(state, "tlog")
        self.verifier = os.path.join(state, "program", "bin", "tilsagn-verify")
        self.passed = 0
        self.failed = 0
        rows = self.cluster.run("select entry || ' ' || stream from ledger.entry")
        self.streams = dict(row.split(" ") for row in rows.split("\n") if row)
        rows = self.cluster.run("select leaf_index || ' ' || entry from ledger.log_leaf")
        self.places = {name: self.cluster.run(query).strip() for name, query in PLACES.items()}
        self.index = {row.split(" ")[1]: int(row.split(" ")[0]) for row in rows.split("\n") if row}

    def say(self, good, text, why=""):
        self.passed += good
        self.failed += not good
        print("%s %s%s" % ("ok     " if good else "FAILED ", text, "" if good else ": " + why), flush=True)

    def named(self, row):
        """The streams that a row of a check names."""
        streams = {row["stream"]} if row.get("stream") else set()
        if row.get("entry") is not None:
            streams.add(self.streams.get(str(row["entry"]), "forged"))
        if isinstance(row.get("account"), str):
            streams.add(":".join(row["account"].split(":")[:2]))
        return streams

    def verify(self, told):
        folder = tempfile.mkdtemp(prefix="tilsagn-tamper-")
        try:
            export(told, self.published, folder)
            done = subprocess.run([self.verifier, "--json", folder], capture_output=True, text=True, check=False)
            if not done.stdout:
                raise RuntimeError("tilsagn-verify says nothing: " + done.stderr)
            return json.loads(done.stdout)["findings"]
        finally:
            shutil.rmtree(folder)

    def asked(self, case):
        return sorted(set(RECORD) | set(case.found))

    def script(self, number, case):
        """The case in a savepoint; an error leaves its sections empty, and the next case begins anew."""
        sql = re.sub(r"@([a-z]+)@", lambda found: self.places[found.group(1)], case.sql)
        asks = ["\\echo @%s\nselect to_jsonb(q) from (\n%s\nlimit 200) q;" % (name, self.checks[name])
                for name in self.asked(case)]
        return "\n".join(["\\echo #%d" % number, "savepoint here;", sql, TOUCHED, "\n".join(asks), EXPORT,
                          "\\echo @whole\nselect 1;", "rollback to here;"])

    def ask(self, cases):
        """What each case told: (case, sections)."""
        first = ["begin;", SETTINGS, OPEN if cases[0].opened else "", self.rows]
        said = self.cluster.run("\n".join(first + [self.script(n, case) for n, case in enumerate(cases)] + ["rollback;"]))
        told = re.split(r"^#\d+\n", said, flags=re.MULTILINE)[1:]
        return [(case, sections(text)) for case, text in zip(cases, told)]

    def check(self, case, told):
        if not told.get("whole"):
            return "its SQL fails"
        found = {name: [json.loads(row) for row in told[name]] for name in self.asked(case) if told[name]}
        findings = self.verify(told)
        silent = [name for name in case.found if name not in found]
        if silent:
            return "not found by " + ", ".join(silent) + "; found by " + (", ".join(found) or "nothing")
        others = {stream for rows in found.values() for row in rows for stream in self.named(row)}
        others |= {finding["stream"].split(" ")[0] for finding in findings if finding["stream"]}
        untouched = others - set(told["touched"]) - {"forged"}
        if untouched:
            return "names what nobody touched: %s: %s %s" % (
                ", ".join(sorted(untouched)), json.dumps(found)[:600], json.dumps(findings)[:600])
        unsaid = [word for word in case.said if not any(word in (row.get("said") or "") for row in found.get("catalogue", []))]
        if unsaid:
            return "not named: " + ", ".join(unsaid)
        return self.judge(case, findings)

    def judge(self, case, findings):
        first = (findings[0]["cause"], findings[0]["entry"]) if findings else None
        wanted = case.first
        if wanted is not None and isinstance(wanted[1], str):
            wanted = (wanted[0], self.index[self.places[wanted[1]]])
        if first != wanted:
            return "the verifier's first finding is %s, not %s" % (first, wanted)
        beside = [finding for finding in findings[1:] if finding["cause"] == "decision"]
        if beside:
            return "a decision is accused that follows from it: %s" % json.dumps(beside)[:600]
        return ""

    def columns(self):
        """Every column of the record has a meaning and, unless nothing hangs on it, a case."""
        rows = self.cluster.run("select c.table_name || '.' || c.column_name from information_schema.columns c "
                                "join pg_tables t on (t.schemaname, t.tablename) = (c.table_schema, c.table_name) "
                                "where c.table_schema = 'ledger'")
        there = set(row for row in rows.split("\n") if row)
        covered = set(column for case in CASES for column in case.columns)
        self.say(there <= set(MEANING), "every column has a meaning", str(there - set(MEANING)))
        missing = {column for column in there if not MEANING.get(column, "told").startswith("told")} - covered
        self.say(not missing, "every column that proves something has a case", str(missing))


def main():
    if len(sys.argv) != 3:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    matrix = Matrix(os.path.abspath(sys.argv[1]), sys.argv[2])
    matrix.columns()
    for opened in (True, False):
        for case, told in matrix.ask([case for case in CASES if case.opened == opened]):
            why = matrix.check(case, told)
            matrix.say(not why, case.text, why)
    print("%d passed, %d failed" % (matrix.passed, matrix.failed))
    return 1 if matrix.failed else 0


if __name__ == "__main__":
    sys.exit(main())
