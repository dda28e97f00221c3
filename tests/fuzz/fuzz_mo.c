/* SPDX-License-Identifier: EUPL-1.2 */
/* A catalogue that is accepted answers every question within its own bytes. */
#include <string.h>

#include "fcgi/web/translate.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const ids[] = {"", "Applicant", "%s day", "zzz"};
    struct catalogue catalogue = {.count = 77};
    if (catalogue_parse(fuzz_input(data, size), LANGUAGE_DA, &catalogue) != STATUS_OK) {
        ensure(catalogue.count == 77);
        return 0;
    }
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        const char *text = tr(&catalogue, ids[i]);
        ensure(strlen(text) < size || text == ids[i]);
        text = tr_plural(&catalogue, ids[i], "many", 2);
        ensure(strlen(text) < size + 5);
    }
    return 0;
}
