/* SPDX-License-Identifier: EUPL-1.2 */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/operator/publish.h"
#include "tests/ledger/operator/folder.h"

static void holds(const char *path, const char *text)
{
    char bytes[100] = "";
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(bytes, 1, sizeof(bytes) - 1, file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_uint_eq(len, strlen(text));
    ck_assert_str_eq(bytes, text);
}

static ino_t inode(const char *path)
{
    struct stat file;
    ck_assert_int_eq(stat(path, &file), 0);
    return file.st_ino;
}

START_TEST(replaces_whole_files)
{
    const char *path = folder_path("file");
    mode_t before = umask(077);
    ck_assert_int_eq(publish(path, SPAN("first"), NULL), STATUS_OK);
    (void)umask(before);
    holds(path, "first");
    struct stat file;
    ck_assert_int_eq(stat(path, &file), 0);
    ck_assert_uint_eq(file.st_mode & 0777U, 0644); /* whatever the umask: workers read it */

    ck_assert_int_eq(publish(path, SPAN("second"), NULL), STATUS_OK);
    holds(path, "second");
    ck_assert_int_ne(access(folder_path("file.new"), F_OK), 0);
    ino_t second = inode(path);
    ck_assert_int_eq(publish(path, SPAN("second"), NULL), STATUS_OK);
    ck_assert_uint_eq(inode(path), second); /* nobody needs to look again */
    ck_assert_int_eq(publish(path, SPAN("secon"), NULL), STATUS_OK);
    holds(path, "secon");
    ck_assert_int_eq(publish(path, SPAN(""), NULL), STATUS_OK);
    holds(path, "");
}
END_TEST

START_TEST(a_secret_stays_one)
{
    const char *path = folder_path("file");
    ck_assert_int_eq(publish_as_before(path, SPAN("first"), NULL), STATUS_UNAVAILABLE);
    folder_put("file", "first");
    folder_put("file.new", "left behind");
    ck_assert_int_eq(chmod(path, 0440), 0);
    if (geteuid() == 0) {
        ck_assert_int_eq(chown(path, 1, 2), 0);
    }
    ck_assert_int_eq(publish_as_before(path, SPAN("second"), NULL), STATUS_OK);
    holds(path, "second");
    struct stat file;
    ck_assert_int_eq(stat(path, &file), 0);
    ck_assert_uint_eq(file.st_mode & 0777U, 0440);
    ck_assert_uint_eq(file.st_uid, geteuid() == 0 ? 1 : geteuid());
    ck_assert_uint_eq(file.st_gid, geteuid() == 0 ? 2 : getegid());
}
END_TEST

START_TEST(works_beside_the_program)
{
    char here[1000];
    ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
    ck_assert_int_eq(chdir(folder), 0);
    ck_assert_int_eq(publish("file", SPAN("x"), NULL), STATUS_OK);
    holds("file", "x");
    ck_assert_int_eq(chdir(here), 0);
}
END_TEST

static void refused(const char *path, const char *about)
{
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(publish(path, SPAN("x"), &fault), STATUS_UNAVAILABLE);
    ck_assert_msg(strstr(fault.text, about) != NULL, "%s", fault.text);
}

START_TEST(says_what_the_system_refuses)
{
    static char name[5000];
    memset(name, 'x', sizeof(name) - 1);
    refused(name, "too long");
    refused("/nowhere/file", "/nowhere/file.new: No such file");
    refused("/tilsagn-test/", "No such file");
    folder_put("folder", NULL);
    folder_put("folder/inside", "");
    refused(folder_path("folder"), "irectory");
    ck_assert_int_ne(access(folder_path("folder.new"), F_OK), 0); /* cleaned up */
    folder_put("target", "untouched"); /* a link in the way is not followed */
    ck_assert_int_eq(symlink(folder_path("target"), folder_path("link.new")), 0);
    refused(folder_path("link"), "link.new");
    holds(folder_path("target"), "untouched");
    refused("/dev/full/x", "Not a directory");
}
END_TEST

START_TEST(a_full_disk_keeps_the_old_file)
{
    const char *path = folder_path("file");
    folder_put("file", "old");
    struct rlimit before;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit two = {.rlim_cur = 2, .rlim_max = before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &two), 0);
    enum status status = publish(path, SPAN("longer than two"), NULL);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    ck_assert_int_eq(status, STATUS_UNAVAILABLE);
    holds(path, "old");
    ck_assert_int_ne(access(folder_path("file.new"), F_OK), 0);
}
END_TEST

START_TEST(one_at_a_time)
{
    const char *path = folder_path("file");
    int lock = -1;
    ck_assert_int_eq(publish_lock(path, &lock, NULL), STATUS_OK);
    pid_t child = fork();
    if (child == 0) {
        int second = -1;
        struct fault fault;
        fault_clear(&fault);
        bool conflict = publish_lock(path, &second, &fault) == STATUS_CONFLICT;
        exit(conflict && second == -1 && strstr(fault.text, "another process") != NULL ? 0 : 1);
    }
    int code = 0;
    ck_assert_int_eq(waitpid(child, &code, 0), child);
    ck_assert_int_eq(code, 0);
    ck_assert_int_eq(close(lock), 0);
    ck_assert_int_eq(publish_lock(path, &lock, NULL), STATUS_OK);
    ck_assert_int_eq(close(lock), 0);
    ck_assert_int_eq(publish_lock("/nowhere/file", &lock, NULL), STATUS_UNAVAILABLE);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("publish");
    tcase_add_checked_fixture(cases, folder_begin, folder_end);
    tcase_add_test(cases, replaces_whole_files);
    tcase_add_test(cases, a_secret_stays_one);
    tcase_add_test(cases, works_beside_the_program);
    tcase_add_test(cases, says_what_the_system_refuses);
    tcase_add_test(cases, a_full_disk_keeps_the_old_file);
    tcase_add_test(cases, one_at_a_time);
    return harness_run("ledger/operator/publish", cases);
}
