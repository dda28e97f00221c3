/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * enrolment.h - what stands beside the acts of enrolment because names and proofs may not stand in
 * the record: asking for access, the proof that a manager gives, the document that administrators
 * propose. Who may do what is decided in the database (sql/functions/identity, store).
 */
#ifndef LEDGER_ENROLMENT_H
#define LEDGER_ENROLMENT_H

#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

/* Whom a certificate names that nobody is enrolled with; `unit` may be empty. */
struct access_asking {
    struct span profile;
    struct span serial_number;
    struct span cvr;
    struct span certificate_hex;
    struct span name;
    struct span unit;
};

/*
 * Asks to be enrolled, in a transaction of its own and in nobody's name; grantee and agency. The
 * answer is JSON in the arena: {"request","at","created"}; a request that is open already is
 * answered again. STATUS_NOT_FOUND when the CVR is not registered for this pool, STATUS_CONFLICT
 * (LG502) when the person is enrolled, STATUS_DENIED (LG406) for too many, STATUS_INVALID.
 */
MUST_CHECK enum status access_request(struct service *service, struct arena *arena,
    const struct access_asking *asking, struct span *answer_out, struct fault *fault);

/*
 * Keeps what a manager knows the person of an open request by; grantee, inside the transaction in
 * which act grant_access follows. The answer names the commitments that the act must name:
 * {"request","name","proof"}. STATUS_NOT_FOUND, STATUS_DENIED, STATUS_INVALID.
 */
MUST_CHECK enum status access_proof(struct service *service, struct arena *arena, int64_t request,
    struct span proof, struct span *answer_out, struct fault *fault);

/*
 * Keeps a register document; agency, inside the transaction in which act propose follows. Sets
 * *sha256_out to 64 hex digits in the arena. STATUS_DENIED for others than administrators,
 * STATUS_LIMIT when it is empty or larger than 256 KiB.
 */
MUST_CHECK enum status register_keep(struct service *service, struct arena *arena,
    struct span document, struct span *sha256_out, struct fault *fault);

#endif
