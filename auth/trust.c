/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/trust.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <openssl/x509v3.h>

#include "auth/chain.h"
#include "auth/trust_files.h"
#include "ledger/base/steady.h"

#define SECURITY_LEVEL  2 /* OpenSSL's: 112 bits, no SHA-1 */
#define BETWEEN_MAX     1 /* the issuing CA */
#define REFRESH_WAIT_MS 1000

#define FILE_AUTHORITIES PROFILES_MAX
#define FILE_REVOCATION  (PROFILES_MAX + 1)
#define FILE_COUNT       (PROFILES_MAX + 2)

/* What the profiles and the CAs' file say; replaced as a whole. */
struct pins {
    struct profiles profiles;
    STACK_OF(X509) * authorities; /* owns the certificates; the other two borrow */
    STACK_OF(X509) * anchors;
    STACK_OF(X509) * between;
};

/* One of the two, as the paths say. */
struct revocation {
    struct crl_table *table;
    STACK_OF(X509_CRL) * lists;
};

struct trust {
    struct trust_paths paths;
    struct pins pins;
    struct revocation revocation;
    struct decisions *decisions;
    struct stat seen[FILE_COUNT]; /* as they were when last tried */
    bool pins_stale;              /* replaced, and not yet loaded: its lists may come later */
    int64_t looked_at_ms;         /* steady */
};

static const char *path_of(const struct trust_paths *paths, size_t file)
{
    if (file == FILE_AUTHORITIES) {
        return paths->authorities;
    }
    if (file == FILE_REVOCATION) {
        return paths->table != NULL ? paths->table : paths->lists;
    }
    return file < paths->profile_count ? paths->profiles[file] : NULL;
}

