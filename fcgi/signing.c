/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/signing.h"

#include <stdio.h>
#include <time.h>

#include "auth/cms.h"
#include "ledger/base/log.h"
#include "ledger/signing.h"

#define EVIDENCE_FILE_MAX ((size_t)64 * 1024 * 1024) /* the lists of all CAs as PEM */

enum status signing_prepare(struct exchange *x, const struct act_call *call)
{
    struct act_call signed_call = *call;
    struct digest idem;
    struct span request;
    struct fault refused = x->fault;
    signed_call.totp_step = 0;
    signed_call.signs = true;
    if (call->idem == NULL) {
        idem = act_idem(x->identity->organisation, SPAN("signature"), x->request->request_id);
        signed_call.idem = &idem;
    }
    fault_clear(&x->fault);
    enum status status = act_write(x->service, x->arena, &signed_call, &request, &x->fault);
    if (status == STATUS_OK) {
        status = signing_keep(x->service, x->arena, call->person, request, &x->pending, &x->fault);
    }
    if (status != STATUS_OK) {
        return status;
    }
    x->fault = refused;
    (void)snprintf(
        x->fault.detail, sizeof(x->fault.detail), "{\"pending\": %lld}", (long long)x->pending);
    return STATUS_DENIED;
}

enum status signing_read(struct exchange *x, const struct json **document_out)
{
    int64_t pending = 0;
    enum status status = exchange_param_id(x, "pending", &pending);
    return status == STATUS_OK
               ? exchange_read(x, READ_PENDING_REQUEST, DB_VALUES(db_int8(pending)), document_out)
               : status;
}

static enum status refuse(struct exchange *x, enum signature_reason reason, enum auth_reason chain)
{
    struct fault why = x->fault;
    fault_clear(&x->fault);
    /* Somebody who may act offered a file that is no good signature of theirs: worth a line. */
    struct log_line line;
    log_begin(&line, LOG_LEVEL_NOTICE, "signature_refused");
    log_text(&line, "request", x->request->request_id);
    log_int(&line, "person", x->identity->person);
    log_text(&line, "reason", span_from(signature_reason_name(reason)));
    log_text(&line, "certificate", span_from(auth_reason_name(chain)));
    log_end(&line);
    FAULT(&x->fault, "signature", "LG102", "%s, %s: %s", signature_reason_name(reason),
        auth_reason_name(chain), why.text);
    (void)snprintf(x->fault.detail, sizeof(x->fault.detail),
        "{\"violations\": [{\"field\": \"signature\", \"code\": \"%s\"}]}",
        signature_reason_name(reason));
    return STATUS_INVALID;
}

/* A whole file of the configuration, kept as it is. */
static enum status prove_file(
    struct exchange *x, const struct digest *signature, const char *kind, const char *path)
{
    struct buffer bytes;
    char piece[65536];
    size_t got = 0;
    FILE *file = fopen(path, "rb");
    buffer_init(&bytes, EVIDENCE_FILE_MAX);
    while (file != NULL && (got = fread(piece, 1, sizeof(piece), file)) > 0) {
        buffer_put(&bytes, (struct span){.data = piece, .len = got});
    }
    bool whole = file != NULL && ferror(file) == 0 && !bytes.failed && bytes.len > 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    enum status status = STATUS_UNAVAILABLE;
    if (whole) {
        const struct evidence evidence = {.kind = kind, .bytes = buffer_span(&bytes)};
        status = signing_evidence(
            x->service, x->arena, x->identity->person, signature, &evidence, &x->fault);
    } else {
        FAULT(&x->fault, "signature", "", "%s: cannot be kept as evidence", path);
    }
    buffer_free(&bytes);
    return status;
}

/* Before the act: a signature without its evidence is never recorded. */
static enum status prove(struct exchange *x, struct span cms, struct span signer)
{
    const struct digest signature = digest_of(cms);
    const struct evidence certificate = {.kind = "certificate", .bytes = signer};
    enum status status = signing_evidence(
        x->service, x->arena, x->identity->person, &signature, &certificate, &x->fault);
    if (status == STATUS_OK) {
        status = prove_file(x, &signature, "authorities", x->config->trust);
    }
    return status == STATUS_OK ? prove_file(x, &signature, "crl", x->config->lists) : status;
}

enum status signing_perform(
    struct exchange *x, const struct json *document, struct span cms, struct act_reply *reply_out)
{
    struct span signer;
    enum auth_reason chain = AUTH_OK;
    const char *act = arena_text(x->arena, json_text(document, "act"));
    const struct signature_claim claim = {
        .cms = cms,
        .content = json_text(document, "request"),
        .profile = x->credential->profile,
        .serial_number = x->credential->serial_number,
        .prepared_s = json_int(document, "made_us") / 1000000,
        .now_s = (int64_t)time(NULL),
    };
    if (act == NULL) {
        return STATUS_LIMIT;
    }
    fault_clear(&x->fault);
    if (json_bool(document, "expired")) {
        FAULT(&x->fault, "signature", "LG503", "the request has expired");
        return STATUS_CONFLICT;
    }
    enum signature_reason reason =
        signature_check(x->trust, x->arena, &claim, &signer, &chain, &x->fault);
    if (reason != SIGNATURE_OK) {
        return refuse(x, reason, chain);
    }
    enum status status = prove(x, cms, signer);
    if (status != STATUS_OK) {
        return status;
    }
    const struct act_call call = {
        .act = act,
        .person = x->identity->person,
        .written = claim.content,
        .signature = cms,
    };
    return act_transaction(x->service, x->arena, &call, reply_out, &x->fault);
}
