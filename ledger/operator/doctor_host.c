/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "ledger/operator/doctor.h"
#include "ledger/operator/files.h"

#define CRL_DAYS_WARN   3
#define FREE_BYTES_WARN (UINT64_C(2) * 1024 * 1024 * 1024)
#define FREE_BYTES_MIN  (UINT64_C(256) * 1024 * 1024)

/* Days from `now_s` to the list's nextUpdate, rounded down; -1 when it is past or missing. */
static int days_left(const X509_CRL *crl, int64_t now_s)
{
    int days = -1;
    int seconds = 0;
    ASN1_TIME *now = ASN1_TIME_set(NULL, (time_t)now_s);
    const ASN1_TIME *next = X509_CRL_get0_nextUpdate(crl);
    if (now == NULL || next == NULL || ASN1_TIME_diff(&days, &seconds, now, next) != 1 || days < 0
        || seconds < 0) {
        days = -1;
    }
    ASN1_TIME_free(now);
    return days;
}

int crl_days_left(struct span pem, int64_t now_s)
{
    int least = -1;
    unsigned count = 0;
    if (pem.len == 0 || pem.len > FILE_BYTES_MAX) {
        return -1;
    }
    BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.len);
    ensure(bio != NULL);
    ERR_clear_error();
    X509_CRL *crl;
    while ((crl = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL)) != NULL) {
        int days = days_left(crl, now_s);
        least = count == 0 || days < least ? days : least;
        count++;
        X509_CRL_free(crl);
    }
    ERR_clear_error();
    BIO_free(bio);
    return least;
}

static void look_at_crl(struct doctor *doctor)
{
    struct operator_run *op = doctor->op;
    struct span pem;
    if (file_read(op->arena, op->settings.crl, &pem, &op->fault) != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN, "no CRLs: %s; nobody can log in", op->fault.text);
        fault_clear(&op->fault);
        return;
    }
    int days = crl_days_left(pem, (int64_t)time(NULL));
    if (days < 0) {
        doctor_say(doctor, FINDING_BROKEN,
            "a CRL in %s is past its next update: nobody can log in; fetch the new one",
            op->settings.crl);
        return;
    }
    doctor_say(doctor, days < CRL_DAYS_WARN ? FINDING_WARNING : FINDING_OK,
        "CRLs are in force for %d more days", days);
}

static bool answers(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(address.sun_path)) {
        return false;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0) {
        return false; /* uncovered: no descriptor left */
    }
    bool connected =
        connect(fd, (const struct sockaddr *)(const void *)&address, sizeof(address)) == 0;
    (void)close(fd);
    return connected;
}

static void look_at_disk(struct doctor *doctor)
{
    struct statvfs disk;
    const char *state = doctor->op->settings.state;
    if (statvfs(state, &disk) != 0) {
        doctor_say(doctor, FINDING_BROKEN, "the state directory %s is not there", state);
        return;
    }
    uint64_t available = (uint64_t)disk.f_bavail * (uint64_t)disk.f_frsize;
    enum finding finding = available < FREE_BYTES_MIN    ? FINDING_BROKEN
                           : available < FREE_BYTES_WARN ? FINDING_WARNING
                                                         : FINDING_OK;
    doctor_say(doctor, finding, "%llu MiB free under %s",
        (unsigned long long)(available / (UINT64_C(1024) * 1024)), state);
}

void doctor_host(struct doctor *doctor)
{
    const char *attest = doctor->op->settings.attest;
    if (answers(attest)) {
        doctor_say(doctor, FINDING_OK, "tilsagn-attest answers");
    } else {
        doctor_say(doctor, FINDING_BROKEN,
            "tilsagn-attest does not answer on %s: no act can be performed; start it", attest);
    }
    look_at_crl(doctor);
    look_at_disk(doctor);
}
