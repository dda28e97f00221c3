# SPDX-License-Identifier: EUPL-1.2
"""The matrix: what each column of the record means, and a case for each column that proves something.

hashed: part of the leaf, which the log's hashes hold; compared: held to the leaf, or to what hangs on
it, by a check; signed: covered by a signature that anyone can check; told: shown to people, and nothing
hangs on it - these prove nothing and are kept few.
"""
from collections import namedtuple

HASHED, COMPARED, SIGNED = "hashed", "compared with the leaf", "signed"

MEANING = {
    "entry.entry": COMPARED, "entry.stream": COMPARED, "entry.version": COMPARED, "entry.prev_version": COMPARED,
    "entry.prev_hash": COMPARED, "entry.kind": COMPARED, "entry.at": COMPARED, "entry.effective": COMPARED,
    "entry.received": COMPARED, "entry.began": COMPARED, "entry.human": COMPARED, "entry.person": COMPARED,
    "entry.organisation": COMPARED, "entry.role": COMPARED, "entry.call": COMPARED, "entry.amount_ore": COMPARED,
    "entry.idem": COMPARED, "entry.request_hash": COMPARED, "entry.leaf": HASHED, "entry.leaf_hash": HASHED,
    "posting.entry": COMPARED, "posting.n": COMPARED, "posting.account": COMPARED,
    "posting.account_version": COMPARED, "posting.prev_version": COMPARED, "posting.amount": COMPARED,
    "posting.prev_balance": COMPARED, "posting.balance_after": COMPARED,
    "log_leaf.leaf_index": SIGNED, "log_leaf.entry": COMPARED, "log_leaf.leaf_hash": SIGNED,
    "log_hash.level": COMPARED, "log_hash.hash_index": COMPARED, "log_hash.hash": COMPARED,
    "log_queue.entry": COMPARED, "log_queue.queue_id": "told: the order of what waits; the signed order is the log's",
    "log_quarantine.entry": COMPARED, "log_quarantine.reason": "told: the sequencer's reason, found again by asking it",
    "log_quarantine.queue_id": "told: where it had waited", "log_quarantine.at": "told: when it was kept out",
    "checkpoint.size": SIGNED, "checkpoint.root": SIGNED, "checkpoint.at": "told: cosignatures prove times",
    "checkpoint_signature.size": SIGNED, "checkpoint_signature.key_id": COMPARED,
    "checkpoint_signature.key_name": COMPARED, "checkpoint_signature.line": SIGNED,
    "checkpoint_signature.at": "told: cosignatures prove times",
    "attest_key.key_id": COMPARED, "attest_key.public_key": SIGNED, "attest_key.host": "told: a label",
    "attest_key.added_at": "told: deployments record the keys, and the log dates them",
    "signature.sha256": COMPARED, "signature.cms": COMPARED,
    "evidence.sha256": COMPARED, "evidence.kind": "told: what kind of file it is; its bytes say so themselves",
    "evidence.bytes": COMPARED,
    "signature_evidence.signature": "told: a link; openssl verifies with what it leads to",
    "signature_evidence.evidence": "told: likewise",
    "time_stamp.sha256": COMPARED, "time_stamp.size": COMPARED, "time_stamp.note": COMPARED,
    "time_stamp.reply": "told: openssl holds it to what it was made over", "time_stamp.at": "told: the reply says it",
    "time_stamp.authorities": "told: a link; whoever checks has the authority's CA from elsewhere",
    "stream_organisation.stream": COMPARED, "stream_organisation.organisation": COMPARED,
    "stream_organisation.entry": COMPARED,
    "proposal.proposal": COMPARED, "proposal.kind": COMPARED, "proposal.subject": COMPARED,
    "proposal.title": COMPARED, "proposal.sha256": COMPARED, "proposal.stream": COMPARED, "proposal.entry": COMPARED,
    "confirmation.proposal": COMPARED, "confirmation.n": COMPARED, "confirmation.human": COMPARED,
    "confirmation.person": COMPARED, "confirmation.entry": COMPARED,
    "pending_request.pending": "told: waits for a signature and is no record", "pending_request.person": "told: likewise",
    "pending_request.act": "told: likewise", "pending_request.request": "told: likewise",
    "pending_request.made": "told: likewise", "pending_request.expires": "told: likewise",
}

