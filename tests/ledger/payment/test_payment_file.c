/* SPDX-License-Identifier: EUPL-1.2 */
/* The payment file: its bytes, the bank's schema, and one refusal per constraint of it that we use.
 */
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <string.h>

#include "ledger/payment/payment_file.h"
#include "tests/harness.h"

#define PARTY "{\"name\":\"Styrelsen\",\"id\":\"10000001\",\"scheme\":\"CVR\"}"
#define PROFILE                                                                                    \
    "{\"output\":\"pain.001.001.03\",\"initiating_party\":" PARTY ",\"debtor\":" PARTY             \
    ",\"debtor_account\":{\"iban\":\"DK5000400440116243\",\"id\":null,\"scheme\":null},"           \
    "\"debtor_bic\":\"DABADKKK\",\"service_level\":\"NKS\",\"category_purpose\":\"GOVT\","         \
    "\"creditor_scheme\":\"CVR\",\"account_scheme\":\"NKS\",\"journal_account\":\"46.20\"}"
#define LINE_1                                                                                     \
    "{\"reference\":\"T41-1\",\"cvr\":\"20000001\",\"name\":\"Ærø & Ø Kommune\","               \
    "\"text\":\"Tilskud fsm2-2019, sag 7, rate 1\",\"amount_ore\":50000000}"
#define LINE_2                                                                                     \
    "{\"reference\":\"T42-2\",\"cvr\":\"20000002\",\"name\":\"B \\\"b\\\" Kommune\","              \
    "\"text\":\"Tilskud fsm2-2019, sag 8, rate 1\",\"amount_ore\":5}"
#define DOCUMENT                                                                                   \
    "{\"profile\":" PROFILE ",\"message\":\"TB-00ff\",\"made\":\"2020-11-16T09:00:00Z\","          \
    "\"execution_day\":\"2020-11-17\",\"lines\":[" LINE_1 "," LINE_2 "],\"total_ore\":50000005}"

static struct arena *arena;

