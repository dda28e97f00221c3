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
 * Keeps `bytes` (1..64 MiB) as a file of the organisation of the open transaction's person; the
 * caller commits it together with what the file is for, so that a file nobody owns cannot be left
 * behind. The same bytes twice are one file. STATUS_LIMIT for another size, STATUS_DENIED without
 * an organisation.
 */
MUST_CHECK enum status file_put(struct service *service, struct arena *arena, struct span bytes,
    struct digest *sha256_out, struct fault *fault);

/*
 * The same in a transaction of its own as `person`, for a file that an act will name by its hash.
 * It stays with the organisation when the act is never performed. Statuses also as
 * service_transaction().
 */
MUST_CHECK enum status file_keep(struct service *service, struct arena *arena, int64_t person,
    struct span bytes, struct digest *sha256_out, struct fault *fault);

#endif
