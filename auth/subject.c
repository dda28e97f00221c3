/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/subject.h"

#include "ledger/base/utf8.h"

/* X.520 allows 64 characters for most; municipalities with long names were seen above it. */
#define ATTRIBUTE_LEN_MAX 256

static bool is_text(const ASN1_STRING *string, struct span text)
{
    int type = ASN1_STRING_type(string);
    if (type != V_ASN1_PRINTABLESTRING && type != V_ASN1_UTF8STRING) {
        return false;
    }
    return text.len > 0 && text.len <= ATTRIBUTE_LEN_MAX && utf8_printable(text, false);
}

/*
 * X509_NAME_get_text_by_NID() would take the first of several, cut what is long and hand out
 * UTF-16 as if it were text; the length decides here, not a NUL.
 */
static enum auth_reason attribute_read(
    const X509_NAME *name, int nid, struct arena *arena, struct span *text_out)
{
    int index = X509_NAME_get_index_by_NID(name, nid, -1);
    if (index < 0 || X509_NAME_get_index_by_NID(name, nid, index) >= 0) {
        return AUTH_SUBJECT;
    }
    const ASN1_STRING *string = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index));
    struct span text = {.data = (const char *)ASN1_STRING_get0_data(string),
        .len = (size_t)ASN1_STRING_length(string)};
    if (!is_text(string, text)) {
        return AUTH_SUBJECT;
    }
    *text_out = arena_copy(arena, text);
    return text_out->data == NULL ? AUTH_INTERNAL : AUTH_OK;
}

static enum auth_reason attributes_read(
    const X509_NAME *name, struct arena *arena, struct subject *subject, struct span others[2])
{
    struct span given_name;
    struct span surname;
    const struct {
        int nid;
        struct span *text;
    } attributes[] = {
        {NID_commonName, &subject->common_name},
        {NID_givenName, &given_name},
        {NID_surname, &surname},
        {NID_serialNumber, &subject->serial_number},
        {NID_organizationName, &subject->organisation_name},
        {NID_organizationIdentifier, &others[0]},
        {NID_countryName, &others[1]},
    };
    for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
        enum auth_reason reason =
            attribute_read(name, attributes[i].nid, arena, attributes[i].text);
        if (reason != AUTH_OK) {
            return reason;
        }
    }
    return AUTH_OK;
}

enum auth_reason subject_read(const struct profile *profile, struct arena *arena, const X509 *x509,
    struct subject *subject_out)
{
    ensure(profile != NULL && arena != NULL && x509 != NULL && subject_out != NULL);
    struct subject subject;
    struct span others[2]; /* organizationIdentifier, country */
    enum auth_reason reason = attributes_read(X509_get_subject_name(x509), arena, &subject, others);
    if (reason != AUTH_OK) {
        return reason;
    }
    if (!span_equal(others[1], profile_rules(profile)->country)) {
        return AUTH_SUBJECT;
    }
    if (!profile_serial_number(profile, subject.serial_number.data)) {
        return profile_unknown_serial_number(profile, subject.serial_number.data)
                   ? AUTH_SERIAL_UNKNOWN
                   : AUTH_SERIAL_NUMBER;
    }
    if (!profile_organisation(profile, others[0].data, &subject.cvr)) {
        return AUTH_ORGANISATION;
    }
    *subject_out = subject;
    return AUTH_OK;
}
