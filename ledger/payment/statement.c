/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/payment/statement.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "ledger/base/amount.h"
#include "ledger/base/utf8.h"

#define NAME_PREFIX  "urn:iso:std:iso:20022:tech:xsd:camt."
#define ID_LEN_MAX   35
#define ORE_PER_KR   100
#define DAY_LEN      10
#define CENT_DIGITS  2
#define WHOLE_DIGITS 13
#define NOT_PROVIDED "NOTPROVIDED"
#define DECIMAL_BASE 10

struct reading {
    struct arena *arena;
    struct statement statement;
    struct statement_line *lines;
    int64_t balance_ore; /* opening + movements; compared with the closing one */
    const char *reason;
    bool full;
};

/* The first problem counts; always false, so that callers return it. */
static bool wrong(struct reading *reading, const char *reason)
{
    if (reading->reason == NULL) {
        reading->reason = reason;
    }
    return false;
}

static bool is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static const xmlNode *next_named(const xmlNode *node, const char *name)
{
    while (node != NULL && !is(node, name)) {
        node = node->next;
    }
    return node;
}

static const xmlNode *child(const xmlNode *node, const char *name)
{
    return node == NULL ? NULL : next_named(node->children, name);
}

/* A path of children, "A/B/C": each the first of its name. */
static const xmlNode *find(const xmlNode *node, const char *path)
{
    char name[ID_LEN_MAX + 1];
    while (node != NULL && *path != '\0') {
        size_t len = strcspn(path, "/");
        ensure(len < sizeof(name));
        (void)memcpy(name, path, len);
        name[len] = '\0';
        path += len + (path[len] == '/' ? 1 : 0);
        node = child(node, name);
    }
    return node;
}

/* The text of an element that holds nothing but one run of text; empty when it is not there. */
static struct span text_at(const xmlNode *node, const char *path)
{
    const xmlNode *found = find(node, path);
    const xmlNode *text = found == NULL ? NULL : found->children;
    if (text == NULL || text->type != XML_TEXT_NODE || text->next != NULL) {
        return SPAN("");
    }
    return span_trim(span_from((const char *)text->content));
}

/* A copy of such a text of at most `most` printable characters. */
static bool take(
    struct reading *reading, const xmlNode *node, const char *path, struct span *text_out)
{
    struct span text = text_at(node, path);
    if (text.len > 0 && (utf8_length(text) > ID_LEN_MAX || !utf8_printable(text, false))) {
        return wrong(reading, "a text that is too long or cannot be shown");
    }
    *text_out = text.len == 0 ? text : arena_copy(reading->arena, text);
    reading->full = reading->full || (text.len > 0 && text_out->data == NULL);
    return !reading->full;
}

static bool digits(struct span text)
{
    bool good = text.len > 0;
    for (size_t i = 0; good && i < text.len; i++) {
        good = text.data[i] >= '0' && text.data[i] <= '9';
    }
    return good;
}

/* "500000.00", "5", "0.5": kroner and at most two decimals, above 0 unless it is a balance. */
static bool read_amount(struct reading *reading, const xmlNode *node, int64_t *ore_out)
{
    const xmlNode *amount = child(node, "Amt");
    xmlChar *currency = amount == NULL ? NULL : xmlGetNoNsProp(amount, (const xmlChar *)"Ccy");
    bool kroner = currency != NULL && strcmp((const char *)currency, "DKK") == 0;
    xmlFree(currency);
    if (!kroner) {
        return wrong(reading, "an amount in another currency, or none");
    }
    struct span rest = text_at(node, "Amt");
    struct span whole = rest;
    struct span cents = SPAN("0");
    const char *point = rest.len == 0 ? NULL : memchr(rest.data, '.', rest.len);
    if (point != NULL) {
        whole.len = (size_t)(point - rest.data);
        cents = (struct span){.data = point + 1, .len = rest.len - whole.len - 1};
    }
    if (!digits(whole) || !digits(cents) || whole.len > WHOLE_DIGITS || cents.len > CENT_DIGITS) {
        return wrong(reading, "an amount that is none");
    }
    int64_t ore = 0;
    for (size_t i = 0; i < whole.len; i++) {
        ore = ore * DECIMAL_BASE + (whole.data[i] - '0');
    }
    for (size_t i = 0; i < CENT_DIGITS; i++) {
        ore = ore * DECIMAL_BASE + (point != NULL && i < cents.len ? cents.data[i] - '0' : 0);
    }
    *ore_out = ore;
    return ore <= AMOUNT_ORE_MAX || wrong(reading, "an amount that is too large");
}

static bool read_side(struct reading *reading, const xmlNode *node, bool *debit_out)
{
    struct span side = text_at(node, "CdtDbtInd");
    *debit_out = span_is(side, "DBIT");
    return *debit_out || span_is(side, "CRDT") || wrong(reading, "neither debit nor credit");
}

