/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading and acting in the name of the person who asks. */
#include "fcgi/exchange.h"

#include <string.h>

#include "fcgi/factor_code.h"
#include "fcgi/signing.h"

struct span exchange_param(const struct exchange *x, const char *name)
{
    return route_param(&x->match, name);
}

enum status exchange_param_id(const struct exchange *x, const char *name, int64_t *id_out)
{
    struct span text = route_param(&x->match, name);
    int64_t id = 0;
    if (text.len == 0 || text.len > 18 || text.data[0] == '0') {
        return STATUS_NOT_FOUND; /* one address per thing: no leading zeros */
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return STATUS_NOT_FOUND;
        }
        id = id * 10 + (text.data[i] - '0');
    }
    *id_out = id;
    return STATUS_OK;
}

enum status exchange_param_int4(
    const struct exchange *x, const char *name, int32_t max, int32_t *number_out)
{
    int64_t number = 0;
    enum status status = exchange_param_id(x, name, &number);
    if (status != STATUS_OK || number > max) {
        return STATUS_NOT_FOUND;
    }
    *number_out = (int32_t)number;
    return STATUS_OK;
}

bool exchange_holds(const struct exchange *x, const char *role)
{
    return x->identity != NULL && identity_holds(x->identity, role);
}

bool exchange_belongs(const struct exchange *x)
{
    struct span kind = x->identity->organisation_kind;
    bool colleague = span_is(kind, "agency") || span_is(kind, "state_auditor");
    return x->config->audience != ROUTE_AGENCY || (colleague && x->identity->role_count > 0);
}

bool exchange_take_role(struct exchange *x)
{
    const struct route *route = x->match.route;
    if (x->identity == NULL) {
        return route->audience == ROUTE_PUBLIC;
    }
    if (!exchange_belongs(x)) {
        return false;
    }
    x->role = x->identity->role_count > 0 ? x->identity->roles[0] : SPAN("");
    for (size_t i = 0; route->roles != NULL && i < x->identity->role_count; i++) {
        if (route_role_listed(route->roles, x->identity->roles[i])) {
            x->role = x->identity->roles[i];
            return true;
        }
    }
    return (route->flags & ROUTE_ANYONE) != 0;
}

bool exchange_name_reader(struct exchange *x)
{
    if (x->identity != NULL) {
        const struct service_reader reader = {
            .role = x->role,
            .certificate_hex = x->identity->certificate_hex,
            .request_id = x->request->request_id,
            .method = http_method_name(x->request->method),
            .pattern = x->match.route->pattern,
        };
        service_reads_as(x->service, &reader);
    }
    return true;
}

void exchange_act_as(struct exchange *x, const char *role)
{
    if (exchange_holds(x, role)) {
        x->role = span_from(role);
    }
}

