/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * NIST's PKI test suite against the function that every request runs: nothing is accepted that
 * should not be, and what is refused beyond need are the cases of pkits_refused, none more or less.
 */
#include <stdio.h>
#include <string.h>

#include <openssl/x509v3.h>

#include "auth/chain.h"
#include "auth/crl_compile.h"
#include "ledger/base/buffer.h"
#include "ledger/base/json.h"
#include "tests/harness.h"

#define VECTORS      "tests/vectors/pkits/"
#define CASES        249
#define AGREED_MIN   231
#define MIDYEAR_2024 INT64_C(1719792000) /* all but the wrong ones are valid */

static struct arena *arena;

static struct span file_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    static char bytes[512 * 1024];
    size_t len = fread(bytes, 1, sizeof(bytes), file);
    ck_assert_uint_lt(len, sizeof(bytes));
    (void)fclose(file);
    return arena_copy(arena, (struct span){.data = bytes, .len = len});
}

static struct span vector(const char *folder, const struct json *name, const char *suffix)
{
    return file_read(arena_printf(
        arena, VECTORS "%s/%.*s.%s", folder, (int)name->string.len, name->string.data, suffix));
}

/* What the suite asks for beside its defaults (any policy, nothing inhibited). */
static const struct {
    const char *test;
    int part; /* 0: has none */
    const char *policies[2];
    unsigned long flags;
} settings[] = {
    {"4.8.1", 1, {NULL}, X509_V_FLAG_EXPLICIT_POLICY},
    {"4.8.1", 2, {"1"}, X509_V_FLAG_EXPLICIT_POLICY},
    {"4.8.1", 3, {"2"}, X509_V_FLAG_EXPLICIT_POLICY},
    {"4.8.1", 4, {"1", "2"}, X509_V_FLAG_EXPLICIT_POLICY},
    {"4.8.2", 2, {NULL}, X509_V_FLAG_EXPLICIT_POLICY},
    {"4.8.3", 2, {NULL}, X509_V_FLAG_EXPLICIT_POLICY},
    {"4.8.3", 3, {"1", "2"}, X509_V_FLAG_EXPLICIT_POLICY},
    {"4.8.6", 2, {"1"}, 0},
    {"4.8.6", 3, {"2"}, 0},
    {"4.8.10", 2, {"1"}, 0},
    {"4.8.10", 3, {"2"}, 0},
    {"4.8.11", 2, {"1"}, 0},
    {"4.8.13", 1, {"1"}, 0},
    {"4.8.13", 2, {"2"}, 0},
    {"4.8.13", 3, {"3"}, 0},
    {"4.8.14", 1, {"1"}, 0},
    {"4.8.14", 2, {"2"}, 0},
    {"4.8.18", 1, {"1"}, 0},
    {"4.8.18", 2, {"2"}, 0},
    {"4.10.1.1", 1, {"1"}, 0},
    {"4.10.1.2", 2, {"2"}, 0},
    {"4.10.1.3", 3, {"1"}, X509_V_FLAG_INHIBIT_MAP},
    {"4.10.2", 2, {NULL}, X509_V_FLAG_INHIBIT_MAP},
    {"4.10.3", 1, {"1"}, 0},
    {"4.10.3", 2, {"2"}, 0},
    {"4.10.5", 1, {"1"}, 0},
    {"4.10.5", 2, {"6"}, 0},
    {"4.10.6", 1, {"1"}, 0},
    {"4.10.6", 2, {"6"}, 0},
    {"4.10.12", 1, {"1"}, 0},
    {"4.10.12", 2, {"2"}, 0},
    {"4.10.13", 2, {"1"}, 0},
    {"4.10.13", 3, {"2"}, 0},
    {"4.12.3", 2, {NULL}, X509_V_FLAG_INHIBIT_ANY},
};

/* A case of the suite as the function's arguments. */
struct pkits_case {
    X509 *leaf;
    STACK_OF(X509) * anchors;
    STACK_OF(X509) * between;
    STACK_OF(X509_CRL) * lists;
    const struct crl_table *table; /* instead of the lists; or NULL */
};

static void case_read(const struct json *document, struct pkits_case *pkits)
{
    pkits->anchors = sk_X509_new_null();
    pkits->between = sk_X509_new_null();
    pkits->lists = sk_X509_CRL_new_null();
    for (const struct json *name = json_list(document, "certs"); name != NULL; name = name->next) {
        struct span der = vector("certs", name, "crt");
        const unsigned char *cursor = (const unsigned char *)der.data;
        X509 *x509 = d2i_X509(NULL, &cursor, (long)der.len);
        ck_assert_ptr_nonnull(x509);
        if (name == json_list(document, "certs")) {
            ck_assert_int_gt(sk_X509_push(pkits->anchors, x509), 0);
        } else if (name->next == NULL) {
            pkits->leaf = x509;
        } else {
            ck_assert_int_gt(sk_X509_push(pkits->between, x509), 0);
        }
    }
    for (const struct json *name = json_list(document, "crls"); name != NULL; name = name->next) {
        struct span der = vector("crls", name, "crl");
        const unsigned char *cursor = (const unsigned char *)der.data;
        X509_CRL *list = d2i_X509_CRL(NULL, &cursor, (long)der.len);
        ck_assert_ptr_nonnull(list);
        ck_assert_int_gt(sk_X509_CRL_push(pkits->lists, list), 0);
    }
}

