/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * kept.h - nothing typed is lost when a login has ended: the form is put aside, and shown again,
 * filled in, after the next login. It is never sent by itself: that takes a new press of its
 * button.
 */
#ifndef FCGI_KEPT_H
#define FCGI_KEPT_H

#include <stdbool.h>

#include "fcgi/exchange.h"

/*
 * Behind exchange_take_body(). A form that came without a login is put aside, with its file, and
 * answered by 303 to the login page, which leads to the form again (*answered_out becomes true).
 * "?kept=7" of a page fills its form in as it was sent, through x->form, and x->kept says so on the
 * page; what is gone, of another page or another person is as if it had not been asked for. A kept
 * form that is sent again without a new file gets the file that was kept. NULL, or why refused.
 */
const struct refusal *kept_mind(struct exchange *x, bool *answered_out);

/* Behind the handler: a kept form that led on is forgotten; at the latest it expires. */
void kept_forget(struct exchange *x);

#endif
