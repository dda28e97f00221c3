/* SPDX-License-Identifier: EUPL-1.2 */
/* call_content.c - what an application consists of and by what it is judged. */
#include "ledger/grants/call_internal.h"

static bool slot_known(const struct call *call, struct span slot)
{
    for (size_t i = 0; i < call->slot_count; i++) {
        if (span_equal(call->slots[i].slot, slot)) {
            return true;
        }
    }
    return false;
}

static void read_slots(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const members[] = {"slot", "title", "required", NULL};
    static const char *const required[] = {"always", "several_municipalities", NULL};
    const struct json *list = reader_list(reader, root, "slots", 1);
    struct call_slot *slots = reader_array(reader, list == NULL ? 0 : list->count, sizeof(*slots));
    call->slots = slots;
    const struct json *node = list == NULL ? NULL : list->child;
    for (; node != NULL && !reader->failed; node = node->next) {
        struct call_slot *slot = &slots[call->slot_count];
        reader_members(reader, node, members);
        slot->slot = reader_code(reader, node, "slot");
        slot->title = reader_bilingual(reader, node, "title");
        slot->required = (enum call_slot_required)reader_choice(reader, node, "required", required);
        if (slot_known(call, slot->slot)) {
            reader_fail_field(reader, node, "duplicate slot", slot->slot);
        }
        call->slot_count++;
    }
    if (reader->failed || reader_is_null(root, "templates_listed")) {
        return;
    }
    call->templates_stated = true;
    call->templates_listed = reader_codes(reader, root, "templates_listed");
    for (size_t i = 0; i < call->templates_listed.count; i++) {
        struct span slot = call->templates_listed.items[i];
        if (!slot_known(call, slot)) {
            reader_fail_field(reader, json_get(root, "templates_listed"), "not a slot", slot);
        }
    }
}

static void read_budget(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const members[] = {
        "per_year", "notes_required", "note_contents", "unit_hours", NULL};
    const struct json *node = reader_object(reader, root, "budget", members);
    call->budget.per_year = reader_bool(reader, node, "per_year");
    call->budget.notes_required = reader_bool(reader, node, "notes_required");
    call->budget.note_contents = reader_codes(reader, node, "note_contents");
    call->budget.unit_hours = reader_bool(reader, node, "unit_hours");
}

static void read_categories(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const members[] = {"code", "title", "help", "only_if", "mileage", NULL};
    static const char *const conditions[] = {"auditor_required", NULL};
    const struct json *list = reader_list(reader, root, "categories", 1);
    struct call_category *categories =
        reader_array(reader, list == NULL ? 0 : list->count, sizeof(*categories));
    call->categories = categories;
    const struct json *node = list == NULL ? NULL : list->child;
    for (; node != NULL && !reader->failed; node = node->next) {
        struct call_category *category = &categories[call->category_count];
        reader_members(reader, node, members);
        category->code = reader_code(reader, node, "code");
        category->title = reader_bilingual(reader, node, "title");
        category->help = reader_bilingual(reader, node, "help");
        category->mileage = reader_bool(reader, node, "mileage");
        if (!reader->failed && !reader_is_null(node, "only_if")) {
            (void)reader_choice(reader, node, "only_if", conditions);
            category->only_if_auditor = true;
        }
        if (call_category_find(call, category->code) != NULL) {
            reader_fail_field(reader, node, "duplicate category", category->code);
        }
        call->category_count++;
    }
}

void call_read_content(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const co_financing[] = {"expected", NULL};
    call->focus_areas = call_read_items(reader, root, "focus_areas", CALL_ITEM_PLAIN);
    call->preconditions = call_read_items(reader, root, "preconditions", CALL_ITEM_PLAIN);
    call->criteria = call_read_items(reader, root, "criteria", CALL_ITEM_CRITERION);
    call->questions = call_read_items(reader, root, "questions", CALL_ITEM_HELP);
    call->duties = call_read_items(reader, root, "duties", CALL_ITEM_PLAIN);
    if (!reader->failed && !reader_is_null(root, "co_financing")) {
        (void)reader_choice(reader, root, "co_financing", co_financing);
        call->co_financing_expected = true;
    }
    read_slots(reader, root, call);
    read_budget(reader, root, call);
    read_categories(reader, root, call);
    call->never_eligible = call_read_items(reader, root, "never_eligible", CALL_ITEM_PLAIN);
}
