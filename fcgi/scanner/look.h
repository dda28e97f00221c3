/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * look.h - one file: what it is, read by a program confined for it, and CPR numbers in its text.
 * PDF by poppler's pdftotext, office files by libarchive's bsdtar: both kept by others, neither
 * linked.
 */
#ifndef FCGI_SCANNER_LOOK_H
#define FCGI_SCANNER_LOOK_H

#include "ledger/scan/answer.h"

#define LOOK_MS       8000
#define LOOK_TEXT_MAX ((int64_t)64 * 1024 * 1024) /* of the text of one file */

/*
 * Looks at the file in `fd` for at most LOOK_MS; never fails, for then that is the outcome. For a
 * process of its own: SIGPIPE is ignored, children of this one are waited for.
 */
void look_at(int fd, struct scan *scan_out);

#endif
