/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/payment/payment_file.h"

#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <string.h>

#include "ledger/payment/payment_internal.h"

#define NAMESPACE  "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"
#define TEXT_ROOM  1024 /* bytes: 140 characters of at most four, and more */
#define ORE_PER_KR 100
#define COUNT_ROOM 24

/* libxml2's writer with a sticky failure: it fails for want of memory only. */
struct xml {
    xmlTextWriterPtr writer;
    bool failed;
};

/* libxml2's own BAD_CAST drops const. */
static const xmlChar *xml_text(const char *text)
{
    return (const xmlChar *)text;
}

static void keep(struct xml *xml, int result)
{
    xml->failed = xml->failed || result < 0;
}

static void open_element(struct xml *xml, const char *name)
{
    keep(xml, xmlTextWriterStartElement(xml->writer, xml_text(name)));
}

static void close_element(struct xml *xml)
{
    keep(xml, xmlTextWriterEndElement(xml->writer));
}

static void put_text(struct xml *xml, const char *name, const char *text)
{
    keep(xml, xmlTextWriterWriteElement(xml->writer, xml_text(name), xml_text(text)));
}

/* An element with a text that payment_read() found printable and short; an empty one is left out.
 */
static void put(struct xml *xml, const char *name, struct span text)
{
    char room[TEXT_ROOM];
    if (text.len == 0) {
        return;
    }
    ensure(text.len < sizeof(room));
    (void)memcpy(room, text.data, text.len);
    room[text.len] = '\0';
    put_text(xml, name, room);
}

/* <outer><inner>text</inner></outer>, or nothing. */
static void put_inside(struct xml *xml, const char *outer, const char *inner, struct span text)
{
    if (text.len > 0) {
        open_element(xml, outer);
        put(xml, inner, text);
        close_element(xml);
    }
}

void payment_sum(int64_t ore, char *text)
{
    ensure(ore >= 0);
    int len = snprintf(text, PAYMENT_SUM_LEN, "%lld.%02lld", (long long)(ore / ORE_PER_KR),
        (long long)(ore % ORE_PER_KR));
    ensure(len > 0 && len < PAYMENT_SUM_LEN);
}

static void put_count_and_sum(struct xml *xml, const struct payment_file *file)
{
    char count[COUNT_ROOM];
    char sum[PAYMENT_SUM_LEN];
    int len = snprintf(count, sizeof(count), "%zu", file->count);
    ensure(len > 0 && (size_t)len < sizeof(count));
    payment_sum(file->total_ore, sum);
    put_text(xml, "NbOfTxs", count);
    put_text(xml, "CtrlSum", sum);
}

/* A number under a scheme, as organisations are identified: Id/OrgId/Othr. */
static void put_organisation(struct xml *xml, struct span id, struct span scheme)
{
    open_element(xml, "Id");
    open_element(xml, "OrgId");
    open_element(xml, "Othr");
    put(xml, "Id", id);
    put_inside(xml, "SchmeNm", "Prtry", scheme);
    close_element(xml);
    close_element(xml);
    close_element(xml);
}

static void put_party(struct xml *xml, const char *name, const struct payment_party *party)
{
    open_element(xml, name);
    put(xml, "Nm", party->name);
    put_organisation(xml, party->id, party->scheme);
    close_element(xml);
}

static void put_header(struct xml *xml, const struct payment_file *file)
{
    open_element(xml, "GrpHdr");
    put(xml, "MsgId", file->message);
    put(xml, "CreDtTm", file->made);
    put_count_and_sum(xml, file);
    put_party(xml, "InitgPty", &file->profile.initiating_party);
    close_element(xml);
}

/* Id/Othr with the scheme in `scheme_element`: "Cd" for the debtor's, "Prtry" for NemKonto's. */
static void put_account(
    struct xml *xml, struct span id, const char *scheme_element, struct span scheme)
{
    open_element(xml, "Othr");
    put(xml, "Id", id);
    put_inside(xml, "SchmeNm", scheme_element, scheme);
    close_element(xml);
}

static void put_debtor(struct xml *xml, const struct payment_profile *profile)
{
    put_party(xml, "Dbtr", &profile->debtor);
    open_element(xml, "DbtrAcct");
    open_element(xml, "Id");
    put(xml, "IBAN", profile->debtor_iban);
    if (profile->debtor_iban.len == 0) {
        put_account(xml, profile->debtor_account, "Cd", profile->debtor_account_scheme);
    }
    close_element(xml);
    close_element(xml);
    open_element(xml, "DbtrAgt");
    put_inside(xml, "FinInstnId", "BIC", profile->debtor_bic);
    close_element(xml);
}

