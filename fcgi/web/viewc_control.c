/* SPDX-License-Identifier: EUPL-1.2 */
/* {% … %}: branches, loops, calls. */
#include "fcgi/web/viewc_state.h"

static struct block *open_block(struct compiler *compiler, enum block_kind kind)
{
    if (compiler->block_count == VIEWC_BLOCKS_MAX) {
        (void)viewc_fail(compiler, "blocks are nested too deep");
        return NULL;
    }
    struct block *block = &compiler->blocks[compiler->block_count++];
    *block = (struct block){.kind = kind, .line = compiler->line, .start = compiler->markup};
    return block;
}

static bool put_expression(struct compiler *compiler, struct span text, enum viewc_sort sort)
{
    const char *reason = "an expression is missing";
    if (text.len == 0 || !viewc_expression(text, sort, &compiler->body, &reason)) {
        return viewc_fail(compiler, reason);
    }
    return true;
}

static bool if_tag(struct compiler *compiler, struct span rest)
{
    if (open_block(compiler, BLOCK_IF) == NULL) {
        return false;
    }
    buffer_puts(&compiler->body, "    if (");
    bool written = put_expression(compiler, rest, VIEWC_TRUTH);
    buffer_puts(&compiler->body, ") {\n");
    return written;
}

/* {% each row in @doc.rows %} */
static bool each_tag(struct compiler *compiler, struct span rest)
{
    struct block *block = open_block(compiler, BLOCK_EACH);
    if (block == NULL) {
        return false;
    }
    struct span variable = viewc_word(&rest);
    struct span in = viewc_word(&rest);
    if (variable.len == 0 || !span_is(in, "in")) {
        return viewc_fail(compiler, "write {% each name in @list %}");
    }
    block->number = ++compiler->each_count;
    buffer_printf(&compiler->body, "    const struct json *each_%u = ", block->number);
    if (!put_expression(compiler, rest, VIEWC_NODE)) {
        return false;
    }
    buffer_printf(&compiler->body,
        ";\n    for (const struct json *%.*s = each_%u == NULL ? NULL : each_%u->child; %.*s != "
        "NULL; %.*s = %.*s->next) {\n",
        (int)variable.len, variable.data, block->number, block->number, (int)variable.len,
        variable.data, (int)variable.len, variable.data, (int)variable.len, variable.data);
    return true;
}

/* {% for (size_t i = 0; i < n; i++) %}: the three parts are expressions of their own. */
static bool for_tag(struct compiler *compiler, struct span rest)
{
    if (open_block(compiler, BLOCK_FOR) == NULL) {
        return false;
    }
    if (rest.len < 2 || rest.data[0] != '(' || rest.data[rest.len - 1] != ')') {
        return viewc_fail(compiler, "write {% for (…; …; …) %}");
    }
    struct span inner = {.data = rest.data + 1, .len = rest.len - 2};
    struct span part;
    size_t count = 0;
    buffer_puts(&compiler->body, "    for (");
    while (span_split(&inner, ';', &part)) {
        buffer_puts(&compiler->body, count == 0 ? "" : "; ");
        if (!put_expression(compiler, span_trim(part), VIEWC_NODE)) {
            return false;
        }
        count++;
    }
    buffer_puts(&compiler->body, ") {\n");
    return count == 3 ? true : viewc_fail(compiler, "write {% for (…; …; …) %}");
}

/* The end of one arm of an if. */
static bool end_arm(struct compiler *compiler, struct block *block)
{
    if (block->has_arm_end && !markup_join(&compiler->markup, &block->arm_end)) {
        return viewc_fail(compiler, compiler->markup.error);
    }
    block->arm_end = compiler->markup;
    block->has_arm_end = true;
    return true;
}

static bool end_loop(struct compiler *compiler, const struct block *block)
{
    if (!markup_same(&compiler->markup, &block->start)) {
        return viewc_fail(compiler, "a loop's body ends in another place than it begins");
    }
    return true;
}

