/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/amount.h"
#include "ledger/base/utf8.h"
#include "ledger/payment/payment_file.h"

#define NAME_MAX_LEN 70
#define ID_MAX_LEN   35
#define TEXT_MAX_LEN 140
#define CODE_MAX_LEN 4
#define IBAN_MAX_LEN 34
#define BIC_MAX_LEN  11
#define CVR_LEN      8

/* One line of printable text of 1 to `most` characters; an empty one fits when it may be missing.
 */
static bool fits(struct span text, size_t most, bool optional)
{
    return text.len == 0 ? optional : utf8_printable(text, false) && utf8_length(text) <= most;
}

/* No spreadsheet takes the text for a formula: the journal may be opened in one. */
static bool inert(struct span text)
{
    return text.len > 0 && strchr("=+-@", text.data[0]) == NULL;
}

static bool digits(struct span text, size_t len)
{
    bool good = text.len == len;
    for (size_t i = 0; good && i < len; i++) {
        good = text.data[i] >= '0' && text.data[i] <= '9';
    }
    return good;
}

static struct payment_party read_party(const struct json *json)
{
    return (struct payment_party){
        .name = json_text(json, "name"),
        .id = json_text(json, "id"),
        .scheme = json_text(json, "scheme"),
    };
}

static bool party_fits(const struct payment_party *party)
{
    return fits(party->name, NAME_MAX_LEN, false) && fits(party->id, ID_MAX_LEN, false)
           && fits(party->scheme, ID_MAX_LEN, false);
}

static bool read_profile(const struct json *json, struct payment_profile *profile)
{
    *profile = (struct payment_profile){
        .journal = span_is(json_text(json, "output"), "journal"),
        .initiating_party = read_party(json_get(json, "initiating_party")),
        .debtor = read_party(json_get(json, "debtor")),
        .debtor_iban = json_text(json, "debtor_account.iban"),
        .debtor_account = json_text(json, "debtor_account.id"),
        .debtor_account_scheme = json_text(json, "debtor_account.scheme"),
        .debtor_bic = json_text(json, "debtor_bic"),
        .service_level = json_text(json, "service_level"),
        .category_purpose = json_text(json, "category_purpose"),
        .creditor_scheme = json_text(json, "creditor_scheme"),
        .account_scheme = json_text(json, "account_scheme"),
        .journal_account = json_text(json, "journal_account"),
    };
    bool known = profile->journal || span_is(json_text(json, "output"), "pain.001.001.03");
    bool account = (profile->debtor_iban.len == 0) != (profile->debtor_account.len == 0);
    return known && account && party_fits(&profile->initiating_party)
           && party_fits(&profile->debtor) && fits(profile->debtor_iban, IBAN_MAX_LEN, true)
           && fits(profile->debtor_account, IBAN_MAX_LEN, true)
           && fits(profile->debtor_account_scheme, CODE_MAX_LEN, profile->debtor_iban.len > 0)
           && fits(profile->debtor_bic, BIC_MAX_LEN, false)
           && fits(profile->service_level, ID_MAX_LEN, false)
           && fits(profile->category_purpose, CODE_MAX_LEN, true)
           && fits(profile->creditor_scheme, ID_MAX_LEN, false)
           && fits(profile->account_scheme, ID_MAX_LEN, false)
           && fits(profile->journal_account, ID_MAX_LEN, !profile->journal);
}

static bool read_line(const struct json *json, struct payment_line *line)
{
    *line = (struct payment_line){
        .reference = json_text(json, "reference"),
        .cvr = json_text(json, "cvr"),
        .name = json_text(json, "name"),
        .text = json_text(json, "text"),
        .amount_ore = json_int(json, "amount_ore"),
    };
    return fits(line->reference, ID_MAX_LEN, false) && digits(line->cvr, CVR_LEN)
           && fits(line->name, NAME_MAX_LEN, false) && inert(line->name)
           && fits(line->text, TEXT_MAX_LEN, false) && inert(line->text) && line->amount_ore > 0
           && line->amount_ore <= AMOUNT_ORE_MAX;
}

enum status payment_read(
    struct arena *arena, const struct json *document, struct payment_file *file_out)
{
    ensure(arena != NULL && file_out != NULL);
    const struct json *list = json_get(document, "lines");
    size_t count = list == NULL ? 0 : list->count;
    struct payment_file file = {
        .message = json_text(document, "message"),
        .made = json_text(document, "made"),
        .execution_day = json_text(document, "execution_day"),
        .count = count,
    };
    if (count > PAYMENT_LINES_MAX) {
        return STATUS_LIMIT;
    }
    if (count == 0 || !read_profile(json_get(document, "profile"), &file.profile)
        || !fits(file.message, ID_MAX_LEN, false) || !fits(file.made, ID_MAX_LEN, false)
        || !fits(file.execution_day, ID_MAX_LEN, false)) {
        return STATUS_INVALID;
    }
    struct payment_line *lines = arena_array(arena, count, sizeof(*lines));
    if (lines == NULL) {
        return STATUS_LIMIT;
    }
    const struct json *item = list->child;
    for (size_t i = 0; i < count; i++, item = item->next) {
        if (!read_line(item, &lines[i])) {
            return STATUS_INVALID;
        }
        file.total_ore += lines[i].amount_ore; /* at most 500 x 10^15 */
    }
    if (file.total_ore != json_int(document, "total_ore") || file.total_ore > AMOUNT_ORE_MAX) {
        return STATUS_INVALID;
    }
    file.lines = lines;
    *file_out = file;
    return STATUS_OK;
}
