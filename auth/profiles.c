/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/profiles.h"

#include <string.h>

#include "auth/leaf.h"
#include "auth/trust_files.h"

#define CHAIN_LEN 3 /* person, issuing CA, root */

static bool pinned(const X509 *x509, const struct digest *pins, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (certificate_is(x509, &pins[i])) {
            return true;
        }
    }
    return false;
}

static bool same_issuing(const struct profile_rules *a, const struct profile_rules *b)
{
    for (size_t i = 0; i < a->issuing_count; i++) {
        for (size_t j = 0; j < b->issuing_count; j++) {
            if (memcmp(a->issuing[i].bytes, b->issuing[j].bytes, DIGEST_LEN) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a policy of `a` is one of `b`, or lies below one. */
static bool policies_within(const struct profile_rules *a, const struct profile_rules *b)
{
    for (size_t i = 0; i < a->policy_count; i++) {
        if (profile_policy_within(a->policies[i], b->policies, b->policy_count)) {
            return true;
        }
    }
    return false;
}

static const char *quarrel(const struct profile_rules *a, const struct profile_rules *b)
{
    if (span_equal(a->name, b->name)) {
        return "has the name of another profile";
    }
    if (same_issuing(a, b) && (policies_within(a, b) || policies_within(b, a))) {
        return "pins an issuing CA of another profile for the same policy";
    }
    return NULL;
}

enum status profiles_load(
    const char *const *paths, size_t count, struct profiles *profiles, struct fault *fault)
{
    ensure(paths != NULL && profiles != NULL);
    if (count == 0 || count > PROFILES_MAX) {
        FAULT(fault, "auth", "", "%zu trust profiles; 1 to %d are possible", count, PROFILES_MAX);
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < count; i++) {
        enum status status = profile_load(paths[i], &profiles->list[i], fault);
        if (status != STATUS_OK) {
            return status;
        }
        profiles->count = i + 1;
        for (size_t j = 0; j < i; j++) {
            const char *why =
                quarrel(profile_rules(profiles->list[i]), profile_rules(profiles->list[j]));
            if (why != NULL) {
                FAULT(fault, "auth", "", "%s %s", paths[i], why);
                return STATUS_INVALID;
            }
        }
    }
    return STATUS_OK;
}

void profiles_free(struct profiles *profiles)
{
    for (size_t i = 0; i < profiles->count; i++) {
        profile_free(profiles->list[i]);
    }
    profiles->count = 0;
}

bool profiles_pin_root(const struct profiles *profiles, const X509 *x509)
{
    for (size_t i = 0; i < profiles->count; i++) {
        const struct profile_rules *rules = profile_rules(profiles->list[i]);
        if (pinned(x509, rules->roots, rules->root_count)) {
            return true;
        }
    }
    return false;
}

bool profiles_pin_issuing(const struct profiles *profiles, const X509 *x509)
{
    for (size_t i = 0; i < profiles->count; i++) {
        const struct profile_rules *rules = profile_rules(profiles->list[i]);
        if (pinned(x509, rules->issuing, rules->issuing_count)) {
            return true;
        }
    }
    return false;
}

enum auth_reason profiles_choose(const struct profiles *profiles, STACK_OF(X509) * chain,
    const struct profile **profile_out, struct fault *fault)
{
    ensure(profile_out != NULL);
    const struct profile *chosen = NULL;
    const struct profile *only = NULL;
    size_t pinning = 0;
    size_t fitting = 0;
    for (size_t i = 0; sk_X509_num(chain) == CHAIN_LEN && i < profiles->count; i++) {
        const struct profile_rules *rules = profile_rules(profiles->list[i]);
        if (!pinned(sk_X509_value(chain, 1), rules->issuing, rules->issuing_count)
            || !pinned(sk_X509_value(chain, 2), rules->roots, rules->root_count)) {
            continue;
        }
        pinning++;
        only = profiles->list[i];
        if (leaf_has_policy(rules, sk_X509_value(chain, 0))) {
            fitting++;
            chosen = profiles->list[i];
        }
    }
    if (pinning == 0) {
        FAULT(fault, "auth", "", "no profile pins its issuing CA and root");
        return AUTH_ISSUER;
    }
    if (pinning > 1 && fitting != 1) {
        FAULT(fault, "auth", "", "%zu profiles pin its issuing CA, its policies fit %zu", pinning,
            fitting);
        return AUTH_ISSUER;
    }
    *profile_out = pinning == 1 ? only : chosen;
    return AUTH_OK;
}
