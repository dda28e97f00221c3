/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * sequencer_main.c - tilsagn-sequencer: performs the acts that are due by the clock, and moves
 * entries from the database's queue into the signed log.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ledger/base/log.h"
#include "ledger/base/steady.h"
#include "ledger/base/stop.h"
#include "ledger/sequencer/catalogue.h"
#include "ledger/sequencer/config.h"
#include "ledger/sequencer/due.h"
#include "ledger/sequencer/failed.h"
#include "ledger/sequencer/statements.h"
#include "ledger/sequencer/tlog.h"
#include "ledger/sequencer/unscanned.h"

#define ARENA_LEN ((size_t)4 * 1024 * 1024)

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const char usage[] =
    "usage: tilsagn-sequencer --config FILE\n"
    "\n"
    "Closes each call when its time has come, attested as the system, and keeps the log: attested\n"
    "entries into the Merkle tree, the tree signed, its files published.\n"
    "FILE holds the lines: database = CONNINFO, attest = SOCKET, interval_ms = N (default 1000);\n"
    "failed = FILE (nginx's log of submissions that were answered with an error of ours, noted\n"
    "for the call's page); scanner = SOCKET (has files searched for CPR numbers that were kept while\n"
    "nobody answered there); and for the log signer = SOCKET, log = FOLDER, policy = FILE\n"
    "(witnesses, C2SP tlog-policy), standbys = N (servers that must hold an entry before it is\n"
    "signed, default 0; synchronous_standby_names names them).\n";

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

