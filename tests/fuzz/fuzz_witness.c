/* SPDX-License-Identifier: EUPL-1.2 */
/* A request to a witness lies within what arrived; an answer of one is never taken for another's
 * signature. */
#include "ledger/sequencer/witness_answer.h"
#include "ledger/witness/http.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = fuzz_input(data, size);
    struct http_question question = {.path = SPAN("before")};
    if (http_look(text, &question) == HTTP_COMPLETE) {
        ensure(question.path.data >= text.data && question.path.data[0] == '/');
        ensure(question.body.data + question.body.len == text.data + text.len);
        ensure(question.body.len <= HTTP_BODY_LEN_MAX);
    } else {
        ensure(span_is(question.path, "before"));
    }
    /* Nobody has signed under a key of zeroes. */
    struct note_verifier key = {.name = SPAN("w.test/1")};
    struct witness_question asked = {
        .body = SPAN("log.test/a\n9\nAAAA\n"), .key = &key, .old_size = 7, .size = 9};
    static const int codes[] = {0, 200, 400, 403, 404, 409, 422, 500};
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        struct witness_said said;
        witness_answer_judge(&asked, codes[i], text, &said);
        ensure(said.state != WITNESS_COSIGNED && said.state != WITNESS_NOT_ASKED);
        ensure(said.line.len == 0 && (said.state != WITNESS_AHEAD || said.told > 9));
    }
    return 0;
}
