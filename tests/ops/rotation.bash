# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# rotation.bash - docs/keys.md walked over the running demonstration: the log's key, the portal host's, that of
# TLS, the CAs that people's certificates come from. Afterwards the log of before and after verifies as one.

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
    local attest=$STATE/attest tool=("$STATE/program/bin/tilsagn" --state "$STATE") bin=$STATE/program/bin/tilsagn-attest name key former
    name=$(cut -d+ -f1 "$STATE/tlog/log.vkey")
    former=$(run_by tilsagn-attest "$bin" --public-key --key "$attest/key.pem" --name "$name")
    run_by tilsagn-attest "$bin" --create-key --key "$attest/key.new.pem" || return 1
    key=$(run_by tilsagn-attest "$bin" --public-key --key "$attest/key.new.pem" --name "$name")
    "${tool[@]}" attest-key "$key" && "${tool[@]}" deployment record rotation-1 || return 1
    printf '%s\n' "$former" >"$attest/known" && chmod 644 "$attest/known"
    run_by tilsagn-attest mv "$attest/key.pem" "$attest/key.former.pem" &&
        run_by tilsagn-attest mv "$attest/key.new.pem" "$attest/key.pem" && ended attest || return 1
    within 30 "${tool[@]}" deployment record rotation-2 || return 1
    [ "$(attested_by)" = "$(cut -d+ -f2 <<<"$key")" ] || { attested_by; return 1; }
    log_is_complete && grep -qF "$(cut -d+ -f3- <<<"$key")" "$STATE/tlog/attest.vkeys" &&
        [ "$(grep -c . "$STATE/tlog/attest.vkeys")" -ge 2 ] && whole_log_verifies &&
        [ "$(as applicant-1 /api/v1/me)" = 200 ] && former_receipt_is_signed
}

# A receipt for an entry that the former key attested.
former_receipt_is_signed() {
    local entry
    entry=$(database "select max(entry) from ledger.entry where kind = 'decide_award'")
    [ "$(as officer-2 "/api/v1/agency/receipts/$entry")" = 200 ]
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

# The listener for auditors still shows the former pair, as it has its own.
auditors_tls_key_replaced() {
    local at=$WORK/tls before
    before=$(shown_to_auditors)
    [ "$before" != "$(shown "$PORT")" ] || { echo "no pair of its own"; return 1; }
    install -m 600 "$at.key" "$STATE/pg-tls/server.key.new" && cat "$at.crt" "$STATE/pki/issuing.crt" >"$STATE/pg-tls/server.crt.new" || return 1
    [ "$(id -u)" != 0 ] || chown postgres "$STATE"/pg-tls/server.{key,crt}.new
    mv "$STATE/pg-tls/server.key.new" "$STATE/pg-tls/server.key" && mv "$STATE/pg-tls/server.crt.new" "$STATE/pg-tls/server.crt" &&
        database 'select pg_reload_conf()' >/dev/null && within 20 auditors_see_the_new_pair
}

shown_to_auditors() {
    openssl s_client -starttls postgres -servername localhost -connect "localhost:$((PORT + 2))" </dev/null 2>/dev/null | openssl x509 -noout -serial
}

auditors_see_the_new_pair() { [ "$(shown_to_auditors)" = "$(openssl x509 -in "$WORK/tls.crt" -noout -serial)" ]; }

tls_is_not() { [ "$(shown "$PORT")" != "$1" ]; }

# as_new PERSON PATH: with the certificate of the next CAs.
as_new() {
    curl --silent --output /dev/null --write-out '%{http_code}' --max-time 30 --cacert "$STATE/pki/root.crt" \
        --cert "$WORK/pki2/people/$1.crt" --key "$WORK/pki2/people/$1.key" "https://localhost:$PORT$2"
}

lets_in() { [ "$("$1" applicant-1 /api/v1/me)" = "$2" ] && [ "$("$1" officer-1 /api/v1/me)" = "$2" ]; }

# pins FOLDER…: the lines of a profile for the CAs of these folders.
pins() {
    local folder ca
    for folder in "$@"; do
        for ca in root issuing; do
            printf '%s = %s\n' $ca "$(openssl x509 -in "$folder/$ca.crt" -outform DER | sha256sum | cut -d' ' -f1)"
        done
    done
}

# put NAME: standard input takes the place of a file of the PKI, at once.
put() { cat >"$STATE/pki/$1.new" && mv "$STATE/pki/$1.new" "$STATE/pki/$1"; }

# trusted FOLDER…: profile, CAs, sources of lists and lists of exactly these generations, in docs/keys.md's order.
trusted() {
    local folder profile=$STATE/pki/oces3-employee.profile conf=$STATE/config/operator.conf rules
    rules=$(grep -vE '^(root|issuing) = ' "$profile")
    { grep -v '^crl_source = ' "$conf"
        for folder in "$@"; do
            printf 'crl_source = %s\ncrl_source = %s\n' "$folder/root.crl" "$folder/issuing.crl"
        done; } >"$WORK/operator.conf" && cat "$WORK/operator.conf" >"$conf" || return 1
    for folder in "$@"; do
        cat "$folder/root.crt" "$folder/issuing.crt"
    done | put trust.pem
    { printf '%s\n' "$rules" && pins "$@"; } | put oces3-employee.profile
    "$STATE/program/bin/tilsagn" --state "$STATE" crl update || return 1
    kill -s HUP "$(cat "$STATE/run/nginx.pid")" && database 'select pg_reload_conf()' >/dev/null
}

trust_profile_replaced() {
    local old=$STATE/pki new=$WORK/pki2 person='select count(*) from identity.person' before certificate
    GENERATION=2 "$ROOT/nginx/pki/make" "$new" || return 1
    chmod -R a+rX "$new"
    certificate=$new/people/officer-1.crt before=$(database "$person")
    lets_in as 200 && lets_in as_new 403 || { echo "before"; return 1; }
    # Beside the old ones: nobody is kept out for a moment, and each is the person that they were.
    trusted "$old" "$new" || return 1
    within 20 lets_in as_new 200 && lets_in as 200 || { echo "beside"; return 1; }
    "$STATE/program/bin/tilsagn" --state "$STATE" trust check "$certificate" | tail -n 3
    [ "$(database "$person")" = "$before" ] || { echo "somebody became another person"; return 1; }
    # The old ones out.
    trusted "$new" || return 1
    within 20 lets_in as 403 && lets_in as_new 200 || { echo "without the old"; return 1; }
    ! "$STATE/program/bin/tilsagn" --state "$STATE" trust check "$old/people/officer-1.crt" >/dev/null
}

# As when a CA was broken into: nobody with a certificate of the one generation is let in any more, everybody with one of the
# other is. The way back, as what comes after these tests holds certificates of the first one, and revokes some.
trust_profile_replaced_at_once() {
    lets_in as 403 && lets_in as_new 200 && trusted "$STATE/pki" && within 20 lets_in as 200 && within 20 lets_in as_new 403
}

rotation_case() {
    ok "the log's key is replaced (docs/keys.md)" log_key_replaced
    witnesses_case
    ok "the portal host's key is replaced" attest_key_replaced
    ok "the key of TLS is replaced" tls_key_replaced
    ok "that of the listener for auditors" auditors_tls_key_replaced
    ok "the CAs of people's certificates are replaced" trust_profile_replaced
    ok "at once, as when a CA was broken into" trust_profile_replaced_at_once
}