static void on_tried(void *context, const char *act, struct span subject, enum status status,
    const struct act_reply *reply, const struct fault *fault)
{
    (void)context;
    struct log_line line;
    log_begin(&line, status == STATUS_OK ? LOG_LEVEL_NOTICE : LOG_LEVEL_ERROR,
        status == STATUS_OK ? "due_act_done" : "due_act_refused");
    log_text(&line, "act", span_from(act));
    log_text(&line, "subject", subject);
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

static void on_log(enum tlog_event event, int64_t number, const char *text)
{
    static const struct {
        enum log_level level;
        const char *name;
        const char *number;
    } lines[] = {
        [TLOG_KEPT_OUT] = {LOG_LEVEL_ERROR, "entry_kept_out", "entry"},
        [TLOG_APPENDED] = {LOG_LEVEL_INFO, "log_appended", "entries"},
        [TLOG_PUBLISHED] = {LOG_LEVEL_INFO, "log_published", "size"},
        [TLOG_WITNESS_FAILS] = {LOG_LEVEL_WARNING, "witness_fails", "size"},
        [TLOG_WITNESS_BACK] = {LOG_LEVEL_NOTICE, "witness_cosigns", "size"},
        [TLOG_QUORUM_MISSING] = {LOG_LEVEL_ERROR, "quorum_missing", "size"},
        [TLOG_QUORUM_BACK] = {LOG_LEVEL_NOTICE, "quorum_back", "size"},
        [TLOG_STANDBY_AWAY] = {LOG_LEVEL_ERROR, "standby_missing", "size"},
        [TLOG_STANDBY_BACK] = {LOG_LEVEL_NOTICE, "standby_back", "size"},
    };
    struct log_line line;
    log_begin(&line, lines[event].level, lines[event].name);
    log_int(&line, lines[event].number, number);
    if (text[0] != '\0') {
        log_text(&line, event == TLOG_KEPT_OUT ? "reason" : "witness", span_from(text));
    }
    log_end(&line);
}

/* A failure is said when it begins, when it becomes another, and when it is over. */
struct trouble {
    const char *begins; /* event */
    const char *ends;
    char text[sizeof(((struct fault *)NULL)->text)]; /* "": none */
};

static void trouble_say(struct trouble *trouble, enum status status, const struct fault *fault)
{
    const char *text = fault->text[0] != '\0' ? fault->text : "unknown";
    if (status == STATUS_OK && trouble->text[0] != '\0') {
        say(LOG_LEVEL_NOTICE, trouble->ends);
        trouble->text[0] = '\0';
    }
    if (status != STATUS_OK && strcmp(trouble->text, text) != 0) {
        say_fault(trouble->begins, fault);
        (void)snprintf(trouble->text, sizeof(trouble->text), "%s", text);
    }
}

/* Each minute; the log goes on, as an entry that is not logged could be missed by nobody. */
static void watch_catalogue(struct service *service, struct arena *arena, const struct tlog *tlog)
{
    static struct trouble catalogue = {.begins = "CATALOGUE_CHANGED", .ends = "catalogue_back"};
    static int64_t next_ms;
    if (steady_ms() < next_ms) {
        return;
    }
    next_ms = steady_ms() + CATALOGUE_EVERY_MS;
    struct fault fault;
    fault_clear(&fault);
    bool changed = false;
    enum status status = catalogue_look(service, tlog, arena, &changed, &fault);
    arena_reset(arena);
    trouble_say(&catalogue, changed ? STATUS_CONFLICT : status, &fault);
}

/* What nginx answered with 5xx stands on the call's page as soon as the database is there. */
static void note_failed(struct service *service, struct arena *arena, struct failed_log *failed)
{
    static struct trouble file = {.begins = "failed_log_lost", .ends = "failed_log_back"};
    struct failed_noted noted;
    struct fault fault;
    fault_clear(&fault);
    trouble_say(&file, failed_note(service, arena, failed, &noted, &fault), &fault);
    arena_reset(arena);
    if (noted.noted > 0 || noted.unreadable > 0) {
        struct log_line line;
        log_begin(&line, noted.unreadable > 0 ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING,
            "failed_submissions");
        log_int(&line, "noted", noted.noted);
        log_int(&line, "unreadable", noted.unreadable);
        log_end(&line);
    }
}

/* A number found now stands on the pages of the file, and in the operator's log. */
static void look_into_files(
    struct service *service, struct arena *arena, struct unscanned *unscanned)
{
    static struct trouble scanner = {.begins = "scanner_lost", .ends = "scanner_back"};
    struct fault fault;
    fault_clear(&fault);
    int64_t found = 0;
    enum status status = unscanned_turn(service, arena, unscanned, &found, &fault);
    if (status != STATUS_OK || unscanned->socket >= 0) { /* back when it takes a file again */
        trouble_say(&scanner, status, &fault);
    }
    if (found > 0) {
        struct log_line line;
        log_begin(&line, LOG_LEVEL_WARNING, "number_found_later");
        log_int(&line, "upload", found);
        log_end(&line);
    }
}

/* What is read beside the record, and may be late. */
struct besides {
    struct failed_log failed;
    struct unscanned unscanned;
};

/* One round; the log goes on when an act that is due cannot, and the other way round. */
static void turn(
    struct service *service, struct arena *arena, struct besides *besides, struct tlog *tlog)
{
    static const struct due_listener listener = {.tried = on_tried};
    static struct trouble database = {.begins = "database_lost", .ends = "database_back"};
    static struct trouble log = {.begins = "log_stopped", .ends = "log_goes_on"};
    struct fault fault;
    fault_clear(&fault);
    if (tlog != NULL) {
        tlog->more = false; /* only a turn that was good says otherwise */
    }
    enum status status = service_ensure(service, &fault);
    if (status == STATUS_OK) {
        status = due_perform(service, arena, &listener, &fault);
    }
    arena_reset(arena);
    trouble_say(&database, status, &fault);
    bool database_there = status == STATUS_OK;
    if (database_there) {
        note_failed(service, arena, &besides->failed);
        look_into_files(service, arena, &besides->unscanned);
    }
    if (status == STATUS_OK && tlog != NULL) {
        fault_clear(&fault);
        status = tlog_turn(tlog, &fault);
        trouble_say(&log, status, &fault);
    }
    if (database_there) { /* after it: what was published says what the schema should be */
        watch_catalogue(service, arena, tlog);
    }
}

/* Waits for a database that is not up yet; anything else is for the operator to mend. */
static enum status service_wait(const struct sequencer_config *config, struct service **service_out)
{
    struct service_config wanted = {
        .audience = AUDIENCE_SYSTEM,
        .database = config->database,
        .attest = config->attest,
        .more = sequencer_statements,
        .more_count = LOG_STATEMENTS,
    };
    enum status status = STATUS_UNAVAILABLE;
    for (bool told = false; stop_asked == 0 && status == STATUS_UNAVAILABLE; told = true) {
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

/* A policy that cannot be read is for the operator to mend, before anything is signed. */
static bool witnesses_open(struct cosigning *cosigning, const char *path)
{
    struct fault fault;
    fault_clear(&fault);
    if (cosigning_open(cosigning, path, &fault) == STATUS_OK) {
        return true;
    }
    (void)fprintf(stderr, "tilsagn-sequencer: %s\n", fault.text);
    cosigning_close(cosigning);
    return false;
}

static int run(const struct sequencer_config *config, struct arena *arena)
{
    struct service *service = NULL;
    stop_on_signals();
    enum status status = service_wait(config, &service);
    if (status != STATUS_OK) {
        return stop_asked != 0 ? EXIT_DONE : EXIT_FAILED;
    }
    static struct tlog tlog;           /* large */
    static struct cosigning cosigning; /* likewise */
    bool keeps_log = config->log != NULL;
    if (keeps_log && tlog_open(&tlog, service, config->log, config->signer, on_log) != STATUS_OK) {
        (void)fputs("tilsagn-sequencer: the log's folder has too long a name\n", stderr);
        service_close(service);
        return EXIT_FAILED;
    }
    tlog.standbys = config->standbys;
    tlog.cosigning = config->policy != NULL ? &cosigning : NULL;
    if (tlog.cosigning != NULL && !witnesses_open(&cosigning, config->policy)) {
        tlog_close(&tlog);
        service_close(service);
        return EXIT_FAILED;
    }
    struct besides besides = {
        .failed = {.path = config->failed}, .unscanned = {.path = config->scanner, .socket = -1}};
    say(LOG_LEVEL_NOTICE, "started");
    while (stop_asked == 0) {
        turn(service, arena, &besides, keeps_log ? &tlog : NULL);
        if (!tlog.more) {
            wait_ms(config->interval_ms);
        }
    }
    unscanned_close(&besides.unscanned);
    if (keeps_log) {
        tlog_close(&tlog);
    }
    if (config->policy != NULL) {
        cosigning_close(&cosigning);
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
