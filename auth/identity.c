/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/identity.h"

#include "ledger/base/json.h"
#include "ledger/reads.h"

static enum status roles_take(const struct json *document, struct identity *identity)
{
    for (const struct json *role = json_list(document, "roles"); role != NULL; role = role->next) {
        if (identity->role_count == IDENTITY_ROLES_MAX || role->kind != JSON_STRING) {
            return STATUS_INTERNAL;
        }
        identity->roles[identity->role_count++] = role->string;
    }
    return STATUS_OK;
}

/* The document comes from our own database; what does not fit is a bug. */
static enum status identity_take(
    const struct json *document, const struct credential *credential, struct identity *identity_out)
{
    struct identity identity = {
        .person = json_int(document, "person"),
        .human = json_int(document, "human"),
        .display_name = json_text(document, "name"),
        .organisation = json_text(document, "organisation.cvr"),
        .organisation_name = json_text(document, "organisation.name"),
        .organisation_kind = json_text(document, "organisation.kind"),
        .certificate_hex = credential->certificate_hex,
    };
    if (identity.person <= 0 || identity.human <= 0 || identity.organisation.len == 0
        || roles_take(document, &identity) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    *identity_out = identity;
    return STATUS_OK;
}

static enum status denied(enum auth_reason reason, enum auth_reason *reason_out)
{
    *reason_out = reason;
    return STATUS_DENIED;
}

static enum status judge(const struct json *document, const struct credential *credential,
    struct identity *identity_out, enum auth_reason *reason_out)
{
    const struct json *person = json_get(document, "person");
    struct identity identity;
    if (person != NULL && person->kind == JSON_NULL) {
        bool registered = json_text(document, "audience").len > 0;
        return denied(registered ? AUTH_UNKNOWN_PERSON : AUTH_UNKNOWN_ORGANISATION, reason_out);
    }
    enum status status = identity_take(document, credential, &identity);
    if (status != STATUS_OK) {
        return status;
    }
    if (!span_equal(identity.organisation, credential->organisation)) {
        return denied(AUTH_OTHER_ORGANISATION, reason_out);
    }
    if (json_bool(document, "blocked")) {
        return denied(AUTH_BLOCKED, reason_out);
    }
    *identity_out = identity;
    *reason_out = AUTH_OK;
    return STATUS_OK;
}

enum status identity_find(struct service *service, struct arena *arena,
    const struct credential *credential, struct identity *identity_out,
    enum auth_reason *reason_out, struct fault *fault)
{
    ensure(credential != NULL && identity_out != NULL && reason_out != NULL);
    *reason_out = AUTH_INTERNAL;
    struct read_question question = {
        .what = READ_IDENTIFY,
        .values = DB_VALUES(db_text(credential->profile), db_text(credential->serial_number),
            db_text(credential->certificate_hex), db_text(credential->organisation)),
    };
    struct span text;
    const struct json *document = NULL;
    struct json_error error;
    enum status status = read_alone(service, arena, &question, &text, fault);
    if (status == STATUS_OK && json_parse(arena, text, &document, &error) != STATUS_OK) {
        status = STATUS_INTERNAL;
    }
    return status == STATUS_OK ? judge(document, credential, identity_out, reason_out) : status;
}

bool identity_holds(const struct identity *identity, const char *role)
{
    for (size_t i = 0; i < identity->role_count; i++) {
        if (span_is(identity->roles[i], role)) {
            return true;
        }
    }
    return false;
}
