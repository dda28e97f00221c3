/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pool of a ranked call would give in the order of the points; nothing is recorded by it.
 */
#include "fcgi/views/agency_trial.h"

#include "fcgi/pages/agency.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/trial_links.h"

enum { PER_CENT = 100 };

int64_t trial_most(const struct trial_list *list)
{
    int64_t most = 1;
    for (size_t i = 0; i < list->count; i++) {
        most = list->rows[i].applied_ore > most ? list->rows[i].applied_ore : most;
    }
    return most;
}

int64_t trial_sum(const struct trial_list *list)
{
    int64_t sum = 0;
    for (size_t i = 0; i < list->count; i++) {
        sum += list->rows[i].trial_ore;
    }
    return sum;
}

int64_t trial_left(const struct trial_list *list)
{
    return list->trial.pool_ore - trial_sum(list);
}

struct span trial_reason(struct view *v, const struct trial_row *row)
{
    static const char *const reasons[] = {
        [TRIAL_APPLIED] = N_("all that was applied for"),
        [TRIAL_SHARE] = N_("the share tried"),
        [TRIAL_CAP] = N_("its cap"),
        [TRIAL_REST] = N_("what the pool has left"),
        [TRIAL_GIVEN] = N_("proposed or awarded already"),
        [TRIAL_NO_CAP_YET] = N_("the annex names no cap for this municipality yet"),
        [TRIAL_UNITS] = N_("more places than are left"),
        [TRIAL_EQUAL] = N_("not enough for all with these points: choose among them"),
        [TRIAL_BEHIND] = N_("behind equal points among which must be chosen"),
        [TRIAL_NOTHING_LEFT] = N_("the pool is used up"),
    };
    return view_message(v, reasons[row->step], NULL, 0);
}

/* NULL or another kind than a number: `otherwise`. */
static int64_t number_or(const struct json *value, int64_t otherwise)
{
    return value != NULL && value->kind == JSON_INTEGER ? value->integer : otherwise;
}

static struct trial_row row_of(const struct json *item)
{
    bool capped = json_text(item, "limits.cap_source").len > 0;
    int64_t awarded = number_or(json_get(item, "awarded_ore"), 0);
    return (struct trial_row){
        .rank = json_int(item, "rank"),
        .applied_ore = json_int(item, "applied_ore"),
        .cap_ore =
            number_or(json_at(item, "limits.cap_ore"), capped ? TRIAL_CAP_UNKNOWN : TRIAL_NO_CAP),
        .units = number_or(json_get(item, "units"), 0),
        .given_ore = awarded > 0 ? awarded : number_or(json_get(item, "proposed_ore"), 0),
    };
}

/* False when the arena is full. */
static bool list_of(struct exchange *x, const struct json *ranking, struct trial_list *list)
{
    const struct json *ranked = json_get(ranking, "rows");
    size_t count = ranked == NULL ? 0 : ranked->count;
    list->rows = arena_array(x->arena, count, sizeof(*list->rows));
    list->shown = arena_array(x->arena, count, sizeof(const struct json *));
    if (list->rows == NULL || list->shown == NULL) {
        return false;
    }
    list->trial.pool_ore = json_int(ranking, "pool_ore");
    list->trial.units_in_all = INT64_MAX;
    for (const struct json *item = json_list(ranking, "rows"); item != NULL; item = item->next) {
        if (!span_is(json_text(item, "state"), "refused")) {
            list->trial.units_in_all = number_or(json_at(item, "limits.units_in_all"), INT64_MAX);
            list->shown[list->count] = item;
            list->rows[list->count] = row_of(item);
            list->count++;
        }
    }
    return true;
}

enum status agency_trial(struct exchange *x)
{
    const struct json *ranking = NULL;
    struct trial_list list = {.count = 0};
    int64_t per_cent = PER_CENT;
    enum status status = pages_read_name(x, READ_RANKING, "call", &ranking);
    if (status != STATUS_OK) {
        return status;
    }
    if (span_is(json_text(ranking, "allocation"), "key_with_floor")) {
        return STATUS_NOT_FOUND; /* its pool is shared by a key, which has a page of its own */
    }
    page_deadline(
        x, view_local(page_view(x), json_get(ranking, "title")), json_get(ranking, "deadline"));
    bool asked = form_value(&x->form, "share").len > 0;
    if (asked && !form_int(&x->form, "share", 1, PER_CENT, &per_cent)) {
        per_cent = PER_CENT;
    }
    if (!list_of(x, ranking, &list)) {
        return STATUS_LIMIT;
    }
    list.trial.share_bp = (int)per_cent * (TRIAL_ALL_BP / PER_CENT);
    trial_run(&list.trial, list.rows, list.count);
    view_agency_trial(page_view(x), ranking, &list);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Trial")));
}
