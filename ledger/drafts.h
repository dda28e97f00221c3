/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * drafts.h - an applicant's draft and its attachments: versioned and mutable, no record yet. What
 * is submitted from it becomes a record through ledger/acts.h.
 */
#ifndef LEDGER_DRAFTS_H
#define LEDGER_DRAFTS_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/digest.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

/*
 * Each runs in a transaction of its own as `person` and answers with the draft as JSON text in the
 * arena: {"application","call","version","sha256","saved_at"}; every change is a new version.
 * STATUS_NOT_FOUND when the application is not the person's organisation's; STATUS_DENIED without
 * the role applicant; STATUS_CONFLICT (fault.code LG503, detail {"version":n}) when `if_version` is
 * not the newest, or LG502 when the call takes no changes any more; STATUS_INVALID for malformed
 * content.
 */
MUST_CHECK enum status draft_create(struct service *service, struct arena *arena, int64_t person,
    struct span call, struct span *draft_out, struct fault *fault);

/* Whose change to which version of which draft. */
struct draft_version {
    int64_t person;
    int64_t application;
    int32_t if_version;
};

/* `content` as ledger/grants/content.h writes it. */
MUST_CHECK enum status draft_save(struct service *service, struct arena *arena,
    const struct draft_version *of, struct span content, struct span *draft_out,
    struct fault *fault);

/*
 * A file into a slot of the call; replaces what was there. File and change are one transaction: a
 * refused change keeps no file. One with a CPR number is refused first: file_scan().
 */
struct draft_attachment {
    struct span slot;
    struct span file_name;
    struct span media_type;
    struct span bytes;
};
MUST_CHECK enum status draft_attach(struct service *service, struct arena *arena,
    const struct draft_version *of, const struct draft_attachment *attachment,
    struct span *draft_out, struct fault *fault);

MUST_CHECK enum status draft_detach(struct service *service, struct arena *arena,
    const struct draft_version *of, struct span slot, struct span *draft_out, struct fault *fault);

/*
 * Shows a draft of the person's own unit to the whole organisation, or no longer; the version stays
 * (of->if_version is not asked). STATUS_NOT_FOUND for a draft of no unit or of another; LG502 when
 * it is so already.
 */
MUST_CHECK enum status draft_share(struct service *service, struct arena *arena,
    const struct draft_version *of, bool shared, struct span *draft_out, struct fault *fault);

/* A line of the vouchers that a grant is asked for, as it is gathered. */
struct draft_voucher {
    int64_t person;
    int64_t application;
    int32_t line;
    struct span note;
    struct span file_name; /* of `bytes` */
    struct span bytes;     /* one more file; empty: none */
};

/*
 * Keeps text and file of a line until all is sent; file and change are one transaction.
 * STATUS_NOT_FOUND when the line is not asked for, STATUS_DENIED without the role applicant,
 * STATUS_CONFLICT (LG502) when all was sent or newer accounts void the request, STATUS_INVALID for
 * malformed content.
 */
MUST_CHECK enum status draft_save_voucher(struct service *service, struct arena *arena,
    const struct draft_voucher *voucher, struct fault *fault);

/* Takes a file of such a line away again. */
MUST_CHECK enum status draft_drop_voucher(struct service *service, struct arena *arena,
    const struct draft_voucher *voucher, const struct digest *sha256, struct fault *fault);

#endif
