/* SPDX-License-Identifier: EUPL-1.2 */
/* elements.h - what each element of a view is to a letter. */
#ifndef FCGI_PDF_ELEMENTS_H
#define FCGI_PDF_ELEMENTS_H

#include "ledger/base/span.h"

enum part {
    PART_THROUGH, /* only what is in it counts */
    PART_HEADING,
    PART_PARAGRAPH,
    PART_LIST,
    PART_ITEM,
    PART_NOTE,
    PART_TABLE,
    PART_HEAD,
    PART_ROW,
    PART_CELL,
    PART_BREAK,
    PART_STRONG,
    PART_CODE,
};

struct element {
    const char *name;
    enum part part;
    int level; /* of a heading */
};

/* NULL for an element that no letter has. */
const struct element *element_find(struct span name);

#endif
