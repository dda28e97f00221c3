# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# users.bash - who runs what. As root every program has a system user of its own; as an ordinary
# user all share that user's id, which the start says.

# user_of PROGRAM: the system user of a program or pool.
user_of() {
    if ! is_root; then
        id -un
        return
    fi
    case $1 in
    grantee | submit) echo tilsagn-grantee ;;
    agency) echo tilsagn-agency ;;
    public) echo tilsagn-public ;;
    attest) echo tilsagn-attest ;;
    sequencer) echo tilsagn-seq ;;
    signer) echo tilsagn-sign ;;
    scanner) echo tilsagn-scan ;;
    postgres) echo postgres ;;
    nginx) echo www-data ;; # its workers; the master stays root to read the server's key
    *) echo root ;;
    esac
}

uid_of() { id -u "$(user_of "$1")"; }

make_users() {
    local user
    is_root || return 0
    for user in tilsagn-grantee tilsagn-agency tilsagn-public tilsagn-attest tilsagn-seq \
        tilsagn-sign tilsagn-scan; do
        id "$user" >/dev/null 2>&1 ||
            useradd --system --user-group --no-create-home --home-dir /nonexistent \
                --shell /usr/sbin/nologin "$user"
    done
}

# run_as PROGRAM COMMAND…: executes COMMAND (no shell, no fork) as the program's user.
run_as() {
    local user
    user=$(user_of "$1")
    shift
    if [ "$user" = "$(id -un)" ]; then
        exec "$@"
    fi
    exec setpriv --reuid="$user" --regid="$(id -gn "$user")" --init-groups --no-new-privs \
        --inh-caps=-all -- "$@"
}

# own PROGRAM MODE DIRECTORY [GROUP]: makes the directory for the program's user alone.
own() {
    mkdir -p "$3"
    if is_root; then
        chown "$(user_of "$1"):${4:-$(id -gn "$(user_of "$1")")}" "$3"
    fi
    chmod "$2" "$3"
}
