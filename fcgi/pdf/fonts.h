/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * fonts.h - the fonts of letters: named files and no others, so that a letter looks the same on
 * every host. fontconfig's own configuration, folders and caches are never read.
 */
#ifndef FCGI_PDF_FONTS_H
#define FCGI_PDF_FONTS_H

#include <pango/pango.h>

#include "ledger/base/fault.h"
#include "ledger/base/status.h"

#define FONTS_FOLDER "/usr/share/fonts/truetype/dejavu" /* of the package fonts-dejavu-core */
#define FONTS_TEXT   "DejaVu Sans"
#define FONTS_CODE   "DejaVu Sans Mono"

/*
 * A context for layouts in points without hinting; the caller gives it back with g_object_unref().
 * The first call that succeeds reads the fonts from `folder`, for all that follow.
 * STATUS_UNAVAILABLE when one is not there.
 */
MUST_CHECK enum status fonts_context(
    const char *folder, PangoContext **context_out, struct fault *fault);

#endif
