/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/web/translate.h"

#include <string.h>

#define MO_MAGIC        0x950412deU
#define MO_HEADER_BYTES 28U
#define PLURAL_FORMULA  "nplurals=2; plural=(n != 1)"

/* The file is little-endian, as msgfmt writes it by default; another order has another magic. */
static uint32_t read_u32(struct span mo, uint32_t offset)
{
    const unsigned char *at = (const unsigned char *)mo.data + offset;
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Entry `index` of the table at `table`; offsets were checked by catalogue_parse(). */
static struct span entry(struct span mo, uint32_t table, uint32_t index)
{
    uint32_t len = read_u32(mo, table + index * 8);
    uint32_t offset = read_u32(mo, table + index * 8 + 4);
    return (struct span){.data = mo.data + offset, .len = len};
}

static bool entry_valid(struct span mo, uint32_t table, uint32_t index)
{
    uint64_t len = read_u32(mo, table + index * 8);
    uint64_t offset = read_u32(mo, table + index * 8 + 4);
    return offset + len < mo.len && mo.data[offset + len] == '\0';
}

static bool table_valid(struct span mo, uint32_t table, uint32_t count)
{
    if ((uint64_t)table + (uint64_t)count * 8 > mo.len) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!entry_valid(mo, table, i)) {
            return false;
        }
    }
    return true;
}

/* Message ids are compared up to their NUL: a plural entry holds "one NUL many". */
static int compare_ids(struct span a, const char *b)
{
    return strcmp(a.data, b);
}

static bool ids_ascend(const struct catalogue *catalogue)
{
    for (uint32_t i = 1; i < catalogue->count; i++) {
        struct span before = entry(catalogue->mo, catalogue->originals, i - 1);
        struct span id = entry(catalogue->mo, catalogue->originals, i);
        if (compare_ids(before, id.data) >= 0) {
            return false;
        }
    }
    return true;
}

/* The empty message id carries the header. */
static bool formula_known(const struct catalogue *catalogue)
{
    if (catalogue->count == 0) {
        return true;
    }
    struct span id = entry(catalogue->mo, catalogue->originals, 0);
    struct span header = entry(catalogue->mo, catalogue->translations, 0);
    return id.len == 0 && strstr(header.data, PLURAL_FORMULA) != NULL;
}

enum status catalogue_parse(struct span mo, enum language language, struct catalogue *catalogue_out)
{
    if (mo.len < MO_HEADER_BYTES || mo.len > CATALOGUE_BYTES_MAX || read_u32(mo, 0) != MO_MAGIC
        || read_u32(mo, 4) != 0) {
        return STATUS_INVALID;
    }
    struct catalogue catalogue = {
        .language = language,
        .mo = mo,
        .count = read_u32(mo, 8),
        .originals = read_u32(mo, 12),
        .translations = read_u32(mo, 16),
    };
    if (!table_valid(mo, catalogue.originals, catalogue.count)
        || !table_valid(mo, catalogue.translations, catalogue.count) || !ids_ascend(&catalogue)
        || !formula_known(&catalogue)) {
        return STATUS_INVALID;
    }
    *catalogue_out = catalogue;
    return STATUS_OK;
}

/* The translation of `msgid` with all its plural forms; data == NULL when there is none. */
static struct span find(const struct catalogue *catalogue, const char *msgid)
{
    uint32_t low = 0;
    uint32_t high = catalogue->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_ids(entry(catalogue->mo, catalogue->originals, middle), msgid);
        if (order == 0) {
            return entry(catalogue->mo, catalogue->translations, middle);
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (struct span){.data = NULL, .len = 0};
}

const char *tr(const struct catalogue *catalogue, const char *msgid)
{
    ensure(msgid != NULL);
    struct span found =
        *msgid == '\0' ? (struct span){.data = NULL, .len = 0} : find(catalogue, msgid);
    return found.len == 0 ? msgid : found.data;
}

const char *tr_plural(
    const struct catalogue *catalogue, const char *one, const char *many, int64_t count)
{
    ensure(one != NULL && many != NULL);
    struct span found = find(catalogue, one);
    size_t first_len = found.len == 0 ? 0 : strlen(found.data);
    if (first_len + 1 >= found.len) {
        return count == 1 ? one : many; /* no translation, or one without plural forms */
    }
    return count == 1 ? found.data : found.data + first_len + 1;
}
