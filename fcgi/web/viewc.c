/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/viewc_state.h"

bool viewc_fail(struct compiler *compiler, const char *reason)
{
    compiler->error->line = compiler->line;
    (void)snprintf(compiler->error->text, sizeof(compiler->error->text), "%s", reason);
    return false;
}

void viewc_mark_line(struct compiler *compiler)
{
    (void)snprintf(compiler->where, sizeof(compiler->where), "fcgi/views/%.*s.html:%u",
        (int)compiler->name.len, compiler->name.data, compiler->line);
    buffer_printf(&compiler->body, "#line %u \"fcgi/views/%.*s.html\"\n", compiler->line,
        (int)compiler->name.len, compiler->name.data);
}

static void put_literal(struct buffer *out, struct span text)
{
    static const char digits[] = "01234567";
    buffer_puts(out, "    buffer_put(v->out, SPAN(\"");
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '\n') {
            buffer_puts(out, i + 1 < text.len ? "\\n\"\n        \"" : "\\n");
        } else if (c == '"' || c == '\\' || c == '?') {
            buffer_putc(out, '\\'); /* ? so that no trigraph arises */
            buffer_putc(out, (char)c);
        } else if (c < 0x20 || c >= 0x7f) {
            buffer_putc(out, '\\');
            buffer_putc(out, digits[c >> 6]);
            buffer_putc(out, digits[c >> 3 & 7]);
            buffer_putc(out, digits[c & 7]);
        } else {
            buffer_putc(out, (char)c);
        }
    }
    buffer_puts(out, "\"));\n");
}

static bool literal(struct compiler *compiler, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!markup_literal(&compiler->markup, text.data[i])) {
            return viewc_fail(compiler, compiler->markup.error);
        }
        compiler->line += text.data[i] == '\n' ? 1 : 0;
    }
    if (text.len > 0) {
        put_literal(&compiler->body, text);
    }
    return true;
}

static bool url_value(
    struct compiler *compiler, enum markup_context context, struct span inside, const char **reason)
{
    struct span rest = inside;
    struct span word = viewc_word(&rest);
    bool is_url = span_is(word, "url") && rest.len > 0;
    bool is_part = span_is(word, "part") && rest.len > 0;
    bool is_number = span_is(word, "int") && rest.len > 0;
    if (context == MARKUP_IN_URL_START ? !is_url : !is_part && !is_number) {
        *reason = context == MARKUP_IN_URL_START ? "a URL attribute begins with {{url …}}"
                                                 : "inside a URL only {{part …}} and {{int …}}";
        return false;
    }
    buffer_puts(&compiler->body, is_url ? "    view_url(v, " : "    view_part(v, ");
    bool written = viewc_value(is_number ? inside : rest, &compiler->body,
        &compiler->output->messages, compiler->where, reason);
    buffer_puts(&compiler->body, ");\n");
    return written;
}

static bool plain_value(
    struct compiler *compiler, enum markup_context context, struct span inside, const char **reason)
{
    struct span rest = inside;
    struct span word = viewc_word(&rest);
    bool url = (span_is(word, "url") || span_is(word, "part")) && rest.len > 0;
    if (url && memchr("=.,)->[", rest.data[0], 7) == NULL) {
        *reason = "{{url}} and {{part}} belong into URL attributes";
        return false;
    }
    if (span_is(word, "html") && rest.len > 0) {
        if (context != MARKUP_IN_CONTENT) {
            *reason = "{{html}} stands between elements";
            return false;
        }
        buffer_puts(&compiler->body, "    view_html(v, ");
        bool written = viewc_expression(rest, VIEWC_NODE, &compiler->body, reason);
        buffer_puts(&compiler->body, ");\n");
        return written;
    }
    buffer_puts(
        &compiler->body, context == MARKUP_IN_CONTENT ? "    view_text(v, " : "    view_attr(v, ");
    bool written =
        viewc_value(inside, &compiler->body, &compiler->output->messages, compiler->where, reason);
    buffer_puts(&compiler->body, ");\n");
    return written;
}

