#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Every column of every table beside the record, changed by a superuser who has switched off what prevents it.

usage: columns.py STATE CHECKS [--richer]

STATE is that of a running demonstration, CHECKS the folder sql/checks. Tables and columns come from the
catalogue: those of SCHEMAS. Each column is changed in one row, in a transaction that is
taken back, to another value of its kind: where it leads to another table, to a row that is there. Holds:
some check names it, unless columns_told.py says why nothing hangs on the column; a table without a row is
one that columns_told.py lists, with the reason; what is listed there without need is a failure too. Each check is
asked before anything is changed as well: one that speaks already is a failure of its own, and no detection.
With --richer STATE is one in which more has happened, and only the tables are looked at that the demonstration leaves empty.
"""
import os
import sys

from columns_told import EMPTY, EMPTY_RICHER, TOLD
from tamper import Cluster, read_checks, sections

SCHEMAS = ("grants", "identity", "rights", "store")

# What refuses a value is dropped for all cases at once, in the transaction that is taken back: a check that reads
# the catalogue says so each time, and what it says before a change does not count.
OPEN = """
\\set ON_ERROR_ROLLBACK on
begin;
set local client_min_messages = warning;
set local session_replication_role = replica;
do $$ declare v text; begin
    foreach v in array array(select format('alter table %%s drop constraint %%I', c.conrelid::regclass, c.conname)
        from pg_constraint c where c.connamespace::regnamespace::text in (%s) and c.contype = 'c'
        and c.conrelid <> 0) loop
        execute v;
    end loop;
    foreach v in array array(select format('alter table %%s alter %%I drop identity', a.attrelid::regclass, a.attname)
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relnamespace::regnamespace::text in (%s) and a.attidentity <> '') loop
        execute v;
    end loop;
    foreach v in array array(select format('alter table %%I.%%I disable trigger all', t.schemaname, t.tablename)
        from pg_tables t where t.schemaname in (%s)) loop
        execute v;
    end loop;
end $$;
""" % ((", ".join("'%s'" % schema for schema in SCHEMAS),) * 3)

COLUMNS = """
\\echo @columns
select c.table_schema || '.' || c.table_name || ' ' || c.column_name || ' ' || c.udt_name || ' '
       || coalesce(r.leads, '-')
from information_schema.columns c
join pg_tables t on (t.schemaname, t.tablename) = (c.table_schema, c.table_name)
left join lateral (
    select k.confrelid::regclass || '.' || (select f.attname from pg_attribute f where f.attrelid = k.confrelid and f.attnum = k.confkey[n]) as leads
    from pg_constraint k, generate_subscripts(k.conkey, 1) n
    where k.contype = 'f' and k.conrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
      and k.conkey[n] = c.ordinal_position
    order by cardinality(k.conkey) limit 1) r on true
where c.table_schema = any (string_to_array('SCHEMAS', ','))
  and c.is_generated = 'NEVER' order by c.table_schema, c.table_name, c.ordinal_position;
