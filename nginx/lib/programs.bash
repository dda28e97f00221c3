# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# programs.bash - how each program of ours is started.

# The log's origin and the name under which the demonstration signs: nobody takes it for the real one.
readonly ORIGIN_NAME=demo.tilsagn.example

# Its name after it was begun anew (docs/log.md, "Begun anew"): STATE/origin.
origin_name() { cat "$STATE/origin" 2>/dev/null || printf '%s\n' $ORIGIN_NAME; }

tilsagn() { "$STATE/program/bin/tilsagn" --state "$STATE" "$@"; }

start_attest() {
    local key=$STATE/attest/key.pem bin=$STATE/program/bin/tilsagn-attest known=()
    if [ ! -e "$key" ]; then
        step "attest key" as attest "$bin" --create-key --key "$key"
    fi
    # Its own keys under former names of the log, a line each.
    mapfile -t known < <(sed 's/^/--known\n/' "$STATE/attest/known" 2>/dev/null)
    start attest "$bin" --key "$key" --name "$(origin_name)" --simulated-clock "${known[@]}" \
        --listen-grantee "$RUN/attest/grantee.sock:$(uid_of grantee)" \
        --listen-agency "$RUN/attest/agency.sock:$(uid_of agency)" \
        --listen-system "$RUN/attest/system.sock:$(uid_of sequencer)" \
        --listen-operator "$RUN/attest/operator.sock:$(id -u)"
    WAITING_FOR=attest wait_for "tilsagn-attest" 10 test -S "$RUN/attest/operator.sock"
}

# as PROGRAM COMMAND…: like run_as, but comes back.
as() { (cd / && run_as "$@"); }

# Looks into uploaded files for CPR numbers: for the pool that takes them, for the sequencer when one was kept
# meanwhile, and for the doctor, who asks whether it is there.
start_scanner() {
    start scanner "$STATE/program/bin/tilsagn-scanner" --listen "$RUN/scanner/scanner.sock" \
        --uid "$(uid_of grantee)" --uid "$(uid_of sequencer)" --uid "$(id -u)"
    WAITING_FOR=scanner wait_for "tilsagn-scanner" 10 test -S "$RUN/scanner/scanner.sock"
}

start_pool() {
    local pool=$1
    rm -f "$RUN/$pool/portal.sock"
    start "$pool" "$STATE/program/bin/tilsagn-portal" --supervise "$(setting "workers_$pool")" \
        --listen "$RUN/$pool/portal.sock" --pool "$pool" --config "$STATE/config/portal-$pool.conf"
}

start_pools() {
    local pool
    for pool in grantee submit agency public; do
        start_pool "$pool"
    done
    for pool in grantee submit agency public; do
        WAITING_FOR=$pool wait_for "pool $pool" 15 test -S "$RUN/$pool/portal.sock"
    done
}

# The log's key, and the last that it signed. A head that is gone is not an empty log: only a log that
# has published nothing begins anew.
start_signer() {
    local key=$STATE/signer/key.pem head=$STATE/signer/head bin=$STATE/program/bin/tilsagn-signer first=
    if [ ! -e "$key" ]; then
        step "log key" as signer "$bin" --create-key --key "$key"
    fi
    [ -e "$STATE/tlog/checkpoint" ] || first=--first
    start signer "$bin" --key "$key" --origin "$(origin_name)" --head "$head" \
        --listen "$RUN/signer/sequencer.sock" --uid "$(uid_of sequencer)" $first
    WAITING_FOR=signer wait_for "tilsagn-signer" 10 test -S "$RUN/signer/sequencer.sock"
}

start_sequencer() {
    start sequencer "$STATE/program/bin/tilsagn-sequencer" --config "$STATE/config/sequencer.conf"
}

start_nginx() {
    nginx_command -t -q || die "nginx refuses its configuration; see the lines above"
    start nginx nginx -p "$STATE/nginx" -c "$STATE/nginx/nginx.conf" -e "$STATE/log/nginx-error.log"
    WAITING_FOR=nginx wait_for nginx 10 port_is_busy "$PORT"
}

restart() {
    case $1 in
    postgres) start_postgres ;;
    attest) start_attest ;;
    scanner) start_scanner ;;
    signer) start_signer ;;
    sequencer) start_sequencer ;;
    nginx) start_nginx ;;
    *) start_pool "$1" ;;
    esac
}

# call PERSON METHOD PATH [curl's options]: one request as that person; prints the answer's body.
call() {
    local person=$1 method=$2 path=$3
    shift 3
    curl --silent --show-error --cacert "$STATE/pki/root.crt" --cert "$STATE/pki/people/$person.crt" \
        --key "$STATE/pki/people/$person.key" --request "$method" "$@" "https://localhost:$PORT$path"
}

portal_answers() { call applicant-1 GET /api/v1/me --fail --max-time 5; }
