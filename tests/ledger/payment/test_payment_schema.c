/* SPDX-License-Identifier: EUPL-1.2 */
/* What the bank's schema refuses of a payment file: a row for each constraint on an element that
 * the file has. */
#include "tests/ledger/payment/document.h"

/* `text` with the first `from` behind `place` replaced by `to`. */
static const char *changed_in(const char *text, const char *place, const char *from, const char *to)
{
    const char *at = strstr(text, place);
    ck_assert_msg(at != NULL, "%s", place);
    const char *result =
        arena_printf(arena, "%.*s%s", (int)(at - text), text, changed(at, from, to));
    ck_assert_ptr_nonnull(result);
    return result;
}

/* `text` without any element `name`; it has at least one. */
static const char *without(const char *text, const char *name)
{
    const char *open = arena_printf(arena, "<%s>", name);
    const char *close = arena_printf(arena, "</%s>", name);
    const char *at = strstr(text, open);
    ck_assert_msg(at != NULL, "%s", name);
    for (; at != NULL; at = strstr(text, open)) {
        const char *end = strstr(at, close);
        ck_assert_msg(end != NULL, "%s", name);
        text = arena_printf(arena, "%.*s%s", (int)(at - text), text, end + strlen(close));
        ck_assert_ptr_nonnull(text);
    }
    return text;
}

