#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""measured.py COMMAND… - runs it and prints, as a last line, "code N wall_s N cpu_s N rss_kib N"."""
import os
import sys
import time

if len(sys.argv) < 2:
    sys.exit(__doc__)
begin = time.monotonic()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
print("code %d wall_s %.2f cpu_s %.2f rss_kib %d" % (
    os.waitstatus_to_exitcode(status), time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss))
