/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pdf/elements.h"

#include <stddef.h>

static const struct element elements[] = {
    {"a", PART_THROUGH, 0},
    {"article", PART_THROUGH, 0},
    {"br", PART_BREAK, 0},
    {"caption", PART_PARAGRAPH, 0},
    {"code", PART_CODE, 0},
    {"dd", PART_PARAGRAPH, 0},
    {"details", PART_THROUGH, 0},
    {"div", PART_THROUGH, 0},
    {"dl", PART_THROUGH, 0},
    {"dt", PART_HEADING, 4},
    {"h1", PART_HEADING, 1},
    {"h2", PART_HEADING, 2},
    {"h3", PART_HEADING, 3},
    {"h4", PART_HEADING, 4},
    {"li", PART_ITEM, 0},
    {"ol", PART_LIST, 0},
    {"p", PART_PARAGRAPH, 0},
    {"pre", PART_NOTE, 0},
    {"section", PART_THROUGH, 0},
    {"span", PART_THROUGH, 0},
    {"strong", PART_STRONG, 0},
    {"summary", PART_PARAGRAPH, 0},
    {"table", PART_TABLE, 0},
    {"tbody", PART_THROUGH, 0},
    {"td", PART_CELL, 0},
    {"th", PART_CELL, 0},
    {"thead", PART_HEAD, 0},
    {"tr", PART_ROW, 0},
    {"ul", PART_LIST, 0},
};

const struct element *element_find(struct span name)
{
    for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
        if (span_is(name, elements[i].name)) {
            return &elements[i];
        }
    }
    return NULL;
}
