/* SPDX-License-Identifier: EUPL-1.2 */
/* document.h - a document of two payments and the file that is written of it, for the tests of
 * both. */
#ifndef TESTS_LEDGER_PAYMENT_DOCUMENT_H
#define TESTS_LEDGER_PAYMENT_DOCUMENT_H

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
static inline const char *changed(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    ck_assert_msg(at != NULL, "%s", from);
    const char *result =
        arena_printf(arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    ck_assert_ptr_nonnull(result);
    return result;
}

static inline enum status read_text(const char *text, struct payment_file *file)
{
    const struct json *json = NULL;
    ck_assert_int_eq(json_parse(arena, span_from(text), &json, NULL), STATUS_OK);
    return payment_read(arena, json, file);
}

static inline const char *written(const char *document)
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

static inline bool valid(const char *xml)
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

static inline const char *of_another_account(void)
{
    const char *document =
        changed(DOCUMENT, "{\"iban\":\"DK5000400440116243\",\"id\":null,\"scheme\":null}",
            "{\"iban\":null,\"id\":\"00400440116243\",\"scheme\":\"BBAN\"}");
    return written(changed(document, "\"GOVT\"", "null"));
}

#define LONG_35  "123456789012345678901234567890123456"
#define LONG_70  LONG_35 LONG_35
#define LONG_140 LONG_70 LONG_70

#endif
