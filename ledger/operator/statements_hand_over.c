/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/statements_hand_over.h"

#include <stddef.h>

#define SCHEMAS                                                                                    \
    "('meta', 'ledger', 'identity', 'rights', 'store', 'session', 'draft', 'grants', 'testing')"

/* Whose rows are not handed over, and why; whoever reads `left_out.csv` is told these words. */
#define LEFT_OUT                                                                                   \
    "(values "                                                                                     \
    "('identity.factor_secret', 'Seeds of second factors. They are closed with keys that no "      \
    "database holds, and nobody but their owner may have them: two administrators enrol each "     \
    "person anew.'), "                                                                             \
    "('ledger.pending_request', 'Requests that wait some minutes for their person''s own "         \
    "signature: they are made again.'), "                                                          \
    "('ledger.replay_former', 'Notes of a replay while it runs.'), "                               \
    "('ledger.replay_leaf', 'Notes of a replay while it runs.'), "                                 \
    "('session.kept', 'Forms that came after a login had ended, kept for a day at most.'), "       \
    "('session.kept_chunk', 'Forms that came after a login had ended, kept for a day at most.'), " \
    "('session.login', 'Logins: they end with the system that they were made to.'), "              \
    "('store.chunk', 'The bytes of files: they lie as files in the folder files.')) "              \
    "left_out (name, reason)"

#define RELATIONS                                                                                   \
    "(select c.oid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) " \
    "as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace "  \
    "where c.relkind = 'r' and n.nspname in " SCHEMAS ") r"

/* A table's own columns: what is generated, the receiving database generates. */
#define COLUMNS                                                                                    \
    "(select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum) "    \
    "from pg_catalog.pg_attribute a where a.attrelid = r.oid and a.attnum > 0 "                    \
    "and not a.attisdropped and a.attgenerated = '')"

/* Its primary key as an order; without one the whole row. */
#define KEY                                                                                        \
    "coalesce((select pg_catalog.string_agg('t.' || pg_catalog.quote_ident(a.attname) || "         \
    "case when a.attcollation = 0 then '' else ' collate \"C\"' end, ', ' order by k.place) "      \
    "from pg_catalog.pg_index i, pg_catalog.unnest(i.indkey) with ordinality k (attnum, place), "  \
    "pg_catalog.pg_attribute a where i.indrelid = r.oid and i.indisprimary "                       \
    "and a.attrelid = r.oid and a.attnum = k.attnum), 't::text collate \"C\"')"

/* An upload that is not finished is nobody's file. */
#define FINISHED                                                                                   \
    "case r.name when 'store.upload' then ' where exists (select from store.file f "               \
    "where f.upload = t.upload)' else '' end"

#define NEXT_NUMBERS                                                                               \
    "select s.schemaname || '.' || s.sequencename as sequence, "                                   \
    "coalesce(s.last_value + s.increment_by, s.start_value) as next "                              \
    "from pg_catalog.pg_sequences s where s.schemaname in " SCHEMAS " "                            \
    "order by (s.schemaname || '.' || s.sequencename) collate \"C\""

/* What a file's bytes are now: a document from which names were erased is no longer what the record
 * calls it. */
#define BYTES_ARE                                                                                  \
    "coalesce((select r.sha256 from store.redacted r where r.upload = f.upload "                   \
    "order by r.redaction desc limit 1), f.sha256)"

#define PATH                                                                                       \
    "'files/' || pg_catalog.left(pg_catalog.encode(" BYTES_ARE ", 'hex'), 2) || '/' || "           \
    "pg_catalog.encode(" BYTES_ARE ", 'hex')"

#define OUT " to stdout (format csv, header)"
#define IN  " from stdin (format csv, header match)"

