/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A table is read within its own bytes, as it is and with the digest at its end made right; what is
 * accepted finds each of its own entries, and says the same of it when asked again.
 */
#include <string.h>

#include "auth/crl_table.h"
#include "tests/fuzz/fuzz.h"

/* Every entry of a list is found, whatever the time; a neighbour only when it is an entry too. */
static void ask_list(const struct crl_table *table, const struct crl_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const uint8_t *entry = list->serials + i * CRL_SERIAL_LEN;
        uint8_t next[CRL_SERIAL_LEN];
        struct span serial = {.data = (const char *)entry, .len = CRL_SERIAL_LEN};
        ensure(crl_table_ask(table, &list->issuer, serial, 0) == CRL_REVOKED);
        memcpy(next, entry, CRL_SERIAL_LEN);
        next[CRL_SERIAL_LEN - 1]++;
        bool follows =
            i + 1 < list->count && memcmp(entry + CRL_SERIAL_LEN, next, CRL_SERIAL_LEN) == 0;
        serial.data = (const char *)next;
        bool found = crl_table_ask(table, &list->issuer, serial, INT64_MAX) == CRL_REVOKED;
        ensure(found == follows || next[CRL_SERIAL_LEN - 1] == 0); /* else it wrapped around */
    }
}

static void use(const struct crl_table *table, struct span bytes)
{
    ensure(span_equal(crl_table_bytes(table), bytes));
    size_t lists = 0;
    for (size_t at = CRL_TABLE_HEADER_LEN; at + DIGEST_LEN <= bytes.len && lists < 16; lists++) {
        struct digest issuer;
        memcpy(issuer.bytes, bytes.data + at, DIGEST_LEN);
        const struct crl_list *list = crl_table_find(table, &issuer);
        if (list != NULL) {
            ensure(list->this_update_s < list->next_update_s);
            enum crl_answer early =
                crl_table_ask(table, &issuer, SPAN("\x7f"), list->this_update_s);
            ensure(early == CRL_GOOD || early == CRL_REVOKED);
            ask_list(table, list);
        } else {
            ensure(crl_table_ask(table, &issuer, SPAN("\x7f"), 0) == CRL_NO_LIST);
        }
        at += CRL_TABLE_LIST_LEN;
    }
}

static void read_and_use(struct span bytes)
{
    struct crl_table *table = NULL;
    struct fault fault;
    fault_clear(&fault);
    if (crl_table_read(bytes, &table, &fault) != STATUS_OK) {
        ensure(table == NULL && fault.text[0] != '\0');
        return;
    }
    use(table, bytes);
    crl_table_close(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_and_use(fuzz_input(data, size));
    if (size < DIGEST_LEN) {
        return 0;
    }
    /* Without this no changed input would come past the digest. */
    char *copy = malloc(size);
    ensure(copy != NULL);
    memcpy(copy, data, size);
    struct digest digest = digest_of((struct span){.data = copy, .len = size - DIGEST_LEN});
    memcpy(copy + size - DIGEST_LEN, digest.bytes, DIGEST_LEN);
    read_and_use((struct span){.data = copy, .len = size});
    free(copy);
    return 0;
}
