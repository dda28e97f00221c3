/* SPDX-License-Identifier: EUPL-1.2 */
/* tilsagn-verify --dossier: a case of a made-up log as a file, whole and with each part spoilt; the
 * list is made anew after each change, as whoever changes a file would. */
#include "tests/ledger/verify/dossier_world.h"

START_TEST(a_whole_one_is_verified)
{
    int code = ask();
    ck_assert_msg(code == 0, "%.*s", (int)report.len, report.data);
    ck_assert(report_says("dossier: tilsagn-grant-5, 5 of the log's entries"));
    ck_assert(report_says("not shown: what was recorded after the last entry"));
    ck_assert(report_says("\nverified\n"));
    options.json = true;
    ck_assert_int_eq(ask(), 0);
    ck_assert(report_says("\"shown\":5"));
}
END_TEST

/* Of the clock that it was made with nothing is in a dossier. */
START_TEST(when_its_requests_came_is_not_shown_if_they_say_otherwise)
{
    leaf_replace(LAST, "08:59:59.000000Z\",\"began\":\"2019-12-02T08:59:58.999999Z",
        "08:59:50.000000Z\",\"began\":\"2019-12-02T08:59:49.999999Z");
    log_folder_write(&log_made);
    log_folder_publish(&log_made, AT_S + ENTRIES + 1);
    fill_dossier();
    ck_assert_int_eq(ask(), 0);
    ck_assert(report_says("not shown: when requests came: an entry says another instant"));
}
END_TEST

static const char *entry_name(size_t n, const char *ending)
{
    return arena_printf(arena, "entries/%09zu.%s", FIRST + n, ending);
}

static void flip(const char *name)
{
    struct part *part = part_of(name);
    char *bytes = arena_alloc(arena, part->bytes.len);
    ck_assert_ptr_nonnull(bytes);
    (void)memcpy(bytes, part->bytes.data, part->bytes.len);
    bytes[part->bytes.len / 2] ^= 1;
    part->bytes.data = bytes;
}

static void take_away(const char *name)
{
    part_of(name)->bytes = (struct span){.data = NULL, .len = 0};
}

static void leaf_changed(void)
{
    struct part *part = part_of(entry_name(1, "json"));
    char *bytes = arena_printf(arena, "%.*s", (int)part->bytes.len, part->bytes.data);
    char *at = strstr(bytes, "\"amount\":100}");
    ck_assert_ptr_nonnull(at);
    (void)memcpy(at, "\"amount\":900}", sizeof("\"amount\":900}") - 1);
    part->bytes.data = bytes;
}

static void leaves_swapped(void)
{
    struct span first = part_of(entry_name(0, "json"))->bytes;
    part_of(entry_name(0, "json"))->bytes = part_of(entry_name(1, "json"))->bytes;
    part_of(entry_name(1, "json"))->bytes = first;
}

static void first_gone(void)
{
    take_away(entry_name(0, "json"));
    take_away(entry_name(0, "tlog-proof"));
}

static void middle_gone(void)
{
    take_away(entry_name(1, "json"));
    take_away(entry_name(1, "tlog-proof"));
}

static void proof_gone(void)
{
    take_away(entry_name(1, "tlog-proof"));
}

static void proof_of_another(void)
{
    part_of(entry_name(1, "tlog-proof"))->bytes = part_of(entry_name(0, "tlog-proof"))->bytes;
}

static void case_gone(void)
{
    for (size_t i = 0; i < 3; i++) {
        take_away(entry_name(i, "json"));
        take_away(entry_name(i, "tlog-proof"));
    }
    take_away("entries/000000092.json");
    take_away("entries/000000092.tlog-proof");
    take_away(parts[part_count - 2].name); /* the document, which nobody names then */
}

static void entry_forged(void)
{
    const struct span *before = &log_made.leaves[LAST];
    (void)log_folder_add(&log_made, &(struct log_entry){"grant:5", 5, before, "posted", NULL, 7});
    add("entries/000000093.json", log_made.leaves[LAST + 1]);
    add("entries/000000093.tlog-proof", part_of(entry_name(2, "tlog-proof"))->bytes);
}

