/* SPDX-License-Identifier: EUPL-1.2 */
/* golden/rendered.html, compiled as every view is, against golden/rendered.full and .empty. */
#include <string.h>

#include "fcgi/views/rendered.h"
#include "tests/harness.h"

static const struct {
    const char *document;
    const char *golden;
} rows[] = {
    {"{\"title\":\"<\\\"A&B'>\",\"deadline\":\"2019-10-24T10:00:00.000000Z\",\"open\":true,"
     "\"count\":2,\"big\":1234567,\"amount_ore\":125075,\"state\":\"open\",\"day\":\"2019-10-24\","
     "\"rows\":[{\"id\":\"a/b?\",\"n\":1,\"late\":true,\"text\":{\"da\":\"Dansk\",\"en\":\"x\"}},"
     "{\"id\":\"\xc3\xa6\",\"n\":-2,\"late\":false,\"text\":{\"da\":\"<i>\"}}],"
     "\"link\":\"javascript:alert(1)\",\"hash\":\"0123456789abcdef\"}",
        GOLDEN "/rendered.full"},
    {"{}", GOLDEN "/rendered.empty"},
};

static struct arena *arena;

static void setup(void)
{
    arena = arena_create(1024 * 1024);
}

static void teardown(void)
{
    arena_destroy(arena);
}

static struct span golden(const char *path)
{
    static char text[8192];
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    size_t len = fread(text, 1, sizeof(text), file);
    ck_assert_int_eq(fclose(file), 0);
    return (struct span){.data = text, .len = len};
}

START_TEST(renders_as_the_golden_file)
{
    const struct json *document = NULL;
    struct json_error error;
    struct form form;
    struct buffer out;
    const struct catalogue catalogue = {.language = LANGUAGE_DA};
    ck_assert_int_eq(json_parse(arena, span_from(rows[_i].document), &document, &error), STATUS_OK);
    form_init(&form, arena);
    buffer_init(&out, 65536);
    struct view view = {.out = &out, .arena = arena, .catalogue = &catalogue, .form = &form};
    view_rendered(&view, document, (struct safe_html){.markup = SPAN("<i>safe</i>")});
    struct span expected = golden(rows[_i].golden);
    ck_assert_msg(span_equal(buffer_span(&out), expected), "%.*s", (int)out.len, out.data);
    buffer_free(&out);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rendered");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, renders_as_the_golden_file, 0, (int)COUNT_OF(rows));
    return harness_run("fcgi/web/rendered", tests);
}
