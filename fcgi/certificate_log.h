/* SPDX-License-Identifier: EUPL-1.2 */
/* certificate_log.h - what the worker's log says about certificates: no name, no text from them. */
#ifndef FCGI_CERTIFICATE_LOG_H
#define FCGI_CERTIFICATE_LOG_H

#include <stdint.h>

#include "auth/credential.h"
#include "ledger/base/fault.h"
#include "ledger/base/log.h"
#include "ledger/sessions.h"

/* Lists, CAs or profiles were replaced by something unusable; those in force stay in force. */
void certificate_log_refused(const struct fault *fault);

/* A serial number of a kind whose meaning is not known, with how many this process has met. */
void certificate_log_unknown(uint64_t count);

/* A certificate of a known person that was never met before. */
void certificate_log_new(int64_t person, struct span certificate_hex, enum sighting sighting);

/* Adds the certificate's hash, serial number and issuer to a line about an answer. */
void certificate_log_verdict(struct log_line *line, const struct credential_verdict *verdict);

#endif