bool viewc_value_tag(struct compiler *compiler, struct span inside)
{
    const char *reason = NULL;
    viewc_mark_line(compiler);
    enum markup_context context = markup_context(&compiler->markup);
    if (context == MARKUP_NOWHERE) {
        return viewc_fail(compiler, compiler->markup.error);
    }
    bool in_url = context == MARKUP_IN_URL_START || context == MARKUP_IN_URL_REST;
    bool written = in_url ? url_value(compiler, context, inside, &reason)
                          : plain_value(compiler, context, inside, &reason);
    if (!written) {
        return viewc_fail(compiler, reason);
    }
    markup_value(&compiler->markup);
    return true;
}

/* ---- the whole file ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Bytes from `at` to behind the closing pair, which is looked for outside quotes; 0: not closed. */
static size_t tag_len(struct span source, size_t at)
{
    char kind = source.data[at + 1];
    char first = kind == '{' ? '}' : kind;
    char quote = '\0';
    for (size_t i = at + 2; i + 1 < source.len; i++) {
        char c = source.data[i];
        if (quote != '\0') {
            i += c == '\\' ? 1 : 0;
            quote = c == quote ? '\0' : quote;
        } else if (c == first && source.data[i + 1] == '}') {
            return i + 2 - at;
        } else if (kind != '*' && (c == '"' || c == '\'')) {
            quote = c;
        }
    }
    return 0;
}

static size_t next_tag(struct span source, size_t from)
{
    for (size_t i = from; i + 1 < source.len; i++) {
        if (source.data[i] == '{' && memchr("{%*#", source.data[i + 1], 4) != NULL) {
            return i;
        }
    }
    return source.len;
}

/* A control tag or note alone on its line takes the line with it: *start and *end are widened. */
static void take_line(struct span source, size_t low, size_t *start, size_t *end)
{
    size_t before = *start;
    size_t behind = *end;
    while (before > low && is_blank(source.data[before - 1])) {
        before--;
    }
    while (behind < source.len && is_blank(source.data[behind])) {
        behind++;
    }
    bool at_start = before == 0 || source.data[before - 1] == '\n';
    if (at_start && behind < source.len && source.data[behind] == '\n') {
        *start = before;
        *end = behind + 1;
    }
}

static unsigned count_lines(struct span text)
{
    unsigned lines = 0;
    for (size_t i = 0; i < text.len; i++) {
        lines += text.data[i] == '\n' ? 1 : 0;
    }
    return lines;
}

/* The literal up to the next tag, and that tag. */
static bool step(struct compiler *compiler)
{
    struct span source = compiler->source;
    size_t tag = next_tag(source, compiler->at);
    size_t len = tag == source.len ? 0 : tag_len(source, tag);
    size_t start = tag;
    size_t end = tag + len;
    if (len > 0 && source.data[tag + 1] != '{') {
        take_line(source, compiler->at, &start, &end);
    }
    struct span text = {.data = source.data + compiler->at, .len = start - compiler->at};
    if (start == source.len && text.len > 0 && text.data[text.len - 1] == '\n') {
        text.len--; /* the file's own end: a view within a sentence brings no space along */
    }
    if (!literal(compiler, text)) {
        return false;
    }
    if (tag == source.len) {
        compiler->at = source.len;
        return true;
    }
    if (len == 0) {
        return viewc_fail(compiler, "a tag is not closed");
    }
    struct span inside = span_trim((struct span){.data = source.data + tag + 2, .len = len - 4});
    bool taken = true;
    switch (source.data[tag + 1]) {
    case '{':
        taken = viewc_value_tag(compiler, inside);
        break;
    case '%':
        taken = viewc_control_tag(compiler, inside);
        break;
    case '#':
        return viewc_fail(compiler, "{# … #} stands once, on the first line");
    default:
        break; /* a note */
    }
    compiler->line += count_lines((struct span){.data = source.data + start, .len = end - start});
    compiler->at = end;
    return taken;
}

