/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/links.h"

#include "ledger/base/arena.h"

enum { BAR_WIDTH = 400, BASIS_POINTS_PER_PERCENT = 100 };

static struct span link_under(struct view *v, struct span base, struct span path)
{
    return arena_format(v->arena, "%.*s%.*s", (int)base.len, base.data, (int)path.len, path.data);
}

/* The page of a task by what it is about; under `base` unless it begins with the agency's. */
static const struct task_page {
    const char *what;
    const char *act; /* any when NULL */
    const char *pattern;
} task_pages[] = {
    {"application", "submit", "/applications/%s/submit"},
    {"application", "confirm_withdrawal", "/applications/%s/withdraw"},
    {"application", NULL, "/applications/%s"},
    {"hearing", NULL, "/applications/%s#hearing"},
    {"grant", "submit_accounts", "/grants/%s/accounts/new"},
    {"grant", NULL, "/grants/%s"},
    {"instalment", "release_batch", "/agency/batches"},
    {"instalment", NULL, "/instalments/%s"},
    {"alarm", NULL, "/agency/alarms"},
    {"statement", NULL, "/agency/bank?statement=%s"},
    {"claim", NULL, "/grants/%s/repayment"},
    {"interest", NULL, "/agency/claims"},
    {"month", NULL, "/agency/month?month=%s"},
    {"year", NULL, "/agency/year/%s"},
    {"amendment", NULL, "/grants/%s/changes"},
    {"reporting", NULL, "/grants/%s/reporting"},
    {"dispute", NULL, "/grants/%s/dispute"},
    {"vouchers", NULL, "/grants/%s/vouchers"},
    {"proposal", NULL, "/proposals/%s"},
    {"contested", NULL, "/agency/calls/%s/contested"},
    {"notices", NULL, "/agency/calls/%s/notices"},
};

static const char *task_pattern(const struct json *task)
{
    struct span what = json_text(task, "what");
    struct span act = json_text(task, "act");
    for (size_t i = 0; i < sizeof(task_pages) / sizeof(task_pages[0]); i++) {
        const struct task_page *page = &task_pages[i];
        if (span_is(what, page->what) && (page->act == NULL || span_is(act, page->act))) {
            return page->pattern;
        }
    }
    return "/calls/%s";
}

struct span link_task(struct view *v, struct span base, const struct json *task)
{
    struct span id = json_text(task, "id");
    if (span_is(json_text(task, "what"), "accounts")) {
        struct span version = id;
        struct span application = SPAN("");
        if (!span_split(&version, '/', &application)) {
            return SPAN("#");
        }
        struct span path =
            view_path(v, "/grants/%s/accounts/%s", (struct span[]){application, version}, 2);
        return link_under(v, base, path);
    }
    struct span path = view_path(v, task_pattern(task), &id, 1);
    return span_starts_with(path, SPAN("/agency/")) ? path : link_under(v, base, path);
}

struct span link_accounts(struct view *v, struct span base, int64_t application, int64_t version)
{
    return arena_format(v->arena, "%.*s/grants/%lld/accounts/%lld", (int)base.len, base.data,
        (long long)application, (long long)version);
}

struct span link_weight(struct view *v, const struct json *doc, const struct json *criterion)
{
    for (const struct json *row = json_list(doc, "weights"); row != NULL; row = row->next) {
        if (span_equal(json_text(row, "criterion"), json_text(criterion, "code"))) {
            return arena_format(v->arena, " (%lld %%)",
                (long long)(json_int(row, "weight_bp") / BASIS_POINTS_PER_PERCENT));
        }
    }
    return SPAN("");
}

int64_t balance_width(int64_t ore, int64_t of_ore)
{
    if (ore <= 0 || of_ore <= 0) {
        return 0;
    }
    return ore >= of_ore ? BAR_WIDTH : ore * BAR_WIDTH / of_ore;
}

struct span link_factor(const struct view *v)
{
    return v->home.len > 1 ? SPAN("/agency/second-factor") : SPAN("/second-factor");
}

struct span link_signature(struct view *v, int64_t pending)
{
    const char *base = v->home.len > 1 ? "/agency" : "";
    return arena_format(v->arena, "%s/signatures/%lld", base, (long long)pending);
}

struct span stream_number(struct span stream, const char *kind)
{
    struct span prefix = span_from(kind);
    if (!span_starts_with(stream, prefix)) {
        return SPAN("");
    }
    struct span number = {.data = stream.data + prefix.len, .len = stream.len - prefix.len};
    for (size_t i = 0; i < number.len; i++) {
        if (number.data[i] < '0' || number.data[i] > '9') {
            return SPAN("");
        }
    }
    return number;
}
