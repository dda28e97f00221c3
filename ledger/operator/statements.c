/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/statements.h"

const struct db_statement statements_bare[BARE_COUNT] = {
    [BARE_LOOK] = {.name = "look",
        .text = "select pg_catalog.current_setting('server_encoding') as encoding, "
                "(select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user) "
                "as superuser, "
                "pg_catalog.to_regclass('testing.clock') is not null as simulated, "
                "pg_catalog.to_regclass('meta.migration') is not null as migrated, "
                "pg_catalog.to_regclass('ledger.entry') is not null as entries",
        .columns = {{"encoding", DB_TEXT}, {"superuser", DB_BOOL}, {"simulated", DB_BOOL},
            {"migrated", DB_BOOL}, {"entries", DB_BOOL}},
        .column_count = 5},
};

const struct db_statement statements_migrated[MIGRATED_COUNT] = {
    [MIGRATED_LIST] = {.name = "migrations",
        .text = "select number::bigint as number, sha256 from meta.migration order by number",
        .columns = {{"number", DB_INT8}, {"sha256", DB_TEXT}},
        .column_count = 2},
    [MIGRATED_ENTRIES] = {.name = "entries",
        .text = "select exists (select from ledger.entry) as entries",
        .columns = {{"entries", DB_BOOL}},
        .column_count = 1},
};

const struct db_statement statements_admin[ADMIN_COUNT] = {
    [ADMIN_ATTEST_KEY] = {.name = "attest_key",
        .text = "select true as done from ledger.register_attest_key($1, $2, $3)",
        .params = {DB_TEXT, DB_BYTEA, DB_TEXT},
        .param_count = 3,
        .columns = {{"done", DB_BOOL}},
        .column_count = 1},
    [ADMIN_SEALED] = {.name = "next_sealed",
        .text = "select s.proposal, p.person, s.sealed from identity.factor_secret s "
                "join identity.factor_proposal p on p.proposal = s.proposal "
                "where s.proposal > $1 order by s.proposal limit 1",
        .params = {DB_INT8},
        .param_count = 1,
        .columns = {{"proposal", DB_INT8}, {"person", DB_INT8}, {"sealed", DB_BYTEA}},
        .column_count = 3},
    /* Not over a seed that its person had made anew in the meantime. */
    [ADMIN_SEAL] = {.name = "seal",
        .text = "update identity.factor_secret s set sealed = $3 "
                "where s.proposal = $1 and s.sealed = $2 returning true as done",
        .params = {DB_INT8, DB_BYTEA, DB_BYTEA},
        .param_count = 3,
        .columns = {{"done", DB_BOOL}},
        .column_count = 1},
};

const struct db_statement statements_operator[OPERATOR_COUNT] = {
    [OPERATOR_PUT_DOCUMENT] = {.name = "put_document",
        .text = "select store.put_document($1) as sha256",
        .params = {DB_BYTEA},
        .param_count = 1,
        .columns = {{"sha256", DB_TEXT}},
        .column_count = 1},
    [OPERATOR_CATALOGUE] = CATALOGUE_SETTINGS,
    [OPERATOR_CATALOGUE + 1] = CATALOGUE_PLANTED,
    [OPERATOR_CATALOGUE + 2] = CATALOGUE_HASH,
};

const struct db_statement statements_stamp[STAMP_COUNT] = {
    [STAMP_NEXT] = {.name = "unstamped",
        .text = "select sha256, size, note from store.unstamped(1) limit 1",
        .columns = {{"sha256", DB_BYTEA}, {"size", DB_INT8}, {"note", DB_BYTEA}},
        .column_count = 3},
    [STAMP_PUT] = {.name = "put_time_stamp",
        .text = "select store.put_time_stamp($1, $2, $3, $4, $5, $6) as done",
        .params = {DB_BYTEA, DB_INT8, DB_BYTEA, DB_TIMESTAMPTZ, DB_BYTEA, DB_BYTEA},
        .param_count = 6,
        .columns = {{"done", DB_BOOL}},
        .column_count = 1},
};

const struct db_statement statements_clock[CLOCK_COUNT] = {
    [CLOCK_NOW] = {.name = "clock_now",
        .text = "select ledger.clock() as now, pg_catalog.clock_timestamp() as real",
        .columns = {{"now", DB_TIMESTAMPTZ}, {"real", DB_TIMESTAMPTZ}},
        .column_count = 2},
    [CLOCK_RUN_FROM] = {.name = "clock_run_from",
        .text = "select true as done from testing.run_from($1)",
        .params = {DB_TIMESTAMPTZ},
        .param_count = 1,
        .columns = {{"done", DB_BOOL}},
        .column_count = 1},
    [CLOCK_FREEZE] = {.name = "clock_freeze",
        .text = "select true as done from testing.freeze($1)",
        .params = {DB_TIMESTAMPTZ},
        .param_count = 1,
        .columns = {{"done", DB_BOOL}},
        .column_count = 1},
};

