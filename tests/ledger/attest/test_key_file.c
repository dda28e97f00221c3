/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/attest/key_file.h"
#include "tests/harness.h"

static char folder[] = "/tmp/tilsagn-key-XXXXXX";
static char path[64];
static struct fault fault;

static void setup(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/key.pem", folder);
    fault_clear(&fault);
}

static void teardown(void)
{
    (void)unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

START_TEST(makes_a_key_once)
{
    ck_assert_int_eq(key_file_create(path, &fault), STATUS_OK);
    struct stat file;
    ck_assert_int_eq(stat(path, &file), 0);
    ck_assert_uint_eq(file.st_mode & 0777U, 0400);
    struct ed25519_key *key = NULL;
    ck_assert_int_eq(key_file_read(path, &key, &fault), STATUS_OK);
    ed25519_free(key);
    ck_assert_int_eq(key_file_create(path, &fault), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, path));
    ck_assert_int_eq(key_file_create("/nowhere/key.pem", NULL), STATUS_UNAVAILABLE);
}
END_TEST

static void write_file(const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, mode), 0);
}

START_TEST(reads_nothing_else)
{
    struct ed25519_key *key = NULL;
    ck_assert_int_eq(key_file_read(path, &key, &fault), STATUS_NOT_FOUND);
    write_file("garbage", 0600);
    ck_assert_int_eq(key_file_read(path, &key, NULL), STATUS_INVALID);
    ck_assert_int_eq(key_file_read(folder, &key, NULL), STATUS_INVALID);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(key_file_create(path, NULL), STATUS_OK);
    ck_assert_int_eq(chmod(path, 0440), 0);
    ck_assert_int_eq(key_file_read(path, &key, NULL), STATUS_DENIED);
    ck_assert_ptr_null(key);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("key_file");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, makes_a_key_once);
    tcase_add_test(tests, reads_nothing_else);
    return harness_run("ledger/attest/key_file", tests);
}
