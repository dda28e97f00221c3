/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/scanner/look.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi/scanner/confine.h"
#include "fcgi/scanner/finder.h"
#include "ledger/base/steady.h"

enum { WORDS_MAX = 4096, COULD_NOT_BEGIN = 120 };

struct kind {
    struct span magic;
    bool markup;
    const char *program; /* NULL: none reads it */
    char *const *arguments;
};

static char word_pdftotext[] = "pdftotext";
static char word_layout[] = "-layout";
static char word_enc[] = "-enc";
static char word_utf8[] = "UTF-8";
static char word_dash[] = "-";
static char word_bsdtar[] = "bsdtar";
static char word_extract[] = "-xOf";
static char word_exclude[] = "--exclude";
static char word_properties[] = "docProps/*";
static char word_xml[] = "*.xml";
static char *const pdf_arguments[] = {
    word_pdftotext, word_layout, word_enc, word_utf8, word_dash, word_dash, NULL};
static char *const zip_arguments[] = {
    word_bsdtar, word_extract, word_dash, word_exclude, word_properties, word_xml, NULL};

/* Of what is uploaded (file_media_type() in ledger/files.c); the older Word and Excel nobody reads.
 */
static const struct kind kinds[] = {
    {{"%PDF-", 5}, false, "/usr/bin/pdftotext", pdf_arguments},
    {{"PK\x03\x04", 4}, true, "/usr/bin/bsdtar", zip_arguments},
};

struct reader {
    pid_t pid;
    int text;  /* what it reads out of the file */
    int words; /* what it says of it */
};

static const struct kind *kind_of(int fd)
{
    char bytes[8];
    ssize_t len = pread(fd, bytes, sizeof(bytes), 0);
    struct span head = {.data = bytes, .len = len > 0 ? (size_t)len : 0};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (span_starts_with(head, kinds[i].magic)) {
            return &kinds[i];
        }
    }
    return NULL;
}

/* The child; what it says must never make it wait for somebody who reads. */
static _Noreturn void become(const struct kind *kind, int fd, int text, int words)
{
    bool ready = lseek(fd, 0, SEEK_SET) == 0 && fcntl(words, F_SETFL, O_NONBLOCK) == 0
                 && dup2(fd, STDIN_FILENO) >= 0 && dup2(text, STDOUT_FILENO) >= 0
                 && dup2(words, STDERR_FILENO) >= 0 && chdir("/") == 0 && confine() == STATUS_OK;
    if (ready) {
        char utf8[] = "LC_ALL=C.UTF-8";
        char *const environment[] = {utf8, NULL};
        (void)execve(kind->program, kind->arguments, environment);
    }
    _exit(COULD_NOT_BEGIN);
}

static bool begin(const struct kind *kind, int fd, struct reader *reader)
{
    int text[2];
    int words[2];
    if (pipe(text) != 0) {
        return false;
    }
    if (pipe(words) != 0) {
        (void)close(text[0]);
        (void)close(text[1]);
        return false;
    }
    reader->pid = fork();
    if (reader->pid == 0) {
        become(kind, fd, text[1], words[1]);
    }
    (void)close(text[1]);
    (void)close(words[1]);
    reader->text = text[0];
    reader->words = words[0];
    return reader->pid > 0;
}

/* All of its text, until it ends or had enough of everything; false when it was cut off. */
static bool take_text(const struct reader *reader, struct finder *finder)
{
    char bytes[65536];
    int64_t end_ms = steady_ms() + LOOK_MS;
    for (int64_t total = 0; total < LOOK_TEXT_MAX;) {
        struct pollfd polled = {.fd = reader->text, .events = POLLIN};
        int64_t left_ms = end_ms - steady_ms();
        if (left_ms <= 0 || poll(&polled, 1, (int)left_ms) <= 0) {
            return false;
        }
        ssize_t len = read(reader->text, bytes, sizeof(bytes));
        if (len <= 0) {
            return len == 0;
        }
        finder_take(finder, (struct span){.data = bytes, .len = (size_t)len});
        if (finder->count == SCAN_PLACES_MAX) {
            return true; /* it is refused anyway */
        }
        total += len;
    }
    return false;
}

static bool says(const struct reader *reader, const char *words)
{
    char text[WORDS_MAX];
    ssize_t len = read(reader->words, text, sizeof(text) - 1);
    text[len > 0 ? len : 0] = '\0';
    return strstr(text, words) != NULL;
}

static enum scan_outcome outcome_of(
    const struct reader *reader, const struct finder *finder, bool whole, int ended)
{
    if (finder->count > 0) {
        return SCAN_FOUND;
    }
    if (!whole || !WIFEXITED(ended)) {
        return SCAN_TOO_MUCH; /* it met a limit, ours or the kernel's */
    }
    int code = WEXITSTATUS(ended);
    if (finder->locked || (code != 0 && says(reader, "Incorrect password"))) {
        return SCAN_LOCKED;
    }
    if (code != 0) {
        return SCAN_DAMAGED;
    }
    if (!finder->has_text) {
        return SCAN_PICTURES;
    }
    return finder->blank_pages > 0 ? SCAN_PARTLY : SCAN_NOTHING;
}

void look_at(int fd, struct scan *scan_out)
{
    static struct finder finder; /* large */
    struct reader reader = {.text = -1, .words = -1};
    *scan_out = (struct scan){.outcome = SCAN_UNKNOWN};
    const struct kind *kind = kind_of(fd);
    if (kind == NULL) {
        return;
    }
    finder_init(&finder, kind->markup);
    scan_out->outcome = SCAN_TOO_MUCH;
    if (!begin(kind, fd, &reader)) {
        return;
    }
    bool whole = take_text(&reader, &finder);
    finder_end(&finder);
    if (!whole || finder.count > 0) {
        (void)kill(reader.pid, SIGKILL); /* there is more to read, and nobody who does */
    }
    int ended = 0;
    while (waitpid(reader.pid, &ended, 0) < 0 && errno == EINTR) {
    }
    scan_out->outcome = outcome_of(&reader, &finder, whole, ended);
    scan_out->count = finder.count;
    (void)memcpy(scan_out->places, finder.places, sizeof(scan_out->places));
    (void)close(reader.text);
    (void)close(reader.words);
}
