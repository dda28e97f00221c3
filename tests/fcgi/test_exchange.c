/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/confirmer.h"
#include "tests/fcgi/exchange_support.h"
#include "tests/harness.h"

static struct exchange_support support;
static struct exchange *const x = &support.x;
static const struct route route = {.pattern = "/grants/{application}", .kind = ROUTE_PAGE};
static struct buffer seen;

static void setup(void)
{
    support_begin(&support, &route, "/grants/17", 4 * 1024 * 1024);
    buffer_init(&seen, 65536);
}

static void teardown(void)
{
    buffer_free(&seen);
    support_end(&support);
}

static const struct {
    const char *value;
    enum status status;
    int64_t id;
} ids[] = {
    {"0", STATUS_NOT_FOUND, -1},
    {"01", STATUS_NOT_FOUND, -1},
    {"-1", STATUS_NOT_FOUND, -1},
    {"1x", STATUS_NOT_FOUND, -1},
    {"1234567890123456789", STATUS_NOT_FOUND, -1},
    {"123456789012345678", STATUS_OK, INT64_C(123456789012345678)},
    {"17", STATUS_OK, 17},
};

START_TEST(ids_have_one_spelling)
{
    int64_t id = -1;
    x->match.param_count = 1;
    x->match.params[0] =
        (struct http_pair){.name = SPAN("application"), .value = span_from(ids[_i].value)};
    ck_assert_int_eq(exchange_param_id(x, "application", &id), ids[_i].status);
    ck_assert_int_eq(id, ids[_i].id);
    ck_assert(span_is(exchange_param(x, "application"), ids[_i].value));
}
END_TEST

START_TEST(roles_are_the_persons)
{
    ck_assert(exchange_holds(x, "applicant") && !exchange_holds(x, "officer"));
    x->identity = NULL;
    ck_assert(!exchange_holds(x, "applicant"));
}
END_TEST

START_TEST(an_act_is_done_in_a_role_that_is_held)
{
    x->role = SPAN("applicant");
    exchange_act_as(x, "officer");
    ck_assert(span_is(x->role, "applicant"));
    exchange_act_as(x, "other");
    ck_assert(span_is(x->role, "other"));
}
END_TEST

static const struct {
    const char *kind;
    const char *role;
} confirmers[] = {
    {"register", "administrator"},
    {"appropriation", "finance"},
    {"call", "officer"},
    {"annex", "officer"},
};

START_TEST(a_proposal_names_who_confirms_it)
{
    ck_assert_str_eq(confirmer_of(span_from(confirmers[_i].kind)), confirmers[_i].role);
}
END_TEST

static const struct {
    enum route_audience audience;
    const char *kind;
    size_t roles;
    bool belongs;
} visitors[] = {
    {ROUTE_GRANTEE, "municipality", 1, true},
    {ROUTE_GRANTEE, "municipality", 0, true},
    {ROUTE_GRANTEE, "agency", 1, true},
    {ROUTE_AGENCY, "agency", 1, true},
    {ROUTE_AGENCY, "state_auditor", 1, true},
    {ROUTE_AGENCY, "agency", 0, false},
    {ROUTE_AGENCY, "state_auditor", 0, false},
    {ROUTE_AGENCY, "municipality", 1, false},
    {ROUTE_AGENCY, "audit_firm", 1, false},
};

START_TEST(the_agency_is_for_those_who_have_a_role_there)
{
    support.config.audience = visitors[_i].audience;
    support.identity.organisation_kind = span_from(visitors[_i].kind);
    support.identity.role_count = visitors[_i].roles;
    ck_assert_int_eq(exchange_belongs(x), visitors[_i].belongs);
}
END_TEST

static enum status see(void *context, struct span bytes)
{
    (void)context;
    buffer_put(&seen, bytes);
    return seen.len > 20 ? STATUS_CONFLICT : STATUS_OK;
}

static void give_body(const char *text, int64_t announced)
{
    support.body = span_from(text);
    support.request.content_length = announced;
}

START_TEST(a_body_is_read_to_its_end)
{
    give_body("0123456789", 10);
    ck_assert_int_eq(exchange_body_each(x, see, NULL), STATUS_OK);
    ck_assert(span_is(buffer_span(&seen), "0123456789"));
}
END_TEST

START_TEST(a_body_that_breaks_off_is_no_body)
{
    give_body("0123456789", 11);
    ck_assert_int_eq(exchange_body_each(x, see, NULL), STATUS_UNAVAILABLE);
    ck_assert_str_eq(x->fault.text, "the body ended 1 bytes early");
}
END_TEST

START_TEST(the_reader_of_a_body_may_stop)
{
    give_body("0123456789012345678901234567890123456789", 40);
    ck_assert_int_eq(exchange_body_each(x, see, NULL), STATUS_CONFLICT);
    ck_assert_uint_eq(seen.len, 21);
}
END_TEST

static enum status begin(void *context, struct span name, struct span file, struct span type)
{
    (void)context;
    buffer_put(&seen, name);
    buffer_put(&seen, file);
    buffer_put(&seen, type);
    return STATUS_OK;
}

static enum status end(void *context)
{
    (void)context;
    buffer_puts(&seen, ">");
    return STATUS_OK;
}

static enum status field(void *context, struct span name, struct span value)
{
    (void)context;
    buffer_put(&seen, name);
    buffer_put(&seen, value);
    return STATUS_OK;
}

#define FIELD "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
#define UPLOAD                                                                                     \
    FIELD "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nPDF\r\n--b--"

