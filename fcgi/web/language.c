/* SPDX-License-Identifier: EUPL-1.2 */
/* Which language a request wants. */
#include "fcgi/web/translate.h"

const char *language_code(enum language language)
{
    switch (language) {
    case LANGUAGE_DA:
        return "da";
    case LANGUAGE_EN:
        return "en";
    case LANGUAGE_COUNT:
        break;
    }
    ensure(false);
    return "";
}

enum status language_from_code(struct span code, enum language *language_out)
{
    for (unsigned i = 0; i < LANGUAGE_COUNT; i++) {
        if (span_is(code, language_code((enum language)i))) {
            *language_out = (enum language)i;
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

/* "0.8" as 800; 1000 for no or another weight, since a strange header is no reason to refuse. */
static int weight(struct span parameters)
{
    struct span rest = parameters;
    struct span part;
    while (span_split(&rest, ';', &part)) {
        part = span_trim(part);
        if (part.len < 3 || part.data[0] != 'q' || part.data[1] != '=') {
            continue;
        }
        int value = 0;
        int unit = 1000;
        for (size_t i = 2; i < part.len && i < 7 && unit > 0; i++) {
            if (part.data[i] >= '0' && part.data[i] <= '9') {
                value += (part.data[i] - '0') * unit;
                unit /= 10;
            }
        }
        return value > 1000 ? 1000 : value;
    }
    return 1000;
}

/* "da-DK" is Danish: only the primary subtag counts. */
static enum status language_of_range(struct span range, enum language *language_out)
{
    struct span rest = range;
    struct span primary;
    if (!span_split(&rest, '-', &primary) || primary.len != 2) {
        return STATUS_NOT_FOUND;
    }
    char lower[2] = {(char)(primary.data[0] | 0x20), (char)(primary.data[1] | 0x20)};
    return language_from_code((struct span){.data = lower, .len = 2}, language_out);
}

enum language language_choose(const struct http_request *request, enum language fallback)
{
    enum language chosen = fallback;
    if (language_from_code(http_pairs_find(request->cookies, "language"), &chosen) == STATUS_OK) {
        return chosen;
    }
    int best = 0;
    struct span rest = request->accept_language;
    struct span part;
    while (span_split(&rest, ',', &part)) {
        struct span parameters = part;
        struct span range;
        enum language language = fallback;
        if (!span_split(&parameters, ';', &range)
            || language_of_range(span_trim(range), &language) != STATUS_OK) {
            continue;
        }
        int wanted = weight(parameters);
        if (wanted > best) {
            best = wanted;
            chosen = language;
        }
    }
    return chosen;
}
