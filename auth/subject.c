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

/* What every profile wants, whatever else. */
static enum auth_reason attributes_read(
    const X509_NAME *name, struct arena *arena, struct subject *subject, struct span *country)
{
    const struct {
        int nid;
        struct span *text;
    } attributes[] = {
        {NID_commonName, &subject->common_name},
        {NID_serialNumber, &subject->serial_number},
        {NID_organizationName, &subject->organisation_name},
        {NID_countryName, country},
    };
    enum auth_reason reason = AUTH_OK;
    for (size_t i = 0; reason == AUTH_OK && i < sizeof(attributes) / sizeof(attributes[0]); i++) {
        reason = attribute_read(name, attributes[i].nid, arena, attributes[i].text);
    }
    return reason;
}

static enum auth_reason numbers_read(const struct profile *profile, const X509_NAME *name,
    struct arena *arena, struct subject *subject)
{
    const struct profile_rules *rules = profile_rules(profile);
    if (!profile_serial_number(profile, subject->serial_number.data)) {
        return profile_unknown_serial_number(profile, subject->serial_number.data)
                   ? AUTH_SERIAL_UNKNOWN
                   : AUTH_SERIAL_NUMBER;
    }
    struct span holder;
    enum auth_reason reason = attribute_read(name, rules->organisation_nid, arena, &holder);
    if (reason != AUTH_OK) {
        return reason;
    }
    struct span number;
    if (!profile_organisation(profile, holder.data, subject->serial_number.data, &number)) {
        return AUTH_ORGANISATION;
    }
    subject->organisation = arena_copy(arena, number);
    return subject->organisation.data == NULL ? AUTH_INTERNAL : AUTH_OK;
}

enum auth_reason subject_read(const struct profile *profile, struct arena *arena,
    const X509_NAME *name, struct subject *subject_out)
{
    ensure(profile != NULL && arena != NULL && name != NULL && subject_out != NULL);
    const struct profile_rules *rules = profile_rules(profile);
    struct subject subject;
    struct span text = {.data = NULL, .len = 0};
    enum auth_reason reason = attributes_read(name, arena, &subject, &text);
    if (reason == AUTH_OK && !span_equal(text, rules->country)) {
        reason = AUTH_SUBJECT;
    }
    for (size_t i = 0; reason == AUTH_OK && i < rules->attribute_count; i++) {
        reason = attribute_read(name, rules->attributes[i], arena, &text);
    }
    if (reason == AUTH_OK) {
        reason = numbers_read(profile, name, arena, &subject);
    }
    if (reason == AUTH_OK) {
        *subject_out = subject;
    }
    return reason;
}
