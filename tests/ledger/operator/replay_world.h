/* SPDX-License-Identifier: EUPL-1.2 */
/* replay_world.h - a log beside a database that can be put back to what it was. */
#ifndef TESTS_LEDGER_OPERATOR_REPLAY_WORLD_H
#define TESTS_LEDGER_OPERATOR_REPLAY_WORLD_H

#include "tests/ledger/operator/run.h"
#include "tests/ledger/sequencer/tlog_world.h"

#define ADMINISTRATOR(number, name)                                                                \
    "{\"profile\":\"oces3-employee\",\"serial_number\":\"UI:DK-E:G:00000000-0000-0000-0000-"       \
    "00000000000" number "\",\"organisation\":\"10000009\",\"organisation_name\":\"Styrelsen\","   \
    "\"name\":\"" name "\",\"proof\":\"" name "\"}"
#define ADMINISTRATORS                                                                             \
    "{\"v\":1,\"administrators\":[" ADMINISTRATOR("1", "Anna") "," ADMINISTRATOR("2", "Bo") "]}"
#define APPROPRIATION(year)                                                                        \
    "{\"v\":1,\"id\":\"17.46.64.20-" year "\",\"account\":\"17.46.64.20\",\"year\":" year          \
    ",\"amount_ore\":14800000000}"

static char documents[160];

/* As it is in setup(), and as the checks want functions. */
static const char closing[] =
    "create or replace function act.close_call(p_request text, p_attest text, p_signature bytea)"
    " returns setof ledger.act_reply language plpgsql security definer"
    " set search_path = pg_catalog, pg_temp as $$"
    " declare v ledger.act_context; begin"
    " v := ledger.begin_act('close_call', p_request, p_attest, array['system']);"
    " return next ledger.append(v, 'system', '{}'); end $$";

static void operator_setup(void)
{
    setup();
    database_script(closing);
    run_begin();
    run.settings_known = true;
    run.settings.database = arena_text(run.arena, span_from(ledger_conninfo("tilsagn_operator")));
    run.settings.superuser = arena_text(run.arena, span_from(ledger_conninfo("postgres")));
    run.settings.attest = arena_text(run.arena, span_from(ledger_socket(AUDIENCE_OPERATOR)));
    run.settings.trust = "/nowhere/trust.pem";
    run.settings.crl_table = "/nowhere/crl.table";
    run.settings.state = folder;
    run.settings.log = files;
    (void)snprintf(documents, sizeof(documents), "%s/kept", folder);
    (void)mkdir(documents, 0755);
}

static void operator_teardown(void)
{
    run_end();
    teardown();
}

/* Against another database than the one that comes and goes. */
static void beside(const char *text)
{
    struct db *db = NULL;
    ck_assert_msg(
        db_connect("dbname=postgres", NULL, 0, &db, &fault) == STATUS_OK, "%s", fault.text);
    ck_assert_msg(db_script(db, text, &fault) == STATUS_OK, "%s", fault.text);
    db_close(db);
}

static void away(void)
{
    tlog_close(&tlog);
    service_close(service);
}

static void back(void)
{
    struct service_config config = {
        .audience = AUDIENCE_SYSTEM,
        .database = ledger_conninfo("tilsagn_sequencer"),
        .attest = ledger_socket(AUDIENCE_SYSTEM),
        .more = sequencer_statements,
        .more_count = LOG_STATEMENTS,
    };
    fault_clear(&fault);
    ck_assert_msg(service_open(&config, &service, &fault) == STATUS_OK, "%s", fault.text);
    open_again();
}

static void backup(void)
{
    away();
    beside("drop database if exists former");
    beside("create database former template ledger");
    back();
}

static void restore(void)
{
    away();
    beside("drop database ledger with (force)");
    beside("create database ledger template former");
    /* The rights on the database itself are in no copy of it. */
    beside("revoke all on database ledger from public;"
           "grant connect on database ledger to tilsagn_grantee, tilsagn_agency, tilsagn_public,"
           " tilsagn_sequencer, tilsagn_operator");
    back();
}

/* A document by its hash, as an operator would lay it beside. */
static inline void keep(const char *text)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(span_from(text));
    digest_hex(&digest, hex);
    ck_assert_int_eq(durable_write(arena_printf(run.arena, "%s/%s", documents, hex),
                         span_from(text), 0644, &fault),
        STATUS_OK);
}

static void again(void)
{
    buffer_clear(&run.out);
    buffer_clear(&run.problem);
    fault_clear(&run.fault);
}

static enum outcome line(const char *text)
{
    again();
    return run_line(text);
}

static void propose(const char *command, const char *text)
{
    const char *path = arena_printf(run.arena, "%s/document.json", folder);
    ck_assert_int_eq(durable_write(path, span_from(text), 0644, &fault), STATUS_OK);
    ck_assert_msg(line(arena_printf(run.arena, "%s %s", command, path)) == OUTCOME_OK, "%s",
        said(&run.problem));
}

static struct span ask(const char *query)
{
    const struct db_statement statement = {
        .name = "ask", .text = query, .columns = {{"text", DB_TEXT}}, .column_count = 1};
    struct db *db = database_open(NULL, &statement, 1);
    struct db_row row;
    ck_assert_msg(db_one(db, &statement, DB_NO_VALUES, run.arena, &row, &fault) == STATUS_OK, "%s",
        fault.text);
    db_close(db);
    return row_text(&row, 0);
}

/* Every entry with its number and place, every posting, proposal, checkpoint and hash of a tile. */
static struct span state(void)
{
    return ask(
        "select concat_ws('/', (select md5(string_agg(e::text, ',' order by e.entry)) from ledger.entry e),"
        " (select md5(string_agg(l::text, ',' order by l.leaf_index)) from ledger.log_leaf l),"
        " (select md5(string_agg(p::text, ',' order by p.proposal)) from ledger.proposal p),"
        " (select md5(string_agg(h::text, ',' order by h.level, h.hash_index)) from ledger.log_hash h),"
        " (select string_agg(c.size || encode(c.root, 'hex'), ',' order by c.size) from ledger.checkpoint c),"
        " (select md5(string_agg(s.line, ',' order by s.size)) from ledger.checkpoint_signature s))"
        " as text");
}

static void checks_hold(void)
{
    (void)line("doctor sql/checks");
    ck_assert_msg(strstr(said(&run.out), "checks of the record found nothing\n") != NULL, "%s",
        said(&run.out));
}

#define MUST(command)                                                                              \
    ck_assert_msg(line(command) == OUTCOME_OK, "%s%s", said(&run.out), said(&run.problem))

static inline const char *replay(const char *options)
{
    return arena_printf(run.arena, "log replay %s%s", options, files);
}

static inline void doctor_says(const char *text)
{
    (void)line("doctor");
    ck_assert_msg(strstr(said(&run.out), text) != NULL, "%s", said(&run.out));
}

#endif
