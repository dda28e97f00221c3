/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A folder that was handed over, into a database that was migrated and never used: in one
 * transaction, and what stands there at its end is written out again and compared byte for byte.
 */
#include <inttypes.h>
#include <string.h>

#include "ledger/base/zip.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/line.h"
#include "ledger/log/note.h"
#include "ledger/operator/files.h"
#include "ledger/operator/hand_over.h"
#include "ledger/operator/statements_hand_over.h"

#define UPLOADS      "files/uploads.csv"
#define LINE_LEN_MAX 4096
#define PIECE_LEN    ((size_t)65536)

/* A file that the manifest names and that was just held to it. */
static FILE *file_open(struct hand_over *hand_over, const char *name)
{
    char path[HAND_OVER_PATH_MAX];
    (void)snprintf(path, sizeof(path), "%s/%s", hand_over->folder, name);
    FILE *file = hand_over_file(path);
    if (file == NULL) {
        FAULT(&hand_over->op->fault, "hand-over", "", "%s is not in the hand-over", path);
    }
    return file;
}

struct piece {
    FILE *file;
    char bytes[PIECE_LEN];
};

static enum status piece_take(void *context, struct span *bytes_out)
{
    struct piece *piece = context;
    size_t got = fread(piece->bytes, 1, sizeof(piece->bytes), piece->file);
    *bytes_out = (struct span){.data = piece->bytes, .len = got};
    return ferror(piece->file) == 0 ? STATUS_OK : STATUS_UNAVAILABLE; /* uncovered: the disk */
}

static enum status file_copy_in(struct hand_over *hand_over, const char *name, const char *copy)
{
    static struct piece piece; /* large */
    piece.file = file_open(hand_over, name);
    if (piece.file == NULL) {
        return STATUS_CONFLICT;
    }
    enum status status = db_copy_in(hand_over->db, copy,
        (struct db_source){.take = piece_take, .context = &piece}, &hand_over->op->fault);
    (void)fclose(piece.file);
    return status;
}

/* The files of the store, cut again as the store keeps them. */
struct chunks {
    struct hand_over *hand_over;
    FILE *index; /* files/uploads.csv */
    FILE *file;  /* the one that is being cut; NULL: none */
    int64_t upload;
    int64_t n;
    struct buffer line;
    char bytes[HAND_OVER_CHUNK];
};

/* "upload,path" */
static enum status file_begin(struct chunks *chunks, struct span line)
{
    char name[HAND_OVER_NAME_MAX + 1];
    struct span rest = line;
    struct span word;
    uint64_t upload = 0;
    if (!span_split(&rest, ',', &word) || !line_number(word, &upload) || !zip_name_valid(rest)) {
        FAULT(&chunks->hand_over->op->fault, "hand-over", "", UPLOADS ": %.*s", (int)line.len,
            line.data);
        return STATUS_INVALID;
    }
    (void)snprintf(name, sizeof(name), "%.*s", (int)rest.len, rest.data);
    chunks->upload = (int64_t)upload;
    chunks->n = 0;
    chunks->file = file_open(chunks->hand_over, name);
    return chunks->file == NULL ? STATUS_CONFLICT : STATUS_OK;
}

static enum status chunk_take(void *context, struct span *bytes_out)
{
    struct chunks *chunks = context;
    char line[LINE_LEN_MAX];
    *bytes_out = (struct span){0};
    for (;;) {
        if (chunks->file == NULL && fgets(line, (int)sizeof(line), chunks->index) == NULL) {
            return STATUS_OK;
        }
        enum status status =
            chunks->file == NULL ? file_begin(chunks, span_trim(span_from(line))) : STATUS_OK;
        if (status != STATUS_OK) {
            return status;
        }
        size_t got = fread(chunks->bytes, 1, sizeof(chunks->bytes), chunks->file);
        if (got > 0) {
            buffer_clear(&chunks->line);
            buffer_printf(
                &chunks->line, "%" PRId64 ",%" PRId64 ",\\x", chunks->upload, chunks->n++);
            hex_put(&chunks->line, (struct span){.data = chunks->bytes, .len = got});
            buffer_putc(&chunks->line, '\n');
            *bytes_out = buffer_span(&chunks->line);
            return chunks->line.failed ? STATUS_LIMIT : STATUS_OK; /* uncovered: no memory */
        }
        (void)fclose(chunks->file);
        chunks->file = NULL;
    }
}

static enum status chunks_read(struct hand_over *hand_over)
{
    static struct chunks chunks; /* large */
    char heading[LINE_LEN_MAX];
    chunks = (struct chunks){.hand_over = hand_over};
    chunks.index = file_open(hand_over, UPLOADS);
    if (chunks.index == NULL) {
        return STATUS_CONFLICT;
    }
    buffer_init(&chunks.line, 2 * HAND_OVER_CHUNK + LINE_LEN_MAX);
    enum status status = STATUS_OK;
    if (fgets(heading, (int)sizeof(heading), chunks.index) != NULL) {
        status = db_copy_in(hand_over->db, hand_over_read_chunks,
            (struct db_source){.take = chunk_take, .context = &chunks}, &hand_over->op->fault);
    }
    buffer_free(&chunks.line);
    (void)fclose(chunks.index);
    if (chunks.file != NULL) {
        (void)fclose(chunks.file); /* uncovered: the server is lost within a file */
    }
    return status;
}

