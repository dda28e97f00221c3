/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "auth/crl_compile.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/crl_force.h"
#include "ledger/operator/fetch.h"
#include "ledger/operator/publish.h"

static const struct fetch_limits limits = {
    .bytes_max = CRL_BYTES_MAX,
    .seconds_max = 60,
    .redirects_max = 3,
};

struct update {
    struct operator_run *op;
    bool check; /* write nothing */
    const char *const *sources;
    size_t source_count;
    STACK_OF(X509) * authorities;
    struct crl_table *before; /* NULL: the first time */
    struct crl_compile compile;
    struct buffer table;
    struct buffer bundle; /* PEM */
    unsigned refusals;
    unsigned silences; /* sources that did not answer */
};

/* ---- taking lists ---- */

static void refuse(struct update *update, const char *source, enum status status)
{
    operator_problem(update->op, "%s: %s", source, update->op->fault.text);
    fault_clear(&update->op->fault);
    if (status == STATUS_UNAVAILABLE) {
        update->silences++;
    } else {
        update->refusals++;
    }
}

static void bundle_put(struct buffer *bundle, X509_CRL *crl)
{
    char *data = NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    ensure(bio != NULL && PEM_write_bio_X509_CRL(bio, crl) == 1);
    long len = BIO_get_mem_data(bio, &data);
    buffer_put(bundle, (struct span){.data = data, .len = (size_t)len});
    BIO_free(bio);
}

static void take_list(struct update *update, const char *source, X509_CRL *crl)
{
    struct fault *fault = &update->op->fault;
    if (crl_compile_add(&update->compile, crl, fault) == STATUS_OK) {
        bundle_put(&update->bundle, crl);
        return;
    }
    char name[CRL_NAME_LEN_MAX];
    crl_authority_name(X509_CRL_get_issuer(crl), name);
    operator_problem(update->op, "%s: the list of %s: %s", source, name, fault->text);
    fault_clear(fault);
    update->refusals++;
}

static void take_source(struct update *update, const char *source)
{
    struct fault *fault = &update->op->fault;
    struct buffer bytes;
    STACK_OF(X509_CRL) *lists = sk_X509_CRL_new_null();
    ensure(lists != NULL);
    enum status status = fetch(source, &limits, &bytes, fault);
    if (status == STATUS_OK) {
        status = crl_read(buffer_span(&bytes), lists, fault);
    }
    if (status != STATUS_OK) {
        refuse(update, source, status);
    }
    for (int i = 0; i < sk_X509_CRL_num(lists); i++) {
        take_list(update, source, sk_X509_CRL_value(lists, i));
    }
    buffer_free(&bytes);
    sk_X509_CRL_pop_free(lists, X509_CRL_free);
}

/* ---- telling what changed ---- */

/* How many entries of `a` are not in `b` (NULL: nothing is). Both ascend. */
static size_t missing_in(const struct crl_list *a, const struct crl_list *b)
{
    size_t missing = 0;
    size_t j = 0;
    for (size_t i = 0; i < a->count; i++) {
        const uint8_t *serial = a->serials + i * CRL_SERIAL_LEN;
        while (b != NULL && j < b->count
               && memcmp(b->serials + j * CRL_SERIAL_LEN, serial, CRL_SERIAL_LEN) < 0) {
            j++;
        }
        bool found = b != NULL && j < b->count
                     && memcmp(b->serials + j * CRL_SERIAL_LEN, serial, CRL_SERIAL_LEN) == 0;
        missing += found ? 0 : 1;
    }
    return missing;
}

/* Decimal where it fits 64 bits, else hexadecimal as OpenSSL prints it. */
static void put_number(struct buffer *out, const uint8_t number[static CRL_NUMBER_LEN])
{
    uint64_t value = 0;
    bool small = true;
    for (size_t i = 0; i < CRL_NUMBER_LEN; i++) {
        small = small && (i >= CRL_NUMBER_LEN - 8 || number[i] == 0);
        value = value << 8 | number[i];
    }
    if (small) {
        buffer_printf(out, "%llu", (unsigned long long)value);
        return;
    }
    buffer_puts(out, "0x");
    hex_put(out, (struct span){.data = (const char *)number, .len = CRL_NUMBER_LEN});
}

static void tell_list(struct update *update, size_t authority)
{
    struct buffer *out = &update->op->out;
    const struct crl_list *list = &update->compile.lists[authority];
    const struct crl_list *before =
        update->before == NULL ? NULL : crl_table_find(update->before, &list->issuer);
    char name[CRL_NAME_LEN_MAX];
    const X509 *x509 = sk_X509_value(update->authorities, (int)authority);
    crl_authority_name(X509_get_subject_name(x509), name);
    size_t gone = before == NULL ? 0 : missing_in(before, list);
    buffer_printf(out, "%s: %zu entries (%zu new, %zu gone), number ", name, list->count,
        missing_in(list, before), gone);
    put_number(out, list->number);
    buffer_printf(out, ", next update %s\n", crl_instant(update->op->arena, list->next_update_s));
    if (gone > 0) {
        buffer_puts(out, "  what is gone is revoked no more; a certificate that an administrator "
                         "blocked stays blocked\n");
    }
}

/* ---- publishing ---- */

