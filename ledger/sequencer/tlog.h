/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * tlog.h - the sequencer's log: waiting entries into the Merkle tree, the tree signed, the files
 * published. Each step may be repeated: what was done is read from where it was written.
 */
#ifndef LEDGER_SEQUENCER_TLOG_H
#define LEDGER_SEQUENCER_TLOG_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/attest_client.h"
#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/status.h"
#include "ledger/log/add_checkpoint.h"
#include "ledger/log/note.h"
#include "ledger/log/tile.h"
#include "ledger/sequencer/cosigning.h"
#include "ledger/service.h"

#define TLOG_BATCH        256 /* entries of one transaction */
#define TLOG_TURN_BATCHES 16  /* of one turn, so that what was taken is signed soon */
#define TLOG_ATTEST_MAX   64
#define TLOG_FORMER_MAX   15
#define TLOG_PATH_LEN_MAX 3000
#define TLOG_STANDBYS_MAX 8
#define TLOG_STANDBY_MS   500 /* that a turn waits for the standbys; the next turn asks again */
#define TLOG_ARENA_LEN    ((size_t)64 * 1024 * 1024)

#define REPLICATION_POSITION_LEN_MAX 17 /* "FFFFFFFF/FFFFFFFF" */

enum tlog_event {
    TLOG_KEPT_OUT,       /* number: the entry; text: why */
    TLOG_APPENDED,       /* number: how many */
    TLOG_PUBLISHED,      /* number: the size */
    TLOG_WITNESS_FAILS,  /* number: the size; text: which witness, and its state */
    TLOG_WITNESS_BACK,   /* likewise: it has cosigned */
    TLOG_QUORUM_MISSING, /* number: the size that is not witnessed; told once */
    TLOG_QUORUM_BACK,    /* number: the size that is */
    TLOG_STANDBY_AWAY,   /* number: the size that is not signed, as standbys do not hold it; once */
    TLOG_STANDBY_BACK,   /* number: the size that they hold */
};

/* What is to be signed, and where the database's write-ahead log ended when it was committed. */
struct replication {
    uint64_t size; /* 0: nothing was asked yet */
    char position[REPLICATION_POSITION_LEN_MAX + 1];
    bool told; /* `waiting` stands in the database */
    bool waiting;
};

struct tlog {
    struct service *service; /* opened with sequencer_statements */
    const char *folder;      /* where the files are published */
    void (*event)(enum tlog_event event, int64_t number, const char *text);
    struct attest_client signer;
    struct arena *arena;   /* of one step */
    struct arena *scratch; /* of one entry */
    struct note_verifier log;
    struct note_verifier former[TLOG_FORMER_MAX]; /* keys that it has replaced, the newest first */
    size_t former_count;
    char origin[NOTE_NAME_LEN_MAX + 1];
    struct note_verifier attest[TLOG_ATTEST_MAX];
    char attest_names[TLOG_ATTEST_MAX][NOTE_NAME_LEN_MAX]; /* that these borrow */
    size_t attest_count;
    size_t attest_written;   /* of them in the folder's file */
    struct log_head head;    /* the signer's, as last asked */
    struct log_head checked; /* a head that our log was found to begin with */
    bool remembered;         /* the log was compared with what database and folder remember */
    unsigned turn_batches;   /* taken in one turn at most: TLOG_TURN_BATCHES unless set */
    bool more;               /* the last turn left entries in the queue that it could take */
    uint64_t size;           /* of the log in the database */
    uint64_t found;          /* the same when the turn began: put there by somebody else */
    int64_t newest_at_us;    /* the latest time of an entry that was judged here; 0: none was */
    uint64_t published;      /* of the folder's checkpoint */
    bool former_shown;       /* which a former key signed: the one of now must sign it too */
    int32_t standbys;        /* that must hold an entry before a head over it is signed; 0: none */
    struct replication replication;
    struct tile_source tiles;
    struct cosigning *cosigning; /* NULL: no witness is asked */
};

/*
 * Begins; everything in it is empty until the first turn. No witness is asked unless the caller
 * sets `cosigning`, which outlives it, and no standby is waited for unless it sets `standbys`, at
 * most TLOG_STANDBYS_MAX. STATUS_INTERNAL without memory, STATUS_INVALID when the folder's path is
 * too long. The caller frees with tlog_close().
 */
