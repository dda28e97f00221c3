/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * finder.h - CPR numbers in a file's text as it comes from the program that reads such files: page
 * and line of the first ones. The text is a stranger's: any bytes, any length.
 */
#ifndef FCGI_SCANNER_FINDER_H
#define FCGI_SCANNER_FINDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/span.h"
#include "ledger/scan/answer.h"

#define FINDER_LINE_MAX 8192 /* of a longer line nothing is lost; it is looked at in pieces */
#define FINDER_TAG_MAX  40

struct finder {
    bool markup; /* XML of office files: tags are no text, and pages there are none */
    bool locked; /* an OpenDocument file says that it is encrypted */
    size_t count;
    struct scan_place places[SCAN_PLACES_MAX];
    int32_t page;
    int32_t line;
    int32_t blank_pages; /* ended pages without any text */
    bool page_has_text;
    bool has_text; /* on any page */
    bool in_tag;
    bool tag_named; /* its name is over: attributes */
    size_t tag_len;
    char tag[FINDER_TAG_MAX];
    size_t len;
    char bytes[FINDER_LINE_MAX]; /* of the line so far */
};

void finder_init(struct finder *finder, bool markup);

/* The next bytes of the text: lines end with LF, pages with FF. */
void finder_take(struct finder *finder, struct span text);

/* The text is over. */
void finder_end(struct finder *finder);

#endif