static void put_payment(
    struct xml *xml, const struct payment_profile *profile, const struct payment_line *line)
{
    char sum[PAYMENT_SUM_LEN];
    payment_sum(line->amount_ore, sum);
    open_element(xml, "CdtTrfTxInf");
    put_inside(xml, "PmtId", "EndToEndId", line->reference);
    open_element(xml, "Amt");
    open_element(xml, "InstdAmt");
    keep(xml, xmlTextWriterWriteAttribute(xml->writer, xml_text("Ccy"), xml_text("DKK")));
    keep(xml, xmlTextWriterWriteString(xml->writer, xml_text(sum)));
    close_element(xml);
    close_element(xml);
    open_element(xml, "Cdtr");
    put(xml, "Nm", line->name);
    put_organisation(xml, line->cvr, profile->creditor_scheme);
    close_element(xml);
    open_element(xml, "CdtrAcct");
    open_element(xml, "Id");
    put_account(xml, line->cvr, "Prtry", profile->account_scheme);
    close_element(xml);
    close_element(xml);
    put_inside(xml, "RmtInf", "Ustrd", line->text);
    close_element(xml);
}

static void put_payments(struct xml *xml, const struct payment_file *file)
{
    const struct payment_profile *profile = &file->profile;
    open_element(xml, "PmtInf");
    put(xml, "PmtInfId", file->message);
    put_text(xml, "PmtMtd", "TRF");
    put_text(
        xml, "BtchBookg", "false"); /* each payment is a line of its own in the bank's answer */
    put_count_and_sum(xml, file);
    open_element(xml, "PmtTpInf");
    put_inside(xml, "SvcLvl", "Prtry", profile->service_level);
    put_inside(xml, "CtgyPurp", "Cd", profile->category_purpose);
    close_element(xml);
    put(xml, "ReqdExctnDt", file->execution_day);
    put_debtor(xml, profile);
    for (size_t i = 0; i < file->count; i++) {
        put_payment(xml, profile, &file->lines[i]);
    }
    close_element(xml);
}

static void put_document(struct xml *xml, const struct payment_file *file)
{
    keep(xml, xmlTextWriterSetIndent(xml->writer, 1));
    keep(xml, xmlTextWriterSetIndentString(xml->writer, xml_text(" ")));
    keep(xml, xmlTextWriterStartDocument(xml->writer, "1.0", "UTF-8", NULL));
    keep(xml,
        xmlTextWriterStartElementNS(xml->writer, NULL, xml_text("Document"), xml_text(NAMESPACE)));
    open_element(xml, "CstmrCdtTrfInitn");
    put_header(xml, file);
    put_payments(xml, file);
    close_element(xml);
    close_element(xml);
    keep(xml, xmlTextWriterEndDocument(xml->writer));
}

static enum status write_xml(const struct payment_file *file, struct buffer *out)
{
    xmlBufferPtr bytes = xmlBufferCreate();
    struct xml xml = {.writer = bytes == NULL ? NULL : xmlNewTextWriterMemory(bytes, 0)};
    if (xml.writer == NULL) {
        xmlBufferFree(bytes); /* uncovered: no memory */
        return STATUS_LIMIT;  /* uncovered: likewise */
    }
    put_document(&xml, file);
    xmlFreeTextWriter(xml.writer);
    buffer_put(out, (struct span){.data = (const char *)xmlBufferContent(bytes),
                        .len = (size_t)xmlBufferLength(bytes)});
    xmlBufferFree(bytes);
    if (xml.failed) {
        return STATUS_LIMIT; /* uncovered: likewise */
    }
    return out->failed ? STATUS_LIMIT : STATUS_OK;
}

enum status payment_write(const struct payment_file *file, struct buffer *out)
{
    ensure(file != NULL && out != NULL && file->count > 0);
    if (!file->profile.journal) {
        return write_xml(file, out);
    }
    payment_journal(file, out);
    return out->failed ? STATUS_LIMIT : STATUS_OK;
}

const char *payment_media_type(const struct payment_profile *profile)
{
    return profile->journal ? "text/csv" : "application/xml";
}
