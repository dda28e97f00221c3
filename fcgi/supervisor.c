/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/supervisor.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/base/log.h"
#include "ledger/base/steady.h"

#define SOCKET_PATH_MAX 100
#define PAUSE_FIRST_MS  100
#define PAUSE_MAX_MS    10000
#define SETTLED_MS      1000   /* a worker that lived so long has started well */
#define KILL_AFTER_MS   200000 /* longer than the longest submission may take */
#define SIGNAL_AGAIN_MS 1000   /* a TERM can arrive just before accept() sleeps */

struct slot {
    pid_t pid; /* 0: none running */
    int64_t started_ms;
    int64_t start_at_ms; /* when to start the next, if none is running */
    int64_t pause_ms;
    bool retiring; /* was told to end */
};

struct supervisor {
    const struct supervisor_config *config;
    int listener;
    struct slot slots[SUPERVISOR_WORKERS_MAX];
    sigset_t signals;
    sigset_t signals_before;
    bool stopping;
    int64_t stopping_since_ms;
    int64_t signalled_ms;
    size_t rolling; /* slots below are replaced; == workers when no roll is under way */
};

static const int held_signals[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD};

static void log_worker(const char *event, pid_t pid, const char *key, int64_t value)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_NOTICE, event);
    log_int(&line, "pid", (int64_t)pid);
    log_int(&line, key, value);
    log_end(&line);
}

/* A socket file that nobody listens on is left over from a killed process. */
static enum status remove_stale(const struct sockaddr_un *address, struct fault *fault)
{
    struct stat info;
    if (lstat(address->sun_path, &info) != 0) {
        return STATUS_OK;
    }
    if (!S_ISSOCK(info.st_mode)) {
        FAULT(fault, "supervisor", "", "%s: exists and is no socket", address->sun_path);
        return STATUS_INVALID;
    }
    int probe = socket(AF_UNIX, SOCK_STREAM, 0);
    if (probe < 0) {
        return STATUS_INTERNAL;
    }
    bool listened =
        connect(probe, (const struct sockaddr *)address, sizeof(*address)) == 0 || errno == EAGAIN;
    (void)close(probe);
    if (listened) {
        FAULT(fault, "supervisor", "", "%s: another process listens there", address->sun_path);
        return STATUS_CONFLICT;
    }
    return unlink(address->sun_path) == 0 ? STATUS_OK : STATUS_INTERNAL;
}

static enum status open_listener(struct supervisor *supervisor, struct fault *fault)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = supervisor->config->socket_path;
    size_t len = strlen(path);
    if (len == 0 || len > SOCKET_PATH_MAX) {
        FAULT(fault, "supervisor", "", "the socket's path has 1 to %d bytes", SOCKET_PATH_MAX);
        return STATUS_INVALID;
    }
    memcpy(address.sun_path, path, len + 1);
    enum status status = remove_stale(&address, fault);
    if (status != STATUS_OK) {
        return status;
    }
    supervisor->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    mode_t before = umask(S_IXUSR | S_IXGRP | S_IRWXO); /* 0660 from its first moment */
    bool bound =
        supervisor->listener >= 0
        && bind(supervisor->listener, (const struct sockaddr *)&address, sizeof(address)) == 0
        && listen(supervisor->listener, SUPERVISOR_BACKLOG) == 0;
    (void)umask(before);
    if (!bound) {
        /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
        FAULT(fault, "supervisor", "", "%s: %s", path, strerror(errno));
        return STATUS_INTERNAL;
    }
    return STATUS_OK;
}

/*
 * In the new process: the socket as descriptor 0, signals as usual, then the program. A signal that
 * came meanwhile arrives before the program does, and must not run a handler of whoever called
 * supervisor_run().
 */
static void become_worker(const struct supervisor *supervisor)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM); /* no orphans when the supervisor is killed */
    for (size_t i = 0; i < sizeof(held_signals) / sizeof(held_signals[0]); i++) {
        const struct sigaction usual = {.sa_handler = SIG_DFL};
        (void)sigaction(held_signals[i], &usual, NULL);
    }
    if (dup2(supervisor->listener, STDIN_FILENO) == STDIN_FILENO
        /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
        && sigprocmask(SIG_SETMASK, &supervisor->signals_before, NULL) == 0) {
        (void)close(supervisor->listener);
        (void)execv(supervisor->config->program, supervisor->config->arguments);
    }
    _exit(127);
}

static void start(struct supervisor *supervisor, struct slot *slot)
{
    pid_t pid = fork();
    if (pid == 0) {
        become_worker(supervisor);
    }
    slot->started_ms = steady_ms();
    slot->retiring = false;
    if (pid < 0) {
        slot->start_at_ms = slot->started_ms + PAUSE_MAX_MS;
        return;
    }
    slot->pid = pid;
    log_worker("worker_started", pid, "slot", slot - supervisor->slots);
}