/* The manifest's word for a file; NULL when it has none. */
static const char *hash_of(const struct hand_over *hand_over, const char *name)
{
    const struct hand_over_hash *hash = hand_over->hashes;
    while (hash != NULL && strcmp(hash->name, name) != 0) {
        hash = hash->next;
    }
    return hash == NULL ? NULL : hash->hex;
}

static enum status table_read(struct hand_over *hand_over, const struct hand_over_table *table)
{
    struct fault *fault = &hand_over->op->fault;
    enum status status = STATUS_OK;
    if (hash_of(hand_over, table->file) == NULL) {
        FAULT(fault, "hand-over", "", "%s is not in the hand-over", table->file);
        return STATUS_CONFLICT;
    }
    if (table->copy_in[0] == '\0') {
        return STATUS_OK;
    }
    hand_over_progress(hand_over, "table %s", table->name);
    if (strcmp(table->name, "store.file") == 0) {
        status = chunks_read(hand_over); /* a finished file takes none */
    }
    if (status == STATUS_OK && table->before[0] != '\0') {
        status = db_script(hand_over->db, table->before, fault);
    }
    if (status == STATUS_OK) {
        status = file_copy_in(hand_over, table->file, table->copy_in);
    }
    if (status == STATUS_OK && table->after[0] != '\0') {
        status = db_script(hand_over->db, table->after, fault);
    }
    return status;
}

struct written {
    struct digest_stream *digest;
    uint64_t rows;
};

static enum status hash_put(void *context, struct span bytes)
{
    struct written *written = context;
    digest_add(written->digest, bytes);
    written->rows++;
    return STATUS_OK;
}

/* The table as it stands now, against the manifest. */
static enum status table_compare(struct hand_over *hand_over, const struct hand_over_table *table)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct written written = {.digest = digest_begin()};
    ensure(written.digest != NULL);
    enum status status = db_copy_out(hand_over->db, table->copy_out,
        (struct db_sink){.put = hash_put, .context = &written}, &hand_over->op->fault);
    struct digest digest = digest_end(written.digest);
    digest_hex(&digest, hex);
    if (status != STATUS_OK) {
        return status; /* uncovered: the server is lost between two tables */
    }
    if (table->compared && strcmp(hex, hash_of(hand_over, table->file)) != 0) {
        FAULT(&hand_over->op->fault, "hand-over", "",
            "table %s holds other rows here than were handed over", table->name);
        return STATUS_CONFLICT;
    }
    hand_over->tables++;
    hand_over->rows += written.rows - 1;
    return STATUS_OK;
}

/* The root of the handed log over the entries as they stand now. */
static enum status log_compare(struct hand_over *hand_over)
{
    struct operator_run *op = hand_over->op;
    struct span note;
    struct span text;
    struct span lines;
    struct checkpoint head;
    arena_reset(hand_over->scratch);
    enum status status = file_read(hand_over->scratch,
        arena_printf(hand_over->scratch, "%s/log/checkpoint", hand_over->folder), &note,
        &op->fault);
    if (status != STATUS_OK || note_split(note, &text, &lines) != STATUS_OK
        || checkpoint_parse(text, &head) != STATUS_OK) {
        FAULT(&op->fault, "hand-over", "", "log/checkpoint is no checkpoint");
        return STATUS_CONFLICT;
    }
    struct digest root = head.root;
    hand_over->log_size = head.size;
    digest_hex(&root, hand_over->root_hex);
    return hand_over_same_root(hand_over, &root);
}

static enum status read_begin(struct hand_over *hand_over)
{
    return db_script(hand_over->db, hand_over_read_begin, &hand_over->op->fault);
}

static enum status state_read(struct hand_over *hand_over)
{
    return file_copy_in(hand_over, "state.csv", hand_over_read_state);
}

static enum status state_same(struct hand_over *hand_over)
{
    return db_script(hand_over->db, hand_over_read_same_state, &hand_over->op->fault);
}

static enum status tables_read(struct hand_over *hand_over)
{
    return hand_over_tables_each(hand_over, table_read);
}

static enum status keys_check(struct hand_over *hand_over)
{
    hand_over_progress(hand_over, "foreign keys");
    return db_script(hand_over->db, hand_over_read_end, &hand_over->op->fault);
}

static enum status tables_compare(struct hand_over *hand_over)
{
    hand_over_progress(hand_over, "comparing");
    return hand_over_tables_each(hand_over, table_compare);
}

static enum status read_end(struct hand_over *hand_over)
{
    return db_commit(hand_over->db, &hand_over->op->fault);
}

enum status hand_over_read(struct hand_over *hand_over)
{
    static hand_over_step *const steps[] = {
        read_begin,
        state_read,
        state_same,
        tables_read,
        keys_check,
        tables_compare,
        log_compare,
        read_end,
        NULL,
    };
    return hand_over_steps(hand_over, steps);
}