static void document_changed(void)
{
    flip(parts[part_count - 2].name);
}

static void document_planted(void)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(SPAN("planted"));
    digest_hex(&digest, hex);
    add(arena_printf(arena, "documents/%s.pdf", hex), SPAN("planted"));
}

static void signature_gone(void)
{
    take_away(arena_printf(arena, "signatures/%s/signature.p7s", signed_hex));
}

static void signature_changed(void)
{
    flip(arena_printf(arena, "signatures/%s/signature.p7s", signed_hex));
}

static void signed_for_another(void)
{
    part_of(arena_printf(arena, "signatures/%s/request.json", signed_hex))->bytes =
        request_of(log_made.leaves[FIRST]);
}

static void entry_twice(void)
{
    add(entry_name(0, "json"), log_made.leaves[FIRST]);
}

static void entry_without_place(void)
{
    add("entries/x.json", log_made.leaves[FIRST]);
}

/* Only the entry, not its line. */
static void leaf_alone_changed(void)
{
    list = list_made();
    list_stays = true;
    leaf_changed();
}

static void file_planted(void)
{
    add("notes.txt", SPAN("nothing of ours"));
}

static void file_outside(void)
{
    one_outside = true;
}

static void readme_changed(void)
{
    list = list_made();
    list_stays = true;
    flip("README.txt");
}

static void readme_twice(void)
{
    add("README.txt", SPAN("how to check it\n"));
}

static void list_longer(void)
{
    list_stays = true;
    list = arena_format(arena, "%.*s0  more\n", (int)list_made().len, list_made().data);
}

static void list_gone(void)
{
    list_stays = true;
    list = (struct span){.data = NULL, .len = 0};
}

static void checkpoint_of_another(void)
{
    struct ed25519_key *mine = log_made.key;
    log_made.key = log_made.witness_key;
    log_folder_publish(&log_made, -1);
    log_made.key = mine;
    part_of("checkpoint")->bytes = log_folder_get(&log_made, "checkpoint");
}

static void checkpoint_of_before(void)
{
    log_folder_sign(&log_made, FIRST + 1, AT_S + ENTRIES);
    part_of("checkpoint")->bytes =
        log_folder_get(&log_made, arena_printf(arena, "checkpoints/%zu", FIRST + 1));
}

static void nobody_cosigned(void)
{
    log_folder_publish(&log_made, -1);
    part_count = 0;
    add("checkpoint", log_folder_get(&log_made, "checkpoint"));
    add("log.vkey", log_folder_get(&log_made, "log.vkey"));
    add("attest.vkeys", log_folder_get(&log_made, "attest.vkeys"));
    add_entry(1);
    for (size_t i = 0; i < 3; i++) {
        add_entry(FIRST + i);
    }
}

static void keys_of_others(void)
{
    options.attest = arena_printf(arena, "%s/others", log_made.path);
    log_folder_put(&log_made, "others", SPAN("# none\n"));
}

/* What is done to it, the first cause, and the entry that is named. */
static const struct {
    void (*spoil)(void);
    enum cause cause;
    uint64_t index;
} rows[] = {
    {leaf_changed, CAUSE_CHANGED, FIRST + 1},
    {leaves_swapped, CAUSE_CHANGED, FIRST},
    {first_gone, CAUSE_CHAIN, FIRST + 1},
    {middle_gone, CAUSE_CHAIN, FIRST + 2},
    {proof_gone, CAUSE_MISSING, FIRST + 1},
    {proof_of_another, CAUSE_ROOT, FIRST + 1},
    {case_gone, CAUSE_MISSING, FINDING_NOWHERE},
    {entry_forged, CAUSE_ROOT, LAST + 1},
    {document_changed, CAUSE_CHANGED, FINDING_NOWHERE},
    {document_planted, CAUSE_FORM, FINDING_NOWHERE},
    {signature_gone, CAUSE_MISSING, LAST},
    {signature_changed, CAUSE_CHANGED, LAST},
    {signed_for_another, CAUSE_CHANGED, LAST},
    {entry_twice, CAUSE_CHAIN, FIRST},
    {entry_without_place, CAUSE_FORM, FINDING_NOWHERE},
    {leaf_alone_changed, CAUSE_CHANGED, FIRST + 1},
    {file_planted, CAUSE_FORM, FINDING_NOWHERE},
    {file_outside, CAUSE_FORM, FINDING_NOWHERE},
    {readme_changed, CAUSE_CHANGED, FINDING_NOWHERE},
    {readme_twice, CAUSE_FORM, FINDING_NOWHERE},
    {list_longer, CAUSE_CHANGED, FINDING_NOWHERE},
    {list_gone, CAUSE_CHANGED, FINDING_NOWHERE},
    {checkpoint_of_another, CAUSE_SIGNATURE, FINDING_NOWHERE},
    {checkpoint_of_before, CAUSE_ROOT, 1},
    {nobody_cosigned, CAUSE_COSIGNATURE, FINDING_NOWHERE},
    {keys_of_others, CAUSE_ATTEST, 1},
};

