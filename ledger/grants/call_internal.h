/* SPDX-License-Identifier: EUPL-1.2 */
/* call_internal.h - the parts of call_parse(); nobody outside includes it. */
#ifndef LEDGER_GRANTS_CALL_INTERNAL_H
#define LEDGER_GRANTS_CALL_INTERNAL_H

#include "ledger/grants/call.h"
#include "ledger/grants/reader.h"

/* Each reads members of the definition's root, whose own member list has been checked. */
void call_read_frame(struct reader *reader, const struct json *root, struct call *call);
void call_read_content(struct reader *reader, const struct json *root, struct call *call);
void call_read_payment(struct reader *reader, const struct json *root, struct call *call);
void call_read_sign_off(struct reader *reader, const struct json *root, struct call *call);
void call_read_due(struct reader *reader, const struct json *root, struct call *call);
void call_read_anomalies(struct reader *reader, const struct json *root, struct call *call);

/* A list of {code, title[, help][, weight_bp]} with distinct codes. */
enum call_item_form { CALL_ITEM_PLAIN, CALL_ITEM_HELP, CALL_ITEM_CRITERION };
struct call_items call_read_items(
    struct reader *reader, const struct json *root, const char *name, enum call_item_form form);

/* The rules that hold across fields; `root` gives the lines. */
void call_check(struct reader *reader, const struct json *root, const struct call *call);
void call_check_money(struct reader *reader, const struct json *root, const struct call *call);

#endif
