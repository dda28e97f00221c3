/* SPDX-License-Identifier: EUPL-1.2 */
/* What may stand at a place in the markup, and how branches come together. */
#include <string.h>

#include "fcgi/web/html.h"
#include "fcgi/web/markup.h"
#include "ledger/base/status.h"

/* The literal before a value must already say where the URL leads. */
static bool url_decided(const struct markup *markup)
{
    struct span url = {.data = markup->url, .len = markup->url_len};
    if (!html_url_allowed(url) || span_is(url, "/")) {
        return false; /* "/" and an empty value and "/x" would be a host */
    }
    size_t slashes = 0;
    for (size_t i = 0; i < url.len; i++) {
        slashes += url.data[i] == '/' ? 1 : 0;
        if (url.data[i] == '?' || url.data[i] == '#') {
            return true;
        }
    }
    if (span_starts_with(url, SPAN("mailto:"))) {
        return true;
    }
    return span_starts_with(url, SPAN("http")) ? slashes >= 3 : slashes >= 1;
}

enum markup_context markup_context(struct markup *markup)
{
    switch (markup->state) {
    case MARKUP_CONTENT:
        if (markup_in_script(markup)) {
            (void)markup_fail(markup, "no value in a script");
            return MARKUP_NOWHERE;
        }
        return MARKUP_IN_CONTENT;
    case MARKUP_VALUE:
        if (!markup->is_url) {
            return MARKUP_IN_ATTRIBUTE;
        }
        if (markup->url_has_value) {
            return MARKUP_IN_URL_REST;
        }
        if (markup->url_len == 0) {
            return MARKUP_IN_URL_START;
        }
        if (!url_decided(markup)) {
            (void)markup_fail(
                markup, "a value must not decide where a URL leads: begin with {{url}}");
            return MARKUP_NOWHERE;
        }
        return MARKUP_IN_URL_REST;
    case MARKUP_COMMENT:
    case MARKUP_DECLARATION:
        (void)markup_fail(markup, "no value in a comment");
        return MARKUP_NOWHERE;
    case MARKUP_EQUALS:
        (void)markup_fail(markup, "an attribute's value needs double quotes");
        return MARKUP_NOWHERE;
    case MARKUP_LESS:
    case MARKUP_OPEN_NAME:
    case MARKUP_CLOSE_NAME:
    case MARKUP_TAG:
    case MARKUP_TAG_FULL:
    case MARKUP_SLASH:
    case MARKUP_ATTRIBUTE:
        (void)markup_fail(markup, "no value in a tag outside an attribute's quotes");
        return MARKUP_NOWHERE;
    }
    ensure(false);
    return MARKUP_NOWHERE;
}

void markup_value(struct markup *markup)
{
    if (markup->state == MARKUP_VALUE) {
        markup->url_has_value = true;
    }
}

bool markup_control(struct markup *markup)
{
    if (markup->state == MARKUP_OPEN_NAME && !markup_end_name(markup)) {
        return false;
    }
    if (markup->state == MARKUP_ATTRIBUTE) {
        if (!markup_end_attribute(markup)) {
            return false;
        }
        markup->state = MARKUP_TAG_FULL;
    }
    if (markup->state == MARKUP_VALUE && markup->is_url) {
        return markup_fail(markup, "no control tag inside a URL");
    }
    bool allowed = markup->state == MARKUP_CONTENT || markup->state == MARKUP_VALUE
                   || markup->state == MARKUP_TAG || markup->state == MARKUP_TAG_FULL;
    return allowed ? true : markup_fail(markup, "no control tag here");
}

static bool same_stack(const struct markup *a, const struct markup *b)
{
    if (a->depth != b->depth) {
        return false;
    }
    for (size_t i = 0; i < a->depth; i++) {
        if (strcmp(a->stack[i], b->stack[i]) != 0) {
            return false;
        }
    }
    return true;
}

bool markup_same(const struct markup *a, const struct markup *b)
{
    bool in_tag_a = a->state != MARKUP_CONTENT;
    return a->state == b->state && same_stack(a, b) && (!in_tag_a || strcmp(a->tag, b->tag) == 0)
           && (a->state != MARKUP_VALUE || strcmp(a->attribute, b->attribute) == 0);
}

bool markup_join(struct markup *markup, const struct markup *other)
{
    struct markup left = *markup;
    struct markup right = *other;
    bool either = (left.state == MARKUP_TAG && right.state == MARKUP_TAG_FULL)
                  || (left.state == MARKUP_TAG_FULL && right.state == MARKUP_TAG);
    if (either) {
        left.state = MARKUP_TAG_FULL; /* the stricter one: white space must follow */
        right.state = MARKUP_TAG_FULL;
    }
    if (!markup_same(&left, &right)) {
        return markup_fail(markup, "the arms of a branch end in different places");
    }
    left.has_src = markup->has_src && other->has_src;
    *markup = left;
    return true;
}

bool markup_finished(const struct markup *markup)
{
    return markup->state == MARKUP_CONTENT && markup->depth == 0;
}