const struct db_statement statements_doctor[DOCTOR_COUNT] = {
    [DOCTOR_SERVER] = {.name = "server",
        .text = "select pg_catalog.current_setting('server_version') as version, "
                "pg_catalog.current_setting('data_checksums') = 'on' as checksums, "
                "pg_catalog.current_setting('listen_addresses') in ('', 'localhost') as private, "
                "pg_catalog.to_regnamespace('testing') is not null as simulated",
        .columns = {{"version", DB_TEXT}, {"checksums", DB_BOOL}, {"private", DB_BOOL},
            {"simulated", DB_BOOL}},
        .column_count = 4},
    [DOCTOR_CATALOGUE] = CATALOGUE_SETTINGS,
    [DOCTOR_CATALOGUE + 1] = CATALOGUE_PLANTED,
    [DOCTOR_CATALOGUE + 2] = CATALOGUE_HASH,
    [DOCTOR_RECORDED] = {.name = "recorded",
        .text = "select (select pg_catalog.convert_from(e.leaf, 'UTF8')::json "
                "#>> '{result,catalogue}' from ledger.entry e where e.kind = 'record_deployment' "
                "order by e.entry desc limit 1) as recorded",
        .columns = {{"recorded", DB_TEXT}},
        .column_count = 1},
    [DOCTOR_QUEUE] = {.name = "queue",
        .text = "select count(*)::bigint as waiting, coalesce(max(pg_catalog.round("
                "extract(epoch from ledger.clock() - e.at)))::bigint, 0) as oldest_s, "
                "pg_catalog.to_regnamespace('testing') is null as production "
                "from (select q.entry from ledger.log_queue q union all "
                "select l.entry from ledger.log_leaf l where l.leaf_index >= "
                "(select coalesce(max(c.size), 0) from ledger.checkpoint c)) u "
                "join ledger.entry e on e.entry = u.entry",
        .columns = {{"waiting", DB_INT8}, {"oldest_s", DB_INT8}, {"production", DB_BOOL}},
        .column_count = 3},
    [DOCTOR_DISPUTES] = {.name = "disputes",
        .text = "select count(*)::bigint as late, "
                "pg_catalog.min(d.application)::bigint as application from grants.dispute d "
                "where ledger.clock() > d.at + interval '30 days' and not exists "
                "(select from grants.dispute_resolved r where r.dispute = d.dispute)",
        .columns = {{"late", DB_INT8}, {"application", DB_INT8}},
        .column_count = 2},
    [DOCTOR_WITNESSES] = {.name = "witnesses",
        .text = "select pg_catalog.to_regnamespace('testing') is null as production, "
                "p.text as policy, s.size, m.met, w.failing, "
                "(select coalesce(pg_catalog.round(extract(epoch from ledger.clock() - "
                "min(c.at)))::bigint, 0) from ledger.checkpoint c where c.size > m.met) "
                "as missing_s, w.denying "
                "from (select coalesce(max(c.size), 0) as size from ledger.checkpoint c) s "
                "left join ledger.witness_policy p "
                "on p.policy = (select max(l.policy) from ledger.witness_policy l) "
                "cross join lateral (select coalesce(max(q.size), 0) as met "
                "from ledger.checkpoint_quorum q where q.policy = p.policy) m "
                "cross join lateral (select "
                "coalesce(pg_catalog.string_agg(a.key_name || ': ' || a.state, ', ' "
                "order by a.key_name), '') as failing, "
                "coalesce(pg_catalog.string_agg(a.key_name || '+' || a.key_id, ' ') filter "
                "(where a.state in ('ahead', 'other_root', 'inconsistent')), '') as denying "
                "from (select distinct on (e.key_name, e.key_id) "
                "e.key_name, e.key_id, e.state, e.policy from ledger.witness_event e "
                "order by e.key_name, e.key_id, e.event desc) a "
                "where a.state <> 'cosigned' and a.policy = p.policy) w",
        .columns = {{"production", DB_BOOL}, {"policy", DB_TEXT}, {"size", DB_INT8},
            {"met", DB_INT8}, {"failing", DB_TEXT}, {"missing_s", DB_INT8}, {"denying", DB_TEXT}},
        .column_count = 7},
    [DOCTOR_STANDBYS] = {.name = "standbys",
        .text = "select pg_catalog.to_regnamespace('testing') is null as production, "
                "e.required, e.state, pg_catalog.to_char(e.at at time zone 'UTC', "
                "'YYYY-MM-DD HH24:MI:SS \"UTC\"') as since, "
                "pg_catalog.current_setting('synchronous_standby_names') as names, "
                "(select coalesce(pg_catalog.string_agg(r.application_name || ' (' || r.state || "
                "coalesce(', behind by ' || pg_catalog.pg_size_pretty("
                "pg_catalog.pg_current_wal_insert_lsn() - r.flush_lsn), '') || ')', ', ' "
                "order by r.application_name), 'none') from pg_catalog.pg_stat_replication r "
                "where r.sync_state <> 'async') as connected "
                "from (select) one left join ledger.replication_event e "
                "on e.event = (select max(l.event) from ledger.replication_event l)",
        .columns = {{"production", DB_BOOL}, {"required", DB_INT4}, {"state", DB_TEXT},
            {"since", DB_TEXT}, {"names", DB_TEXT}, {"connected", DB_TEXT}},
        .column_count = 6},
    [DOCTOR_LOG] = {.name = "log",
        .text = "select ledger.log_size() as size, "
                "(select count(*) from ledger.log_quarantine) as kept_out, o.origin, "
                "(select count(*) from ledger.log_quarantine q "
                "where q.at > ledger.clock() - interval '7 days') as of_this_week "
                "from published.log o",
        .columns = {{"size", DB_INT8}, {"kept_out", DB_INT8}, {"origin", DB_TEXT},
            {"of_this_week", DB_INT8}},
        .column_count = 4},
    [DOCTOR_FORMER] = {.name = "former",
        .text = "select f.origin, f.next_origin, f.left_size, f.signed_size, "
                "ledger.rfc3339(f.at) as at from published.former_log f order by f.at",
        .columns = {{"origin", DB_TEXT}, {"next_origin", DB_TEXT}, {"left_size", DB_INT8},
            {"signed_size", DB_INT8}, {"at", DB_TEXT}},
        .column_count = 5},
    [DOCTOR_ROOT] = {.name = "root",
        .text = "select ledger.log_root($1) as root",
        .params = {DB_INT8},
        .param_count = 1,
        .columns = {{"root", DB_BYTEA}},
        .column_count = 1},
};

