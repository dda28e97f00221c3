/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * html.h - writers named by the context they write into. Bytes that are no valid UTF-8 become
 * U+FFFD. The raw writer takes only struct safe_html, so that a plain text does not compile there.
 */
#ifndef FCGI_WEB_HTML_H
#define FCGI_WEB_HTML_H

#include <stdbool.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"

/* Markup made by our own views, and by nothing else. */
struct safe_html {
    struct span markup;
};

/* Element content: & < > and quotes as references. */
void html_text(struct buffer *out, struct span text);

/* Inside a double-quoted attribute: as html_text, and CR, LF, TAB as references. */
void html_attr(struct buffer *out, struct span text);

/*
 * A whole URL inside a double-quoted attribute: relative ones and http, https, mailto pass, every
 * other scheme, control characters and "//host" become "#blocked".
 */
void html_url(struct buffer *out, struct span url);

/* One path segment or query value inside a URL: everything but RFC 3986 unreserved as %XX. */
void html_url_part(struct buffer *out, struct span text);

/* Markup that our views rendered. */
void html_trusted_markup(struct buffer *out, struct safe_html html);

/* True when html_url() would let `url` through. */
bool html_url_allowed(struct span url);

#endif
