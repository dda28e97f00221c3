/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/voucher.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/base/amount.h"

#define SEED_BYTES 8
#define BYTE_BITS  8

#define SAMPLE_TEXT_MAX ((size_t)64 * 1024)

enum status voucher_rule_read(const struct json *json, struct voucher_rule *rule_out)
{
    ensure(rule_out != NULL);
    int64_t always_ore = 0;
    int64_t draws = 0;
    int64_t days = 0;
    if (json_read_int(json, "always_from_ore", &always_ore) != STATUS_OK || always_ore < 1
        || always_ore > AMOUNT_ORE_MAX || json_read_int(json, "draws", &draws) != STATUS_OK
        || draws < 1 || draws > VOUCHER_DRAWS_MAX || json_read_int(json, "days", &days) != STATUS_OK
        || days < 1 || days > VOUCHER_DAYS_MAX) {
        return STATUS_INVALID;
    }
    *rule_out = (struct voucher_rule){
        .always_from_ore = always_ore, .draws = (int)draws, .days = (int)days};
    return STATUS_OK;
}

enum status voucher_lines_read(struct arena *arena, const struct json *json,
    struct voucher_line **lines_out, size_t *count_out)
{
    ensure(arena != NULL && lines_out != NULL && count_out != NULL);
    if (json == NULL || json->kind != JSON_ARRAY || json->count > VOUCHER_LINES_MAX) {
        return STATUS_INVALID;
    }
    struct voucher_line *lines = arena_array(arena, json->count + 1, sizeof(*lines));
    if (lines == NULL) {
        return STATUS_LIMIT;
    }
    size_t count = 0;
    for (const struct json *node = json->child; node != NULL; node = node->next) {
        struct voucher_line *line = &lines[count];
        *line = (struct voucher_line){.why = VOUCHER_NOT};
        if (json_read_int(node, "line", &line->line) != STATUS_OK
            || json_read_int(node, "ore", &line->ore) != STATUS_OK || line->ore < 1
            || line->ore > AMOUNT_ORE_MAX
            || json_read_bool(node, "before", &line->before) != STATUS_OK
            || line->line <= (count == 0 ? 0 : lines[count - 1].line)) {
            return STATUS_INVALID;
        }
        count++;
    }
    *lines_out = lines;
    *count_out = count;
    return STATUS_OK;
}

enum status voucher_drawn_read(
    struct arena *arena, const struct json *json, struct voucher_drawn *drawn_out)
{
    if (digest_from_hex(json_text(json, "leaf"), &drawn_out->leaf) != STATUS_OK
        || digest_from_hex(json_text(json, "root"), &drawn_out->root) != STATUS_OK
        || digest_from_hex(json_text(json, "seed"), &drawn_out->seed) != STATUS_OK
        || voucher_rule_read(json_get(json, "rule"), &drawn_out->rule) != STATUS_OK) {
        return STATUS_INVALID;
    }
    return voucher_lines_read(arena, json_get(json, "lines"), &drawn_out->lines, &drawn_out->count);
}

struct digest voucher_inputs(
    const struct voucher_rule *rule, const struct voucher_line *lines, size_t count)
{
    struct buffer text;
    ensure(count <= VOUCHER_LINES_MAX);
    buffer_init(&text, SAMPLE_TEXT_MAX);
    buffer_printf(&text, "%" PRId64 " %d %d\n", rule->always_from_ore, rule->draws, rule->days);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(&text, "%" PRId64 " %" PRId64 " %d\n", lines[i].line, lines[i].ore,
            (int)lines[i].before);
    }
    struct digest digest = digest_of(buffer_span(&text));
    buffer_free(&text);
    return digest;
}

struct digest voucher_seed(const struct digest *leaf, const struct digest *root)
{
    const struct digest both[2] = {*leaf, *root};
    return digest_of((struct span){.data = (const char *)both, .len = sizeof(both)});
}

/* How many points lie before `place`. */
static int64_t points_before(int64_t place, int64_t start, int64_t interval)
{
    return place > start ? (place - 1 - start) / interval + 1 : 0;
}

static int64_t first_point(const struct digest *seed, int64_t interval)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < SEED_BYTES; i++) {
        bits = bits << BYTE_BITS | seed->bytes[i];
    }
    return (int64_t)(bits & INT64_MAX) % interval;
}

void voucher_draw(const struct voucher_rule *rule, struct voucher_line *lines, size_t count,
    const struct digest *seed)
{
    ensure(rule != NULL && seed != NULL && rule->draws > 0 && count <= VOUCHER_LINES_MAX);
    int64_t total_ore = 0;
    for (size_t i = 0; i < count; i++) {
        lines[i].why = lines[i].before                         ? VOUCHER_BEFORE
                       : lines[i].ore >= rule->always_from_ore ? VOUCHER_LARGE
                                                               : VOUCHER_NOT;
        total_ore += lines[i].why == VOUCHER_NOT ? lines[i].ore : 0;
    }
    int64_t interval = (total_ore + rule->draws - 1) / rule->draws;
    interval = interval < 1 ? 1 : interval;
    int64_t start = first_point(seed, interval);
    int64_t place = 0;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].why == VOUCHER_NOT) {
            int64_t before = points_before(place, start, interval);
            place += lines[i].ore;
            lines[i].why =
                points_before(place, start, interval) > before ? VOUCHER_DRAWN : VOUCHER_NOT;
        }
    }
}

void voucher_put(
    const struct voucher_line *lines, size_t count, struct json_writer *writer, const char *key)
{
    static const char *const names[] = {"", "before", "large", "drawn"};
    json_open_array(writer, key);
    for (size_t i = 0; i < count; i++) {
        if (lines[i].why != VOUCHER_NOT) {
            json_open_object(writer, NULL);
            json_put_int(writer, "line", lines[i].line);
            json_put_int(writer, "ore", lines[i].ore);
            json_put_text(writer, "why", span_from(names[lines[i].why]));
            json_close_object(writer);
        }
    }
    json_close_array(writer);
}

const char *voucher_fault(struct arena *arena, const struct json *drawn)
{
    struct voucher_drawn made;
    if (voucher_drawn_read(arena, drawn, &made) != STATUS_OK) {
        return "its inputs cannot be read";
    }
    struct digest seed = voucher_seed(&made.leaf, &made.root);
    if (memcmp(made.seed.bytes, seed.bytes, DIGEST_LEN) != 0) {
        return "seed: not the hash of the request's leaf and the head's root";
    }
    voucher_draw(&made.rule, made.lines, made.count, &seed);
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, SAMPLE_TEXT_MAX);
    json_writer_init(&writer, &text);
    json_open_object(&writer, NULL);
    voucher_put(made.lines, made.count, &writer, "sample");
    json_close_object(&writer);
    struct span copy = arena_copy(arena, buffer_span(&text));
    buffer_free(&text);
    const struct json *again = NULL;
    if (copy.data == NULL || json_parse(arena, copy, &again, NULL) != STATUS_OK) {
        return "memory ran out"; /* uncovered: a few thousand bytes */
    }
    return json_equal(json_get(again, "sample"), json_get(drawn, "sample"))
               ? NULL
               : "sample: the rule draws other lines";
}
