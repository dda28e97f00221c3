/* SPDX-License-Identifier: EUPL-1.2 */
/* load.c - the commands by which the operator puts documents before the people who decide. */
#include "ledger/operator/load.h"

#include <string.h>

#include "ledger/base/digest.h"
#include "ledger/base/json.h"
#include "ledger/grants/annex.h"
#include "ledger/operator/acting.h"
#include "ledger/operator/call_check.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/files.h"

#define PARAMS_MAX 4096

/* One word on the command line; says so when there is another number of them. */
static bool one_file(struct operator_run *op, int count, const char *command, const char *what)
{
    if (count != 1) {
        operator_problem(op, "%s takes one %s", command, what);
    }
    return count == 1;
}

static enum outcome read_document(struct operator_run *op, const char *path, struct span *text_out)
{
    enum status status = file_read(op->arena, path, text_out, &op->fault);
    return status == STATUS_OK ? OUTCOME_OK : operator_failed(op, status, "document");
}

/* Strict JSON, or "file:line: reason". */
static enum outcome read_json(
    struct operator_run *op, const char *path, struct span *text_out, const struct json **json_out)
{
    struct json_error error = {0};
    enum outcome outcome = read_document(op, path, text_out);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    if (json_parse(op->arena, *text_out, json_out, &error) != STATUS_OK) {
        operator_problem(
            op, "%s:%u: %s", path, error.line, error.reason != NULL ? error.reason : "too large");
        return OUTCOME_REFUSED;
    }
    return OUTCOME_OK;
}

static enum status propose_document(struct operator_run *op, struct service *service,
    const struct proposal *proposal, struct act_reply *reply)
{
    struct buffer params;
    struct json_writer writer;
    buffer_init(&params, PARAMS_MAX);
    json_writer_init(&writer, &params);
    json_open_object(&writer, NULL);
    json_put_text(&writer, "kind", proposal->kind);
    json_put_text(&writer, "subject", proposal->subject);
    json_put_text(&writer, "title", proposal->title);
    json_put_text(&writer, "sha256", span_from(proposal->hex));
    json_close_object(&writer);
    struct span text = arena_copy(op->arena, buffer_span(&params));
    bool failed = params.failed || text.data == NULL;
    buffer_free(&params);
    if (failed) {
        FAULT(&op->fault, "operator", "", "title or subject is no text, or too long");
        return STATUS_INVALID;
    }
    enum status status = acting_store(op, service, proposal->document);
    if (status != STATUS_OK) {
        return status;
    }
    /* The same document for the same subject is the same proposal, however often it is loaded. */
    struct span key = arena_format(op->arena, "%.*s/%.*s/%s", (int)proposal->kind.len,
        proposal->kind.data, (int)proposal->subject.len, proposal->subject.data, proposal->hex);
    return acting_perform(op, service, "propose", text, key, reply);
}

enum outcome load_propose(struct operator_run *op, struct proposal *proposal)
{
    struct service *service = NULL;
    struct act_reply reply;
    const struct json *result = NULL;
    struct json_error error;
    struct digest digest = digest_of(proposal->document);
    digest_hex(&digest, proposal->hex);
    enum outcome outcome = acting_open(op, &service);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    enum status status = propose_document(op, service, proposal, &reply);
    service_close(service);
    if (status == STATUS_OK) {
        status = json_parse(op->arena, reply.result, &result, &error);
    }
    if (status != STATUS_OK) {
        return operator_failed(op, status, "propose");
    }
    buffer_printf(
        &op->out, "proposal %lld %s\n", (long long)json_int(result, "proposal"), proposal->hex);
    return OUTCOME_OK;
}

enum outcome command_propose(struct operator_run *op, int count, char *const *arguments)
{
    if (count != 4) {
        operator_problem(op, "propose takes KIND SUBJECT TITLE FILE");
        return OUTCOME_USAGE;
    }
    struct proposal proposal = {
        .kind = span_from(arguments[0]),
        .subject = span_from(arguments[1]),
        .title = span_from(arguments[2]),
    };
    enum outcome outcome = read_document(op, arguments[3], &proposal.document);
    return outcome == OUTCOME_OK ? load_propose(op, &proposal) : outcome;
}

enum outcome command_call_load(struct operator_run *op, int count, char *const *arguments)
{
    struct proposal proposal = {.kind = SPAN("call")};
    const struct call *call = NULL;
    if (!one_file(op, count, "call load", "FILE")) {
        return OUTCOME_USAGE;
    }
    enum outcome outcome = call_file_read(op, arguments[0], &proposal.document, &call);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    proposal.subject = call->name;
    proposal.title = call->title.da;
    return load_propose(op, &proposal);
}

enum outcome command_annex_load(struct operator_run *op, int count, char *const *arguments)
{
    struct proposal proposal = {.kind = SPAN("annex")};
    struct annex annex;
    struct call_error error = {0};
    if (!one_file(op, count, "annex load", "FILE")) {
        return OUTCOME_USAGE;
    }
    enum outcome outcome = read_document(op, arguments[0], &proposal.document);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    if (annex_parse(op->arena, proposal.document, &annex, &error) != STATUS_OK) {
        operator_problem(op, "%s:%u: %s", arguments[0], error.line,
            error.reason != NULL ? error.reason : "too large");
        return OUTCOME_REFUSED;
    }
    proposal.subject = arena_format(op->arena, "%.*s/%.*s", (int)annex.call.len, annex.call.data,
        (int)annex.annex.len, annex.annex.data);
    proposal.title = proposal.subject;
    return load_propose(op, &proposal);
}

