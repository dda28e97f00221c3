/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/base/json.h"
#include "ledger/base/moment.h"
#include "ledger/log/line.h"
#include "ledger/verify/file.h"
#include "ledger/verify/former.h"

#define LIMITS_MAX 16

/* What happened to an entry comes first, then what is wrong with files. */
static int by_place(const void *left, const void *right)
{
    const struct finding *a = left;
    const struct finding *b = right;
    if (a->index != b->index) {
        return a->index < b->index ? -1 : 1;
    }
    return (int)a->cause - (int)b->cause;
}

int report_order(struct verify *verify)
{
    struct findings *findings = &verify->findings;
    qsort(findings->kept, findings->count, sizeof(findings->kept[0]), by_place);
    return findings->count > 0      ? (int)findings->kept[0].cause
           : verify->anew.count > 0 ? ANEW_EXIT
                                    : 0;
}

static size_t cosigned_count(const struct verify *verify)
{
    size_t count = 0;
    for (size_t i = 0; i < verify->heads->count; i++) {
        count += heads_at(verify->heads, i)->cosigned_s >= 0;
    }
    return count;
}

static void put_finding(struct buffer *out, const char *prefix, const struct finding *finding)
{
    buffer_puts(out, prefix);
    if (finding->index == FINDING_NOWHERE) {
        buffer_printf(out, "%s: %s\n", cause_name(finding->cause), finding->text);
    } else if (finding->stream[0] == '\0') {
        buffer_printf(out, "%s: entry %" PRIu64 ": %s\n", cause_name(finding->cause),
            finding->index, finding->text);
    } else {
        buffer_printf(out, "%s: entry %" PRIu64 " (%s): %s\n", cause_name(finding->cause),
            finding->index, finding->stream, finding->text);
    }
    if (finding->consequences > 0) {
        buffer_printf(out, "%s    follows from it: %s\n", prefix, finding->first);
    }
    if (finding->consequences > 1) {
        buffer_printf(out, "%s    and %" PRIu64 " more\n", prefix, finding->consequences - 1);
    }
}

/* Of a log that was begun anew; behind the `count` that there are. */
static size_t limits_of_anew(
    const struct verify *verify, const char *limits[LIMITS_MAX], size_t count)
{
    bool archive = verify->options->archive != NULL;
    if (verify->anew.count == 0) {
        return count;
    }
    limits[count++] = "what the entries were that were lost: who holds a receipt or a proof "
                      "under the former name of the log has evidence of them";
    if (!archive && verify->former == NULL && !verify->options->of_former) {
        limits[count++] = "whether what was left is what the former log signed: give --former "
                          "with its folder";
    }
    if (verify->former != NULL && former_is_short(verify->former)) {
        limits[count++] = "whether the former log's signed root was what the log says: the former "
                          "log's folder ends before it";
    }
    if (!archive && !anew_complete(&verify->anew)) {
        limits[count++] = "whether all that was left of the former log is here: it has not all "
                          "been logged again yet";
    }
    if (archive || !anew_followed(&verify->anew, verify->size)) {
        limits[count++] = "who confirmed that the log was begun anew: the entries that say so are "
                          "not all here";
    }
    return count;
}

/* What a good verdict does not say. */
static size_t limits_of(const struct verify *verify, const char *limits[LIMITS_MAX])
{
    size_t count = 0;
    if (verify->trust->log_from_folder) {
        limits[count++] = verify->options->of_former
                              ? "the log's key came from the folder itself; give --former-key"
                              : "the log's key came from the folder itself; give --log-key";
    }
    if (verify->trust->attest_from_folder) {
        limits[count++] = "the attest keys came from the folder itself: the first deployment's is "
                          "not shown to be a portal host's, only that it named each later one; "
                          "give --attest-keys";
    }
    if (!verify->trust->has_policy || verify->trust->policy.quorum < 0) {
        limits[count++] = "nobody outside has been asked: times and a second log are not excluded; "
                          "give --policy";
    } else if (!verify->options->every_checkpoint && !verify->options->of_former) {
        limits[count++] = "whether entries were logged within a minute is not judged; give "
                          "--every-checkpoint if the folder has them all";
    }
    if (verify->heads->verified > 0) {
        limits[count++] =
            "the portal hosts' signatures on what the checkpoint of --verified covers: "
            "they were checked when that one was verified";
    }
    if (verify->options->archive != NULL) {
        limits[count++] = "what was recorded after the last entry of each stream, and whether the "
                          "log still begins with this checkpoint: compare with the log";
        limits[count++] = "whether vouchers were drawn from a head of the log: its entries show it";
        limits[count++] = "the certificates of what people signed: README.txt says how";
        limits[count++] = "whether deployments recorded the attest keys: its entries show it";
    }
    if (verify->other_times > 0) {
        limits[count++] =
            verify->options->archive != NULL
                ? "when requests came: an entry says another instant than its portal host. That is "
                  "so in a demonstration, whose clock is simulated, and nowhere else: verify the log"
                : "when requests came: deployments of this log say that its clock was simulated, "
                  "and entries say other instants than the portal hosts";
    }
    count = limits_of_anew(verify, limits, count);
    if (verify->decisions.unknown > 0) {
        limits[count++] =
            "some decisions were not made again: documents/ or their own entries lack what they follow "
            "from";
    }
    return count;
}

