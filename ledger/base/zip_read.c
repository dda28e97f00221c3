/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading does not look for what others might have written: it makes each record anew from what the
 * directory says of the file, and compares. */
#include <stdbool.h>
#include <string.h>

#include "ledger/base/zip.h"
#include "ledger/base/zip_internal.h"

static uint32_t get_16(struct span bytes, size_t at)
{
    return (uint32_t)(uint8_t)bytes.data[at] | (uint32_t)(uint8_t)bytes.data[at + 1] << 8;
}

static uint32_t get_32(struct span bytes, size_t at)
{
    return get_16(bytes, at) | get_16(bytes, at + 2) << 16;
}

/* Whether the archive has, at `at`, exactly what `put` writes. */
static bool stands_at(struct span bytes, size_t at, const struct zip_entry *entry,
    void (*put)(struct buffer *out, const struct zip_entry *entry))
{
    struct buffer record;
    buffer_init(&record, ZIP_CENTRAL_LEN + ZIP_NAME_MAX);
    put(&record, entry);
    bool same = !record.failed && at <= bytes.len && record.len <= bytes.len - at
                && memcmp(record.data, bytes.data + at, record.len) == 0;
    buffer_free(&record);
    return same;
}

/* What the directory says at `at`; false when it ends before. */
static bool entry_at(struct span bytes, size_t at, struct zip_entry *entry_out)
{
    if (at > bytes.len || bytes.len - at < ZIP_CENTRAL_LEN) {
        return false;
    }
    size_t name_len = get_16(bytes, at + 28);
    if (bytes.len - at - ZIP_CENTRAL_LEN < name_len) {
        return false;
    }
    *entry_out = (struct zip_entry){
        .name = {.data = bytes.data + at + ZIP_CENTRAL_LEN, .len = name_len},
        .crc = get_32(bytes, at + 16),
        .len = get_32(bytes, at + 24),
        .offset = get_32(bytes, at + 42),
    };
    return true;
}

/* The file of a directory's entry lies at `at`, whole and as its sum says. */
static const char *file_wrong(struct span bytes, const struct zip_entry *entry, size_t at)
{
    size_t begin = at + ZIP_LOCAL_LEN + entry->name.len;
    if (entry->offset != at || !stands_at(bytes, at, entry, zip_put_local)) {
        return "a file is not where the directory says";
    }
    if (entry->len > bytes.len - begin) {
        return "a file is cut short";
    }
    struct span content = {.data = bytes.data + begin, .len = entry->len};
    return zip_crc(content) == entry->crc ? NULL : "the sum of a file is wrong";
}

/* The whole directory and, in its order, the files. */
static const char *files_wrong(const struct zip *zip)
{
    size_t at = zip->directory;
    size_t file = 0;
    for (uint32_t i = 0; i < zip->count; i++) {
        struct zip_entry entry;
        if (!entry_at(zip->bytes, at, &entry) || !zip_name_valid(entry.name)
            || !stands_at(zip->bytes, at, &entry, zip_put_central)) {
            return "the directory has another form";
        }
        const char *wrong = file_wrong(zip->bytes, &entry, file);
        if (wrong != NULL) {
            return wrong;
        }
        at += ZIP_CENTRAL_LEN + entry.name.len;
        file += ZIP_LOCAL_LEN + entry.name.len + entry.len;
    }
    return file == zip->directory && at == zip->bytes.len - ZIP_END_LEN
               ? NULL
               : "there is something between the files";
}

enum status zip_read(struct span bytes, struct zip *zip_out, const char **reason_out)
{
    ensure(zip_out != NULL && reason_out != NULL);
    if (bytes.len < ZIP_END_LEN || bytes.len > ZIP_LEN_MAX) {
        *reason_out = "it is no archive";
        return STATUS_INVALID;
    }
    size_t end = bytes.len - ZIP_END_LEN;
    struct zip zip = {
        .bytes = bytes, .count = get_16(bytes, end + 8), .directory = get_32(bytes, end + 16)};
    struct buffer record;
    buffer_init(&record, ZIP_END_LEN);
    zip_put_end(&record, zip.count, (uint32_t)zip.directory, (uint32_t)(end - zip.directory));
    bool same = zip.directory <= end && memcmp(record.data, bytes.data + end, ZIP_END_LEN) == 0;
    buffer_free(&record);
    const char *wrong = same ? files_wrong(&zip) : "its end is missing or has another form";
    if (wrong != NULL) {
        *reason_out = wrong;
        return STATUS_INVALID;
    }
    *zip_out = zip;
    return STATUS_OK;
}

bool zip_next(const struct zip *zip, struct zip_file *file)
{
    ensure(zip != NULL && file != NULL);
    struct zip_entry entry;
    size_t at = file->next == 0 ? zip->directory : file->next;
    if (at >= zip->bytes.len - ZIP_END_LEN || !entry_at(zip->bytes, at, &entry)) {
        return false;
    }
    file->name = entry.name;
    file->bytes = (struct span){
        .data = zip->bytes.data + entry.offset + ZIP_LOCAL_LEN + entry.name.len, .len = entry.len};
    file->next = at + ZIP_CENTRAL_LEN + entry.name.len;
    return true;
}
