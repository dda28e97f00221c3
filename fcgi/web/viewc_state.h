/* SPDX-License-Identifier: EUPL-1.2 */
/* viewc_state.h - what the parts of the view compiler share; nobody else includes it. */
#ifndef FCGI_WEB_VIEWC_STATE_H
#define FCGI_WEB_VIEWC_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "fcgi/web/markup.h"
#include "fcgi/web/viewc.h"

enum block_kind { BLOCK_IF, BLOCK_EACH, BLOCK_FOR };

/* An open {% if %}, {% each %} or {% for %}. */
struct block {
    enum block_kind kind;
    unsigned line;
    unsigned number; /* of an each, for the name of its variable */
    bool has_else;
    bool has_arm_end; /* arm_end holds the end of an earlier arm */
    struct markup start;
    struct markup arm_end;
};

struct compiler {
    struct span source;
    struct span name;
    size_t at;
    unsigned line;
    struct viewc_output *output;
    struct buffer body;     /* the function */
    struct buffer includes; /* #include lines of the header */
    struct markup markup;
    struct block blocks[VIEWC_BLOCKS_MAX];
    size_t block_count;
    unsigned each_count;
    struct viewc_error *error;
    char where[200]; /* "fcgi/views/x.html:12", of the present tag */
};

/* Records the first error with the present line; always false. */
bool viewc_fail(struct compiler *compiler, const char *reason);

/* A #line for what follows, and compiler->where. */
void viewc_mark_line(struct compiler *compiler);

/* The inside of {{…}} and of {%…%}; false after viewc_fail(). */
bool viewc_value_tag(struct compiler *compiler, struct span inside);
bool viewc_control_tag(struct compiler *compiler, struct span inside);

#endif