enum outcome command_register_load(struct operator_run *op, int count, char *const *arguments)
{
    struct proposal proposal = {.kind = SPAN("register"), .subject = SPAN("register")};
    const struct json *json = NULL;
    if (!one_file(op, count, "register load", "FILE")) {
        return OUTCOME_USAGE;
    }
    enum outcome outcome = read_json(op, arguments[0], &proposal.document, &json);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    const struct json *organisations = json_get(json, "organisations");
    const struct json *people = json_get(json, "people");
    proposal.title = arena_format(op->arena, "Register: %zu organisations, %zu people",
        organisations != NULL ? organisations->count : 0, people != NULL ? people->count : 0);
    return load_propose(op, &proposal);
}

enum outcome command_administrators_recover(
    struct operator_run *op, int count, char *const *arguments)
{
    struct proposal proposal = {.kind = SPAN("recovery"),
        .subject = SPAN("administrators"),
        .title = SPAN("New administrators, because the old ones are lost")};
    const struct json *json = NULL;
    if (!one_file(op, count, "administrators recover", "FILE")) {
        return OUTCOME_USAGE;
    }
    enum outcome outcome = read_json(op, arguments[0], &proposal.document, &json);
    return outcome == OUTCOME_OK ? load_propose(op, &proposal) : outcome;
}

bool load_number(const char *text)
{
    size_t len = strlen(text);
    return len > 0 && len <= 18 && strspn(text, "0123456789") == len && text[0] != '0';
}

enum outcome command_administrators_complete(
    struct operator_run *op, int count, char *const *arguments)
{
    struct service *service = NULL;
    struct act_reply reply;
    if (!one_file(op, count, "administrators complete", "NUMBER")) {
        return OUTCOME_USAGE;
    }
    if (!load_number(arguments[0])) {
        operator_problem(op, "NUMBER is the proposal's, as \"administrators recover\" printed it");
        return OUTCOME_USAGE;
    }
    enum outcome outcome = acting_open(op, &service);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    struct span params = arena_format(op->arena, "{\"proposal\":%s}", arguments[0]);
    enum status status = acting_perform(
        op, service, "recover_administrators", params, span_from(arguments[0]), &reply);
    service_close(service);
    if (status != STATUS_OK) {
        return operator_failed(op, status, "recover_administrators");
    }
    buffer_printf(
        &op->out, "two new administrators are enrolled, entry %lld\n", (long long)reply.entry);
    return OUTCOME_OK;
}

enum outcome command_appropriation_load(struct operator_run *op, int count, char *const *arguments)
{
    struct proposal proposal = {.kind = SPAN("appropriation")};
    const struct json *json = NULL;
    if (!one_file(op, count, "appropriation load", "FILE")) {
        return OUTCOME_USAGE;
    }
    enum outcome outcome = read_json(op, arguments[0], &proposal.document, &json);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    proposal.subject = json_text(json, "id");
    proposal.title =
        arena_format(op->arena, "%.*s, finance year %lld", (int)json_text(json, "account").len,
            json_text(json, "account").data, (long long)json_int(json, "year"));
    return load_propose(op, &proposal);
}

/* An act whose only parameter is the hash of a document in the store. */
static enum outcome perform_document(
    struct operator_run *op, const char *act, struct span document, struct act_reply *reply)
{
    struct service *service = NULL;
    char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(document);
    digest_hex(&digest, hex);
    enum outcome outcome = acting_open(op, &service);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    enum status status = acting_store(op, service, document);
    if (status == STATUS_OK) {
        struct span params = arena_format(op->arena, "{\"sha256\":\"%s\"}", hex);
        status = acting_perform(op, service, act, params, span_from(hex), reply);
    }
    service_close(service);
    return status == STATUS_OK ? OUTCOME_OK : operator_failed(op, status, act);
}

enum outcome command_bootstrap(struct operator_run *op, int count, char *const *arguments)
{
    struct span document = {0};
    const struct json *json = NULL;
    struct act_reply reply = {0};
    if (!one_file(op, count, "bootstrap", "FILE")) {
        return OUTCOME_USAGE;
    }
    enum outcome outcome = read_json(op, arguments[0], &document, &json);
    if (outcome == OUTCOME_OK) {
        outcome = perform_document(op, "bootstrap", document, &reply);
    }
    if (outcome == OUTCOME_OK) {
        buffer_printf(
            &op->out, "two administrators are enrolled, entry %lld\n", (long long)reply.entry);
    }
    return outcome;
}

enum outcome command_deployment(struct operator_run *op, int count, char *const *arguments)
{
    struct service *service = NULL;
    struct act_reply reply;
    struct span hash = {0};
    if (!one_file(op, count, "deployment record", "VERSION")) {
        return OUTCOME_USAGE;
    }
    if (strspn(arguments[0], "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._+-")
        != strlen(arguments[0])) {
        operator_problem(op, "a version is letters, digits, ., _, + and -");
        return OUTCOME_USAGE;
    }
    enum outcome outcome = acting_open(op, &service);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    enum status status = acting_catalogue(op, service, &hash);
    if (status == STATUS_OK) {
        struct span params = arena_format(op->arena, "{\"version\":\"%s\",\"catalogue\":\"%.*s\"}",
            arguments[0], (int)hash.len, hash.data);
        status = acting_perform(op, service, "record_deployment", params, (struct span){0}, &reply);
    }
    service_close(service);
    if (status != STATUS_OK) {
        return operator_failed(op, status, "deployment");
    }
    buffer_printf(&op->out, "deployment recorded, entry %lld, catalogue %.*s\n",
        (long long)reply.entry, (int)hash.len, hash.data);
    return OUTCOME_OK;
}
