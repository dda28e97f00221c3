/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * sent_rows.h - rows of a form of which those left empty are not sent: an act counts what it was
 * sent, and the person sees every row.
 */
#ifndef FCGI_PAGES_SENT_ROWS_H
#define FCGI_PAGES_SENT_ROWS_H

#include "fcgi/web/form.h"

/*
 * Puts the errors of `list`.N (N from 0 among the rows sent) to the row that was typed. A row is
 * there when it has its field "line", and was sent when one of `fields`, amounts or numbers, the
 * last NULL, is not 0. What is wrong with "line", which nobody types, stands at the first of them.
 */
void sent_rows_errors(struct form *form, struct span list, const char *const *fields);

#endif
