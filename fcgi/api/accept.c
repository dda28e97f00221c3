/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/accept.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define QUALITY_MAX 1000 /* q=1 in thousandths */

/* How exactly a range names an offer; a more exact one decides its quality. */
enum match { MATCH_NONE, MATCH_ANY, MATCH_TYPE, MATCH_EXACT };

static bool equal_ignoring_case(struct span text, const char *literal, size_t literal_len)
{
    return text.len == literal_len && strncasecmp(text.data, literal, literal_len) == 0;
}

static enum match range_match(struct span range, const char *offer)
{
    if (span_is(range, "*/*")) {
        return MATCH_ANY;
    }
    if (equal_ignoring_case(range, offer, strlen(offer))) {
        return MATCH_EXACT;
    }
    size_t type_len = (size_t)(strchr(offer, '/') - offer) + 1;
    bool wild = range.len == type_len + 1 && range.data[type_len] == '*';
    struct span type = {.data = range.data, .len = wild ? type_len : 0};
    return wild && equal_ignoring_case(type, offer, type_len) ? MATCH_TYPE : MATCH_NONE;
}

/* "0", "1", "0.5", "0.125" in thousandths; -1 for anything else. */
static int quality_parse(struct span text)
{
    if (text.len == 0 || text.len > 5 || (text.data[0] != '0' && text.data[0] != '1')
        || (text.len > 1 && text.data[1] != '.')) {
        return -1;
    }
    int quality = (text.data[0] - '0') * QUALITY_MAX;
    int unit = QUALITY_MAX / 10;
    for (size_t i = 2; i < text.len; i++, unit /= 10) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return -1;
        }
        quality += (text.data[i] - '0') * unit;
    }
    return quality <= QUALITY_MAX ? quality : -1;
}

/* Cuts one element into its range and quality. False when it cannot be read. */
static bool element_parse(struct span element, struct span *range_out, int *quality_out)
{
    struct span rest = element;
    struct span part = {0};
    if (!span_split(&rest, ';', &part)) {
        return false;
    }
    *range_out = span_trim(part);
    *quality_out = QUALITY_MAX;
    while (span_split(&rest, ';', &part)) {
        struct span parameter = span_trim(part);
        if (parameter.len > 2 && strncasecmp(parameter.data, "q=", 2) == 0) {
            struct span value = {.data = parameter.data + 2, .len = parameter.len - 2};
            *quality_out = quality_parse(value);
        }
    }
    return range_out->len > 0 && *quality_out >= 0;
}

static int offer_quality(struct span accept, const char *offer)
{
    enum match best = MATCH_NONE;
    int quality = 0;
    struct span rest = accept;
    struct span element = {0};
    while (span_split(&rest, ',', &element)) {
        struct span range = {0};
        int range_quality = 0;
        if (!element_parse(element, &range, &range_quality)) {
            continue;
        }
        enum match match = range_match(range, offer);
        if (match > best) {
            best = match;
            quality = range_quality;
        }
    }
    return quality;
}

const char *accept_choose(struct span accept, const char *const *offers)
{
    if (span_trim(accept).len == 0) {
        return offers[0];
    }
    const char *best = NULL;
    int best_quality = 0;
    for (size_t i = 0; offers[i] != NULL; i++) {
        int quality = offer_quality(accept, offers[i]);
        if (quality > best_quality) {
            best = offers[i];
            best_quality = quality;
        }
    }
    return best;
}
