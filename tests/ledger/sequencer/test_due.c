/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the sequencer does with what is due, against an act and a read of the test's own: a real
 * call takes half the project to publish (tests/e2e does).
 */
#include <string.h>

#include "ledger/sequencer/due.h"
#include "tests/harness.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"

/* A call named refused… is not closed, claim 13 not reminded of; each closing is remembered by its
 * key, as the real act does.
 */
static const char script[] =
    "create table if not exists public.due (document text);"
    "create table if not exists public.due_claims (document text);"
    "create table if not exists public.due_draws (document text);"
    "create table if not exists public.closed (call text, idem text unique, request text);"
    "truncate public.due, public.due_claims, public.due_draws, public.closed;"
    "grant usage on schema public to ledger_reader, ledger_writer;"
    "grant select on public.due, public.due_claims, public.due_draws to ledger_reader;"
    "grant select, insert on public.closed to ledger_writer;"
    "create or replace function read.calls_due() returns text language sql security definer as"
    " 'select document from public.due';"
    "create or replace function read.claims_due() returns text language sql security definer as"
    " 'select coalesce((select document from public.due_claims), ''{\"claims\":[]}'')';"
    "create or replace function read.draws_due() returns text language sql security definer as"
    " 'select coalesce((select document from public.due_draws), ''{\"requests\":[]}'')';"
    "create or replace function act.draw_vouchers(p_request text, p_attest text, p_signature bytea)"
    " returns setof ledger.act_reply language plpgsql security definer as $$"
    " declare v json := p_request::json -> 'params'; begin"
    " if v ->> 'request' = '13' then perform ledger.fail('LG502', 'voided meanwhile'); end if;"
    " insert into public.closed values ('draw ' || (v ->> 'request'), p_request::json ->> 'idem', p_request)"
    "  on conflict do nothing;"
    " return query select 9::bigint, 'grant:12', 1, 'draw_vouchers', pg_catalog.sha256('x'), now(), null::timestamptz, null::text, '{}', false, 'x'::bytea; end $$;"
    "create or replace function act.remind_claim(p_request text, p_attest text, p_signature bytea)"
    " returns setof ledger.act_reply language plpgsql security definer as $$"
    " declare v json := p_request::json -> 'params'; begin"
    " if v ->> 'claim' = '13' then perform ledger.fail('LG502', 'paid meanwhile'); end if;"
    " insert into public.closed values ((v ->> 'claim') || '/' || (v ->> 'n'), p_request::json ->> 'idem', p_request)"
    "  on conflict do nothing;"
    " return query select 8::bigint, 'grant:12', 1, 'remind_claim', pg_catalog.sha256('x'), now(), null::timestamptz, null::text, '{}', false, 'x'::bytea; end $$;"
    "create or replace function act.close_call(p_request text, p_attest text, p_signature bytea)"
    " returns setof ledger.act_reply language plpgsql security definer as $$"
    " declare v json := p_request::json; begin"
    " if v -> 'params' ->> 'call' like 'refused%' then perform ledger.fail('LG502', 'not yet'); end if;"
    " insert into public.closed values (v -> 'params' ->> 'call', v ->> 'idem', p_request)"
    "  on conflict do nothing;"
    " return query select 7::bigint, 'call:x', 1, 'close_call', pg_catalog.sha256('x'), now(), null::timestamptz, null::text, '{}', false, 'x'::bytea; end $$;";

static struct arena *arena;
static struct service *service;
static struct fault fault;
static const char *expected = "close_call"; /* act */
static size_t closed;
static size_t refused;

static void on_tried(void *context, const char *act, struct span call, enum status status,
    const struct act_reply *reply, const struct fault *why)
{
    (void)context;
    ck_assert_str_eq(act, expected);
    ck_assert_int_eq(status == STATUS_OK, reply != NULL);
    if (status == STATUS_OK) {
        closed++;
    } else {
        refused++;
        ck_assert(span_starts_with(call, SPAN("refused")) || span_is(call, "13"));
        ck_assert_int_eq(status, STATUS_CONFLICT);
        ck_assert_str_eq(why->code, "LG502");
    }
}

static const struct due_listener listener = {.tried = on_tried};