static void case_free(struct pkits_case *pkits)
{
    X509_free(pkits->leaf);
    sk_X509_pop_free(pkits->anchors, X509_free);
    sk_X509_pop_free(pkits->between, X509_free);
    sk_X509_CRL_pop_free(pkits->lists, X509_CRL_free);
}

static const struct json *cases(void)
{
    const struct json *document = NULL;
    struct json_error error = {0};
    ck_assert_msg(
        json_parse(arena, file_read(VECTORS "pkits_expected.json"), &document, &error) == STATUS_OK,
        "line %u: %s", error.line, error.reason);
    ck_assert_uint_eq(document->count, CASES);
    return document->child;
}

static int part_of(struct span title)
{
    const char *at = strstr(title.data, "(Subpart ");
    return at == NULL ? 0 : at[strlen("(Subpart ")] - '0';
}

/* The settings of a case go into the rules; the caller frees the policies. */
static void settings_apply(const struct json *item, struct chain_rules *rules)
{
    char *title = arena_text(arena, json_text(item, "title"));
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        if (!span_is(json_text(item, "test"), settings[i].test)
            || part_of(span_from(title)) != settings[i].part) {
            continue;
        }
        rules->policy_flags = settings[i].flags;
        rules->policies = settings[i].policies[0] == NULL ? NULL : sk_ASN1_OBJECT_new_null();
        for (size_t j = 0; j < 2 && settings[i].policies[j] != NULL; j++) {
            char *oid = arena_printf(arena, "2.16.840.1.101.3.2.1.48.%s", settings[i].policies[j]);
            ck_assert_int_gt(sk_ASN1_OBJECT_push(rules->policies, OBJ_txt2obj(oid, 1)), 0);
        }
        return;
    }
}

/*
 * The case's lists as `tilsagn crl update` would publish them: lists that break its rules are left
 * out, and a CA without one leaves no table at all. NULL then.
 */
static struct crl_table *table_make(const struct pkits_case *pkits, struct buffer *bytes)
{
    struct crl_compile compile;
    struct crl_table *table = NULL;
    STACK_OF(X509) *authorities = sk_X509_dup(pkits->anchors);
    for (int i = 0; i < sk_X509_num(pkits->between); i++) {
        ck_assert_int_gt(sk_X509_push(authorities, sk_X509_value(pkits->between, i)), 0);
    }
    bool good = crl_compile_init(&compile, authorities, NULL, MIDYEAR_2024, NULL) == STATUS_OK;
    for (int i = 0; good && i < sk_X509_CRL_num(pkits->lists); i++) {
        (void)(crl_compile_add(&compile, sk_X509_CRL_value(pkits->lists, i), NULL) == STATUS_OK);
    }
    if (good && crl_compile_end(&compile, bytes, NULL) == STATUS_OK) {
        ck_assert_int_eq(crl_table_read(buffer_span(bytes), &table, NULL), STATUS_OK);
    }
    crl_compile_free(&compile);
    sk_X509_free(authorities);
    return table;
}

static enum auth_reason verify(
    const struct json *item, const struct pkits_case *pkits, int level, struct fault *fault)
{
    struct chain_rules rules = {
        .anchors = pkits->anchors,
        .between = pkits->between,
        .table = pkits->table,
        .lists = pkits->table == NULL ? pkits->lists : NULL,
        .now_s = MIDYEAR_2024,
        .security_level = level,
        .between_max = 10,
    };
    settings_apply(item, &rules);
    STACK_OF(X509) *chain = NULL;
    enum auth_reason reason = certificate_verify(&rules, pkits->leaf, &chain, fault);
    ck_assert_int_eq(reason == AUTH_OK, chain != NULL);
    sk_X509_pop_free(chain, X509_free);
    sk_ASN1_OBJECT_pop_free(rules.policies, ASN1_OBJECT_free);
    return reason;
}

