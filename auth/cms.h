/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * cms.h - a person's own signature: a detached CMS file (CAdES-BES) over bytes that the server
 * kept. Nothing of what comes inside it is trusted: no CA, no list, no time. Every question is
 * asked in one order, the cheap ones first, because CMS_verify() alone says yes to a file without
 * any signed attribute, to SHA-1 and to a company's certificate.
 */
#ifndef AUTH_CMS_H
#define AUTH_CMS_H

#include <stdint.h>

#include "auth/reason.h"
#include "auth/trust.h"
#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define SIGNATURE_LEN_MAX     65536
#define SIGNATURE_CLOCK_OFF_S 600 /* by which the signer's clock may differ from ours */

/* In the order of the questions. */
enum signature_reason {
    SIGNATURE_OK = 0,
    SIGNATURE_TOO_LARGE,  /* over SIGNATURE_LEN_MAX */
    SIGNATURE_DER,        /* no CMS in DER, or bytes behind it (PEM is none) */
    SIGNATURE_TYPE,       /* not signed data over id-data */
    SIGNATURE_ATTACHED,   /* holds a content of its own */
    SIGNATURE_SIGNERS,    /* not exactly one signer */
    SIGNATURE_DIGEST,     /* not SHA-256, SHA-384 or SHA-512 */
    SIGNATURE_ALGORITHM,  /* neither RSA nor ECDSA with these */
    SIGNATURE_ATTRIBUTES, /* not one each of contentType, messageDigest, signingTime,
                             signingCertificateV2 */
    SIGNATURE_WRONG,      /* other bytes, other certificate than named, or forged */
    SIGNATURE_CHAIN,      /* not a valid certificate of ours now; the fault holds why */
    SIGNATURE_LEAF,       /* not an employee's */
    SIGNATURE_USAGE,      /* without nonRepudiation */
    SIGNATURE_PERSON,     /* somebody else's */
    SIGNATURE_TIME,       /* says it was made before the request, or later than now */
    SIGNATURE_INTERNAL,   /* memory or library failure */
};

/* A short name for log and API, e.g. "attributes"; static. */
const char *signature_reason_name(enum signature_reason reason);

struct signature_claim {
    struct span cms;           /* as uploaded */
    struct span content;       /* the exact bytes that were to be signed */
    struct span profile;       /* of the person who is logged in … */
    struct span serial_number; /* … and whole serialNumber: the key of the person */
    int64_t prepared_s;        /* when the bytes were made, seconds since 1970; real time */
    int64_t now_s;
};

/*
 * Holds the file to everything above. SIGNATURE_OK sets *signer_out, the signer's certificate in
 * DER in the arena, for the evidence. Otherwise the first question that failed; `chain_out` is the
 * reason behind SIGNATURE_CHAIN and SIGNATURE_LEAF, else AUTH_OK.
 */
MUST_CHECK enum signature_reason signature_check(const struct trust *trust, struct arena *arena,
    const struct signature_claim *claim, struct span *signer_out, enum auth_reason *chain_out,
    struct fault *fault);

#endif