MUST_CHECK enum status tlog_open(struct tlog *tlog, struct service *service, const char *folder,
    const char *signer_socket,
    void (*event)(enum tlog_event event, int64_t number, const char *text));
void tlog_close(struct tlog *tlog);

/*
 * One turn: takes what waits, at most turn_batches of it, has it signed once the standbys hold it,
 * publishes. `more` says that the next turn should follow at once. While standbys do not hold it,
 * nothing more is taken nor signed, and the turn is good. STATUS_CONFLICT, and nothing is done,
 * when the signer has signed more than the log holds, or another root: the database was restored
 * from a backup or changed; fault.text says what is missing; or when a quorum of the witnesses says
 * that it has cosigned more, or another log: one that says so of what was just signed keeps it from
 * being published. Otherwise statuses of the database, of the signer (STATUS_UNAVAILABLE)
 * and of the disk; the next turn goes on where this one ended.
 */
MUST_CHECK enum status tlog_turn(struct tlog *tlog, struct fault *fault);

/* ---- parts of it ---- */

/* Reads keys and names, asks the signer's head, and compares it with the log. */
MUST_CHECK enum status tlog_check(struct tlog *tlog, struct fault *fault);

/*
 * Whether the log begins with `head`, which has been `how` ("signed", "published"). STATUS_CONFLICT
 * when entries are missing or are others; STATUS_NOT_FOUND when hashes of the log are missing.
 */
MUST_CHECK enum status tlog_holds(
    struct tlog *tlog, const struct log_head *head, const char *how, struct fault *fault);

/*
 * Once at start: whether the log begins with the last checkpoint that the database stored, and with
 * the one that the folder shows. A signer restored together with the database remembers as little
 * as the database does. Statuses of tlog_holds() and of the database.
 */
MUST_CHECK enum status tlog_remember(struct tlog *tlog, struct fault *fault);

/*
 * The checkpoint that the folder shows; STATUS_NOT_FOUND without one that a key of the log signed.
 * *former_out: a former one did, and the one of now did not.
 */
MUST_CHECK enum status tlog_published(
    const struct tlog *tlog, struct log_head *head_out, bool *former_out);

/* Reads the portal hosts' keys. STATUS_LIMIT: more than TLOG_ATTEST_MAX. */
MUST_CHECK enum status tlog_attest_read(struct tlog *tlog, struct fault *fault);

/* Takes one batch; *taken_out is how many entries came off the queue. */
MUST_CHECK enum status tlog_take(struct tlog *tlog, size_t *taken_out, struct fault *fault);

/*
 * NULL when a portal host attested the leaf as it stands; else the reason as the database knows it.
 * Uses the scratch arena, which the caller resets.
 */
const char *tlog_not_attested(struct tlog *tlog, struct span bytes);

/*
 * Whether the required standbys have flushed everything up to the log's size; waits a moment for
 * it the first time, and keeps what it found in the database. Statuses of the database.
 */
MUST_CHECK enum status tlog_replicated(struct tlog *tlog, bool *held_out, struct fault *fault);

/* Has the log's size signed, after hashing what is new as it is stored; the database keeps it. */
MUST_CHECK enum status tlog_sign(struct tlog *tlog, struct fault *fault);

/* Writes tiles and bundles of the new size, and its checkpoint last. */
MUST_CHECK enum status tlog_publish(struct tlog *tlog, struct span note, struct fault *fault);

/* Writes keys that outsiders need, and finds out what was published. */
MUST_CHECK enum status tlog_folder_open(struct tlog *tlog, struct fault *fault);

/* `count` hashes of a level from `first` on, in the arena; STATUS_NOT_FOUND when there are fewer.
 */
MUST_CHECK enum status tlog_hashes(struct tlog *tlog, unsigned level, uint64_t first,
    unsigned count, struct span *hashes_out, struct fault *fault);

/* The tree of the log's size as a source for proofs. */
struct merkle_source tlog_source(struct tlog *tlog);

#endif
