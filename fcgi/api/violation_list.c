/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/violation_list.h"

#define VIOLATIONS_TEXT_MAX (256 * 1024)
#define POINTER_MAX         256

static const struct message {
    const char *code;
    const char *msgid;
} messages[] = {
    /* form */
    {"missing", N_("This is missing.")},
    {"unknown", N_("This is not known here.")},
    {"wrong_type", N_("This is of the wrong kind: text, whole number, list or object.")},
    {"malformed", N_("This does not have the right form.")},
    {"out_of_range", N_("This number is outside its bounds.")},
    {"too_long", N_("This text is too long.")},
    {"personal_number", N_("This holds what looks like a CPR number, beginning at the character "
                           "named by place. Take it out.")},
    {"named_by_number",
        N_("The file's name holds what looks like a CPR number. Give it another name.")},
    {"number_in_file",
        N_("The file holds what looks like a CPR number; page, line and date say where. Take it out.")},
    {"too_few", N_("There are too few.")},
    {"too_many", N_("There are too many.")},
    {"file_type", N_("Only PDF, Word, Excel and OpenDocument files are accepted.")},
    {"file_name", N_("The name must end as this kind of file does: .pdf, .docx, .xlsx, .odt, .ods, "
                     ".doc or .xls.")},
    {"statement",
        N_("This is no camt.053 or camt.054 that adds up: booked movements in kroner, each with the "
           "bank's number, between its own balances.")},
    {"statement_size",
        N_("The file holds too much. Ask the bank for one of each day, at most 300 movements.")},
    {"other_account", N_("This is about another account than the agency's.")},
    {"file_days", N_("The days in it end before they begin, or lie in the future.")},
    /* amounts and numbers */
    {"negative", N_("This may not be negative.")},
    {"not_positive", N_("This must be more than 0.")},
    {"above_denominator", N_("More than the group has.")},
    {"differs", N_("This is not what was recorded.")},
    {"too_large", N_("This is too large.")},
    {"above_budget", N_("This is more than the budget adds up to.")},
    {"above_cap",
        N_("This is above the call's cap, the organisation's other applications and awards included.")},
    {"above_applied", N_("This is more than was applied for.")},
    {"no_former_grant", N_("This is no grant of the applicant or of whoever it succeeds.")},
    {"same_hands",
        N_("Somebody has acted on both cases in ways that exclude each other on one case.")},
    {"above_paid", N_("The amount is above what was paid.")},
    {"above_open", N_("The amount is above what is still to be paid back.")},
    {"above_payable", N_("The amount is above what is payable now.")},
    {"not_requested", N_("The grantee has not asked for this much over its signature.")},
    {"line_gone", N_("A budget line is gone or has another category.")},
    {"criteria_differ", N_("These are not exactly the published criteria.")},
    {"sum_differs", N_("The parts do not add up to the total.")},
    /* order and repetition */
    {"duplicate", N_("This stands here twice.")},
    {"not_ascending", N_("This is not in ascending order.")},
    {"unknown_line", N_("The approved budget has no such line.")},
    {"no_mileage", N_("Driving cannot be paid of this budget line.")},
    {"no_rate",
        N_("The rate per kilometre of this year is not known yet. The agency must put it into force.")},
    {"above_actual", N_("This is more than the line has cost.")},
    /* time */
    {"outside_accounts", N_("These accounts cover nothing of this year.")},
    {"outside_period", N_("This lies outside the project period.")},
    {"before_first_day", N_("Costs are not eligible yet on this day.")},
    {"not_ahead", N_("The day must lie ahead.")},
    {"after_final",
        N_("Final accounts until then have been sent, and what is paid follows from them. Send "
           "final accounts again instead.")},
    {"after_last_day", N_("Costs of this day do not count in these accounts.")},
    {"not_before_award", N_("None of these days is before the award.")},
    {"all_before_award", N_("All of these days are before the award, so the whole cost is.")},
    {"too_soon", N_("That is too soon: give at least a week.")},
    {"in_future", N_("This lies in the future.")},
    {"not_over", N_("The month is not over yet.")},
    {"year_not_over", N_("The year is not over yet.")},
    {"committed", N_("A commitment lapses only when its grant ends.")},
    {"before_end", N_("This lies before the end of the project period.")},
    /* eligibility */
    {"not_eligible", N_("This category is not eligible in this call.")},
    {"audit_not_required",
        N_("An audit is eligible only when one is required. Take the line out, or set it to 0.")},
    {"not_allowed", N_("This call does not allow it.")},
    {"not_needed", N_("This is not needed here and must be taken out.")},
    {"kind_not_allowed", N_("An organisation of this kind may not apply in this call.")},
    {"already_applied", N_("This municipality already takes part in an application.")},
    {"is_lead", N_("The lead applicant is not listed as a party.")},
    {"unknown_organisation", N_("There is no such organisation in the register.")},
    {"no_audit_firm", N_("This is no audit firm of the register.")},
    {"not_enrolled", N_("This is not the number that you were enrolled with.")},
    {"no_report", N_("The report must be a PDF file.")},
    {"municipality_missing", N_("A municipality must take part.")},
    {"region_missing", N_("A region must take part.")},
    /* vouchers */
    {"voucher_missing", N_("Upload a file for this line, or write why there is none.")},
    {"no_file", N_("This file has not been uploaded.")},
    /* a person's own signature */
    {"not_der", N_("This is no signature file. Make it with -outform DER.")},
    {"attributes", N_("The signature lacks what it must name. Sign with -cades.")},
    {"attached", N_("The signature holds the request itself. Sign without -nodetach.")},
    {"wrong", N_("The signature is not over exactly these bytes.")},
    {"certificate", N_("The certificate that signed is not valid.")},
    {"not_an_employee", N_("It was not signed with an employee certificate.")},
    {"other_person", N_("Somebody else signed it. You must sign it yourself.")},
};

