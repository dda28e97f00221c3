/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * trial.h - what a pool would give applications in the order of their points. It decides nothing:
 * no text of a call says how a ranked pool is shared, officers propose each award for itself. A
 * trial shows them beforehand what best first comes to, and of each application which limit
 * counted.
 */
#ifndef LEDGER_GRANTS_TRIAL_H
#define LEDGER_GRANTS_TRIAL_H

#include <stddef.h>
#include <stdint.h>

#define TRIAL_NO_CAP      INT64_MAX
#define TRIAL_CAP_UNKNOWN INT64_C(-1) /* the annex has none for this CVR yet: no award */
#define TRIAL_ALL_BP      10000

/* Why an application gets what it gets. */
enum trial_step {
    TRIAL_APPLIED, /* all that was applied for */
    TRIAL_SHARE,   /* the share tried of what was applied for */
    TRIAL_CAP,     /* its cap */
    TRIAL_REST,    /* what the pool has left */
    TRIAL_GIVEN,   /* an award that is proposed or decided: not tried */
    TRIAL_NO_CAP_YET,
    TRIAL_UNITS,  /* more units than are left in the country */
    TRIAL_EQUAL,  /* pool or units are not enough for all of this rank, and nothing chooses among
                     them */
    TRIAL_BEHIND, /* behind such a rank */
    TRIAL_NOTHING_LEFT,
};

struct trial_row {
    int64_t rank;
    int64_t applied_ore;
    int64_t cap_ore;   /* of this application; TRIAL_NO_CAP, TRIAL_CAP_UNKNOWN */
    int64_t units;     /* ambassadors applied for; 0 where none are counted */
    int64_t given_ore; /* proposed or awarded already; 0: nothing */
    /* set by trial_run */
    enum trial_step step;
    int64_t most_ore;  /* the least of share and cap; of an award that stands, itself */
    int64_t trial_ore; /* what it would get, in øre */
    int64_t left_ore;  /* of the pool behind it */
};

struct trial {
    int64_t pool_ore;
    int64_t units_in_all; /* INT64_MAX: not limited */
    int share_bp;         /* of each sum applied for, 1 … TRIAL_ALL_BP */
};

/*
 * Fills in `rows`, which are in ascending order of rank. What stands is taken from pool and units
 * first; then each rank gets its most while the pool lasts. One application that the pool does not
 * reach gets the rest; of several of one rank none does, and nobody behind overtakes them. Who
 * applies for more units than are left is passed over.
 */
void trial_run(const struct trial *trial, struct trial_row *rows, size_t count);

#endif
