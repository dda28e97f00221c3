/* SPDX-License-Identifier: EUPL-1.2 */
/* Which of two offers an Accept header gets. */
#include "fcgi/api/accept.h"
#include "tests/harness.h"

static const char *const offers[] = {"application/json", "text/plain", NULL};

static const struct row {
    const char *accept;
    const char *chosen;
} rows[] = {
    /* nothing fits */
    {"text/html", NULL},
    {"application/xml, image/*", NULL},
    {"application/json;q=0", NULL},
    {"*/*;q=0", NULL},
    {"*/*;q=0.000, text/*;q=0", NULL},
    /* what cannot be read counts as not there */
    {",", NULL},
    {";q=1", NULL},
    {"application/json;q=2", NULL},
    {"application/json;q=1.001", NULL},
    {"application/json;q=x", NULL},
    {"application/json;q=0.1234", NULL},
    {"application/json;q=0,5", NULL},
    {"application/json;q=0.a", NULL},
    {"applicationx/*", NULL},
    {"application*", NULL},
    {"nonsense, text/plain", "text/plain"},
    /* everything fits */
    {"", "application/json"},
    {"  ", "application/json"},
    {"*/*", "application/json"},
    {"application/*", "application/json"},
    {"Application/JSON; charset=utf-8", "application/json"},
    {"TEXT/*", "text/plain"},
    /* preference */
    {"text/plain", "text/plain"},
    {"text/plain, */*;q=0.1", "text/plain"},
    {"text/plain;q=0.5, application/json;q=0.4", "text/plain"},
    {"text/plain;q=0.5, application/json", "application/json"},
    {"text/plain, application/json", "application/json"},
    /* the more exact range decides, not the better one */
    {"*/*, application/json;q=0", "text/plain"},
    {"application/*;q=0.1, application/json;q=0.9, text/*;q=0.5", "application/json"},
    {"text/html,application/xhtml+xml,*/*;q=0.8", "application/json"},
};

START_TEST(chooses)
{
    const char *chosen = accept_choose(span_from(rows[_i].accept), offers);
    ck_assert_msg((chosen == NULL) == (rows[_i].chosen == NULL), "%s", rows[_i].accept);
    if (chosen != NULL) {
        ck_assert_str_eq(chosen, rows[_i].chosen);
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("accept");
    tcase_add_loop_test(cases, chooses, 0, (int)COUNT_OF(rows));
    return harness_run("fcgi/api/accept", cases);
}