# What the portal remembers of keys and witnesses. The published checkpoint carries the cosignatures
# themselves, and who checks has keys and policy from elsewhere.
REMEMBERED = {
    "log_key": "key_name key_id public_key at", "witness_policy": "policy text at",
    "witness_event": "event policy key_name key_id state size told at", "checkpoint_quorum": "size policy at",
}
MEANING.update({"%s.%s" % (table, column): "told: cosignatures prove it"
                for table, columns in REMEMBERED.items() for column in columns.split()})

# What a log that ended left behind, held by a check to the entry that began the next and to what was left.
FORMER = {
    "former_log": "origin next_origin signed_size signed_root left_size left_root entry",
    "former_leaf": "origin leaf_index entry leaf_hash", "former_checkpoint": "origin size root",
    "former_signature": "origin size key_id key_name line", "former_quorum": "origin size",
}
MEANING.update({"%s.%s" % (table, column): "told: no rows where nothing was lost; tests/sql plants what the check finds"
                for table, columns in FORMER.items() for column in columns.split()})
MEANING.update({column: "told: cosignatures prove it"
                for column in ("former_checkpoint.at", "former_signature.at", "former_quorum.at", "former_quorum.policy")})

# Whether standbys held what was to be signed, for people; the sequencer asks PostgreSQL itself each time.
MEANING.update({"replication_event." + column: "told: how it was then"
                for column in ("event", "required", "state", "size", "at")})

# What a replay works with inside of its transaction; before and after it both are empty.
REPLAYED = {"replay_leaf": "leaf_index entry stream version leaf there", "replay_former": "name body"}
MEANING.update({"%s.%s" % (table, column): "told: no rows outside of the superuser's own transaction"
                for table, columns in REPLAYED.items() for column in columns.split()})

# What the cases name as @name@: two applications, which are made at once and have either number, and entries.
APPLICATION = "select application from grants.application where organisation = '%s' and call = 'fsm2-2019'"
ONE, TWO = APPLICATION % "10000001", APPLICATION % "10000002"
PLACES = {
    "one": ONE, "two": TWO, "hash": "select quote_literal(meta.catalogue_hash())",
    "first": "select entry from ledger.entry where stream = 'grant:' || (%s) and version = 1" % ONE,
    "middle": "select entry from ledger.entry where stream = 'grant:' || (%s) and kind = 'propose_award'" % ONE,
    "award": "select entry from ledger.entry where stream = 'grant:' || (%s) and kind = 'decide_award'" % ONE,
    "other": "select entry from ledger.entry where stream = 'grant:' || (%s) and kind = 'decide_award'" % TWO,
    "last": "select entry from ledger.log_leaf order by leaf_index desc limit 1",
    "before": "select entry from ledger.log_leaf order by leaf_index desc offset 1 limit 1",
    "size": "select count(*) from ledger.log_leaf",
    "confirm": "select max(entry) from ledger.entry where kind = 'confirm' and stream = 'call:fsm2-2019'",
}

# What prevents all this, switched off.
OPEN = """
set local client_min_messages = warning;
set local session_replication_role = replica;
do $$ declare v text; begin
    foreach v in array array(select format('alter table %s disable trigger all', t.relation) from meta.table_kind t) loop
        execute v;
    end loop;
    foreach v in array array(select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname)
        from pg_constraint c where c.connamespace = 'ledger'::regnamespace and c.contype in ('f', 'c')
        and c.conrelid <> 0) loop
        execute v;
    end loop;
end $$;
alter table ledger.entry alter entry drop identity;
alter table ledger.proposal alter proposal drop identity;
"""

Case = namedtuple("Case", "text columns sql found first opened said")


def case(text, columns, sql, found, first=None, opened=True, said=()):
    """A case; `columns` and `found` as words, `first` the verifier's cause and entry, None: it verifies;
    `said` is what the catalogue's question names."""
    return Case(text, tuple(columns.split()), sql, tuple(found.split()), first, opened, said)


# Another rule for what is paid.
RULE = ("create or replace function rule.rule_version() returns integer language plpgsql immutable parallel safe "
        "set search_path = pg_catalog, pg_temp as $$ begin return 1; end $$;")


def header(column, value):
    """An entry's column alone: its leaf still says what it was, and what is published is still true."""
    return case("entry." + column, "entry." + column,
                "update ledger.entry set %s = %s where entry = @middle@;" % (column, value), "header")


def posting(column, value, found, also=""):
    return case("posting." + column, ("posting." + column + " " + also).strip(),
                "update ledger.posting set %s = %s where entry = @award@ and account = 'grant:@one@:committed';"
                % (column, value), found)