const struct db_statement statements_recompute[RECOMPUTE_COUNT] = {
    [RECOMPUTE_DOCUMENTS] = {.name = "recompute_documents",
        .text = "select pg_catalog.convert_to(c.definition, 'UTF8') as bytes from grants.call c "
                "union all select pg_catalog.convert_to(a.input, 'UTF8') "
                "from grants.allocation_proposal a",
        .columns = {{"bytes", DB_BYTEA}},
        .column_count = 1},
    [RECOMPUTE_LEAVES] = {.name = "recompute_leaves",
        .text =
            "select e.entry, e.leaf, coalesce((select p.balance_after from ledger.posting p "
            "where p.account = e.stream || ':committed' and p.entry <= e.entry "
            "order by p.account_version desc limit 1), 0) as committed_ore, "
            "coalesce((select case when f.origin is null then ledger.log_root(d.size) "
            "else ledger.former_root(f.origin, d.size) end from grants.voucher_draw d "
            "left join lateral (select f.origin from ledger.former_log f "
            "where f.entry > e.entry order by f.entry limit 1) f on true "
            "where d.entry = e.entry), ''::bytea) as root, "
            "case e.kind when 'decide_transfer' then coalesce((select p.balance_after "
            "from ledger.posting p where p.account = e.stream || ':paid' and p.entry <= e.entry "
            "order by p.account_version desc limit 1), 0) else 0 end as paid_ore "
            "from ledger.entry e order by e.entry",
        .columns = {{"entry", DB_INT8}, {"leaf", DB_BYTEA}, {"committed_ore", DB_INT8},
            {"root", DB_BYTEA}, {"paid_ore", DB_INT8}},
        .column_count = 5},
};

#define DONE .columns = {{"done", DB_BOOL}}, .column_count = 1

