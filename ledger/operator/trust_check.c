/* SPDX-License-Identifier: EUPL-1.2 */
/* trust_check.c - explains a certificate to an operator, with the code that decides requests. */
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "auth/crl_table.h"
#include "auth/explain.h"
#include "ledger/base/moment.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/files.h"

struct check {
    const char *certificate;
    struct trust_paths paths;
    const char *crl; /* a table or PEM */
    int64_t now_s;
};

static bool option_take(
    struct operator_run *op, const char *name, const char *value, struct check *check)
{
    int64_t now_us = 0;
    if (strcmp(name, "--profile") == 0 && check->paths.profile_count < PROFILES_MAX) {
        check->paths.profiles[check->paths.profile_count++] = value;
        return true;
    }
    if (strcmp(name, "--ca") == 0 && check->paths.authorities == NULL) {
        check->paths.authorities = value;
        return true;
    }
    if (strcmp(name, "--crl") == 0 && check->crl == NULL) {
        check->crl = value;
        return true;
    }
    if (strcmp(name, "--at") == 0 && moment_parse(span_from(value), &now_us) == STATUS_OK) {
        check->now_s = now_us / MOMENT_SECOND_US;
        return true;
    }
    operator_problem(op, "trust check does not take %s %s here (see --help)", name, value);
    return false;
}

static bool arguments_take(
    struct operator_run *op, int count, char *const *arguments, struct check *check)
{
    for (int i = 0; i < count; i++) {
        if (arguments[i][0] == '-' && i + 1 < count) {
            if (!option_take(op, arguments[i], arguments[i + 1], check)) {
                return false;
            }
            i++;
        } else if (arguments[i][0] != '-' && check->certificate == NULL) {
            check->certificate = arguments[i];
        } else {
            operator_problem(op, "trust check takes one CERT; %s is left over", arguments[i]);
            return false;
        }
    }
    if (check->certificate == NULL) {
        operator_problem(op, "trust check takes a CERT");
        return false;
    }
    return true;
}

/* What no option named comes from operator.conf, which then must be there. */
static bool defaults_take(struct operator_run *op, struct check *check)
{
    struct trust_paths *paths = &check->paths;
    bool named = paths->profile_count > 0 && paths->authorities != NULL && check->crl != NULL;
    if (!named && !operator_settings(op)) {
        return false;
    }
    const struct settings *settings = &op->settings;
    for (size_t i = 0; paths->profile_count == 0 && i < settings->profile_count; i++) {
        paths->profiles[i] = settings->profiles[i];
    }
    paths->profile_count =
        paths->profile_count == 0 ? settings->profile_count : paths->profile_count;
    paths->authorities = paths->authorities == NULL ? settings->trust : paths->authorities;
    check->crl = check->crl == NULL ? settings->crl_table : check->crl;
    return true;
}

/* By its first bytes: PEM lists are text. */
static bool revocation_take(struct operator_run *op, struct check *check)
{
    char magic[sizeof(CRL_TABLE_MAGIC)] = "";
    FILE *file = fopen(check->crl, "rbe");
    if (file == NULL) {
        operator_problem(op, "cannot open %s", check->crl);
        return false;
    }
    bool table = fread(magic, 1, sizeof(magic) - 1, file) == sizeof(magic) - 1
                 && memcmp(magic, CRL_TABLE_MAGIC, sizeof(magic) - 1) == 0;
    (void)fclose(file);
    *(table ? &check->paths.table : &check->paths.lists) = check->crl;
    return true;
}

/* The first PEM block, or the file itself; either as its own bytes, so that the check sees them. */
static bool certificate_read_file(struct operator_run *op, const char *path, struct span *der_out)
{
    struct span bytes;
    if (file_read(op->arena, path, &bytes, &op->fault) != STATUS_OK || bytes.len > INT32_MAX) {
        operator_problem(op, "%s: %s", path, op->fault.text);
        return false;
    }
    char *name = NULL;
    char *header = NULL;
    unsigned char *data = NULL;
    long len = 0;
    BIO *bio = bytes.len == 0 ? NULL : BIO_new_mem_buf(bytes.data, (int)bytes.len);
    if (bio != NULL && PEM_read_bio(bio, &name, &header, &data, &len) == 1) {
        bytes = strcmp(name, PEM_STRING_X509) == 0 ? arena_copy(
                    op->arena, (struct span){.data = (const char *)data, .len = (size_t)len})
                                                   : SPAN("");
    }
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    BIO_free(bio);
    ERR_clear_error();
    if (bytes.len == 0) {
        operator_problem(op, "%s holds no certificate", path);
        return false;
    }
    *der_out = bytes;
    return true;
}

enum outcome command_trust_check(struct operator_run *op, int count, char *const *arguments)
{
    struct check check = {.now_s = (int64_t)time(NULL)};
    struct span der;
    if (!arguments_take(op, count, arguments, &check) || !defaults_take(op, &check)
        || !revocation_take(op, &check) || !certificate_read_file(op, check.certificate, &der)) {
        return OUTCOME_USAGE;
    }
    struct trust *trust = NULL;
    if (trust_open(&check.paths, &trust, &op->fault) != STATUS_OK) {
        operator_problem(op, "%s", op->fault.text);
        return OUTCOME_USAGE;
    }
    enum auth_reason reason = certificate_explain(trust, op->arena, der, check.now_s, &op->out);
    trust_close(trust);
    return reason == AUTH_OK ? OUTCOME_OK : OUTCOME_REFUSED;
}
