/* SPDX-License-Identifier: EUPL-1.2 */
/* fixture.h - the five calls as they are shipped, and texts with one thing changed. */
#ifndef TESTS_LEDGER_GRANTS_FIXTURE_H
#define TESTS_LEDGER_GRANTS_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "ledger/base/moment.h"
#include "ledger/grants/call.h"
#include "tests/harness.h"

#define FIXTURE_ARENA ((size_t)4 * 1024 * 1024)
#define FIXTURE_FILE  ((size_t)64 * 1024)

#define KR(kroner) ((int64_t)(kroner)*100)

static struct arena *fixture_arena;

static inline void fixture_setup(void)
{
    fixture_arena = arena_create(FIXTURE_ARENA);
    ck_assert_ptr_nonnull(fixture_arena);
}

static inline void fixture_teardown(void)
{
    arena_destroy(fixture_arena);
}

/* The bytes of sql/<path>; tests run in the project's root. */
static inline struct span fixture_file(const char *path)
{
    char *text = arena_alloc(fixture_arena, FIXTURE_FILE);
    const char *name = arena_printf(fixture_arena, "sql/%s", path);
    ck_assert_ptr_nonnull(text);
    FILE *file = fopen(name, "rb");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(text, 1, FIXTURE_FILE, file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_uint_lt(len, FIXTURE_FILE);
    return (struct span){.data = text, .len = len};
}

static inline const struct call *fixture_call(const char *name)
{
    const struct call *call = NULL;
    struct call_error error = {.line = 0, .reason = NULL};
    struct span text = fixture_file(arena_printf(fixture_arena, "calls/%s.json", name));
    enum status status = call_parse(fixture_arena, text, &call, &error);
    ck_assert_msg(status == STATUS_OK, "%s line %u: %s", name, error.line,
        error.reason == NULL ? "" : error.reason);
    return call;
}

/* `text` with its first `old` replaced; *line_out (may be NULL) is the line of the change. */
static inline struct span fixture_change(
    struct span text, const char *old, const char *new, unsigned *line_out)
{
    size_t old_len = strlen(old);
    size_t at = 0;
    unsigned line = 1;
    while (at + old_len <= text.len && memcmp(text.data + at, old, old_len) != 0) {
        line += text.data[at] == '\n' ? 1U : 0U;
        at++;
    }
    ck_assert_msg(at + old_len <= text.len, "nothing to change: %s", old);
    if (line_out != NULL) {
        *line_out = line;
    }
    return arena_format(fixture_arena, "%.*s%s%.*s", (int)at, text.data, new,
        (int)(text.len - at - old_len), text.data + at + old_len);
}

static inline int32_t fixture_day(const char *text)
{
    int32_t day = 0;
    ck_assert_int_eq(day_parse(span_from(text), &day), STATUS_OK);
    return day;
}

/* A case with the arena as its checked fixture. */
static inline TCase *fixture_case(const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, fixture_setup, fixture_teardown);
    tcase_set_timeout(tcase, 30);
    return tcase;
}

#endif
