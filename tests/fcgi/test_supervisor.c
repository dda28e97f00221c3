/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fcgi/supervisor.h"
#include "tests/harness.h"

static char folder[] = "/tmp/tilsagn-supervisor-XXXXXX";
static char path[64];
static pid_t supervisor;

static void pause_ms(long ms)
{
    const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&time, NULL);
}

static void start(size_t workers, char *argument)
{
    supervisor = fork();
    ck_assert_int_ge(supervisor, 0);
    if (supervisor == 0) {
        char program[] = WORKER;
        char *arguments[] = {program, argument, NULL};
        const struct supervisor_config config = {
            .socket_path = path, .workers = workers, .program = program, .arguments = arguments};
        struct fault fault = {.file = NULL};
        _exit((int)supervisor_run(&config, &fault));
    }
}

static void setup(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/socket", folder);
}

static void stop(void)
{
    if (supervisor > 0) {
        (void)kill(supervisor, SIGTERM);
        (void)waitpid(supervisor, NULL, 0);
        supervisor = 0;
    }
}

static void teardown(void)
{
    stop();
    (void)unlink(path);
    (void)rmdir(folder);
}

/* The process number that answers; 0 when the connection was refused or broken. */
static long ask(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char text[32] = "";
    memcpy(address.sun_path, path, strlen(path) + 1);
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_ge(client, 0);
    ssize_t got = 0;
    if (connect(client, (const struct sockaddr *)&address, sizeof(address)) == 0) {
        got = read(client, text, sizeof(text) - 1);
    }
    (void)close(client);
    return got > 0 ? strtol(text, NULL, 10) : 0;
}

static long ask_until_there(void)
{
    long answer = 0;
    for (int i = 0; i < 500 && answer == 0; i++) {
        answer = ask();
        pause_ms(answer == 0 ? 10 : 0);
    }
    ck_assert_int_ne(answer, 0);
    return answer;
}

START_TEST(the_socket_is_for_owner_and_group_only)
{
    struct stat info;
    start(1, NULL);
    (void)ask_until_there();
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0660);
    stop();
    ck_assert_int_eq(stat(path, &info), -1);
}
END_TEST

START_TEST(a_killed_worker_is_replaced)
{
    start(1, NULL);
    long first = ask_until_there();
    ck_assert_int_eq(kill((pid_t)first, SIGKILL), 0);
    long second = ask_until_there();
    ck_assert_int_ne(second, first);
}
END_TEST

START_TEST(a_rolling_restart_loses_no_connection)
{
    start(2, NULL);
    long first = ask_until_there();
    bool replaced = false;
    ck_assert_int_eq(kill(supervisor, SIGHUP), 0);
    for (int i = 0; i < 400; i++) {
        long answer = ask();
        ck_assert_msg(answer != 0, "connection %d was lost", i);
        pause_ms(5);
        replaced = i > 300 ? replaced || answer != first : replaced;
    }
    ck_assert(replaced);
    ck_assert_int_eq(kill((pid_t)first, 0), -1); /* the old one is gone */
}
END_TEST

START_TEST(a_broken_worker_is_not_started_in_a_storm)
{
    char broken[] = "broken";
    start(1, broken);
    pause_ms(1500); /* 0, 100, 200, 400, 800 ms: 5 starts at most */
    ck_assert_int_eq(kill(supervisor, 0), 0);
}
END_TEST

START_TEST(a_stale_socket_is_replaced)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, strlen(path) + 1);
    int stale = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(stale, (const struct sockaddr *)&address, sizeof(address)), 0);
    (void)close(stale);
    start(1, NULL);
    (void)ask_until_there();
}
END_TEST

/* Cases that end before anything is started. */
static enum status run_here(const char *socket_path, size_t workers)
{
    char program[] = "/nonexistent";
    char *arguments[] = {program, NULL};
    const struct supervisor_config config = {
        .socket_path = socket_path, .workers = workers, .program = program, .arguments = arguments};
    struct fault fault = {.file = NULL};
    enum status status = supervisor_run(&config, &fault);
    ck_assert(fault.file != NULL || status == STATUS_OK);
    return status;
}

START_TEST(refuses_what_cannot_work)
{
    char long_path[128];
    memset(long_path, 'x', sizeof(long_path));
    long_path[sizeof(long_path) - 1] = '\0';
    ck_assert_int_eq(run_here(path, 0), STATUS_INVALID);
    ck_assert_int_eq(run_here(path, SUPERVISOR_WORKERS_MAX + 1), STATUS_INVALID);
    ck_assert_int_eq(run_here(long_path, 1), STATUS_INVALID);
    ck_assert_int_eq(run_here("", 1), STATUS_INVALID);
    ck_assert_int_eq(run_here(folder, 1), STATUS_INVALID); /* no socket */
    ck_assert_int_eq(run_here("/nonexistent/socket", 1), STATUS_INTERNAL);
    start(1, NULL);
    (void)ask_until_there();
    ck_assert_int_eq(run_here(path, 1), STATUS_CONFLICT);
    ck_assert_int_ne(ask(), 0); /* and the other one still serves */
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("supervisor");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, refuses_what_cannot_work);
    tcase_add_test(tests, the_socket_is_for_owner_and_group_only);
    tcase_add_test(tests, a_killed_worker_is_replaced);
    tcase_add_test(tests, a_rolling_restart_loses_no_connection);
    tcase_add_test(tests, a_broken_worker_is_not_started_in_a_storm);
    tcase_add_test(tests, a_stale_socket_is_replaced);
    return harness_run("fcgi/supervisor", tests);
}
