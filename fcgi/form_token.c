/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/form_token.h"

#include <string.h>

#include "auth/session.h"
#include "fcgi/web/http.h"

/* The last place of `text` in what was written; NULL when it is not there. */
static const char *last(const struct buffer *out, const char *text)
{
    size_t len = strlen(text);
    for (size_t at = out->len < len ? 0 : out->len - len + 1; at > 0; at--) {
        if (memcmp(out->data + at - 1, text, len) == 0) {
            return out->data + at - 1;
        }
    }
    return NULL;
}

static struct span action_path(struct view *v)
{
    const char *form = last(v->out, "<form ");
    const char *action = last(v->out, " action=\"");
    ensure(v->out->failed || (form != NULL && action != NULL && action > form));
    if (v->out->failed) {
        return SPAN("");
    }
    const char *from = action + strlen(" action=\"");
    const char *end = v->out->data + v->out->len;
    const char *to = from;
    while (to < end && strchr("\"?#", *to) == NULL) {
        to++;
    }
    struct span path;
    struct span raw = {.data = from, .len = (size_t)(to - from)};
    return http_percent_decode(v->arena, raw, false, &path) == STATUS_OK ? path : SPAN("");
}

struct span form_token(struct view *v)
{
    if (v->session == NULL) {
        return SPAN("");
    }
    char token[SESSION_TOKEN_LEN + 1];
    session_token(v->session, action_path(v), token);
    return arena_copy(v->arena, span_from(token));
}

bool form_is_kept(struct view *v)
{
    return v->kept > 0 && span_equal(action_path(v), v->kept_path);
}
