/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/viewc.h"
#include "tests/harness.h"

#define HEAD "{# t(const struct json *doc) #}\n"

static struct arena *arena;
static struct viewc_output output;
static struct viewc_error error;

static void setup(void)
{
    arena = arena_create(1024 * 1024);
    buffer_init(&output.code, VIEWC_OUTPUT_MAX);
    buffer_init(&output.header, VIEWC_OUTPUT_MAX);
    buffer_init(&output.messages, VIEWC_OUTPUT_MAX);
    error = (struct viewc_error){.line = 0, .text = ""};
}

static void teardown(void)
{
    buffer_free(&output.code);
    buffer_free(&output.header);
    buffer_free(&output.messages);
    arena_destroy(arena);
}

static enum status compile(const char *source)
{
    return viewc_compile(arena, span_from(source), SPAN("t"), &output, &error);
}

#define NO_VALUE_IN_TAG "no value in a tag outside an attribute's quotes"
#define QUOTES          "an attribute's value needs double quotes"
#define ARMS            "the arms of a branch end in different places"
#define LOOP            "a loop's body ends in another place than it begins"
#define BAD_URL         "a URL must be relative, http, https or mailto"
#define BEGINS          "a URL attribute begins with {{url …}}"
#define INSIDE          "inside a URL only {{part …}} and {{int …}}"
#define DECIDE          "a value must not decide where a URL leads: begin with {{url}}"
#define NO_SCRIPT       "no inline scripts: a script is empty"
#define NO_ELEMENT      "this element is not allowed"
#define END_TAG         "an end tag does not match the element that is open"
#define COUNT           "the message has another number of %s than arguments"