static enum status chunk(void *context, struct span bytes)
{
    (void)context;
    buffer_put(&seen, bytes);
    return STATUS_OK;
}

START_TEST(fields_beside_a_file_become_the_form)
{
    const struct multipart_sink sink = {.file_begin = begin, .file_chunk = chunk, .file_end = end};
    give_body(UPLOAD, (int64_t)strlen(UPLOAD));
    support.request.boundary = SPAN("b");
    ck_assert_int_eq(exchange_multipart(x, &sink), STATUS_OK);
    ck_assert(span_is(buffer_span(&seen), "fxapplication/octet-streamPDF>"));
    ck_assert(span_is(form_value(&x->form, "a"), "1"));
}
END_TEST

START_TEST(fields_go_to_the_sink_that_wants_them)
{
    const struct multipart_sink sink = {
        .field = field, .file_begin = begin, .file_chunk = chunk, .file_end = end};
    give_body(FIELD "--b--", (int64_t)strlen(FIELD "--b--"));
    support.request.boundary = SPAN("b");
    ck_assert_int_eq(exchange_multipart(x, &sink), STATUS_OK);
    ck_assert(span_is(buffer_span(&seen), "a1"));
    ck_assert_uint_eq(x->form.fields.count, 0);
}
END_TEST

START_TEST(multipart_refusals)
{
    const struct multipart_sink sink = {.file_begin = begin, .file_chunk = chunk, .file_end = end};
    ck_assert_int_eq(exchange_multipart(x, &sink), STATUS_INVALID); /* another content type */
    support.request.boundary = SPAN("b");
    give_body(FIELD, (int64_t)strlen(FIELD));
    ck_assert_int_eq(exchange_multipart(x, &sink), STATUS_INVALID); /* no closing delimiter */
    give_body(FIELD, (int64_t)strlen(FIELD) + 1);
    ck_assert_int_eq(exchange_multipart(x, &sink), STATUS_UNAVAILABLE);
}
END_TEST

START_TEST(violations_become_errors_of_the_form)
{
    (void)snprintf(x->fault.detail, sizeof(x->fault.detail), "%s",
        "{\"violations\":[{\"field\":\"title\",\"code\":\"required\"},"
        "{\"field\":\"budget.2.note\",\"code\":\"brand_new\"}]}");
    ck_assert_uint_eq(exchange_violations(x, NULL), 2);
    const struct form_error *known = form_error_find(&x->form, "title");
    const struct form_error *unknown = form_error_find(&x->form, "budget.2.note");
    ck_assert_str_eq(known->msgid, "Fill in this field.");
    ck_assert_str_eq(unknown->msgid, "This must be corrected (%s).");
    ck_assert(span_is(unknown->detail, "brand_new"));
    ck_assert_uint_eq(exchange_violations(x, json_at(exchange_detail(x), "violations")), 2);
}
END_TEST

START_TEST(places_in_a_file_are_one_message)
{
    (void)snprintf(x->fault.detail, sizeof(x->fault.detail), "%s",
        "{\"violations\":[{\"field\":\"attachments.form\",\"code\":\"number_in_file\",\"page\":1,"
        "\"line\":2,\"date\":\"010190\"},{\"field\":\"attachments.form\",\"code\":"
        "\"number_in_file\",\"page\":0,\"line\":7,\"date\":\"311299\"},{\"field\":\"attachments.budget\","
        "\"code\":\"number_in_file\",\"page\":3,\"line\":1,\"date\":\"020280\"}]}");
    ck_assert_uint_eq(exchange_violations(x, NULL), 3);
    ck_assert_uint_eq(x->form.error_count, 2);
    const struct form_error *form = form_error_find(&x->form, "attachments.form");
    ck_assert(span_is(form->detail, "page 1, line 2: 010190-••••; 311299-••••"));
    const struct form_error *budget = form_error_find(&x->form, "attachments.budget");
    ck_assert(span_is(budget->detail, "page 3, line 1: 020280-••••"));
}
END_TEST

START_TEST(no_detail_is_no_violation)
{
    ck_assert_uint_eq(exchange_violations(x, NULL), 0);
    (void)snprintf(x->fault.detail, sizeof(x->fault.detail), "Key (a)=(b) is not present");
    ck_assert_ptr_null(exchange_detail(x));
    ck_assert_uint_eq(exchange_violations(x, NULL), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("exchange");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, ids_have_one_spelling, 0, (int)COUNT_OF(ids));
    tcase_add_test(tests, roles_are_the_persons);
    tcase_add_test(tests, an_act_is_done_in_a_role_that_is_held);
    tcase_add_loop_test(tests, a_proposal_names_who_confirms_it, 0, (int)COUNT_OF(confirmers));
    tcase_add_loop_test(
        tests, the_agency_is_for_those_who_have_a_role_there, 0, (int)COUNT_OF(visitors));
    tcase_add_test(tests, a_body_is_read_to_its_end);
    tcase_add_test(tests, a_body_that_breaks_off_is_no_body);
    tcase_add_test(tests, the_reader_of_a_body_may_stop);
    tcase_add_test(tests, fields_beside_a_file_become_the_form);
    tcase_add_test(tests, fields_go_to_the_sink_that_wants_them);
    tcase_add_test(tests, multipart_refusals);
    tcase_add_test(tests, violations_become_errors_of_the_form);
    tcase_add_test(tests, places_in_a_file_are_one_message);
    tcase_add_test(tests, no_detail_is_no_violation);
    return harness_run("fcgi/exchange", tests);
}
