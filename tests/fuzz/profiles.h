/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * profiles.h - the profiles that operators copy, pinned to the CAs in tests/fuzz/trust. Those are
 * P-256 CAs of a hundred years whose keys were thrown away, with a CRL table as long; the corpora
 * hold certificates of theirs.
 */
#ifndef TESTS_FUZZ_PROFILES_H
#define TESTS_FUZZ_PROFILES_H

#include <stdio.h>
#include <stdlib.h>

#include "auth/profile.h"

#define PROFILES_SOURCE FUZZ_SOURCE "/../../nginx/pki/"

static const char *const profiles_known[] = {"oces3-employee", "oces2-employee", "eidas-employee"};

#define PROFILES_KNOWN (sizeof(profiles_known) / sizeof(profiles_known[0]))

static inline size_t profiles_append(char *text, size_t len, const char *path)
{
    FILE *file = fopen(path, "rb");
    ensure(file != NULL);
    len += fread(text + len, 1, PROFILE_LEN_MAX - len, file);
    ensure(len < PROFILE_LEN_MAX && fclose(file) == 0);
    return len;
}

/* The text of a profile, into PROFILE_LEN_MAX bytes. */
static inline struct span profiles_text(size_t which, char *text)
{
    char path[512];
    int len = snprintf(text, PROFILE_LEN_MAX, "name = %s\n", profiles_known[which]);
    ensure(len > 0);
    size_t end = profiles_append(text, (size_t)len, FUZZ_SOURCE "/trust/pins");
    len = snprintf(path, sizeof(path), PROFILES_SOURCE "%s", profiles_known[which]);
    ensure(len > 0 && (size_t)len < sizeof(path));
    return (struct span){.data = text, .len = profiles_append(text, end, path)};
}

#endif