/* What the schema refuses, one row for each constraint on an element that the file has. */
static const struct {
    const char *from;
    const char *to;
} broken[] = {
    {"<MsgId>TB-00ff</MsgId>", "<MsgId/>"},                    /* Max35Text: not empty */
    {"<MsgId>TB-00ff", "<MsgId>" LONG_35},                     /* Max35Text */
    {"2020-11-16T09:00:00Z", "16-11-2020 10.00"},              /* ISODateTime */
    {"<NbOfTxs>2", "<NbOfTxs>2.0"},                            /* Max15NumericText */
    {"<NbOfTxs>2", "<NbOfTxs>1234567890123456"},               /* at most 15 digits */
    {"<CtrlSum>500000.05", "<CtrlSum>500000,05"},              /* DecimalNumber */
    {"<CtrlSum>500000.05", "<CtrlSum>1234567890123456789"},    /* at most 18 digits */
    {"<CtrlSum>500000.05", "<CtrlSum>0.123456789012345678"},   /* at most 17 decimals */
    {"<Nm>Styrelsen", "<Nm>" LONG_140},                        /* Max140Text */
    {"<Id>10000001", "<Id>" LONG_35},                          /* Max35Text */
    {"<Prtry>CVR", "<Prtry>" LONG_35},                         /* Max35Text */
    {"<Prtry>CVR</Prtry>", ""},                                /* a choice takes one */
    {"<Prtry>CVR</Prtry>", "<Prtry>CVR</Prtry><Cd>CUST</Cd>"}, /* and not two */
    {"<PmtInfId>TB-00ff", "<PmtInfId>" LONG_35},               /* Max35Text */
    {"<PmtMtd>TRF", "<PmtMtd>DD"},                             /* PaymentMethod3Code */
    {"<BtchBookg>false", "<BtchBookg>no"},                     /* boolean */
    {"<Prtry>NKS", "<Prtry>" LONG_35},                         /* Max35Text */
    {"<Cd>GOVT", "<Cd>GOVTS"},                                 /* Max4Text of a code */
    {"<ReqdExctnDt>2020-11-17", "<ReqdExctnDt>2020-02-30"},    /* ISODate */
    {"<IBAN>DK50", "<IBAN>dk50"},                              /* IBAN2007Identifier */
    {"<IBAN>DK5000400440116243</IBAN>", ""},                   /* required */
    {"<BIC>DABADKKK", "<BIC>DABADK"},                          /* BICIdentifier */
    {"<EndToEndId>T41-1", "<EndToEndId>" LONG_35},             /* Max35Text */
    {"Ccy=\"DKK\"", "Ccy=\"kr\""},                             /* three capitals */
    {" Ccy=\"DKK\"", ""},                                      /* required */
    {"<InstdAmt Ccy=\"DKK\">500000.00</InstdAmt>", ""},        /* a choice takes one */
    {">500000.00<", ">-500000.00<"},                           /* not below 0 */
    {">500000.00<", ">0.123456<"},                             /* at most 5 decimals */
    {">500000.00<", ">1234567890123456789<"},                  /* at most 18 digits */
    {"<Nm>Ærø &amp; Ø Kommune", "<Nm>" LONG_140},              /* Max140Text */
    {"<Id>20000001", "<Id>" LONG_35},                          /* Max35Text */
    {"<Ustrd>Tilskud", "<Ustrd>" LONG_140},                    /* Max140Text */
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

/* The same constraints where the same elements stand again, and no text that may be empty. */
static const struct {
    const char *place;
    const char *from;
    const char *to;
} broken_in[] = {
    {"<PmtInf>", "<NbOfTxs>2", "<NbOfTxs>2.0"},
    {"<PmtInf>", "<NbOfTxs>2", "<NbOfTxs>1234567890123456"},
    {"<PmtInf>", "<CtrlSum>500000.05", "<CtrlSum>500000,05"},
    {"<PmtInf>", "<CtrlSum>500000.05", "<CtrlSum>1234567890123456789"},
    {"<PmtInf>", "<CtrlSum>500000.05", "<CtrlSum>0.123456789012345678"},
    {"<Dbtr>", "<Nm>Styrelsen", "<Nm>" LONG_140},
    {"<Dbtr>", "<Nm>Styrelsen", "<Nm>"},
    {"<Dbtr>", "<Id>10000001", "<Id>" LONG_35},
    {"<Dbtr>", "<Id>10000001", "<Id>"},
    {"<Dbtr>", "<Prtry>CVR", "<Prtry>" LONG_35},
    {"<Dbtr>", "<Prtry>CVR", "<Prtry>"},
    {"<InitgPty>", "<Nm>Styrelsen", "<Nm>"},
    {"<InitgPty>", "<Id>10000001", "<Id>"},
    {"<InitgPty>", "<Prtry>CVR", "<Prtry>"},
    {"<PmtInf>", "<PmtInfId>TB-00ff", "<PmtInfId>"},
    {"<SvcLvl>", "<Prtry>NKS", "<Prtry>"},
    {"<CtgyPurp>", "<Cd>GOVT", "<Cd>"},
    {"<PmtId>", "<EndToEndId>T41-1", "<EndToEndId>"},
    {"<Cdtr>", "<Nm>Ærø &amp; Ø Kommune", "<Nm>"},
    {"<Cdtr>", "<Id>20000001", "<Id>"},
    {"<Cdtr>", "<Prtry>CVR", "<Prtry>" LONG_35},
    {"<Cdtr>", "<Prtry>CVR", "<Prtry>"},
    {"<CdtrAcct>", "<Id>20000001", "<Id>12345678901234567890123456789012345"}, /* Max34Text */
    {"<CdtrAcct>", "<Id>20000001", "<Id>"},
    {"<CdtrAcct>", "<Prtry>NKS", "<Prtry>" LONG_35},
    {"<CdtrAcct>", "<Prtry>NKS", "<Prtry>"},
    {"<RmtInf>", "<Ustrd>Tilskud fsm2-2019, sag 7, rate 1", "<Ustrd>"},
};

START_TEST(the_schema_refuses_there)
{
    ck_assert(!valid(
        changed_in(written(DOCUMENT), broken_in[_i].place, broken_in[_i].from, broken_in[_i].to)));
}
END_TEST

static const struct {
    const char *from;
    const char *to;
} broken_account[] = {
    {"<Id>00400440116243", "<Id>12345678901234567890123456789012345"}, /* Max34Text */
    {"<Id>00400440116243", "<Id>"},                                    /* not empty */
    {"<Id>00400440116243</Id>", ""},                                   /* required */
    {"<Cd>BBAN", "<Cd>BBANS"},                                         /* at most 4 */
    {"<Cd>BBAN", "<Cd>"},                                              /* not empty */
    {"<Cd>BBAN</Cd>", ""},                                             /* a choice takes one */
    {"<Othr>\n      <Id>0040", "<IBAN>DK5000400440116243</IBAN><Othr><Id>0040"}, /* and not two */
};

START_TEST(the_schema_refuses_another_account)
{
    const char *file = of_another_account();
    ck_assert(
        !valid(changed_in(file, "<DbtrAcct>", broken_account[_i].from, broken_account[_i].to)));
}
END_TEST

static const char *const required[] = {"CstmrCdtTrfInitn", "GrpHdr", "MsgId", "CreDtTm", "NbOfTxs",
    "InitgPty", "PmtInf", "PmtInfId", "PmtMtd", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt",
    "FinInstnId", "CdtTrfTxInf", "PmtId", "EndToEndId", "Amt"};

START_TEST(the_schema_requires)
{
    ck_assert(!valid(without(written(DOCUMENT), required[_i])));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("payment_schema");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_loop_test(cases, the_schema_refuses, 0, (int)COUNT_OF(broken));
    tcase_add_loop_test(cases, the_schema_refuses_there, 0, (int)COUNT_OF(broken_in));
    tcase_add_loop_test(
        cases, the_schema_refuses_another_account, 0, (int)COUNT_OF(broken_account));
    tcase_add_loop_test(cases, the_schema_requires, 0, (int)COUNT_OF(required));
    return harness_run("ledger/payment/payment_schema", cases);
}