static enum outcome write_both(struct update *update)
{
    struct operator_run *op = update->op;
    /* First the table, which decides; nginx only turns people away earlier. */
    enum status status = publish(op->settings.crl_table, buffer_span(&update->table), &op->fault);
    if (status == STATUS_OK) {
        buffer_printf(&op->out, "in force within 10 seconds: %s\n", op->settings.crl_table);
        status = publish(op->settings.crl, buffer_span(&update->bundle), &op->fault);
    }
    if (status != STATUS_OK) {
        operator_problem(op, "not published: %s", op->fault.text);
        return OUTCOME_REFUSED;
    }
    buffer_printf(&op->out, "read by nginx when it is reloaded: %s\n", op->settings.crl);
    return OUTCOME_OK;
}

static enum outcome update_run(struct update *update)
{
    struct operator_run *op = update->op;
    for (size_t i = 0; i < update->source_count; i++) {
        take_source(update, update->sources[i]);
    }
    /* A CA whose list was refused just now needs no second line. */
    if (update->refusals + update->silences == 0
        && crl_compile_end(&update->compile, &update->table, &op->fault) != STATUS_OK) {
        operator_problem(op, "%s: without it nobody could log in", op->fault.text);
        update->refusals++;
    }
    if (update->refusals + update->silences > 0) {
        operator_problem(op, "nothing was published; what is in force stays");
        return update->refusals > 0 ? OUTCOME_REFUSED : OUTCOME_UNAVAILABLE;
    }
    ensure(!update->bundle.failed);
    for (size_t i = 0; i < update->compile.count; i++) {
        tell_list(update, i);
    }
    if (update->check) {
        buffer_puts(&op->out, "checked; nothing was written\n");
        return OUTCOME_OK;
    }
    return write_both(update);
}

/* With the trust and the table in force at hand. */
static enum outcome update_begin(struct update *update)
{
    struct operator_run *op = update->op;
    if (!crl_trust(op, &update->authorities) || !crl_published(op, &update->before)) {
        return OUTCOME_REFUSED;
    }
    if (crl_compile_init(
            &update->compile, update->authorities, update->before, (int64_t)time(NULL), &op->fault)
        != STATUS_OK) {
        operator_problem(op, "%s: %s", op->settings.trust, op->fault.text);
        return OUTCOME_REFUSED;
    }
    buffer_init(&update->table, CRL_TABLE_LEN_MAX);
    /* PEM of DER is 1.4 times as long, so only memory can run out. */
    buffer_init(&update->bundle, 2 * SETTINGS_CRL_SOURCES_MAX * CRL_BYTES_MAX);
    enum outcome outcome = update_run(update);
    buffer_free(&update->table);
    buffer_free(&update->bundle);
    crl_compile_free(&update->compile);
    return outcome;
}

/* One at a time: what counts as older is decided by what is published meanwhile. */
static enum outcome update_locked(struct update *update)
{
    struct operator_run *op = update->op;
    int lock = -1;
    if (!update->check && publish_lock(op->settings.crl_table, &lock, &op->fault) != STATUS_OK) {
        operator_problem(op, "%s", op->fault.text);
        return OUTCOME_REFUSED;
    }
    enum outcome outcome = update_begin(update);
    crl_table_close(update->before);
    sk_X509_pop_free(update->authorities, X509_free);
    if (lock >= 0) {
        (void)close(lock);
    }
    return outcome;
}

/* ---- the command ---- */

static bool arguments_read(
    struct update *update, const char **sources, int count, char *const *arguments)
{
    for (int i = 0; i < count; i++) {
        bool from = strcmp(arguments[i], "--from") == 0;
        if (!from && strcmp(arguments[i], "--check") == 0) {
            update->check = true;
            continue;
        }
        if (!from || i + 1 == count || update->source_count == SETTINGS_CRL_SOURCES_MAX) {
            operator_problem(update->op,
                "crl update takes --check and up to %d times --from SOURCE",
                SETTINGS_CRL_SOURCES_MAX);
            return false;
        }
        i++;
        sources[update->source_count++] = arguments[i];
    }
    update->sources = sources;
    return true;
}

enum outcome command_crl_update(struct operator_run *op, int count, char *const *arguments)
{
    const char *sources[SETTINGS_CRL_SOURCES_MAX];
    struct update update = {.op = op};
    if (!arguments_read(&update, sources, count, arguments)) {
        return OUTCOME_USAGE;
    }
    if (!operator_settings(op)) {
        return OUTCOME_REFUSED;
    }
    if (update.source_count == 0) {
        update.sources = op->settings.crl_sources;
        update.source_count = op->settings.crl_source_count;
    }
    if (update.source_count == 0) {
        operator_problem(op, "no source: give --from or set crl_source in %s", op->config);
        return OUTCOME_USAGE;
    }
    enum outcome outcome = update_locked(&update);
    fault_clear(&op->fault);
    const char *text = NULL;
    if (crl_force(op, (int64_t)time(NULL), &text) != FINDING_OK && !update.check) {
        operator_problem(op, "alarm: %s", text);
        outcome = outcome == OUTCOME_OK ? OUTCOME_REFUSED : outcome;
    }
    op->alarm = outcome == OUTCOME_OK || update.check ? NULL : "crl_alarm";
    return outcome;
}
