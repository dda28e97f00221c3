/* SPDX-License-Identifier: EUPL-1.2 */
/* The schema beside its recorded deployment, when a superuser has replaced what answers for it. */
/* nftw() is of the X/Open extension. */
#define _XOPEN_SOURCE 700 // NOLINT(bugprone-reserved-identifier)

#include "tests/ledger/sequencer/tlog_world.h"

/* What the sequencer says of the schema beside its log, or "" when it has nothing to say. */
static const char *schema(const struct tlog *log)
{
    bool changed = true;
    fault_clear(&fault);
    ck_assert_msg(
        catalogue_look(service, log, arena, &changed, &fault) == STATUS_OK, "%s", fault.text);
    arena_reset(arena);
    ck_assert_int_eq(changed, fault.text[0] != '\0');
    return fault.text;
}

static enum status installed(struct service *of, void *context, struct fault *why)
{
    return catalogue_ask(service_db(of), service_statement(of, LOG_CATALOGUE), arena, context, why);
}

/* As `tilsagn deployment record` does it, with the hash that the program's own query gives. */
static void deploy(void)
{
    struct service *operator_service = ledger_service(AUDIENCE_OPERATOR);
    struct catalogue now;
    struct act_reply reply;
    ck_assert_int_eq(service_transaction(service, 0, installed, &now, &fault), STATUS_OK);
    struct act_call call = {
        .act = "record_deployment",
        .operator_user = SPAN("o"),
        .operator_host = SPAN("h"),
        .received_us = -1,
        .duration_us = -1,
        .params = arena_format(arena, "{\"version\":\"1\",\"catalogue\":\"%.*s\"}",
            (int)now.installed.len, now.installed.data),
    };
    ck_assert_msg(act_transaction(operator_service, arena, &call, &reply, &fault) == STATUS_OK,
        "%s %s", fault.text, fault.detail);
    service_close(operator_service);
    arena_reset(arena);
}

/* What a superuser does so that nobody sees the function that he planted; what is said of it. */
static const struct {
    const char *script;
    const char *said;
    const char *undo;
} schemas[] = {
    {"select 1", "", "select 1"},
    {"create function rule.planted() returns int language sql as 'select 1'",
        "recorded at the last deployment", "drop function rule.planted()"},
    /* A function that fits the query better than PostgreSQL's own, and would answer as it likes. */
    {"create function pg_catalog.convert_to(text, text) returns bytea language sql as"
     " 'select null::bytea'",
        "planted function pg_catalog.convert_to",
        "drop function pg_catalog.convert_to(text, text)"},
    {"create function public.truth(text, bytea) returns bool language sql as 'select true';"
     "create operator pg_catalog.= (leftarg = text, rightarg = bytea, function = public.truth)",
        "planted operator pg_catalog.=", "drop operator pg_catalog.= (text, bytea)"},
    {"drop function public.truth(text, bytea)", "", "select 1"},
    {"select 1", "", "select 1"},
    /* Every function that answers for the schema answers as it was. */
    {"create schema evil; create table evil.was as select meta.catalogue_hash() as hash,"
     " l.leaf_index, e.leaf from ledger.log_leaf l join ledger.entry e using (entry)"
     " where e.kind = 'record_deployment' order by l.leaf_index desc limit 1;"
     "grant usage on schema evil to public; grant select on evil.was to public",
        "", "select 1"},
    {"create or replace function meta.catalogue_hash() returns text language sql stable as"
     " 'select hash from evil.was'",
        "recorded at the last deployment", "select 1"},
    {"create or replace function ledger.log_deployment(p_size bigint, out leaf_index bigint, out"
     " leaf bytea) returns setof record language sql security definer as 'select leaf_index,"
     " convert_to(replace(convert_from(leaf, ''UTF8''), hash, repeat(''0'', 64)), ''UTF8'')"
     " from evil.was'",
        "is not the deployment that was published there", "select 1"},
    {"create or replace function ledger.log_deployment(p_size bigint, out leaf_index bigint, out"
     " leaf bytea) returns setof record language sql security definer as 'select p_size, leaf"
     " from evil.was'",
        "is not the deployment that was published there", "select 1"},
    /* What was published there, but no deployment. */
    {"create or replace function ledger.log_deployment(p_size bigint, out leaf_index bigint, out"
     " leaf bytea) returns setof record language sql security definer as 'select l.leaf_index,"
     " e.leaf from ledger.log_leaf l join ledger.entry e using (entry) where l.leaf_index = 0'",
        "is not the deployment that was published there", "select 1"},
    {"create or replace function ledger.log_deployment(p_size bigint, out leaf_index bigint, out"
     " leaf bytea) returns setof record language sql security definer as 'select leaf_index, leaf"
     " from evil.was where false'",
        "no deployment stands in the published log", "select 1"},
    /* Told even when it was put back: nobody can say what it did. */
    {"create or replace function pg_catalog.sha256(bytea) returns bytea language sql immutable"
     " parallel safe strict leakproof as 'select $1'",
        "planted function pg_catalog.sha256", "select 1"},
};

