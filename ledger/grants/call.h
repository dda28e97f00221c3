/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * call.h - a call for applications as data: every figure and rule of one published text. The
 * definition decides nothing by itself; the modules beside this one read it.
 */
#ifndef LEDGER_GRANTS_CALL_H
#define LEDGER_GRANTS_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define CALL_TEXT_MAX   ((size_t)256 * 1024) /* bytes of a definition */
#define CALL_LIST_MAX   64                   /* elements of any list in it */
#define CALL_BP_WHOLE   10000                /* basis points of a whole grant */
#define CALL_LETTER_DUE 0                    /* months_after_end: only the award letter says it */

struct bilingual {
    struct span da;
    struct span en;
};

/* One named thing: a duty, a criterion, a slot … `help` and `weight_bp` only where they apply. */
struct call_item {
    struct span code;
    struct bilingual title;
    struct bilingual help;
    int weight_bp; /* criteria: -1 when the text gives none */
};

struct call_items {
    const struct call_item *items;
    size_t count;
};

struct call_spans {
    const struct span *items;
    size_t count;
};

/* A part of the appropriation as the texts state it. */
struct call_share {
    struct span call; /* empty: not a call of ours */
    struct bilingual title;
    int64_t amount_ore;
};

struct call_appropriation {
    struct span id; /* "<account>-<year>" */
    struct span account;
    int year;
    int64_t amount_ore;
    const struct call_share *shares;
    size_t share_count;
};

struct call_deadline {
    struct span zone;  /* "Europe/Copenhagen" */
    struct span local; /* 2019-10-24T12:00, or the day alone when end_of_day */
    bool end_of_day;   /* the text names no time: the whole day counts */
    int64_t last_on_time_us;
};

enum call_channel { CALL_CHANNEL_PORTAL, CALL_CHANNEL_MAIL };

/* Days are days since 1970-01-01, both ends included. */
struct call_period {
    int32_t from;
    int32_t to;
    bool coarse; /* stated as whole months, not as days or parts of a month */
};

enum call_kind { CALL_MUNICIPALITY, CALL_REGION, CALL_KIND_COUNT };
enum call_joint { CALL_JOINT_NONE, CALL_JOINT_ONE_LEAD, CALL_JOINT_PARTNERS };

struct call_applicants {
    bool kinds[CALL_KIND_COUNT];
    bool required_kinds[CALL_KIND_COUNT];
    enum call_joint joint;
    bool one_per_municipality;     /* a municipality may be in one application only */
    struct bilingual also_stated;  /* a second, narrower statement; empty when there is none */
    struct span later_start_annex; /* empty: nobody starts later */
    int32_t later_start_from;
};

enum call_cap { CALL_CAP_NONE, CALL_CAP_ANNEX, CALL_CAP_PER_UNIT };

struct call_limits {
    enum call_cap cap;
    struct span cap_annex;
    struct bilingual unit;
    int64_t per_unit_ore;
    int units_in_all;
    int64_t floor_ore; /* 0: no guaranteed minimum */
};

enum call_allocation { CALL_ASSESSED, CALL_KEY_WITH_FLOOR };
enum call_annex_value { CALL_ANNEX_ORE, CALL_ANNEX_COUNT, CALL_ANNEX_NONE };

struct call_annex {
    struct span annex;
    struct bilingual title;
    enum call_annex_value value;
    bool in_text;
};

enum call_slot_required { CALL_SLOT_ALWAYS, CALL_SLOT_SEVERAL_MUNICIPALITIES };

struct call_slot {
    struct span slot;
    struct bilingual title;
    enum call_slot_required required;
};

struct call_budget {
    bool per_year;
    bool notes_required;
    struct call_spans note_contents;
    bool unit_hours; /* hours are stated for every unit (ambassador) */
};

struct call_category {
    struct span code;
    struct bilingual title;
    struct bilingual help;
    bool only_if_auditor; /* eligible only where the final accounts need an auditor */
    bool mileage;
};

enum call_payment_kind {
    CALL_FINAL_ONLY,
    CALL_RESULT_STEPS,
    CALL_INDEPENDENT_PARTS,
    CALL_NO_SPLIT
};
enum call_window { CALL_WINDOW_MONTH, CALL_WINDOW_QUARTER };

struct call_result {
    struct span code;
    struct bilingual title;
    struct bilingual group;
    enum call_window window;
    int32_t from;
    int32_t to;
    int first_week; /* year whose "first week of January" fixes the group; 0: none */
};

/* result_steps: from numerator/denominator on, total_bp in all. */
struct call_step {
    int numerator;
    int denominator;
    int adds_bp; /* as the text states it */
    int total_bp;
};

/* independent_parts: bp more when its own result reaches numerator/denominator. */
struct call_part {
    int bp;
    int numerator;
    int denominator;
    struct call_result result;
};

struct call_payment {
    enum call_payment_kind kind;
    bool year_by_year; /* the commitment is given one finance year at a time */
    int part_bp;       /* 0 where no share is stated */
    int part_payments; /* 0: any number (or none, for final_only) */
    struct call_result result;
    const struct call_step *steps;
    size_t step_count;
    const struct call_part *parts;
    size_t part_count;
};

/* In order of strength: a stronger signer satisfies a weaker requirement, never the reverse. */
enum call_signer { CALL_SIGNER_NONE, CALL_SIGNER_MANAGEMENT, CALL_SIGNER_AUDITOR };

