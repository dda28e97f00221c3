/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * witness_main.c - tilsagn-witness: remembers the last checkpoint of logs and cosigns the next when
 * a proof shows that nothing before it was changed. It counts only where another organisation than
 * the log's runs it.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ledger/attest/key_file.h"
#include "ledger/base/log.h"
#include "ledger/base/stop.h"
#include "ledger/log/cosignature.h"
#include "ledger/witness/options.h"
#include "ledger/witness/serve.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const char usage[] =
    "usage: tilsagn-witness --key FILE --name NAME --logs FILE --state FOLDER --listen ADDRESS:PORT\n"
    "                       [--first]\n"
    "       tilsagn-witness --create-key --key FILE\n"
    "       tilsagn-witness --public-key --key FILE --name NAME\n"
    "\n"
    "Cosigns checkpoints of logs (C2SP tlog-witness): POST /add-checkpoint. Speaks HTTP; a web server\n"
    "in front of it speaks TLS. It counts only where another organisation than the log's runs it.\n"
    "\n"
    "  --key FILE        the witness's Ed25519 key (PEM)\n"
    "  --name NAME       under which it signs, a URL without its scheme\n"
    "  --logs FILE       public keys of the logs, one a line\n"
    "  --state FOLDER    the last checkpoint of each log; kept out of every backup\n"
    "  --first           begin a log that is not in FOLDER as an empty one: for a new log only\n"
    "  --create-key      make the key; never replaces one\n"
    "  --public-key      print the public key as NAME+id+key, for the log's policy\n";

static void say(const char *event)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_NOTICE, event);
    log_end(&line);
}

static void on_answer(int code, uint64_t size)
{
    struct log_line line;
    log_begin(&line, code == (int)ADD_SIGN ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
        code == (int)ADD_SIGN ? "cosigned" : "refused");
    log_int(&line, "status", code);
    log_int(&line, "size", (int64_t)size);
    log_end(&line);
}

static int64_t time_now(void)
{
    return (int64_t)time(NULL);
}

static int failed(const struct fault *fault)
{
    (void)fprintf(stderr, "tilsagn-witness: %s\n", fault->text);
    return EXIT_FAILED;
}

static int print_key(const struct witness_options *options, struct ed25519_key *key)
{
    struct note_verifier cosigner;
    struct span name = span_from(options->name);
    if (!note_name_valid(name)) {
        ed25519_free(key);
        (void)fprintf(stderr, "tilsagn-witness: %s cannot be a name\n", options->name);
        return EXIT_FAILED;
    }
    cosigner_of(name, key, &cosigner);
    ed25519_free(key);
    struct buffer text;
    buffer_init(&text, 1024);
    cosigner_put(&text, &cosigner);
    int printed = printf("%.*s\n", (int)text.len, text.data);
    buffer_free(&text);
    return printed > 0 && fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

/* The file of logs whole; false when it cannot be read or is too long. */
static bool logs_read(
    const char *path, char text_out[static WITNESS_TEXT_LEN_MAX], struct span *logs_out)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return false;
    }
    size_t len = fread(text_out, 1, WITNESS_TEXT_LEN_MAX, file);
    bool whole = ferror(file) == 0 && feof(file) != 0;
    (void)fclose(file);
    *logs_out = (struct span){.data = text_out, .len = len};
    return whole;
}

static int run(const struct witness_options *options, struct ed25519_key *key)
{
    static struct witness witness; /* large */
    static char text[WITNESS_TEXT_LEN_MAX];
    struct witness_serve serve = {.witness = &witness, .time_s = time_now, .event = on_answer};
    struct witness_setup setup = {.name = span_from(options->name),
        .key = key,
        .folder = options->state,
        .first = options->first};
    struct fault fault;
    fault_clear(&fault);
    if (!logs_read(options->logs, text, &setup.logs)) {
        ed25519_free(key);
        (void)fprintf(stderr, "tilsagn-witness: %s cannot be read\n", options->logs);
        return EXIT_FAILED;
    }
    enum status status = witness_open(&witness, &setup, &fault);
    if (status == STATUS_OK) {
        status = witness_listen(options->listen, &serve.listener, &fault);
    }
    if (status != STATUS_OK) {
        witness_close(&witness);
        return failed(&fault);
    }
    stop_on_signals();
    say("started");
    witness_serve(&serve, &stop_asked);
    (void)close(serve.listener);
    witness_close(&witness);
    say("stopped");
    return EXIT_DONE;
}

int main(int count, char **words)
{
    log_program("tilsagn-witness");
    struct witness_options options;
    const char *wrong = NULL;
    struct fault fault;
    fault_clear(&fault);
    if (witness_options_read(count, words, &options, &wrong) != STATUS_OK) {
        (void)fprintf(stderr, "tilsagn-witness: %s\n%s", wrong, usage);
        return EXIT_USAGE;
    }
    if (options.help) {
        return fputs(usage, stdout) >= 0 ? EXIT_DONE : EXIT_FAILED;
    }
    if (options.create_key) {
        return key_file_create(options.key, &fault) == STATUS_OK ? EXIT_DONE : failed(&fault);
    }
    struct ed25519_key *key = NULL;
    if (key_file_read(options.key, &key, &fault) != STATUS_OK) {
        return failed(&fault);
    }
    return options.public_key ? print_key(&options, key) : run(&options, key);
}