START_TEST(a_schema_that_lies_of_itself_is_told)
{
    deploy();
    TURN_IS_GOOD();
    for (size_t i = 0; i < sizeof(schemas) / sizeof(schemas[0]); i++) {
        database_script(schemas[i].script);
        const char *said = schema(&tlog);
        ck_assert_msg(
            schemas[i].said[0] == '\0' ? said[0] == '\0' : strstr(said, schemas[i].said) != NULL,
            "%zu: %s", i, said);
        database_script(schemas[i].undo);
    }
}
END_TEST

/* Where sessions look for functions, and triggers that are off, are named as they are. */
START_TEST(what_is_strange_in_a_schema_is_named)
{
    deploy();
    TURN_IS_GOOD();
    database_script("do $$ begin execute format('alter database %I set search_path = evil',"
                    " current_database()); end $$");
    ck_assert_ptr_nonnull(
        strstr(schema(&tlog), "strange here: setting of the database search_path=evil"));
    database_script("do $$ begin execute format('alter database %I reset all',"
                    " current_database()); end $$");
    ck_assert_str_eq(schema(&tlog), "");
    database_script("alter table ledger.entry disable trigger append_only_rows");
    ck_assert_ptr_nonnull(
        strstr(schema(&tlog), "strange here: trigger CREATE TRIGGER append_only"));
    database_script("alter table ledger.entry enable always trigger append_only_rows");
    ck_assert_str_eq(schema(&tlog), "");
}
END_TEST

/* The published file says what was logged; without it nothing does. */
START_TEST(a_deployment_is_that_of_the_published_log)
{
    char path[256];
    append(1);
    ck_assert_str_eq(schema(NULL), "");
    TURN_IS_GOOD();
    ck_assert_str_eq(schema(&tlog), "no deployment stands in the published log");
    deploy();
    ck_assert_str_eq(schema(&tlog), "no deployment stands in the published log");
    TURN_IS_GOOD();
    ck_assert_str_eq(schema(&tlog), "");
    ck_assert_str_eq(schema(NULL), "");
    ck_assert_int_eq(verified(), 0);
    (void)snprintf(path, sizeof(path), "%s/tile/0/000.p/%d", files, (int)tlog.published);
    ck_assert_int_eq(truncate(path, 0), 0);
    ck_assert_ptr_nonnull(strstr(schema(&tlog), "is not the deployment"));
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_ptr_nonnull(strstr(schema(&tlog), "is not the deployment"));
}
END_TEST

int main(void)
{
    if (!world_open()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("catalogue");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_deployment_is_that_of_the_published_log);
    tcase_add_test(tests, what_is_strange_in_a_schema_is_named);
    tcase_add_test(tests, a_schema_that_lies_of_itself_is_told); /* and goes on lying */
    int code = harness_run("ledger/sequencer/catalogue", tests);
    world_close();
    return code;
}