static void put_balances(struct buffer *out, const struct verify *verify)
{
    for (size_t i = 0; i < verify->accounts.places; i++) {
        const struct table_row *row = table_at(&verify->accounts, i);
        if (row != NULL) {
            buffer_printf(
                out, "%.*s %" PRId64 "\n", (int)row->name_len, row->name, row->balance_ore);
        }
    }
}

static const char *confirmed(const struct discontinuity *one)
{
    static const char *const words[] = {"Nobody confirmed it",
        "One administrator alone confirmed it", "Two administrators confirmed it"};
    return words[anew_confirmed(one)];
}

/* Before anything else: no verdict below makes this log whole. */
static void put_discontinuities(struct buffer *out, const struct anew *anew, bool archive)
{
    for (size_t i = 0; i < anew->count; i++) {
        const struct discontinuity *one = &anew->kept[i];
        buffer_printf(out,
            "DISCONTINUITY: entries %" PRIu64 " to %" PRIu64
            " of the log %s were signed and are lost for good. The log %s goes on from the %" PRIu64
            " entries that were left, since ",
            one->left_size, one->signed_size - 1, one->former, one->origin, one->left_size);
        moment_put(out, one->at_us);
        buffer_printf(out,
            "; %" PRIu64 " more that had not been logged follow them. The root that was signed, ",
            one->waiting);
        line_put_digest(out, &one->signed_root);
        buffer_printf(out, ", %s. %s%s. The reason given: %s\n",
            one->head_signed ? "was shown with the log's signature"
                             : "is the operator's word: no signature over it is recorded",
            confirmed(one), archive ? " as far as a dossier shows" : "", one->reason);
    }
}

static const char *verdict(const struct verify *verify)
{
    if (verify->findings.count > 0) {
        return "NOT VERIFIED\n";
    }
    return verify->anew.count > 0 ? "NOT WHOLE: what is here verifies, and entries are lost\n"
                                  : "verified\n";
}

/* What was found over one folder. */
static void put_pass(struct buffer *out, const char *prefix, const struct verify *verify)
{
    const struct findings *findings = &verify->findings;
    buffer_printf(out, "%slog: %.*s\n", prefix, (int)verify->trust->logs[0].name.len,
        verify->trust->logs[0].name.data);
    if (verify->options->archive != NULL) {
        buffer_printf(out, "dossier: %.*s, %" PRIu64 " of the log's entries\n",
            (int)verify->options->archive->root.len - 1, verify->options->archive->root.data,
            verify->shown);
    }
    buffer_printf(out, "%sentries: %" PRIu64 ", checkpoints: %zu, of them cosigned: %zu\n", prefix,
        verify->size, verify->heads->count, cosigned_count(verify));
    buffer_printf(out, "%sdecisions made again: %" PRIu64 ", not: %" PRIu64 "\n%sroot: ", prefix,
        verify->decisions.made_again, verify->decisions.unknown, prefix);
    line_put_digest(out, &heads_at(verify->heads, verify->heads->count - 1)->root);
    buffer_putc(out, '\n');
    for (size_t i = 0; i < findings->count; i++) {
        put_finding(out, prefix, &findings->kept[i]);
    }
    if (findings->more > 0) {
        buffer_printf(
            out, "%s%" PRIu64 " further findings are not listed\n", prefix, findings->more);
    }
    const char *limits[LIMITS_MAX];
    size_t count = limits_of(verify, limits);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "%snot shown: %s\n", prefix, limits[i]);
    }
}

static void put_former(struct buffer *out, const struct former *former)
{
    if (former->verify == NULL) {
        return; /* which is a finding */
    }
    const struct discontinuity *said = former->said;
    put_pass(out, "former ", former->verify);
    buffer_printf(out,
        "former log compared: %" PRIu64 " of the %" PRIu64
        " entries that were left. Of the %" PRIu64 " that were lost its folder has %" PRIu64
        "; of %" PRIu64 " of them %" PRIu64 " had waited and stand in this log again\n",
        former->compared, said->left_size, said->signed_size - said->left_size, former->held,
        former->asked, former->again);
}

void report_put_text(struct buffer *out, const struct verify *verify)
{
    put_discontinuities(out, &verify->anew, verify->options->archive != NULL);
    put_pass(out, "", verify);
    if (verify->former != NULL) {
        put_former(out, verify->former);
    }
    if (verify->options->balances) {
        put_balances(out, verify);
    }
    buffer_puts(out, verdict(verify));
}

