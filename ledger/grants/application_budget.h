/* SPDX-License-Identifier: EUPL-1.2 */
/* application_budget.h - the budget's part of application_check(). */
#ifndef LEDGER_GRANTS_APPLICATION_BUDGET_H
#define LEDGER_GRANTS_APPLICATION_BUDGET_H

#include "ledger/grants/application.h"

/* Checks every line, its category, texts, years and amounts. */
void application_check_budget(const struct call *call, const struct content *content,
    const struct application_context *context, struct violations *out);

/* True when `year` has a day in the project period. */
bool application_year_inside(const struct call *call, int32_t year);

#endif
