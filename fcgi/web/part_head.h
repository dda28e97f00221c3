/* SPDX-License-Identifier: EUPL-1.2 */
/* part_head.h - the header lines of one part of a multipart/form-data body. */
#ifndef FCGI_WEB_PART_HEAD_H
#define FCGI_WEB_PART_HEAD_H

#include <stdbool.h>

#include "ledger/base/arena.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

struct part_head {
    struct span name;
    bool is_file;           /* a filename was given, though it may be empty */
    struct span file_name;  /* without a path */
    struct span media_type; /* lower case; "application/octet-stream" when not stated */
};

/*
 * Parses the lines, each ended by CRLF, the last followed by an empty one. Exactly one
 * Content-Disposition: form-data with one name. STATUS_INVALID otherwise, STATUS_LIMIT for a name
 * above HTTP_FIELD_NAME_MAX, a file's above HTTP_FILE_NAME_MAX, or an exhausted arena.
 */
MUST_CHECK enum status part_head_parse(
    struct arena *arena, struct span head, struct part_head *part_out);

#endif
