/* SPDX-License-Identifier: EUPL-1.2 */
/* Runs a fuzz target over every file of a folder, for builds without libFuzzer. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

static void run_file(const char *folder, const char *name)
{
    char path[4096];
    int len = snprintf(path, sizeof(path), "%s/%s", folder, name);
    ensure(len > 0 && (size_t)len < sizeof(path));
    FILE *file = fopen(path, "rb");
    ensure(file != NULL);
    ensure(fseek(file, 0, SEEK_END) == 0);
    long size = ftell(file);
    ensure(size >= 0);
    rewind(file);
    /* Exactly as large as the input, so that a sanitizer sees a read behind its end. */
    uint8_t *data = malloc(size == 0 ? 1 : (size_t)size);
    ensure(data != NULL);
    ensure(fread(data, 1, (size_t)size, file) == (size_t)size);
    ensure(fclose(file) == 0);
    ensure(LLVMFuzzerTestOneInput(data, (size_t)size) == 0);
    free(data);
}

int main(int argc, char **argv)
{
    ensure(argc == 2);
    DIR *folder = opendir(argv[1]);
    ensure(folder != NULL);
    size_t count = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] != '.') {
            run_file(argv[1], entry->d_name);
            count++;
        }
    }
    ensure(closedir(folder) == 0);
    ensure(count > 0);
    (void)printf("%zu inputs\n", count);
    return EXIT_SUCCESS;
}
