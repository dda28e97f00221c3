/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/crl_table.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC_LEN (sizeof(CRL_TABLE_MAGIC) - 1)

struct crl_table {
    struct span bytes;
    void *mapping; /* NULL: the bytes are the caller's */
    struct crl_list lists[CRL_TABLE_LISTS_MAX];
    size_t count;
};

/* `len` bytes (at most 8) as a number. */
static uint64_t number_at(const uint8_t *bytes, size_t len)
{
    uint64_t number = 0;
    for (size_t i = 0; i < len; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

static const uint8_t *byte_at(struct span bytes, size_t offset)
{
    return (const uint8_t *)bytes.data + offset;
}

/* The lists' heads; NULL, or what is wrong. Their entries are found by heads_place(). */
static const char *heads_read(struct crl_table *table)
{
    struct span bytes = table->bytes;
    if (bytes.len < CRL_TABLE_HEADER_LEN + CRL_TABLE_LIST_LEN + DIGEST_LEN
        || memcmp(bytes.data, CRL_TABLE_MAGIC, MAGIC_LEN) != 0) {
        return "is no CRL table";
    }
    if (number_at(byte_at(bytes, 8), 4) != CRL_TABLE_VERSION) {
        return "has another version";
    }
    uint64_t count = number_at(byte_at(bytes, 12), 4);
    if (number_at(byte_at(bytes, 16), 8) != bytes.len || count == 0 || count > CRL_TABLE_LISTS_MAX
        || bytes.len < CRL_TABLE_HEADER_LEN + count * CRL_TABLE_LIST_LEN + DIGEST_LEN) {
        return "has another length than it says";
    }
    table->count = (size_t)count;
    for (size_t i = 0; i < table->count; i++) {
        const uint8_t *head = byte_at(bytes, CRL_TABLE_HEADER_LEN + i * CRL_TABLE_LIST_LEN);
        struct crl_list *list = &table->lists[i];
        memcpy(list->issuer.bytes, head, DIGEST_LEN);
        memcpy(list->number, head + 32, CRL_NUMBER_LEN);
        list->count = (size_t)number_at(head + 52, 4);
        list->this_update_s = (int64_t)number_at(head + 56, 8);
        list->next_update_s = (int64_t)number_at(head + 64, 8);
        if (list->this_update_s >= list->next_update_s) {
            return "holds a list that ends before it begins";
        }
        if (i > 0 && memcmp(list[-1].issuer.bytes, list->issuer.bytes, DIGEST_LEN) >= 0) {
            return "holds lists in another order";
        }
    }
    return NULL;
}

/* Gives each list its entries; together they fill the file exactly. */
static const char *heads_place(struct crl_table *table)
{
    size_t offset = CRL_TABLE_HEADER_LEN + table->count * CRL_TABLE_LIST_LEN;
    size_t end = table->bytes.len - DIGEST_LEN;
    for (size_t i = 0; i < table->count; i++) {
        struct crl_list *list = &table->lists[i];
        if (list->count > (end - offset) / CRL_SERIAL_LEN) {
            return "has fewer entries than it says";
        }
        list->serials = byte_at(table->bytes, offset);
        offset += list->count * CRL_SERIAL_LEN;
    }
    return offset == end ? NULL : "has more entries than it says";
}

static const char *entries_check(const struct crl_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct crl_list *list = &table->lists[i];
        for (size_t j = 1; j < list->count; j++) {
            const uint8_t *serial = list->serials + j * CRL_SERIAL_LEN;
            if (memcmp(serial - CRL_SERIAL_LEN, serial, CRL_SERIAL_LEN) >= 0) {
                return "holds entries in another order";
            }
        }
    }
    return NULL;
}

/* NULL, or what is wrong. The digest finds damage; it is no protection against its author. */
static const char *table_check(struct crl_table *table)
{
    const char *wrong = heads_read(table);
    wrong = wrong == NULL ? heads_place(table) : wrong;
    wrong = wrong == NULL ? entries_check(table) : wrong;
    if (wrong == NULL) {
        size_t len = table->bytes.len - DIGEST_LEN;
        struct digest digest = digest_of((struct span){.data = table->bytes.data, .len = len});
        wrong =
            memcmp(digest.bytes, byte_at(table->bytes, len), DIGEST_LEN) == 0 ? NULL : "is damaged";
    }
    return wrong;
}

static enum status table_make(
    struct span bytes, void *mapping, struct crl_table **table_out, const char **wrong_out)
{
    struct crl_table *table = calloc(1, sizeof(*table)); /* start-up, and once for each new table */
    if (table == NULL) {
        *wrong_out = "needs more memory"; /* uncovered: no memory */
        return STATUS_INTERNAL;           /* uncovered: likewise */
    }
    table->bytes = bytes;
    *wrong_out = table_check(table);
    if (*wrong_out != NULL) {
        free(table);
        return STATUS_INVALID;
    }
    table->mapping = mapping;
    *table_out = table;
    return STATUS_OK;
}

enum status crl_table_read(struct span bytes, struct crl_table **table_out, struct fault *fault)
{
    ensure(table_out != NULL);
    const char *wrong = NULL;
    enum status status = table_make(bytes, NULL, table_out, &wrong);
    if (status != STATUS_OK) {
        FAULT(fault, "auth", "", "the CRL table %s", wrong);
    }
    return status;
}

/* The whole file, mapped. */
static enum status file_map(
    const char *path, void **mapping_out, size_t *len_out, struct fault *fault)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not hold us up */
    struct stat file;
    if (fd < 0 || fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) {
        FAULT(fault, "auth", "", "cannot open %s", path);
        if (fd >= 0) {
            (void)close(fd);
        }
        return STATUS_NOT_FOUND;
    }
    if (file.st_size <= 0 || (uint64_t)file.st_size > CRL_TABLE_LEN_MAX) {
        FAULT(fault, "auth", "", "%s is empty or too large for a CRL table", path);
        (void)close(fd);
        return file.st_size <= 0 ? STATUS_INVALID : STATUS_LIMIT;
    }
    size_t len = (size_t)file.st_size;
    void *mapping = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
    (void)close(fd);
    if (mapping == MAP_FAILED) {
        FAULT(fault, "auth", "", "cannot map %s", path); /* uncovered: no address space */
        return STATUS_INTERNAL;                          /* uncovered: likewise */
    }
    *mapping_out = mapping;
    *len_out = len;
    return STATUS_OK;
}

