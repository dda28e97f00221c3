/* SPDX-License-Identifier: EUPL-1.2 */
/* crl_force.h - the revocation lists in force: whether they let people in, and how long yet. */
#ifndef LEDGER_OPERATOR_CRL_FORCE_H
#define LEDGER_OPERATOR_CRL_FORCE_H

#include <openssl/x509.h>

#include "auth/crl_table.h"
#include "ledger/operator/doctor.h"

/* The pinned CAs of settings.trust; the caller frees. False with a line in op->problem. */
bool crl_trust(struct operator_run *op, STACK_OF(X509) * *authorities_out);

/*
 * The table in force; NULL in *table_out while none was ever published. False with a line in
 * op->problem when there is one that cannot be used. crl_table_close() frees.
 */
bool crl_published(struct operator_run *op, struct crl_table **table_out);

/*
 * What the table means at `now_s`: FINDING_BROKEN when it lets nobody in, FINDING_WARNING when a
 * list ends in less than settings.crl_alarm_hours. *text_out says it, in op->arena.
 */
enum finding crl_force(struct operator_run *op, int64_t now_s, const char **text_out);

/* Seconds since 1970 as "2026-12-01T12:00:00Z", in the arena; NULL when that is full. */
const char *crl_instant(struct arena *arena, int64_t seconds);

#endif
