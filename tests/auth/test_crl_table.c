/* SPDX-License-Identifier: EUPL-1.2 */
/* The table's reader: every malformed file is refused, every question is answered by its entries.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/crl_table.h"
#include "ledger/base/buffer.h"
#include "tests/harness.h"

#define LISTS 2
#define HEADS (CRL_TABLE_HEADER_LEN + LISTS * CRL_TABLE_LIST_LEN)

/* Two lists: of the issuer 01…01 (three entries) and of 02…02 (none), from 1000 to 2000. */
static uint8_t table[HEADS + 3 * CRL_SERIAL_LEN + DIGEST_LEN];
static const size_t table_len = sizeof(table);

static const struct digest first = {.bytes = {1}};
static const struct digest second = {.bytes = {2}};
static const struct digest third = {.bytes = {3}};

static void put(size_t offset, uint64_t number, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        table[offset + i] = (uint8_t)(number >> (8 * (len - 1 - i)));
    }
}

static void sign(void)
{
    struct digest digest =
        digest_of((struct span){.data = (const char *)table, .len = table_len - DIGEST_LEN});
    memcpy(table + table_len - DIGEST_LEN, digest.bytes, DIGEST_LEN);
}

static void setup(void)
{
    memset(table, 0, sizeof(table));
    memcpy(table, CRL_TABLE_MAGIC, 8);
    put(8, CRL_TABLE_VERSION, 4);
    put(12, LISTS, 4);
    put(16, table_len, 8);
    for (size_t i = 0; i < LISTS; i++) {
        size_t head = CRL_TABLE_HEADER_LEN + i * CRL_TABLE_LIST_LEN;
        table[head] = (uint8_t)(i + 1);
        put(head + 44, 77 + i, 8);
        put(head + 52, i == 0 ? 3 : 0, 4);
        put(head + 56, 1000, 8);
        put(head + 64, 2000, 8);
    }
    put(HEADS + CRL_SERIAL_LEN - 8, 5, 8);
    put(HEADS + 2 * CRL_SERIAL_LEN - 8, UINT64_C(0x8000000000000000), 8);
    memset(table + HEADS + 2 * CRL_SERIAL_LEN, 0xff, CRL_SERIAL_LEN); /* -1 */
    sign();
}

static struct span whole(void)
{
    return (struct span){.data = (const char *)table, .len = table_len};
}

static void refused(struct span bytes, const char *about)
{
    struct crl_table *read = NULL;
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(crl_table_read(bytes, &read, &fault), STATUS_INVALID);
    ck_assert_ptr_null(read);
    ck_assert_msg(strstr(fault.text, about) != NULL, "%s, not %s", fault.text, about);
}

#define SECOND_HEAD (CRL_TABLE_HEADER_LEN + CRL_TABLE_LIST_LEN)

static const struct {
    size_t offset;
    uint64_t number;
    size_t len;
    const char *about;
} changes[] = {
    {0, 'X', 1, "is no CRL table"},
    {8, 2, 4, "another version"},
    {12, 0, 4, "another length"},
    {12, 3, 4, "ends before it begins"}, /* entries are no list */
    {12, CRL_TABLE_LISTS_MAX + 1, 4, "another length"},
    {12, UINT32_MAX, 4, "another length"},
    {16, sizeof(table) - 1, 8, "another length"},
    {16, UINT64_MAX, 8, "another length"},
    {CRL_TABLE_HEADER_LEN, 2, 1, "lists in another order"}, /* the same issuer twice */
    {CRL_TABLE_HEADER_LEN, 9, 1, "lists in another order"},
    {CRL_TABLE_HEADER_LEN + 56, 2000, 8, "ends before it begins"},
    {SECOND_HEAD + 64, UINT64_MAX, 8, "ends before it begins"},
    {CRL_TABLE_HEADER_LEN + 52, 4, 4, "fewer entries"},
    {CRL_TABLE_HEADER_LEN + 52, UINT32_MAX, 4, "fewer entries"},
    {CRL_TABLE_HEADER_LEN + 52, 2, 4, "more entries"},
    {SECOND_HEAD + 52, 1, 4, "fewer entries"},
    {HEADS, UINT64_MAX, 8, "entries in another order"},
    {HEADS + CRL_SERIAL_LEN - 8, UINT64_C(0x8000000000000000), 8, "entries in another order"},
};

START_TEST(refuses_each_change)
{
    put(changes[_i].offset, changes[_i].number, changes[_i].len);
    sign();
    refused(whole(), changes[_i].about);
}
END_TEST

START_TEST(refuses_every_other_byte)
{
    for (size_t i = 0; i < table_len; i++) {
        table[i] ^= 0x10;
        struct crl_table *read = NULL;
        ck_assert_int_eq(crl_table_read(whole(), &read, NULL), STATUS_INVALID);
        table[i] ^= 0x10;
    }
    table[table_len - 1] ^= 1;
    refused(whole(), "damaged");
}
END_TEST

START_TEST(refuses_every_other_length)
{
    for (size_t len = 0; len < table_len; len++) {
        struct crl_table *read = NULL;
        struct span cut = {.data = (const char *)table, .len = len};
        ck_assert_int_eq(crl_table_read(cut, &read, NULL), STATUS_INVALID);
    }
    refused((struct span){.len = 0}, "is no CRL table");
}
END_TEST

