/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/moment.h"
#include "ledger/grants/accounts.h"
#include "ledger/grants/application.h"
#include "ledger/grants/award.h"
#include "tests/differential/cases.h"

#define PARTIES_MAX 4
#define LINES_MAX   4
#define YEARS_MAX   3
#define SLOTS_MAX   4

static const char *const cvrs[] = {
    "10000001", "10000002", "10000003", "10000004", "10000005", "10000006"};
static const char *const kind_names[] = {"municipality", "region", "audit_firm"};

static int64_t any_ore(struct cases *cases)
{
    if (cases_rarely(cases, 40)) {
        return cases_rarely(cases, 2) ? -1 : INT64_C(1000000000000001);
    }
    return cases_amount(cases);
}

static size_t any_amounts(
    struct cases *cases, const struct call *call, struct content_amount *amounts)
{
    size_t count = cases_rarely(cases, 20) ? 0 : (size_t)cases_number(cases, 1, YEARS_MAX);
    int year = day_civil(call->project.from).year;
    for (size_t i = 0; i < count; i++) {
        amounts[i].year =
            cases_rarely(cases, 15) ? (int32_t)cases_number(cases, 2015, 2023) : year + (int32_t)i;
        amounts[i].amount_ore = any_ore(cases);
    }
    return count;
}

static struct content_line any_line(struct cases *cases, const struct call *call, size_t index)
{
    struct content_amount *amounts =
        arena_array(cases->arena, YEARS_MAX, sizeof(struct content_amount));
    ensure(amounts != NULL);
    size_t category = (size_t)cases_number(cases, 0, (int64_t)call->category_count - 1);
    return (struct content_line){
        .line =
            cases_rarely(cases, 15) ? (int32_t)cases_number(cases, 0, 10001) : (int32_t)index + 1,
        .category = cases_rarely(cases, 15) ? SPAN("overhead") : call->categories[category].code,
        .text = cases_any_text(cases, APPLICATION_TITLE_MAX),
        .note = cases_any_text(cases, APPLICATION_NOTE_MAX),
        .own_funding_ore = any_ore(cases),
        .amount_count = any_amounts(cases, call, amounts),
        .amounts = amounts,
    };
}

static void any_budget(struct cases *cases, const struct call *call, struct content *content)
{
    size_t count = cases_rarely(cases, 20) ? 0 : (size_t)cases_number(cases, 1, LINES_MAX);
    if (cases_rarely(cases, 2000)) {
        count = 201;
    }
    struct content_line *lines = arena_array(cases->arena, count + 1, sizeof(*lines));
    ensure(lines != NULL);
    for (size_t i = 0; i < count; i++) {
        lines[i] = any_line(cases, call, i);
    }
    content->budget = lines;
    content->line_count = count;
}

static void any_answers(struct cases *cases, const struct call *call, struct content *content)
{
    size_t known = call->criteria.count + call->questions.count;
    struct content_answer *answers = arena_array(cases->arena, known * 2 + 2, sizeof(*answers));
    ensure(answers != NULL);
    for (size_t i = 0; i < known; i++) {
        const struct call_item *item = i < call->criteria.count
                                           ? &call->criteria.items[i]
                                           : &call->questions.items[i - call->criteria.count];
        int64_t copies = cases_rarely(cases, 15) ? cases_number(cases, 0, 2) : 1;
        for (; copies > 0; copies--) {
            answers[content->answer_count].code = item->code;
            answers[content->answer_count].text = cases_any_text(cases, APPLICATION_TEXT_MAX);
            content->answer_count++;
        }
    }
    if (cases_rarely(cases, 15)) {
        answers[content->answer_count].code = SPAN("nobody_asked");
        answers[content->answer_count].text = SPAN("x");
        content->answer_count++;
    }
    content->answers = answers;
}

