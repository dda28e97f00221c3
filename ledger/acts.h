/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * acts.h - performing one business act: the request's exact text, the attest process's signature
 * over it, one call of act.<verb>() in the database. What may become a record is decided there.
 */
#ifndef LEDGER_ACTS_H
#define LEDGER_ACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/digest.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

#define ACT_REQUEST_LEN_MAX 60000 /* the database's limit for a request */
#define ACT_REQUEST_ID_LEN  32    /* lower-case hexadecimal, nginx's $request_id */

/* Unknown things are 0, empty spans, NULL; `params` is a JSON object without white space. */
struct act_call {
    const char *act;  /* "submit" */
    int64_t person;   /* grantee and agency; else 0 */
    struct span role; /* "applicant"; may be empty */
    struct span certificate_hex;
    struct span operator_user; /* operator: OS user and host */
    struct span operator_host;
    struct span program;       /* system: "tilsagn-sequencer" */
    struct span request_id;    /* ACT_REQUEST_ID_LEN digits; empty: a random one */
    int64_t received_us;       /* nginx's $msec as µs since 1970 (real time); -1: not by HTTP */
    int64_t duration_us;       /* nginx's $request_time; -1: unknown */
    const struct digest *idem; /* from act_idem(); NULL: a repetition is another act */
    int64_t totp_step;         /* of the person's second factor, from totp_match(); 0: none */
    bool signs;                /* says that the person signs this very text */
    struct span params;
    struct span written; /* the whole text, from act_write(); all but act, person and signature are
                            then in it */
    struct span signature; /* the person's CMS file over `written`; empty: none */
};

/* All text lives in the arena given. */
struct act_reply {
    int64_t entry;
    struct span stream;
    int32_t version;
    struct span kind;
    struct digest leaf_hash;
    int64_t at_us;
    int64_t received_us; /* -1: the act was not received by HTTP */
    struct span verdict; /* empty: the act gives none */
    struct span result;  /* JSON */
    bool replayed;       /* the answer to the first request with this key */
    struct span leaf;    /* the record itself, for the receipt */
};

/*
 * Writes the exact text of the request into the arena, as a person is to sign it. STATUS_INVALID
 * and STATUS_LIMIT as act_perform().
 */
MUST_CHECK enum status act_write(struct service *service, struct arena *arena,
    const struct act_call *call, struct span *request_out, struct fault *fault);

/*
 * Builds and attests the request and calls the act inside the transaction that service_begin() (or
 * service_transaction()) opened for call->person. Sets *reply_out on STATUS_OK.
 * STATUS_INVALID for a request that cannot be written (text that is no UTF-8, an act that this
 * audience has not), STATUS_LIMIT when it is longer than ACT_REQUEST_LEN_MAX or the arena is full.
 * STATUS_UNAVAILABLE when the attest process does not answer. A refusal by
 * the act: its status by db.h, fault.code the LGnnn, fault.detail its JSON.
 */
MUST_CHECK enum status act_perform(struct service *service, struct arena *arena,
    const struct act_call *call, struct act_reply *reply_out, struct fault *fault);

/*
 * The request that act_write() writes, and its attestation, for whoever performs it elsewhere.
 * Statuses of both.
 */
MUST_CHECK enum status act_attest(struct service *service, struct arena *arena,
    const struct act_call *call, struct span *request_out, struct span *attest_out,
    struct fault *fault);

/*
 * act_perform() in a transaction of its own, repeated after a lost race. The request is attested
 * once: what is repeated is the same request. STATUS_UNAVAILABLE with "outcome unknown" in
 * fault.text: ask again with the same key.
 */
MUST_CHECK enum status act_transaction(struct service *service, struct arena *arena,
    const struct act_call *call, struct act_reply *reply_out, struct fault *fault);

/*
 * The stored form of a client's Idempotency-Key: bound to organisation and route, so that a key is
 * never another organisation's and never another resource's.
 */
struct digest act_idem(struct span organisation, struct span route, struct span key);

#endif
