/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/crl_compile.h"

#include <stdlib.h>
#include <string.h>

#include "auth/crl_check.h"

enum status crl_compile_init(struct crl_compile *compile, STACK_OF(X509) * authorities,
    const struct crl_table *before, int64_t now_s, struct fault *fault)
{
    ensure(compile != NULL && authorities != NULL);
    memset(compile, 0, sizeof(*compile));
    int count = sk_X509_num(authorities);
    if (count < 1 || count > CRL_TABLE_LISTS_MAX) {
        FAULT(fault, "auth", "", "a trust has 1 to %d CAs, not %d", CRL_TABLE_LISTS_MAX, count);
        return STATUS_LIMIT;
    }
    compile->authorities = authorities;
    compile->before = before;
    compile->now_s = now_s;
    compile->count = (size_t)count;
    for (int i = 0; i < count; i++) {
        struct crl_list *list = &compile->lists[i];
        unsigned len = 0;
        ensure(X509_digest(sk_X509_value(authorities, i), EVP_sha256(), list->issuer.bytes, &len)
               == 1);
        buffer_init(&compile->serials[i], (size_t)CRL_TABLE_ENTRIES_MAX * CRL_SERIAL_LEN);
    }
    return STATUS_OK;
}

void crl_compile_free(struct crl_compile *compile)
{
    ensure(compile != NULL);
    for (size_t i = 0; i < compile->count; i++) {
        buffer_free(&compile->serials[i]);
    }
}

static int by_serial(const void *a, const void *b)
{
    return memcmp(a, b, CRL_SERIAL_LEN);
}

/* Sorted, each once: what the table's reader insists on. */
static void serials_sort(struct crl_list *list, struct buffer *serials)
{
    size_t count = serials->len / CRL_SERIAL_LEN;
    size_t kept = count > 0 ? 1 : 0;
    if (count > 1) {
        qsort(serials->data, count, CRL_SERIAL_LEN, by_serial);
    }
    for (size_t i = 1; i < count; i++) {
        char *last = serials->data + (kept - 1) * CRL_SERIAL_LEN;
        const char *next = serials->data + i * CRL_SERIAL_LEN;
        if (memcmp(last, next, CRL_SERIAL_LEN) != 0) {
            memmove(last + CRL_SERIAL_LEN, next, CRL_SERIAL_LEN);
            kept++;
        }
    }
    serials->len = kept * CRL_SERIAL_LEN;
    list->count = kept;
    list->serials = (const uint8_t *)serials->data;
}

static enum status serials_take(
    const struct crl_compile *compile, X509_CRL *crl, struct buffer *serials, struct fault *fault)
{
    STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(crl);
    size_t count = entries == NULL ? 0 : (size_t)sk_X509_REVOKED_num(entries);
    for (size_t i = 0; i < compile->count; i++) {
        count += compile->lists[i].count;
    }
    if (count > CRL_TABLE_ENTRIES_MAX) {
        FAULT(fault, "auth", "", "more than %d entries in all", CRL_TABLE_ENTRIES_MAX);
        return STATUS_LIMIT;
    }
    for (int i = 0; i < sk_X509_REVOKED_num(entries); i++) {
        const X509_REVOKED *entry = sk_X509_REVOKED_value(entries, i);
        const char *wrong = crl_entry_wrong(entry);
        uint8_t bytes[CRL_SERIAL_LEN];
        struct span serial = crl_serial_content(X509_REVOKED_get0_serialNumber(entry), bytes);
        wrong = wrong == NULL && serial.len == 0 ? "an impossible serial number" : wrong;
        if (wrong != NULL) {
            FAULT(fault, "auth", "", "entry %d has %s", i + 1, wrong);
            return STATUS_INVALID;
        }
        buffer_put(serials, serial);
    }
    return serials->failed ? STATUS_LIMIT : STATUS_OK; /* uncovered: no memory */
}