static void any_parties(struct cases *cases, const struct call *call, struct content *content)
{
    bool joint = call->applicants.joint != CALL_JOINT_NONE;
    size_t count =
        joint || cases_rarely(cases, 15) ? (size_t)cases_number(cases, 0, PARTIES_MAX) : 0;
    struct span *parties = arena_array(cases->arena, PARTIES_MAX, sizeof(*parties));
    int64_t *hours = arena_array(cases->arena, 12, sizeof(*hours));
    ensure(parties != NULL && hours != NULL);
    for (size_t i = 0; i < count; i++) {
        parties[i] = span_from(cvrs[cases_number(cases, 0, 5)]);
    }
    content->parties = parties;
    content->party_count = count;
    bool units = call->budget.unit_hours != cases_rarely(cases, 15);
    content->unit_count = units ? (size_t)cases_number(cases, 1, 12) : 0;
    for (size_t i = 0; i < content->unit_count; i++) {
        hours[i] =
            cases_rarely(cases, 10) ? cases_number(cases, -1, 0) : cases_number(cases, 9990, 10001);
    }
    content->unit_hours = hours;
}

static struct content any_content(struct cases *cases, const struct call *call)
{
    struct content content = {.title = cases_any_text(cases, APPLICATION_TITLE_MAX)};
    content.description = cases_any_text(cases, APPLICATION_TEXT_MAX);
    any_parties(cases, call, &content);
    any_budget(cases, call, &content);
    any_answers(cases, call, &content);
    int64_t budget_ore = 0;
    for (size_t i = 0; i < content.line_count; i++) {
        budget_ore += content_line_ore(&content.budget[i]);
    }
    content.applied_ore =
        cases_rarely(cases, 3) ? any_ore(cases) : budget_ore + cases_number(cases, -1, 1);
    return content;
}

static void put_content(struct cases *cases, const struct content *content)
{
    struct buffer text;
    buffer_init(&text, (size_t)1024 * 1024);
    content_put(content, &text);
    ensure(!text.failed);
    json_put_raw(cases->input, "content", buffer_span(&text));
    buffer_free(&text);
}

/* Fills `known` with some of the organisations; each has the same kind wherever it stands. */
static void any_register(struct cases *cases, struct application_context *context,
    struct application_known known[static 6])
{
    int64_t lead = cases_number(cases, 0, 5);
    context->organisation = span_from(cvrs[lead]);
    context->kind = (enum application_party)(lead % 3);
    cases_text(cases->input, "organisation", cvrs[lead]);
    cases_text(cases->input, "kind", kind_names[lead % 3]);
    json_open_object(cases->input, "party_kinds");
    for (size_t i = 0; i < 6; i++) {
        if (!cases_rarely(cases, 8)) {
            known[context->known_count].cvr = span_from(cvrs[i]);
            known[context->known_count].kind = (enum application_party)(i % 3);
            context->known_count++;
            cases_text(cases->input, cvrs[i], kind_names[i % 3]);
        }
    }
    json_close_object(cases->input);
    context->known = known;
}

static size_t put_some(struct cases *cases, const char *key, const char *const *names,
    size_t name_count, struct span *out)
{
    size_t count = 0;
    json_open_array(cases->input, key);
    for (size_t i = 0; i < name_count; i++) {
        if (!cases_rarely(cases, i < 2 ? 12 : 2)) {
            out[count] = span_from(names[i]);
            count++;
            cases_text(cases->input, NULL, names[i]);
        }
    }
    json_close_array(cases->input);
    return count;
}

static int64_t put_cap(struct cases *cases, int64_t around_ore)
{
    if (cases_rarely(cases, 4)) {
        json_put_null(cases->input, "cap_ore");
        return APPLICATION_CAP_UNSET;
    }
    int64_t cap_ore = around_ore + cases_number(cases, -1, 1);
    cap_ore = cap_ore < 0 || cases_rarely(cases, 3) ? cases_amount(cases) : cap_ore;
    json_put_int(cases->input, "cap_ore", cap_ore);
    return cap_ore;
}

static void put_violations(struct cases *cases, const struct violations *violations)
{
    ensure(!violations->failed);
    violations_put(violations, cases->expected, NULL);
}

