/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/refusal.h"

#include <string.h>

#include "fcgi/web/translate.h"

/* The first rows stand in the order of enum status; see by_status(). */
static const struct refusal rows[] = {
    {NULL, STATUS_INVALID, 400, "malformed", N_("The request could not be read"),
        N_("Go back, check what you entered and try again.")},
    {NULL, STATUS_LIMIT, 413, "too-large", N_("The request is too large"),
        N_("Send fewer or smaller files, or a shorter text.")},
    {NULL, STATUS_NOT_FOUND, 404, "not-found", N_("The page was not found"),
        N_("Check the address. What you look for may also belong to another organisation.")},
    {NULL, STATUS_DENIED, 403, "forbidden", N_("You do not have access"),
        N_("Ask an administrator if you need this right.")},
    {NULL, STATUS_CONFLICT, 409, "conflict", N_("Something has changed in the meantime"),
        N_("Open the page again to see how it stands now.")},
    {NULL, STATUS_RETRY, 503, "unavailable", N_("The service does not answer"),
        N_("Nothing is lost. Try again in a moment.")},
    {NULL, STATUS_UNAVAILABLE, 503, "unavailable", N_("The service does not answer"),
        N_("Nothing is lost. Try again in a moment.")},
    {NULL, STATUS_INTERNAL, 500, "internal", N_("An error has occurred"),
        N_("The error is logged. Write the request number when you report it.")},

    {"LG101", STATUS_INVALID, 400, "malformed", N_("The request could not be read"),
        N_("Go back, check what you entered and try again.")},
    {"LG102", STATUS_INVALID, 422, "invalid-content", N_("Something must be corrected"),
        N_("Correct what the list names and send again.")},
    {"LG103", STATUS_INVALID, 409, "computation-differs", N_("Two computations differ"),
        N_("Nothing was recorded. Open the page again to see the new computation.")},
    {"LG201", STATUS_LIMIT, 409, "limit", N_("The amount is above a limit"),
        N_("Nothing was recorded. Lower the amount.")},
    {"LG202", STATUS_LIMIT, 409, "limit", N_("There is not enough money left"),
        N_("Nothing was recorded. Lower the amount.")},
    {"LG203", STATUS_LIMIT, 413, "too-large", N_("Your organisation's space for files is full"),
        N_("The draft is as it was before this file. Ask the agency for more space.")},
    {"LG301", STATUS_NOT_FOUND, 404, "not-found", N_("The page was not found"),
        N_("Check the address. What you look for may also belong to another organisation.")},
    {"LG401", STATUS_DENIED, 403, "forbidden", N_("You do not have access"),
        N_("Ask an administrator if you need this right.")},
    {"LG402", STATUS_DENIED, 403, "separation-of-duties", N_("Another person must do this"),
        N_("You took an earlier step in this case, so somebody else must take this one.")},
    {"LG403", STATUS_DENIED, 403, "forbidden", N_("You do not have access"),
        N_("This belongs to another organisation.")},
    {"LG404", STATUS_DENIED, 403, "blocked", N_("Your access is blocked"),
        N_("Ask an administrator of your organisation.")},
    {"LG405", STATUS_DENIED, 403, "forbidden", N_("You do not have access"),
        N_("This is not for users of this site.")},
    {"LG406", STATUS_DENIED, 429, "too-many-refusals", N_("Too many refused attempts"),
        N_("Wait an hour before you try again.")},
    {"LG410", STATUS_DENIED, 403, "signature-required", N_("Your own signature is needed"),
        N_("Nothing was recorded yet. Sign the request with your certificate and send it in.")},
    {"LG411", STATUS_DENIED, 403, "second-factor-required", N_("A code is needed"),
        N_("Type the six digits that your app shows. Two administrators enrol a second factor.")},
    {"LG412", STATUS_DENIED, 403, "second-factor-wrong", N_("The code is wrong"),
        N_("Nothing was recorded. Wait for the next code in your app and try again.")},
    {"LG413", STATUS_DENIED, 429, "second-factor-locked", N_("The second factor is locked"),
        N_("Too many wrong codes were typed. Wait at least a quarter of an hour.")},
    {"LG501", STATUS_CONFLICT, 409, "idempotency-conflict", N_("The form was already sent"),
        N_("It was sent before with other content. Open the page again.")},
    {"LG502", STATUS_CONFLICT, 409, "state", N_("This is not possible now"),
        N_("The case has moved on. Open the page again to see how it stands.")},
    {"LG503", STATUS_CONFLICT, 412, "stale", N_("Somebody has changed it in the meantime"),
        N_("Open the page again to see the newest version.")},
    {"LG506", STATUS_CONFLICT, 409, "hands-missing", N_("Too few people are left for this case"),
        N_("Nothing was recorded. Each later step of the case needs a person of its own.")},

    {"LG601", STATUS_UNAVAILABLE, 503, "export-running", N_("Another export is under way"),
        N_("Only one file is taken out at a time. Wait half a minute and try again; nothing else is affected.")},

    {NULL, STATUS_DENIED, 403, "certificate", N_("You do not have access"),
        N_("A valid employee certificate is required.")},
    {NULL, STATUS_DENIED, 403, "unknown-person", N_("You are not registered yet"),
        N_("Open the site in your browser with this certificate to ask for access.")},
    {NULL, STATUS_DENIED, 403, "cross-site", N_("The request came from another site"),
        N_("Open Tilsagn itself and try again there.")},
    {NULL, STATUS_DENIED, 403, "other-login", N_("You have been logged out"),
        N_("The login in this browser belongs to another person's certificate. Log in again.")},
    {NULL, STATUS_DENIED, 403, "form-token", N_("The form cannot be used any more"),
        N_("It was opened before you last logged in. Open the page again and send it from there.")},
    {NULL, STATUS_INVALID, 405, "method-not-allowed", N_("The page cannot be used in this way"),
        N_("Open the page again.")},
    {NULL, STATUS_INVALID, 501, "not-implemented", N_("The page cannot be used in this way"),
        N_("Open the page again.")},
    {NULL, STATUS_INVALID, 406, "not-acceptable", N_("This format is not offered"),
        N_("Ask for one of the documented formats.")},
    {NULL, STATUS_INVALID, 415, "unsupported-media-type", N_("This format cannot be read"),
        N_("Send one of the documented formats.")},
    {NULL, STATUS_INVALID, 422, "invalid-content", N_("Something must be corrected"),
        N_("Correct what the list names and send again.")},
    {NULL, STATUS_INVALID, 400, "idempotency-key-missing", N_("The idempotency key is missing"),
        N_("Send the header Idempotency-Key with a value of your own for each act: 8 to 128 letters, "
           "digits, - or _.")},
    {NULL, STATUS_INVALID, 428, "precondition-required", N_("The version is missing"),
        N_("Send the header If-Match with the version that you change.")},
    {NULL, STATUS_CONFLICT, 412, "stale", N_("Somebody has changed it in the meantime"),
        N_("Open the page again to see the newest version.")},
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

_Static_assert(STATUS_INVALID == 1 && STATUS_INTERNAL == 8, "rows[] follows enum status");

static const struct refusal *by_status(enum status status)
{
    ensure(status >= STATUS_INVALID && status <= STATUS_INTERNAL);
    const struct refusal *row = &rows[status - STATUS_INVALID];
    ensure(row->status == status && row->code == NULL);
    return row;
}

const struct refusal *refusal_find(enum status status, const struct fault *fault)
{
    for (size_t i = 0; fault != NULL && i < ROW_COUNT; i++) {
        if (rows[i].code != NULL && rows[i].status == status
            && strcmp(rows[i].code, fault->code) == 0) {
            return &rows[i];
        }
    }
    return by_status(status);
}

const struct refusal *refusal_named(const char *type)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (rows[i].code == NULL && strcmp(rows[i].type, type) == 0) {
            return &rows[i];
        }
    }
    ensure(false);
    return NULL;
}

const struct refusal *refusal_all(size_t *count_out)
{
    *count_out = ROW_COUNT;
    return rows;
}
