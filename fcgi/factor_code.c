/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/factor_code.h"

#include <string.h>
#include <time.h>

#include "auth/totp.h"
#include "ledger/base/log.h"
#include "ledger/factor.h"

static struct span code_of(const struct exchange *x)
{
    bool page = x->match.route != NULL && x->match.route->kind == ROUTE_PAGE;
    return span_trim(page ? form_value(&x->form, "code") : x->request->code);
}

/* Takes up a rotated key file. One that cannot be read leaves the keys that there are: codes go on
 * working, and the log says why. */
static void keys_follow(struct exchange *x)
{
    struct fault fault;
    fault_clear(&fault);
    if (seal_keys_refresh(x->seal, &fault) != STATUS_OK) {
        struct log_line line;
        log_begin(&line, LOG_LEVEL_ERROR, "seal_keys_unreadable");
        log_fault(&line, &fault);
        log_end(&line);
    }
}

static enum status compare(
    struct exchange *x, const struct factor *factor, struct span code, struct factor_code *code_out)
{
    struct totp_seed seed;
    keys_follow(x);
    enum status status = seal_open(x->seal, TOTP_SEAL_PURPOSE, x->identity->person, factor->sealed,
        seed.bytes, sizeof(seed.bytes));
    if (status != STATUS_OK) {
        FAULT(&x->fault, "factor", "", "the seed does not open: status %d", (int)status);
        return STATUS_INTERNAL;
    }
    /* The instant at which the request had come: it may have waited for this worker. */
    int64_t now_s =
        x->request->received_us > 0 ? x->request->received_us / 1000000 : (int64_t)time(NULL);
    int64_t step = 0;
    status = totp_match(&seed, code, now_s, factor->drift, &step);
    totp_forget(&seed);
    if (status == STATUS_OK) {
        *code_out = (struct factor_code){.verdict = FACTOR_RIGHT, .step = step};
        return STATUS_OK;
    }
    bool locked = false;
    code_out->verdict = FACTOR_WRONG;
    if (status != STATUS_DENIED) {
        return STATUS_OK; /* no six digits: a slip, not a guess */
    }
    status = factor_wrong(x->service, x->arena, x->identity->person, &locked, &x->fault);
    code_out->verdict = locked ? FACTOR_LOCKED : FACTOR_WRONG;
    return status;
}

enum status factor_code_take(struct exchange *x, struct factor_code *code_out)
{
    struct factor_code code = {.verdict = FACTOR_NOT_ASKED, .step = 0};
    struct span text = code_of(x);
    struct factor factor;
    enum status status = STATUS_NOT_FOUND;
    if (text.len > 0) {
        status = factor_read(x->service, x->arena, x->identity->person, &factor, &x->fault);
    }
    if (status == STATUS_OK && factor.locked) {
        code.verdict = FACTOR_LOCKED;
    } else if (status == STATUS_OK && factor.sealed.len > 0) {
        status = compare(x, &factor, text, &code);
    }
    if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
        return status;
    }
    *code_out = code;
    return STATUS_OK;
}

void factor_code_explain(const struct factor_code *code, struct fault *fault)
{
    if (strcmp(fault->code, "LG411") != 0) {
        return;
    }
    switch (code->verdict) {
    case FACTOR_NOT_ASKED:
    case FACTOR_RIGHT:
        return;
    case FACTOR_WRONG:
        fault_clear(fault);
        FAULT(fault, "factor", "LG412", "the code is wrong");
        (void)snprintf(fault->detail, sizeof(fault->detail), "{\"reason\": \"wrong\"}");
        return;
    case FACTOR_LOCKED:
        fault_clear(fault);
        FAULT(fault, "factor", "LG413", "the second factor is locked");
        return;
    }
}

enum status factor_seed_make(struct exchange *x, struct factor_seed *seed_out)
{
    struct totp_seed seed;
    struct buffer sealed;
    struct buffer text;
    keys_follow(x);
    totp_seed_make(&seed);
    buffer_init(&sealed, TOTP_SEED_LEN + SEAL_OVERHEAD);
    buffer_init(&text, 2048);
    seal_put(&sealed, x->seal, TOTP_SEAL_PURPOSE, x->identity->person,
        (struct span){.data = (const char *)seed.bytes, .len = sizeof(seed.bytes)});
    enum status status =
        factor_begin(x->service, x->arena, x->identity->person, buffer_span(&sealed), &x->fault);
    if (status == STATUS_OK) {
        struct factor_seed shown;
        struct span issuer = x->config->demo ? SPAN("Tilsagn demo") : SPAN("Tilsagn");
        totp_put_secret(&text, &seed);
        shown.secret = arena_copy(x->arena, buffer_span(&text));
        buffer_clear(&text);
        totp_put_uri(&text, &seed, issuer, x->identity->display_name);
        shown.uri = span_from(arena_text(x->arena, buffer_span(&text)));
        status = shown.secret.data == NULL || shown.uri.data == NULL ? STATUS_LIMIT : STATUS_OK;
        *seed_out = shown;
    }
    totp_forget(&seed);
    buffer_free(&text);
    buffer_free(&sealed);
    return status;
}
