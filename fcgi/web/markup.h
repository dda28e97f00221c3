/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * markup.h - follows the literal HTML of a view byte by byte, so that the compiler knows what a
 * value at this place would become. Build-time only. Stricter than HTML: every element is closed
 * explicitly, attributes are double-quoted, nothing is executed or styled inline.
 */
#ifndef FCGI_WEB_MARKUP_H
#define FCGI_WEB_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

#define MARKUP_NAME_MAX  24
#define MARKUP_DEPTH_MAX 48
#define MARKUP_URL_MAX   200

enum markup_state {
    MARKUP_CONTENT,
    MARKUP_LESS,        /* behind "<" */
    MARKUP_OPEN_NAME,   /* in the name of a start tag */
    MARKUP_CLOSE_NAME,  /* in the name of an end tag */
    MARKUP_TAG,         /* in a start tag, where an attribute may begin */
    MARKUP_TAG_FULL,    /* in a start tag, where white space or ">" must follow */
    MARKUP_SLASH,       /* behind "/" in a start tag */
    MARKUP_ATTRIBUTE,   /* in an attribute's name */
    MARKUP_EQUALS,      /* behind "=" */
    MARKUP_VALUE,       /* in a double-quoted value */
    MARKUP_DECLARATION, /* in <!DOCTYPE html> */
    MARKUP_COMMENT,
};

/* What a value at the present place is written as. */
enum markup_context {
    MARKUP_IN_CONTENT,
    MARKUP_IN_ATTRIBUTE,
    MARKUP_IN_URL_START,
    MARKUP_IN_URL_REST,
    MARKUP_NOWHERE, /* a value here is an error */
};

struct markup {
    enum markup_state state;
    char tag[MARKUP_NAME_MAX];
    size_t tag_len;
    char attribute[MARKUP_NAME_MAX];
    size_t attribute_len;
    char url[MARKUP_URL_MAX]; /* literal start of a URL attribute */
    size_t url_len;
    bool url_has_value; /* a value stands in the URL already */
    bool is_url;        /* the present attribute holds a URL */
    bool has_src;       /* the present tag has one */
    char text[12];      /* the last bytes of a comment or declaration */
    size_t text_len;
    char stack[MARKUP_DEPTH_MAX][MARKUP_NAME_MAX]; /* open elements */
    size_t depth;
    const char *error; /* static English text; set once */
};

void markup_init(struct markup *markup);

/* Takes one byte of literal text; false when it is an error (markup->error says which). */
bool markup_literal(struct markup *markup, char c);

/* What a value would be here. For MARKUP_NOWHERE markup->error is set. */
enum markup_context markup_context(struct markup *markup);

/* A value was written here, as markup_context() said. */
void markup_value(struct markup *markup);

/* A control tag stands here. False where none may: in a name, a comment, behind "=". */
bool markup_control(struct markup *markup);

/* Joins the ends of two arms of a branch; false when they differ. */
bool markup_join(struct markup *markup, const struct markup *other);

/* True when a loop's body ends as it began. */
bool markup_same(const struct markup *a, const struct markup *b);

/* Shared by the two files of this module: the first error stays; always false. */
bool markup_fail(struct markup *markup, const char *error);
bool markup_end_name(struct markup *markup);      /* the start tag's name is complete */
bool markup_end_attribute(struct markup *markup); /* the attribute's name is complete */
bool markup_in_script(const struct markup *markup);

/* True when nothing is open. */
bool markup_finished(const struct markup *markup);

#endif