LEAF = ("update ledger.entry set leaf = convert_to(replace(convert_from(leaf, 'UTF8'), %s, %s), 'UTF8') "
        "where entry = @middle@;")


def leaf(text, before, after):
    return case("a leaf's " + text, "entry.leaf entry.leaf_hash", LEAF % (before, after), "log chain",
                ("changed", "middle"))


# The last entry of the other case that moved money, once more at the end of its stream, without postings.
FORGE = """
insert into ledger.entry (entry, stream, version, prev_hash, kind, at, effective, received, began, human, person, organisation,
                          role, call, amount_ore, idem, request_hash, leaf)
select (select max(entry) + 1 from ledger.entry), e.stream, l.version + 1, l.leaf_hash, e.kind, l.at, e.effective, e.received,
       e.began, e.human, e.person, e.organisation, e.role, e.call, e.amount_ore, null, e.request_hash,
       convert_to(regexp_replace(regexp_replace(regexp_replace(convert_from(e.leaf, 'UTF8'),
       '"version":[0-9]+,"prev":"[0-9a-f]+"', '"version":' || l.version + 1 || ',"prev":"' || encode(l.leaf_hash, 'hex') || '"'),
       '"idem":"[0-9a-f]+","nonce"', '"idem":null,"nonce"'),
       '"at":"[^"]+"', '"at":"' || (convert_from(l.leaf, 'UTF8')::json ->> 'at') || '"'), 'UTF8')
from ledger.entry e, (select * from ledger.entry where stream = 'grant:@two@' order by version desc limit 1) l
where e.stream = 'grant:@two@' and exists (select from ledger.posting p where p.entry = e.entry) order by e.version desc limit 1;
"""
GONE = "delete from ledger.posting where entry = %s; delete from ledger.entry where entry = %s;"
TAIL = """
delete from ledger.posting where entry in (@last@, @before@);
delete from ledger.log_leaf where entry in (@last@, @before@);
delete from ledger.entry where entry in (@last@, @before@);
"""

