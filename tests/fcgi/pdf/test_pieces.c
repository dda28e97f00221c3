/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/pdf/pieces.h"
#include "ledger/base/buffer.h"
#include "tests/harness.h"

#define ARENA_MAX ((size_t)1024 * 1024)

static struct arena *arena;

static void set_up(void)
{
    arena = arena_create(ARENA_MAX);
    ck_assert_ptr_nonnull(arena);
}

static void tear_down(void)
{
    arena_destroy(arena);
}

/* The pieces as one text: what a test compares. */
static char *drawn(const char *markup)
{
    static const char *const kinds[] = {"h", "p", "li", "pre", "row"};
    struct piece *pieces = NULL;
    struct fault fault = {.file = NULL};
    struct buffer out;
    buffer_init(&out, 65536);
    enum status status = pieces_read(arena, span_from(markup), &pieces, &fault);
    if (status != STATUS_OK) {
        buffer_printf(&out, "status %d: %s", (int)status, fault.text);
    }
    for (const struct piece *at = pieces; at != NULL; at = at->next) {
        buffer_puts(&out, kinds[at->kind]);
        buffer_printf(&out, "%d.%zu%s(", at->level, at->group, at->head ? "head" : "");
        buffer_put(&out, at->text.text);
        for (const struct piece_run *run = at->text.runs; run != NULL; run = run->next) {
            buffer_printf(&out, "|%zu-%zu%s", run->from, run->to, run->code ? "code" : "");
        }
        for (const struct piece_cell *cell = at->cells; cell != NULL; cell = cell->next) {
            buffer_printf(&out, "[%s%s", cell->heading ? "th " : "", cell->right ? "right " : "");
            buffer_put(&out, cell->text.text);
            buffer_putc(&out, ']');
        }
        buffer_puts(&out, ")");
    }
    char *text = arena_text(arena, buffer_span(&out));
    buffer_free(&out);
    ck_assert_ptr_nonnull(text);
    return text;
}

static const struct {
    const char *markup;
    const char *pieces;
} read[] = {
    {"", ""},
    {" \n ", ""},
    {"<p> a\n  b </p>", "p0.0(a b)"},
    {"loose", "p0.0(loose)"},
    {"loose<p>a</p>more", "p0.0(loose)p0.0(a)p0.0(more)"},
    {"<p></p>", ""},
    {"<h2>A</h2><h3>B</h3><h2>C</h2><h1>D</h1>", "h1.0(A)h2.0(B)h1.0(C)h1.0(D)"},
    {"<p>a &amp; b &lt;c&gt; &quot;d&#39; e&nbsp;f</p>", "p0.0(a & b <c> \"d' e\xc2\xa0"
                                                         "f)"},
    {"<p>&#13;a</p>", "p0.0(a)"},
    {"<p>a<br>b<br> c</p>", "p0.0(a\nb\nc)"},
    {"<p class=\"tilsagn-text\">a \n b\nc</p><p>d\ne</p>", "p0.0(a\nb\nc)p0.0(d e)"},
    {"<p>a <strong>b</strong> <code>cd</code></p>", "p0.0(a b cd|4-6code|2-3)"},
    {"<pre>a  b\n c</pre><p>d  e</p>", "pre0.0(a  b\n c)p0.0(d e)"},
    {"<ul><li>a</li>\n<li>b</li></ul><ol><li>c</li></ol>", "li0.1(a)li0.1(b)li0.2(c)"},
    {"<table><caption class=\"sr-only\">x</caption><thead><tr><th scope=\"col\">A</th></tr></thead>"
     "<tbody><tr><th scope=\"row\">b</th><td class=\"align-text-right\">1</td></tr></tbody></table>",
        "row0.1head([th A])row0.1([th b][right 1])"},
    {"<table><tr><td>a<p>b</p>\n<p>c</p></td></tr></table>", "row0.1([ab\nc])"},
    {"<p>a<span class=\"sr-only\">b<br><strong>c</strong></span>d</p>", "p0.0(ad)"},
    {"<span aria-hidden=\"true\">&bogus;</span><p>a</p>", "p0.0(a)"},
    {"<dl><dt>A</dt><dd>b</dd></dl>", "h1.0(A)p0.0(b)"},
    {"<details><summary>A</summary><pre>b</pre></details>", "p0.0(A)pre0.0(b)"},
    /* what no letter has */
    {"<p>&bogus;</p>", "status 8: a character reference that no view writes: &bogus;</p>"},
    {"<svg></svg>", "status 8: an element that no letter has: svg"},
    {"<p>a</p", "status 8: a tag without its end: </p"},
    {"<td>a</td>", "status 8: a cell outside a row: "},
};

START_TEST(test_read)
{
    ck_assert_str_eq(drawn(read[_i].markup), read[_i].pieces);
}
END_TEST

START_TEST(test_exhausted)
{
    char markup[4096];
    memset(markup, 'a', sizeof(markup) - 1);
    markup[sizeof(markup) - 1] = '\0';
    struct piece *pieces = NULL;
    struct fault fault = {.file = NULL};
    struct arena *small = arena_create(1024);
    ck_assert_ptr_nonnull(small);
    ck_assert_int_eq(pieces_read(small, span_from(markup), &pieces, &fault), STATUS_LIMIT);
    arena_destroy(small);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("pieces");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, test_read, 0, (int)COUNT_OF(read));
    tcase_add_test(cases, test_exhausted);
    return harness_run("fcgi/pdf/pieces", cases);
}
