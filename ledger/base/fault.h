/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * fault.h - the details of a failure, written once where it is first seen and read once by the
 * layer that logs. Never shown to a user, except `code` and `detail` of a refusal by an act
 * (LGnnn).
 */
#ifndef LEDGER_BASE_FAULT_H
#define LEDGER_BASE_FAULT_H

#include "ledger/base/span.h"

struct fault {
    const char *file; /* NULL: no fault recorded */
    int line;
    const char *module; /* static: "db", "auth", "attest" … */
    char code[8];       /* SQLSTATE, or an OpenSSL reason number; "" when none */
    char text[256];     /* short English text, cut when longer */
    char detail[16384]; /* machine-readable detail of an act's refusal (JSON), a violation for each
                           of some 200 lines; "" when none */
};

/* Empties the fault. */
void fault_clear(struct fault *fault);

/* Records the first failure; a later one does not overwrite it. `fault` may be NULL. */
void fault_record(struct fault *fault, const char *file, int line, const char *module,
    const char *code, const char *format, ...) __attribute__((format(printf, 6, 7)));

#define FAULT(fault, module, code, ...)                                                            \
    fault_record((fault), __FILE__, __LINE__, (module), (code), __VA_ARGS__)

#endif