const char *violation_message(struct span code)
{
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        if (span_is(code, messages[i].code)) {
            return messages[i].msgid;
        }
    }
    return N_("This breaks a rule of the call.");
}

static void release(void *object)
{
    buffer_free(object);
}

enum status violation_list_begin(
    struct violation_list *list, struct arena *arena, const struct catalogue *catalogue)
{
    struct buffer *text = arena_alloc(arena, sizeof *text);
    if (text == NULL) {
        return STATUS_LIMIT;
    }
    buffer_init(text, VIOLATIONS_TEXT_MAX);
    enum status status = arena_on_reset(arena, release, text);
    if (status != STATUS_OK) {
        return status;
    }
    *list = (struct violation_list){.catalogue = catalogue, .text = text};
    json_writer_init(&list->writer, text);
    json_open_array(&list->writer, NULL);
    return STATUS_OK;
}

/* Where in a text, or in a file. */
static void put_place(struct json_writer *writer, const struct json *item)
{
    static const char *const numbers[] = {"place", "page", "line"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        int64_t number = item == NULL ? 0 : json_int(item, numbers[i]);
        if (number > 0) {
            json_put_int(writer, numbers[i], number);
        }
    }
    struct span date = item == NULL ? SPAN("") : json_text(item, "date");
    if (date.len > 0) {
        json_put_text(writer, "date", date);
    }
}

static void add(struct violation_list *list, struct span pointer, struct span code, int64_t place,
    const struct json *item)
{
    if (list->count++ >= VIOLATIONS_MAX) {
        return;
    }
    struct json_writer *writer = &list->writer;
    json_open_object(writer, NULL);
    json_put_text(writer, "pointer", pointer);
    json_put_text(writer, "code", code);
    json_put_text(writer, "message", span_from(tr(list->catalogue, violation_message(code))));
    if (place > 0) {
        json_put_int(writer, "place", place);
    }
    put_place(writer, item);
    json_close_object(writer);
}

void violation_list_add(struct violation_list *list, struct span pointer, struct span code)
{
    add(list, pointer, code, 0, NULL);
}

void violation_list_note(void *context, struct span pointer, const char *code)
{
    violation_list_add(context, pointer, span_from(code));
}

static void add_field(struct violation_list *list, struct span field, struct span code,
    int64_t place, const struct json *item)
{
    char pointer[POINTER_MAX];
    size_t len = 0;
    if (field.len > 0 && field.len < POINTER_MAX) {
        pointer[len++] = '/';
        for (size_t i = 0; i < field.len; i++) {
            pointer[len++] = field.data[i] == '.' ? '/' : field.data[i];
        }
    }
    add(list, (struct span){.data = pointer, .len = len}, code, place, item);
}

void violation_list_add_field(
    struct violation_list *list, struct span field, struct span code, int64_t place)
{
    add_field(list, field, code, place, NULL);
}

void violation_list_add_all(struct violation_list *list, const struct json *items)
{
    for (const struct json *item = items == NULL ? NULL : items->child; item != NULL;
         item = item->next) {
        add_field(list, json_text(item, "field"), json_text(item, "code"), 0, item);
    }
}

struct span violation_list_end(struct violation_list *list)
{
    json_close_array(&list->writer);
    return buffer_span(list->text);
}
