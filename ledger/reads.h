/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * reads.h - what the database shows of itself: one JSON document per question, already cut down by
 * row-level security to what the person of the transaction may see.
 */
#ifndef LEDGER_READS_H
#define LEDGER_READS_H

#include <stdbool.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/db/db.h"
#include "ledger/service.h"

enum read {
    READ_CLOCK,    /* – ; every audience */
    READ_IDENTIFY, /* profile, serial number, certificate's SHA-256 in hex, CVR; before a person is
                      set, and never not found */
    READ_NOTICE,   /* what every page and answer must tell; grantee, agency, public */
    READ_ME,
    READ_FILE, /* SHA-256 in hex */
    READ_CALLS,
    READ_CALL,    /* call */
    READ_RECEIPT, /* entry */
    READ_TASKS,
    READ_WHY_NOT,         /* act, stream */
    READ_PEOPLE,          /* filter (JSON text), cursor (text or null), limit (int4) */
    READ_ENROLLED,        /* person */
    READ_ACCESS_REQUESTS, /* – */
    READ_APPLICATIONS,    /* grantee from here … */
    READ_APPLICATION,     /* application */
    READ_UNITS,
    READ_GRANTS,
    READ_GRANT,         /* application */
    READ_ACCOUNTS,      /* application, version (int4) */
    READ_AWARD_LETTER,  /* application; grantee and agency */
    READ_REPORTING,     /* application; grantee and agency */
    READ_CLAIMS,        /* application; grantee and agency */
    READ_AGENCY_CLAIMS, /* agency: open claims and rates of interest */
    READ_CHANGES,       /* application; grantee and agency */
    READ_VOUCHERS,      /* application; grantee and agency */
    READ_AUDITOR,       /* application; grantee: the audit firm */
    READ_AUDITS,        /* grantee: external auditors */
    READ_STATEMENT,     /* application, year (int4); grantee and agency */
    READ_SIGNED,        /* month (text or null); grantee and agency: the person's own */
    READ_DISPUTES,      /* agency */
    READ_PROPOSALS,     /* agency from here … */
    READ_PROPOSAL,      /* proposal */
    READ_ENTRIES,       /* filter (JSON text), cursor (text or null), limit (int4) */
    READ_ENTRY,         /* entry */
    READ_READS,         /* filter (JSON text), cursor (text or null), limit (int4) */
    READ_BALANCES,      /* filter (JSON text), cursor (text or null), limit (int4) */
    READ_LOG_FILES,     /* size */
    READ_LOG_FILE,      /* name */
    READ_CASE_RECORD,   /* application */
    READ_AUDIT_FINDINGS,
    READ_ORGANISATIONS, /* filter (JSON text), cursor (text or null), limit (int4) */
    READ_ACCESS_REVIEW,
    READ_ERASURE,
    READ_ERASURE_NIGHTS,
    READ_AGENCY_CALLS,
    READ_AGENCY_CALL,         /* call */
    READ_AGENCY_APPLICATIONS, /* call */
    READ_AGENCY_APPLICATION,  /* application */
    READ_ALLOCATION,          /* call */
    READ_CALL_RULINGS,        /* call */
    READ_CALL_NOTICES,        /* call */
    READ_CONTESTED,           /* call */
    READ_RANKING,             /* call */
    READ_AGENCY_GRANTS,
    READ_AGENCY_GRANT,           /* application */
    READ_INSTALMENT_COMPUTATION, /* application, version (int4) */
    READ_INSTALMENTS,
    READ_INSTALMENT, /* instalment */
    READ_APPROVALS,  /* chosen instalments (JSON list), or null; entry of a decision, or null */
    READ_BATCHES,
    READ_BATCH,         /* batch */
    READ_PAYMENT_DRAFT, /* instalments (JSON list) */
    READ_PAYMENT_FILE,  /* batch; finance only */
    READ_BANK,          /* statement, or null for the newest */
    READ_ALARMS,
    READ_MONTH,           /* YYYY-MM, or "" for the present month */
    READ_YEAR,            /* year */
    READ_PUBLISHED_CALLS, /* public */
    READ_PUBLISHED_CALL,  /* call */
    READ_PUBLISHED_AWARDS,
    READ_PUBLISHED_LOG,
    READ_RECEIPT_PLACE,   /* entry, or 0; public */
    READ_FORMER_HEAD,     /* name of a log, size, place; public */
    READ_SECOND_FACTOR,   /* grantee and agency: the own one */
    READ_PENDING_REQUEST, /* grantee and agency: what the person is to sign */
    READ_SECOND_FACTORS,  /* agency: part of a name or a CVR number, or "" */
    READ_CLAIMS_DUE,      /* system: claims of which a reminder is due */
    READ_DRAWS_DUE,       /* system: requests for vouchers whose lines can be drawn */
    READ_CALLS_DUE,       /* system: calls whose close_call is due */
};

#define READ_COUNT (READ_CALLS_DUE + 1)