enum status crl_compile_add(struct crl_compile *compile, X509_CRL *crl, struct fault *fault)
{
    ensure(compile != NULL && crl != NULL);
    size_t authority = 0;
    struct crl_list list = {.count = 0};
    enum status status = crl_check_signer(crl, compile->authorities, &authority, fault);
    if (status == STATUS_OK) {
        list.issuer = compile->lists[authority].issuer;
        status = crl_check_list(crl, compile->now_s, &list, fault);
    }
    if (status == STATUS_OK && compile->lists[authority].this_update_s != 0) {
        FAULT(fault, "auth", "", "a second list of the same CA");
        status = STATUS_CONFLICT;
    }
    if (status == STATUS_OK && compile->before != NULL) {
        status = crl_check_newer(crl_table_find(compile->before, &list.issuer), &list, fault);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct buffer *serials = &compile->serials[authority];
    status = serials_take(compile, crl, serials, fault);
    if (status != STATUS_OK) {
        buffer_clear(serials);
        return status;
    }
    serials_sort(&list, serials);
    compile->lists[authority] = list;
    return STATUS_OK;
}

static void put_number(struct buffer *out, uint64_t number, size_t len)
{
    for (size_t i = len; i > 0; i--) {
        buffer_putc(out, (char)(uint8_t)(number >> (8 * (i - 1))));
    }
}

static void put_list(struct buffer *out, const struct crl_list *list)
{
    buffer_put(out, (struct span){.data = (const char *)list->issuer.bytes, .len = DIGEST_LEN});
    buffer_put(out, (struct span){.data = (const char *)list->number, .len = CRL_NUMBER_LEN});
    put_number(out, list->count, 4);
    put_number(out, (uint64_t)list->this_update_s, 8);
    put_number(out, (uint64_t)list->next_update_s, 8);
}

static int by_issuer(const void *a, const void *b)
{
    const struct crl_list *left = a;
    const struct crl_list *right = b;
    return memcmp(left->issuer.bytes, right->issuer.bytes, DIGEST_LEN);
}

/* The table of `count` lists, sorted here. */
static void put_table(struct buffer *out, struct crl_list *lists, size_t count)
{
    size_t begin = out->len;
    size_t len = CRL_TABLE_HEADER_LEN + count * CRL_TABLE_LIST_LEN + DIGEST_LEN;
    qsort(lists, count, sizeof(lists[0]), by_issuer);
    for (size_t i = 0; i < count; i++) {
        len += lists[i].count * CRL_SERIAL_LEN;
    }
    buffer_put(out, SPAN(CRL_TABLE_MAGIC));
    put_number(out, CRL_TABLE_VERSION, 4);
    put_number(out, count, 4);
    put_number(out, len, 8);
    for (size_t i = 0; i < count; i++) {
        put_list(out, &lists[i]);
    }
    for (size_t i = 0; i < count; i++) {
        buffer_put(out, (struct span){.data = (const char *)lists[i].serials,
                            .len = lists[i].count * CRL_SERIAL_LEN});
    }
    if (!out->failed) {
        struct digest digest =
            digest_of((struct span){.data = out->data + begin, .len = out->len - begin});
        buffer_put(out, (struct span){.data = (const char *)digest.bytes, .len = DIGEST_LEN});
    }
}

enum status crl_compile_end(
    struct crl_compile *compile, struct buffer *table_out, struct fault *fault)
{
    ensure(compile != NULL && table_out != NULL);
    for (size_t i = 0; i < compile->count; i++) {
        if (compile->lists[i].this_update_s == 0) {
            char name[CRL_NAME_LEN_MAX];
            const X509 *authority = sk_X509_value(compile->authorities, (int)i);
            crl_authority_name(X509_get_subject_name(authority), name);
            FAULT(fault, "auth", "", "no list of %s", name);
            return STATUS_NOT_FOUND;
        }
    }
    struct crl_list sorted[CRL_TABLE_LISTS_MAX];
    memcpy(sorted, compile->lists, sizeof(sorted));
    put_table(table_out, sorted, compile->count);
    if (table_out->failed) {
        FAULT(fault, "auth", "", "the table does not fit");
        return STATUS_LIMIT;
    }
    return STATUS_OK;
}
