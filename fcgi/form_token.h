/* SPDX-License-Identifier: EUPL-1.2 */
/* form_token.h - what {% call form_token() %} writes into every form that changes something. */
#ifndef FCGI_FORM_TOKEN_H
#define FCGI_FORM_TOKEN_H

#include "fcgi/web/view.h"

/*
 * The token for the form whose start tag was written last. It is made for the path in that tag's
 * own `action`, so the two cannot differ. "" when nobody is logged in.
 */
struct span form_token(struct view *v);

/* Whether that form is the one that v->kept shows as it was sent. */
bool form_is_kept(struct view *v);

#endif