/* The day of "2020-11-17" or "2020-11-17T12:00:00"; the database holds it to the calendar. */
static bool read_day(
    struct reading *reading, const xmlNode *node, const char *path, struct span *day_out)
{
    struct span text = text_at(node, path);
    text.len = text.len > DAY_LEN ? DAY_LEN : text.len;
    bool good = text.len == DAY_LEN;
    for (size_t i = 0; good && i < DAY_LEN; i++) {
        bool dash = i == 4 || i == 7;
        good = dash ? text.data[i] == '-' : text.data[i] >= '0' && text.data[i] <= '9';
    }
    if (!good) {
        return wrong(reading, "a day that is none");
    }
    *day_out = arena_copy(reading->arena, text);
    reading->full = reading->full || day_out->data == NULL;
    return !reading->full;
}

static bool add_line(struct reading *reading, const struct statement_line *line)
{
    if (reading->statement.count == STATEMENT_LINES_MAX) {
        reading->full = true;
        return false;
    }
    reading->lines[reading->statement.count++] = *line;
    reading->balance_ore += line->debit ? -line->amount_ore : line->amount_ore;
    return true;
}

/* One movement: a transaction of an entry, or an entry that has none. */
static bool read_line(struct reading *reading, const xmlNode *entry, const xmlNode *details)
{
    const xmlNode *money = details != NULL && child(details, "Amt") != NULL ? details : entry;
    const xmlNode *side = details != NULL && child(details, "CdtDbtInd") != NULL ? details : entry;
    struct statement_line line = {
        .returned = find(details, "RtrInf") != NULL || span_is(text_at(entry, "RvslInd"), "true"),
    };
    bool good = read_amount(reading, money, &line.amount_ore)
                && read_side(reading, side, &line.debit)
                && take(reading, details, "Refs/AcctSvcrRef", &line.bank_id)
                && take(reading, details, "Refs/EndToEndId", &line.reference)
                && take(reading, details, "RltdPties/Cdtr/Id/OrgId/Othr/Id", &line.creditor_id);
    if (good && line.creditor_id.len == 0) { /* from version 8 on a party stands one deeper */
        good = take(reading, details, "RltdPties/Cdtr/Pty/Id/OrgId/Othr/Id", &line.creditor_id);
    }
    if (good && line.bank_id.len == 0) {
        good = take(reading, entry, "AcctSvcrRef", &line.bank_id);
    }
    if (span_is(line.reference, NOT_PROVIDED)) {
        line.reference = SPAN("");
    }
    const char *day = find(entry, "BookgDt/DtTm") != NULL ? "BookgDt/DtTm" : "BookgDt/Dt";
    good = good && read_day(reading, entry, day, &line.day);
    if (good && (line.bank_id.len == 0 || line.amount_ore == 0)) {
        return wrong(reading, "a movement of nothing, or without the bank's number");
    }
    return good && add_line(reading, &line);
}

static bool booked(const xmlNode *entry)
{
    return span_is(text_at(entry, "Sts"), "BOOK") || span_is(text_at(entry, "Sts/Cd"), "BOOK");
}

/* The transactions of an entry must make up its amount, or something in between is lost. */
static bool read_entry(struct reading *reading, const xmlNode *entry)
{
    int64_t whole_ore = 0;
    int64_t before_ore = reading->balance_ore;
    bool debit = false;
    size_t count = 0;
    if (!booked(entry)) {
        return wrong(reading, "a movement that is not booked");
    }
    if (!read_amount(reading, entry, &whole_ore) || !read_side(reading, entry, &debit)) {
        return false;
    }
    const xmlNode *part = next_named(entry->children, "NtryDtls");
    for (; part != NULL; part = next_named(part->next, "NtryDtls")) {
        const xmlNode *details = next_named(part->children, "TxDtls");
        for (; details != NULL; details = next_named(details->next, "TxDtls"), count++) {
            if (!read_line(reading, entry, details)) {
                return false;
            }
        }
    }
    if (count == 0) {
        return read_line(reading, entry, NULL);
    }
    int64_t moved_ore = reading->balance_ore - before_ore;
    return moved_ore == (debit ? -whole_ore : whole_ore)
           || wrong(reading, "an entry that is not the sum of its transactions");
}

static bool read_balance(struct reading *reading, const xmlNode *message, const char *code,
    const char *other, int64_t *ore_out)
{
    const xmlNode *balance = next_named(message->children, "Bal");
    for (; balance != NULL; balance = next_named(balance->next, "Bal")) {
        struct span kind = text_at(balance, "Tp/CdOrPrtry/Cd");
        if (span_is(kind, code) || span_is(kind, other)) {
            bool debit = false;
            bool good =
                read_amount(reading, balance, ore_out) && read_side(reading, balance, &debit);
            *ore_out = debit ? -*ore_out : *ore_out;
            return good;
        }
    }
    return wrong(reading, "a whole statement without its balances");
}

