/* SPDX-License-Identifier: EUPL-1.2 */
/* What is asked of one entry, besides its hash. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base/moment.h"
#include "ledger/verify/sealed.h"
#include "ledger/verify/verify.h"

#define BALANCE_MAX INT64_C(4000000000000000000)
#define MINUTE_US   (60 * MOMENT_SECOND_US)

/* Of the finding just added or folded into. */
static uint32_t newest(const struct verify *verify)
{
    return (uint32_t)verify->findings.count;
}

/* A deployment says which clock the entries behind it are stamped with, and who may attest them. */
static void deployment_follow(struct verify *verify, uint64_t index, const struct leaf *leaf)
{
    if (span_is(leaf->kind, "record_deployment")) {
        verify->simulated = json_bool(leaf->result, "simulated_clock");
        hosts_learn(&verify->hosts, verify->trust, leaf);
        verify->hosts.deployed |= !anew_carried(&verify->anew, index, leaf->at_us);
    }
}

/* With a simulated clock nothing comes when the portal host says; a dossier does not show which
 * clock it was. Then it is reported, and nobody is accused. */
static const char *time_wrong(struct verify *verify)
{
    if (verify->simulated || verify->options->archive != NULL) {
        verify->other_times++;
        return NULL;
    }
    return "its request came at another instant than it says";
}

/* NULL when a portal host attested the request and it is the leaf's; else what is wrong. */
static const char *attest_wrong(struct verify *verify)
{
    switch (verify->attested) {
    case ATTESTED:
        return NULL;
    case ATTESTED_NO_REQUEST:
        return "its request has another form";
    case ATTESTED_OTHER_CLAIM:
        return "its request is another act's or another person's, or says other things than it";
    case ATTESTED_UNKNOWN_KEY:
        return "it is attested by a key that is not among those given";
    case ATTESTED_WRONG:
        return "the portal host's signature over its request is wrong";
    case ATTESTED_OTHER_TIME:
        return time_wrong(verify);
    }
    ensure(false); /* uncovered: every outcome returns above */
}

/* The finding, from 1, that an entry was lost by which may have been of this stream, as nothing was
 * heard of it since; 0: none. */
static uint32_t lost_since(const struct verify *verify, const struct table_row *row)
{
    bool heard = row->version > 0 && row->index > verify->lost_index;
    return heard ? 0 : verify->lost_under;
}

/* Remembers that the finding just added or folded into broke the stream, unless it was before. */
static void break_stream(const struct verify *verify, struct table_row *row, uint32_t under)
{
    row->broken = row->broken > 0 ? row->broken : under > 0 ? under : newest(verify);
}

/*
 * The stream's chain. A break is the entry's own, or the consequence of one that was bad before:
 * the stream's last, or one whose stream could not be read.
 */
static void chain_check(
    struct verify *verify, uint64_t index, const struct leaf *leaf, struct table_row *row)
{
    struct findings *findings = &verify->findings;
    if (leaf->version != row->version + 1) {
        char text[FINDING_TEXT_MAX];
        (void)snprintf(text, sizeof(text), "version %" PRId64 " where %" PRId64 " comes next",
            leaf->version, row->version + 1);
        uint32_t under = leaf->version > row->version ? lost_since(verify, row) : 0;
        if (under > 0) {
            finding_fold(findings, under - 1, index, text);
        } else {
            finding_add(findings, CAUSE_CHAIN, index, leaf->stream, leaf->version, "%s", text);
        }
        break_stream(verify, row, under);
        return;
    }
    if (leaf->has_prev && memcmp(leaf->prev.bytes, row->hash.bytes, DIGEST_LEN) != 0) {
        /* The successor was made from the right one, so it is the last that was changed. */
        if (row->under > 0) {
            finding_fold(
                findings, row->under - 1, index, "its previous entry is not the one named");
        } else {
            finding_add(findings, CAUSE_CHAIN, row->index, leaf->stream, row->version,
                "it is not the entry that its successor, entry %" PRIu64 ", names", index);
        }
        break_stream(verify, row, row->under);
        return;
    }
    if (leaf->at_us < row->at_us) {
        finding_add(findings, CAUSE_CHAIN, index, leaf->stream, leaf->version,
            "its time lies before that of the stream's previous entry");
    }
}