enum status crl_table_open(const char *path, struct crl_table **table_out, struct fault *fault)
{
    ensure(path != NULL && table_out != NULL);
    void *mapping = NULL;
    size_t len = 0;
    enum status status = file_map(path, &mapping, &len, fault);
    if (status != STATUS_OK) {
        return status;
    }
    const char *wrong = NULL;
    const struct span bytes = {.data = mapping, .len = len};
    status = table_make(bytes, mapping, table_out, &wrong);
    if (status != STATUS_OK) {
        FAULT(fault, "auth", "", "%s %s", path, wrong);
        ensure(munmap(mapping, len) == 0);
    }
    return status;
}

void crl_table_close(struct crl_table *table)
{
    if (table == NULL) {
        return;
    }
    if (table->mapping != NULL) {
        ensure(munmap(table->mapping, table->bytes.len) == 0);
    }
    free(table);
}

bool crl_serial(struct span content, uint8_t serial_out[static CRL_SERIAL_LEN])
{
    if (content.len == 0 || content.len > CRL_SERIAL_LEN) {
        return false;
    }
    size_t lead = CRL_SERIAL_LEN - content.len;
    memset(serial_out, ((unsigned char)content.data[0] & 0x80U) != 0 ? 0xff : 0, lead);
    memcpy(serial_out + lead, content.data, content.len);
    return true;
}

static int by_serial(const void *a, const void *b)
{
    return memcmp(a, b, CRL_SERIAL_LEN);
}

const struct crl_list *crl_table_find(const struct crl_table *table, const struct digest *issuer)
{
    ensure(table != NULL && issuer != NULL);
    for (size_t i = 0; i < table->count; i++) {
        if (memcmp(table->lists[i].issuer.bytes, issuer->bytes, DIGEST_LEN) == 0) {
            return &table->lists[i];
        }
    }
    return NULL;
}

enum crl_answer crl_table_ask(
    const struct crl_table *table, const struct digest *issuer, struct span serial, int64_t now_s)
{
    const struct crl_list *list = crl_table_find(table, issuer);
    uint8_t wanted[CRL_SERIAL_LEN];
    if (list == NULL || !crl_serial(serial, wanted)) {
        return CRL_NO_LIST;
    }
    if (bsearch(wanted, list->serials, list->count, CRL_SERIAL_LEN, by_serial) != NULL) {
        return CRL_REVOKED;
    }
    if (now_s < list->this_update_s) {
        return CRL_NOT_YET;
    }
    return now_s < list->next_update_s ? CRL_GOOD : CRL_EXPIRED;
}

struct span crl_table_bytes(const struct crl_table *table)
{
    ensure(table != NULL);
    return table->bytes;
}
