/* SPDX-License-Identifier: EUPL-1.2 */
/* Accepted instants and days are written and read back; local time gives the instant again. */
#include "ledger/base/moment.h"
#include "tests/fuzz/fuzz.h"

static void check_instant(struct span text)
{
    int64_t us = -1;
    if (moment_parse(text, &us) != STATUS_OK) {
        ensure(us == -1);
        return;
    }
    struct buffer out;
    buffer_init(&out, 64);
    moment_put(&out, us);
    int64_t again = -1;
    ensure(moment_parse(buffer_span(&out), &again) == STATUS_OK && again == us);
    buffer_free(&out);
    if (us / MOMENT_DAY_US < day_from_civil(9999, 12, 31)) {
        struct civil local;
        moment_to_local(us, &local, NULL);
        enum status status = moment_from_local(&local, &again);
        ensure(status != STATUS_NOT_FOUND);
        ensure(status != STATUS_OK || again == us);
    }
}

static void check_day(struct span text)
{
    int32_t day = -1;
    if (day_parse(text, &day) != STATUS_OK) {
        ensure(day == -1);
        return;
    }
    struct buffer out;
    buffer_init(&out, 64);
    day_put(&out, day);
    ensure(span_equal(buffer_span(&out), text));
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_instant(fuzz_input(data, size));
    check_day(fuzz_input(data, size));
    return 0;
}
