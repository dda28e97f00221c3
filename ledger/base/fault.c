/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base/status.h"

void fault_clear(struct fault *fault)
{
    ensure(fault != NULL);
    memset(fault, 0, sizeof(*fault));
}

void fault_record(struct fault *fault, const char *file, int line, const char *module,
    const char *code, const char *format, ...)
{
    ensure(file != NULL);
    if (fault == NULL || fault->file != NULL) {
        return;
    }
    fault->file = file;
    fault->line = line;
    fault->module = module;
    (void)snprintf(fault->code, sizeof(fault->code), "%s", code == NULL ? "" : code);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(fault->text, sizeof(fault->text), format, arguments);
    va_end(arguments);
}