/* Compared when it is read back: the first four. */
#define STATE                                                                                      \
    "(values (1, 'catalogue', meta.catalogue_hash()), "                                            \
    "(2, 'migrations', (select pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to("         \
    "pg_catalog.string_agg(m.number || ' ' || m.name || ' ' || m.sha256, E'\\n' "                  \
    "order by m.number), 'UTF8')), 'hex') from meta.migration m)), "                               \
    "(3, 'clock_simulated', ledger.clock_simulated()::text), "                                     \
    "(4, 'encoding', pg_catalog.current_setting('server_encoding')), "                             \
    "(5, 'postgresql', pg_catalog.current_setting('server_version')), "                            \
    "(6, 'version', (select (pg_catalog.convert_from(e.leaf, 'UTF8')::json ->> 'request')::json "  \
    "#>> '{params,version}' from ledger.entry e where e.kind = 'record_deployment' "               \
    "order by e.entry desc limit 1)), "                                                            \
    "(7, 'origin', (select s.value from meta.setting s where s.name = 'origin')), "                \
    "(8, 'entries', (select pg_catalog.count(*)::text from ledger.entry)), "                       \
    "(9, 'log_size', ledger.log_size()::text), "                                                   \
    "(10, 'ledger_clock', ledger.rfc3339(ledger.clock())), "                                       \
    "(11, 'taken_at', ledger.rfc3339(pg_catalog.now()))) s (n, key, value)"

const char hand_over_options[] =
    "options='-c search_path=pg_catalog,pg_temp -c timezone=UTC -c datestyle=ISO,YMD "
    "-c intervalstyle=iso_8601 -c bytea_output=hex -c extra_float_digits=1 -c xmlbinary=base64 "
    "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0 "
    "-c client_min_messages=warning'";

const char hand_over_snapshot[] = "set transaction isolation level repeatable read, read only";

const struct db_statement statements_hand_over[HAND_OVER_STATEMENTS] = {
    [HAND_OVER_LOG] = {.name = "hand_over_log",
        .text = "select ledger.log_size() as size",
        .columns = {{"size", DB_INT8}},
        .column_count = 1},
    [HAND_OVER_ROOT] = {.name = "hand_over_root",
        .text = "select ledger.log_root($1) as root",
        .params = {DB_INT8},
        .param_count = 1,
        .columns = {{"root", DB_BYTEA}},
        .column_count = 1},
    /* What an installation writes itself (made) is only compared; a row that it also writes where
     * rows can be added (beside) is already there; settings and the simulated clock are replaced.
     * store.chunk stands before store.file: a finished file takes no chunk more. */
    [HAND_OVER_TABLES] = {.name = "hand_over_tables",
        .text =
            "select t.name, t.copy_out, t.copy_in, t.before, t.after, t.compared from ("
            "select r.name, 'copy (select ' || c.list || ' from ' || r.name || ' t' || " FINISHED
            " || ' order by ' || " KEY " || ')" OUT "' as copy_out, "
            "case when r.name ~ '^rights[.]' or r.name in ('meta.acl', 'meta.migration', "
            "'meta.table_kind') then '' "
            "when r.name = 'identity.organisation' then 'copy pg_temp.hand_over_beside (' || "
            "c.list || ')" IN "' "
            "else 'copy ' || r.name || ' (' || c.list || ')" IN "' end as copy_in, "
            "case when r.name = 'identity.organisation' then 'create temp table hand_over_beside "
            "(like ' || r.name || ') on commit drop' "
            "when r.name in ('meta.setting', 'testing.clock') then 'delete from ' || r.name "
            "else '' end as before, "
            "case when r.name = 'identity.organisation' then 'insert into ' || r.name || ' (' || "
            "c.list || ') select ' || c.list || ' from pg_temp.hand_over_beside on conflict do "
            "nothing' else '' end as after, "
            "r.name <> 'meta.migration' as compared "
            "from " RELATIONS ", lateral (select " COLUMNS " as list) c "
            "where r.name not in (select left_out.name from " LEFT_OUT ") "
            "union all select 'sequences', $q$copy (" NEXT_NUMBERS ")" OUT "$q$, "
            "'copy pg_temp.hand_over_sequence (sequence, next)" IN "', "
            "'create temp table hand_over_sequence (sequence text, next bigint) on commit drop', "
            "$q$do $$ declare v record; begin for v in select h.sequence, h.next "
            "from pg_temp.hand_over_sequence h join pg_sequences s "
            "on s.schemaname || '.' || s.sequencename = h.sequence where h.next > s.start_value "
            "loop execute format('alter sequence %s restart with %s', v.sequence, v.next - 1); "
            "perform nextval(v.sequence::regclass); end loop; end $$ $q$, true) t "
            "order by t.name collate \"C\"",
        .columns = {{"name", DB_TEXT}, {"copy_out", DB_TEXT}, {"copy_in", DB_TEXT},
            {"before", DB_TEXT}, {"after", DB_TEXT}, {"compared", DB_BOOL}},
        .column_count = 6},
    [HAND_OVER_DESCRIPTION] = {.name = "hand_over_description",
        .text = "select t.line from (select r.name, 0 as n, E'\\n' || r.name || E'\\n    ' || "
                "coalesce(pg_catalog.obj_description(r.oid, 'pg_class'), '') || "
                "coalesce(E'\\n    Not handed over: ' || l.reason, '') as line "
                "from " RELATIONS " left join " LEFT_OUT " on left_out.name = r.name "
                "cross join lateral (select left_out.reason) l "
                "union all select r.name, a.attnum, '  ' || a.attname || ' ' || "
                "pg_catalog.format_type(a.atttypid, a.atttypmod) || "
                "case when a.attnotnull then '' else ', may be empty' end || "
                "case when a.attgenerated = '' then '' else ', not in the file: ' || "
                "pg_catalog.pg_get_expr(d.adbin, d.adrelid) end || E'\\n      ' || "
                "coalesce(pg_catalog.col_description(r.oid, a.attnum), '') "
                "from " RELATIONS " join pg_catalog.pg_attribute a on a.attrelid = r.oid "
                "left join pg_catalog.pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum "
                "where a.attnum > 0 and not a.attisdropped "
                "union all select r.name, 10000, '  ' || c.conname || ': ' || "
                "pg_catalog.pg_get_constraintdef(c.oid) "
                "from " RELATIONS " join pg_catalog.pg_constraint c on c.conrelid = r.oid) t "
                "order by t.name collate \"C\", t.n, t.line collate \"C\"",
        .columns = {{"line", DB_TEXT}},
        .column_count = 1},
    [HAND_OVER_NEXT_FILE] = {.name = "hand_over_next_file",
        .text = "select f.upload, pg_catalog.encode(" BYTES_ARE ", 'hex') as sha256, f.size "
                "from store.file f where f.upload > $1 order by f.upload limit 1",
        .params = {DB_INT8},
        .param_count = 1,
        .columns = {{"upload", DB_INT8}, {"sha256", DB_TEXT}, {"size", DB_INT8}},
        .column_count = 3},
    [HAND_OVER_CHUNKS] = {.name = "hand_over_chunks",
        .text = "select c.bytes from store.chunk c where c.upload = $1 order by c.n",
        .params = {DB_INT8},
        .param_count = 1,
        .columns = {{"bytes", DB_BYTEA}},
        .column_count = 1},
};

