/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/sequencer/witness_answer.h"

#include <string.h>

#include "ledger/log/add_checkpoint.h"
#include "ledger/log/cosignature.h"
#include "ledger/log/line.h"

const char *witness_state_name(enum witness_state state)
{
    static const char *const names[] = {[WITNESS_NOT_ASKED] = "not_asked",
        [WITNESS_COSIGNED] = "cosigned",
        [WITNESS_SILENT] = "silent",
        [WITNESS_UNREADABLE] = "unreadable",
        [WITNESS_MALFORMED] = "malformed",
        [WITNESS_NO_SIGNATURE] = "no_signature",
        [WITNESS_UNKNOWN_LOG] = "unknown_log",
        [WITNESS_ELSEWHERE] = "elsewhere",
        [WITNESS_AHEAD] = "ahead",
        [WITNESS_OTHER_ROOT] = "other_root",
        [WITNESS_INCONSISTENT] = "inconsistent",
        [WITNESS_WRONG_SIGNATURE] = "wrong_signature",
        [WITNESS_WRONG_TIME] = "wrong_time"};
    return names[state];
}

/* The witness's own line of its answer, without its line break; others' do not concern us. */
static bool line_find(struct span answer, const struct note_verifier *key, struct span *line_out)
{
    struct span line;
    while (line_take(&answer, &line)) {
        struct span whole = {.data = line.data, .len = line.len + 1};
        struct note_signature signature;
        if (note_next_signature(&whole, &signature) == STATUS_OK
            && span_equal(signature.name, key->name)
            && memcmp(signature.key_id, key->key_id, NOTE_KEY_ID_LEN) == 0) {
            *line_out = line;
            return true;
        }
    }
    return false;
}

/* Whether the line is the witness's cosignature of this checkpoint, made now. */
static enum witness_state line_judge(const struct witness_question *question, struct span line)
{
    struct buffer note;
    int64_t time_s = -1;
    buffer_init(&note, NOTE_LEN_MAX);
    buffer_put(&note, question->body);
    buffer_putc(&note, '\n');
    buffer_put(&note, line);
    buffer_putc(&note, '\n');
    enum status status = cosignature_find(buffer_span(&note), question->key, &time_s);
    buffer_free(&note);
    if (status != STATUS_OK) {
        return WITNESS_WRONG_SIGNATURE;
    }
    /* A time that is off would put every entry that it covers in the wrong: none may be recorded
     * behind the first cosignature over it, so a clock that is slow counts once it has caught up
     * with the entry, when the witness is asked again. */
    bool now = time_s <= question->now_s + WITNESS_CLOCK_S
               && time_s >= question->now_s - WITNESS_CLOCK_S && time_s >= question->newest_s;
    return now ? WITNESS_COSIGNED : WITNESS_WRONG_TIME;
}

/* A refusal with the witness's own size. */
static enum witness_state conflict_judge(
    const struct witness_question *question, struct span answer, uint64_t *told)
{
    struct span line;
    uint64_t size = 0;
    if (!line_take(&answer, &line) || answer.len > 0 || !line_number(line, &size)) {
        return WITNESS_UNREADABLE;
    }
    *told = size;
    if (size > question->size) {
        return WITNESS_AHEAD;
    }
    if (size != question->old_size) {
        return WITNESS_ELSEWHERE;
    }
    /* We began where it says that it is: it has no reason to refuse but another root. */
    return size == question->size ? WITNESS_OTHER_ROOT : WITNESS_UNREADABLE;
}

static enum witness_state code_judge(int code)
{
    switch (code) {
    case 0:
        return WITNESS_SILENT;
    case ADD_MALFORMED:
        return WITNESS_MALFORMED;
    case ADD_BAD_SIGNATURE:
        return WITNESS_NO_SIGNATURE;
    case ADD_UNKNOWN_LOG:
        return WITNESS_UNKNOWN_LOG;
    default:
        return WITNESS_UNREADABLE;
    }
}

void witness_answer_judge(const struct witness_question *question, int code, struct span answer,
    struct witness_said *said_out)
{
    ensure(question != NULL && said_out != NULL);
    struct witness_said said = {.told = 0};
    struct span line = {NULL, 0};
    if (code == ADD_CONFLICT) {
        said.state = conflict_judge(question, answer, &said.told);
    } else if (code == ADD_SIGN) {
        bool found = line_find(answer, question->key, &line);
        said.state = found ? line_judge(question, line) : WITNESS_WRONG_SIGNATURE;
    } else if (code == ADD_INCONSISTENT && question->old_size > 0) {
        said.state = WITNESS_INCONSISTENT;
        said.told = question->old_size;
    } else {
        said.state = code_judge(code); /* every log begins with the empty one */
    }
    if (said.state == WITNESS_COSIGNED) {
        said.line = line;
    }
    *said_out = said;
}
