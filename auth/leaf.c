/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/leaf.h"

#include <openssl/x509v3.h>

#define OID_TEXT_LEN 128

static enum auth_reason usage_check(X509 *x509)
{
    uint32_t flags = X509_get_extension_flags(x509);
    if ((flags & (EXFLAG_INVALID | EXFLAG_PROXY)) != 0
        || X509_get_version(x509) != X509_VERSION_3) {
        return AUTH_EXTENSION;
    }
    if (X509_check_ca(x509) != 0) {
        return AUTH_CA;
    }
    if ((flags & EXFLAG_KUSAGE) == 0 || (X509_get_key_usage(x509) & KU_DIGITAL_SIGNATURE) == 0) {
        return AUTH_KEY_USAGE;
    }
    bool any_purpose = (flags & EXFLAG_XKUSAGE) == 0;
    if (!any_purpose && (X509_get_extended_key_usage(x509) & XKU_SSL_CLIENT) == 0) {
        return AUTH_PURPOSE;
    }
    return AUTH_OK;
}

/* The same arc or one below it: "1.2.70" is not below "1.2.7". */
static bool oid_within(struct span oid, const struct span *arcs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (span_starts_with(oid, arcs[i])
            && (oid.len == arcs[i].len || oid.data[arcs[i].len] == '.')) {
            return true;
        }
    }
    return false;
}

static enum auth_reason policies_weigh(
    const struct profile_rules *rules, const CERTIFICATEPOLICIES *policies)
{
    int own = 0;
    for (int i = 0; i < sk_POLICYINFO_num(policies); i++) {
        char text[OID_TEXT_LEN];
        int len = OBJ_obj2txt(text, sizeof(text), sk_POLICYINFO_value(policies, i)->policyid, 1);
        if (len <= 0 || len >= (int)sizeof(text)) {
            return AUTH_POLICY;
        }
        struct span oid = {.data = text, .len = (size_t)len};
        if (oid_within(oid, rules->other_policies, rules->other_policy_count)) {
            return AUTH_OTHER_KIND;
        }
        own += oid_within(oid, rules->policies, rules->policy_count);
    }
    return own == 1 ? AUTH_OK : AUTH_POLICY;
}

enum auth_reason leaf_check(const struct profile_rules *rules, X509 *x509)
{
    ensure(rules != NULL && x509 != NULL);
    enum auth_reason reason = usage_check(x509);
    if (reason != AUTH_OK) {
        return reason;
    }
    CERTIFICATEPOLICIES *policies = X509_get_ext_d2i(x509, NID_certificate_policies, NULL, NULL);
    if (policies == NULL) {
        return AUTH_POLICY; /* absent, twice or malformed */
    }
    reason = policies_weigh(rules, policies);
    CERTIFICATEPOLICIES_free(policies);
    return reason;
}
