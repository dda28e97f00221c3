/* SPDX-License-Identifier: EUPL-1.2 */
/* Every statement of every audience against the real database, and transactions in a name. */
#include <string.h>

#include "ledger/reads.h"
#include "tests/harness.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_create(1024 * 1024);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void)
{
    arena_destroy(arena);
}

START_TEST(prepares_every_statement_of_each_audience)
{
    enum audience audience = (enum audience)_i;
    struct service *service = ledger_service(audience);
    ck_assert_int_eq(service_audience(service), audience);
    ck_assert_int_eq(service_ensure(service, NULL), STATUS_OK);
    struct read_question question = {.what = READ_CLOCK, .values = DB_NO_VALUES};
    struct span text;
    ck_assert_int_eq(read_alone(service, arena, &question, &text, NULL), STATUS_OK);
    ck_assert(span_starts_with(text, SPAN("{\"now\"")));
    service_close(service);
}
END_TEST

START_TEST(says_why_it_cannot_open)
{
    struct service *service = NULL;
    struct fault fault;
    fault_clear(&fault);
    struct service_config config = {.audience = AUDIENCE_GRANTEE, .database = "host=/nowhere"};
    ck_assert_int_eq(service_open(&config, &service, &fault), STATUS_UNAVAILABLE);
    static const struct db_statement wrong = {.name = "wrong",
        .text = "SELECT 1::int8 AS one",
        .columns = {{"two", DB_INT8}},
        .column_count = 1};
    config.database = ledger_conninfo("tilsagn_grantee");
    config.more = &wrong;
    config.more_count = 1;
    fault_clear(&fault);
    ck_assert_int_eq(service_open(&config, &service, &fault), STATUS_INTERNAL);
    ck_assert_ptr_nonnull(strstr(fault.text, "wrong"));
    ck_assert_ptr_null(service);
    service_close(NULL);
}
END_TEST

START_TEST(speaks_in_the_name_of_one_person_at_a_time)
{
    struct service *operator_service = ledger_service(AUDIENCE_OPERATOR);
    (void)ledger_bootstrap(operator_service, arena);
    service_close(operator_service);
    struct service *service = ledger_service(AUDIENCE_AGENCY);
    struct span text;
    ck_assert_int_eq(service_begin(service, 1, NULL), STATUS_OK);
    ck_assert_int_eq(read_document(service, arena, READ_ME, DB_NO_VALUES, &text, NULL), STATUS_OK);
    ck_assert_ptr_nonnull(strstr(text.data, "administrator"));
    ck_assert_int_eq(service_commit(service, NULL), STATUS_OK);
    /* The next transaction is nobody's. */
    ck_assert_int_eq(service_begin(service, 0, NULL), STATUS_OK);
    ck_assert_int_eq(
        read_document(service, arena, READ_ME, DB_NO_VALUES, &text, NULL), STATUS_NOT_FOUND);
    service_rollback(service);
    service_close(service);
}
END_TEST

static void reader_is(struct service *service, int64_t person, const char *wanted)
{
    struct db_row row;
    ck_assert_int_eq(service_begin(service, person, NULL), STATUS_OK);
    ck_assert_int_eq(
        db_one(service_db(service), service_statement(service, 0), DB_NO_VALUES, arena, &row, NULL),
        STATUS_OK);
    ck_assert_msg(span_is(row_text(&row, 0), wanted), "%.*s", (int)row_text(&row, 0).len,
        row_text(&row, 0).data);
    service_rollback(service);
}

START_TEST(says_who_reads_until_the_next_request)
{
    static const struct db_statement reader = {.name = "reader",
        .text = "SELECT coalesce(current_setting('tilsagn.reader', true), '') AS reader",
        .columns = {{"reader", DB_TEXT}},
        .column_count = 1};
    static char route[300];
    struct service *service = NULL;
    struct service_config config = {.audience = AUDIENCE_AGENCY,
        .database = ledger_conninfo("tilsagn_agency"),
        .more = &reader,
        .more_count = 1};
    ck_assert_int_eq(service_open(&config, &service, NULL), STATUS_OK);
    reader_is(service, 1, "");
    struct service_reader who = {.role = SPAN("auditor"),
        .certificate_hex = SPAN("ab12"),
        .request_id = SPAN("0099"),
        .method = "GET",
        .pattern = "/agency/grants/{application}"};
    service_reads_as(service, &who);
    reader_is(service, 1, "auditor ab12 0099 GET /agency/grants/{application}");
    reader_is(service, 0, "");
    who.role = SPAN("");
    service_reads_as(service, &who);
    reader_is(service, 1, "- ab12 0099 GET /agency/grants/{application}");
    memset(route, 'x', sizeof(route) - 1); /* longer than any of ours: cut off */
    who.pattern = route;
    service_reads_as(service, &who);
    ck_assert_int_eq(service_begin(service, 1, NULL), STATUS_OK);
    service_rollback(service);
    ck_assert_int_eq(service_ensure(service, NULL), STATUS_OK);
    reader_is(service, 1, "");
    service_close(service);
}
END_TEST

