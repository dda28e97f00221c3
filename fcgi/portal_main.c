/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * tilsagn-portal: a worker of one pool, the supervisor of its workers, or the list of routes.
 *   tilsagn-portal --pool P --config FILE [--socket 0]
 *   tilsagn-portal --supervise N --listen PATH --pool P --config FILE
 *   tilsagn-portal --routes
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fcgi/api/routes.h"
#include "fcgi/pages/pages.h"
#include "fcgi/portal.h"
#include "fcgi/supervisor.h"
#include "fcgi/worker.h"
#include "ledger/base/log.h"

#define PROGRAM_PATH_MAX 4096
#define ROUTES_TEXT_MAX  (256 * 1024)

struct options {
    char *pool;
    char *config;
    char *listen;
    size_t workers; /* 0: no supervisor */
    int socket;
    bool routes;
};

static size_t route_tables(struct route_table tables[ROUTE_TABLES_MAX])
{
    tables[0] = pages_grantee;
    tables[1] = pages_agency;
    tables[2] = pages_public;
    tables[3] = (struct route_table){.routes = api_routes, .count = api_routes_count};
    return 4;
}

/* A small number; false for anything else. */
static bool parse_number(const char *text, size_t *number_out)
{
    size_t number = 0;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at < '0' || *at > '9' || number > 9999) {
            return false;
        }
        number = number * 10 + (size_t)(*at - '0');
    }
    *number_out = number;
    return *text != '\0';
}

static bool parse_options(int argc, char **argv, struct options *options)
{
    for (int i = 1; i < argc; i++) {
        size_t number = 0;
        if (strcmp(argv[i], "--routes") == 0) {
            options->routes = true;
            continue;
        }
        char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (value == NULL) {
            return false;
        }
        if (strcmp(argv[i], "--pool") == 0) {
            options->pool = value;
        } else if (strcmp(argv[i], "--config") == 0) {
            options->config = value;
        } else if (strcmp(argv[i], "--listen") == 0) {
            options->listen = value;
        } else if (strcmp(argv[i], "--supervise") == 0 && parse_number(value, &number)) {
            options->workers = number;
        } else if (strcmp(argv[i], "--socket") == 0 && parse_number(value, &number)) {
            options->socket = (int)number;
        } else {
            return false;
        }
        i++;
    }
    bool runs = options->pool != NULL && options->config != NULL
                && (options->workers > 0) == (options->listen != NULL);
    return options->routes || runs;
}

static int fail(const struct fault *fault)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_ERROR, "start_failed");
    log_fault(&line, fault);
    log_end(&line);
    return EXIT_FAILURE;
}

static int list_routes(const struct route_table *tables, size_t count)
{
    struct buffer text;
    buffer_init(&text, ROUTES_TEXT_MAX);
    route_list(tables, count, &text);
    bool printed =
        !text.failed && fwrite(text.data, 1, text.len, stdout) == text.len && fflush(stdout) == 0;
    buffer_free(&text);
    return printed ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int run_supervisor(const struct options *options)
{
    char program[PROGRAM_PATH_MAX];
    char pool_option[] = "--pool";
    char config_option[] = "--config";
    char *arguments[] = {program, pool_option, options->pool, config_option, options->config, NULL};
    struct fault fault = {.file = NULL};
    ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
    if (len < 0) {
        FAULT(&fault, "portal", "", "/proc/self/exe cannot be read");
        return fail(&fault);
    }
    program[len] = '\0';
    const struct supervisor_config config = {
        .socket_path = options->listen,
        .workers = options->workers,
        .program = program,
        .arguments = arguments,
    };
    return supervisor_run(&config, &fault) == STATUS_OK ? EXIT_SUCCESS : fail(&fault);
}

static int run_worker(
    const struct options *options, enum pool pool, const struct route_table *tables, size_t count)
{
    struct fault fault = {.file = NULL};
    struct portal portal;
    int result = EXIT_FAILURE;
    if (portal_open(&portal, options->config, pool, tables, count, &fault) == STATUS_OK) {
        result = worker_run(&portal, options->socket);
    } else {
        result = fail(&fault);
    }
    portal_close(&portal);
    return result;
}

int main(int argc, char **argv)
{
    struct options options = {.socket = 0};
    struct route_table tables[ROUTE_TABLES_MAX];
    size_t count = route_tables(tables);
    log_program("tilsagn-portal");
    if (!parse_options(argc, argv, &options)) {
        (void)fprintf(stderr,
            "usage: tilsagn-portal --pool grantee|submit|agency|public --config FILE\n"
            "                      [--supervise N --listen PATH]\n"
            "       tilsagn-portal --routes\n");
        return 2;
    }
    if (options.routes) {
        return list_routes(tables, count);
    }
    enum pool pool = POOL_PUBLIC;
    if (pool_from_name(span_from(options.pool), &pool) != STATUS_OK) {
        struct fault fault = {.file = NULL};
        FAULT(&fault, "portal", "", "no such pool: %s", options.pool);
        return fail(&fault);
    }
    return options.workers > 0 ? run_supervisor(&options)
                               : run_worker(&options, pool, tables, count);
}