static bool over_limit(struct span account, int64_t balance)
{
    static const struct span source = {.data = ":source", .len = 7};
    bool is_source =
        span_starts_with(account, SPAN("appropriation:")) && account.len > source.len
        && memcmp(account.data + account.len - source.len, source.data, source.len) == 0;
    return is_source ? balance > 0 : balance < 0;
}

static enum status balance_check(struct verify *verify, uint64_t index, const struct leaf *leaf)
{
    for (size_t i = 0; i < leaf->posting_count; i++) {
        const struct leaf_posting *posting = &leaf->postings[i];
        if (!span_starts_with(posting->account, span_from(verify->own_accounts))) {
            continue; /* of which a dossier shows a part only */
        }
        struct table_row *row = table_row(&verify->accounts, posting->account);
        if (row == NULL) {
            return STATUS_LIMIT; /* uncovered: out of memory, or a name that no account has */
        }
        row->balance_ore += posting->amount_ore;
        bool beyond = row->balance_ore > BALANCE_MAX || row->balance_ore < -BALANCE_MAX;
        if (beyond) {
            row->balance_ore = row->balance_ore > 0 ? BALANCE_MAX : -BALANCE_MAX;
        }
        if (!beyond && !over_limit(posting->account, row->balance_ore)) {
            continue;
        }
        char text[FINDING_TEXT_MAX];
        (void)snprintf(text, sizeof(text), "%.*s stands at %" PRId64 " øre",
            (int)posting->account.len, posting->account.data, row->balance_ore);
        uint32_t under = row->under > 0 ? row->under : verify->money_under;
        if (under > 0) {
            finding_fold(&verify->findings, under - 1, index, text);
            continue;
        }
        finding_add(
            &verify->findings, CAUSE_BALANCE, index, leaf->stream, leaf->version, "%s", text);
        row->under = newest(verify);
    }
    return STATUS_OK;
}

/* The cosigned checkpoints before and behind the entry, NULL where there is none. Each checkpoint
 * is looked at once in the whole pass: a log has one for each second in which something was
 * recorded. */
static void around(struct verify *verify, const struct head **before, const struct head **behind)
{
    const struct heads *heads = verify->heads;
    struct cosigned *cosigned = &verify->cosigned;
    for (; cosigned->passed < verify->next_head; cosigned->passed++) {
        const struct head *head = heads_at(heads, cosigned->passed);
        cosigned->before = head->cosigned_s >= 0 ? head : cosigned->before;
    }
    if (cosigned->behind < verify->next_head) {
        cosigned->behind = verify->next_head;
    }
    while (cosigned->behind < heads->count && heads_at(heads, cosigned->behind)->cosigned_s < 0) {
        cosigned->behind++;
    }
    *before = cosigned->before;
    *behind = cosigned->behind < heads->count ? heads_at(heads, cosigned->behind) : NULL;
}

static void time_check(struct verify *verify, uint64_t index, const struct leaf *leaf)
{
    const struct head *before = NULL;
    const struct head *behind = NULL;
    const char *wrong = NULL;
    around(verify, &before, &behind);
    if (anew_carried(&verify->anew, index, leaf->at_us)) {
        before = NULL; /* it was logged, and cosigned, under the former name */
    }
    /* Witnesses give whole seconds, cut off: theirs may be up to one later than it says. */
    if (behind != NULL && leaf->at_us >= (behind->cosigned_s + 1) * MOMENT_SECOND_US) {
        wrong = "its time lies behind the first cosignature over it";
    } else if (behind != NULL && verify->options->every_checkpoint
               && !anew_carried(&verify->anew, index, leaf->at_us)
               && behind->cosigned_s * MOMENT_SECOND_US > leaf->at_us + MINUTE_US) {
        wrong = "its time lies more than a minute before the first cosignature over it";
    } else if (before != NULL && leaf->at_us < before->cosigned_s * MOMENT_SECOND_US - MINUTE_US) {
        wrong = "its time lies more than a minute before a cosignature that does not cover it";
    }
    if (wrong != NULL) {
        finding_add(&verify->findings, CAUSE_TIME, index, leaf->stream, leaf->version, "%s", wrong);
    }
}

