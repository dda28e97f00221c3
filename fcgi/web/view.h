/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * view.h - what a compiled view (fcgi/views/x.html) is rendered with, and the few functions that
 * its tags turn into. See views.md beside the views for the language.
 */
#ifndef FCGI_WEB_VIEW_H
#define FCGI_WEB_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fcgi/web/form.h"
#include "fcgi/web/html.h"
#include "fcgi/web/translate.h"
#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"

struct session; /* auth/session.h; only passed through to fcgi/form_token.h */

/* Every view takes `struct view *v` as its first argument. */
struct view {
    struct buffer *out;
    struct arena *arena;
    const struct catalogue *catalogue;
    struct form *form;           /* submitted values and their errors; never NULL */
    struct span assets;          /* "/s/<hash>", where css, js, img and fonts are */
    struct span path;            /* of this page */
    struct span home;            /* "/" or "/agency/" */
    struct span idempotency_key; /* a fresh key for the forms of this page */
    int64_t kept; /* the form sent to kept_path is shown as it was sent; 0: none is */
    struct span kept_path;
    struct span kept_file;         /* name of the file that came with it */
    const struct session *session; /* NULL: nobody is logged in, and forms need no token */
};

/* {{expr}} in text and in attributes. */
void view_text(struct view *v, struct span text);
void view_attr(struct view *v, struct span text);

/* {{url expr}}: a whole URL; {{part expr}}: one encoded segment or query value within one. */
void view_url(struct view *v, struct span url);
void view_part(struct view *v, struct span text);

/* {{html expr}} */
void view_html(struct view *v, struct safe_html html);

/* Values as texts in the view's language (also arguments of {{t …}}); all live in the arena. */
struct span view_int(struct view *v, int64_t value);       /* 1234 */
struct span view_number(struct view *v, int64_t value);    /* 1.234 / 1,234 */
struct span view_amount(struct view *v, int64_t ore);      /* 1.234,50 kr. / DKK 1,234.50 */
struct span view_instant(struct view *v, struct span utc); /* 24-10-2019 kl. 12.00 */
struct span view_instant_us(struct view *v, int64_t us);   /* the same */
struct span view_second(struct view *v, struct span utc);  /* 24-10-2019 kl. 12.00.05 */
struct span view_second_us(struct view *v, int64_t us);    /* the same */
struct span view_day(struct view *v, struct span iso);     /* 24-10-2019 / 24 October 2019 */
struct span view_month(struct view *v, struct span iso);   /* 10-2019 / October 2019 */
struct span view_digest(struct view *v, struct span hex);  /* first 12 digits and an ellipsis */
struct span view_span(const char *text);                   /* a C text; NULL gives "" */

/* The member of {"da":…,"en":…} in the view's language; Danish when the other is missing. */
struct span view_local(struct view *v, const struct json *texts);

/*
 * {{t "…%s…" a, b}}: the translation with %s (or %1$s …) replaced; not yet escaped. A %s without an
 * argument stays as it is, a surplus argument is dropped: a translator cannot make it read beyond.
 */
struct span view_message(
    struct view *v, const char *msgid, const struct span *arguments, size_t count);
struct span view_message_plural(struct view *v, const char *one, const char *many, int64_t number,
    const struct span *arguments, size_t count);

/* "/agency/calls/%s" with each %s percent-encoded as one segment or query value. */
struct span view_path(
    struct view *v, const char *pattern, const struct span *arguments, size_t count);

/* {{@item}} and #item: the text or integer of a node itself; "" or 0 for another kind. */
struct span view_string(const struct json *node);
int64_t view_integer(const struct json *node);

/* @doc.path in a condition: present and not null, false, 0, "" or empty. */
bool view_truth(const struct json *node);

/* True when the list of texts holds `text`: view_holds(json_at(doc, "actions"), "submit"). */
bool view_holds(const struct json *list, const char *text);

/* Form helpers: the submitted value of a field if the form was sent, else `stored`. */
struct span view_field(struct view *v, const char *name, struct span stored);

#endif
