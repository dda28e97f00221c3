/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "ledger/log/policy.h"
#include "ledger/operator/doctor.h"

#define OUTSIDE "outside" /* the group of witnesses that other organisations run */

/* An address of this very machine is nobody else's. */
static bool is_local(struct span url)
{
    static const char *const hosts[] = {"127.", "localhost", "[::1]"};
    const char *slashes = url.len < 8 ? NULL : memchr(url.data, '/', 8);
    if (slashes == NULL) {
        return false;
    }
    size_t head = (size_t)(slashes - url.data) + 2;
    struct span host = {.data = url.data + head, .len = url.len < head ? 0 : url.len - head};
    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
        if (span_starts_with(host, span_from(hosts[i]))) {
            return true;
        }
    }
    return false;
}

/* The witnesses below a name, as bits; groups stand behind their members. */
static uint64_t below(const struct policy *policy, size_t name)
{
    uint64_t names = UINT64_C(1) << name;
    uint64_t mask = 0;
    for (size_t i = name + 1; i-- > 0;) {
        const struct policy_name *row = &policy->names[i];
        if ((names >> i & 1U) != 0) {
            names |= row->members;
            mask |= row->members == 0 ? UINT64_C(1) << row->witness : 0;
        }
    }
    return mask;
}

/* Whether the quorum can be met by witnesses that we run ourselves, or that nobody is said to run.
 */
static bool met_by_us(const struct policy *policy)
{
    uint64_t outside = 0;
    uint64_t ours = 0;
    for (size_t i = 0; i < policy->name_count; i++) {
        if (span_is(policy->names[i].name, OUTSIDE)) {
            outside = below(policy, i);
        }
    }
    for (size_t i = 0; i < policy->witness_count; i++) {
        bool counts = (outside >> i & 1U) != 0 && !is_local(policy->witnesses[i].url);
        ours |= (uint64_t)!counts << i;
    }
    return policy_met(policy, ours);
}

static bool is_among(struct span list, const struct note_verifier *key)
{
    char name[NOTE_NAME_LEN_MAX + 16];
    struct span word;
    (void)snprintf(name, sizeof(name), "%.*s+%02x%02x%02x%02x", (int)key->name.len, key->name.data,
        key->key_id[0], key->key_id[1], key->key_id[2], key->key_id[3]);
    while (span_split(&list, ' ', &word)) {
        if (span_is(word, name)) {
            return true;
        }
    }
    return false;
}

/* Whether those that have cosigned another log than this are a quorum, as the sequencer asks. */
static bool stopped(const struct policy *policy, struct span denying)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < policy->witness_count; i++) {
        mask |= (uint64_t)is_among(denying, &policy->witnesses[i].key) << i;
    }
    return mask != 0 && policy->quorum >= 0 && policy_met(policy, mask);
}

static void say_unwitnessed(struct doctor *doctor, const struct doctor_witnesses *seen)
{
    bool long_ago = seen->production && seen->missing_s > DOCTOR_QUORUM_S;
    doctor_say(doctor, long_ago ? FINDING_BROKEN : FINDING_WARNING,
        "the last checkpoint (size %lld) is not witnessed; the last that is has size %lld. %.*s. A "
        "quorum has been missing for %lld s; the log goes on. Call whoever runs them: docs/log.md, "
        "Witnesses, says what each answer means",
        (long long)seen->size, (long long)seen->met, (int)seen->failing.len, seen->failing.data,
        (long long)seen->missing_s);
}

void doctor_witnesses(struct doctor *doctor, const struct doctor_witnesses *seen)
{
    static struct policy policy; /* large */
    unsigned line = 0;
    enum finding alone = seen->production ? FINDING_BROKEN : FINDING_WARNING;
    if (seen->policy.data == NULL) {
        doctor_say(doctor, alone,
            "no witness: whoever holds database and keys could show two records to two people; name "
            "a policy in sequencer.conf (docs/log.md, Witnesses)");
        return;
    }
    if (policy_parse(seen->policy, &policy, &line) != STATUS_OK) {
        doctor_say(
            doctor, FINDING_BROKEN, "line %u of the policy of witnesses is not understood", line);
        return;
    }
    if (met_by_us(&policy)) {
        doctor_say(doctor, alone,
            "the quorum of witnesses can be met without one of the group \"" OUTSIDE
            "\" on another machine: a witness counts only when another organisation runs it");
    } else {
        doctor_say(doctor, FINDING_OK, "no quorum of witnesses without an outside one");
    }
    if (stopped(&policy, seen->denying)) {
        doctor_say(doctor, FINDING_BROKEN,
            "the log is stopped: a quorum of its witnesses says that it has cosigned another log "
            "than this. %.*s. Keep database, signer and folder as they are, and ask each witness "
            "for its checkpoint (docs/log.md, Witnesses)",
            (int)seen->failing.len, seen->failing.data);
    } else if (seen->met < seen->size) {
        say_unwitnessed(doctor, seen);
    } else if (seen->size > 0) {
        doctor_say(doctor, FINDING_OK, "the last checkpoint (size %lld) is witnessed",
            (long long)seen->size);
    }
}
