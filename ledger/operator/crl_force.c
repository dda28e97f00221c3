/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/crl_force.h"

#include <unistd.h>

#include "auth/crl_compile.h"
#include "ledger/base/moment.h"
#include "ledger/operator/files.h"

#define HOUR_S INT64_C(3600)
#define DAY_S  (24 * HOUR_S)

static enum status trust_read(struct operator_run *op, STACK_OF(X509) * *authorities_out)
{
    struct span pem;
    enum status status = file_read(op->arena, op->settings.trust, &pem, &op->fault);
    if (status == STATUS_OK) {
        status = crl_authorities_read(pem, authorities_out, &op->fault);
    }
    return status;
}

bool crl_trust(struct operator_run *op, STACK_OF(X509) * *authorities_out)
{
    if (trust_read(op, authorities_out) != STATUS_OK) {
        operator_problem(op, "the pinned CAs, %s: %s", op->settings.trust, op->fault.text);
        return false;
    }
    return true;
}

bool crl_published(struct operator_run *op, struct crl_table **table_out)
{
    const char *path = op->settings.crl_table;
    *table_out = NULL;
    if (access(path, F_OK) != 0) {
        return true;
    }
    if (crl_table_open(path, table_out, &op->fault) != STATUS_OK) {
        operator_problem(op,
            "the table in force cannot be used: %s; without it nothing tells an old list from a new "
            "one: look why, then remove it and run this again",
            op->fault.text);
        return false;
    }
    return true;
}

const char *crl_instant(struct arena *arena, int64_t seconds)
{
    struct buffer text;
    buffer_init(&text, 64);
    moment_put(&text, seconds * MOMENT_SECOND_US);
    const char *copy = arena_printf(arena, "%.*sZ", (int)(text.len > 19 ? 19 : 0), text.data);
    buffer_free(&text);
    return copy;
}

/* The list that ends first; NULL when a CA has none, *authority_out then is that CA. */
static const struct crl_list *first_to_end(
    const struct crl_table *table, STACK_OF(X509) * authorities, const X509 **authority_out)
{
    const struct crl_list *first = NULL;
    for (int i = 0; i < sk_X509_num(authorities); i++) {
        const X509 *authority = sk_X509_value(authorities, i);
        struct digest digest;
        unsigned len = 0;
        ensure(X509_digest(authority, EVP_sha256(), digest.bytes, &len) == 1);
        const struct crl_list *list = crl_table_find(table, &digest);
        if (list == NULL || first == NULL || list->next_update_s < first->next_update_s) {
            first = list;
            *authority_out = authority;
        }
        if (list == NULL) {
            return NULL;
        }
    }
    return first;
}

static enum finding judge(struct operator_run *op, const struct crl_table *table,
    STACK_OF(X509) * authorities, int64_t now_s, const char **text_out)
{
    const X509 *authority = NULL;
    char name[CRL_NAME_LEN_MAX];
    const struct crl_list *list = first_to_end(table, authorities, &authority);
    crl_authority_name(X509_get_subject_name(authority), name);
    if (list == NULL) {
        *text_out = arena_printf(op->arena,
            "there is no CRL of %s: nobody can log in; publish one: tilsagn crl update", name);
        return FINDING_BROKEN;
    }
    const char *end = crl_instant(op->arena, list->next_update_s);
    int64_t left_s = list->next_update_s - now_s;
    if (left_s <= 0) {
        *text_out = arena_printf(op->arena,
            "the CRL of %s ended at %s: nobody can log in; publish the next: tilsagn crl update",
            name, end);
        return FINDING_BROKEN;
    }
    if (left_s < op->settings.crl_alarm_hours * HOUR_S) {
        *text_out = arena_printf(op->arena,
            "the CRL of %s ends at %s, in less than %d hours: then nobody can log in; publish the "
            "next: tilsagn crl update",
            name, end, op->settings.crl_alarm_hours);
        return FINDING_WARNING;
    }
    bool days = left_s >= 2 * DAY_S;
    *text_out = arena_printf(op->arena, "CRLs are in force for %lld more %s, until %s",
        (long long)(left_s / (days ? DAY_S : HOUR_S)), days ? "days" : "hours", end);
    return FINDING_OK;
}

enum finding crl_force(struct operator_run *op, int64_t now_s, const char **text_out)
{
    STACK_OF(X509) *authorities = NULL;
    struct crl_table *table = NULL;
    enum finding finding = FINDING_BROKEN;
    if (trust_read(op, &authorities) != STATUS_OK
        || crl_table_open(op->settings.crl_table, &table, &op->fault) != STATUS_OK) {
        *text_out = arena_printf(
            op->arena, "no CRLs: %s; nobody can log in: tilsagn crl update", op->fault.text);
        fault_clear(&op->fault);
    } else {
        finding = judge(op, table, authorities, now_s, text_out);
    }
    crl_table_close(table);
    sk_X509_pop_free(authorities, X509_free);
    ensure(*text_out != NULL);
    return finding;
}
