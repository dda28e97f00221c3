/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * sequencer_main.c - tilsagn-sequencer: performs the acts that are due by the clock. Entries wait
 * in the database's queue meanwhile.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ledger/base/log.h"
#include "ledger/sequencer/config.h"
#include "ledger/sequencer/due.h"

#define ARENA_LEN ((size_t)4 * 1024 * 1024)

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const char usage[] =
    "usage: tilsagn-sequencer --config FILE\n"
    "\n"
    "Closes each call when its time has come, attested as the system.\n"
    "FILE holds the lines: database = CONNINFO, attest = SOCKET, interval_ms = N (default 1000).\n";

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

/* Without SA_RESTART, so that waiting ends. */
static void signals_set(void)
{
    struct sigaction action;
    (void)memset(&action, 0, sizeof(action));
    action.sa_handler = on_signal;
    ensure(sigaction(SIGTERM, &action, NULL) == 0);
    ensure(sigaction(SIGINT, &action, NULL) == 0);
}

static void say(enum log_level level, const char *event)
{
    struct log_line line;
    log_begin(&line, level, event);
    log_end(&line);
}

static void say_fault(const char *event, const struct fault *fault)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_ERROR, event);
    log_fault(&line, fault);
    log_end(&line);
}

static void on_tried(void *context, struct span call, enum status status,
    const struct act_reply *reply, const struct fault *fault)
{
    (void)context;
    struct log_line line;
    log_begin(&line, status == STATUS_OK ? LOG_LEVEL_NOTICE : LOG_LEVEL_ERROR,
        status == STATUS_OK ? "call_closed" : "call_not_closed");
    log_text(&line, "call", call);
    if (reply != NULL) {
        log_int(&line, "entry", reply->entry);
    } else {
        log_fault(&line, fault);
    }
    log_end(&line);
}

static void wait_ms(int64_t ms)
{
    struct timespec wait = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
    (void)nanosleep(&wait, NULL); /* a signal ends it early, as it should */
}

/* One round; a failure is said when it begins and when it is over, not every second. */
static void turn(struct service *service, struct arena *arena, bool *failing)
{
    static const struct due_listener listener = {.tried = on_tried};
    struct fault fault;
    fault_clear(&fault);
    enum status status = service_ensure(service, &fault);
    if (status == STATUS_OK) {
        status = due_perform(service, arena, &listener, &fault);
    }
    arena_reset(arena);
    if (status != STATUS_OK && !*failing) {
        say_fault("database_lost", &fault);
    }
    if (status == STATUS_OK && *failing) {
        say(LOG_LEVEL_NOTICE, "database_back");
    }
    *failing = status != STATUS_OK;
}

/* Waits for a database that is not up yet; anything else is for the operator to mend. */
static enum status service_wait(const struct sequencer_config *config, struct service **service_out)
{
    struct service_config wanted = {
        .audience = AUDIENCE_SYSTEM, .database = config->database, .attest = config->attest};
    enum status status = STATUS_UNAVAILABLE;
    for (bool told = false; stop == 0 && status == STATUS_UNAVAILABLE; told = true) {
        struct fault fault;
        fault_clear(&fault);
        status = service_open(&wanted, service_out, &fault);
        if (status != STATUS_OK && (!told || status != STATUS_UNAVAILABLE)) {
            say_fault("database_not_ready", &fault);
        }
        if (status == STATUS_UNAVAILABLE) {
            wait_ms(config->interval_ms);
        }
    }
    return status;
}

static int run(const struct sequencer_config *config, struct arena *arena)
{
    struct service *service = NULL;
    signals_set();
    enum status status = service_wait(config, &service);
    if (status != STATUS_OK) {
        return stop != 0 ? EXIT_DONE : EXIT_FAILED;
    }
    say(LOG_LEVEL_NOTICE, "started");
    bool failing = false;
    while (stop == 0) {
        turn(service, arena, &failing);
        wait_ms(config->interval_ms);
    }
    service_close(service);
    say(LOG_LEVEL_NOTICE, "stopped");
    return EXIT_DONE;
}

static int run_with(const char *path)
{
    struct arena *kept = arena_create(65536);
    struct arena *arena = arena_create(ARENA_LEN);
    int code = EXIT_FAILED;
    if (kept != NULL && arena != NULL) {
        struct sequencer_config config;
        struct fault fault;
        fault_clear(&fault);
        if (sequencer_config_read(kept, path, &config, &fault) == STATUS_OK) {
            code = run(&config, arena);
        } else {
            (void)fprintf(stderr, "tilsagn-sequencer: %s: %s\n", path, fault.text);
        }
    }
    arena_destroy(arena);
    arena_destroy(kept);
    return code;
}

int main(int count, char **arguments)
{
    log_program("tilsagn-sequencer");
    if (count == 2 && strcmp(arguments[1], "--help") == 0) {
        return fputs(usage, stdout) >= 0 ? EXIT_DONE : EXIT_FAILED;
    }
    if (count != 3 || strcmp(arguments[1], "--config") != 0) {
        (void)fputs(usage, stderr);
        return EXIT_USAGE;
    }
    return run_with(arguments[2]);
}