const struct db_statement statements_replay[REPLAY_COUNT] = {
    [REPLAY_LOG] = {.name = "replay_log",
        .text = "select o.origin, ledger.log_size() as size from published.log o",
        .columns = {{"origin", DB_TEXT}, {"size", DB_INT8}},
        .column_count = 2},
    [REPLAY_KEYS] = {.name = "replay_keys",
        .text = "select k.public_key, o.origin as name from ledger.log_keys() k, published.log o",
        .columns = {{"public_key", DB_BYTEA}, {"name", DB_TEXT}},
        .column_count = 2},
    [REPLAY_ATTEST_KEYS] = {.name = "replay_attest_keys",
        .text = "select public_key, name from ledger.log_attest_names()",
        .columns = {{"public_key", DB_BYTEA}, {"name", DB_TEXT}},
        .column_count = 2},
    [REPLAY_HASHES] = {.name = "replay_hashes",
        .text = "select ledger.log_tile(0, $1, $2) as hashes",
        .params = {DB_INT8, DB_INT4},
        .param_count = 2,
        .columns = {{"hashes", DB_BYTEA}},
        .column_count = 1},
    [REPLAY_BEGIN] = {.name = "replay_begin",
        .text = "select true as done from ledger.replay_begin()",
        DONE},
    [REPLAY_ADD] = {.name = "replay_add",
        .text = "select ledger.replay_add($1, $2, $3) as there",
        .params = {DB_INT8, DB_INT8, DB_BYTEA},
        .param_count = 3,
        .columns = {{"there", DB_BOOL}},
        .column_count = 1},
    [REPLAY_NEEDS] = {.name = "replay_needs",
        .text = "select sha256, cms from ledger.replay_needs($1)",
        .params = {DB_INT8},
        .param_count = 1,
        .columns = {{"sha256", DB_TEXT}, {"cms", DB_BOOL}},
        .column_count = 2},
    [REPLAY_DOCUMENT] = {.name = "replay_document",
        .text = "select ledger.replay_give($1, $2) as sha256",
        .params = {DB_INT8, DB_BYTEA},
        .param_count = 2,
        .columns = {{"sha256", DB_TEXT}},
        .column_count = 1},
    [REPLAY_SIGNATURE] = {.name = "replay_signature",
        .text = "select ledger.replay_known_signature($1) as cms",
        .params = {DB_TEXT},
        .param_count = 1,
        .columns = {{"cms", DB_BYTEA}},
        .column_count = 1},
    [REPLAY_MAKE] = {.name = "replay_make",
        .text = "select ledger.replay_make($1, $2) as made",
        .params = {DB_INT8, DB_BYTEA},
        .param_count = 2,
        .columns = {{"made", DB_BOOL}},
        .column_count = 1},
    [REPLAY_END] = {.name = "replay_end",
        .text = "select ledger.replay_end() as entries",
        .columns = {{"entries", DB_INT8}},
        .column_count = 1},
    [REPLAY_SETTLE] = {.name = "replay_settle",
        .text = "select true as done from ledger.replay_settle()",
        DONE},
    [REPLAY_CHECKPOINT] = {.name = "replay_checkpoint",
        .text = "select true as done from ledger.log_put_checkpoint($1, $2, $3, $4, $5)",
        .params = {DB_INT8, DB_BYTEA, DB_TEXT, DB_TEXT, DB_TEXT},
        .param_count = 5,
        DONE},
};

const struct db_statement statements_anew[ANEW_COUNT] = {
    [ANEW_LOG] = {.name = "anew_log",
        .text = "select o.origin, ledger.next_origin(o.origin) as next, ledger.log_size() as size, "
                "ledger.log_root(ledger.log_size()) as root, "
                "(select count(*) from ledger.log_queue) as waiting, "
                "(select coalesce(pg_catalog.string_agg(k.public_key, ''::bytea), ''::bytea) "
                "from ledger.log_keys() k) as keys from published.log o",
        .columns = {{"origin", DB_TEXT}, {"next", DB_TEXT}, {"size", DB_INT8}, {"root", DB_BYTEA},
            {"waiting", DB_INT8}, {"keys", DB_BYTEA}},
        .column_count = 6},
    [ANEW_BEGIN] = {.name = "anew_begin",
        .text = "select ledger.begin_anew($1, $2) as result",
        .params = {DB_TEXT, DB_TEXT},
        .param_count = 2,
        .columns = {{"result", DB_TEXT}},
        .column_count = 1},
};

const char statement_bodies_unchecked[] = "set local check_function_bodies = off";

const char *statement_migration_record(
    struct arena *arena, const char *name, unsigned number, const char *hex)
{
    return arena_printf(arena,
        "insert into meta.migration (number, name, sha256) values (%u, '%s', '%s')", number, name,
        hex);
}

const char *statement_check(struct arena *arena, struct span query)
{
    struct span text = span_trim(query);
    while (text.len > 0 && text.data[text.len - 1] == ';') {
        text.len--;
    }
    return arena_printf(arena,
        "select count(*)::bigint as failures, (array_agg(broken::text))[1] as first from (\n%.*s\n"
        ") as broken",
        (int)text.len, text.data);
}
