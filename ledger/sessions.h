/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * sessions.h - logins of the pages and forms kept over the end of one, as the database has them:
 * sql/functions/session. Which cookie and certificate make a login is auth/session.h.
 */
#ifndef LEDGER_SESSIONS_H
#define LEDGER_SESSIONS_H

#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

/* A login is named by `id`, the SHA-256 of what its cookie says. */
struct login {
    int64_t person; /* the certificate's */
    struct digest id;
    struct digest certificate; /* SHA-256 of its DER */
};

/*
 * Each runs in a transaction of its own as login->person. Documents are JSON texts in the arena:
 * {"state","login","person","left_s","idle_s","now_us","ends_us"} for the first two. Statuses as
 * service_transaction(); STATUS_DENIED where a live login is needed and there is none.
 */

/* How a certificate of a known person was met before. */
enum sighting {
    SIGHTING_KNOWN,
    SIGHTING_FIRST,   /* the person's first */
    SIGHTING_RENEWED, /* the person had another one */
};

struct seen_certificate {
    struct digest sha256; /* of the DER */
    struct span serial; /* its own number, upper-case hexadecimal; psql's sessions are told by it */
};

/* Notes that `person` came with the certificate, and tells how it was met before. */
MUST_CHECK enum status login_sighting(struct service *service, struct arena *arena, int64_t person,
    const struct seen_certificate *certificate, enum sighting *sighting_out, struct fault *fault);

/* A request with this cookie and certificate; "state" is "live" or why not. Prolongs a live one. */
MUST_CHECK enum status login_use(struct service *service, struct arena *arena,
    const struct login *login, struct span *document_out, struct fault *fault);

/* Opens `login`; `replaces` (NULL: none) ends. */
MUST_CHECK enum status login_open(struct service *service, struct arena *arena,
    const struct login *login, const struct digest *replaces, struct span *document_out,
    struct fault *fault);

MUST_CHECK enum status login_close(
    struct service *service, struct arena *arena, const struct login *login, struct fault *fault);

/* All logins of the person; needs a live one. */
MUST_CHECK enum status login_close_all(
    struct service *service, struct arena *arena, const struct login *login, struct fault *fault);

/* {"logins":[{"opened_at","used_at","this"}],"kept":[{"kept","page","kept_at","file_name"}]} */
MUST_CHECK enum status login_mine(struct service *service, struct arena *arena,
    const struct login *login, struct span *document_out, struct fault *fault);

/* A form that came when the login had ended. */
struct kept_form {
    struct span path;      /* where it was sent to */
    struct span page;      /* which page shows it */
    struct span button;    /* what its button says, in English */
    struct span fields;    /* percent-encoded */
    struct span file_name; /* data == NULL: no file */
    struct span bytes;     /* of the file; at most KEPT_FILE_MAX */
    int64_t received_us;   /* of a submission: when the whole request had been read; 0: no matter */
    int64_t duration_us;   /* how long that took; -1: unknown */
};

#define KEPT_FILE_MAX ((size_t)20 * 1024 * 1024)

/* Keeps it for `person`, who needs no login. Sets *kept_out. STATUS_LIMIT for a larger file. */
MUST_CHECK enum status kept_put(struct service *service, struct arena *arena, int64_t person,
    const struct kept_form *form, int64_t *kept_out, struct fault *fault);

/* {"kept","path","page","button","fields","file_name","kept_at","bytes"}; STATUS_NOT_FOUND. */
MUST_CHECK enum status kept_find(struct service *service, struct arena *arena,
    const struct login *login, int64_t kept, struct span *document_out, struct fault *fault);

/* Adds the bytes of its file to `out`: none when it has none or is gone. STATUS_LIMIT: `out`. */
MUST_CHECK enum status kept_file(struct service *service, const struct login *login, int64_t kept,
    struct buffer *out, struct fault *fault);

/* Forgets it. */
MUST_CHECK enum status kept_drop(struct service *service, struct arena *arena,
    const struct login *login, int64_t kept, struct fault *fault);

#endif
