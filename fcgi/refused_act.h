/* SPDX-License-Identifier: EUPL-1.2 */
/* refused_act.h - an act that raises leaves nothing behind; its refusal becomes an entry of its
 * own. */
#ifndef FCGI_REFUSED_ACT_H
#define FCGI_REFUSED_ACT_H

#include "fcgi/exchange.h"
#include "ledger/base/status.h"

/*
 * Records that this person was refused `act` (x->fault says why) on what the path names, and
 * returns `refused` with x->fault as it was. Only when the person has been refused too often within
 * the hour does it return STATUS_DENIED with LG406 instead.
 */
MUST_CHECK enum status refused_act_record(struct exchange *x, const char *act, enum status refused);

#endif