/* When to start a slot's next worker, after its last one ended. */
static void plan_restart(struct slot *slot, bool wanted)
{
    int64_t now = steady_ms();
    if (wanted || now - slot->started_ms >= SETTLED_MS) {
        slot->pause_ms = 0;
        slot->start_at_ms = now;
        return;
    }
    slot->pause_ms = slot->pause_ms == 0 ? PAUSE_FIRST_MS : slot->pause_ms * 2;
    slot->pause_ms = slot->pause_ms > PAUSE_MAX_MS ? PAUSE_MAX_MS : slot->pause_ms;
    slot->start_at_ms = now + slot->pause_ms;
}

static void reap(struct supervisor *supervisor)
{
    int code = 0;
    pid_t pid = 0;
    while ((pid = waitpid(-1, &code, WNOHANG)) > 0) {
        for (size_t i = 0; i < supervisor->config->workers; i++) {
            struct slot *slot = &supervisor->slots[i];
            if (slot->pid == pid) {
                log_worker("worker_ended", pid, WIFSIGNALED(code) ? "signal" : "code",
                    WIFSIGNALED(code) ? WTERMSIG(code) : WEXITSTATUS(code));
                slot->pid = 0;
                plan_restart(slot, slot->retiring);
            }
        }
    }
}

static void start_due(struct supervisor *supervisor)
{
    for (size_t i = 0; !supervisor->stopping && i < supervisor->config->workers; i++) {
        struct slot *slot = &supervisor->slots[i];
        if (slot->pid == 0 && slot->start_at_ms <= steady_ms()) {
            start(supervisor, slot);
        }
    }
}

/* Replaces one worker at a time; the next when its successor has settled. */
static void roll(struct supervisor *supervisor)
{
    if (supervisor->rolling >= supervisor->config->workers) {
        return;
    }
    if (supervisor->rolling > 0) {
        const struct slot *last = &supervisor->slots[supervisor->rolling - 1];
        if (last->pid == 0 || last->retiring || steady_ms() - last->started_ms < SETTLED_MS) {
            return;
        }
    }
    struct slot *slot = &supervisor->slots[supervisor->rolling++];
    if (slot->pid > 0) {
        slot->retiring = true;
        (void)kill(slot->pid, SIGTERM);
    }
}

/* Tells retiring workers again, in case the first signal fell between two system calls. */
static void signal_again(struct supervisor *supervisor)
{
    int64_t now = steady_ms();
    if (now - supervisor->signalled_ms < SIGNAL_AGAIN_MS) {
        return;
    }
    supervisor->signalled_ms = now;
    bool patience_over =
        supervisor->stopping && now - supervisor->stopping_since_ms > KILL_AFTER_MS;
    for (size_t i = 0; i < supervisor->config->workers; i++) {
        struct slot *slot = &supervisor->slots[i];
        if (slot->pid > 0 && (slot->retiring || supervisor->stopping)) {
            (void)kill(slot->pid, patience_over ? SIGKILL : SIGTERM);
        }
    }
}

static size_t running(const struct supervisor *supervisor)
{
    size_t count = 0;
    for (size_t i = 0; i < supervisor->config->workers; i++) {
        count += supervisor->slots[i].pid > 0 ? 1 : 0;
    }
    return count;
}

static void take_signal(struct supervisor *supervisor, int number)
{
    if (number == SIGTERM || number == SIGINT) {
        if (!supervisor->stopping) {
            supervisor->stopping = true;
            supervisor->stopping_since_ms = steady_ms();
            supervisor->signalled_ms = 0; /* at once */
        }
    } else if (number == SIGHUP && !supervisor->stopping) {
        supervisor->rolling = 0;
    }
}

static void supervise(struct supervisor *supervisor)
{
    const struct timespec tick = {.tv_sec = 0, .tv_nsec = 100000000};
    while (!supervisor->stopping || running(supervisor) > 0) {
        reap(supervisor);
        start_due(supervisor);
        roll(supervisor);
        signal_again(supervisor);
        int number = sigtimedwait(&supervisor->signals, NULL, &tick);
        if (number > 0) {
            take_signal(supervisor, number);
        }
    }
}

/* From here on signals wait for sigtimedwait(), so that none falls between two looks at them. */
static void hold_signals(struct supervisor *supervisor)
{
    ensure(sigemptyset(&supervisor->signals) == 0);
    for (size_t i = 0; i < sizeof(held_signals) / sizeof(held_signals[0]); i++) {
        ensure(sigaddset(&supervisor->signals, held_signals[i]) == 0);
    }
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
    int held = sigprocmask(SIG_BLOCK, &supervisor->signals, &supervisor->signals_before);
    ensure(held == 0);
}

enum status supervisor_run(const struct supervisor_config *config, struct fault *fault)
{
    if (config->workers < 1 || config->workers > SUPERVISOR_WORKERS_MAX) {
        FAULT(fault, "supervisor", "", "1 to %d workers", SUPERVISOR_WORKERS_MAX);
        return STATUS_INVALID;
    }
    struct supervisor supervisor = {.config = config, .listener = -1, .rolling = config->workers};
    enum status status = open_listener(&supervisor, fault);
    if (status == STATUS_OK) {
        hold_signals(&supervisor);
        supervise(&supervisor);
        (void)unlink(config->socket_path);
    }
    if (supervisor.listener >= 0) {
        (void)close(supervisor.listener);
    }
    return status;
}
