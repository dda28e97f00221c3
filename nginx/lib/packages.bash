# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# packages.bash - installs what is missing, and says so; nothing is touched when all is there.

# missing_packages FILE…: the packages in FILEs that are neither installed nor made needless by a
# command on the path.
missing_packages() {
    local package command
    while read -r package command; do
        if [ -n "$command" ] && command -v "$command" >/dev/null; then
            continue
        fi
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            printf '%s\n' "$package"
    done < <(grep -hv -e '^#' -e '^$' "$@")
}

# Installs them. The services of Debian's packages (a cluster on 5432, nginx on 80) are not wanted
# here and might meet a busy port, so they are not started while we install.
install_packages() {
    local missing elevate=()
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! is_root; then
        command -v sudo >/dev/null || die "missing packages and no sudo: apt-get install ${missing[*]}"
        elevate=(sudo)
    fi
    say "installing: ${missing[*]}"
    # shellcheck disable=SC2016 # expanded by the inner shell
    "${elevate[@]}" sh -c '
        log=$1; shift
        export DEBIAN_FRONTEND=noninteractive
        if [ ! -e /usr/sbin/policy-rc.d ]; then
            printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d
            chmod 755 /usr/sbin/policy-rc.d
            trap "rm -f /usr/sbin/policy-rc.d" EXIT
        fi
        apt-get install -y --no-install-recommends "$@" >"$log" 2>&1 && exit 0
        # Old package lists name files that are gone.
        apt-get update >>"$log" 2>&1
        apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1 && exit 0
        tail -n 15 "$log" >&2
        exit 1
    ' install "${TMPDIR:-/tmp}/tilsagn-install.$$" "${missing[@]}" ||
        die "could not install ${missing[*]} (apt-get's words are above)"
}
