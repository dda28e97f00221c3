/* SPDX-License-Identifier: EUPL-1.2 */
/* The letter of an award: page, PDF, proof. */
#include "fcgi/letter.h"
#include "fcgi/pages/agency.h"
#include "fcgi/pages/pages.h"
#include "fcgi/views/award_letter_page.h"

enum status pages_award_letter(struct exchange *x)
{
    struct award_letter letter;
    enum status status = award_letter_read(x, &letter);
    if (status != STATUS_OK) {
        return status;
    }
    bool agency = x->match.route->audience == ROUTE_AGENCY;
    struct span base = arena_format(x->arena, "%s/grants/%lld", agency ? "/agency" : "",
        (long long)json_int(letter.document, "application"));
    view_award_letter_page(page_view(x), letter.document, base, letter.proof, letter.check);
    return page_send(x, 200, pages_title(x, N_("Letter of the award")));
}

enum status pages_award_letter_pdf(struct exchange *x)
{
    struct award_letter letter;
    enum status status = award_letter_read(x, &letter);
    return status == STATUS_OK ? award_letter_send(x, &letter) : status;
}

enum status pages_award_letter_proof(struct exchange *x)
{
    struct award_letter letter;
    enum status status = award_letter_read(x, &letter);
    return status == STATUS_OK ? award_letter_send_proof(x, &letter) : status;
}
