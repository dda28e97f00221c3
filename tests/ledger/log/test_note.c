/* SPDX-License-Identifier: EUPL-1.2 */
/* Signed notes against the vectors of another implementation (tests/vectors/signed-note). */
#include <string.h>

#include "ledger/base/digest.h"
#include "ledger/base/json.h"
#include "ledger/log/note.h"
#include "tests/harness.h"

#define KEYS_MAX 4

static struct arena *arena;
static const struct json *vectors;

static void setup(void)
{
    arena = arena_create(8 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    FILE *file = fopen("tests/vectors/signed-note/go-note-vectors.json", "rb");
    ck_assert_ptr_nonnull(file);
    static char text[65536];
    size_t len = fread(text, 1, sizeof(text), file);
    (void)fclose(file);
    struct json_error error;
    ck_assert_int_eq(json_parse(arena, (struct span){text, len}, &vectors, &error), STATUS_OK);
}

static void teardown(void)
{
    arena_destroy(arena);
}

/* The bytes of a base64 text, in the arena. */
static struct span decoded(struct span base64)
{
    struct buffer bytes;
    buffer_init(&bytes, 65536);
    ck_assert_int_eq(base64_decode(base64, &bytes), STATUS_OK);
    struct span copy = arena_copy(arena, buffer_span(&bytes));
    buffer_free(&bytes);
    return copy;
}

START_TEST(signs_the_known_answer)
{
    struct span skey = json_text(vectors, "signing.skey");
    size_t head = strlen("PRIVATE+KEY+PeterNeumann+c74f20a3+");
    struct span secret = decoded((struct span){skey.data + head, skey.len - head});
    ck_assert_uint_eq(secret.len, 1 + ED25519_SECRET_LEN);
    struct ed25519_key *key = NULL;
    ck_assert_int_eq(ed25519_from_secret((const uint8_t *)secret.data + 1, &key), STATUS_OK);

    struct buffer note;
    buffer_init(&note, 4096);
    note_put_signed(&note, json_text(vectors, "signing.text"), SPAN("PeterNeumann"), key);
    ck_assert(span_equal(buffer_span(&note), json_text(vectors, "signing.want_note")));

    struct note_verifier verifier;
    struct span vkey = json_text(vectors, "signing.vkey");
    ck_assert_int_eq(note_verifier_parse(vkey, &verifier), STATUS_OK);
    struct span text;
    ck_assert_int_eq(note_open(buffer_span(&note), &verifier, 1, &text), STATUS_OK);
    ck_assert(span_equal(text, json_text(vectors, "signing.text")));
    buffer_clear(&note);
    note_put_verifier(&note, &verifier);
    ck_assert(span_equal(buffer_span(&note), vkey));
    buffer_free(&note);
    ed25519_free(key);
}
END_TEST

START_TEST(opens_or_refuses_each_vector)
{
    size_t count = 0;
    for (const struct json *row = json_list(vectors, "open"); row != NULL; row = row->next) {
        struct note_verifier verifiers[KEYS_MAX];
        size_t keys = 0;
        for (const struct json *vkey = json_list(row, "known_vkeys"); vkey != NULL;
             vkey = vkey->next) {
            ck_assert_int_eq(note_verifier_parse(vkey->string, &verifiers[keys++]), STATUS_OK);
        }
        struct span text = SPAN("untouched");
        enum status status = note_open(decoded(json_text(row, "note_b64")), verifiers, keys, &text);
        bool accepted = span_is(json_text(row, "want"), "accept");
        struct span name = json_text(row, "name");
        ck_assert_msg((status == STATUS_OK) == accepted, "%.*s", (int)name.len, name.data);
        ck_assert(accepted != span_is(text, "untouched"));
        count++;
    }
    ck_assert_uint_eq(count, 15);
}
END_TEST

START_TEST(refuses_every_other_key_text)
{
    struct span vkey = json_text(vectors, "signing.vkey");
    struct note_verifier verifier;
    for (size_t i = 0; i < vkey.len; i++) {
        for (size_t len = 0; len <= vkey.len - i; len++) {
            struct span part = {vkey.data + i, len};
            ck_assert(len == vkey.len || note_verifier_parse(part, &verifier) == STATUS_INVALID);
        }
        char *changed = arena_text(arena, vkey);
        changed[i]++;
        ck_assert_int_eq(note_verifier_parse(span_from(changed), &verifier), STATUS_INVALID);
    }
    for (const struct json *bad = json_list(vectors, "bad_vkeys"); bad != NULL; bad = bad->next) {
        ck_assert_int_eq(note_verifier_parse(bad->string, &verifier), STATUS_INVALID);
    }
}
END_TEST

START_TEST(knows_names)
{
    static const char *const bad[] = {
        "", "a b", "a+b", "a\nb", "\xFF", "a\xC2\xA0z", "a\xE3\x80\x80z", "a\tb"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        ck_assert(!note_name_valid(span_from(bad[i])));
    }
    char name[NOTE_NAME_LEN_MAX + 1];
    (void)memset(name, 'a', sizeof(name));
    ck_assert(!note_name_valid((struct span){name, sizeof(name)}));
    ck_assert(note_name_valid((struct span){name, sizeof(name) - 1}));
    ck_assert(note_name_valid(SPAN("demo.tilsagn.example/2")));
}
END_TEST

/* Every bit of a note matters. */
START_TEST(notices_every_flipped_bit)
{
    struct ed25519_key *key = NULL;
    ck_assert_int_eq(ed25519_create(&key), STATUS_OK);
    struct note_verifier verifier = {.name = SPAN("test")};
    ed25519_public(key, verifier.public_key);
    note_key_id(verifier.name, verifier.public_key, verifier.key_id);
    struct buffer note;
    buffer_init(&note, 4096);
    note_put_signed(&note, SPAN("one\ntwo\n"), verifier.name, key);
    struct span text;
    ck_assert_int_eq(note_open(buffer_span(&note), &verifier, 1, &text), STATUS_OK);
    for (size_t i = 0; i < 8 * note.len; i++) {
        note.data[i / 8] = (char)(note.data[i / 8] ^ (1 << i % 8));
        ck_assert_int_ne(note_open(buffer_span(&note), &verifier, 1, &text), STATUS_OK);
        note.data[i / 8] = (char)(note.data[i / 8] ^ (1 << i % 8));
    }
    ck_assert_int_eq(note_open(buffer_span(&note), NULL, 0, &text), STATUS_DENIED);
    buffer_free(&note);
    ed25519_free(key);
}
END_TEST

START_TEST(a_line_cut_off_is_no_signature)
{
    struct span lines = SPAN("\xe2\x80\x94 log.test AAAAAAAA");
    struct note_signature signature;
    ck_assert_int_eq(note_next_signature(&lines, &signature), STATUS_INVALID);
    lines.len = 0;
    ck_assert_int_eq(note_next_signature(&lines, &signature), STATUS_NOT_FOUND);
}
END_TEST

START_TEST(keeps_keys_as_pem)
{
    struct ed25519_key *key = NULL;
    struct ed25519_key *again = NULL;
    ck_assert_int_eq(ed25519_create(&key), STATUS_OK);
    struct buffer pem;
    buffer_init(&pem, 4096);
    ck_assert_int_eq(ed25519_put_pem(&pem, key), STATUS_OK);
    ck_assert_int_eq(ed25519_from_pem(buffer_span(&pem), &again), STATUS_OK);
    uint8_t public_key[ED25519_PUBLIC_LEN];
    uint8_t public_again[ED25519_PUBLIC_LEN];
    ed25519_public(key, public_key);
    ed25519_public(again, public_again);
    ck_assert_mem_eq(public_key, public_again, sizeof(public_key));
    ed25519_free(again);
    again = NULL;

    ck_assert_int_eq(ed25519_from_pem(SPAN("garbage"), &again), STATUS_INVALID);
    ck_assert_int_eq(ed25519_from_pem(SPAN(""), &again), STATUS_INVALID);
    char large[5000] = {0};
    ck_assert_int_eq(ed25519_from_pem((struct span){large, sizeof(large)}, &again), STATUS_INVALID);
    ck_assert_int_eq(/* X25519 */
        ed25519_from_pem(
            SPAN("-----BEGIN PRIVATE KEY-----\n"
                 "MC4CAQAwBQYDK2VuBCIEIHgREREREREREREREREREREREREREREREREREREREREREREf\n"
                 "-----END PRIVATE KEY-----\n"),
            &again),
        STATUS_INVALID);
    ck_assert_int_eq(/* never asks the terminal for the passphrase */
        ed25519_from_pem(SPAN("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                              "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj5b/vZqiL+WwICCAAw\n"
                              "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEHbsidzFG9gk+OEhrXLhVIkEQOqI\n"
                              "Rz+jWQI041+OAY8cSz+0ivKqLkq8MDBoZGJRkvnFqyziFVyIIMakvc+lNrqK6diA\n"
                              "NF7DhIvNRZTOot5E1Wc=\n"
                              "-----END ENCRYPTED PRIVATE KEY-----\n"),
            &again),
        STATUS_INVALID);
    ck_assert_ptr_null(again);
    struct buffer small;
    buffer_init(&small, 10);
    ck_assert_int_eq(ed25519_put_pem(&small, key), STATUS_INTERNAL);
    buffer_free(&small);
    buffer_free(&pem);
    ed25519_free(key);
    ed25519_free(NULL);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("note");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, signs_the_known_answer);
    tcase_add_test(tests, opens_or_refuses_each_vector);
    tcase_add_test(tests, refuses_every_other_key_text);
    tcase_add_test(tests, knows_names);
    tcase_add_test(tests, notices_every_flipped_bit);
    tcase_add_test(tests, a_line_cut_off_is_no_signature);
    tcase_add_test(tests, keeps_keys_as_pem);
    return harness_run("ledger/log/note", tests);
}
