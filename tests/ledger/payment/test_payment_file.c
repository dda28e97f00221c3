/* SPDX-License-Identifier: EUPL-1.2 */
/* The payment file: its bytes, that the bank's schema takes them, and what is refused before a byte
 * is written. */
#include "tests/ledger/payment/document.h"

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
    const char *file = of_another_account();
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
    tcase_add_loop_test(cases, refuses_before_writing, 0, (int)COUNT_OF(refused));
    tcase_add_loop_test(cases, holds_so_many_lines, 0, 2);
    tcase_add_test(cases, needs_room_for_its_lines);
    return harness_run("ledger/payment/payment_file", cases);
}
