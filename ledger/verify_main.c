/* SPDX-License-Identifier: EUPL-1.2 */
/* verify_main.c - tilsagn-verify: checks a folder of the log without any database. */
#include <inttypes.h>
#include <stdio.h>

#include "ledger/verify/dossier.h"
#include "ledger/verify/file.h"
#include "ledger/verify/former.h"
#include "ledger/verify/proof_report.h"
#include "ledger/verify/report.h"

enum exit_code { EXIT_VERIFIED = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_UNREADABLE = 3 };

static const char usage[] =
    "usage: tilsagn-verify [OPTION]... FOLDER\n"
    "       tilsagn-verify [OPTION]... --former FOLDER FOLDER\n"
    "       tilsagn-verify [OPTION]... --proof FILE [FOLDER]\n"
    "       tilsagn-verify [OPTION]... --dossier FILE\n"
    "\n"
    "Checks the log in FOLDER: every entry against its hash tiles, every signed root, the\n"
    "portal hosts' signatures, each stream's chain, the balances, the times, and every decision\n"
    "that a rule computed. FOLDER holds checkpoint, checkpoints/, tile/, tile/entries/,\n"
    "documents/, log.vkey and attest.vkeys.\n"
    "\n"
    "  --proof FILE         check what the holder of a receipt has (.tlog-proof, or the receipt\n"
    "                       alone) and nothing else; FOLDER only for keys that are not given\n"
    "  --dossier FILE       check the file of one case (.zip) instead of a log: entries and proofs,\n"
    "                       documents, signed files, the case's balances and decisions\n"
    "  --log-key KEY        the log's key as name+id+key, from somewhere else than FOLDER; those that\n"
    "                       it has replaced behind it, a line each\n"
    "  --former FOLDER      FOLDER goes on from another log: also check that one's folder by itself,\n"
    "                       and that what was left and signed of it is what FOLDER says\n"
    "  --former-key KEY     as --log-key, of the log in the folder of --former\n"
    "  --attest-keys FILE   the portal hosts' keys, one a line, from somewhere else\n"
    "  --verified FILE      a checkpoint of this log that you verified before and kept: the portal\n"
    "                       hosts' signatures on what it covers are not checked again\n"
    "  --policy FILE        witnesses that must have cosigned\n"
    "  --every-checkpoint   FOLDER has every checkpoint: judge whether entries were late\n"
    "  --balances           also list the balance of each account\n"
    "  --json               the report as JSON\n"
    "  --progress           say on standard error how far it has come\n"
    "\n"
    "Exit: 0 verified, 1 failed, 2 usage, 3 FOLDER cannot be read, and by the first cause:\n"
    "10 missing, 11 signature, 12 changed, 13 root, 14 tile, 15 form, 16 attest, 17 chain,\n"
    "18 balance, 19 time, 20 cosignature, 21 decision. 22 discontinuity: all that is there\n"
    "verifies, but the log goes on from what was left of another whose signed end is lost; the\n"
    "report begins with what is missing. 23 former: the folder of --former does not verify by\n"
    "itself, or is not what the log says of it.\n";

static void on_progress(uint64_t done, uint64_t size)
{
    (void)fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " entries", done, size);
}

static void on_former_progress(uint64_t done, uint64_t size)
{
    (void)fprintf(stderr, "\rformer log: %" PRIu64 " of %" PRIu64 " entries", done, size);
}

/* The pass over what is verified, and that over the log before it. */
static enum status pass(struct verify *verify, struct former *former)
{
    const struct verify_options *options = verify->options;
    if (options->archive != NULL) {
        return dossier_run(verify);
    }
    enum status status = verify_run(verify, options->progress ? on_progress : NULL);
    if (status == STATUS_OK && options->former != NULL) {
        if (options->progress) {
            (void)fputc('\n', stderr);
        }
        status = former_check(former, verify, options->progress ? on_former_progress : NULL);
    }
    return status;
}

static int report(struct verify *verify)
{
    int code = report_order(verify);
    struct buffer text;
    buffer_init(&text, REPORT_LEN_MAX);
    if (verify->options->json) {
        report_put_json(&text, verify);
    } else {
        report_put_text(&text, verify);
    }
    bool told =
        !text.failed && fwrite(text.data, 1, text.len, stdout) == text.len && fflush(stdout) == 0;
    buffer_free(&text);
    return told ? code : EXIT_FAILED;
}

static int run_log(
    const struct verify_options *options, const struct trust *trust, struct former *former)
{
    static struct findings findings;
    struct heads heads;
    if (heads_read(options, trust, &heads, &findings) != STATUS_OK) {
        (void)fprintf(stderr, "tilsagn-verify: %s: %s\n",
            options->folder == NULL ? options->dossier : options->folder,
            findings.count > 0 ? findings.kept[0].text : "no checkpoint can be read");
        return findings.count > 0 && findings.kept[0].cause == CAUSE_SIGNATURE ? CAUSE_SIGNATURE
                                                                               : EXIT_UNREADABLE;
    }
    struct verify *verify = NULL;
    int code = EXIT_FAILED;
    if (verify_begin(options, trust, &heads, &findings, &verify) == STATUS_OK
        && pass(verify, former) == STATUS_OK) {
        if (options->progress) {
            (void)fputc('\n', stderr);
        }
        code = report(verify);
    } else {
        (void)fputs("tilsagn-verify: out of memory\n", stderr);
    }
    verify_free(verify);
    heads_free(&heads);
    return code;
}

static int run(struct arena *arena, const struct verify_options *options, const struct trust *trust)
{
    static struct former former;
    struct fault fault;
    fault_clear(&fault);
    if (options->former != NULL && former_open(arena, options, &former, &fault) != STATUS_OK) {
        (void)fprintf(stderr, "tilsagn-verify: %s\n", fault.text);
        former_close(&former);
        return EXIT_UNREADABLE;
    }
    if (options->proof == NULL) {
        int code = run_log(options, trust, &former);
        former_close(&former);
        return code;
    }
    struct buffer text;
    buffer_init(&text, REPORT_LEN_MAX);
    int code = proof_report(arena, options, trust, &text);
    bool told = !text.failed && fwrite(text.data, 1, text.len, stdout) == text.len;
    buffer_free(&text);
    return told ? code : EXIT_FAILED;
}

int main(int count, char **words)
{
    struct verify_options options;
    const char *wrong = NULL;
    if (verify_options_parse(count, words, &options, &wrong) != STATUS_OK) {
        (void)fprintf(stderr, "tilsagn-verify: %s\n%s", wrong, usage);
        return EXIT_USAGE;
    }
    if (options.help) {
        return fputs(usage, stdout) >= 0 ? EXIT_VERIFIED : EXIT_FAILED;
    }
    static struct trust trust;
    struct fault fault;
    fault_clear(&fault);
    struct arena *arena = arena_create((size_t)1024 * 1024);
    int code = EXIT_UNREADABLE;
    struct archive archive = {.mapped = {.data = NULL, .len = 0}};
    const char *reason = NULL;
    if (options.dossier != NULL && dossier_open(&options, &archive, &reason) != STATUS_OK) {
        (void)fprintf(stderr, "tilsagn-verify: %s: %s\n", options.dossier, reason);
    } else if (arena != NULL && trust_read(arena, &options, &trust, &fault) == STATUS_OK) {
        code = run(arena, &options, &trust);
    } else {
        (void)fprintf(stderr, "tilsagn-verify: %s\n", fault.text);
    }
    dossier_close(&archive);
    arena_destroy(arena);
    return code;
}