struct call_sign_off {
    enum call_signer part; /* NONE: the call has no part accounts */
    bool part_stated;
    bool threshold; /* false: `over` signs whatever the amount */
    int64_t threshold_ore;
    enum call_signer over;
    enum call_signer under;
    enum call_signer at;
    bool at_stated;
};

enum call_part_due {
    CALL_PART_NONE,
    CALL_PART_MID_PERIOD,
    CALL_PART_BEFORE_EACH,
    CALL_PART_HALF_WAY
};

struct call_due {
    int months_after_end; /* CALL_LETTER_DUE: only the award letter */
    bool award_letter;
    enum call_part_due part_accounts;
};

enum call_report_kind { CALL_REPORT_FINAL, CALL_REPORT_STATUS, CALL_REPORT_COUNT };

struct call_topic {
    struct span code;
    struct bilingual title;
    bool first_only; /* shown once, with the first instalment */
};

struct call_report {
    bool exists;
    bool condition_of_payment;
    const struct call_topic *topics;
    size_t topic_count;
};

/* What the five texts leave unclear; a closed list, in the order in which it is printed. */
enum call_anomaly {
    CALL_THRESHOLD_REVERSED,
    CALL_THRESHOLD_GAP,
    CALL_DEADLINE_NO_TIME,
    CALL_CHANNEL_BY_MAIL,
    CALL_PAYMENT_NO_SPLIT,
    CALL_PART_SIGN_OFF_UNSTATED,
    CALL_FLOOR_AND_KEY,
    CALL_INSTALMENT_40_PCT,
    CALL_CATCH_UP_75,
    CALL_FIRST_WEEK,
    CALL_CRITERIA_UNWEIGHTED,
    CALL_DUE_DATE_TWICE,
    CALL_ELIGIBLE_TWICE,
    CALL_FORM_NOT_LISTED,
    CALL_ANNEX_MISSING,
    CALL_UNALLOCATED_RESIDUE,
    CALL_START_BEFORE_ANSWER,
    CALL_SENT_NOT_RECEIVED,
    CALL_ANOMALY_COUNT
};

struct call_anomaly_entry {
    enum call_anomaly anomaly;
    struct bilingual reading;  /* how the system reads the point */
    struct call_spans choices; /* what a ruling may choose; empty when nothing is open */
    struct call_spans blocks;  /* what waits until it is settled */
};

struct call {
    struct span name;
    struct span source_text;
    struct bilingual title;
    struct bilingual summary;
    struct bilingual target_group;
    struct call_appropriation appropriation;
    int64_t pool_ore;
    struct call_deadline deadline;
    enum call_channel channel;
    bool certificate_required;
    bool late_means_sent; /* the text speaks of sending, not of receipt */
    struct call_period project;
    struct call_period expected_answer;
    struct call_applicants applicants;
    struct call_limits limits;
    enum call_allocation allocation;
    struct span key_annex; /* empty: no key */
    const struct call_annex *annexes;
    size_t annex_count;
    struct call_items focus_areas;
    struct call_items preconditions;
    struct call_items criteria;
    struct call_items questions;
    struct call_items duties;
    bool co_financing_expected;
    const struct call_slot *slots;
    size_t slot_count;
    bool templates_stated;
    struct call_spans templates_listed;
    struct call_budget budget;
    const struct call_category *categories;
    size_t category_count;
    struct call_items never_eligible;
    struct call_payment payment;
    struct call_sign_off sign_off;
    struct call_due due;
    struct call_report reports[CALL_REPORT_COUNT];
    struct span contact;
    const struct call_anomaly_entry *anomalies;
    size_t anomaly_count;
};

/* Where and why a definition was refused. */
struct call_error {
    unsigned line;      /* 1-based; 0 when the text as a whole is refused */
    const char *reason; /* short English text, static or in the arena */
};

/*
 * Reads and checks a definition: strict grammar, then every rule that holds across fields, then the
 * list of anomalies. *call_out and everything in it live in `arena` and borrow from `text`.
 * STATUS_OK; STATUS_INVALID with *error_out set; STATUS_LIMIT when `text` is longer than
 * CALL_TEXT_MAX or the arena is exhausted. Outputs are left alone where not named.
 */
MUST_CHECK enum status call_parse(struct arena *arena, struct span text,
    const struct call **call_out, struct call_error *error_out);

/* Which anomalies follow from the definition, by code; call_parse() holds the file's list to it. */
void call_anomalies(const struct call *call, bool follows_out[static CALL_ANOMALY_COUNT]);

/* "THRESHOLD_GAP" … never NULL. */
const char *call_anomaly_code(enum call_anomaly anomaly);

/* The annex `name` of the call, NULL when it declares none of that name. */
const struct call_annex *call_annex_find(const struct call *call, struct span name);

/* The eligible category `code`; NULL when the call does not have it. */
const struct call_category *call_category_find(const struct call *call, struct span code);

/* True when `items` has `code`. */
bool call_items_has(const struct call_items *items, struct span code);

/* [a-z][a-z0-9_]{0,39}: the grammar of every code inside a definition. */
bool call_code_valid(struct span code);

/* Exactly eight digits: an organisation's CVR. */
bool call_cvr_valid(struct span cvr);

/* "management" and "auditor"; "" for NONE. */
const char *call_signer_name(enum call_signer signer);

#endif
