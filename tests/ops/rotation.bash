# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# rotation.bash - docs/keys.md walked over the running demonstration: the log's key, the portal host's, that of
# TLS. Afterwards the log of before and after verifies as one.

# run_by PROGRAM COMMAND…: as the program's system user, where there is one.
run_by() {
    local user=$1
    shift
    [ "$(id -u)" = 0 ] || { "$@"; return; }
    (cd / && setpriv --reuid="$user" --regid="$user" --clear-groups "$@")
}

# started_anew NAME PID: it runs, and not as the process that it was.
started_anew() {
    local new
    read -r new _ <"$STATE/run/pids/$1" && [ "$new" != "$2" ] && kill -0 "$new" 2>/dev/null ||
        { echo "$1 was not started again"; return 1; }
}

# ended NAME: the program is asked to end, and nginx/up starts it again.
ended() {
    local pid
    read -r pid _ <"$STATE/run/pids/$1" && kill -s TERM "$pid" && within 20 started_anew "$1" "$pid"
}

whole_log_verifies() {
    "$STATE/program/bin/tilsagn-verify" --attest-keys "$STATE/tlog/attest.vkeys" --log-key "$(cat "$STATE/tlog/log.vkey" \
        "$STATE/tlog/log.former.vkeys" 2>/dev/null)" "$STATE/tlog" | tail -n 3 | grep -qx verified
}

# The head that everybody is shown is signed by the key of now.
head_is_signed_by_now() {
    local key
    key=$(sed -n '5s/.* //p' "$STATE/tlog/checkpoint" | base64 -d | head -c 4 | od -An -tx1 | tr -d ' \n')
    [ "$key" = "$(cut -d+ -f2 "$STATE/tlog/log.vkey")" ] &&
        [ "$(public /log.vkey)" = '200 text/plain; charset=utf-8 no-cache' ] && cmp "$WORK/public" "$STATE/tlog/log.vkey"
}

log_key_replaced() {
    local signer=$STATE/signer former
    former=$(cat "$STATE/tlog/log.vkey")
    run_by tilsagn-sign "$STATE/program/bin/tilsagn-signer" --create-key --key "$signer/key.new.pem" &&
        run_by tilsagn-sign mv "$signer/key.pem" "$signer/key.former.pem" &&
        run_by tilsagn-sign mv "$signer/key.new.pem" "$signer/key.pem" || return 1
    ended signer && ended sequencer || return 1
    within 30 grep -qxF "$former" "$STATE/tlog/log.former.vkeys" && ! grep -qxF "$former" "$STATE/tlog/log.vkey" || return 1
    within 30 head_is_signed_by_now && within 30 whole_log_verifies || return 1
    # Who knows the former key alone no longer takes the head for the log's.
    [ "$(public /log.former.vkeys)" = '200 text/plain; charset=utf-8 no-cache' ] && cmp "$WORK/public" "$STATE/tlog/log.former.vkeys" &&
        ! "$STATE/program/bin/tilsagn-verify" --log-key "$former" "$STATE/tlog" >/dev/null
}

# attested_by: the id of the key that attested the newest entry.
attested_by() { database "select left(convert_from(leaf, 'UTF8')::json ->> 'attest', 8) from ledger.entry order by entry desc limit 1"; }

attest_key_replaced() {
    local attest=$STATE/attest tool=("$STATE/program/bin/tilsagn" --state "$STATE") bin=$STATE/program/bin/tilsagn-attest name key
    name=$(cut -d+ -f1 "$STATE/tlog/log.vkey")
    run_by tilsagn-attest "$bin" --create-key --key "$attest/key.new.pem" || return 1
    key=$(run_by tilsagn-attest "$bin" --public-key --key "$attest/key.new.pem" --name "$name")
    "${tool[@]}" attest-key "$key" && "${tool[@]}" deployment record rotation-1 || return 1
    run_by tilsagn-attest mv "$attest/key.pem" "$attest/key.former.pem" &&
        run_by tilsagn-attest mv "$attest/key.new.pem" "$attest/key.pem" && ended attest || return 1
    within 30 "${tool[@]}" deployment record rotation-2 || return 1
    [ "$(attested_by)" = "$(cut -d+ -f2 <<<"$key")" ] || { attested_by; return 1; }
    log_is_complete && grep -qF "$(cut -d+ -f3- <<<"$key")" "$STATE/tlog/attest.vkeys" &&
        [ "$(grep -c . "$STATE/tlog/attest.vkeys")" -ge 2 ] && whole_log_verifies &&
        [ "$(as applicant-1 /api/v1/me)" = 200 ]
}

# shown PORT: the serial number of the certificate that a client is shown there.
shown() { openssl s_client -servername localhost -connect "localhost:$1" </dev/null 2>/dev/null | openssl x509 -noout -serial; }

tls_key_replaced() {
    local before at=$WORK/tls
    before=$(shown "$PORT")
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=localhost/O=Tilsagn demonstration/C=DK" \
        -keyout "$at.key" -out "$at.csr" 2>"$at.log" &&
        PKI=$STATE/pki openssl x509 -req -in "$at.csr" -CA "$STATE/pki/issuing.crt" -CAkey "$STATE/pki/issuing.key" -days 390 \
            -set_serial "0x$(openssl rand -hex 12)" -extfile "$ROOT/nginx/pki/openssl.cnf" -extensions server_extensions \
            -out "$at.crt" 2>>"$at.log" || { cat "$at.log"; return 1; }
    cat "$at.crt" "$STATE/pki/issuing.crt" >"$STATE/pki/server.crt.new"
    install -m 600 "$at.key" "$STATE/pki/server.key.new"
    mv "$STATE/pki/server.key.new" "$STATE/pki/server.key" && mv "$STATE/pki/server.crt.new" "$STATE/pki/server.crt" || return 1
    kill -s HUP "$(cat "$STATE/run/nginx.pid")" || return 1
    within 30 tls_is_not "$before" && [ "$(shown "$PORT")" = "$(openssl x509 -in "$at.crt" -noout -serial)" ] &&
        [ "$(shown $((PORT + 1)))" = "$(shown "$PORT")" ] && [ "$(as applicant-1 /api/v1/me)" = 200 ]
}

tls_is_not() { [ "$(shown "$PORT")" != "$1" ]; }

rotation_case() {
    ok "the log's key is replaced (docs/keys.md)" log_key_replaced
    ok "the portal host's key is replaced" attest_key_replaced
    ok "the key of TLS is replaced" tls_key_replaced
}
