/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * login.h - what becomes of a request for a page while nobody is logged in: a good certificate
 * alone opens nothing but the login page.
 */
#ifndef FCGI_LOGIN_H
#define FCGI_LOGIN_H

#include "fcgi/exchange.h"

/*
 * The login of a page's user into *room and x->session; x->no_session says why there is none. The
 * API and the public pool have no logins. Without one a page is answered by login_demand()
 * (*answered_out becomes true), unless the route is ROUTE_NO_LOGIN. NULL, or why it was refused.
 */
const struct refusal *login_find(struct exchange *x, struct session *room, bool *answered_out);

/*
 * Whoever is not enrolled sees one page, on which they ask for access (then *answered_out becomes
 * true and the answer leads there); a program is told what it is. NULL to go on, or the refusal.
 */
const struct refusal *login_stranger(struct exchange *x, bool *answered_out);

/*
 * Whether a form that changes something came from a page of this login. True without a login, and
 * for what works without one: logging in and out must not fail because a tab is older than the
 * login.
 */
bool login_token_fits(const struct exchange *x);

/*
 * Answers a GET: 303 to the login page, which leads back here; or, when another site's page or a
 * message led here and the browser therefore kept the cookie to itself, a page that asks again.
 */
MUST_CHECK enum status login_demand(struct exchange *x);

/* 303 to the login page, which leads to `back`; `kept`: a form was put aside for it. */
MUST_CHECK enum status login_redirect(struct exchange *x, struct span back, bool kept);

/* The address of this request as the login page takes it: path and query, escaped. */
struct span login_own_address(struct exchange *x);

/* Where to go after logging in: `wanted` when it is an address of ours that is not about logging in
 * or out, else "/". */
struct span login_way_back(struct span wanted);

#endif