static void setup(void)
{
    arena = arena_create(4 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void)
{
    arena_destroy(arena);
    xmlCleanupParser();
}

/* `text` with the first `from` replaced by `to`. */
static const char *changed(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    ck_assert_msg(at != NULL, "%s", from);
    const char *result =
        arena_printf(arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    ck_assert_ptr_nonnull(result);
    return result;
}

static enum status read_text(const char *text, struct payment_file *file)
{
    const struct json *json = NULL;
    ck_assert_int_eq(json_parse(arena, span_from(text), &json, NULL), STATUS_OK);
    return payment_read(arena, json, file);
}

static const char *written(const char *document)
{
    struct payment_file file;
    struct buffer out;
    buffer_init(&out, PAYMENT_FILE_MAX);
    ck_assert_int_eq(read_text(document, &file), STATUS_OK);
    ck_assert_int_eq(payment_write(&file, &out), STATUS_OK);
    const char *text = arena_text(arena, buffer_span(&out));
    buffer_free(&out);
    ck_assert_ptr_nonnull(text);
    return text;
}

static void quiet(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

static bool valid(const char *xml)
{
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(SCHEMA);
    xmlSchemaPtr schema = xmlSchemaParse(parser);
    ck_assert_msg(schema != NULL, "no schema: " SCHEMA);
    xmlDocPtr doc = xmlReadMemory(xml, (int)strlen(xml), "file", NULL, XML_PARSE_NONET);
    ck_assert_ptr_nonnull(doc);
    xmlSchemaValidCtxtPtr check = xmlSchemaNewValidCtxt(schema);
    xmlSchemaSetValidErrors(check, quiet, quiet, NULL);
    bool good = xmlSchemaValidateDoc(check, doc) == 0;
    xmlSchemaFreeValidCtxt(check);
    xmlFreeDoc(doc);
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
    return good;
}

static const char golden[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\">\n"
    " <CstmrCdtTrfInitn>\n  <GrpHdr>\n   <MsgId>TB-00ff</MsgId>\n"
    "   <CreDtTm>2020-11-16T09:00:00Z</CreDtTm>\n   <NbOfTxs>2</NbOfTxs>\n"
    "   <CtrlSum>500000.05</CtrlSum>\n   <InitgPty>\n    <Nm>Styrelsen</Nm>\n    <Id>\n"
    "     <OrgId>\n      <Othr>\n       <Id>10000001</Id>\n       <SchmeNm>\n"
    "        <Prtry>CVR</Prtry>\n       </SchmeNm>\n      </Othr>\n     </OrgId>\n    </Id>\n"
    "   </InitgPty>\n  </GrpHdr>\n  <PmtInf>\n   <PmtInfId>TB-00ff</PmtInfId>\n"
    "   <PmtMtd>TRF</PmtMtd>\n   <BtchBookg>false</BtchBookg>\n   <NbOfTxs>2</NbOfTxs>\n"
    "   <CtrlSum>500000.05</CtrlSum>\n   <PmtTpInf>\n    <SvcLvl>\n     <Prtry>NKS</Prtry>\n"
    "    </SvcLvl>\n    <CtgyPurp>\n     <Cd>GOVT</Cd>\n    </CtgyPurp>\n   </PmtTpInf>\n"
    "   <ReqdExctnDt>2020-11-17</ReqdExctnDt>\n   <Dbtr>\n    <Nm>Styrelsen</Nm>\n    <Id>\n"
    "     <OrgId>\n      <Othr>\n       <Id>10000001</Id>\n       <SchmeNm>\n"
    "        <Prtry>CVR</Prtry>\n       </SchmeNm>\n      </Othr>\n     </OrgId>\n    </Id>\n"
    "   </Dbtr>\n   <DbtrAcct>\n    <Id>\n     <IBAN>DK5000400440116243</IBAN>\n    </Id>\n"
    "   </DbtrAcct>\n   <DbtrAgt>\n    <FinInstnId>\n     <BIC>DABADKKK</BIC>\n"
    "    </FinInstnId>\n   </DbtrAgt>\n   <CdtTrfTxInf>\n    <PmtId>\n"
    "     <EndToEndId>T41-1</EndToEndId>\n    </PmtId>\n    <Amt>\n"
    "     <InstdAmt Ccy=\"DKK\">500000.00</InstdAmt>\n    </Amt>\n    <Cdtr>\n"
    "     <Nm>Ærø &amp; Ø Kommune</Nm>\n     <Id>\n      <OrgId>\n       <Othr>\n"
    "        <Id>20000001</Id>\n        <SchmeNm>\n         <Prtry>CVR</Prtry>\n"
    "        </SchmeNm>\n       </Othr>\n      </OrgId>\n     </Id>\n    </Cdtr>\n"
    "    <CdtrAcct>\n     <Id>\n      <Othr>\n       <Id>20000001</Id>\n       <SchmeNm>\n"
    "        <Prtry>NKS</Prtry>\n       </SchmeNm>\n      </Othr>\n     </Id>\n    </CdtrAcct>\n"
    "    <RmtInf>\n     <Ustrd>Tilskud fsm2-2019, sag 7, rate 1</Ustrd>\n    </RmtInf>\n"
    "   </CdtTrfTxInf>\n";

/* 500,000.00 + 0.05 = 500,000.05; the payee's account is its CVR number and nothing else. */
START_TEST(writes_the_same_bytes_every_time)
{
    const char *first = written(DOCUMENT);
    ck_assert_msg(strncmp(first, golden, sizeof(golden) - 1) == 0, "%s", first);
    ck_assert_str_eq(first, written(DOCUMENT));
    ck_assert_ptr_nonnull(strstr(first, "<EndToEndId>T42-2</EndToEndId>"));
    ck_assert_ptr_nonnull(strstr(first, "<InstdAmt Ccy=\"DKK\">0.05</InstdAmt>"));
    ck_assert(valid(first));
}
END_TEST

START_TEST(writes_another_kind_of_account)
{
    const char *document =
        changed(DOCUMENT, "{\"iban\":\"DK5000400440116243\",\"id\":null,\"scheme\":null}",
            "{\"iban\":null,\"id\":\"00400440116243\",\"scheme\":\"BBAN\"}");
    const char *file = written(changed(document, "\"GOVT\"", "null"));
    ck_assert_ptr_nonnull(strstr(file, "<Id>00400440116243</Id>"));
    ck_assert_ptr_nonnull(strstr(file, "<Cd>BBAN</Cd>"));
    ck_assert_ptr_null(strstr(file, "CtgyPurp"));
    ck_assert(valid(file));
}
END_TEST

START_TEST(writes_the_journal_instead)
{
    const char *file = written(changed(DOCUMENT, "\"pain.001.001.03\"", "\"journal\""));
    ck_assert_str_eq(file,
        "\"day\";\"reference\";\"account\";\"cvr\";\"name\";\"text\";\"amount\"\r\n"
        "\"2020-11-17\";\"T41-1\";\"46.20\";\"20000001\";\"Ærø & Ø Kommune\";"
        "\"Tilskud fsm2-2019, sag 7, rate 1\";\"500000.00\"\r\n"
        "\"2020-11-17\";\"T42-2\";\"46.20\";\"20000002\";\"B \"\"b\"\" Kommune\";"
        "\"Tilskud fsm2-2019, sag 8, rate 1\";\"0.05\"\r\n");
    struct payment_profile profile = {.journal = true};
    ck_assert_str_eq(payment_media_type(&profile), "text/csv");
    profile.journal = false;
    ck_assert_str_eq(payment_media_type(&profile), "application/xml");
}
END_TEST

START_TEST(says_when_it_does_not_fit)
{
    static const char *const outputs[] = {"\"pain.001.001.03\"", "\"journal\""};
    struct payment_file file;
    struct buffer out;
    buffer_init(&out, 100);
    ck_assert_int_eq(read_text(changed(DOCUMENT, outputs[0], outputs[_i]), &file), STATUS_OK);
    ck_assert_int_eq(payment_write(&file, &out), STATUS_LIMIT);
    buffer_free(&out);
}
END_TEST

#define LONG_35  "123456789012345678901234567890123456"
#define LONG_70  LONG_35 LONG_35
#define LONG_140 LONG_70 LONG_70

/* What the schema refuses, one row for each constraint on an element that the file has. */
static const struct {
    const char *from;
    const char *to;
} broken[] = {
    {"<MsgId>TB-00ff</MsgId>", "<MsgId/>"},                    /* Max35Text: not empty */
    {"<MsgId>TB-00ff", "<MsgId>" LONG_35},                     /* Max35Text */
    {"<MsgId>TB-00ff</MsgId>", ""},                            /* required */
    {"2020-11-16T09:00:00Z", "16-11-2020 10.00"},              /* ISODateTime */
    {"<NbOfTxs>2", "<NbOfTxs>2.0"},                            /* Max15NumericText */
    {"<NbOfTxs>2", "<NbOfTxs>1234567890123456"},               /* at most 15 digits */
    {"<NbOfTxs>2</NbOfTxs>", ""},                              /* required */
    {"<CtrlSum>500000.05", "<CtrlSum>500000,05"},              /* DecimalNumber */
    {"<CtrlSum>500000.05", "<CtrlSum>1234567890123456789"},    /* at most 18 digits */
    {"<Nm>Styrelsen", "<Nm>" LONG_140},                        /* Max140Text */
    {"<Id>10000001", "<Id>" LONG_35},                          /* Max35Text */
    {"<Prtry>CVR", "<Prtry>" LONG_35},                         /* Max35Text */
    {"<Prtry>CVR</Prtry>", ""},                                /* a choice takes one */
    {"<Prtry>CVR</Prtry>", "<Prtry>CVR</Prtry><Cd>CUST</Cd>"}, /* and not two */
    {"<PmtInfId>TB-00ff", "<PmtInfId>" LONG_35},               /* Max35Text */
    {"<PmtInfId>TB-00ff</PmtInfId>", ""},                      /* required */
    {"<PmtMtd>TRF", "<PmtMtd>DD"},                             /* PaymentMethod3Code */
    {"<PmtMtd>TRF</PmtMtd>", ""},                              /* required */
    {"<BtchBookg>false", "<BtchBookg>no"},                     /* boolean */
    {"<Prtry>NKS", "<Prtry>" LONG_35},                         /* Max35Text */
    {"<Cd>GOVT", "<Cd>GOVTS"},                                 /* Max4Text of a code */
    {"<ReqdExctnDt>2020-11-17", "<ReqdExctnDt>2020-02-30"},    /* ISODate */
    {"<ReqdExctnDt>2020-11-17</ReqdExctnDt>", ""},             /* required */
    {"<IBAN>DK50", "<IBAN>dk50"},                              /* IBAN2007Identifier */
    {"<IBAN>DK5000400440116243</IBAN>", ""},                   /* required */
    {"<BIC>DABADKKK", "<BIC>DABADK"},                          /* BICIdentifier */
    {"<DbtrAgt>\n    <FinInstnId>\n     <BIC>DABADKKK</BIC>\n    </FinInstnId>\n   </DbtrAgt>",
        ""},                                       /* required */
    {"<EndToEndId>T41-1", "<EndToEndId>" LONG_35}, /* Max35Text */
    {"<EndToEndId>T41-1</EndToEndId>", ""},        /* required */
    {"Ccy=\"DKK\"", "Ccy=\"kr\""},                 /* three capitals */
    {" Ccy=\"DKK\"", ""},                          /* required */
    {">500000.00<", ">-500000.00<"},               /* not below 0 */
    {">500000.00<", ">0.123456<"},                 /* at most 5 decimals */
    {">500000.00<", ">1234567890123456789<"},      /* at most 18 digits */
    {"<Nm>Ærø &amp; Ø Kommune", "<Nm>" LONG_140},  /* Max140Text */
    {"<Id>20000001", "<Id>" LONG_35},              /* Max35Text */
    {"<Ustrd>Tilskud", "<Ustrd>" LONG_140},        /* Max140Text */
    {"<Ustrd>Tilskud fsm2-2019, sag 7, rate 1</Ustrd>", "<Kontonr>1</Kontonr>"}, /* unknown */
    {"<PmtMtd>TRF</PmtMtd>\n   <BtchBookg>false</BtchBookg>",
        "<BtchBookg>false</BtchBookg>\n   <PmtMtd>TRF</PmtMtd>"},      /* order */
    {"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03", "urn:another"}, /* namespace */
};

START_TEST(the_schema_refuses)
{
    ck_assert(!valid(changed(written(DOCUMENT), broken[_i].from, broken[_i].to)));
}
END_TEST

/* What never reaches the schema: the reader refuses it before a byte is written. */
static const struct {
    const char *from;
    const char *to;
    enum status status;
} refused[] = {
    {"\"message\":\"TB-00ff\"", "\"message\":\"" LONG_35 "\"", STATUS_INVALID},
    {"\"2020-11-16T09:00:00Z\"", "null", STATUS_INVALID},
    {"\"2020-11-17\"", "null", STATUS_INVALID},
    {"\"output\":\"pain.001.001.03\"", "\"output\":\"pain.008\"", STATUS_INVALID},
    {"\"name\":\"Styrelsen\"", "\"name\":\"\"", STATUS_INVALID},
    {"\"name\":\"Styrelsen\"", "\"name\":\"Styrel\\nsen\"", STATUS_INVALID},
    {"\"name\":\"Styrelsen\"", "\"name\":\"" LONG_70 "\"", STATUS_INVALID},
    {"\"id\":null", "\"id\":\"1\"", STATUS_INVALID}, /* two accounts */
    {"\"iban\":\"DK5000400440116243\"", "\"iban\":null", STATUS_INVALID},
    {"\"iban\":\"DK5000400440116243\",\"id\":null", "\"iban\":null,\"id\":\"1\"", STATUS_INVALID},
    {"\"debtor_bic\":\"DABADKKK\"", "\"debtor_bic\":null", STATUS_INVALID},
    {"\"service_level\":\"NKS\"", "\"service_level\":null", STATUS_INVALID},
    {"\"GOVT\"", "\"GOVTS\"", STATUS_INVALID},
    {"\"creditor_scheme\":\"CVR\"", "\"creditor_scheme\":null", STATUS_INVALID},
    {"\"account_scheme\":\"NKS\"", "\"account_scheme\":null", STATUS_INVALID},
    {"\"46.20\"", "\"" LONG_35 "\"", STATUS_INVALID},
    {"\"T41-1\"", "\"" LONG_35 "\"", STATUS_INVALID},
    {"\"cvr\":\"20000001\"", "\"cvr\":\"2000000\"", STATUS_INVALID},
    {"\"cvr\":\"20000001\"", "\"cvr\":\"2000000A\"", STATUS_INVALID},
    {"\"cvr\":\"20000001\"", "\"cvr\":\"2000000/\"", STATUS_INVALID},
    {"\"Ærø & Ø Kommune\"", "\"=HYPERLINK(1)\"", STATUS_INVALID}, /* the journal in a spreadsheet */
    {"\"Ærø & Ø Kommune\"", "\"\"", STATUS_INVALID},
    {"\"Tilskud fsm2-2019, sag 7, rate 1\"", "\"@sag\"", STATUS_INVALID},
    {"\"amount_ore\":50000000", "\"amount_ore\":0", STATUS_INVALID},
    {"\"amount_ore\":50000000", "\"amount_ore\":1000000000000001", STATUS_INVALID},
    {"\"total_ore\":50000005", "\"total_ore\":50000004", STATUS_INVALID},
    {"[" LINE_1 "," LINE_2 "]", "[]", STATUS_INVALID},
    {"\"lines\"", "\"line\"", STATUS_INVALID},
};

START_TEST(refuses_before_writing)
{
    struct payment_file file = {.count = 77};
    ck_assert_int_eq(
        read_text(changed(DOCUMENT, refused[_i].from, refused[_i].to), &file), refused[_i].status);
    ck_assert_uint_eq(file.count, 77);
}
END_TEST

/* 500 lines of 1 kr. are one file; 501 are not. */
START_TEST(holds_so_many_lines)
{
    struct buffer text;
    buffer_init(&text, PAYMENT_FILE_MAX);
    size_t count = PAYMENT_LINES_MAX + (size_t)_i;
    for (size_t i = 0; i < count; i++) {
        buffer_puts(&text, i == 0 ? "[" : ",");
        buffer_printf(&text,
            "{\"reference\":\"T%zu-1\",\"cvr\":\"20000001\",\"name\":\"N\","
            "\"text\":\"x\",\"amount_ore\":100}",
            i + 1);
    }
    buffer_puts(&text, "]");
    const char *lines = arena_text(arena, buffer_span(&text));
    buffer_free(&text);
    const char *document = changed(DOCUMENT, "[" LINE_1 "," LINE_2 "]", lines);
    document = changed(document, "50000005", arena_printf(arena, "%zu", count * 100));
    struct payment_file file;
    ck_assert_int_eq(read_text(document, &file), _i == 0 ? STATUS_OK : STATUS_LIMIT);
    if (_i == 0) {
        ck_assert(valid(written(document)));
    }
}
END_TEST

START_TEST(needs_room_for_its_lines)
{
    struct arena *small = arena_create(16);
    const struct json *json = NULL;
    struct payment_file file;
    ck_assert_int_eq(json_parse(arena, SPAN(DOCUMENT), &json, NULL), STATUS_OK);
    ck_assert_int_eq(payment_read(small, json, &file), STATUS_LIMIT);
    arena_destroy(small);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("payment_file");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, writes_the_same_bytes_every_time);
    tcase_add_test(cases, writes_another_kind_of_account);
    tcase_add_test(cases, writes_the_journal_instead);
    tcase_add_loop_test(cases, says_when_it_does_not_fit, 0, 2);
    tcase_add_loop_test(cases, the_schema_refuses, 0, (int)COUNT_OF(broken));
    tcase_add_loop_test(cases, refuses_before_writing, 0, (int)COUNT_OF(refused));
    tcase_add_loop_test(cases, holds_so_many_lines, 0, 2);
    tcase_add_test(cases, needs_room_for_its_lines);
    return harness_run("ledger/payment/payment_file", cases);
}
