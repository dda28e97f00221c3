/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/log.h"

#include <time.h>
#include <unistd.h>

#include "ledger/base/moment.h"
#include "ledger/base/utf8.h"

#define LINE_MAX_LEN  16384
#define VALUE_MAX_LEN 1024

static const char *program = "tilsagn";

static const char *level_name(enum log_level level)
{
    switch (level) {
    case LOG_LEVEL_ERROR:
        return "error";
    case LOG_LEVEL_WARNING:
        return "warning";
    case LOG_LEVEL_NOTICE:
        return "notice";
    case LOG_LEVEL_INFO:
        return "info";
    }
    ensure(false); /* uncovered: every level returns above */
}

void log_program(const char *name)
{
    ensure(name != NULL);
    program = name;
}

static void put_now(struct json_writer *json)
{
    struct timespec now;
    ensure(clock_gettime(CLOCK_REALTIME, &now) == 0);
    struct buffer text;
    buffer_init(&text, 64);
    moment_put(&text, now.tv_sec * MOMENT_SECOND_US + now.tv_nsec / 1000);
    json_put_text(json, "ts", buffer_span(&text));
    buffer_free(&text);
}

void log_begin(struct log_line *line, enum log_level level, const char *event)
{
    ensure(line != NULL);
    buffer_init(&line->buffer, LINE_MAX_LEN);
    buffer_printf(&line->buffer, "<%d>", (int)level);
    json_writer_init(&line->json, &line->buffer);
    json_open_object(&line->json, NULL);
    put_now(&line->json);
    log_text(line, "level", span_from(level_name(level)));
    log_text(line, "program", span_from(program));
    log_text(line, "event", span_from(event));
}

/* A prefix of at most VALUE_MAX_LEN bytes that does not end inside a code point. */
static struct span cut(struct span text)
{
    if (text.len > VALUE_MAX_LEN) {
        text.len = VALUE_MAX_LEN;
        while (text.len > 0 && ((unsigned char)text.data[text.len] & 0xC0U) == 0x80) {
            text.len--;
        }
    }
    return text;
}

void log_text(struct log_line *line, const char *key, struct span text)
{
    ensure(line != NULL);
    text = cut(text);
    if (utf8_valid(text)) {
        json_put_text(&line->json, key, text);
        return;
    }
    /* Bytes from outside that are not UTF-8 must not cost the whole line. */
    char ascii[VALUE_MAX_LEN];
    for (size_t i = 0; i < text.len; i++) {
        ascii[i] = (unsigned char)text.data[i] < 0x80 ? text.data[i] : '?';
    }
    json_put_text(&line->json, key, (struct span){.data = ascii, .len = text.len});
}

void log_int(struct log_line *line, const char *key, int64_t value)
{
    ensure(line != NULL);
    json_put_int(&line->json, key, value);
}

void log_fault(struct log_line *line, const struct fault *fault)
{
    if (fault == NULL || fault->file == NULL) {
        return;
    }
    log_text(line, "fault_file", span_from(fault->file));
    log_int(line, "fault_line", fault->line);
    log_text(line, "fault_module", span_from(fault->module));
    log_text(line, "fault_code", span_from(fault->code));
    log_text(line, "fault_text", span_from(fault->text));
}

void log_end(struct log_line *line)
{
    ensure(line != NULL);
    json_close_object(&line->json);
    buffer_putc(&line->buffer, '\n');
    struct span text = buffer_span(&line->buffer);
    if (line->buffer.failed) {
        text = SPAN("<3>{\"event\":\"log_line_lost\"}\n");
    }
    /* One write, so that lines of several processes never mix; there is nowhere to report to. */
    ssize_t written = write(STDERR_FILENO, text.data, text.len);
    (void)written;
    buffer_free(&line->buffer);
}