/*
 * Asks `what` with its parameters (numbers are int8 unless int4 is said) inside an open transaction
 * and copies the document into the arena. STATUS_NOT_FOUND when it is not there, or not for this
 * person to see; STATUS_INVALID when this audience has no such question or the parameters do not
 * fit; else as db_one().
 */
MUST_CHECK enum status read_document(struct service *service, struct arena *arena, enum read what,
    struct db_values values, struct span *json_out, struct fault *fault);

/* The same in a transaction of its own as `person`. */
struct read_question {
    enum read what;
    struct db_values values;
    int64_t person; /* 0: nobody */
};
MUST_CHECK enum status read_alone(struct service *service, struct arena *arena,
    const struct read_question *question, struct span *json_out, struct fault *fault);

/* What auditors take out as a file. */
enum export { EXPORT_ENTRIES, EXPORT_READS, EXPORT_BALANCES };

/* Columns of the rows of EXPORT_ENTRIES, by row_text() and so on. */
enum export_column {
    EXPORT_ENTRY,        /* int8 */
    EXPORT_AT,           /* text: RFC 3339 */
    EXPORT_EFFECTIVE,    /* text: a day */
    EXPORT_STREAM,       /* text */
    EXPORT_KIND,         /* text */
    EXPORT_CALL,         /* text or NULL */
    EXPORT_ORGANISATION, /* text or NULL */
    EXPORT_PERSON,       /* int8 or NULL */
    EXPORT_HUMAN,        /* int8 or NULL */
    EXPORT_ROLE,         /* text or NULL */
    EXPORT_AMOUNT_ORE,   /* int8 */
    EXPORT_LEAF_HASH,    /* text: hex */
};

/* What is taken out, by whom, and of which rows: `filter` is JSON, as the page sends it. */
struct export_wanted {
    enum export what;
    int64_t person;
    struct span filter;
};

/*
 * Logs, in a transaction of its own, that the person takes out what fits the filter, and sets the
 * number of that look-up. STATUS_INVALID for a filter that cannot be read, STATUS_UNAVAILABLE with
 * LG601 while another export is under way; agency only.
 */
MUST_CHECK enum status read_export_begin(struct service *service, struct arena *arena,
    const struct export_wanted *wanted, int64_t *number_out, struct fault *fault);

/*
 * The next rows of it, oldest first, at most `limit`; fewer are its end. Inside one
 * service_begin_snapshot(); statuses as db_each().
 */
MUST_CHECK enum status read_export_rows(struct service *service, enum export what, int64_t number,
    int32_t limit, struct db_visitor visitor, struct fault *fault);

/* What it came to. */
struct export_end {
    int64_t number;
    int64_t rows;
    bool whole;             /* everything went out */
    struct span sha256_hex; /* as the file's last line says; data == NULL when it has none */
};

/* Logs it, in a transaction of its own. */
MUST_CHECK enum status read_export_end(struct service *service, struct arena *arena, int64_t person,
    const struct export_end *end, struct fault *fault);

/* Columns of the rows that read_dossier_export() shows. */
enum dossier_column {
    DOSSIER_PATH,       /* text */
    DOSSIER_LEAF_INDEX, /* int8 or NULL; of the checkpoint: its size */
    DOSSIER_BYTES,      /* bytea; NULL: a document, by read_file_chunk() */
};

/* What a case's dossier holds, in its order, streamed; agency only, inside a transaction. */
MUST_CHECK enum status read_dossier_export(
    struct service *service, int64_t application, struct db_visitor visitor, struct fault *fault);

/* Columns of the rows of EXPORT_READS. */
enum reads_export_column {
    READS_READ,         /* int8 */
    READS_AT,           /* text: RFC 3339 */
    READS_PERSON,       /* int8 */
    READS_PSEUDONYM,    /* text */
    READS_NAME,         /* text or NULL */
    READS_ORGANISATION, /* text */
    READS_ROLE,         /* text or NULL */
    READS_WHAT,         /* text */
    READS_SCOPE,        /* text */
    READS_APPLICATIONS, /* text or NULL: numbers with spaces between */
    READS_SUBJECT,      /* text or NULL */
    READS_ROUTE,        /* text */
};

/* Columns of the rows of EXPORT_BALANCES. */
enum balances_export_column {
    BALANCES_ACCOUNT,     /* text */
    BALANCES_BALANCE_ORE, /* int8 */
    BALANCES_VERSION,     /* int8 */
    BALANCES_ENTRY,       /* int8 */
    BALANCES_AT,          /* text: RFC 3339 */
    BALANCES_LOG_INDEX,   /* int8 or NULL */
};

/* Piece `n` (from 0) of a stored file, inside a transaction; STATUS_NOT_FOUND after the last. */
MUST_CHECK enum status read_file_chunk(struct service *service, struct arena *arena,
    struct span sha256_hex, int32_t n, struct span *bytes_out, struct fault *fault);

#endif
