/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pdf/fonts.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#define POINTS_PER_INCH 72.0
#define PATH_MAX_LEN    512

/*
 * One map until the process ends: opening it costs more than a letter. Nothing takes it down: cairo
 * keeps fonts of fontconfig's in caches of its own, and only both together could let go of them.
 */
static PangoFontMap *map;

static enum status read_files(const char *folder, FcConfig *config, struct fault *fault)
{
    static const char *const files[] = {
        "DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[PATH_MAX_LEN];
        int len = snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
        bool fits = len > 0 && (size_t)len < sizeof(path);
        if (!fits || FcConfigAppFontAddFile(config, (const FcChar8 *)path) != FcTrue) {
            FAULT(fault, "pdf", "", "no font %s/%s; install fonts-dejavu-core", folder, files[i]);
            return STATUS_UNAVAILABLE;
        }
    }
    return STATUS_OK;
}

/* Pango asks for fontconfig's default in a thread of its own: it must be ours before. */
static enum status open_map(const char *folder, struct fault *fault)
{
    FcConfig *config = FcConfigCreate();
    enum status status = config == NULL ? STATUS_LIMIT : read_files(folder, config, fault);
    if (status == STATUS_OK && FcConfigSetCurrent(config) != FcTrue) {
        status = STATUS_INTERNAL;
    }
    if (status == STATUS_OK) {
        map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
        status = map == NULL ? STATUS_INTERNAL : STATUS_OK;
    }
    if (status == STATUS_OK) {
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
    }
    if (config != NULL) {
        FcConfigDestroy(config); /* whoever uses it has a reference of its own */
    }
    return status;
}

enum status fonts_context(const char *folder, PangoContext **context_out, struct fault *fault)
{
    enum status status = map == NULL ? open_map(folder, fault) : STATUS_OK;
    if (status != STATUS_OK) {
        return status;
    }
    PangoContext *context = pango_font_map_create_context(map);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_cairo_context_set_resolution(context, POINTS_PER_INCH);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    *context_out = context;
    return STATUS_OK;
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
/*
 * fontconfig keeps distances where others keep pointers, so that LeakSanitizer takes for lost what
 * is held. 3,000 different letters in one process leave its memory where the first hundred did.
 */
const char *__lsan_default_suppressions(void); // NOLINT(bugprone-reserved-identifier)
const char *__lsan_default_suppressions(void)  // NOLINT(bugprone-reserved-identifier)
{
    return "leak:libfontconfig.so";
}
#endif
#endif
