/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * crl_table.h - the revoked serial numbers as a file that workers map and search: no worker parses
 * a CRL while it serves. It does not check where the entries come from: crl_compile.h did.
 *
 * The file, numbers big-endian, nothing between the parts:
 *   header   8 bytes "TILSACRL", u32 version (1), u32 number of lists (1..CRL_TABLE_LISTS_MAX),
 *            u64 length of the whole file
 *   lists    each CRL_TABLE_LIST_LEN bytes, ascending by issuer, no issuer twice:
 *            32 bytes SHA-256 of the issuing CA's certificate (DER),
 *            CRL_NUMBER_LEN bytes crlNumber, u32 number of entries,
 *            i64 thisUpdate, i64 nextUpdate (seconds since 1970, thisUpdate < nextUpdate)
 *   entries  of the first list, then of the second …; each CRL_SERIAL_LEN bytes: the serial
 *            number's INTEGER content, sign-extended to the left; ascending as unsigned bytes,
 *            none twice within a list
 *   end      32 bytes SHA-256 of everything before
 *
 * The file is replaced by a rename, never written in place: a worker has the old one mapped.
 */
#ifndef AUTH_CRL_TABLE_H
#define AUTH_CRL_TABLE_H

#include <stdint.h>

#include "ledger/base/digest.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define CRL_TABLE_MAGIC       "TILSACRL"
#define CRL_TABLE_VERSION     1
#define CRL_TABLE_HEADER_LEN  24
#define CRL_TABLE_LIST_LEN    72
#define CRL_TABLE_LISTS_MAX   16
#define CRL_TABLE_ENTRIES_MAX 2000000 /* of all lists; ten times the largest list expected */
#define CRL_NUMBER_LEN        20      /* RFC 5280 5.2.3 */
#define CRL_SERIAL_LEN        24      /* RFC 5280 4.1.2.2 allows 20; some CAs add a byte */
#define CRL_TABLE_LEN_MAX                                                                          \
    (CRL_TABLE_HEADER_LEN + CRL_TABLE_LISTS_MAX * CRL_TABLE_LIST_LEN                               \
        + (size_t)CRL_TABLE_ENTRIES_MAX * CRL_SERIAL_LEN + DIGEST_LEN)

/* One CA's list. The serials belong to the table. */
struct crl_list {
    struct digest issuer;           /* of the CA's certificate */
    uint8_t number[CRL_NUMBER_LEN]; /* crlNumber, big-endian */
    int64_t this_update_s;
    int64_t next_update_s;
    size_t count;
    const uint8_t *serials; /* count * CRL_SERIAL_LEN bytes, ascending */
};

struct crl_table;

enum crl_answer {
    CRL_GOOD,
    CRL_REVOKED, /* also when the list has expired since */
    CRL_NO_LIST, /* no list of this issuer, or a serial number that no list could hold */
    CRL_EXPIRED, /* nextUpdate has come */
    CRL_NOT_YET, /* thisUpdate is still to come */
};

/*
 * Maps the file read-only and checks all of it once, without allocating for its content.
 * STATUS_NOT_FOUND when it cannot be opened or is no regular file, STATUS_LIMIT above
 * CRL_TABLE_LEN_MAX, STATUS_INVALID when anything in it is not as written above, STATUS_INTERNAL
 * without memory; fault.text names the file. crl_table_close() frees *table_out.
 */
MUST_CHECK enum status crl_table_open(
    const char *path, struct crl_table **table_out, struct fault *fault);

/* The same over bytes that the caller keeps unchanged until crl_table_close(). */
MUST_CHECK enum status crl_table_read(
    struct span bytes, struct crl_table **table_out, struct fault *fault);

/* Accepts NULL. */
void crl_table_close(struct crl_table *table);

/*
 * What the list of `issuer` (SHA-256 of the issuing CA's certificate) says at `now_s` (seconds
 * since 1970) about `serial`, the content bytes of the certificate's serial number (big-endian
 * two's complement, as in DER).
 */
enum crl_answer crl_table_ask(
    const struct crl_table *table, const struct digest *issuer, struct span serial, int64_t now_s);

/* The list of an issuer; NULL when there is none. */
const struct crl_list *crl_table_find(const struct crl_table *table, const struct digest *issuer);

/* The whole file as it was read. */
struct span crl_table_bytes(const struct crl_table *table);

/* A serial number as an entry holds it; false when it is empty or too long for one. */
bool crl_serial(struct span content, uint8_t serial_out[static CRL_SERIAL_LEN]);

#endif
