/* SPDX-License-Identifier: EUPL-1.2 */
/* The head as a note: the signature of the log's key of now, and every cosignature. */
#include <string.h>

#include "ledger/log/checkpoint.h"
#include "ledger/sequencer/cosigning.h"
#include "ledger/sequencer/statements.h"
#include "ledger/sequencer/tlog.h"

struct gathering {
    const struct tlog *tlog;
    struct buffer note;
    bool own; /* the log's key of now has signed it */
};

/* Who knows a former key alone is to learn that there is another (docs/keys.md). */
static enum status on_signature(const struct db_row *row, void *context)
{
    struct gathering *gathering = context;
    const struct note_verifier *log = &gathering->tlog->log;
    struct buffer *note = &gathering->note;
    struct note_signature signature;
    size_t before = note->len;
    buffer_put(note, row_text(row, 0));
    buffer_putc(note, '\n');
    struct span line = {.data = note->data + before, .len = note->len - before};
    if (note_next_signature(&line, &signature) == STATUS_OK
        && span_equal(signature.name, log->name)) {
        bool own = memcmp(signature.key_id, log->key_id, NOTE_KEY_ID_LEN) == 0;
        gathering->own = gathering->own || own;
        note->len = own ? note->len : before;
    }
    return STATUS_OK;
}

enum status cosigning_note(struct tlog *tlog, struct span *note_out, struct fault *fault)
{
    struct gathering gathering = {.tlog = tlog};
    struct buffer *note = &gathering.note;
    buffer_init(note, 65536);
    checkpoint_put(
        note, &(struct checkpoint){
                  .origin = tlog->log.name, .size = tlog->head.size, .root = tlog->head.root});
    buffer_putc(note, '\n');
    enum status status =
        db_each(service_db(tlog->service), service_statement(tlog->service, LOG_SIGNATURES),
            DB_VALUES(db_int8((int64_t)tlog->head.size)),
            (struct db_visitor){.visit = on_signature, .context = &gathering}, fault);
    if (status == STATUS_OK) {
        *note_out = arena_copy(tlog->arena, buffer_span(note));
        status = !gathering.own                           ? STATUS_NOT_FOUND
                 : note->failed || note_out->data == NULL ? STATUS_LIMIT /* uncovered: no memory */
                                                          : STATUS_OK;
    }
    buffer_free(note);
    return status;
}