enum status exchange_read_text(struct exchange *x, enum read what, struct db_values values,
    struct span *text_out, const struct json **document_out)
{
    struct read_question question = {
        .what = what,
        .values = values,
        .person = x->identity == NULL ? 0 : x->identity->person,
    };
    struct span text = {.data = NULL, .len = 0};
    enum status status = read_alone(x->service, x->arena, &question, &text, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    if (document_out != NULL) {
        const struct json *document = NULL;
        struct json_error error = {.line = 0, .reason = ""};
        if (json_parse(x->arena, text, &document, &error) != STATUS_OK) {
            FAULT(&x->fault, "exchange", "", "document of read %d: %s", (int)what, error.reason);
            return STATUS_INTERNAL;
        }
        int64_t now_us = json_int(document, "now_us");
        x->now_us = now_us != 0 ? now_us : x->now_us;
        *document_out = document;
    }
    *text_out = text;
    return STATUS_OK;
}

enum status exchange_read(
    struct exchange *x, enum read what, struct db_values values, const struct json **document_out)
{
    struct span text;
    return exchange_read_text(x, what, values, &text, document_out);
}

/* Same key, same route, same organisation: the same act, also when it is sent to another worker. */
static struct digest idempotency(const struct exchange *x, struct span key)
{
    struct span route = arena_format(x->arena, "%s %.*s", http_method_name(x->request->method),
        (int)x->request->path.len, x->request->path.data);
    return act_idem(x->identity->organisation, route, key);
}

enum status exchange_act(struct exchange *x, const char *act, struct span params, struct span key,
    struct span signature, struct act_reply *reply_out)
{
    ensure(x->identity != NULL);
    fault_clear(&x->fault);
    struct factor_code code;
    enum status status = factor_code_take(x, &code);
    if (status != STATUS_OK) {
        return status;
    }
    struct digest idem;
    if (key.len > 0) {
        idem = idempotency(x, key);
    }
    const struct act_call call = {
        .act = act,
        .person = x->identity->person,
        .role = x->role,
        .certificate_hex = x->identity->certificate_hex,
        .request_id = x->request->request_id,
        .received_us = x->request->received_us,
        .duration_us = x->request->duration_us,
        .idem = key.len > 0 ? &idem : NULL,
        .totp_step = code.step,
        .params = params,
        .signature = signature,
    };
    status = act_transaction(x->service, x->arena, &call, reply_out, &x->fault);
    if (status == STATUS_DENIED) {
        factor_code_explain(&code, &x->fault);
    }
    if (status == STATUS_DENIED && strcmp(x->fault.code, "LG410") == 0) {
        return signing_prepare(x, &call);
    }
    return status;
}

const struct json *exchange_detail(struct exchange *x)
{
    const struct json *detail = NULL;
    struct json_error error;
    struct span text = arena_copy(x->arena, span_from(x->fault.detail));
    if (text.len == 0 || json_parse(x->arena, text, &detail, &error) != STATUS_OK) {
        return NULL;
    }
    return detail;
}

/* What a violation's code means to the one who filled in the form. */
static const struct {
    const char *code;
    const char *msgid;
} messages[] = {
    {"required", N_("Fill in this field.")},
    {"too_long", N_("The text is too long.")},
    {"personal_number",
        N_("What looks like a CPR number begins at character %s of this text. Take it "
           "out: the case must not hold any.")},
    {"named_by_number",
        N_("The file's name holds what looks like a CPR number. Give it another name.")},
    {"number_in_file",
        N_("The file holds what looks like a CPR number (%s). Take it out and upload the file "
           "again. If it is another number, write it with spaces or full stops: 12 34 56 78 90.")},
    {"not_eligible", N_("This kind of cost is not eligible in this call.")},
    {"out_of_range", N_("The value is outside what is allowed.")},
    {"sum_differs", N_("The sum does not add up.")},
    {"duplicate", N_("This occurs twice.")},
    {"outside_accounts", N_("These accounts cover nothing of this year.")},
    {"outside_period", N_("This lies outside the project period.")},
    {"after_last_day", N_("Costs of this day do not count in these accounts.")},
    {"not_before_award", N_("None of these days is before the award.")},
    {"all_before_award", N_("All of these days are before the award, so the whole cost is.")},
    {"above_cap",
        N_("The amount is above the cap for the organisation, its other applications and awards of this call included.")},
    {"above_units", N_("The number is above what the call allows.")},
    {"not_allowed", N_("This is not allowed in this call.")},
    {"after_final",
        N_("Final accounts until then have been sent, and what is paid follows from them. Send "
           "final accounts again instead.")},
    {"missing_kind", N_("A party of the required kind is missing.")},
    {"unknown", N_("This is not known.")},
    {"applied_elsewhere", N_("This party applies in another application.")},
    {"note_required", N_("Write a note on this line.")},
    {"annex_missing", N_("The agency has not loaded the table for this call yet.")},
    {"malformed", N_("This cannot be read.")},
    {"missing", N_("This is missing.")},
    {"before_first_day", N_("Your organisation cannot begin that early in this call.")},
    {"above_applied", N_("The amount is above what was applied for.")},
    {"no_former_grant", N_("This is no grant of the applicant or of whoever it succeeds.")},
    {"same_hands",
        N_("Somebody has acted on both cases in ways that exclude each other on one case.")},
    {"above_budget", N_("The amount is above the sum of the budget lines.")},
    {"above_paid", N_("The amount is above what was paid.")},
    {"above_open", N_("The amount is above what is still to be paid back.")},
    {"above_payable", N_("The amount is above what is payable now.")},
    {"not_ahead", N_("The day must lie ahead.")},
    {"no_answer", N_("No answer in force has this number.")},
    {"never_corrected", N_("This is never corrected.")},
    {"same_text", N_("It reads like this already.")},
    {"before_deadline", N_("It ends before it begins, or before the deadline.")},
    {"not_later", N_("This is not later than the deadline in force.")},
    {"no_such_time", N_("There is no such time in Denmark, or the clock shows it twice.")},
    {"after_project", N_("The project of the call ends before that.")},
    {"too_soon", N_("That is too soon: give at least a week.")},
    {"not_requested", N_("The grantee has not asked for this much over its signature.")},
    {"line_gone", N_("A budget line is gone or has another category.")},
    {"audit_not_required",
        N_("An audit is eligible only when one is required. Take the line out, or set it to 0.")},
    {"already_applied", N_("Your organisation has already applied in this call.")},
    {"before_end", N_("This lies before the end of the project.")},
    {"in_future", N_("This lies in the future.")},
    {"not_over", N_("The month is not over yet.")},
    {"year_not_over", N_("The year is not over yet.")},
    {"committed", N_("A commitment lapses only when its grant ends.")},
    {"above_denominator", N_("More than the group has.")},
    {"negative", N_("This cannot be negative.")},
    {"differs", N_("This is not what was recorded.")},
    {"kind_not_allowed", N_("This kind is not used in this call.")},
    {"not_positive", N_("The amount must be above 0.")},
    {"not_ascending", N_("The days must follow one another.")},
    {"too_large", N_("The amount is too large.")},
    {"too_many", N_("There are more than the call allows.")},
    {"unknown_line", N_("The budget has no such line.")},
    {"no_mileage", N_("Driving cannot be paid of this budget line.")},
    {"no_rate",
        N_("The rate per kilometre of this year is not known yet. The agency must put it into force.")},
    {"above_actual", N_("This is more than the line has cost.")},
    {"criteria_differ", N_("Every criterion of the call is needed, and no other.")},
    {"not_der", N_("This is no signature file. Make it with -outform DER.")},
    {"attributes", N_("The signature lacks what it must name. Sign with -cades.")},
    {"attached", N_("The signature holds the request itself. Sign without -nodetach.")},
    {"wrong", N_("The signature is not over exactly these bytes.")},
    {"certificate", N_("The certificate that signed is not valid.")},
    {"not_an_employee", N_("It was not signed with an employee certificate.")},
    {"other_person", N_("Somebody else signed it. You must sign it yourself.")},
    {"time", N_("It was signed at another time. Check your computer's clock.")},
    {"below_eligible_from", N_("This lies before the first eligible day.")},
    {"value", N_("This cannot be used here.")},
    {"modulus_11", N_("This is no CVR number; a digit is wrong.")},
    {"belongs_to_enrolled_human", N_("Somebody is enrolled under this already. If it is the "
                                     "same human, the two must be linked.")},
    {"excluded_by_another_role", N_("Administrators and auditors hold no other role.")},
    {"already_held", N_("The person holds this role already.")},
    {"not_held", N_("The person does not hold this role.")},
    {"past", N_("This day has passed.")},
    {"above_a_year", N_("The day is more than a year ahead.")},
    {"same_human", N_("This is the same human.")},
    {"principal_lacks_role", N_("That person does not hold the role in this organisation.")},
    {"not_of_this_kind_of_organisation",
        N_("People of this kind of organisation do not hold this role.")},
    {"already_linked", N_("The two are linked already.")},
    {"erased",
        N_("The data of this person were erased. Enrol the new certificate as somebody new.")},
    {"redacted", N_("The names in this document were erased. Write it anew, with another salt.")},
    {"only_card", N_("It is the only card of this human.")},
    {"not_blocked", N_("This is not blocked.")},
    {"people_hold_roles", N_("People of this organisation hold roles.")},
    {"circle", N_("No organisation comes in its own place.")},
    {"other_kind", N_("It is an organisation of another kind.")},
    {"has_successor", N_("It has a successor already.")},
    {"other_account", N_("This is about another account than the agency's.")},
    {"file_days", N_("The days in it end before they begin, or lie in the future.")},
    {"differs_from_enrolment", N_("The person is enrolled for another organisation.")},
    {"voucher_missing", N_("Upload a file for this line, or write why there is none.")},
    {"no_file", N_("This file has not been uploaded.")},
};

static const char *violation_message(struct span code)
{
    for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
        if (span_is(code, messages[i].code)) {
            return messages[i].msgid;
        }
    }
    return N_("This must be corrected (%s).");
}