CASES = [
    header("stream", "'grant:9'")._replace(
        columns=("entry.stream",), found=("header", "chain")),
    header("version", "99")._replace(columns=("entry.version", "entry.prev_version")),
    header("prev_hash", "sha256('x')"),
    header("kind", "'score'"),
    header("at", "at - interval '1 hour'"),
    header("effective", "'2019-01-01'"),
    header("received", "at"),
    header("began", "received - interval '1 second'"),
    header("human", "human + 1"),
    header("person", "person + 1"),
    header("organisation", "'20000001'"),
    header("role", "'finance'"),
    header("call", "'rehab-2016'"),
    header("amount_ore", "1"),
    header("idem", "sha256('x')"),
    header("request_hash", "sha256('x')"),
    case("entry.entry", "entry.entry", "update ledger.entry set entry = 1000000 where entry = @middle@;", "queue log",
         ("changed", "middle")),
    leaf("request: another amount", "'amount_ore\\\":100000000'", "'amount_ore\\\":900000000'"),
    leaf("result", "'\"rank\": 1'", "'\"rank\": 2'"),
    leaf("instant", "'\"at\":\"2019'", "'\"at\":\"2018'"),
    leaf("person", "'\"person\":'", "'\"person\":1'"),
    leaf("attest signature", "'\"attest\":\"'", "'\"attest\":\"0'"),
    leaf("nonce", "'\"nonce\":\"'", "'\"nonce\":\"0'"),
    case("a leaf's beginning, and the column with it", "entry.began entry.leaf",
         "update ledger.entry set began = began - interval '9 seconds', leaf = convert_to(replace(convert_from(leaf, 'UTF8'), "
         "'\"began\":\"' || ledger.rfc3339(began), '\"began\":\"' || ledger.rfc3339(began - interval '9 seconds')), 'UTF8') "
         "where entry = @middle@;", "attested log chain", ("changed", "middle")),
    case("two leaves of one stream swapped", "entry.leaf",
         "update ledger.entry e set leaf = o.leaf from ledger.entry o where (e.entry, o.entry) in "
         "((@middle@, @award@), (@award@, @middle@));", "log header chain", ("changed", "middle")),
    posting("entry", "@first@", "postings"),
    posting("n", "n + 5", "postings"),
    posting("account", "'grant:@one@:paid'", "postings"),
    posting("account_version", "account_version + 7", "balance", "posting.prev_version"),
    posting("amount", "amount + 1", "postings balance"),
    posting("prev_balance", "prev_balance + 1", "balance"),
    posting("balance_after", "balance_after + 1", "balance"),
    case("amount and balance of a posting together", "posting.amount posting.balance_after",
         "update ledger.posting set amount = amount + 5, balance_after = balance_after + 5 "
         "where entry = @award@ and account = 'grant:@one@:committed';", "postings balance"),
    case("a posting removed", "posting.entry", "delete from ledger.posting where entry = @award@ and n = 2;", "postings"),
    case("log_leaf.leaf_hash", "log_leaf.leaf_hash",
         "update ledger.log_leaf set leaf_hash = sha256('x') where entry = @middle@;", "log checkpoint"),
    case("log_leaf.entry: another entry's place", "log_leaf.entry",
         "delete from ledger.log_leaf where entry = @other@; "
         "update ledger.log_leaf set entry = @other@ where entry = @middle@;", "log queue checkpoint",
         ("changed", "middle")),
    case("two entries swapped in the log", "log_leaf.leaf_index",
         "update ledger.log_leaf set leaf_index = -1 - leaf_index where entry in (@middle@, @other@);"
         "update ledger.log_leaf l set leaf_index = -1 - o.leaf_index from ledger.log_leaf o "
         "where (l.entry, o.entry) in ((@middle@, @other@), (@other@, @middle@));", "checkpoint",
         ("changed", "middle")),
    case("a root of a tile that is not whole", "log_hash.level log_hash.hash_index log_hash.hash",
         "insert into ledger.log_hash values (1, 0, sha256('x'));", "log_hash"),
    case("log_queue.entry", "log_queue.entry", "insert into ledger.log_queue (entry) values (@middle@);", "queue"),
    case("an entry kept out after it was logged", "log_quarantine.entry",
         "insert into ledger.log_quarantine values (@middle@, 1, 'not_attested', now());", "quarantine queue"),
    case("checkpoint.root", "checkpoint.root",
         "update ledger.checkpoint set root = sha256('x') where size = (select max(size) from ledger.checkpoint);",
         "checkpoint", ("signature", None)),
    case("checkpoint.size", "checkpoint.size checkpoint_signature.size",
         "update ledger.checkpoint set size = size + 1 where size = @size@;"
         "update ledger.checkpoint_signature set size = size + 1 where size = @size@;",
         "checkpoint", ("signature", None)),
    case("checkpoint_signature.line", "checkpoint_signature.line",
         "update ledger.checkpoint_signature set line = overlay(line placing 'AAAA' from length(line) - 20) "
         "where size = @size@;", "", ("signature", None)),
    case("checkpoint_signature.key_name", "checkpoint_signature.key_name checkpoint_signature.key_id",
         "update ledger.checkpoint_signature set key_name = 'other', key_id = '00000000' where size = @size@;",
         "checkpoint"),
    case("attest_key.public_key", "attest_key.public_key",
         "update ledger.attest_key set public_key = sha256('x');", "attest_key", ("attest", 0)),
    case("attest_key.key_id", "attest_key.key_id",
         "update ledger.attest_key set key_id = '00000000';", "attest_key"),
    case("signature.cms", "signature.cms",
         "update ledger.signature set cms = 'x' where sha256 = (select sha256 from ledger.signature order by 1 limit 1);",
         "signature"),
    case("signature.cms and its name", "signature.cms signature.sha256",
         "update ledger.signature set cms = 'x', sha256 = sha256('x') "
         "where sha256 = (select sha256 from ledger.signature order by 1 limit 1);", "signature"),
    case("evidence.bytes", "evidence.bytes evidence.sha256",
         "update ledger.evidence set bytes = 'x' where sha256 = (select sha256 from ledger.evidence order by 1 limit 1);",
         "signature"),
    case("time_stamp.sha256", "time_stamp.sha256",
         "update ledger.time_stamp set sha256 = sha256('x') "
         "where sha256 = (select sha256 from ledger.time_stamp where size is null order by 1 limit 1);",
         "time_stamp"),
    case("time_stamp.size", "time_stamp.size",
         "update ledger.time_stamp set size = size + 1 where size is not null;", "time_stamp"),
    case("time_stamp.note and its name", "time_stamp.note time_stamp.sha256",
         "update ledger.time_stamp set note = 'x', sha256 = sha256('x') where size is not null;",
         "time_stamp"),
    case("a case given to another organisation",
         "stream_organisation.organisation stream_organisation.stream stream_organisation.entry",
         "update ledger.stream_organisation set organisation = '10000002' where stream = 'grant:@one@';", "projection"),
] + [
    case("proposal." + column, "proposal." + column,
         "update ledger.proposal set %s = %s where entry = (select min(entry) from ledger.proposal "
         "where stream = 'call:fsm2-2019');" % (column, value), "proposal")
    for column, value in (("proposal", "1000000"), ("kind", "'annex'"), ("subject", "'x'"), ("title", "'x'"),
                          ("sha256", "sha256('x')"), ("stream", "'system'"), ("entry", "1"))
] + [
    case("confirmation." + column, "confirmation." + column,
         "update ledger.confirmation set %s = %s where entry = @confirm@;" % (column, value), "proposal")
    for column, value in (("proposal", "1000000"), ("n", "3"), ("human", "human + 1"), ("person", "person + 1"),
                          ("entry", "1"))
] + [
    case("the first entry of a stream deleted", "", GONE % ("@first@", "@first@"), "log chain projection",
         ("changed", "first")),
    case("a middle entry deleted", "", GONE % ("@award@", "@award@"), "log chain projection balance",
         ("changed", "award")),
    case("a proposal deleted, from which something was decided", "", GONE % ("@middle@", "@middle@"), "log chain projection",
         ("changed", "middle")),
    case("a call's publication deleted, on which cases were decided", "", GONE % ("@confirm@", "@confirm@"), "log chain projection",
         ("changed", "confirm")),
    case("the last entry deleted", "", GONE % ("@last@", "@last@"), "log", ("changed", "last")),
    case("the tail cut from entries and log", "", TAIL, "checkpoint", ("missing", "before")),
    case("a restored dump: entries, log and checkpoints of the past", "",
         TAIL + "delete from ledger.checkpoint_signature where size > @size@ - 2;"
         "delete from ledger.checkpoint where size > @size@ - 2;", "", ("missing", "before")),
    case("a forged entry, waiting for the sequencer", "",
         FORGE + "insert into ledger.log_queue (entry) select max(entry) from ledger.entry;", "postings"),
    case("a forged entry in the log", "",
         FORGE + "insert into ledger.log_leaf select @size@, entry, leaf_hash from ledger.entry order by entry desc limit 1;",
         "postings"),
    case("a forged entry in another's place in the log", "",
         FORGE + "update ledger.log_leaf l set entry = e.entry, leaf_hash = e.leaf_hash "
         "from (select entry, leaf_hash from ledger.entry order by entry desc limit 1) e where l.entry = @middle@;",
         "queue checkpoint", ("changed", "middle")),
    case("a forged entry beside the log", "", FORGE, "queue"),
    case("a trigger disabled", "", "alter table ledger.entry disable trigger append_only_rows;", "triggers catalogue",
         opened=False, said=("trigger CREATE TRIGGER append_only_rows",)),
    case("an act replaced", "",
         "create or replace function act.decide_award(p_request text, p_attest text, p_signature bytea) returns setof "
         "ledger.act_reply language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as "
         "$$ begin end $$;", "catalogue", opened=False),
    case("a rule replaced", "",
         RULE, "catalogue", opened=False),
    # Each hides the rule replaced before it from every function of the database.
    case("a rule replaced, and the function that hashes the catalogue", "",
         RULE + "do $$ begin execute format('create or replace function meta.catalogue_hash() returns text language sql "
         "stable set search_path = pg_catalog, pg_temp as %L', format('select %L::text', @hash@)); end $$;",
         "catalogue", opened=False),
    case("a rule replaced, and a function in pg_catalog that fits better", "",
         RULE + "create function pg_catalog.convert_to(text, text) returns bytea language sql as 'select null::bytea';",
         "catalogue", opened=False, said=("planted function pg_catalog.convert_to",)),
    case("a rule replaced, and PostgreSQL's own function that hashes", "",
         RULE + "create function public.hashed(bytea) returns bytea language internal immutable strict as 'sha256_bytea';"
         "create or replace function pg_catalog.sha256(bytea) returns bytea language sql immutable parallel safe strict "
         "leakproof as 'select public.hashed($1)';", "catalogue", opened=False, said=("planted function pg_catalog.sha256",)),
    case("an operator in pg_catalog that fits better", "",
         "create function public.truth(text, bytea) returns bool language sql as 'select true';"
         "create operator pg_catalog.= (leftarg = text, rightarg = bytea, function = public.truth);",
         "catalogue", opened=False, said=("planted operator pg_catalog.=",)),
    case("another search path for every session", "", "alter database tilsagn set search_path = evil;", "catalogue",
         opened=False, said=("setting of the database search_path=evil",)),
]
