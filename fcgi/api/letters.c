/* SPDX-License-Identifier: EUPL-1.2 */
/* The letter of an award, as data, as PDF and as a proof. */
#include "fcgi/api/accept.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/timeless.h"
#include "fcgi/letter.h"

enum status api_read_award_letter(struct exchange *x)
{
    static const char *const offers[] = {
        "application/json", "application/pdf", "text/x.tlog-proof", NULL};
    const char *chosen = accept_choose(x->request->accept, offers);
    if (chosen == NULL) {
        return reply_problem(x, "not-acceptable", SPAN(""));
    }
    struct award_letter letter;
    enum status status = award_letter_read(x, &letter);
    if (status != STATUS_OK) {
        return status;
    }
    response_header(&x->response, "Vary", SPAN("Accept, Accept-Language"));
    if (chosen == offers[1]) {
        return award_letter_send(x, &letter);
    }
    if (chosen == offers[2]) {
        return award_letter_send_proof(x, &letter);
    }
    struct span body = timeless(x->arena, letter.text);
    return body.data == NULL ? STATUS_LIMIT : reply_json(x, body, response_etag_of(x->arena, body));
}
