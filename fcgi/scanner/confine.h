/* SPDX-License-Identifier: EUPL-1.2 */
/* confine.h - what a program that reads a stranger's file may do: compute, and say what it read. */
#ifndef FCGI_SCANNER_CONFINE_H
#define FCGI_SCANNER_CONFINE_H

#include "ledger/base/status.h"

#define CONFINE_CPU_S     5
#define CONFINE_MEMORY    ((unsigned long)512 * 1024 * 1024)
#define CONFINE_FILES_MAX 32

/*
 * For this process and what it becomes by exec: no further process, no byte written into a file, no
 * more memory, time or descriptors than above, no new privileges, and no system call for sockets,
 * other processes, or names of files but to open them. It dies with its parent. STATUS_INTERNAL
 * when the kernel refuses one of these.
 */
MUST_CHECK enum status confine(void);

#endif
