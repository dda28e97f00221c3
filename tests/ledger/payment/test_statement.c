/* SPDX-License-Identifier: EUPL-1.2 */
/* The bank's answers: what the samples say, and everything that is refused. */
#include <stdio.h>
#include <string.h>

#include "ledger/base/buffer.h"
#include "ledger/payment/statement.h"
#include "tests/harness.h"

#define FOLDER "tests/ledger/payment/samples/"

static struct arena *arena;

static void setup(void)
{
    arena = arena_create((size_t)16 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void)
{
    arena_destroy(arena);
}

static const char *sample(const char *name)
{
    char path[256];
    char text[16384];
    ck_assert_int_gt(snprintf(path, sizeof(path), FOLDER "%s", name), 0);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    size_t len = fread(text, 1, sizeof(text) - 1, file);
    ck_assert_int_eq(fclose(file), 0);
    return arena_text(arena, (struct span){.data = text, .len = len});
}

static const char *changed(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    ck_assert_msg(at != NULL, "%s", from);
    const char *result =
        arena_printf(arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    ck_assert_ptr_nonnull(result);
    return result;
}

static enum status read_text(const char *text, struct statement *statement)
{
    const char *reason = NULL;
    enum status status = statement_read(arena, span_from(text), statement, &reason);
    ck_assert(status != STATUS_INVALID || reason != NULL);
    return status;
}

START_TEST(reads_a_whole_statement)
{
    struct statement statement;
    ck_assert_int_eq(read_text(sample("double.xml"), &statement), STATUS_OK);
    ck_assert(statement.whole);
    ck_assert(span_is(statement.id, "S-1"));
    ck_assert(span_is(statement.account, "DK5000400440116243"));
    ck_assert(span_is(statement.from, "2020-11-17") && span_is(statement.to, "2020-11-20"));
    ck_assert_uint_eq(statement.count, 2);
    const struct statement_line *line = &statement.lines[1];
    ck_assert(line->debit && !line->returned);
    ck_assert_int_eq(line->amount_ore, 50000000);
    ck_assert(span_is(line->bank_id, "B2") && span_is(line->reference, "REF"));
    ck_assert(span_is(line->creditor_id, "20000001") && span_is(line->day, "2020-11-17"));
}
END_TEST

START_TEST(reads_a_notification)
{
    struct statement statement;
    ck_assert_int_eq(read_text(sample("notified.xml"), &statement), STATUS_OK);
    ck_assert(!statement.whole);
    ck_assert(span_is(statement.from, "2020-11-17") && span_is(statement.to, "2020-11-17"));
    ck_assert_uint_eq(statement.count, 1);
    ck_assert_uint_eq(statement.lines[0].creditor_id.len, 0);
}
END_TEST

START_TEST(reads_what_came_back)
{
    struct statement statement;
    const char *text = sample("returned.xml");
    ck_assert_int_eq(read_text(text, &statement), STATUS_OK);
    ck_assert(!statement.lines[0].debit && statement.lines[0].returned);
    /* a reversal by the bank says it at the entry */
    text = changed(text, "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>", "");
    text = changed(text, "<Sts>BOOK</Sts>", "<RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts>");
    ck_assert_int_eq(read_text(text, &statement), STATUS_OK);
    ck_assert(statement.lines[0].returned);
}
END_TEST

#define DETAILS                                                                                    \
    "<NtryDtls><TxDtls><Refs><AcctSvcrRef>B4</AcctSvcrRef></Refs><Amt Ccy=\"DKK\">1000.00</Amt>"   \
    "<CdtDbtInd>DBIT</CdtDbtInd></TxDtls></NtryDtls>"

/* What banks also send: one row for each way of saying the same. */
static const struct {
    const char *from;
    const char *to;
    const char *reference;
    const char *creditor;
} same[] = {
    {DETAILS, "<AcctSvcrRef>B4</AcctSvcrRef>", "", ""},
    {"<Refs><AcctSvcrRef>B4</AcctSvcrRef></Refs>",
        "<Refs><EndToEndId>NOTPROVIDED</EndToEndId><AcctSvcrRef>B4</AcctSvcrRef></Refs>", "", ""},
    {"<Amt Ccy=\"DKK\">1000.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>", "</TxDtls>", "", ""},
    {"</TxDtls>",
        "<RltdPties><Cdtr><Pty><Id><OrgId><Othr><Id>20000001</Id></Othr></OrgId></Id></Pty>"
        "</Cdtr></RltdPties></TxDtls>",
        "", "20000001"},
    {"<BookgDt><Dt>2020-11-17</Dt>", "<BookgDt><DtTm>2020-11-17T12:00:00+01:00</DtTm>", "", ""},
    {"<IBAN>DK5000400440116243</IBAN>", "<Othr><Id>00400440116243</Id></Othr>", "", ""},
    {"<Cd>OPBD</Cd>", "<Cd>PRCD</Cd>", "", ""},
    {"Ccy=\"DKK\">1000.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>",
        "Ccy=\"DKK\">1000</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>", "", ""},
    {"Ccy=\"DKK\">1000.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>",
        "Ccy=\"DKK\"> 1000.0 </Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>", "", ""},
};

START_TEST(reads_the_same)
{
    struct statement statement;
    const char *text = changed(sample("debit_without_release.xml"), same[_i].from, same[_i].to);
    ck_assert_int_eq(read_text(text, &statement), STATUS_OK);
    ck_assert_uint_eq(statement.count, 1);
    ck_assert_int_eq(statement.lines[0].amount_ore, 100000);
    ck_assert(statement.lines[0].debit && span_is(statement.lines[0].bank_id, "B4"));
    ck_assert(span_is(statement.lines[0].reference, same[_i].reference));
    ck_assert(span_is(statement.lines[0].creditor_id, same[_i].creditor));
}
END_TEST

#define LONG_36 "123456789012345678901234567890123456"

static const struct {
    const char *from;
    const char *to;
} refused[] = {
    {"<Document ", "<!DOCTYPE Document><Document "}, /* no document type, whatever is in it */
    {"<Document ", "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Document "},
    {"</Document>", ""},
    {"camt.053.001.02", "camt.052.001.02"},
    {"camt.053.001.02", "pain.001.001.03"},
    {" xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"", ""},
    {"<Stmt>", "<Stmt/><Stmt>"},
    {"<Id>S-1</Id>", ""},
    {"<Id>S-1</Id>", "<Id>" LONG_36 "</Id>"},
    {"<Id>S-1</Id>", "<Id>S\xE2\x80\xAE"
                     "1</Id>"}, /* text that runs backwards */
    {"<IBAN>DK5000400440116243</IBAN>", ""},
    {"<FrDtTm>2020-11-17", "<FrDtTm>17-11-2020"},
    {"<ToDtTm>2020-11-20T23:59:59", "<ToDtTm>2020"},
    {"<Cd>OPBD</Cd>", "<Cd>ITBD</Cd>"},
    {"<Cd>CLBD</Cd>", "<Cd>ITBD</Cd>"},
    {"Ccy=\"DKK\">1000000.00", "Ccy=\"DKK\">1000000.01"}, /* movements do not fit between */
    {"<Sts>BOOK</Sts>", "<Sts>PDNG</Sts>"},
    {"<Ntry><Amt Ccy=\"DKK\">", "<Ntry><Amt Ccy=\"EUR\">"},
    {"<Ntry><Amt Ccy=\"DKK\">", "<Ntry><Amt>"},
    {"<Ntry><Amt Ccy=\"DKK\">1000.00</Amt>", "<Ntry>"},
    {"<Ntry><Amt Ccy=\"DKK\">1000.00", "<Ntry><Amt Ccy=\"DKK\">999.00"}, /* not its transactions */
    {"<Refs><AcctSvcrRef>B4</AcctSvcrRef></Refs><Amt Ccy=\"DKK\">1000.00",
        "<Refs><AcctSvcrRef>B4</AcctSvcrRef></Refs><Amt Ccy=\"DKK\">1000.001"},
    {"<Refs><AcctSvcrRef>B4</AcctSvcrRef></Refs><Amt Ccy=\"DKK\">1000.00",
        "<Refs><AcctSvcrRef>B4</AcctSvcrRef></Refs><Amt Ccy=\"DKK\">-1000.00"},
    {"<Refs><AcctSvcrRef>B4</AcctSvcrRef></Refs><Amt Ccy=\"DKK\">1000.00",
        "<Refs><AcctSvcrRef>B4</AcctSvcrRef></Refs><Amt Ccy=\"DKK\">1<b/>000.00"},
    {"<Refs><AcctSvcrRef>B4</AcctSvcrRef></Refs><Amt Ccy=\"DKK\">1000.00",
        "<Refs><AcctSvcrRef>B4</AcctSvcrRef></Refs><Amt Ccy=\"DKK\">."},
    {"<Ntry><Amt Ccy=\"DKK\">1000.00", "<Ntry><Amt Ccy=\"DKK\">10000000000000.01"},
    {"<Ntry><Amt Ccy=\"DKK\">1000.00</Amt><CdtDbtInd>DBIT",
        "<Ntry><Amt Ccy=\"DKK\">1000.00</Amt><CdtDbtInd>BOTH"},
    {"<AcctSvcrRef>B4</AcctSvcrRef>", ""},
    {DETAILS, ""},
    {"<BookgDt><Dt>2020-11-17</Dt>", "<BookgDt><Dt>2020-1117-</Dt>"},
    {"<BookgDt><Dt>2020-11-17</Dt></BookgDt>", ""},
};

START_TEST(refuses)
{
    struct statement statement = {.count = 77};
    const char *text =
        changed(sample("debit_without_release.xml"), refused[_i].from, refused[_i].to);
    ck_assert_int_eq(read_text(text, &statement), STATUS_INVALID);
    ck_assert_uint_eq(statement.count, 77);
}
END_TEST

START_TEST(refuses_a_movement_of_nothing)
{
    struct statement statement;
    const char *text = sample("notified.xml");
    for (int i = 0; i < 2; i++) {
        text = changed(text, "500000.00", "0.00");
    }
    ck_assert_int_eq(read_text(text, &statement), STATUS_INVALID);
    ck_assert_int_eq(read_text("", &statement), STATUS_INVALID);
}
END_TEST

/* A billion laughs never begins: the document type alone is refused, within libxml2's limits. */
START_TEST(refuses_an_entity_that_grows)
{
    struct statement statement;
    ck_assert_int_eq(read_text("<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">"
                               "<!ENTITY c \"&b;&b;&b;&b;\">]><Document>&c;</Document>",
                         &statement),
        STATUS_INVALID);
}
END_TEST

/* 300 movements of 1 kr. are read, 301 are not. */
START_TEST(holds_so_many_movements)
{
    struct buffer lines;
    struct statement statement;
    buffer_init(&lines, STATEMENT_FILE_MAX);
    for (int i = 0; i < STATEMENT_LINES_MAX + _i; i++) {
        buffer_printf(&lines,
            "<Ntry><Amt Ccy=\"DKK\">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt>"
            "<Dt>2020-11-17</Dt></BookgDt><AcctSvcrRef>B%d</AcctSvcrRef></Ntry>",
            i);
    }
    buffer_puts(&lines, "</Ntfctn>");
    const char *text =
        changed(sample("notified.xml"), "</Ntfctn>", arena_text(arena, buffer_span(&lines)));
    buffer_free(&lines);
    const char *at = strstr(text, "    <Ntry>");
    ck_assert_ptr_nonnull(at);
    const char *end = strstr(at, "</Ntry>\n");
    ck_assert_ptr_nonnull(end);
    text = arena_printf(arena, "%.*s%s", (int)(at - text), text, end + strlen("</Ntry>\n"));
    ck_assert_int_eq(read_text(text, &statement), _i == 0 ? STATUS_OK : STATUS_LIMIT);
}
END_TEST

START_TEST(needs_room)
{
    const char *reason = NULL;
    struct statement statement;
    struct span text = span_from(sample("double.xml"));
    /* the lines alone, then one text more at a time */
    bool done = false;
    for (size_t limit = 64; !done; limit += 16) {
        ck_assert_uint_lt(limit, 100000);
        struct arena *small = arena_create(limit);
        enum status status = statement_read(small, text, &statement, &reason);
        done = status == STATUS_OK;
        ck_assert(done || status == STATUS_LIMIT);
        arena_destroy(small);
    }
    static char large[STATEMENT_FILE_MAX + 1];
    struct span span = {.data = large, .len = sizeof(large)};
    ck_assert_int_eq(statement_read(arena, span, &statement, &reason), STATUS_LIMIT);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("statement");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, reads_a_whole_statement);
    tcase_add_test(cases, reads_a_notification);
    tcase_add_test(cases, reads_what_came_back);
    tcase_add_loop_test(cases, reads_the_same, 0, (int)COUNT_OF(same));
    tcase_add_loop_test(cases, refuses, 0, (int)COUNT_OF(refused));
    tcase_add_test(cases, refuses_a_movement_of_nothing);
    tcase_add_test(cases, refuses_an_entity_that_grows);
    tcase_add_loop_test(cases, holds_so_many_movements, 0, 2);
    tcase_add_test(cases, needs_room);
    return harness_run("ledger/payment/statement", cases);
}
