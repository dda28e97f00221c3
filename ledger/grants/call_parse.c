/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/json.h"
#include "ledger/base/utf8.h"
#include "ledger/grants/call_internal.h"
#include "ledger/grants/voucher.h"

/* The first may be left out: then the agency's own rule holds. */
static const char *const root_members[] = {"vouchers", "v", "call", "source_text", "title",
    "summary", "target_group", "appropriation", "pool_ore", "deadline", "channel", "project",
    "expected_answer", "applicants", "limits", "allocation", "annexes", "focus_areas",
    "preconditions", "criteria", "questions", "duties", "co_financing", "slots", "templates_listed",
    "budget", "categories", "never_eligible", "payment", "sign_off", "due", "reports", "contact",
    "anomalies", NULL};

static bool lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

bool call_code_valid(struct span code)
{
    if (code.len == 0 || code.len > 40 || !lower(code.data[0])) {
        return false;
    }
    for (size_t i = 1; i < code.len; i++) {
        if (!lower(code.data[i]) && !digit(code.data[i]) && code.data[i] != '_') {
            return false;
        }
    }
    return true;
}

bool call_cvr_valid(struct span cvr)
{
    if (cvr.len != 8) {
        return false;
    }
    for (size_t i = 0; i < cvr.len; i++) {
        if (!digit(cvr.data[i])) {
            return false;
        }
    }
    return true;
}

const char *call_signer_name(enum call_signer signer)
{
    static const char *const names[] = {"", "management", "auditor"};
    return names[signer];
}

bool call_items_has(const struct call_items *items, struct span code)
{
    for (size_t i = 0; i < items->count; i++) {
        if (span_equal(items->items[i].code, code)) {
            return true;
        }
    }
    return false;
}

const struct call_annex *call_annex_find(const struct call *call, struct span name)
{
    for (size_t i = 0; i < call->annex_count; i++) {
        if (span_equal(call->annexes[i].annex, name)) {
            return &call->annexes[i];
        }
    }
    return NULL;
}

const struct call_category *call_category_find(const struct call *call, struct span code)
{
    for (size_t i = 0; i < call->category_count; i++) {
        if (span_equal(call->categories[i].code, code)) {
            return &call->categories[i];
        }
    }
    return NULL;
}

struct call_items call_read_items(
    struct reader *reader, const struct json *root, const char *name, enum call_item_form form)
{
    static const char *const plain[] = {"code", "title", NULL};
    static const char *const help[] = {"code", "title", "help", NULL};
    static const char *const criterion[] = {"code", "title", "help", "weight_bp", NULL};
    static const char *const *const members[] = {plain, help, criterion};
    const struct json *list = reader_list(reader, root, name, 0);
    struct call_item *items = reader_array(reader, list == NULL ? 0 : list->count, sizeof(*items));
    struct call_items result = {.items = items, .count = 0};
    const struct json *node = list == NULL ? NULL : list->child;
    for (; node != NULL && !reader->failed; node = node->next) {
        struct call_item *item = &items[result.count];
        reader_members(reader, node, members[form]);
        item->code = reader_code(reader, node, "code");
        item->title = reader_bilingual(reader, node, "title");
        item->weight_bp = -1;
        if (form != CALL_ITEM_PLAIN) {
            item->help = reader_bilingual(reader, node, "help");
        }
        if (form == CALL_ITEM_CRITERION && !reader_is_null(node, "weight_bp")) {
            item->weight_bp = (int)reader_int(reader, node, "weight_bp", 1, CALL_BP_WHOLE);
        }
        if (call_items_has(&result, item->code)) {
            reader_fail_field(reader, node, "duplicate code", item->code);
        }
        result.count++;
    }
    return result;
}

/* "fsm2-2019": lower-case letters, digits and hyphens, 3 to 40, begins with a letter. */
static bool call_name_valid(struct span name)
{
    if (name.len < 3 || name.len > 40 || !lower(name.data[0])) {
        return false;
    }
    for (size_t i = 1; i < name.len; i++) {
        if (!lower(name.data[i]) && !digit(name.data[i]) && name.data[i] != '-') {
            return false;
        }
    }
    return true;
}

static void read_call(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const voucher_members[] = {"always_from_ore", "draws", "days", NULL};
    bool has_vouchers = root->kind == JSON_OBJECT && json_get(root, "vouchers") != NULL;
    struct voucher_rule vouchers;
    reader_members(reader, root, has_vouchers ? root_members : root_members + 1);
    if (has_vouchers && !reader->failed) {
        const struct json *node = reader_object(reader, root, "vouchers", voucher_members);
        if (!reader->failed && voucher_rule_read(node, &vouchers) != STATUS_OK) {
            reader_fail_field(reader, node, "not a whole number within bounds", node->key);
        }
    }
    (void)reader_int(reader, root, "v", 1, 1);
    call->name = reader_text(reader, root, "call", 40);
    if (!reader->failed && !call_name_valid(call->name)) {
        reader_fail_field(reader, json_get(root, "call"), "not a call's name", call->name);
    }
    call->source_text = reader_text(reader, root, "source_text", 10);
    call->title = reader_bilingual(reader, root, "title");
    call->summary = reader_bilingual(reader, root, "summary");
    call->target_group = reader_bilingual(reader, root, "target_group");
    call->contact = reader_text(reader, root, "contact", 100);
    call_read_frame(reader, root, call);
    call_read_content(reader, root, call);
    call_read_payment(reader, root, call);
    call_read_sign_off(reader, root, call);
    call_read_due(reader, root, call);
    call_read_anomalies(reader, root, call);
}

enum status call_parse(struct arena *arena, struct span text, const struct call **call_out,
    struct call_error *error_out)
{
    ensure(arena != NULL);
    ensure(call_out != NULL);
    ensure(error_out != NULL);

    if (text.len > CALL_TEXT_MAX) {
        return STATUS_LIMIT;
    }
    const struct json *root = NULL;
    struct json_error json_error = {.line = 0, .reason = NULL};
    enum status status = json_parse(arena, text, &root, &json_error);
    if (status != STATUS_OK) {
        error_out->line = json_error.line;
        error_out->reason = json_error.reason;
        return status;
    }
    struct call *call = arena_alloc(arena, sizeof(*call));
    if (call == NULL) {
        return STATUS_LIMIT;
    }
    struct reader reader = {.arena = arena, .failed = false};
    read_call(&reader, root, call);
    if (!reader.failed) {
        call_check(&reader, root, call);
    }
    if (arena_exhausted(arena)) {
        return STATUS_LIMIT;
    }
    if (reader.failed) {
        *error_out = reader.error;
        return STATUS_INVALID;
    }
    *call_out = call;
    return STATUS_OK;
}