START_TEST(asks_only_the_questions_of_its_audience)
{
    struct service *service = ledger_service(AUDIENCE_GRANTEE);
    struct span text = SPAN("untouched");
    struct fault fault;
    fault_clear(&fault);
    struct read_question question = {.what = READ_ENTRY, .values = DB_VALUES(db_int8(1))};
    ck_assert_int_eq(read_alone(service, arena, &question, &text, &fault), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(fault.text, "read_entry"));
    question = (struct read_question){.what = READ_CALL, .values = DB_NO_VALUES};
    ck_assert_int_eq(read_alone(service, arena, &question, &text, NULL), STATUS_INVALID);
    ck_assert(span_is(text, "untouched"));
    service_close(service);
}
END_TEST

struct seen {
    size_t rows;
    int64_t entry;
    char stream[32];
};

static enum status see(const struct db_row *row, void *context)
{
    struct seen *seen = context;
    seen->rows++;
    seen->entry = row_int8(row, EXPORT_ENTRY);
    struct span stream = row_text(row, EXPORT_STREAM);
    (void)snprintf(seen->stream, sizeof(seen->stream), "%.*s", (int)stream.len, stream.data);
    ck_assert_uint_eq(row_text(row, EXPORT_LEAF_HASH).len, DIGEST_HEX_LEN);
    ck_assert(row_is_null(row, EXPORT_CALL) || row_text(row, EXPORT_CALL).len > 0);
    return STATUS_OK;
}

static const struct export_wanted all_entries = {EXPORT_ENTRIES, 1, {"{}", 2}};
static const struct export_wanted all_reads = {EXPORT_READS, 1, {"{}", 2}};

/* An administrator is no auditor; the answer is the database's. */
START_TEST(exports_for_auditors_only)
{
    struct service *service = ledger_service(AUDIENCE_AGENCY);
    struct seen seen = {.rows = 0};
    struct fault fault;
    fault_clear(&fault);
    const struct export_end end = {.number = 1};
    int64_t number = -1;
    ck_assert_int_eq(
        read_export_begin(service, arena, &all_entries, &number, &fault), STATUS_DENIED);
    ck_assert_str_eq(fault.code, "LG401");
    ck_assert_int_eq(read_export_begin(service, arena, &all_reads, &number, NULL), STATUS_DENIED);
    ck_assert_int_eq(read_export_end(service, arena, 1, &end, NULL), STATUS_DENIED);
    ck_assert_int_eq(number, -1);
    ck_assert_int_eq(service_begin(service, 1, NULL), STATUS_OK);
    ck_assert_int_eq(
        read_dossier_export(service, 1, (struct db_visitor){see, &seen}, &fault), STATUS_DENIED);
    service_rollback(service);
    ck_assert_uint_eq(seen.rows, 0);
    service_close(service);
    service = ledger_service(AUDIENCE_PUBLIC);
    ck_assert_int_eq(
        read_export_begin(service, arena, &all_entries, &number, NULL), STATUS_INVALID);
    ck_assert_int_eq(
        read_export_rows(service, EXPORT_READS, 1, 10, (struct db_visitor){see, &seen}, NULL),
        STATUS_INVALID);
    service_close(service);
}
END_TEST

START_TEST(nothing_goes_out_to_others)
{
    struct service *service = ledger_service(AUDIENCE_AGENCY);
    struct seen seen = {.rows = 0};
    ck_assert_int_eq(service_begin_snapshot(service, 1, NULL), STATUS_OK);
    ck_assert_int_eq(
        read_export_rows(service, (enum export)_i, 1, 10, (struct db_visitor){see, &seen}, NULL),
        STATUS_DENIED);
    service_rollback(service);
    ck_assert_uint_eq(seen.rows, 0);
    service_close(service);
}
END_TEST