static bool else_tag(struct compiler *compiler, struct span condition, bool has_condition)
{
    struct block *block =
        compiler->block_count == 0 ? NULL : &compiler->blocks[compiler->block_count - 1];
    if (block == NULL || block->has_else || block->kind == BLOCK_FOR
        || (has_condition && block->kind != BLOCK_IF)) {
        return viewc_fail(compiler, "an else without its if or each");
    }
    block->has_else = !has_condition;
    if (block->kind == BLOCK_EACH) {
        buffer_printf(&compiler->body,
            "    }\n    if (each_%u == NULL || each_%u->child == NULL) {\n", block->number,
            block->number);
        return end_loop(compiler, block);
    }
    if (!end_arm(compiler, block)) {
        return false;
    }
    compiler->markup = block->start;
    buffer_puts(&compiler->body, has_condition ? "    } else if (" : "    } else {\n");
    if (!has_condition) {
        return true;
    }
    bool written = put_expression(compiler, condition, VIEWC_TRUTH);
    buffer_puts(&compiler->body, ") {\n");
    return written;
}

static bool end_tag(struct compiler *compiler)
{
    if (compiler->block_count == 0) {
        return viewc_fail(compiler, "an end without its if, each or for");
    }
    struct block *block = &compiler->blocks[--compiler->block_count];
    buffer_puts(&compiler->body, "    }\n");
    if (block->kind != BLOCK_IF) {
        return end_loop(compiler, block);
    }
    if (!end_arm(compiler, block)) {
        return false;
    }
    if (!block->has_else && !markup_join(&compiler->markup, &block->start)) {
        return viewc_fail(compiler, compiler->markup.error);
    }
    return true;
}

/* {% call name(a, b) %} */
static bool call_tag(struct compiler *compiler, struct span rest)
{
    struct span name = viewc_word(&rest);
    if (name.len == 0 || rest.len < 2 || rest.data[0] != '(' || rest.data[rest.len - 1] != ')') {
        return viewc_fail(compiler, "write {% call view(…) %}");
    }
    if (compiler->markup.state != MARKUP_CONTENT || markup_in_script(&compiler->markup)) {
        return viewc_fail(compiler, "a view is called between elements");
    }
    struct span arguments = span_trim((struct span){.data = rest.data + 1, .len = rest.len - 2});
    buffer_printf(&compiler->body, "    view_%.*s(v", (int)name.len, name.data);
    if (arguments.len > 0) {
        buffer_puts(&compiler->body, ", ");
        if (!put_expression(compiler, arguments, VIEWC_NODE)) {
            return false;
        }
    }
    buffer_puts(&compiler->body, ");\n");
    return true;
}

static bool let_tag(struct compiler *compiler, struct span rest)
{
    buffer_puts(&compiler->body, "    ");
    bool written = put_expression(compiler, rest, VIEWC_NODE);
    buffer_puts(&compiler->body, ";\n");
    return written;
}

/* {% include "fcgi/views/x.h" %}: into the header, where signatures may need it too. */
static bool include_tag(struct compiler *compiler, struct span rest)
{
    struct span path;
    if (!viewc_literal(&rest, &path) || rest.len > 0) {
        return viewc_fail(compiler, "write {% include \"folder/file.h\" %}");
    }
    buffer_puts(&compiler->includes, "#include ");
    buffer_put(&compiler->includes, path);
    buffer_puts(&compiler->includes, "\n");
    return true;
}

bool viewc_control_tag(struct compiler *compiler, struct span inside)
{
    struct span rest = span_trim(inside);
    struct span word = viewc_word(&rest);
    viewc_mark_line(compiler);
    if (!markup_control(&compiler->markup)) {
        return viewc_fail(compiler, compiler->markup.error);
    }
    if (span_is(word, "if")) {
        return if_tag(compiler, rest);
    }
    if (span_is(word, "elif")) {
        return else_tag(compiler, rest, true);
    }
    if (span_is(word, "else") && rest.len == 0) {
        return else_tag(compiler, rest, false);
    }
    if (span_is(word, "end") && rest.len == 0) {
        return end_tag(compiler);
    }
    if (span_is(word, "each")) {
        return each_tag(compiler, rest);
    }
    if (span_is(word, "for")) {
        return for_tag(compiler, rest);
    }
    if (span_is(word, "call")) {
        return call_tag(compiler, rest);
    }
    if (span_is(word, "let")) {
        return let_tag(compiler, rest);
    }
    if (span_is(word, "include")) {
        return include_tag(compiler, rest);
    }
    return viewc_fail(compiler, "an unknown control tag");
}