/* What must not compile, on which line, and why. */
static const struct {
    const char *source;
    unsigned line;
    const char *error;
} rows[] = {
    {"", 1, "the first line is {# name(arguments) #}"},
    {"<p></p>", 1, "the first line is {# name(arguments) #}"},
    {"{# t #}", 1, "the first line is {# name(arguments) #}"},
    {"{# other() #}", 1, "the view is not named like its file"},
    {"{# t(int a; int b) #}", 1, "the first line is {# name(arguments) #}"},
    {HEAD "{# t() #}", 2, "{# … #} stands once, on the first line"},
    {HEAD "{{x", 2, "a tag is not closed"},
    {HEAD "\n{{ \"}}\" ", 3, "a tag is not closed"},
    {HEAD "{{}}", 2, "an empty value"},
    {HEAD "{{int}}{{c }}{{@}}", 2, "a name must follow @ or #"},
    {HEAD "{{a; b}}", 2, "no statements or comments in an expression"},
    {HEAD "{{a /* b */}}", 2, "no statements or comments in an expression"},
    {HEAD "{{a // b}}", 2, "no statements or comments in an expression"},
    /* where a value would be executed, styled or lost */
    {HEAD "<script>{{x}}</script>", 2, "no inline scripts: a script needs src"},
    {HEAD "<script src=\"/a.js\">{{x}}</script>", 2, "no value in a script"},
    {HEAD "<script src=\"/a.js\">a</script>", 2, NO_SCRIPT},
    {HEAD "<script src=\"/a.js\"><b></script>", 2, NO_SCRIPT},
    {HEAD "<script src=\"/a.js\">{% call other() %}</script>", 2,
        "a view is called between elements"},
    {HEAD "<style>a{}</style>", 2, NO_ELEMENT},
    {HEAD "<base href=\"/\">", 2, NO_ELEMENT},
    {HEAD "<iframe src=\"/\"></iframe>", 2, NO_ELEMENT},
    {HEAD "<object></object>", 2, NO_ELEMENT},
    {HEAD "<embed{% if a %} x{% end %}>", 2, NO_ELEMENT},
    {HEAD "<p onclick=\"{{x}}\"></p>", 2, "no event attributes: use a script file"},
    {HEAD "<p onclick></p>", 2, "no event attributes: use a script file"},
    {HEAD "<p style=\"{{x}}\"></p>", 2, "no style attributes: use a class"},
    {HEAD "<p srcdoc=\"\"></p>", 2, "this attribute is not allowed"},
    {HEAD "<meta http-equiv=\"refresh\">", 2, "this attribute is not allowed"},
    {HEAD "<img srcset=\"{{x}}\">", 2, "this attribute is not allowed"},
    {HEAD "<!-- {{x}} -->", 2, "no value in a comment"},
    {HEAD "<!-- {% if x %} -->", 2, "no control tag here"},
    {HEAD "<!ELEMENT x>", 2, "only <!DOCTYPE html> and comments"},
    /* quotes and places in tags */
    {HEAD "<p class={{x}}></p>", 2, QUOTES},
    {HEAD "<p class=a></p>", 2, QUOTES},
    {HEAD "<p class='a'></p>", 2, QUOTES},
    {HEAD "<p {{x}}></p>", 2, NO_VALUE_IN_TAG},
    {HEAD "<p a{{x}}></p>", 2, NO_VALUE_IN_TAG},
    {HEAD "<{{x}}></p>", 2, NO_VALUE_IN_TAG},
    {HEAD "<p></{{x}}>", 2, NO_VALUE_IN_TAG},
    {HEAD "<p/{{x}}></p>", 2, NO_VALUE_IN_TAG},
    {HEAD "<p class=\"a\"{{x}}></p>", 2, NO_VALUE_IN_TAG},
    {HEAD "<p class=\"a\"b></p>", 2, "unexpected character in a tag"},
    {HEAD "<p \"></p>", 2, "unexpected character in a tag"},
    {HEAD "<p class=\"<\"></p>", 2, "write &lt; in an attribute"},
    {HEAD "a < b", 2, "write &lt; for a less-than sign"},
    {HEAD "<p / x></p>", 2, "a lone / in a tag"},
    {HEAD "<p class=\"{{html x}}\"></p>", 2, "{{html}} stands between elements"},
    {HEAD "<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>", 2, "a name is too long"},
    /* URLs */
    {HEAD "<a href=\"{{x}}\"></a>", 2, BEGINS},
    {HEAD "<a href=\"{{part x}}\"></a>", 2, BEGINS},
    {HEAD "<a href=\"/a/{{x}}\"></a>", 2, INSIDE},
    {HEAD "<a href=\"/a/{{url x}}\"></a>", 2, INSIDE},
    {HEAD "<a href=\"/{{part x}}\"></a>", 2, DECIDE},
    {HEAD "<a href=\"a{{part x}}\"></a>", 2, DECIDE},
    {HEAD "<a href=\"https://{{part x}}/\"></a>", 2, DECIDE},
    {HEAD "<a href=\"javascript:{{part x}}\"></a>", 2, DECIDE},
    {HEAD "<a href=\"javascript:alert(1)\"></a>", 2, BAD_URL},
    {HEAD "<a href=\" javascript:alert(1)\"></a>", 2, BAD_URL},
    {HEAD "<a href=\"//evil.example/\"></a>", 2, BAD_URL},
    {HEAD "<form action=\"{{x}}\"></form>", 2, BEGINS},
    {HEAD "<button formaction=\"{{x}}\"></button>", 2, BEGINS},
    {HEAD "<img src=\"{{x}}\">", 2, BEGINS},
    {HEAD "<a href=\"{% if a %}/{% end %}\"></a>", 2, "no control tag inside a URL"},
    {HEAD "<p>{{url x}}</p>", 2, "{{url}} and {{part}} belong into URL attributes"},
    {HEAD "<p class=\"{{part x}}\"></p>", 2, "{{url}} and {{part}} belong into URL attributes"},
    /* elements */
    {HEAD "<p>", 2, "the view ends inside an element or tag"},
    {HEAD "<p class=\"a", 2, "the view ends inside an element or tag"},
    {HEAD "</p>", 2, END_TAG},
    {HEAD "<b><i></b></i>", 2, END_TAG},
    {HEAD "<br></br>", 2, END_TAG},
    {HEAD "<p/>", 2, "only void and SVG elements close themselves"},
    /* branches */
    {HEAD "{% if a %}<p>{% end %}</p>", 2, ARMS},
    {HEAD "{% if a %}<p>{% else %}<b>{% end %}", 2, ARMS},
    {HEAD "\n{% if a %}<p>\n{% elif b %}\n<b>\n{% end %}", 6, ARMS},
    {HEAD "<p {% if a %}class=\"{% end %}\"></p>", 2, ARMS},
    {HEAD "{% each r in @doc.x %}<p>{% end %}</p>", 2, LOOP},
    {HEAD "{% each r in @doc.x %}{% else %}<p>{% end %}</p>", 2, LOOP},
    {HEAD "{% for (i = 0; a; b) %}<li>{% end %}", 2, LOOP},
    {HEAD "{% if a %}", 2, "this block has no end"},
    {HEAD "\n\n{% each r in @doc.x %}\n\n", 4, "this block has no end"},
    {HEAD "{% end %}", 2, "an end without its if, each or for"},
    {HEAD "{% else %}", 2, "an else without its if or each"},
    {HEAD "{% if a %}{% else %}{% else %}{% end %}", 2, "an else without its if or each"},
    {HEAD "{% for (i = 0; a; b) %}{% else %}{% end %}", 2, "an else without its if or each"},
    {HEAD "{% each r in @doc.x %}{% elif a %}{% end %}", 2, "an else without its if or each"},
    {HEAD "{% if %}{% end %}", 2, "an expression is missing"},
    {HEAD "{% each r @doc.x %}{% end %}", 2, "write {% each name in @list %}"},
    {HEAD "{% for a %}{% end %}", 2, "write {% for (…; …; …) %}"},
    {HEAD "{% call x %}", 2, "write {% call view(…) %}"},
    {HEAD "<p class=\"{% call x() %}\"></p>", 2, "a view is called between elements"},
    {HEAD "{% include x %}", 2, "write {% include \"folder/file.h\" %}"},
    {HEAD "{% while a %}{% end %}", 2, "an unknown control tag"},
    {HEAD "<p{% if a %}>{% end %}</p>", 2, ARMS},
    {HEAD "<p></p{% if a %}>{% end %}", 2, "no control tag here"},
    /* messages */
    {HEAD "{{t \"\"}}", 2, "t needs a text in double quotes"},
    {HEAD "{{t \"%s\"}}", 2, COUNT},
    {HEAD "{{t \"a\" b}}", 2, COUNT},
    {HEAD "{{t \"%s %s\" b}}", 2, COUNT},
    {HEAD "{{t \"%2$s\" b}}", 2, COUNT},
    {HEAD "{{tn \"a\" b}}", 2, "tn needs two texts in double quotes and a number"},
    {HEAD "{{tn \"%s a\" \"b\" n}}", 2, "both texts of tn need the same arguments"},
    {HEAD "{{tn \"%s a\" \"%s b\" n}}", 2, COUNT},
};