/* Lists what is refused beyond need; stops at anything accepted that should not be. */
static unsigned run(int level, struct buffer *refused)
{
    unsigned agreed = 0;
    for (const struct json *item = cases(); item != NULL; item = item->next) {
        struct pkits_case pkits = {.leaf = NULL};
        struct fault fault;
        fault_clear(&fault);
        struct span test = json_text(item, "test");
        struct span title = json_text(item, "title");
        case_read(item, &pkits);
        bool accepted = verify(item, &pkits, level, &fault) == AUTH_OK;
        bool expected = json_bool(item, "should_validate");
        ck_assert_msg(expected || !accepted, "wrongly accepted: %.*s", (int)test.len, test.data);
        if (expected && !accepted) {
            buffer_printf(refused, "%.*s %.*s: %s\n", (int)test.len, test.data, (int)title.len,
                title.data, fault.text);
        } else {
            agreed++;
        }
        case_free(&pkits);
    }
    return agreed;
}

/* Level 0: the suite signs with keys and digests of its time, which is not what it tests. */
START_TEST(agrees_with_the_suite)
{
    struct buffer refused;
    buffer_init(&refused, 65536);
    unsigned agreed = run(0, &refused);
    (void)printf("%u of %d cases agree, 0 wrongly accepted\n%.*s", agreed, CASES, (int)refused.len,
        refused.data);
    (void)fflush(stdout);
    struct span known = file_read("tests/auth/pkits_refused");
    while (known.data[0] == '#') {
        known.data = strchr(known.data, '\n') + 1;
    }
    known.len = strlen(known.data);
    ck_assert_msg(span_equal(buffer_span(&refused), known), "not the cases of pkits_refused");
    ck_assert_uint_ge(agreed, AGREED_MIN);
    buffer_free(&refused);
}
END_TEST

/* The worker's level refuses one case more: DSA with SHA-1. */
START_TEST(agrees_at_the_level_of_requests)
{
    struct buffer refused;
    buffer_init(&refused, 65536);
    ck_assert_uint_eq(run(2, &refused), AGREED_MIN - 1);
    buffer_putc(&refused, '\0');
    ck_assert_ptr_nonnull(strstr(refused.data, "4.1.4 Valid DSA Signatures Test4"));
    buffer_free(&refused);
}
END_TEST

/* As workers ask. How many agree is told, not wanted: the table takes full, plain lists only. */
START_TEST(accepts_nothing_wrong_by_the_table)
{
    unsigned agreed = 0;
    unsigned tables = 0;
    for (const struct json *item = cases(); item != NULL; item = item->next) {
        struct pkits_case pkits = {.leaf = NULL};
        struct buffer bytes;
        buffer_init(&bytes, CRL_TABLE_LEN_MAX);
        case_read(item, &pkits);
        struct crl_table *table = table_make(&pkits, &bytes);
        pkits.table = table;
        tables += table != NULL;
        bool accepted = table != NULL && verify(item, &pkits, 0, NULL) == AUTH_OK;
        bool expected = json_bool(item, "should_validate");
        ck_assert_msg(expected || !accepted, "wrongly accepted: %s",
            arena_text(arena, json_text(item, "test")));
        agreed += expected == accepted;
        crl_table_close(table);
        buffer_free(&bytes);
        case_free(&pkits);
    }
    (void)printf("by the table %u of %d cases agree, 0 wrongly accepted; %u have a table\n", agreed,
        CASES, tables);
    ck_assert_uint_gt(tables, CASES / 2);
}
END_TEST

/* The table of one case, the chains of all: below a CA without a list there nobody is let in. */
START_TEST(refuses_where_a_list_is_missing)
{
    const struct json *item = cases();
    struct pkits_case first = {.leaf = NULL};
    struct buffer bytes;
    buffer_init(&bytes, CRL_TABLE_LEN_MAX);
    case_read(item, &first);
    struct crl_table *table = table_make(&first, &bytes);
    ck_assert_ptr_nonnull(table);
    unsigned missing = 0;
    for (; item != NULL; item = item->next) {
        struct pkits_case pkits = {.leaf = NULL};
        struct fault fault;
        fault_clear(&fault);
        case_read(item, &pkits);
        pkits.table = table;
        enum auth_reason reason = verify(item, &pkits, 0, &fault);
        ck_assert(strcmp(fault.code, "3") != 0 || reason == AUTH_CRL);
        missing += strcmp(fault.code, "3") == 0; /* unable to get certificate CRL */
        case_free(&pkits);
    }
    ck_assert_uint_gt(missing, CASES / 2);
    crl_table_close(table);
    buffer_free(&bytes);
    case_free(&first);
}
END_TEST

static void setup(void)
{
    arena = arena_create(16 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void)
{
    arena_destroy(arena);
}

int main(void)
{
    TCase *tests = tcase_create("pkits");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, agrees_with_the_suite);
    tcase_add_test(tests, accepts_nothing_wrong_by_the_table);
    tcase_add_test(tests, refuses_where_a_list_is_missing);
    tcase_add_test(tests, agrees_at_the_level_of_requests);
    return harness_run("auth/pkits", tests);
}
