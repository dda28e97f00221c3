/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The DER of a subject's name under each profile that is shipped. What is accepted has exactly one
 * serialNumber, whose bytes are the person's key, and a CVR number of eight digits.
 */
#include <string.h>

#include <openssl/err.h>

#include "auth/subject.h"
#include "ledger/base/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/profiles.h"

static struct profile *profiles[PROFILES_KNOWN];

static void profiles_open(void)
{
    static char text[PROFILE_LEN_MAX];
    for (size_t i = 0; i < PROFILES_KNOWN && profiles[i] == NULL; i++) {
        ensure(profile_parse(profiles_text(i, text), &profiles[i], NULL) == STATUS_OK);
    }
}

static void accepted(const X509_NAME *name, const struct subject *subject)
{
    int index = X509_NAME_get_index_by_NID(name, NID_serialNumber, -1);
    ensure(index >= 0 && X509_NAME_get_index_by_NID(name, NID_serialNumber, index) < 0);
    const ASN1_STRING *bytes = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index));
    ensure((size_t)ASN1_STRING_length(bytes) == subject->serial_number.len);
    ensure(memcmp(ASN1_STRING_get0_data(bytes), subject->serial_number.data,
               subject->serial_number.len)
           == 0);
    ensure(strlen(subject->serial_number.data) == subject->serial_number.len);
    ensure(utf8_printable(subject->common_name, false));
    ensure(utf8_printable(subject->organisation_name, false));
    ensure(subject->organisation.len == 8);
    ensure(strspn(subject->organisation.data, "0123456789") == 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const unsigned char *cursor = data;
    profiles_open();
    X509_NAME *name = d2i_X509_NAME(NULL, &cursor, (long)size);
    ERR_clear_error();
    for (size_t i = 0; name != NULL && i < PROFILES_KNOWN; i++) {
        struct arena *arena = arena_create(64 * 1024);
        ensure(arena != NULL);
        struct subject subject = {.organisation = SPAN("untouched")};
        if (subject_read(profiles[i], arena, name, &subject) == AUTH_OK) {
            accepted(name, &subject);
        } else {
            ensure(span_is(subject.organisation, "untouched"));
        }
        arena_destroy(arena);
    }
    X509_NAME_free(name);
    return 0;
}
