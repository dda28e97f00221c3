/* SPDX-License-Identifier: EUPL-1.2 */
/* close_range() is no part of POSIX. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)

#include "fcgi/scanner/confine.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#define FOREIGN      0x40000000U /* the bit of x32's numbers */
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#define FOREIGN      0x80000000U
#else
#error "which AUDIT_ARCH_ is this?"
#endif

/* Refused with EPERM: a reader that asks for one goes on without, or fails. */
#define REFUSED(number)                                                                            \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1),                                           \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

static struct sock_filter filter[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FOREIGN, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    REFUSED(__NR_socket),
    REFUSED(__NR_socketpair),
    REFUSED(__NR_connect),
    REFUSED(__NR_bind),
    REFUSED(__NR_sendto),
    REFUSED(__NR_sendmsg),
    REFUSED(__NR_ptrace),
    REFUSED(__NR_process_vm_readv),
    REFUSED(__NR_process_vm_writev),
    REFUSED(__NR_pidfd_open),
    REFUSED(__NR_kill),
    REFUSED(__NR_io_uring_setup),
    REFUSED(__NR_bpf),
    REFUSED(__NR_perf_event_open),
    REFUSED(__NR_userfaultfd),
    REFUSED(__NR_keyctl),
    REFUSED(__NR_add_key),
    REFUSED(__NR_unshare),
    REFUSED(__NR_setns),
    REFUSED(__NR_mount),
    REFUSED(__NR_unlinkat),
    REFUSED(__NR_renameat2),
    REFUSED(__NR_mkdirat),
    REFUSED(__NR_mknodat),
    REFUSED(__NR_linkat),
    REFUSED(__NR_symlinkat),
    REFUSED(__NR_fchmod),
    REFUSED(__NR_fchmodat),
    REFUSED(__NR_fchown),
    REFUSED(__NR_fchownat),
    REFUSED(__NR_truncate),
    REFUSED(__NR_ftruncate),
#ifdef __NR_unlink
    REFUSED(__NR_unlink),
    REFUSED(__NR_rename),
    REFUSED(__NR_renameat),
    REFUSED(__NR_mkdir),
    REFUSED(__NR_rmdir),
    REFUSED(__NR_mknod),
    REFUSED(__NR_link),
    REFUSED(__NR_symlink),
    REFUSED(__NR_chmod),
    REFUSED(__NR_chown),
#endif
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static bool limit(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit wanted = {.rlim_cur = most, .rlim_max = most};
    return setrlimit(what, &wanted) == 0;
}

enum status confine(void)
{
    struct sock_fprog program = {.len = sizeof(filter) / sizeof(filter[0]), .filter = filter};
    bool done = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && close_range(3, ~0U, 0) == 0
                && limit(RLIMIT_CPU, CONFINE_CPU_S) && limit(RLIMIT_AS, CONFINE_MEMORY)
                && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0)
                && limit(RLIMIT_NOFILE, CONFINE_FILES_MAX)
                && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
                && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
    return done ? STATUS_OK : STATUS_INTERNAL;
}
