/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/certificate_log.h"

void certificate_log_refused(const struct fault *fault)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_ERROR, "crl_refused");
    log_fault(&line, fault);
    log_end(&line);
}

void certificate_log_unknown(uint64_t count)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_WARNING, "serial_number_unknown");
    log_int(&line, "count", (int64_t)count);
    log_text(&line, "hint",
        SPAN("the trust profile's unknown_serial_number met: genuine certificates of this kind "
             "exist, what the letter means is not known; ask the CA, then move it to the "
             "profile's serial_number or other_policy"));
    log_end(&line);
}

void certificate_log_new(int64_t person, struct span certificate_hex, enum sighting sighting)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_NOTICE, "certificate_new");
    log_int(&line, "person", person);
    log_text(&line, "certificate", certificate_hex);
    log_text(&line, "kind", sighting == SIGHTING_FIRST ? SPAN("first") : SPAN("renewed"));
    log_end(&line);
}

void certificate_log_verdict(struct log_line *line, const struct credential_verdict *verdict)
{
    if (verdict->certificate_hex.len > 0) {
        log_text(line, "certificate", verdict->certificate_hex);
    }
    if (verdict->serial.len > 0) {
        log_text(line, "serial", verdict->serial);
    }
    if (verdict->issuer.len > 0) {
        log_text(line, "issuer", verdict->issuer);
    }
}