START_TEST(misuse_does_not_compile)
{
    enum status status = compile(rows[_i].source);
    ck_assert_msg(status == STATUS_INVALID, "%s compiled", rows[_i].source);
    ck_assert_str_eq(error.text, rows[_i].error);
    ck_assert_uint_eq(error.line, rows[_i].line);
    ck_assert_uint_eq(output.code.len, 0);
    ck_assert_uint_eq(output.header.len, 0);
}
END_TEST

/* What compiles, and a piece of the C that it becomes. */
static const struct {
    const char *source;
    const char *code;
} good[] = {
    {HEAD, "void view_t(struct view *v, const struct json *doc)\n{\n    (void)v;\n}"},
    {"{# t() #}", "void view_t(struct view *v)\n"},
    {HEAD "{{doc_title(doc)}}", "view_text(v, doc_title(doc));"},
    {HEAD "{{c \"}}\"}}", "view_text(v, view_span(\"}}\"));"},
    {HEAD "{{@doc.a.b}}", "view_text(v, json_text(doc, \"a.b\"));"},
    {HEAD "{{@doc}}", "view_text(v, view_string(doc));"},
    {HEAD "{{int @doc.n}}", "view_text(v, view_int(v, json_int(doc, \"n\")));"},
    {HEAD "{{int @doc}}", "view_int(v, view_integer(doc))"},
    {HEAD "{{amount a + #doc.b}}", "view_amount(v, a + json_int(doc, \"b\"))"},
    {HEAD "{{local @doc.t}}", "view_local(v, json_at(doc, \"t\"))"},
    {HEAD "{{day}}", "view_text(v, day);"}, /* a variable of that name */
    {HEAD "{{int.x}}", "view_text(v, int.x);"}, {HEAD "{{c->x}}", "view_text(v, c->x);"},
    {HEAD "<p class=\"{{x}}\"></p>", "view_attr(v, x);"},
    {HEAD "<p class=\"{{int #doc.n}}\"></p>", "view_attr(v, view_int(v, json_int(doc, \"n\")));"},
    {HEAD "<a href=\"{{url x}}?a={{part y}}&amp;b={{int z}}\"></a>",
        "view_part(v, view_int(v, z));"},
    {HEAD "<a href=\"/calls/{{part @doc.c}}\"></a>", "view_part(v, json_text(doc, \"c\"));"},
    {HEAD "<a href=\"mailto:{{part x}}\"></a>", "view_part(v, x);"},
    {HEAD "<a href=\"#{{part x}}\"></a>", "view_part(v, x);"},
    {HEAD "<p>{{html x}}</p>", "view_html(v, x);"},
    {HEAD "{% if @doc.a && !@doc.b %}{% end %}",
        "if (view_truth(json_at(doc, \"a\")) && !view_truth(json_at(doc, \"b\"))) {"},
    {HEAD "{% if @doc.a == \"x\" || @doc != \"y\" %}{% end %}",
        "if (span_is(json_text(doc, \"a\"), \"x\") || !span_is(view_string(doc), \"y\")) {"},
    {HEAD "{% if #doc.n > 3 %}{% end %}", "if (json_int(doc, \"n\") > 3) {"},
    {HEAD "{% if f(\"@doc.a\") %}{% end %}", "if (f(\"@doc.a\")) {"},
    {HEAD "{% each r in @doc.x %}{{@r}}{% else %}none{% end %}",
        "if (each_1 == NULL || each_1->child == NULL) {"},
    {HEAD "{% for (size_t i = 0; i < n; i++) %}{% end %}", "for (size_t i = 0; i < n; i++) {"},
    {HEAD "{% let int64_t n = #doc.n %}", "    int64_t n = json_int(doc, \"n\");"},
    {HEAD "{% call row(@doc.a, 1) %}", "view_row(v, json_at(doc, \"a\"), 1);"},
    {HEAD "{% call row() %}", "view_row(v);"},
    {HEAD "{{t \"a %s\" amount #doc.a}}",
        "view_message(v, \"a %s\", (const struct span[]){view_amount(v, json_int(doc, \"a\"))}, 1)"},
    {HEAD "{{t \"%2$s %1$s\" f(a, b), c}}", "(const struct span[]){f(a, b), c}, 2)"},
    {HEAD "{{tn \"%s a\" \"%s b\" #doc.n, int #doc.n}}",
        "view_message_plural(v, \"%s a\", \"%s b\", json_int(doc, \"n\"), "},
    {HEAD "<p{% if a %} class=\"b\"{% end %}></p>", "if (a) {"},
    {HEAD "<input {% if a %}checked{% end %}>", "SPAN(\"checked\")"},
    {HEAD "<svg><path d=\"M0 0\"/></svg>", "<path d=\\\"M0 0\\\"/>"},
    {HEAD "<br/>", "SPAN(\"<br/>\")"}, {HEAD "<!DOCTYPE html>\n<!-- a -->", "<!-- a -->"},
    {HEAD "\xc3\xa6?\"\\", "SPAN(\"\\303\\246\\?\\\"\\\\\")"},
    {HEAD "a{* note *}b", "SPAN(\"a\"));\n    buffer_put(v->out, SPAN(\"b\"))"},
    {HEAD "a\n  {% if x %}  \nb\n{% end %}\nc", "SPAN(\"b\\n\"))"}, /* the tag's line is gone */
};