static bool read_period(struct reading *reading, const xmlNode *message)
{
    if (find(message, "FrToDt") == NULL) { /* a notification of now */
        return read_day(reading, message, "CreDtTm", &reading->statement.from)
               && read_day(reading, message, "CreDtTm", &reading->statement.to);
    }
    return read_day(reading, message, "FrToDt/FrDtTm", &reading->statement.from)
           && read_day(reading, message, "FrToDt/ToDtTm", &reading->statement.to);
}

static bool read_message(struct reading *reading, const xmlNode *message)
{
    struct statement *statement = &reading->statement;
    int64_t closing_ore = 0;
    bool good = take(reading, message, "Id", &statement->id)
                && take(reading, message, "Acct/Id/IBAN", &statement->account)
                && read_period(reading, message);
    if (good && statement->account.len == 0) {
        good = take(reading, message, "Acct/Id/Othr/Id", &statement->account);
    }
    if (good && (statement->id.len == 0 || statement->account.len == 0)) {
        return wrong(reading, "a statement without its number or account");
    }
    if (good && statement->whole) {
        good = read_balance(reading, message, "OPBD", "PRCD", &reading->balance_ore)
               && read_balance(reading, message, "CLBD", "CLBD", &closing_ore);
    }
    const xmlNode *entry = next_named(message->children, "Ntry");
    for (; good && entry != NULL; entry = next_named(entry->next, "Ntry")) {
        good = read_entry(reading, entry);
    }
    if (good && statement->whole && reading->balance_ore != closing_ore) {
        return wrong(reading, "balances between which the movements do not lie");
    }
    return good;
}

/* The one Stmt or Ntfctn under the right root; NULL for another document. */
static const xmlNode *find_message(struct reading *reading, const xmlDoc *document)
{
    const xmlNode *root = xmlDocGetRootElement(document);
    bool ours = is(root, "Document") && root->ns != NULL
                && strncmp((const char *)root->ns->href, NAME_PREFIX, strlen(NAME_PREFIX)) == 0;
    const char *number = ours ? (const char *)root->ns->href + strlen(NAME_PREFIX) : "";
    reading->statement.whole = strncmp(number, "053.", strlen("053.")) == 0;
    const char *name = "";
    const xmlNode *container = NULL;
    if (reading->statement.whole) {
        container = child(root, "BkToCstmrStmt");
        name = "Stmt";
    } else if (strncmp(number, "054.", strlen("054.")) == 0) {
        container = child(root, "BkToCstmrDbtCdtNtfctn");
        name = "Ntfctn";
    }
    const xmlNode *message = child(container, name);
    if (message == NULL || next_named(message->next, name) != NULL) {
        (void)wrong(reading, "not one camt.053 statement or camt.054 notification");
        return NULL;
    }
    return message;
}

static void silent(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

/* NULL when it is no XML, or one that wants a document type: entities and defaults come with it. */
static xmlDocPtr parse(struct span file)
{
    /* Not XML_PARSE_HUGE, XML_PARSE_NOENT, XML_PARSE_DTDLOAD: libxml2's own limits stay. */
    const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING
                        | XML_PARSE_NOCDATA | XML_PARSE_COMPACT;
    xmlSetStructuredErrorFunc(NULL, silent);
    xmlDocPtr document = xmlReadMemory(file.data, (int)file.len, NULL, NULL, options);
    if (document != NULL && (document->intSubset != NULL || document->extSubset != NULL)) {
        xmlFreeDoc(document);
        document = NULL;
    }
    return document;
}

enum status statement_read(
    struct arena *arena, struct span file, struct statement *statement_out, const char **reason_out)
{
    ensure(arena != NULL && statement_out != NULL && reason_out != NULL);
    struct reading reading = {.arena = arena};
    if (file.len > STATEMENT_FILE_MAX) {
        return STATUS_LIMIT;
    }
    reading.lines = arena_array(arena, STATEMENT_LINES_MAX, sizeof(*reading.lines));
    if (reading.lines == NULL) {
        return STATUS_LIMIT;
    }
    xmlDocPtr document = file.len == 0 ? NULL : parse(file);
    if (document == NULL) {
        *reason_out = "no XML without a document type";
        return STATUS_INVALID;
    }
    const xmlNode *message = find_message(&reading, document);
    bool good = message != NULL && read_message(&reading, message);
    xmlFreeDoc(document);
    if (!good) {
        *reason_out = reading.reason;
        return reading.reason != NULL ? STATUS_INVALID : STATUS_LIMIT;
    }
    reading.statement.lines = reading.lines;
    *statement_out = reading.statement;
    return STATUS_OK;
}
