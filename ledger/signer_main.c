/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * signer_main.c - tilsagn-signer: holds the log's key and the last size and root it signed, and
 * signs a checkpoint only when a proof shows that the log has grown and nothing else.
 */
#include <stdio.h>

#include "ledger/attest/key_file.h"
#include "ledger/base/log.h"
#include "ledger/base/stop.h"
#include "ledger/signer/options.h"
#include "ledger/signer/serve.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const char usage[] =
    "usage: tilsagn-signer --key FILE --origin NAME --head FILE --listen PATH --uid N [--first]\n"
    "       tilsagn-signer --create-key --key FILE\n"
    "       tilsagn-signer --public-key --key FILE --origin NAME\n"
    "\n"
    "Signs the log's checkpoints for the sequencer, the user N, over the socket PATH.\n"
    "\n"
    "  --key FILE      the log's Ed25519 key (PEM)\n"
    "  --origin NAME   the log's name\n"
    "  --head FILE     the last size and root that were signed; kept out of every backup\n"
    "  --first         make FILE when it is not there: for a new log only\n"
    "  --create-key    make the key; never replaces one\n"
    "  --public-key    print the public key as NAME+id+key\n";

static void say(const char *event, int64_t size)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_NOTICE, event);
    log_int(&line, "size", size);
    log_end(&line);
}

static void on_event(enum serve_event event, int64_t number)
{
    static const struct {
        enum log_level level;
        const char *name;
        const char *number;
    } lines[] = {
        [SERVE_REFUSED_PEER] = {LOG_LEVEL_WARNING, "peer_refused", "uid"},
        [SERVE_SIGNED] = {LOG_LEVEL_INFO, "signed", "size"},
        [SERVE_REFUSED] = {LOG_LEVEL_ERROR, "checkpoint_refused", "status"},
    };
    struct log_line line;
    log_begin(&line, lines[event].level, lines[event].name);
    log_int(&line, lines[event].number, number);
    log_end(&line);
}

static int failed(const struct fault *fault)
{
    (void)fprintf(stderr, "tilsagn-signer: %s\n", fault->text);
    return EXIT_FAILED;
}

static int run(const struct signer_options *options, struct ed25519_key *key)
{
    struct fault fault;
    struct signing signing;
    fault_clear(&fault);
    if (signing_open(
            &signing, span_from(options->origin), key, options->head, options->first, &fault)
        != STATUS_OK) {
        ed25519_free(key);
        return failed(&fault);
    }
    struct serve_config config = {
        .signing = &signing, .path = options->listen, .uid = options->uid, .event = on_event};
    stop_on_signals();
    say("started", (int64_t)signing.head.size);
    enum status status = serve(&config, &stop_asked, &fault);
    signing_close(&signing);
    if (status != STATUS_OK) {
        return failed(&fault);
    }
    say("stopped", (int64_t)signing.head.size);
    return EXIT_DONE;
}

static int print_key(const struct signer_options *options, struct ed25519_key *key)
{
    struct note_verifier log = {.name = span_from(options->origin)};
    if (!note_name_valid(log.name)) {
        ed25519_free(key);
        (void)fprintf(stderr, "tilsagn-signer: %s cannot be the name of a log\n", options->origin);
        return EXIT_FAILED;
    }
    ed25519_public(key, log.public_key);
    note_key_id(log.name, log.public_key, log.key_id);
    ed25519_free(key);
    struct buffer text;
    buffer_init(&text, 1024);
    note_put_verifier(&text, &log);
    int printed = printf("%.*s\n", (int)text.len, text.data);
    buffer_free(&text);
    return printed > 0 && fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

int main(int count, char **words)
{
    log_program("tilsagn-signer");
    struct signer_options options;
    const char *wrong = NULL;
    struct fault fault;
    fault_clear(&fault);
    if (signer_options_read(count, words, &options, &wrong) != STATUS_OK) {
        (void)fprintf(stderr, "tilsagn-signer: %s\n%s", wrong, usage);
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
