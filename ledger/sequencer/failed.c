/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/sequencer/failed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/sequencer/statements.h"

/* Bytes up to the last line's end; all of a full chunk without one, which is then no line. */
static size_t whole_lines(const char *bytes, size_t len)
{
    size_t end = len;
    while (end > 0 && bytes[end - 1] != '\n') {
        end--;
    }
    return end == 0 && len == FAILED_CHUNK_LEN ? len : end;
}

/* nginx writes ASCII; what somebody else wrote must not stop what comes after it. */
static void make_ascii(char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != '\n' && (bytes[i] < ' ' || bytes[i] > '~')) {
            bytes[i] = '?';
        }
    }
}

static enum status note(struct service *service, struct arena *arena, struct span lines,
    struct failed_noted *noted, struct fault *fault)
{
    struct db_row row;
    enum status status = db_one(service_db(service), service_statement(service, LOG_NOTE_FAILED),
        DB_VALUES(db_text(lines)), arena, &row, fault);
    if (status == STATUS_OK) {
        noted->noted += row_int8(&row, 0);
        noted->unreadable += row_int8(&row, 1);
    }
    return status;
}

static enum status read_on(struct service *service, struct arena *arena, struct failed_log *log,
    int file, struct failed_noted *noted, struct fault *fault)
{
    char bytes[FAILED_CHUNK_LEN];
    enum status status = STATUS_OK;
    for (size_t len = 1; status == STATUS_OK && len > 0;) {
        ssize_t got = pread(file, bytes, sizeof(bytes), (off_t)log->read);
        if (got < 0) {
            FAULT(fault, "failed", "", "cannot read %s: error %d", log->path, errno);
            return STATUS_UNAVAILABLE;
        }
        len = whole_lines(bytes, (size_t)got);
        if (len > 0) {
            make_ascii(bytes, len);
            status = note(service, arena, (struct span){.data = bytes, .len = len}, noted, fault);
        }
        log->read += status == STATUS_OK ? (int64_t)len : 0;
    }
    return status;
}

enum status failed_note(struct service *service, struct arena *arena, struct failed_log *log,
    struct failed_noted *noted_out, struct fault *fault)
{
    ensure(service != NULL && arena != NULL && log != NULL && noted_out != NULL);
    *noted_out = (struct failed_noted){.noted = 0};
    if (log->path == NULL) {
        return STATUS_OK;
    }
    int file = open(log->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file < 0 && errno == ENOENT) {
        return STATUS_OK;
    }
    struct stat is;
    if (file < 0 || fstat(file, &is) != 0) {
        FAULT(fault, "failed", "", "cannot open %s: error %d", log->path, errno);
        return STATUS_UNAVAILABLE;
    }
    bool another = is.st_ino != log->inode || is.st_size < log->read;
    log->read = another ? 0 : log->read;
    log->inode = is.st_ino;
    enum status status = read_on(service, arena, log, file, noted_out, fault);
    (void)close(file);
    return status;
}
