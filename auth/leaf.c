/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/leaf.h"

#include <openssl/x509v3.h>

#define OID_TEXT_LEN 128

static enum auth_reason usage_check(const struct profile_rules *rules, X509 *x509)
{
    uint32_t flags = X509_get_extension_flags(x509);
    if ((flags & (EXFLAG_INVALID | EXFLAG_PROXY)) != 0
        || X509_get_version(x509) != X509_VERSION_3) {
        return AUTH_EXTENSION;
    }
    if (X509_check_ca(x509) != 0) {
        return AUTH_CA;
    }
    if ((flags & EXFLAG_KUSAGE) == 0
        || (X509_get_key_usage(x509) & rules->key_usage) != rules->key_usage) {
        return AUTH_KEY_USAGE;
    }
    bool any_purpose = (flags & EXFLAG_XKUSAGE) == 0;
    if (!any_purpose && (X509_get_extended_key_usage(x509) & XKU_SSL_CLIENT) == 0) {
        return AUTH_PURPOSE;
    }
    return AUTH_OK;
}

/* How many of the certificate's policies are the profile's; -1 when one is no policy at all. */
static int policies_count(
    const struct profile_rules *rules, const CERTIFICATEPOLICIES *policies, bool *other_out)
{
    int own = 0;
    *other_out = false;
    for (int i = 0; i < sk_POLICYINFO_num(policies); i++) {
        char text[OID_TEXT_LEN];
        int len = OBJ_obj2txt(text, sizeof(text), sk_POLICYINFO_value(policies, i)->policyid, 1);
        if (len <= 0 || len >= (int)sizeof(text)) {
            return -1;
        }
        struct span oid = {.data = text, .len = (size_t)len};
        *other_out =
            *other_out
            || profile_policy_within(oid, rules->other_policies, rules->other_policy_count);
        own += profile_policy_within(oid, rules->policies, rules->policy_count);
    }
    return own;
}

bool leaf_has_policy(const struct profile_rules *rules, const X509 *x509)
{
    bool other = false;
    CERTIFICATEPOLICIES *policies = X509_get_ext_d2i(x509, NID_certificate_policies, NULL, NULL);
    bool has = policies != NULL && policies_count(rules, policies, &other) > 0;
    CERTIFICATEPOLICIES_free(policies);
    return has;
}

enum auth_reason leaf_check(const struct profile_rules *rules, X509 *x509)
{
    ensure(rules != NULL && x509 != NULL);
    enum auth_reason reason = usage_check(rules, x509);
    if (reason != AUTH_OK) {
        return reason;
    }
    CERTIFICATEPOLICIES *policies = X509_get_ext_d2i(x509, NID_certificate_policies, NULL, NULL);
    if (policies == NULL) {
        return AUTH_POLICY; /* absent, twice or malformed */
    }
    bool other = false;
    int own = policies_count(rules, policies, &other);
    CERTIFICATEPOLICIES_free(policies);
    if (other && own >= 0) {
        return AUTH_OTHER_KIND;
    }
    return own == 1 ? AUTH_OK : AUTH_POLICY;
}
