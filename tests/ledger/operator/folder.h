/* SPDX-License-Identifier: EUPL-1.2 */
/* folder.h - a folder of a test's own, with the files that the test writes into it. */
#ifndef TESTS_LEDGER_OPERATOR_FOLDER_H
#define TESTS_LEDGER_OPERATOR_FOLDER_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/harness.h"

static char folder[64];

static inline void folder_begin(void)
{
    (void)snprintf(folder, sizeof(folder), "/tmp/tilsagn-folder-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

/* Removes the folder `path` with all that is in it. */
static inline void folder_remove(const char *path)
{
    DIR *stream = opendir(path);
    const struct dirent *item;
    while (stream != NULL
           && (item = readdir(stream)) != NULL) { /* NOLINT(concurrency-mt-unsafe): one thread */
        char below[512];
        int len = snprintf(below, sizeof(below), "%s/%s", path, item->d_name);
        ck_assert_int_lt(len, (int)sizeof(below));
        if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0
            && remove(below) != 0) {
            folder_remove(below);
        }
    }
    if (stream != NULL) {
        (void)closedir(stream);
    }
    (void)remove(path);
}

static inline void folder_end(void)
{
    folder_remove(folder);
}

/* The path of `name` in the folder; static until the next call but three. */
static inline const char *folder_path(const char *name)
{
    static char paths[4][160];
    static unsigned next;
    char *path = paths[next++ % 4];
    int len = snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    ck_assert_int_lt(len, (int)sizeof(paths[0]));
    return path;
}

/* Writes `text` to `name`, anew also where the file is one that its owner only reads; NULL makes a
 * folder of that name. */
static inline void folder_put(const char *name, const char *text)
{
    const char *path = folder_path(name);
    if (text == NULL) {
        ck_assert_int_eq(mkdir(path, 0700), 0);
        return;
    }
    (void)remove(path);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

#endif