static void setup(void)
{
    arena = arena_create(1024 * 1024);
    fault_clear(&fault);
    database_script(script);
    service = ledger_service(AUDIENCE_SYSTEM);
}

static void teardown(void)
{
    service_close(service);
    arena_destroy(arena);
}

static void due_is(const char *document)
{
    database_script(arena_printf(arena, "insert into public.due values (%s)", document));
}

START_TEST(does_nothing_when_nothing_is_due)
{
    due_is("'{\"calls\":[]}'");
    ck_assert_int_eq(due_perform(service, arena, &listener, &fault), STATUS_OK);
    ck_assert_uint_eq(closed + refused, 0);
}
END_TEST

START_TEST(tries_each_call_whatever_became_of_the_others)
{
    due_is("'{\"calls\":[\"refused-1\",\"a-2019\",\"refused-2\",\"b-2019\"]}'");
    ck_assert_int_eq(due_perform(service, arena, &listener, &fault), STATUS_OK);
    ck_assert_uint_eq(closed, 2);
    ck_assert_uint_eq(refused, 2);
    /* A second sequencer asks with the same keys. */
    ck_assert_int_eq(due_perform(service, arena, &listener, &fault), STATUS_OK);
    database_script("do $$ begin if (select count(*) from public.closed) <> 2 then"
                    " raise exception 'closed twice'; end if;"
                    " if exists (select from public.closed where request not like"
                    " '%\"audience\":\"system\"%\"program\":\"tilsagn-sequencer\"%') then"
                    " raise exception 'not by the system'; end if; end $$");
}
END_TEST

START_TEST(reminds_of_each_claim_once)
{
    due_is("'{\"calls\":[]}'");
    database_script("insert into public.due_claims values"
                    " ('{\"claims\":[{\"claim\":12,\"n\":2},{\"claim\":13,\"n\":1}]}')");
    expected = "remind_claim";
    ck_assert_int_eq(due_perform(service, arena, &listener, &fault), STATUS_OK);
    ck_assert_uint_eq(closed, 1);
    ck_assert_uint_eq(refused, 1);
    ck_assert_int_eq(due_perform(service, arena, &listener, &fault), STATUS_OK);
    database_script(
        "do $$ begin if (select string_agg(call, ',') from public.closed) <> '12/2' then"
        " raise exception 'not once'; end if; end $$");
    database_script("update public.due_claims set document = 'no document'");
    ck_assert_int_eq(due_perform(service, arena, &listener, &fault), STATUS_INTERNAL);
    ck_assert_ptr_nonnull(strstr(fault.text, "claims_due"));
}
END_TEST

START_TEST(draws_for_each_request_once)
{
    due_is("'{\"calls\":[]}'");
    database_script("insert into public.due_draws values ('{\"requests\":[12,13]}')");
    expected = "draw_vouchers";
    ck_assert_int_eq(due_perform(service, arena, &listener, &fault), STATUS_OK);
    ck_assert_uint_eq(closed, 1);
    ck_assert_uint_eq(refused, 1);
    ck_assert_int_eq(due_perform(service, arena, &listener, &fault), STATUS_OK);
    database_script(
        "do $$ begin if (select string_agg(call, ',') from public.closed) <> 'draw 12' then"
        " raise exception 'not once'; end if; end $$");
    database_script("update public.due_draws set document = 'no document'");
    ck_assert_int_eq(due_perform(service, arena, &listener, &fault), STATUS_INTERNAL);
    ck_assert_ptr_nonnull(strstr(fault.text, "draws_due"));
}
END_TEST

START_TEST(says_when_the_question_fails)
{
    ck_assert_int_eq(due_perform(service, arena, &listener, &fault), STATUS_NOT_FOUND);
    due_is("'no document'");
    ck_assert_int_eq(due_perform(service, arena, &listener, &fault), STATUS_INTERNAL);
    ck_assert_ptr_nonnull(strstr(fault.text, "calls_due"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("due");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, does_nothing_when_nothing_is_due);
    tcase_add_test(tests, tries_each_call_whatever_became_of_the_others);
    tcase_add_test(tests, reminds_of_each_claim_once);
    tcase_add_test(tests, draws_for_each_request_once);
    tcase_add_test(tests, says_when_the_question_fails);
    return harness_run("ledger/sequencer/due", tests);
}
