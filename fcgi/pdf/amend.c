/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pdf/amend.h"

#include <string.h>

#include "ledger/base/digest.h"

#define NUMBER_MAX INT64_C(100000000)

/* Where `word` last stands before `before`; `before` when it does not. */
static size_t find_last(struct span text, size_t before, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = before < len ? 0 : before - len + 1; i > 0; i--) {
        if (memcmp(text.data + i - 1, word, len) == 0) {
            return i - 1;
        }
    }
    return before;
}

/* Where `word` first stands from `from` on; text.len when it does not. */
static size_t find_first(struct span text, size_t from, const char *word)
{
    size_t len = strlen(word);
    for (size_t at = from; at + len <= text.len; at++) {
        if (memcmp(text.data + at, word, len) == 0) {
            return at;
        }
    }
    return text.len;
}

/* The number behind `word` behind `from`; -1 when there is none. */
static int64_t number_behind(struct span text, size_t from, const char *word)
{
    int64_t number = -1;
    for (size_t at = find_first(text, from, word) + strlen(word);
         at < text.len && text.data[at] >= '0' && text.data[at] <= '9'; at++) {
        number = (number < 0 ? 0 : number) * 10 + (text.data[at] - '0');
        if (number > NUMBER_MAX) {
            return -1;
        }
    }
    return number;
}

struct found {
    int64_t xref; /* where the table of objects stands */
    int64_t root; /* number of the catalogue's object */
    int64_t info;
    int64_t size;          /* objects */
    struct span catalogue; /* between its outer << and >> */
};

static bool find_catalogue(struct span pdf, struct found *found)
{
    struct buffer head;
    buffer_init(&head, 64);
    buffer_printf(&head, "\n%lld 0 obj\n<<", (long long)found->root);
    buffer_putc(&head, '\0');
    size_t at = head.failed ? pdf.len : find_last(pdf, pdf.len, head.data);
    size_t from = at + head.len - 1;
    buffer_free(&head);
    if (at == pdf.len) {
        return false;
    }
    size_t to = find_first(pdf, from, "endobj");
    size_t close = find_last(pdf, to, ">>");
    if (to == pdf.len || close == to || close < from) {
        return false;
    }
    found->catalogue = (struct span){.data = pdf.data + from, .len = close - from};
    return find_first(found->catalogue, 0, "/Names") == found->catalogue.len;
}

static bool find(struct span pdf, struct found *found)
{
    size_t start = find_last(pdf, pdf.len, "startxref");
    size_t trailer = find_last(pdf, start, "trailer");
    found->xref = number_behind(pdf, start, "startxref\n");
    found->root = number_behind(pdf, trailer, "/Root ");
    found->info = number_behind(pdf, trailer, "/Info ");
    found->size = number_behind(pdf, trailer, "/Size ");
    return trailer != start && found->xref > 0 && found->root > 0 && found->info > 0
           && found->size > found->root && find_catalogue(pdf, found);
}

/* ---- writing ---- */

struct objects {
    struct buffer *pdf;
    size_t at[3];
};

static void begin_object(struct objects *objects, size_t which, int64_t number)
{
    objects->at[which] = objects->pdf->len;
    buffer_printf(objects->pdf, "%lld 0 obj\n", (long long)number);
}

/* A literal string; file names of ours are plain ASCII. */
static void put_string(struct buffer *pdf, struct span text)
{
    buffer_putc(pdf, '(');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '(' || text.data[i] == ')' || text.data[i] == '\\') {
            buffer_putc(pdf, '\\');
        }
        buffer_putc(pdf, text.data[i]);
    }
    buffer_putc(pdf, ')');
}

static void put_file(struct objects *objects, const struct pdf_letter *letter, int64_t number)
{
    struct buffer *pdf = objects->pdf;
    begin_object(objects, 1, number);
    buffer_printf(pdf,
        "<< /Type /EmbeddedFile /Subtype /text#2Fplain /Length %zu /Params << /Size %zu >> >>\n"
        "stream\n",
        letter->file.len, letter->file.len);
    buffer_put(pdf, letter->file);
    buffer_puts(pdf, "\nendstream\nendobj\n");
    begin_object(objects, 2, number + 1);
    buffer_puts(pdf, "<< /Type /Filespec /F ");
    put_string(pdf, letter->file_name);
    buffer_puts(pdf, " /UF ");
    put_string(pdf, letter->file_name);
    buffer_printf(pdf, " /EF << /F %lld 0 R >> >>\nendobj\n", (long long)number);
}

static void put_catalogue(struct objects *objects, const struct pdf_letter *letter,
    const struct found *found, struct span catalogue)
{
    struct buffer *pdf = objects->pdf;
    begin_object(objects, 0, found->root);
    buffer_puts(pdf, "<<");
    buffer_put(pdf, catalogue);
    buffer_puts(pdf, "   /Lang ");
    put_string(pdf, letter->language);
    buffer_puts(pdf, "\n   /ViewerPreferences << /DisplayDocTitle true >>\n");
    if (letter->file_name.len > 0) {
        buffer_puts(pdf, "   /Names << /EmbeddedFiles << /Names [");
        put_string(pdf, letter->file_name);
        buffer_printf(pdf, " %lld 0 R] >> >>\n", (long long)found->size + 1);
    }
    buffer_puts(pdf, ">>\nendobj\n");
}

static void put_table(struct objects *objects, const struct found *found, size_t added,
    const char identifier[static DIGEST_HEX_LEN + 1])
{
    struct buffer *pdf = objects->pdf;
    size_t start = pdf->len;
    buffer_printf(pdf, "xref\n%lld 1\n%010zu 00000 n \n", (long long)found->root, objects->at[0]);
    if (added > 0) {
        buffer_printf(pdf, "%lld %zu\n", (long long)found->size, added);
    }
    for (size_t i = 1; i <= added; i++) {
        buffer_printf(pdf, "%010zu 00000 n \n", objects->at[i]);
    }
    buffer_printf(pdf,
        "trailer\n<< /Size %lld /Root %lld 0 R /Info %lld 0 R /Prev %lld /ID [<%.32s> <%.32s>] >>\n"
        "startxref\n%zu\n%%%%EOF\n",
        (long long)found->size + (long long)added, (long long)found->root, (long long)found->info,
        (long long)found->xref, identifier, identifier + 32, start);
}

enum status amend(
    const struct pdf_letter *letter, struct arena *arena, struct buffer *pdf, struct fault *fault)
{
    struct found found = {0};
    if (!find(buffer_span(pdf), &found)) {
        FAULT(fault, "pdf", "", "cairo's PDF is not as it was");
        return STATUS_INTERNAL;
    }
    struct span catalogue = arena_copy(arena, found.catalogue); /* the buffer moves when it grows */
    if (catalogue.data == NULL) {
        return STATUS_LIMIT;
    }
    char identifier[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(buffer_span(pdf));
    digest_hex(&digest, identifier);
    struct objects objects = {.pdf = pdf};
    size_t added = letter->file_name.len > 0 ? 2 : 0;
    put_catalogue(&objects, letter, &found, catalogue);
    if (added > 0) {
        put_file(&objects, letter, found.size);
    }
    put_table(&objects, &found, added, identifier);
    return pdf->failed ? STATUS_LIMIT : STATUS_OK;
}
