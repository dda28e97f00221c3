/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/attest/options.h"

#include <string.h>

#include "ledger/attest/peer.h"
#include "ledger/base/span.h"

const char attest_usage[] =
    "usage: tilsagn-attest --key FILE [--name ORIGIN] [--known KEY]... [--simulated-clock]\n"
    "                      --listen-AUDIENCE PATH:UID[,UID...] ...\n"
    "       tilsagn-attest --create-key --key FILE\n"
    "       tilsagn-attest --public-key --key FILE [--name ORIGIN]\n"
    "\n"
    "Signs each act's request and the receipts of a portal host with a key of its own, so that\n"
    "the database alone can forge nothing.\n"
    "\n"
    "  --key FILE          the Ed25519 key (PEM)\n"
    "  --name ORIGIN       the log's origin, under which the key signs (default: tilsagn)\n"
    "  --known KEY         (ORIGIN+id+key) a public key whose attestations are as good as our own\n"
    "                      when a receipt is asked: of the portal's other hosts, of our earlier keys\n"
    "  --simulated-clock   the database's clock is a simulated one: demonstration only\n"
    "  --listen-grantee PATH:UID[,UID...]   socket for this audience and who may speak on it;\n"
    "  --listen-agency, --listen-system, --listen-operator   likewise\n"
    "  --create-key        make FILE with a new key; never replaces one\n"
    "  --public-key        print the public key as ORIGIN+id+key\n";

static const char *const audiences[SERVER_LISTENERS_MAX] = {
    "grantee", "agency", "system", "operator"};

/* "PATH:UID[,UID…]"; a path may contain colons. */
static enum status address_read(
    struct attest_options *options, const char *audience, const char *text)
{
    const char *colon = strrchr(text, ':');
    size_t index = options->address_count;
    size_t path_len = colon == NULL ? 0 : (size_t)(colon - text);
    if (path_len == 0 || path_len >= sizeof(options->paths[0])) {
        return STATUS_INVALID;
    }
    (void)memcpy(options->paths[index], text, path_len);
    struct server_address address = {.audience = audience, .path = options->paths[index]};
    struct span rest = span_from(colon + 1);
    struct span part;
    while (span_split(&rest, ',', &part)) {
        if (address.uid_count == SERVER_UIDS_MAX
            || uid_read(part, &address.uids[address.uid_count++]) != STATUS_OK) {
            return STATUS_INVALID;
        }
    }
    if (address.uid_count == 0) {
        return STATUS_INVALID;
    }
    options->addresses[options->address_count++] = address;
    return STATUS_OK;
}

/* The audience of "--listen-<audience>"; NULL for another option. */
static const char *audience_of(const char *option)
{
    const struct span prefix = SPAN("--listen-");
    if (!span_starts_with(span_from(option), prefix)) {
        return NULL;
    }
    for (size_t i = 0; i < SERVER_LISTENERS_MAX; i++) {
        if (strcmp(option + prefix.len, audiences[i]) == 0) {
            return audiences[i];
        }
    }
    return NULL;
}

static bool listens_for(const struct attest_options *options, const char *audience)
{
    for (size_t i = 0; i < options->address_count; i++) {
        if (options->addresses[i].audience == audience) {
            return true;
        }
    }
    return false;
}

static enum status option_with_value(
    struct attest_options *options, const char *option, const char *value)
{
    if (strcmp(option, "--key") == 0 && options->key == NULL) {
        options->key = value;
        return STATUS_OK;
    }
    if (strcmp(option, "--name") == 0 && options->name == NULL) {
        options->name = value;
        return STATUS_OK;
    }
    if (strcmp(option, "--known") == 0 && options->known_count < SIGNER_KNOWN_MAX) {
        options->known[options->known_count++] = value;
        return STATUS_OK;
    }
    const char *audience = audience_of(option);
    if (audience == NULL || listens_for(options, audience)) {
        return STATUS_INVALID;
    }
    return address_read(options, audience, value);
}

static bool mode_read(const char *option, enum attest_mode *mode_out)
{
    static const struct {
        const char *option;
        enum attest_mode mode;
    } modes[] = {
        {"--create-key", ATTEST_CREATE_KEY},
        {"--public-key", ATTEST_PUBLIC_KEY},
        {"--help", ATTEST_HELP},
        {"-h", ATTEST_HELP},
    };
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        if (strcmp(option, modes[i].option) == 0) {
            *mode_out = modes[i].mode;
            return true;
        }
    }
    return false;
}

static const char *missing(const struct attest_options *options)
{
    if (options->mode == ATTEST_HELP) {
        return NULL;
    }
    if (options->key == NULL) {
        return "--key FILE";
    }
    bool serves = options->mode == ATTEST_SERVE;
    return serves && options->address_count == 0 ? "a --listen option" : NULL;
}

enum status attest_options_read(
    int count, char *const *arguments, struct attest_options *options_out, struct fault *fault)
{
    ensure(options_out != NULL);
    (void)memset(options_out, 0, sizeof(*options_out));
    for (int i = 1; i < count; i++) {
        if (mode_read(arguments[i], &options_out->mode)) {
            continue;
        }
        if (strcmp(arguments[i], "--simulated-clock") == 0) {
            options_out->simulated_clock = true;
            continue;
        }
        if (i + 1 == count
            || option_with_value(options_out, arguments[i], arguments[i + 1]) != STATUS_OK) {
            FAULT(fault, "attest", "", "%s is not understood", arguments[i]);
            return STATUS_INVALID;
        }
        i++;
    }
    const char *wanted = missing(options_out);
    if (wanted != NULL) {
        FAULT(fault, "attest", "", "%s is missing", wanted);
        return STATUS_INVALID;
    }
    if (options_out->name == NULL) {
        options_out->name = "tilsagn";
    }
    return STATUS_OK;
}