/* {# name(arguments) #}: writes the prototype to the header and opens the function. */
static bool signature(struct compiler *compiler)
{
    struct span source = compiler->source;
    size_t len = span_starts_with(source, SPAN("{#")) ? tag_len(source, 0) : 0;
    if (len == 0) {
        return viewc_fail(compiler, "the first line is {# name(arguments) #}");
    }
    struct span rest = span_trim((struct span){.data = source.data + 2, .len = len - 4});
    struct span name = viewc_word(&rest);
    if (!span_equal(name, compiler->name)) {
        return viewc_fail(compiler, "the view is not named like its file");
    }
    if (rest.len < 2 || rest.data[0] != '(' || rest.data[rest.len - 1] != ')'
        || memchr(rest.data, ';', rest.len) != NULL) {
        return viewc_fail(compiler, "the first line is {# name(arguments) #}");
    }
    struct span arguments = span_trim((struct span){.data = rest.data + 1, .len = rest.len - 2});
    compiler->line += count_lines((struct span){.data = source.data, .len = len});
    compiler->at = len;
    if (compiler->at < source.len && source.data[compiler->at] == '\n') {
        compiler->at++;
        compiler->line++;
    }
    viewc_mark_line(compiler);
    buffer_printf(&compiler->body, "void view_%.*s(struct view *v%s%.*s)\n{\n    (void)v;\n",
        (int)name.len, name.data, arguments.len > 0 ? ", " : "", (int)arguments.len,
        arguments.data);
    return true;
}

static bool compile(struct compiler *compiler)
{
    if (!signature(compiler)) {
        return false;
    }
    while (compiler->at < compiler->source.len) {
        if (!step(compiler)) {
            return false;
        }
    }
    if (compiler->block_count > 0) {
        compiler->line = compiler->blocks[compiler->block_count - 1].line;
        return viewc_fail(compiler, "this block has no end");
    }
    if (!markup_finished(&compiler->markup)) {
        return viewc_fail(compiler, "the view ends inside an element or tag");
    }
    buffer_puts(&compiler->body, "}\n");
    return true;
}

/* The prototype is the function's first line, cut from the body. */
static struct span prototype(struct span body)
{
    const char *start = memchr(body.data, '\n', body.len);
    ensure(start != NULL);
    start++;
    size_t left = body.len - (size_t)(start - body.data);
    const char *brace = memchr(start, '{', left);
    ensure(brace != NULL);
    return span_trim((struct span){.data = start, .len = (size_t)(brace - start)});
}

static void write_files(struct compiler *compiler, struct span includes)
{
    struct buffer *header = &compiler->output->header;
    struct buffer *code = &compiler->output->code;
    struct span name = compiler->name;
    buffer_printf(header,
        "/* Made from fcgi/views/%.*s.html. */\n#ifndef VIEW_%.*s_H\n#define VIEW_%.*s_H\n\n"
        "#include \"fcgi/web/view.h\"\n",
        (int)name.len, name.data, (int)name.len, name.data, (int)name.len, name.data);
    buffer_put(header, includes);
    buffer_puts(header, "\n");
    buffer_put(header, prototype(buffer_span(&compiler->body)));
    buffer_puts(header, ";\n\n#endif\n");
    buffer_printf(code, "#include \"fcgi/views/%.*s.h\"\n\n", (int)name.len, name.data);
    buffer_put(code, buffer_span(&compiler->body));
}

enum status viewc_compile(struct arena *arena, struct span source, struct span name,
    struct viewc_output *output, struct viewc_error *error_out)
{
    if (source.len > VIEWC_SOURCE_MAX) {
        return STATUS_LIMIT;
    }
    struct compiler *compiler = arena_alloc(arena, sizeof(*compiler));
    if (compiler == NULL) {
        return STATUS_LIMIT;
    }
    compiler->source = source;
    compiler->name = name;
    compiler->line = 1;
    compiler->output = output;
    compiler->error = error_out;
    buffer_init(&compiler->body, VIEWC_OUTPUT_MAX);
    buffer_init(&compiler->includes, VIEWC_OUTPUT_MAX);
    markup_init(&compiler->markup);
    bool compiled = compile(compiler);
    bool full = compiler->body.failed || compiler->includes.failed;
    if (compiled && !full) {
        write_files(compiler, buffer_span(&compiler->includes));
    }
    full = full || output->code.failed || output->header.failed || output->messages.failed;
    buffer_free(&compiler->body);
    buffer_free(&compiler->includes);
    if (!compiled) {
        return STATUS_INVALID;
    }
    return full ? STATUS_LIMIT : STATUS_OK;
}
