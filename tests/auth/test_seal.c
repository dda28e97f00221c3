/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/seal.h"
#include "tests/harness.h"

#define KEY_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define KEY_B "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static char folder[] = "/tmp/tilsagn-seal-XXXXXX";
static char path[64];
static struct fault fault;
static struct seal_keys *keys;
static struct buffer sealed;

static void write_file(const char *text, mode_t mode)
{
    (void)unlink(path);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, mode), 0);
}

static void setup(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/keys", folder);
    fault_clear(&fault);
    buffer_init(&sealed, 4096);
}

static void teardown(void)
{
    seal_keys_free(keys);
    keys = NULL;
    buffer_free(&sealed);
    (void)unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

static const struct {
    const char *text;
    mode_t mode;
    enum status status;
} files[] = {
    {"0000000a " KEY_A "\n", 0400, STATUS_OK},
    {"0000000a " KEY_A, 0440, STATUS_OK},
    {"# first\n\n0000000a " KEY_A "\n0000000b " KEY_B "\n", 0600, STATUS_OK},
    {"0000000a " KEY_A "\n", 0404, STATUS_DENIED},
    {"0000000a " KEY_A "\n", 0420, STATUS_DENIED},
    {"", 0400, STATUS_INVALID},
    {"# none\n", 0400, STATUS_INVALID},
    {"0000000a\t" KEY_A "\n", 0400, STATUS_INVALID},
    {"0000000A " KEY_A "\n", 0400, STATUS_INVALID},
    {"0000000a " KEY_A "0\n", 0400, STATUS_INVALID},
    {"0000000a x" KEY_A, 0400, STATUS_INVALID},
    {"0000000a g0112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", 0400,
        STATUS_INVALID},
    {"0000000a " KEY_A "\n0000000a " KEY_B "\n", 0400, STATUS_INVALID},
};

START_TEST(reads_a_file_of_keys)
{
    write_file(files[_i].text, files[_i].mode);
    ck_assert_int_eq(seal_keys_read(path, &keys, &fault), files[_i].status);
    ck_assert_int_eq(keys != NULL, files[_i].status == STATUS_OK);
    ck_assert_int_eq(strstr(fault.text, path) != NULL, files[_i].status != STATUS_OK);
}
END_TEST

START_TEST(reads_nothing_else)
{
    ck_assert_int_eq(seal_keys_read("/nowhere/keys", &keys, &fault), STATUS_NOT_FOUND);
    ck_assert_int_eq(seal_keys_read(folder, &keys, &fault), STATUS_INVALID);
    char text[8192];
    (void)memset(text, '#', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    write_file(text, 0400);
    ck_assert_int_eq(seal_keys_read(path, &keys, &fault), STATUS_INVALID);
    size_t at = 0;
    for (int i = 0; i <= SEAL_KEYS_MAX; i++) {
        at += (size_t)snprintf(text + at, sizeof(text) - at, "0000000%x " KEY_A "\n", (unsigned)i);
    }
    write_file(text, 0400);
    ck_assert_int_eq(seal_keys_read(path, &keys, &fault), STATUS_INVALID);
    ck_assert_ptr_null(keys);
}
END_TEST

static void keys_are(const char *text)
{
    seal_keys_free(keys);
    keys = NULL;
    write_file(text, 0400);
    ck_assert_int_eq(seal_keys_read(path, &keys, &fault), STATUS_OK);
}

static void opens(enum status expected, const char *purpose, int64_t person)
{
    uint8_t plain[6];
    (void)memset(plain, 'x', sizeof(plain));
    ck_assert_int_eq(
        seal_open(keys, purpose, person, buffer_span(&sealed), plain, sizeof(plain)), expected);
    ck_assert_int_eq(memcmp(plain, "secret", 6) == 0, expected == STATUS_OK);
    ck_assert_int_eq(memcmp(plain, "\0\0\0\0\0\0", 6) == 0, expected != STATUS_OK);
}

START_TEST(opens_what_it_sealed)
{
    keys_are("0000000a " KEY_A "\n");
    seal_put(&sealed, keys, "totp", 7, SPAN("secret"));
    ck_assert_uint_eq(sealed.len, 6 + SEAL_OVERHEAD);
    opens(STATUS_OK, "totp", 7);
    opens(STATUS_DENIED, "totp", 8);
    opens(STATUS_DENIED, "other", 7);
    for (size_t i = 5; i < sealed.len; i++) {
        sealed.data[i] = (char)(sealed.data[i] ^ 1);
        opens(STATUS_DENIED, "totp", 7);
        sealed.data[i] = (char)(sealed.data[i] ^ 1);
    }
    char first[6 + SEAL_OVERHEAD];
    (void)memcpy(first, sealed.data, sizeof(first));
    buffer_clear(&sealed);
    seal_put(&sealed, keys, "totp", 7, SPAN("secret"));
    ck_assert_mem_ne(first, sealed.data, sizeof(first));
}
END_TEST

START_TEST(rotates)
{
    keys_are("0000000a " KEY_A "\n");
    seal_put(&sealed, keys, "totp", 7, SPAN("secret"));
    keys_are("0000000b " KEY_B "\n0000000a " KEY_A "\n");
    opens(STATUS_OK, "totp", 7);
    keys_are("0000000b " KEY_B "\n");
    opens(STATUS_NOT_FOUND, "totp", 7);
    keys_are("0000000a " KEY_B "\n");
    opens(STATUS_DENIED, "totp", 7);
    sealed.data[0] = 2;
    opens(STATUS_INVALID, "totp", 7);
    sealed.data[0] = 1;
    sealed.len--;
    opens(STATUS_INVALID, "totp", 7);
    seal_keys_free(NULL);
}
END_TEST

START_TEST(follows_the_file)
{
    keys_are("0000000a " KEY_A "\n");
    seal_put(&sealed, keys, "totp", 7, SPAN("secret"));
    ck_assert_int_eq(seal_keys_refresh(keys, &fault), STATUS_OK);
    opens(STATUS_OK, "totp", 7);
    write_file("0000000b " KEY_B "\n", 0400);
    ck_assert_int_eq(seal_keys_refresh(keys, &fault), STATUS_OK);
    opens(STATUS_NOT_FOUND, "totp", 7);
    write_file("0000000a " KEY_A "\n", 0404);
    ck_assert_int_eq(seal_keys_refresh(keys, &fault), STATUS_DENIED);
    opens(STATUS_NOT_FOUND, "totp", 7);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(seal_keys_refresh(keys, &fault), STATUS_NOT_FOUND);
    write_file("0000000a " KEY_A "\n", 0400);
    ck_assert_int_eq(seal_keys_refresh(keys, &fault), STATUS_OK);
    opens(STATUS_OK, "totp", 7);
}
END_TEST

START_TEST(gets_a_new_key)
{
    struct buffer text;
    struct buffer fresh;
    buffer_init(&text, 4096);
    buffer_init(&fresh, 4096);
    keys_are("# goes\n0000000a " KEY_A "\n");
    seal_put(&sealed, keys, "totp", 7, SPAN("secret"));
    ck_assert_int_eq(seal_renew(&fresh, keys, "totp", 7, buffer_span(&sealed)), STATUS_CONFLICT);
    ck_assert_uint_eq(fresh.len, 0);
    ck_assert_int_eq(seal_keys_add(keys), STATUS_OK);
    ck_assert_int_eq(seal_renew(&fresh, keys, "totp", 8, buffer_span(&sealed)), STATUS_DENIED);
    ck_assert_int_eq(seal_renew(&fresh, keys, "totp", 7, SPAN("short")), STATUS_INVALID);
    ck_assert_int_eq(seal_renew(&fresh, keys, "totp", 7, buffer_span(&sealed)), STATUS_OK);
    seal_keys_put(&text, keys);
    ck_assert_uint_eq(text.len, 2 * (8 + 1 + 64 + 1));
    ck_assert_int_eq(strncmp(text.data + 74, "0000000a " KEY_A "\n", 74), 0);
    ck_assert_uint_eq(seal_keys_drop(keys), 1);
    ck_assert_uint_eq(seal_keys_drop(keys), 0);
    opens(STATUS_NOT_FOUND, "totp", 7);
    buffer_clear(&sealed);
    buffer_put(&sealed, buffer_span(&fresh));
    opens(STATUS_OK, "totp", 7);
    keys_are("0000000a " KEY_A "\n");
    for (int i = 1; i < SEAL_KEYS_MAX; i++) {
        ck_assert_int_eq(seal_keys_add(keys), STATUS_OK);
    }
    ck_assert_int_eq(seal_keys_add(keys), STATUS_LIMIT);
    buffer_free(&text);
    buffer_free(&fresh);
}
END_TEST

int main(void)
{
    TCase *seal = tcase_create("seal");
    tcase_add_checked_fixture(seal, setup, teardown);
    tcase_add_loop_test(seal, reads_a_file_of_keys, 0, (int)COUNT_OF(files));
    tcase_add_test(seal, reads_nothing_else);
    tcase_add_test(seal, opens_what_it_sealed);
    tcase_add_test(seal, rotates);
    tcase_add_test(seal, follows_the_file);
    tcase_add_test(seal, gets_a_new_key);
    return harness_run("auth/seal", seal);
}