START_TEST(each_change_is_named)
{
    rows[_i].spoil();
    int code = ask();
    ck_assert_msg(code == (int)rows[_i].cause && found_here.kept[0].index == rows[_i].index,
        "row %d: exit %d, %s\n%.*s", _i, code, found_here.kept[0].text, (int)report.len,
        report.data);
}
END_TEST

START_TEST(what_is_no_dossier_is_refused)
{
    struct archive archive;
    const char *reason = NULL;
    ck_assert_int_eq(dossier_open(&options, &archive, &reason), STATUS_UNAVAILABLE);
    ck_assert_str_eq(reason, "it cannot be read");
    options.dossier = log_made.path; /* a folder */
    ck_assert_int_eq(dossier_open(&options, &archive, &reason), STATUS_UNAVAILABLE);
    options.dossier = path;
    list = list_made();
    struct span whole = packed();
    whole.len--;
    log_folder_put(&log_made, "dossier.zip", whole);
    ck_assert_int_eq(dossier_open(&options, &archive, &reason), STATUS_INVALID);
    struct zip_writer writer;
    struct buffer bytes;
    buffer_init(&bytes, 4096);
    zip_writer_init(&writer, into, &bytes);
    ck_assert_int_eq(zip_put(&writer, SPAN("elsewhere/a"), SPAN("a")), STATUS_OK);
    ck_assert_int_eq(zip_end(&writer), STATUS_OK);
    log_folder_put(&log_made, "dossier.zip", buffer_span(&bytes));
    ck_assert_int_eq(dossier_open(&options, &archive, &reason), STATUS_INVALID);
    ck_assert_str_eq(reason, "it is the dossier of no case");
    zip_writer_free(&writer);
    buffer_free(&bytes);
}
END_TEST

START_TEST(a_file_longer_than_asked_for_is_not_cut)
{
    struct archive archive;
    struct buffer bytes;
    const char *reason = NULL;
    ck_assert_int_eq(ask(), 0);
    ck_assert_int_eq(dossier_open(&options, &archive, &reason), STATUS_OK);
    buffer_init(&bytes, 4);
    ck_assert_int_eq(file_held(&options, SPAN("README.txt"), &bytes), STATUS_LIMIT);
    buffer_free(&bytes);
    ck_assert_int_eq(file_held(&options, SPAN("README"), &bytes), STATUS_NOT_FOUND);
    dossier_close(&archive);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("dossier");
    tcase_set_timeout(cases, 30);
    tcase_add_checked_fixture(cases, setup_dossier, teardown);
    tcase_add_test(cases, a_whole_one_is_verified);
    tcase_add_test(cases, when_its_requests_came_is_not_shown_if_they_say_otherwise);
    tcase_add_loop_test(cases, each_change_is_named, 0, (int)COUNT_OF(rows));
    tcase_add_test(cases, a_file_longer_than_asked_for_is_not_cut);
    tcase_add_test(cases, what_is_no_dossier_is_refused);
    return harness_run("ledger/verify/dossier", cases);
}