const struct hand_over_query hand_over_queries[] = {
    {"state.csv", "copy (select s.key, s.value from " STATE " order by s.n)" OUT},
    {"description/tables.csv",
        "copy (select r.name as \"table\", k.kind, pg_catalog.obj_description(r.oid, 'pg_class') "
        "as means, l.reason as not_handed_over from " RELATIONS
        " left join meta.table_kind k on k.relation = r.name "
        "left join " LEFT_OUT " on left_out.name = r.name "
        "cross join lateral (select left_out.reason) l order by r.name collate \"C\")" OUT},
    {"description/columns.csv",
        "copy (select r.name as \"table\", a.attnum as place, a.attname as \"column\", "
        "pg_catalog.format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as never_empty, "
        "a.attidentity <> '' as numbered, "
        "case when a.attgenerated = '' then null else pg_catalog.pg_get_expr(d.adbin, d.adrelid) "
        "end as not_in_the_file_but, pg_catalog.col_description(r.oid, a.attnum) as means "
        "from " RELATIONS " join pg_catalog.pg_attribute a on a.attrelid = r.oid "
        "left join pg_catalog.pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum "
        "where a.attnum > 0 and not a.attisdropped order by r.name collate \"C\", a.attnum)" OUT},
    {"description/keys.csv",
        "copy (select r.name as \"table\", c.conname as name, case c.contype when 'p' then "
        "'primary key' when 'f' then 'foreign key' when 'u' then 'unique' else 'check' end "
        "as kind, pg_catalog.pg_get_constraintdef(c.oid) as definition "
        "from " RELATIONS " join pg_catalog.pg_constraint c on c.conrelid = r.oid "
        "order by r.name collate \"C\", c.conname collate \"C\")" OUT},
    {"files/index.csv",
        "copy (select pg_catalog.encode(f.sha256, 'hex') as sha256, " PATH
        " as path, f.size as bytes, f.media_type, "
        "f.organisation, f.at as finished, (select pg_catalog.string_agg(u.what, '; ' "
        "order by u.what collate \"C\") from ("
        "select distinct 'application ' || a.application || ', ' || a.slot || ': ' || a.filename "
        "as what from draft.attachment a join draft.application d on d.application = "
        "a.application where a.sha256 = f.sha256 and d.organisation = f.organisation "
        "union all select 'proposal ' || p.proposal || ': ' || p.kind || ' ' || p.subject "
        "from ledger.proposal p where p.sha256 = f.sha256 and f.organisation is null "
        "union all select 'entry ' || e.entry || ', auditor''s report on application ' || "
        "e.application from grants.endorsement e join grants.auditor_appointment p "
        "on p.entry = e.appointment_entry where e.report_sha256 = f.sha256 "
        "and p.firm = f.organisation "
        "union all select 'entry ' || e.entry || ', source of a result of application ' || "
        "e.application from grants.result e where e.source_sha256 = f.sha256 "
        "union all select 'voucher of application ' || v.application || ', request ' || v.request "
        "|| ', line ' || v.line || ': ' || v.filename from grants.voucher_file v "
        "join grants.voucher_answer x on x.request = v.request where v.sha256 = f.sha256 "
        "and f.organisation = grants.holder_at(v.application, x.entry) "
        "union all select 'payment file of batch ' || b.batch from grants.batch_file b "
        "where b.sha256 = f.sha256 "
        "union all select 'bank statement ' || s.statement from grants.statement s "
        "where s.sha256 = f.sha256) u) as belongs_to "
        "from store.file f order by f.sha256, f.organisation collate \"C\")" OUT},
    {"files/uploads.csv",
        "copy (select f.upload, " PATH " as path from store.file f order by f.upload)" OUT},
    {NULL, NULL},
};

