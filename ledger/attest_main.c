/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * attest_main.c - tilsagn-attest: holds the key of a portal host and signs what the pools, the
 * sequencer and the operator are about to ask of the database.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/attest/key_file.h"
#include "ledger/attest/options.h"
#include "ledger/attest/server.h"
#include "ledger/base/log.h"
#include "ledger/base/stop.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static void on_event(void *context, enum server_event event, const char *audience, int64_t number)
{
    static const char *const names[] = {
        [SERVER_REFUSED_PEER] = "peer_refused",
        [SERVER_REFUSED_REQUEST] = "request_refused",
        [SERVER_DROPPED_SLOW] = "client_slow",
        [SERVER_DROPPED_BROKEN] = "client_broken",
        [SERVER_DROPPED_IDLE] = "client_idle",
    };
    (void)context;
    struct log_line line;
    log_begin(&line, LOG_LEVEL_WARNING, names[event]);
    log_text(&line, "audience", span_from(audience));
    if (event == SERVER_REFUSED_PEER) {
        log_int(&line, "uid", number);
    }
    if (event == SERVER_REFUSED_REQUEST) {
        log_text(&line, "reason", span_from(signer_outcome_name((enum signer_outcome)number)));
    }
    log_end(&line);
}

static int failed(const struct fault *fault)
{
    (void)fprintf(stderr, "tilsagn-attest: %s\n", fault->text);
    return EXIT_FAILED;
}

static void say(const char *event, const struct signer *signer)
{
    struct buffer key;
    buffer_init(&key, 1024);
    note_put_verifier(&key, &signer->verifier);
    struct log_line line;
    log_begin(&line, LOG_LEVEL_NOTICE, event);
    log_text(&line, "key", buffer_span(&key));
    log_end(&line);
    buffer_free(&key);
}

static int serve(const struct attest_options *options, const struct signer *signer)
{
    struct fault fault;
    fault_clear(&fault);
    struct server_config config = {
        .signer = signer, .address_count = options->address_count, .event = on_event};
    (void)memcpy(config.addresses, options->addresses, sizeof(config.addresses));
    struct server *server = NULL;
    if (server_open(&config, &server, &fault) != STATUS_OK) {
        return failed(&fault);
    }
    stop_on_signals();
    say("started", signer);
    enum status status = server_run(server, &stop_asked);
    server_close(server);
    say("stopped", signer);
    return status == STATUS_OK ? EXIT_DONE : EXIT_FAILED;
}

static int print_key(const struct signer *signer)
{
    struct buffer key;
    buffer_init(&key, 1024);
    note_put_verifier(&key, &signer->verifier);
    int printed = printf("%.*s\n", (int)key.len, key.data);
    buffer_free(&key);
    return printed > 0 && fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

static int with_key(const struct attest_options *options)
{
    struct fault fault;
    fault_clear(&fault);
    struct ed25519_key *key = NULL;
    if (key_file_read(options->key, &key, &fault) != STATUS_OK) {
        return failed(&fault);
    }
    struct signer signer;
    if (signer_init(&signer, span_from(options->name), key) != STATUS_OK) {
        FAULT(&fault, "attest", "", "%s cannot be the name of a key", options->name);
        ed25519_free(key);
        return failed(&fault);
    }
    signer.simulated_clock = options->simulated_clock;
    for (size_t i = 0; i < options->known_count; i++) {
        if (signer_know(&signer, span_from(options->known[i])) != STATUS_OK) {
            FAULT(&fault, "attest", "", "--known %s is no key of %s or of a former name of it",
                options->known[i], options->name);
            signer_free(&signer);
            return failed(&fault);
        }
    }
    int code = options->mode == ATTEST_PUBLIC_KEY ? print_key(&signer) : serve(options, &signer);
    signer_free(&signer);
    return code;
}

int main(int count, char **arguments)
{
    log_program("tilsagn-attest");
    struct fault fault;
    fault_clear(&fault);
    struct attest_options options;
    if (attest_options_read(count, arguments, &options, &fault) != STATUS_OK) {
        (void)fprintf(stderr, "tilsagn-attest: %s\n%s", fault.text, attest_usage);
        return EXIT_USAGE;
    }
    if (options.mode == ATTEST_HELP) {
        return fputs(attest_usage, stdout) >= 0 ? EXIT_DONE : EXIT_FAILED;
    }
    if (options.mode == ATTEST_CREATE_KEY) {
        return key_file_create(options.key, &fault) == STATUS_OK ? EXIT_DONE : failed(&fault);
    }
    return with_key(&options);
}
