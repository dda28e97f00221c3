/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/web/markup.h"

#include <string.h>

#include "fcgi/web/html.h"
#include "ledger/base/status.h"

bool markup_fail(struct markup *markup, const char *error)
{
    if (markup->error == NULL) {
        markup->error = error;
    }
    return false;
}

void markup_init(struct markup *markup)
{
    *markup = (struct markup){.state = MARKUP_CONTENT};
}

static bool is_listed(const char *const *names, const char *name)
{
    for (; *names != NULL; names++) {
        if (strcmp(*names, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_void(const char *tag)
{
    static const char *const names[] = {
        "area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr", NULL};
    return is_listed(names, tag);
}

static bool is_banned(const char *tag)
{
    static const char *const names[] = {"style", "base", "iframe", "object", "embed", "frame",
        "frameset", "applet", "plaintext", "xmp", "noscript", "template", NULL};
    return is_listed(names, tag);
}

static bool is_url(const char *attribute)
{
    static const char *const names[] = {"href", "src", "action", "formaction", "poster", "cite",
        "data", "ping", "background", "manifest", NULL};
    return is_listed(names, attribute);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name_byte(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':';
}

static bool in_svg(const struct markup *markup)
{
    for (size_t i = 0; i < markup->depth; i++) {
        if (strcmp(markup->stack[i], "svg") == 0) {
            return true;
        }
    }
    return strcmp(markup->tag, "svg") == 0;
}

bool markup_in_script(const struct markup *markup)
{
    return markup->depth > 0 && strcmp(markup->stack[markup->depth - 1], "script") == 0;
}

static bool extend(struct markup *markup, char *name, size_t *len, char c)
{
    if (*len + 1 == MARKUP_NAME_MAX) {
        return markup_fail(markup, "a name is too long");
    }
    name[(*len)++] = c;
    name[*len] = '\0';
    return true;
}

bool markup_end_attribute(struct markup *markup)
{
    if (strncmp(markup->attribute, "on", 2) == 0) {
        return markup_fail(markup, "no event attributes: use a script file");
    }
    if (strcmp(markup->attribute, "style") == 0) {
        return markup_fail(markup, "no style attributes: use a class");
    }
    if (strcmp(markup->attribute, "srcdoc") == 0 || strcmp(markup->attribute, "srcset") == 0
        || strcmp(markup->attribute, "http-equiv") == 0) {
        return markup_fail(markup, "this attribute is not allowed");
    }
    markup->is_url = is_url(markup->attribute);
    markup->has_src = markup->has_src || strcmp(markup->attribute, "src") == 0;
    return true;
}

static bool end_start_tag(struct markup *markup, bool self_closed)
{
    bool closed = is_void(markup->tag) || (self_closed && in_svg(markup));
    if (self_closed && !closed) {
        return markup_fail(markup, "only void and SVG elements close themselves");
    }
    if (strcmp(markup->tag, "script") == 0 && !markup->has_src) {
        return markup_fail(markup, "no inline scripts: a script needs src");
    }
    markup->state = MARKUP_CONTENT;
    if (closed) {
        return true;
    }
    if (markup->depth == MARKUP_DEPTH_MAX) {
        return markup_fail(markup, "elements are nested too deep");
    }
    memcpy(markup->stack[markup->depth++], markup->tag, MARKUP_NAME_MAX);
    return true;
}

static bool end_end_tag(struct markup *markup)
{
    if (markup->depth == 0 || strcmp(markup->stack[markup->depth - 1], markup->tag) != 0) {
        return markup_fail(markup, "an end tag does not match the element that is open");
    }
    markup->depth--;
    markup->state = MARKUP_CONTENT;
    return true;
}

static bool end_value(struct markup *markup)
{
    struct span url = {.data = markup->url, .len = markup->url_len};
    if (markup->is_url && !html_url_allowed(url)) {
        return markup_fail(markup, "a URL must be relative, http, https or mailto");
    }
    markup->state = MARKUP_TAG_FULL;
    return true;
}

static bool behind_less(struct markup *markup, char c)
{
    markup->tag_len = 0;
    markup->tag[0] = '\0';
    markup->has_src = false;
    if (c == '/') {
        markup->state = MARKUP_CLOSE_NAME;
        return true;
    }
    if (markup_in_script(markup)) {
        return markup_fail(markup, "no inline scripts: a script is empty");
    }
    if (c == '!') {
        markup->state = MARKUP_DECLARATION;
        markup->text_len = 0;
        return true;
    }
    if (!is_letter(c)) {
        return markup_fail(markup, "write &lt; for a less-than sign");
    }
    markup->state = MARKUP_OPEN_NAME;
    return extend(markup, markup->tag, &markup->tag_len, c);
}

/* In a start tag: white space, an attribute, or its end. */
static bool in_tag(struct markup *markup, char c)
{
    if (is_space(c)) {
        markup->state = MARKUP_TAG;
        return true;
    }
    if (c == '>') {
        return end_start_tag(markup, false);
    }
    if (c == '/') {
        markup->state = MARKUP_SLASH;
        return true;
    }
    if (markup->state == MARKUP_TAG && is_letter(c)) {
        markup->state = MARKUP_ATTRIBUTE;
        markup->attribute_len = 0;
        return extend(markup, markup->attribute, &markup->attribute_len, c);
    }
    return markup_fail(markup, "unexpected character in a tag");
}

bool markup_end_name(struct markup *markup)
{
    if (is_banned(markup->tag)) {
        return markup_fail(markup, "this element is not allowed");
    }
    markup->state = MARKUP_TAG_FULL;
    return true;
}

static bool in_open_name(struct markup *markup, char c)
{
    if (is_name_byte(c)) {
        return extend(markup, markup->tag, &markup->tag_len, c);
    }
    return markup_end_name(markup) && in_tag(markup, c);
}

static bool in_attribute(struct markup *markup, char c)
{
    if (is_name_byte(c)) {
        return extend(markup, markup->attribute, &markup->attribute_len, c);
    }
    if (!markup_end_attribute(markup)) {
        return false;
    }
    if (c == '=') {
        markup->state = MARKUP_EQUALS;
        return true;
    }
    markup->state = MARKUP_TAG_FULL;
    return in_tag(markup, c);
}

static bool in_value(struct markup *markup, char c)
{
    if (c == '"') {
        return end_value(markup);
    }
    if (c == '<') {
        return markup_fail(markup, "write &lt; in an attribute");
    }
    if (!markup->url_has_value && markup->url_len < MARKUP_URL_MAX) {
        markup->url[markup->url_len++] = c;
    }
    return true;
}

/* <!DOCTYPE html> or a comment. */
static bool in_declaration(struct markup *markup, char c)
{
    static const char doctype[] = "DOCTYPE html>";
    if (markup->text_len == 0 && c == '-') {
        markup->state = MARKUP_COMMENT;
        return true;
    }
    if (c != doctype[markup->text_len]) {
        return markup_fail(markup, "only <!DOCTYPE html> and comments");
    }
    markup->text_len++;
    if (c == '>') {
        markup->state = MARKUP_CONTENT;
    }
    return true;
}

static bool in_comment(struct markup *markup, char c)
{
    if (c == '>' && markup->text_len >= 2) {
        markup->state = MARKUP_CONTENT;
        return true;
    }
    markup->text_len = c == '-' ? markup->text_len + 1 : 0;
    return true;
}

static bool in_content(struct markup *markup, char c)
{
    if (c == '<') {
        markup->state = MARKUP_LESS;
        return true;
    }
    if (markup_in_script(markup)) {
        return markup_fail(markup, "no inline scripts: a script is empty");
    }
    return c == '\0' ? markup_fail(markup, "a NUL byte") : true;
}

bool markup_literal(struct markup *markup, char c)
{
    switch (markup->state) {
    case MARKUP_CONTENT:
        return in_content(markup, c);
    case MARKUP_LESS:
        return behind_less(markup, c);
    case MARKUP_OPEN_NAME:
        return in_open_name(markup, c);
    case MARKUP_CLOSE_NAME:
        return c == '>' ? end_end_tag(markup) : extend(markup, markup->tag, &markup->tag_len, c);
    case MARKUP_TAG:
    case MARKUP_TAG_FULL:
        return in_tag(markup, c);
    case MARKUP_SLASH:
        return c == '>' ? end_start_tag(markup, true) : markup_fail(markup, "a lone / in a tag");
    case MARKUP_ATTRIBUTE:
        return in_attribute(markup, c);
    case MARKUP_EQUALS:
        markup->state = MARKUP_VALUE;
        markup->url_len = 0;
        markup->url_has_value = false;
        return c == '"' ? true : markup_fail(markup, "an attribute's value needs double quotes");
    case MARKUP_VALUE:
        return in_value(markup, c);
    case MARKUP_DECLARATION:
        return in_declaration(markup, c);
    case MARKUP_COMMENT:
        return in_comment(markup, c);
    }
    ensure(false);
    return false;
}
