#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# ledger.sh SOURCE BINARIES COMMAND [ARGUMENT…]: runs COMMAND beside a whole ledger: a throw-away
# PostgreSQL (inside cluster.sh) with the database of sql/ and the simulated clock, and a
# tilsagn-attest whose key it knows. TILSAGN_DATABASE is the conninfo without a user, and
# TILSAGN_ATTEST the folder of the sockets grantee, agency, system and operator.
#
# shellcheck disable=SC2317 # stop is called by the trap
set -euo pipefail

source=$1
bin=$2
shift 2
dir=$(mktemp -d /tmp/tilsagn-attest.XXXXXX)
pid=

stop() {
    if [[ $pid ]]; then
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    fi
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM HUP

# A copy of the template has it already.
if [[ -z $(psql -X -q -At -d postgres -c "select 1 from pg_database where datname = 'ledger'") ]]; then
    "$source/tests/support/ledger_database.sh" "$source" >"$dir/apply.log" 2>&1 ||
        { cat "$dir/apply.log" >&2; exit 1; }
fi

"$bin/tilsagn-attest" --create-key --key "$dir/key.pem"
listen=()
for audience in grantee agency system operator; do
    listen+=("--listen-$audience" "$dir/$audience:$(id -u)")
done
"$bin/tilsagn-attest" --key "$dir/key.pem" --name test.tilsagn.example --simulated-clock \
    "${listen[@]}" 2>"$dir/attest.log" &
pid=$!
vkey=$("$bin/tilsagn-attest" --public-key --key "$dir/key.pem" --name test.tilsagn.example)
id=$(cut -d+ -f2 <<<"$vkey")
key=$(cut -d+ -f3- <<<"$vkey" | base64 -d | tail -c 32 | od -An -v -tx1 | tr -d ' \n')
psql -X -q -d ledger -o /dev/null \
    -c "select ledger.register_attest_key('$id', '\\x$key'::bytea, 'test')"
for ((i = 0; i < 100; i++)); do
    [[ -S $dir/operator ]] && break
    sleep 0.05
done

export PGDATABASE=ledger
export TILSAGN_DATABASE="host=$PGHOST port=$PGPORT dbname=ledger"
export TILSAGN_ATTEST=$dir TILSAGN_VKEY=$vkey
status=0
"$@" || status=$?
exit "$status"