static const struct {
    const struct digest *issuer;
    struct span serial;
    int64_t now_s;
    enum crl_answer answer;
} questions[] = {
    {&first, {"\x05", 1}, 1500, CRL_REVOKED}, {&first, {"\x00\x00\x05", 3}, 1500, CRL_REVOKED},
    {&first, {"\x00\x80\x00\x00\x00\x00\x00\x00\x00", 9}, 1500, CRL_REVOKED},
    {&first, {"\xff", 1}, 1500, CRL_REVOKED}, /* -1, not 255 */
    {&first, {"\x00\xff", 2}, 1500, CRL_GOOD},
    {&first, {"\x80\x00\x00\x00\x00\x00\x00\x00", 8}, 1500, CRL_GOOD},
    {&first, {"\x04", 1}, 1500, CRL_GOOD}, {&first, {"\x06", 1}, 1500, CRL_GOOD},
    {&first, {"\x05\x00", 2}, 1500, CRL_GOOD}, {&first, {"\x06", 1}, 999, CRL_NOT_YET},
    {&first, {"\x06", 1}, 1000, CRL_GOOD}, {&first, {"\x06", 1}, 1999, CRL_GOOD},
    {&first, {"\x06", 1}, 2000, CRL_EXPIRED}, /* B04 */
    {&first, {"\x05", 1}, 2000, CRL_REVOKED}, {&first, {"\x05", 1}, INT64_MIN, CRL_REVOKED},
    {&first, {"\x06", 1}, INT64_MAX, CRL_EXPIRED},
    {&first,
        {"\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05"
         "\x05\x05\x05\x05",
            25},
        1500, CRL_NO_LIST},
    {&first, {"", 0}, 1500, CRL_NO_LIST}, {&second, {"\x05", 1}, 1500, CRL_GOOD},
    {&second, {"\x05", 1}, 2000, CRL_EXPIRED}, {&third, {"\x05", 1}, 1500, CRL_NO_LIST}, /* B05 */
};

START_TEST(answers_each_question)
{
    struct crl_table *read = NULL;
    ck_assert_int_eq(crl_table_read(whole(), &read, NULL), STATUS_OK);
    ck_assert_int_eq(
        crl_table_ask(read, questions[_i].issuer, questions[_i].serial, questions[_i].now_s),
        questions[_i].answer);
    crl_table_close(read);
}
END_TEST

START_TEST(shows_its_lists)
{
    struct crl_table *read = NULL;
    ck_assert_int_eq(crl_table_read(whole(), &read, NULL), STATUS_OK);
    const struct crl_list *list = crl_table_find(read, &second);
    ck_assert_ptr_nonnull(list);
    ck_assert_int_eq(list->number[CRL_NUMBER_LEN - 1], 78);
    ck_assert_int_eq(list->this_update_s, 1000);
    ck_assert_int_eq(list->next_update_s, 2000);
    ck_assert_uint_eq(list->count, 0);
    ck_assert_uint_eq(crl_table_find(read, &first)->count, 3);
    ck_assert_ptr_null(crl_table_find(read, &third));
    ck_assert(span_equal(crl_table_bytes(read), whole()));
    crl_table_close(read);
    crl_table_close(NULL);
}
END_TEST

static char path[] = "/tmp/tilsagn-crl-table-XXXXXX";

static void write_table(size_t len)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(table, 1, len, file), len);
    ck_assert_int_eq(fclose(file), 0);
}

static void refused_file(const char *name, enum status expected, const char *about)
{
    struct crl_table *read = NULL;
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(crl_table_open(name, &read, &fault), expected);
    ck_assert_ptr_null(read);
    ck_assert_msg(strstr(fault.text, about) != NULL, "%s, not %s", fault.text, about);
    ck_assert_ptr_nonnull(strstr(fault.text, name));
}

START_TEST(maps_files)
{
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(close(fd), 0);
    refused_file(path, STATUS_INVALID, "is empty");
    refused_file("/tmp", STATUS_NOT_FOUND, "cannot open");
    refused_file("/nonexistent/table", STATUS_NOT_FOUND, "cannot open");
    write_table(table_len - 1);
    refused_file(path, STATUS_INVALID, "another length");
    ck_assert_int_eq(truncate(path, (off_t)CRL_TABLE_LEN_MAX + 1), 0);
    refused_file(path, STATUS_LIMIT, "too large");

    ck_assert_int_eq(unlink(path), 0);
    write_table(table_len);
    struct crl_table *read = NULL;
    ck_assert_int_eq(crl_table_open(path, &read, NULL), STATUS_OK);
    ck_assert_int_eq(unlink(path), 0); /* replaced meanwhile: the old one stays readable */
    struct span serial = {.data = "\x05", .len = 1};
    ck_assert_int_eq(crl_table_ask(read, &first, serial, 1500), CRL_REVOKED);
    crl_table_close(read);

    ck_assert_int_eq(mkfifo(path, 0600), 0);
    refused_file(path, STATUS_NOT_FOUND, "cannot open"); /* and does not wait for a writer */
    ck_assert_int_eq(unlink(path), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("crl_table");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_loop_test(tests, refuses_each_change, 0, (int)COUNT_OF(changes));
    tcase_add_test(tests, refuses_every_other_byte);
    tcase_add_test(tests, refuses_every_other_length);
    tcase_add_loop_test(tests, answers_each_question, 0, (int)COUNT_OF(questions));
    tcase_add_test(tests, shows_its_lists);
    tcase_add_test(tests, maps_files);
    return harness_run("auth/crl_table", tests);
}