/* Zero when it is not there. */
static struct stat look(const char *path)
{
    struct stat file;
    if (path == NULL || stat(path, &file) != 0) {
        (void)memset(&file, 0, sizeof(file));
    }
    return file;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
           && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void pins_free(struct pins *pins)
{
    sk_X509_free(pins->anchors);
    sk_X509_free(pins->between);
    sk_X509_pop_free(pins->authorities, X509_free);
    profiles_free(&pins->profiles);
}

/* Roots are trusted for themselves; a CA that is both root and issuing is an anchor only. */
static bool sort_authorities(struct pins *pins)
{
    pins->anchors = sk_X509_new_null();
    pins->between = sk_X509_new_null();
    bool good = pins->anchors != NULL && pins->between != NULL;
    for (int i = 0; good && i < sk_X509_num(pins->authorities); i++) {
        X509 *x509 = sk_X509_value(pins->authorities, i);
        bool root = profiles_pin_root(&pins->profiles, x509);
        good = sk_X509_push(root ? pins->anchors : pins->between, x509) > 0;
    }
    return good;
}

static enum status pins_load(
    const struct trust_paths *paths, struct pins *pins_out, struct fault *fault)
{
    struct pins pins = {.authorities = NULL};
    enum status status =
        profiles_load(paths->profiles, paths->profile_count, &pins.profiles, fault);
    if (status == STATUS_OK) {
        status = authorities_load(paths->authorities, &pins.profiles, &pins.authorities, fault);
    }
    if (status == STATUS_OK && !sort_authorities(&pins)) {
        status = STATUS_INTERNAL; /* uncovered: no memory */
    }
    if (status != STATUS_OK) {
        pins_free(&pins);
        return status;
    }
    *pins_out = pins;
    return STATUS_OK;
}

static void revocation_free(struct revocation *revocation)
{
    crl_table_close(revocation->table);
    sk_X509_CRL_pop_free(revocation->lists, X509_CRL_free);
}

/* A table without a CA's list would lock out everybody below that CA. */
static bool table_whole(const struct crl_table *table, STACK_OF(X509) * authorities)
{
    bool whole = true;
    for (int i = 0; whole && i < sk_X509_num(authorities); i++) {
        struct digest issuer;
        whole = certificate_digest(sk_X509_value(authorities, i), &issuer)
                && crl_table_find(table, &issuer) != NULL;
    }
    return whole;
}

static enum status revocation_load(const struct trust_paths *paths, STACK_OF(X509) * authorities,
    struct revocation *revocation_out, struct fault *fault)
{
    struct revocation revocation = {.table = NULL};
    enum status status = paths->table != NULL
                             ? crl_table_open(paths->table, &revocation.table, fault)
                             : crls_load(paths->lists, authorities, &revocation.lists, fault);
    if (status == STATUS_OK && revocation.table != NULL
        && !table_whole(revocation.table, authorities)) {
        FAULT(fault, "auth", "", "%s lacks the list of a pinned CA", paths->table);
        status = STATUS_INVALID;
    }
    if (status != STATUS_OK) {
        revocation_free(&revocation);
        return status;
    }
    *revocation_out = revocation;
    return STATUS_OK;
}

enum status trust_open(
    const struct trust_paths *paths, struct trust **trust_out, struct fault *fault)
{
    ensure(paths != NULL && trust_out != NULL);
    ensure((paths->table == NULL) != (paths->lists == NULL));
    struct trust *trust = calloc(1, sizeof(*trust)); /* start-up */
    if (trust == NULL) {
        return STATUS_INTERNAL; /* uncovered: no memory */
    }
    trust->paths = *paths;
    /* Looked at before they are read: a replacement in between is then seen the next time. */
    for (size_t i = 0; i < FILE_COUNT; i++) {
        trust->seen[i] = look(path_of(paths, i));
    }
    trust->decisions = decisions_create();
    enum status status = STATUS_OK;
    if (trust->decisions == NULL) {
        status = STATUS_INTERNAL; /* uncovered: likewise */
    }
    if (status == STATUS_OK) {
        status = pins_load(paths, &trust->pins, fault);
    }
    if (status == STATUS_OK) {
        status = revocation_load(paths, trust->pins.authorities, &trust->revocation, fault);
    }
    if (status != STATUS_OK) {
        trust_close(trust);
        return status;
    }
    *trust_out = trust;
    return STATUS_OK;
}

void trust_close(struct trust *trust)
{
    if (trust == NULL) {
        return;
    }
    revocation_free(&trust->revocation);
    pins_free(&trust->pins);
    decisions_destroy(trust->decisions);
    free(trust);
}

/* New profiles or CAs need lists of the new CAs: both are replaced together, or nothing is. */
static enum status reload(struct trust *trust, struct fault *fault)
{
    struct pins pins = trust->pins;
    struct revocation revocation;
    enum status status = trust->pins_stale ? pins_load(&trust->paths, &pins, fault) : STATUS_OK;
    if (status != STATUS_OK) {
        return status;
    }
    status = revocation_load(&trust->paths, pins.authorities, &revocation, fault);
    if (status != STATUS_OK) {
        if (trust->pins_stale) {
            pins_free(&pins);
        }
        return status;
    }
    if (trust->pins_stale) {
        pins_free(&trust->pins);
        trust->pins = pins;
        trust->pins_stale = false;
    }
    revocation_free(&trust->revocation);
    trust->revocation = revocation;
    decisions_forget(trust->decisions);
    return STATUS_OK;
}

enum status trust_refresh(struct trust *trust, struct fault *fault)
{
    ensure(trust != NULL);
    int64_t now_ms = steady_ms();
    if (now_ms - trust->looked_at_ms < REFRESH_WAIT_MS) {
        return STATUS_OK;
    }
    trust->looked_at_ms = now_ms;
    bool changed = false;
    for (size_t i = 0; i < FILE_COUNT; i++) {
        struct stat file = look(path_of(&trust->paths, i));
        bool same = same_file(&file, &trust->seen[i]);
        changed = changed || !same;
        trust->pins_stale = trust->pins_stale || (!same && i != FILE_REVOCATION);
        trust->seen[i] = file;
    }
    return changed ? reload(trust, fault) : STATUS_OK;
}

const struct profiles *trust_profiles(const struct trust *trust)
{
    return &trust->pins.profiles;
}

STACK_OF(X509) * trust_authorities(const struct trust *trust)
{
    return trust->pins.authorities;
}

struct decisions *trust_decisions(struct trust *trust)
{
    return trust->decisions;
}

static struct chain_rules rules_of(const struct trust *trust, int64_t now_s, int purpose)
{
    return (struct chain_rules){
        .anchors = trust->pins.anchors,
        .between = trust->pins.between,
        .table = trust->revocation.table,
        .lists = trust->revocation.lists,
        .now_s = now_s,
        .security_level = SECURITY_LEVEL,
        .between_max = BETWEEN_MAX,
        .purpose = purpose,
    };
}

enum auth_reason trust_verify(const struct trust *trust, X509 *leaf, int64_t now_s,
    struct trust_verdict *verdict_out, struct fault *fault)
{
    ensure(trust != NULL && leaf != NULL && verdict_out != NULL);
    const struct chain_rules rules = rules_of(trust, now_s, X509_PURPOSE_SSL_CLIENT);
    STACK_OF(X509) *chain = NULL;
    struct trust_verdict verdict;
    enum auth_reason reason = certificate_verify(&rules, leaf, &chain, fault);
    if (reason == AUTH_OK) {
        reason = profiles_choose(&trust->pins.profiles, chain, &verdict.profile, fault);
    }
    if (reason == AUTH_OK) {
        verdict.lasts = chain_stands(&rules, chain, now_s + DECISION_LASTS_S);
        *verdict_out = verdict;
    }
    sk_X509_pop_free(chain, X509_free);
    return reason;
}

enum auth_reason trust_verify_signer(const struct trust *trust, X509 *leaf, int64_t now_s,
    const struct profile **profile_out, struct fault *fault)
{
    ensure(trust != NULL && leaf != NULL && profile_out != NULL);
    const struct chain_rules rules = rules_of(trust, now_s, X509_PURPOSE_SMIME_SIGN);
    STACK_OF(X509) *chain = NULL;
    enum auth_reason reason = certificate_verify(&rules, leaf, &chain, fault);
    if (reason == AUTH_OK) {
        reason = profiles_choose(&trust->pins.profiles, chain, profile_out, fault);
    }
    sk_X509_pop_free(chain, X509_free);
    return reason;
}
