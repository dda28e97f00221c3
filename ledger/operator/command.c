/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ledger/operator/files.h"
#include "ledger/operator/operator.h"

#define USAGE                                                                                      \
    "usage: tilsagn [--state DIR | --config FILE] COMMAND [ARGUMENTS]\n"                           \
    "       tilsagn COMMAND --help\n"
#define EXIT_CODES                                                                                 \
    "\nExit code: 0 done, 1 refused (the reason is printed), 2 wrong usage, 3 database, attest\n"  \
    "process or source does not answer.\n"

/* How many words `name` has when `words` begin with them; 0 when they do not. */
static int words_match(const char *name, int count, char *const *words)
{
    struct span rest = span_from(name);
    struct span word;
    int used = 0;
    while (span_split(&rest, ' ', &word)) {
        if (used == count || !span_is(word, words[used])) {
            return 0;
        }
        used++;
    }
    return used;
}

const struct command *command_find(int count, char *const *words, int *used_out)
{
    ensure(used_out != NULL);
    for (const struct command *command = operator_commands; command->name != NULL; command++) {
        int used = words_match(command->name, count, words);
        if (used > 0) {
            *used_out = used;
            return command;
        }
    }
    return NULL;
}

void command_list(struct buffer *out)
{
    buffer_puts(out, USAGE "\nThe operator's program. It proposes; two persons with certificates "
                           "decide.\n\n");
    for (const struct command *command = operator_commands; command->name != NULL; command++) {
        char left[64];
        (void)snprintf(left, sizeof(left), "%s %s", command->name, command->arguments);
        buffer_printf(out, "  %-32s %s\n", left, command->summary);
    }
    buffer_puts(out,
        "\n  --state DIR    the state directory of nginx/up (default: var); its config/operator.conf\n"
        "  --config FILE  that file, where it lies elsewhere\n" EXIT_CODES);
}

void command_manual(const struct command *command, struct buffer *out)
{
    ensure(command != NULL);
    buffer_printf(out, "usage: tilsagn %s %s\n\n%s.\n\n%s", command->name, command->arguments,
        command->summary, command->manual);
    buffer_puts(out, EXIT_CODES);
}

void operator_problem(struct operator_run *op, const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    ensure(len >= 0);
    buffer_printf(&op->problem, "%s\n", line);
}

enum outcome operator_failed(struct operator_run *op, enum status status, const char *what)
{
    ensure(status != STATUS_OK);
    const char *text = op->fault.text[0] != '\0' ? op->fault.text : "no further detail";
    bool away = status == STATUS_UNAVAILABLE || status == STATUS_RETRY;
    const char *code = op->fault.code;
    operator_problem(op, "%s: %s%s%s%s%s%s", what, text, code[0] != '\0' ? " (" : "", code,
        code[0] != '\0' ? ")" : "", op->fault.detail[0] != '\0' ? " " : "", op->fault.detail);
    if (away) {
        operator_problem(op, "is it running? nginx/up starts it");
    }
    return away ? OUTCOME_UNAVAILABLE : OUTCOME_REFUSED;
}

void operator_unchanged(struct operator_run *op, const char *unchanged, const char *find_out)
{
    if (strstr(op->fault.text, "outcome unknown") == NULL) {
        operator_problem(op, "%s", unchanged);
    } else {
        operator_problem(op, "whether it was done is not known. %s", find_out);
    }
}

bool operator_settings(struct operator_run *op)
{
    if (op->settings_known) {
        return true;
    }
    struct span text;
    enum status status = file_read(op->arena, op->config, &text, &op->fault);
    if (status == STATUS_OK) {
        status = settings_parse(op->arena, text, op->config, &op->settings, &op->fault);
    }
    if (status != STATUS_OK) {
        operator_problem(op, "%s", op->fault.text);
        operator_problem(op, "name the state directory of nginx/up with --state DIR");
        return false;
    }
    op->settings_known = true;
    return true;
}

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

enum outcome operator_dispatch(struct operator_run *op, int count, char *const *words)
{
    if (count == 0) {
        command_list(&op->problem);
        return OUTCOME_USAGE;
    }
    if (is_help(words[0])) {
        command_list(&op->out);
        return OUTCOME_OK;
    }
    int used = 0;
    const struct command *command = command_find(count, words, &used);
    if (command == NULL) {
        operator_problem(op, "unknown command %s (see --help)", words[0]);
        return OUTCOME_USAGE;
    }
    if (used < count && is_help(words[used])) {
        command_manual(command, &op->out);
        return OUTCOME_OK;
    }
    return command->run(op, count - used, words + used);
}