/* Where in a file, and the day of birth: all of the number that anybody is shown. */
static struct span place_in_file(const struct exchange *x, const struct json *item)
{
    struct span date = json_text(item, "date");
    int64_t page = json_int(item, "page");
    if (page == 0) {
        return arena_format(x->arena, "%.*s-••••", (int)date.len, date.data);
    }
    return arena_format(x->arena, "%s %lld, %s %lld: %.*s-••••", tr(x->catalogue, N_("page")),
        (long long)page, tr(x->catalogue, N_("line")), (long long)json_int(item, "line"),
        (int)date.len, date.data);
}

/* All places of the file in one message, as a field shows but its first. */
static struct span places_in_file(const struct exchange *x, const struct json *item)
{
    struct span field = json_text(item, "field");
    struct span all = place_in_file(x, item);
    for (item = item->next; item != NULL && span_equal(json_text(item, "field"), field);
         item = item->next) {
        struct span place = place_in_file(x, item);
        all = arena_format(
            x->arena, "%.*s; %.*s", (int)all.len, all.data, (int)place.len, place.data);
    }
    return all;
}

static struct span violation_detail(
    const struct exchange *x, const struct json *item, struct span code)
{
    int64_t place = json_int(item, "place");
    if (span_is(code, "number_in_file")) {
        return places_in_file(x, item);
    }
    return place > 0 ? arena_format(x->arena, "%lld", (long long)place) : code;
}

size_t exchange_violations(struct exchange *x, const struct json *violations)
{
    const struct json *list = violations != NULL ? violations : exchange_detail(x);
    if (list != NULL && list->kind == JSON_OBJECT) {
        list = json_at(list, "violations");
    }
    size_t added = 0;
    const struct json *item = list == NULL ? NULL : list->child;
    for (; item != NULL; item = item->next) {
        char *field = arena_text(x->arena, json_text(item, "field"));
        struct span code = json_text(item, "code");
        bool day = field != NULL && strlen(field) >= strlen("until")
                   && strcmp(field + strlen(field) - strlen("until"), "until") == 0;
        if (day && span_is(code, "too_long")) {
            code = SPAN("above_a_year"); /* of a text it means something else */
        }
        if (field != NULL) {
            struct span detail = violation_detail(x, item, code);
            form_error_add(&x->form, field, violation_message(code), detail);
            added++;
        }
    }
    return added;
}
