/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "ledger/operator/crl_force.h"
#include "ledger/operator/doctor.h"

#define FREE_BYTES_WARN (UINT64_C(2) * 1024 * 1024 * 1024)
#define FREE_BYTES_MIN  (UINT64_C(256) * 1024 * 1024)

static void look_at_crl(struct doctor *doctor)
{
    const char *text = NULL;
    enum finding finding = crl_force(doctor->op, (int64_t)time(NULL), &text);
    doctor_say(doctor, finding, "%s", text);
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
    const char *scanner = doctor->op->settings.scanner;
    if (scanner != NULL && answers(scanner)) {
        doctor_say(doctor, FINDING_OK, "tilsagn-scanner answers");
    } else if (scanner != NULL) {
        doctor_say(doctor, FINDING_WARNING,
            "tilsagn-scanner does not answer on %s: files are kept that nobody has searched for CPR "
            "numbers; start it",
            scanner);
    }
    look_at_crl(doctor);
    look_at_disk(doctor);
}
