/* SPDX-License-Identifier: EUPL-1.2 */
/* The route table and openapi.json name the same operations, and the table is well formed. */
#include <string.h>

#include "fcgi/api/openapi.h"
#include "fcgi/api/routes.h"
#include "ledger/base/json.h"
#include "tests/harness.h"

static struct arena *arena;
static const struct json *paths;

static void set_up(void)
{
    arena = arena_create((size_t)64 * 1024 * 1024);
    const struct json *document = NULL;
    struct json_error error = {0};
    enum status status = json_parse(arena, openapi_document(), &document, &error);
    ck_assert_msg(status == STATUS_OK, "line %u: %s", error.line, error.reason);
    paths = json_get(document, "paths");
    ck_assert_ptr_nonnull(paths);
}

static void tear_down(void)
{
    arena_destroy(arena);
}

static const char *const verbs[HTTP_METHOD_COUNT] = {
    [HTTP_GET] = "get", [HTTP_POST] = "post", [HTTP_PUT] = "put", [HTTP_DELETE] = "delete"};

START_TEST(every_route_is_documented)
{
    for (size_t i = 0; i < api_routes_count; i++) {
        const struct route *route = &api_routes[i];
        const struct json *path = json_get(paths, route->pattern);
        ck_assert_msg(path != NULL, "%s", route->pattern);
        ck_assert_ptr_nonnull(verbs[route->method]);
        const struct json *operation = json_get(path, verbs[route->method]);
        ck_assert_msg(operation != NULL, "%s %s", verbs[route->method], route->pattern);
    }
}
END_TEST

static bool routed(struct span path, const char *verb)
{
    for (size_t i = 0; i < api_routes_count; i++) {
        const struct route *route = &api_routes[i];
        if (span_is(path, route->pattern) && strcmp(verbs[route->method], verb) == 0) {
            return true;
        }
    }
    return false;
}

START_TEST(every_documented_operation_is_routed)
{
    size_t count = 0;
    for (const struct json *path = paths->child; path != NULL; path = path->next) {
        for (const struct json *item = path->child; item != NULL; item = item->next) {
            if (span_is(item->key, "parameters")) {
                continue;
            }
            count++;
            const char *verb = arena_text(arena, item->key);
            ck_assert_msg(
                routed(path->key, verb), "%s %.*s", verb, (int)path->key.len, path->key.data);
        }
    }
    ck_assert_uint_eq(count, api_routes_count);
}
END_TEST

START_TEST(the_table_is_well_formed)
{
    struct route_table table = {.routes = api_routes, .count = api_routes_count};
    const char *reason = "";
    enum status status = route_tables_check(&table, 1, arena, &reason);
    ck_assert_msg(status == STATUS_OK, "%s", reason);
}
END_TEST

/* What the act must refuse itself, so that the refusal is recorded. */
START_TEST(money_and_sign_off_reach_their_act)
{
    static const char *const reached[] = {"/award-proposals", "/award-decisions", "/instalments",
        "/approval", "/batches", "/sign-offs", "/confirmations", "/amendment-requests",
        "/amendment-proposals", "/amendment-decisions"};
    for (size_t i = 0; i < api_routes_count; i++) {
        const struct route *route = &api_routes[i];
        const char *last = strrchr(route->pattern, '/');
        bool weights = strstr(route->pattern, "/weights/") != NULL;
        for (size_t n = 0; n < COUNT_OF(reached) && route->method == HTTP_POST && !weights; n++) {
            if (strcmp(last, reached[n]) == 0) {
                ck_assert_msg((route->flags & ROUTE_ANYONE) != 0, "%s", route->pattern);
            }
        }
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("routes");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, every_route_is_documented);
    tcase_add_test(cases, every_documented_operation_is_routed);
    tcase_add_test(cases, the_table_is_well_formed);
    tcase_add_test(cases, money_and_sign_off_reach_their_act);
    return harness_run("fcgi/api/routes", cases);
}