/* Whether the entry itself was found wrong since there were `count` findings. */
static bool own_finding(const struct verify *verify, size_t count, uint64_t index)
{
    return verify->findings.count > count
           && verify->findings.kept[verify->findings.count - 1].index == index;
}

/* Of an account of the leaf's grant, after the leaf. */
static int64_t balance_of(struct verify *verify, const struct leaf *leaf, const char *part)
{
    char account[TABLE_NAME_MAX + 16];
    (void)snprintf(
        account, sizeof(account), "%.*s:%s", (int)leaf->stream.len, leaf->stream.data, part);
    const struct table_row *row = table_row(&verify->accounts, span_from(account));
    return row == NULL ? 0 : row->balance_ore;
}

/* The finding, from 1, that a decision may follow from, as an entry that it was made from is lost
 * or changed: of its own stream or its call's, or, when it goes by `money`, of any. 0: none. Rows
 * of streams that the caller has may have moved. */
static uint32_t gap_under(struct verify *verify, const struct leaf *leaf, bool money)
{
    const struct table_row *own = table_row(&verify->streams, leaf->stream);
    if (own != NULL && own->broken > 0) {
        return own->broken;
    }
    char name[TABLE_NAME_MAX + 16];
    (void)snprintf(name, sizeof(name), "call:%.*s", (int)leaf->call.len, leaf->call.data);
    const struct table_row *call =
        leaf->call.len > 0 ? table_row(&verify->streams, span_from(name)) : NULL;
    uint32_t under = call == NULL ? 0 : call->broken > 0 ? call->broken : lost_since(verify, call);
    return under == 0 && money ? verify->money_under : under;
}

/* What a rule decided, decided again; `bad`: the entry itself is found wrong already. */
static enum status decision_check(struct verify *verify, uint64_t index, const struct leaf *leaf,
    const struct digest *hash, bool bad)
{
    struct decision_told told = {.under = bad ? newest(verify) : 0, .index = index, .hash = *hash};
    enum decision decision = DECISION_NONE;
    bool transfer = span_is(leaf->kind, "decide_transfer");
    bool money =
        transfer || span_is(leaf->kind, "close_grant") || span_is(leaf->kind, "decide_termination");
    if (money) {
        told.committed_ore = balance_of(verify, leaf, "committed");
        told.paid_ore = transfer ? balance_of(verify, leaf, "paid") : 0;
    }
    enum status status = decisions_take(&verify->decisions, verify->arena, leaf, &told, &decision);
    if (status != STATUS_OK || decision != DECISION_DIFFERS) {
        return status;
    }
    money = money || statements_known(leaf->kind);
    uint32_t under = told.under > 0 ? told.under : gap_under(verify, leaf, money);
    if (under > 0) {
        finding_fold(&verify->findings, under - 1, index, told.text);
    } else {
        finding_add(
            &verify->findings, CAUSE_DECISION, index, leaf->stream, leaf->version, "%s", told.text);
    }
    return STATUS_OK;
}

/* The key that attested it is one that a deployment before it recorded, itself attested by a key of
 * before: else anybody's key that lies beside the log would do. Each key is named once. What a log
 * that was begun anew had left stands in it in no promised order. */