static void json_finding(struct json_writer *json, const struct finding *finding)
{
    json_open_object(json, NULL);
    json_put_text(json, "cause", span_from(cause_name(finding->cause)));
    if (finding->index == FINDING_NOWHERE) {
        json_put_null(json, "entry");
    } else {
        json_put_int(json, "entry", (int64_t)finding->index);
    }
    json_put_text(json, "stream", span_from(finding->stream));
    json_put_text(json, "text", span_from(finding->text));
    json_put_int(json, "consequences", (int64_t)finding->consequences);
    json_put_text(json, "first_consequence", span_from(finding->first));
    json_close_object(json);
}

static void json_balances(struct json_writer *json, const struct verify *verify)
{
    json_open_array(json, "balances");
    for (size_t i = 0; i < verify->accounts.places; i++) {
        const struct table_row *row = table_at(&verify->accounts, i);
        if (row != NULL) {
            json_open_object(json, NULL);
            json_put_text(json, "account", (struct span){.data = row->name, .len = row->name_len});
            json_put_int(json, "balance_ore", row->balance_ore);
            json_close_object(json);
        }
    }
    json_close_array(json);
}

static void json_discontinuities(struct json_writer *json, const struct anew *anew)
{
    json_open_array(json, "discontinuities");
    for (size_t i = 0; i < anew->count; i++) {
        const struct discontinuity *one = &anew->kept[i];
        char root[DIGEST_HEX_LEN + 1];
        json_open_object(json, NULL);
        json_put_text(json, "former", span_from(one->former));
        json_put_text(json, "log", span_from(one->origin));
        json_put_int(json, "signed_size", (int64_t)one->signed_size);
        digest_hex(&one->signed_root, root);
        json_put_text(json, "signed_root", span_from(root));
        json_put_text(json, "head", one->head_signed ? SPAN("signed") : SPAN("unsigned"));
        json_put_int(json, "left_size", (int64_t)one->left_size);
        json_put_int(json, "waiting", (int64_t)one->waiting);
        json_put_int(json, "confirmed", anew_confirmed(one));
        json_put_text(json, "reason", span_from(one->reason));
        json_close_object(json);
    }
    json_close_array(json);
}

static void json_pass(struct json_writer *json, const struct verify *verify)
{
    const struct findings *findings = &verify->findings;
    char root[DIGEST_HEX_LEN + 1];
    digest_hex(&heads_at(verify->heads, verify->heads->count - 1)->root, root);
    json_put_text(json, "log", verify->trust->logs[0].name);
    json_put_int(json, "entries", (int64_t)verify->size);
    if (verify->options->archive != NULL) {
        json_put_int(json, "shown", (int64_t)verify->shown);
    }
    json_put_int(json, "bytes", (int64_t)verify->bytes);
    json_put_text(json, "root", span_from(root));
    json_put_int(json, "checkpoints", (int64_t)verify->heads->count);
    json_put_int(json, "cosigned", (int64_t)cosigned_count(verify));
    json_put_int(json, "decisions_made_again", (int64_t)verify->decisions.made_again);
    json_put_int(json, "decisions_not", (int64_t)verify->decisions.unknown);
    json_open_array(json, "findings");
    for (size_t i = 0; i < findings->count; i++) {
        json_finding(json, &findings->kept[i]);
    }
    json_close_array(json);
    json_put_int(json, "findings_not_listed", (int64_t)findings->more);
    const char *limits[LIMITS_MAX];
    size_t count = limits_of(verify, limits);
    json_open_array(json, "not_shown");
    for (size_t i = 0; i < count; i++) {
        json_put_text(json, NULL, span_from(limits[i]));
    }
    json_close_array(json);
}

static void json_former(struct json_writer *json, const struct former *former)
{
    if (former->verify == NULL) {
        json_put_null(json, "former");
        return;
    }
    json_open_object(json, "former");
    json_put_bool(json, "verified", former->verify->findings.count == 0);
    json_pass(json, former->verify);
    json_put_int(json, "compared", (int64_t)former->compared);
    json_put_int(json, "lost_there", (int64_t)former->held);
    json_put_int(json, "lost_asked", (int64_t)former->asked);
    json_put_int(json, "lost_again", (int64_t)former->again);
    json_close_object(json);
}

void report_put_json(struct buffer *out, const struct verify *verify)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    json_put_bool(&json, "verified", verify->findings.count == 0 && verify->anew.count == 0);
    json_discontinuities(&json, &verify->anew);
    json_pass(&json, verify);
    if (verify->former != NULL) {
        json_former(&json, verify->former);
    }
    if (verify->options->balances) {
        json_balances(&json, verify);
    }
    json_close_object(&json);
    buffer_putc(out, '\n');
}