START_TEST(what_compiles_becomes_this)
{
    enum status status = compile(good[_i].source);
    ck_assert_msg(status == STATUS_OK, "%u: %s", error.line, error.text);
    buffer_putc(&output.code, '\0');
    ck_assert_msg(strstr(output.code.data, good[_i].code) != NULL, "%s", output.code.data);
}
END_TEST

START_TEST(lines_of_the_view_are_lines_for_the_compiler)
{
    ck_assert_int_eq(compile(HEAD "<p>\n\n{{a}}\n{* x\n *}{{b}}</p>"), STATUS_OK);
    buffer_putc(&output.code, '\0');
    ck_assert_ptr_nonnull(
        strstr(output.code.data, "#line 4 \"fcgi/views/t.html\"\n    view_text(v, a);"));
    ck_assert_ptr_nonnull(
        strstr(output.code.data, "#line 6 \"fcgi/views/t.html\"\n    view_text(v, b);"));
}
END_TEST

START_TEST(headers_and_messages)
{
    ck_assert_int_eq(compile(HEAD "{% include \"fcgi/views/x.h\" %}\n{{t \"One\"}}"
                                  "{{t \"Two %s\" a}}{{tn \"%s x\" \"%s y\" n, int n}}"),
        STATUS_OK);
    buffer_putc(&output.header, '\0');
    buffer_putc(&output.messages, '\0');
    ck_assert_str_eq(output.header.data,
        "/* Made from fcgi/views/t.html. */\n#ifndef VIEW_t_H\n#define VIEW_t_H\n\n"
        "#include \"fcgi/web/view.h\"\n#include \"fcgi/views/x.h\"\n\n"
        "void view_t(struct view *v, const struct json *doc);\n\n#endif\n");
    ck_assert_str_eq(output.messages.data,
        "#: fcgi/views/t.html:3\nmsgid \"One\"\nmsgstr \"\"\n\n"
        "#: fcgi/views/t.html:3\n#, c-format\nmsgid \"Two %s\"\nmsgstr \"\"\n\n"
        "#: fcgi/views/t.html:3\n#, c-format\nmsgid \"%s x\"\nmsgid_plural \"%s y\"\n"
        "msgstr[0] \"\"\nmsgstr[1] \"\"\n\n");
}
END_TEST