\\echo @empty
""".replace("SCHEMAS", ",".join(SCHEMAS))

# Another value of the type; NULL becomes one too.
OTHER = {
    "int2": "coalesce({c}, 0) + 1000", "int4": "coalesce({c}, 0) + 1000", "int8": "coalesce({c}, 0) + 1000000",
    "numeric": "coalesce({c}, 0) + 1", "bool": "not coalesce({c}, false)",
    "text": "case {c} when 'x' then 'y' else 'x' end", "varchar": "case {c} when 'x' then 'y' else 'x' end",
    "bpchar": "'x'", "date": "coalesce({c}, date '2019-01-01') + 1",
    "timestamptz": "coalesce({c}, timestamptz '2019-01-01 00:00+00') + interval '1 day'",
    "bytea": "sha256(coalesce({c}, ''))", "json": "'{{\"x\": 1}}'", "jsonb": "'{{\"x\": 1}}'",
    "_text": "array_append({c}, 'x')", "_int8": "array_append({c}, 1::bigint)", "_int4": "array_append({c}, 1)",
    "uuid": "'00000000-0000-0000-0000-000000000001'", "interval": "coalesce({c}, interval '0') + interval '1 day'",
}


class Columns:
    """The columns, and which checks name a change of each."""

    def __init__(self, state, checks, richer):
        self.cluster = Cluster(state)
        self.richer = richer
        self.checks = read_checks(checks)
        self.passed = 0
        self.failed = 0
        told = sections(self.cluster.run(COLUMNS))
        self.columns = [tuple(line.split(" ")) for line in told["columns"]]
        tables = sorted({column[0] for column in self.columns})
        counts = self.cluster.run("".join(
            "select '%s' where not exists (select from %s);\n" % (table, table) for table in tables))
        self.empty = set(counts.split())

    def say(self, good, text, why=""):
        self.passed += good
        self.failed += not good
        print("%s %s%s" % ("ok     " if good else "FAILED ", text, "" if good else ": " + why), flush=True)

    def change(self, column):
        """SQL that changes the column in one row, one where it holds something if there is such a row: to what another
        table has, where it leads to one, else or when that is refused to a value of its own."""
        table, name, kind, leads = column
        where = "where t.ctid = (select s.ctid from %s s order by s.%s is null, s.ctid limit 1)" % (table, name)
        own = OTHER[kind].format(c="t." + name)
        values = [own]
        if leads != "-":
            other, key = leads.rsplit(".", 1)
            values.insert(0, "coalesce((select o.%s from %s o where o.%s is distinct from t.%s order by 1 limit 1), %s)" % (
                key, other, key, name, own))
        update = ["update %s t set %s = %s %s;" % (table, name, value, where) for value in values]
        return "\n\\if :ERROR\n".join(update) + "\n\\endif" * (len(update) - 1) + "\n\\echo @changed :ERROR"

    def ask(self, names):
        return "\n".join("\\echo @%s\nselect to_jsonb(q)::text from (\n%s\nlimit 500) q;\n\\if :ERROR\n\\echo fails\n\\endif"
                         % (name, self.checks[name]) for name in names)

    def script(self, number, column, names):
        return "\n".join(["\\echo #%d" % number, "savepoint here;", self.change(column), self.ask(names), "rollback to here;"])

    def run(self, columns_and_names):
        """Which of the named checks name each change: a list of lists; None where the change itself fails."""
        every = sorted({name for _, names in columns_and_names for name in names})
        words = [OPEN, "\\echo #before", self.ask(every)]
        words += [self.script(n, column, names) for n, (column, names) in enumerate(columns_and_names)]
        said = self.cluster.run("\n".join(words + ["rollback;"]), loud=False) # a check that fails has found something
        parts = said.split("\n#")
        before = sections(parts[0])
        found = []
        for part in parts[1:]:
            told = sections(part)
            found.append([name for name in told if set(told[name]) - set(before.get(name, []))]
                         if told.pop("changed false", None) is not None else None)
        return found

    def clean(self):
        """Each check is silent before anything is changed: one that speaks already would be taken for one that finds."""
        said = sections(self.cluster.run(self.ask(sorted(self.checks)), loud=False))
        for name in sorted(self.checks):
            rows = said.get(name)
            self.say(rows == [], "check %s says nothing before a change" % name.replace("_", " "),
                     "not reached" if rows is None else "; ".join(rows)[:400])

    def first(self, table):
        """The checks that speak of the table."""
        return [name for name, text in self.checks.items() if table in text]

    def look(self):
        """Asks those that speak of a column's table first, and all of them where these are silent and should not be."""
        columns = [column for column in self.columns
                   if column[0] not in self.empty and (column[0] in EMPTY or not self.richer)]
        found = self.run([(column, self.first(column[0])) for column in columns])
        silent = [n for n, names in enumerate(found) if not names and "%s.%s" % columns[n][:2] not in TOLD]
        again = self.run([(columns[n], sorted(self.checks)) for n in silent])
        for n, names in zip(silent, again):
            found[n] = names
        return list(zip(columns, found))

    def judge(self):
        for column, names in self.look():
            name = "%s.%s" % column[:2]
            if names is None:
                self.say(False, name, "its SQL fails")
            elif name in TOLD:
                self.say(not names, name, "is found by %s: columns_told.py need not list it" % ", ".join(names))
            else:
                self.say(bool(names), name, "changed, and no check says so")
        there = {"%s.%s" % column[:2] for column in self.columns}
        self.say(set(TOLD) <= there, "columns that nothing hangs on exist", str(set(TOLD) - there))
        listed = set(EMPTY_RICHER if self.richer else EMPTY)
        self.say(self.empty == listed, "tables without a row are those listed",
                 "not listed: %s; not empty: %s" % (sorted(self.empty - listed), sorted(listed - self.empty)))


def main():
    richer = sys.argv[3:] == ["--richer"]
    if len(sys.argv) != 3 and not richer:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    columns = Columns(os.path.abspath(sys.argv[1]), sys.argv[2], richer)
    columns.clean()
    columns.judge()
    print("%d passed, %d failed" % (columns.passed, columns.failed))
    return 1 if columns.failed else 0


if __name__ == "__main__":
    sys.exit(main())
