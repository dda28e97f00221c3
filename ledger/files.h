/* SPDX-License-Identifier: EUPL-1.2 */
/* files.h - uploaded files, kept in the database in chunks and named by their SHA-256. */
#ifndef LEDGER_FILES_H
#define LEDGER_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/digest.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/service.h"

/*
 * The media type of what an application may contain, by its first bytes, never by its name: PDF,
 * Office Open XML or OpenDocument (both ZIP), and the older Word and Excel (OLE). NULL for others.
 */
const char *file_media_type(struct span bytes);

/*
 * Whether `name` ends as files of that content are called (.pdf; .docx .xlsx .odt .ods; .doc .xls;
 * any case): an officer's computer opens a file by its name, whatever its first bytes say.
 */
bool file_name_fits(struct span bytes, struct span name);

/*
 * Has the file looked at for CPR numbers, outside of any transaction, as it takes seconds.
 * STATUS_INVALID when one was found, with fault.code LG102 and a violation "number_in_file" of
 * `field` for each of the first. Else *outcome_out is the outcome to keep with the file, or NULL
 * when no scanner is configured or none answers: then the file is kept and scanned later, as a
 * deadline does not wait for a scanner.
 */
MUST_CHECK enum status file_scan(struct service *service, struct span bytes, struct span field,
    const char **outcome_out, struct fault *fault);

/*
 * Keeps `bytes` (1..64 MiB) as a file of the organisation of the open transaction's person; the
 * caller commits it together with what the file is for, so that a file nobody owns cannot be left
 * behind. The same bytes twice are one file. `scanned` is file_scan()'s outcome. STATUS_LIMIT for
 * another size, STATUS_DENIED without an organisation.
 */
MUST_CHECK enum status file_put(struct service *service, struct arena *arena, struct span bytes,
    const char *scanned, struct digest *sha256_out, struct fault *fault);

/* A file by itself: who brings it, and under which field of a form or of the API. */
struct kept_file {
    int64_t person;
    struct span field;
    struct span bytes;
};

/*
 * Both for a file that an act will name by its hash, in a transaction of its own; a violation is
 * one of the file's field. The file stays with the organisation when the act is never performed.
 * Statuses also as service_transaction().
 */
MUST_CHECK enum status file_keep(struct service *service, struct arena *arena,
    const struct kept_file *file, struct digest *sha256_out, struct fault *fault);

#endif