static char *repeated(const char *part, size_t times)
{
    size_t len = strlen(part);
    char *text = malloc(strlen(HEAD) + len * times + 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, HEAD, strlen(HEAD));
    for (size_t i = 0; i < times; i++) {
        memcpy(text + strlen(HEAD) + i * len, part, len);
    }
    text[strlen(HEAD) + len * times] = '\0';
    return text;
}

START_TEST(limits)
{
    char *source = repeated("{% if a %}", VIEWC_BLOCKS_MAX + 1);
    ck_assert_int_eq(compile(source), STATUS_INVALID);
    ck_assert_str_eq(error.text, "blocks are nested too deep");
    free(source);
    source = repeated("<b>", 49);
    ck_assert_int_eq(compile(source), STATUS_INVALID);
    ck_assert_str_eq(error.text, "elements are nested too deep");
    free(source);
    source = repeated("0123456789abcdef", VIEWC_SOURCE_MAX / 16);
    ck_assert_int_eq(compile(source), STATUS_LIMIT);
    free(source);
    struct arena *small = arena_create(1024);
    ck_assert_int_eq(viewc_compile(small, SPAN(HEAD), SPAN("t"), &output, &error), STATUS_LIMIT);
    arena_destroy(small);
    buffer_free(&output.code);
    buffer_init(&output.code, 20);
    ck_assert_int_eq(compile(HEAD "a"), STATUS_LIMIT);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("viewc");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, misuse_does_not_compile, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(tests, what_compiles_becomes_this, 0, (int)COUNT_OF(good));
    tcase_add_test(tests, lines_of_the_view_are_lines_for_the_compiler);
    tcase_add_test(tests, headers_and_messages);
    tcase_add_test(tests, limits);
    return harness_run("fcgi/web/viewc", tests);
}
