/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/receipt_body.h"

#include <string.h>

#include "ledger/base/moment.h"
#include "ledger/log/line.h"
#include "ledger/log/note.h"

static void put_field(struct buffer *out, const char *name, struct span value)
{
    buffer_puts(out, name);
    buffer_putc(out, ' ');
    buffer_put(out, value.len > 0 ? value : SPAN("-"));
    buffer_putc(out, '\n');
}

static void put_moment(struct buffer *out, const char *name, int64_t us)
{
    buffer_puts(out, name);
    buffer_putc(out, ' ');
    if (us < 0) {
        buffer_putc(out, '-');
    } else {
        moment_put(out, us);
    }
    buffer_putc(out, '\n');
}

void receipt_body_put(struct buffer *out, const struct receipt_body *body)
{
    ensure(body != NULL);
    buffer_puts(out, "tilsagn receipt v1\n");
    put_field(out, "origin", body->origin);
    buffer_puts(out, "entry ");
    buffer_put_int(out, body->entry);
    buffer_puts(out, "\nleaf ");
    base64_put(out,
        (struct span){.data = (const char *)body->leaf.bytes, .len = sizeof(body->leaf.bytes)});
    buffer_putc(out, '\n');
    put_field(out, "kind", body->kind);
    put_field(out, "verdict", body->verdict);
    put_moment(out, "received", body->received_us);
    put_moment(out, "at", body->at_us);
    put_moment(out, "promise", body->at_us + RECEIPT_PROMISE_US);
}

/* Cuts the line "name value" off; an empty span when it is another line. */
static struct span take_field(struct span *rest, const char *name)
{
    struct span line;
    struct span none = {.data = NULL, .len = 0};
    if (!span_split(rest, '\n', &line)) {
        return none;
    }
    size_t len = strlen(name);
    if (!span_starts_with(line, span_from(name)) || line.len < len + 2 || line.data[len] != ' ') {
        return none;
    }
    return (struct span){.data = line.data + len + 1, .len = line.len - len - 1};
}

/* The number of an entry: 18 digits at most, as everywhere. */
static bool entry_parse(struct span text, int64_t *entry_out)
{
    uint64_t entry = 0;
    if (text.len > 18 || !line_number(text, &entry)) {
        return false;
    }
    *entry_out = (int64_t)entry;
    return entry > 0;
}

static bool leaf_parse(struct span base64, struct digest *leaf_out)
{
    struct buffer bytes;
    buffer_init(&bytes, 2 * DIGEST_LEN);
    bool good = base64_decode(base64, &bytes) == STATUS_OK && bytes.len == DIGEST_LEN;
    if (good) {
        (void)memcpy(leaf_out->bytes, bytes.data, DIGEST_LEN);
    }
    buffer_free(&bytes);
    return good;
}

/* A name of ours: lower-case letters and "_". */
static bool is_word(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((text.data[i] < 'a' || text.data[i] > 'z') && text.data[i] != '_') {
            return false;
        }
    }
    return text.len > 0;
}

static bool moment_or_dash(struct span text, int64_t *us_out)
{
    if (span_is(text, "-")) {
        *us_out = -1;
        return true;
    }
    return moment_parse(text, us_out) == STATUS_OK && *us_out >= 0;
}

static bool fields_take(struct span rest, struct receipt_body *body)
{
    struct span first;
    if (!span_split(&rest, '\n', &first) || !span_is(first, "tilsagn receipt v1")) {
        return false;
    }
    body->origin = take_field(&rest, "origin");
    if (!note_name_valid(body->origin) || !entry_parse(take_field(&rest, "entry"), &body->entry)
        || !leaf_parse(take_field(&rest, "leaf"), &body->leaf)) {
        return false;
    }
    body->kind = take_field(&rest, "kind");
    body->verdict = take_field(&rest, "verdict");
    if (span_is(body->verdict, "-")) {
        body->verdict.len = 0;
    }
    return is_word(body->kind) && (body->verdict.len == 0 || is_word(body->verdict))
           && moment_or_dash(take_field(&rest, "received"), &body->received_us)
           && moment_or_dash(take_field(&rest, "at"), &body->at_us) && body->at_us >= 0;
}

enum status receipt_body_parse(struct span text, struct receipt_body *body_out)
{
    ensure(body_out != NULL);
    struct receipt_body body = {.entry = 0};
    if (text.len > RECEIPT_BODY_LEN_MAX || !fields_take(text, &body)) {
        return STATUS_INVALID;
    }
    /* Written again it must be the same bytes: promise, number forms and line ends with it. */
    struct buffer again;
    buffer_init(&again, RECEIPT_BODY_LEN_MAX);
    receipt_body_put(&again, &body);
    bool same = !again.failed && span_equal(buffer_span(&again), text);
    buffer_free(&again);
    if (!same) {
        return STATUS_INVALID;
    }
    *body_out = body;
    return STATUS_OK;
}