void cases_application_violations(struct cases *cases)
{
    static const char *const slots[] = {"form", "budget", "declaration", "cv"};
    struct application_known known[6];
    struct span attachments[SLOTS_MAX];
    struct span already[6];
    const struct call *call = cases_call(cases);
    struct content content = any_content(cases, call);
    put_content(cases, &content);
    struct application_context context = {.attachments = attachments, .already = already};
    json_open_object(cases->input, "context");
    any_register(cases, &context, known);
    context.attachment_count = put_some(cases, "attachments", slots, SLOTS_MAX, attachments);
    context.already_count = cases_rarely(cases, 3)
                                ? put_some(cases, "already_applied", cvrs, 6, already)
                                : put_some(cases, "already_applied", cvrs, 0, already);
    context.cap_ore = put_cap(cases, content.applied_ore);
    context.later_start = cases_rarely(cases, 2);
    json_put_bool(cases->input, "later_start", context.later_start);
    json_close_object(cases->input);
    struct violations violations;
    violations_init(&violations, cases->arena);
    application_check(call, &content, &context, &violations);
    put_violations(cases, &violations);
}

static void put_day(struct cases *cases, const char *key, int32_t day)
{
    struct civil civil = day_civil(day);
    json_put_text(cases->input, key,
        arena_format(cases->arena, "%04d-%02d-%02d", civil.year, civil.month, civil.day));
}

static int32_t project_day(struct cases *cases, const struct call *call)
{
    int32_t near = call->project.from + (cases_rarely(cases, 3) ? 0 : 100);
    near = cases_rarely(cases, 3) ? call->project.to : near;
    return near + (int32_t)cases_number(cases, -1, 1);
}

static void put_days(
    struct cases *cases, const struct call *call, struct accounts_line *line, int32_t awarded)
{
    line->first = cases_rarely(cases, 3) ? awarded + (int32_t)cases_number(cases, -1, 1)
                                         : project_day(cases, call);
    line->last = cases_rarely(cases, 2) ? project_day(cases, call)
                                        : line->first + (int32_t)cases_number(cases, -1, 40);
    line->before_award_ore = cases_rarely(cases, 2) ? 0
                             : cases_rarely(cases, 3)
                                 ? any_ore(cases)
                                 : line->actual_ore - cases_number(cases, 0, 1);
    put_day(cases, "first", line->first);
    put_day(cases, "last", line->last);
    json_put_int(cases->input, "before_award_ore", line->before_award_ore);
}

/* Accounts lines that mostly fit the budget; writes them as "lines". */
static size_t put_lines(struct cases *cases, const struct call *call, const struct content *content,
    struct accounts_line *lines, int32_t awarded)
{
    size_t count = cases_rarely(cases, 20) ? 0 : content->line_count;
    json_open_array(cases->input, "lines");
    for (size_t i = 0; i < count; i++) {
        const struct content_line *line = &content->budget[i];
        int64_t approved_ore = content_line_ore(line);
        lines[i].line = cases_rarely(cases, 15) ? (int32_t)cases_number(cases, 1, 5) : line->line;
        lines[i].actual_ore =
            cases_rarely(cases, 2) ? approved_ore + cases_number(cases, -1, 1) : any_ore(cases);
        lines[i].own_funding_ore = any_ore(cases);
        lines[i].cut_ore = cases_rarely(cases, 3) && lines[i].actual_ore > 0
                               ? cases_number(cases, 0, lines[i].actual_ore)
                               : 0;
        json_open_object(cases->input, NULL);
        json_put_int(cases->input, "line", lines[i].line);
        json_put_int(cases->input, "actual_ore", lines[i].actual_ore);
        json_put_int(cases->input, "own_funding_ore", lines[i].own_funding_ore);
        json_put_int(cases->input, "cut_ore", lines[i].cut_ore);
        put_days(cases, call, &lines[i], awarded);
        json_close_object(cases->input);
    }
    json_close_array(cases->input);
    return count;
}

/* Lines are numbered apart, as in an approved budget. */
static struct content approved(struct cases *cases, const struct call *call)
{
    struct content content = any_content(cases, call);
    struct content_line *lines = arena_array(cases->arena, content.line_count + 1, sizeof(*lines));
    ensure(lines != NULL);
    for (size_t i = 0; i < content.line_count; i++) {
        lines[i] = content.budget[i];
        lines[i].line = (int32_t)i + 1;
    }
    content.budget = lines;
    return content;
}

void cases_documented(struct cases *cases)
{
    struct accounts_line lines[CONTENT_LINES_MAX];
    const struct call *call = cases->calls[cases_number(cases, 0, 4)];
    struct content content = approved(cases, call);
    put_content(cases, &content);
    size_t count = put_lines(cases, call, &content, lines, call->project.from);
    int64_t documented_ore = 0;
    if (accounts_documented(&content, lines, count, &documented_ore) == STATUS_OK) {
        json_put_int(cases->expected, NULL, documented_ore);
    } else {
        json_put_null(cases->expected, NULL);
    }
}