/* Entries need an auditor; the functions are replaced for this one test. */
START_TEST(an_export_is_begun_fetched_in_pieces_and_ended)
{
    database_script("create or replace function read.entries_export(p_filter text) returns bigint "
                    "language sql as 'select length(p_filter)::bigint'");
    database_script(
        "create or replace function read.entries_rows(p_export bigint, p_limit int) returns table "
        "(entry bigint, stream text, version int, kind text, at text, effective text, "
        "received text, person bigint, human bigint, organisation text, role text, call text, "
        "amount_ore bigint, leaf_hash text) language sql as 'select n, current_setting("
        "''transaction_isolation''), 1, ''k'', ''a'', ''e'', null, 1, 1, null, null, null, 1, "
        "repeat(''0'', 64) from generate_series(p_export, p_export + p_limit - 1) n'");
    database_script(
        "create or replace function read.export_end(p_export bigint, p_rows bigint, "
        "p_sha256 text, p_whole boolean) returns text language plpgsql as 'begin "
        "if p_export <> 2 or p_rows <> 3 or p_sha256 is not null and p_sha256 <> ''ab'' or not "
        "p_whole then raise exception ''other''; end if; return ''2''; end'");
    struct service *service = ledger_service(AUDIENCE_AGENCY);
    struct seen seen = {.rows = 0};
    int64_t number = -1;
    ck_assert_int_eq(read_export_begin(service, arena, &all_entries, &number, NULL), STATUS_OK);
    ck_assert_int_eq(number, 2);
    ck_assert_int_eq(service_begin_snapshot(service, 1, NULL), STATUS_OK);
    ck_assert_int_eq(
        read_export_rows(service, EXPORT_ENTRIES, number, 3, (struct db_visitor){see, &seen}, NULL),
        STATUS_OK);
    ck_assert_int_eq(service_commit(service, NULL), STATUS_OK);
    ck_assert_uint_eq(seen.rows, 3);
    ck_assert_int_eq(seen.entry, 4);
    ck_assert_str_eq(seen.stream, "repeatable read");
    struct export_end end = {.number = number, .rows = 3, .whole = true};
    ck_assert_int_eq(read_export_end(service, arena, 1, &end, NULL), STATUS_OK);
    end.sha256_hex = SPAN("ab");
    ck_assert_int_eq(read_export_end(service, arena, 1, &end, NULL), STATUS_OK);
    end.rows = 4;
    ck_assert_int_eq(read_export_end(service, arena, 1, &end, NULL), STATUS_INTERNAL);
    database_disconnect("tilsagn_agency");
    ck_assert_int_eq(service_begin_snapshot(service, 1, NULL), STATUS_UNAVAILABLE);
    service_close(service);
}
END_TEST

START_TEST(notices_a_lost_connection)
{
    struct service *service = ledger_service(AUDIENCE_AGENCY);
    database_disconnect("tilsagn_agency");
    ck_assert_int_eq(service_begin(service, 1, NULL), STATUS_UNAVAILABLE);
    ck_assert_int_eq(service_ensure(service, NULL), STATUS_OK);
    ck_assert_int_eq(service_begin(service, 1, NULL), STATUS_OK);
    service_rollback(service);
    service_close(service);
}
END_TEST

/* Stored files need an applicant; the function is replaced for this one test. */
START_TEST(shows_a_piece_of_a_file)
{
    database_script("create or replace function read.file_chunk(p_sha256 text, p_n int) returns "
                    "bytea language sql as 'select ''\\x0041''::bytea'");
    struct service *service = ledger_service(AUDIENCE_GRANTEE);
    struct span bytes;
    ck_assert_int_eq(service_begin(service, 0, NULL), STATUS_OK);
    ck_assert_int_eq(read_file_chunk(service, arena, SPAN("00"), 0, &bytes, NULL), STATUS_OK);
    ck_assert(span_equal(bytes, SPAN("\0A")));
    service_rollback(service);
    service_close(service);
}
END_TEST

START_TEST(finds_no_piece_of_a_file_that_is_not_there)
{
    struct service *service = ledger_service(AUDIENCE_GRANTEE);
    struct span bytes = SPAN("untouched");
    ck_assert_int_eq(service_begin(service, 0, NULL), STATUS_OK);
    ck_assert_int_eq(
        read_file_chunk(service, arena, SPAN("00"), 0, &bytes, NULL), STATUS_NOT_FOUND);
    ck_assert(span_is(bytes, "untouched"));
    service_rollback(service);
    service_close(service);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("service");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_loop_test(
        tests, prepares_every_statement_of_each_audience, AUDIENCE_GRANTEE, AUDIENCE_SYSTEM + 1);
    tcase_add_test(tests, says_why_it_cannot_open);
    tcase_add_test(tests, speaks_in_the_name_of_one_person_at_a_time);
    tcase_add_test(tests, says_who_reads_until_the_next_request);
    tcase_add_test(tests, asks_only_the_questions_of_its_audience);
    tcase_add_test(tests, exports_for_auditors_only);
    tcase_add_loop_test(tests, nothing_goes_out_to_others, EXPORT_ENTRIES, EXPORT_BALANCES + 1);
    tcase_add_test(tests, an_export_is_begun_fetched_in_pieces_and_ended);
    tcase_add_test(tests, notices_a_lost_connection);
    tcase_add_test(tests, finds_no_piece_of_a_file_that_is_not_there);
    tcase_add_test(tests, shows_a_piece_of_a_file);
    return harness_run("ledger/service", tests);
}