/* Nothing but what an installation writes may be there. Triggers that are ENABLE ALWAYS fire on;
 * foreign keys are asked by query at the end. */
const char hand_over_read_begin[] =
    "do $$ declare v record; v_there boolean; begin "
    "for v in select r.name from " RELATIONS " where r.name !~ '^(meta|rights|testing)[.]' "
    "and r.name <> 'identity.organisation' loop "
    "execute 'select exists (select from ' || v.name || ')' into v_there; "
    "if v_there then raise exception 'the database is not empty: % has rows', v.name "
    "using errcode = 'LG502'; end if; end loop; end $$;"
    "set local session_replication_role = replica;"
    "create temp table hand_over_state (key text, value text) on commit drop";

const char hand_over_read_state[] = "copy pg_temp.hand_over_state (key, value)" IN;

const char hand_over_read_same_state[] =
    "do $$ declare v record; begin "
    "for v in select s.key, s.value, h.value as handed from " STATE
    " left join pg_temp.hand_over_state h on h.key = s.key where s.n <= 4 order by s.n desc loop "
    "if v.value is distinct from v.handed then raise exception "
    "'another schema than what was handed over: % is % here, % there', v.key, v.value, v.handed "
    "using errcode = 'LG502'; end if; end loop; end $$";

const char hand_over_read_chunks[] = "copy store.chunk (upload, n, bytes) from stdin (format csv)";

const char hand_over_read_end[] =
    "set local session_replication_role = origin;"
    "do $$ declare v record; begin "
    "for v in select f.relation, f.name, f.fault from meta.broken_constraints() f loop "
    "raise exception '%: %: %', v.relation, v.name, v.fault using errcode = 'LG502'; end loop; "
    "if meta.catalogue_hash() is distinct from "
    "(select h.value from pg_temp.hand_over_state h where h.key = 'catalogue') then "
    "raise exception 'reading changed the schema' using errcode = 'LG502'; end if; "
    "for v in select f.upload from store.file f where " BYTES_ARE " is distinct from "
    "(select sha256(string_agg(c.bytes, ''::bytea order by c.n)) from store.chunk c "
    "where c.upload = f.upload) loop raise exception 'the file of upload % is another one', "
    "v.upload using errcode = 'LG502'; end loop; end $$";
