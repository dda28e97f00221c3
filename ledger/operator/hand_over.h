/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * hand_over.h - everything in one folder, in formats that need no program of ours: made by
 * hand_over_tables.c and hand_over_log.c, written by hand_over_write.c, looked at again by
 * hand_over_check.c, read into an empty system by hand_over_read.c. docs/hand-over.md is its form.
 */
#ifndef LEDGER_OPERATOR_HAND_OVER_H
#define LEDGER_OPERATOR_HAND_OVER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "ledger/base/digest.h"
#include "ledger/db/db.h"
#include "ledger/operator/operator.h"

#define HAND_OVER_MANIFEST   "manifest.csv"
#define HAND_OVER_PATH_MAX   4096
#define HAND_OVER_NAME_MAX   200              /* of a file below the folder: zip_name_valid() */
#define HAND_OVER_FOLDER_MAX 3000             /* bytes of its path */
#define HAND_OVER_CHUNK      ((size_t)262144) /* of a file, as store.chunk keeps it */

/* The manifest's word for a table. */
struct hand_over_hash {
    const char *name;
    const char *hex;
    struct hand_over_hash *next;
};

struct hand_over {
    struct operator_run *op;
    struct db *db;
    struct arena *scratch; /* of one question */
    const char *folder;
    FILE *manifest; /* while it is written */
    struct digest_stream *manifest_digest;
    char manifest_hex[DIGEST_HEX_LEN + 1];
    uint64_t files; /* written or looked at so far */
    uint64_t bytes;
    uint64_t tables;
    uint64_t rows;
    struct hand_over_hash *hashes; /* of the tables, after hand_over_verify() */
    uint64_t log_held;             /* entries of the log in the snapshot */
    uint64_t log_size;             /* of the checkpoint that is handed over */
    char root_hex[DIGEST_HEX_LEN + 1];
};

/* Says how far it has come, where somebody watches. */
void hand_over_progress(const struct hand_over *hand_over, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Likewise, of a number of files: at 1, 2, 4, 8 and so on. */
void hand_over_count(const struct hand_over *hand_over, uint64_t files);

typedef enum status hand_over_step(struct hand_over *hand_over);

/* Each in turn until one fails, whose status it returns; the list ends in NULL. */
MUST_CHECK enum status hand_over_steps(struct hand_over *hand_over, hand_over_step *const *steps);

/* Connects as the superuser with the forms of values that the tables are written in, and begins a
 * transaction; statuses as db_connect(). */
MUST_CHECK enum status hand_over_connect(struct hand_over *hand_over);

/* ---- writing ---- */

/* One file of the folder while it is written. */
struct handed {
    struct hand_over *hand_over;
    FILE *file;
    struct digest_stream *digest;
    char name[HAND_OVER_NAME_MAX + 1]; /* below the folder */
    uint64_t bytes;
    uint64_t rows; /* put()s */
};

/*
 * Makes the folder, or takes one that is there, empty, the caller's own and nobody else's to look
 * into (mode 0700); begins the manifest under another name. STATUS_CONFLICT, STATUS_UNAVAILABLE.
 */
MUST_CHECK enum status hand_over_begin(struct hand_over *hand_over);

/* STATUS_CONFLICT: it is there already; STATUS_INVALID: an impossible name; STATUS_UNAVAILABLE: the
 * disk. */
MUST_CHECK enum status handed_open(
    struct hand_over *hand_over, const char *name, struct handed *file);

/* A db_sink. STATUS_UNAVAILABLE: the disk. */
MUST_CHECK enum status handed_put(void *context, struct span bytes);

/* Onto the disk and into the manifest, unless `status` says that something failed; that is then
 * returned. `hash_out` may be NULL. */
MUST_CHECK enum status handed_close(
    struct handed *file, enum status status, struct digest *hash_out);

/* Whole at once. */
MUST_CHECK enum status handed_whole(
    struct hand_over *hand_over, const char *name, struct span bytes);

/* Gives the manifest its name, last of all: without it nothing was handed over. */
MUST_CHECK enum status hand_over_end(struct hand_over *hand_over);

/* What hand_over_begin() opened and hand_over_end() did not close. */
void hand_over_drop(struct hand_over *hand_over);

/* ---- what is written ---- */

/* A table and the SQL texts that write it out and read it in. */
struct hand_over_table {
    const char *name;
    const char *file;
    const char *copy_out;
    const char *copy_in; /* empty: an installation writes it itself */
    const char *before;  /* a script around copy_in, or empty */
    const char *after;
    bool compared; /* after reading back, byte for byte */
    struct hand_over_table *next;
};

/* Every table of the database that is handed over, by name. The visitor's first status other than
 * STATUS_OK ends it. */
MUST_CHECK enum status hand_over_tables_each(struct hand_over *hand_over,
    enum status (*visit)(struct hand_over *hand_over, const struct hand_over_table *table));

/* Descriptions and tables, then the files of the store, out of the open transaction. */
MUST_CHECK enum status hand_over_tables(struct hand_over *hand_over);
MUST_CHECK enum status hand_over_files(struct hand_over *hand_over);

/* The log up to the last checkpoint that the folder of the log shows and the database holds. */
MUST_CHECK enum status hand_over_log(struct hand_over *hand_over);

/* Whether the database's first log_size entries have this root; STATUS_CONFLICT. */
MUST_CHECK enum status hand_over_same_root(struct hand_over *hand_over, const struct digest *root);

/* What stands in files of this host and another supplier needs; and the README of both languages.
 */
MUST_CHECK enum status hand_over_configuration(struct hand_over *hand_over);
MUST_CHECK enum status hand_over_readme(struct hand_over *hand_over);

/* ---- looking at it again ---- */

/*
 * Whether the folder holds what its manifest names, and nothing else; STATUS_CONFLICT. Sets files,
 * bytes, manifest_hex and hashes.
 */
MUST_CHECK enum status hand_over_verify(struct hand_over *hand_over);

/* Opens a file that the manifest names, to read; NULL unless it is a file, and no link to one. */
FILE *hand_over_file(const char *path);

/* Reads it back. */
MUST_CHECK enum status hand_over_read(struct hand_over *hand_over);

#endif