void cases_accounts_violations(struct cases *cases)
{
    struct accounts_line lines[CONTENT_LINES_MAX];
    const struct call *call = cases_call(cases);
    struct content content = approved(cases, call);
    put_content(cases, &content);
    struct accounts accounts = {.kind = cases_accounts(cases), .lines = lines};
    accounts.period_to = project_day(cases, call);
    put_day(cases, "period_to", accounts.period_to);
    accounts.later_start = cases_rarely(cases, 3);
    accounts.awarded = project_day(cases, call);
    accounts.final_due = call->project.to + (int32_t)cases_number(cases, 0, 90);
    json_put_bool(cases->input, "later_start", accounts.later_start);
    put_day(cases, "awarded", accounts.awarded);
    put_day(cases, "final_due", accounts.final_due);
    accounts.final_to = accounts.period_to + (int32_t)cases_number(cases, -3, 1);
    put_day(cases, "final_to", accounts.final_to);
    accounts.line_count = put_lines(cases, call, &content, lines, accounts.awarded);
    cases_put_mileage(cases, call, &accounts);
    struct violations violations;
    violations_init(&violations, cases->arena);
    accounts_check(call, &content, &accounts, &violations);
    put_violations(cases, &violations);
}

static int32_t put_day_or_null(
    struct cases *cases, const struct call *call, const char *key, int64_t rarity)
{
    if (cases_rarely(cases, rarity)) {
        json_put_null(cases->input, key);
        return AWARD_NO_DAY;
    }
    int32_t day = project_day(cases, call);
    put_day(cases, key, day);
    return day;
}

/* Whether the lead starts later, and the budget it applied with. */
static void put_first_day(
    struct cases *cases, const struct call *call, struct award_context *context)
{
    struct content content = {.line_count = 0};
    any_budget(cases, call, &content);
    context->later_start = cases_rarely(cases, 2);
    context->budget = content.budget;
    context->budget_count = content.line_count;
    json_put_bool(cases->input, "later_start", context->later_start);
    json_open_array(cases->input, "budget");
    for (size_t i = 0; i < content.line_count; i++) {
        const struct content_line *line = &content.budget[i];
        json_open_object(cases->input, NULL);
        cases_put_amounts(cases, "amounts", line->amounts, line->amount_count);
        json_close_object(cases->input);
    }
    json_close_array(cases->input);
}

void cases_award_violations(struct cases *cases)
{
    static const char *const annexes[] = {"caps", "frontrunner", "target_groups"};
    struct content_amount lines[YEARS_MAX];
    struct span loaded[3];
    const struct call *call = cases_call(cases);
    struct award award = {.lines = lines, .line_count = any_amounts(cases, call, lines)};
    for (size_t i = 0; i < award.line_count; i++) {
        award.amount_ore += lines[i].amount_ore;
    }
    award.amount_ore += cases_rarely(cases, 3) ? cases_number(cases, -1, 1) : 0;
    json_put_int(cases->input, "amount_ore", award.amount_ore);
    cases_put_amounts(cases, "lines", lines, award.line_count);
    award.part_accounts_due = put_day_or_null(cases, call, "part_accounts_due", 3);
    award.final_accounts_due = put_day_or_null(cases, call, "final_accounts_due", 2);
    struct award_context context = {.annexes = loaded};
    json_open_object(cases->input, "context");
    context.applied_ore = award.amount_ore + cases_number(cases, -1, 2);
    context.units = cases_number(cases, 0, 12);
    json_put_int(cases->input, "applied_ore", context.applied_ore);
    json_put_int(cases->input, "units", context.units);
    context.cap_ore = put_cap(cases, award.amount_ore);
    context.annex_count = put_some(cases, "annexes", annexes, 3, loaded);
    put_first_day(cases, call, &context);
    json_close_object(cases->input);
    struct violations violations;
    violations_init(&violations, cases->arena);
    award_check(call, &award, &context, &violations);
    put_violations(cases, &violations);
}