static void host_check(struct verify *verify, uint64_t index, const struct leaf *leaf)
{
    static const char text[] = "it is attested by a key that no deployment before it recorded";
    struct hosts *hosts = &verify->hosts;
    size_t key = hosts_unrecorded(hosts, verify->trust, leaf);
    if (key == TRUST_ATTEST_MAX || anew_carried(&verify->anew, index, leaf->at_us)) {
        return;
    }
    const struct table_row *system = table_row(&verify->streams, SPAN("system"));
    if (hosts->under[key] == 0 && system != NULL) { /* a deployment may be what was lost */
        hosts->under[key] = system->broken > 0 ? system->broken : lost_since(verify, system);
    }
    if (hosts->under[key] > 0) {
        finding_fold(&verify->findings, hosts->under[key] - 1, index, text);
        return;
    }
    finding_add(&verify->findings, CAUSE_ATTEST, index, leaf->stream, leaf->version, "%s", text);
    hosts->under[key] = newest(verify);
}

/* NULL when the ledger may have written it; else what is wrong. */
static const char *form_wrong(struct verify *verify, uint64_t index, const struct leaf *leaf)
{
    if (sealed_lacks(leaf)) {
        return "its act needs the person's own signature, and has none";
    }
    return span_is(leaf->kind, "begin_log")
               ? anew_take(&verify->anew, index, leaf, verify->trust->logs[0].name)
               : NULL;
}

enum status verify_entry(struct verify *verify, uint64_t index, struct span bytes,
    const struct digest *hash, bool changed)
{
    struct leaf leaf;
    const char *reason = NULL;
    size_t count = verify->findings.count;
    bool readable = leaf_parse(verify->arena, bytes, &leaf, &reason) == STATUS_OK;
    struct span stream = readable ? leaf.stream : (struct span){.data = NULL, .len = 0};
    if (changed) {
        finding_add(&verify->findings, CAUSE_CHANGED, index, stream, readable ? leaf.version : 0,
            "it is not the entry that was logged");
    }
    if (!readable) {
        finding_add(&verify->findings, CAUSE_FORM, index, stream, 0,
            "no entry that the ledger writes: %s", reason);
        verify->lost_under = newest(verify);
        verify->lost_index = index;
        verify->money_under = newest(verify);
        return STATUS_OK;
    }
    const char *wrong = attest_wrong(verify);
    if (wrong != NULL) {
        finding_add(&verify->findings, CAUSE_ATTEST, index, stream, leaf.version, "%s", wrong);
    }
    wrong = form_wrong(verify, index, &leaf);
    if (wrong != NULL) {
        finding_add(&verify->findings, CAUSE_FORM, index, stream, leaf.version, "%s", wrong);
    }
    if (wrong == NULL) {
        host_check(verify, index, &leaf);
        deployment_follow(verify, index, &leaf);
    }
    if (!changed && wrong == NULL) {
        anew_entry(&verify->anew, verify->arena, index, &leaf);
    }
    struct table_row *row = table_row(&verify->streams, leaf.stream);
    if (row == NULL) {
        return STATUS_LIMIT; /* uncovered: out of memory */
    }
    chain_check(verify, index, &leaf, row);
    time_check(verify, index, &leaf);
    enum status status = balance_check(verify, index, &leaf);
    if (status == STATUS_OK) {
        status = decision_check(verify, index, &leaf, hash, own_finding(verify, count, index));
    }
    bool own = own_finding(verify, count, index);
    row = table_row(&verify->streams, leaf.stream); /* the same, if need be where it is now */
    ensure(row != NULL);
    if (own && changed) {
        verify->money_under = newest(verify);
        break_stream(verify, row, 0);
        if (leaf.version != row->version + 1) {
            verify->lost_under = newest(verify); /* whose stream it was is not known any more */
            verify->lost_index = index;
            return status;
        }
    }
    row->under = own ? newest(verify) : 0;
    row->version = leaf.version;
    row->at_us = leaf.at_us;
    row->index = index;
    row->hash = *hash;
    return status;
}
