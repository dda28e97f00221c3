/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether another server holds what is signed. */
#include "ledger/operator/doctor.h"

static void say_waiting(struct doctor *doctor, const struct doctor_standbys *seen)
{
    doctor_say(doctor, FINDING_BROKEN,
        "waiting for the standby since %.*s: entries are recorded and nothing is signed, as %d of "
        "the standbys named in synchronous_standby_names (\"%.*s\") must hold it first. Connected: "
        "%.*s. Start the standby again, or make another (docs/log.md, Standbys)",
        (int)seen->since.len, seen->since.data, (int)seen->required, (int)seen->names.len,
        seen->names.data, (int)seen->connected.len, seen->connected.data);
}

void doctor_standbys(struct doctor *doctor, const struct doctor_standbys *seen)
{
    enum finding alone = seen->production ? FINDING_BROKEN : FINDING_WARNING;
    if (seen->required < 0) {
        doctor_say(doctor, alone,
            "whether a standby must hold what is signed, the sequencer has not said yet: is it "
            "running, and keeps it the log?");
    } else if (seen->required == 0) {
        doctor_say(doctor, alone,
            "no standby is required: what was signed and shown to everybody is lost with this one "
            "server. That is for an installation to look around in; in production name standbys in "
            "synchronous_standby_names and their number in sequencer.conf (standbys = 1, "
            "docs/log.md, Standbys)");
    } else if (seen->waiting) {
        say_waiting(doctor, seen);
    } else {
        doctor_say(doctor, FINDING_OK,
            "nothing is signed before %d of the standbys \"%.*s\" hold it; connected: %.*s",
            (int)seen->required, (int)seen->names.len, seen->names.data, (int)seen->connected.len,
            seen->connected.data);
    }
}
