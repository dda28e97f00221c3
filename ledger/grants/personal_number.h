/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * personal_number.h - CPR numbers in texts: the record cannot forget, so they must not enter it.
 * rule.personal_number_at() in sql/functions/rule/05_text.sql finds the same.
 */
#ifndef LEDGER_GRANTS_PERSONAL_NUMBER_H
#define LEDGER_GRANTS_PERSONAL_NUMBER_H

#include <stddef.h>

#include "ledger/base/span.h"

/*
 * The place (code points, from 1) of the first thing in `text` that looks like a CPR number; 0 when
 * there is none. That is six digits, at most one space, hyphen or dash, and four digits, with no
 * ASCII letter or digit on either side, whose first six are a date in the century that the seventh
 * digit names. A day may be 60 higher, as in the numbers that authorities give to people without
 * one. The check digit is not asked: it does not hold for numbers given since 2007.
 * Source: the civil registration system (CPR), "Personnummeret i CPR". `text` is valid UTF-8.
 */
size_t personal_number_at(struct span text);

/* The byte, not before `from`, at which the next one begins; text.len without one. Any bytes. */
size_t personal_number_next(struct span text, size_t from);

#endif
