# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# anew.bash - the database restored to the day a call closed, and no copy of the log's files left: docs/log.md, "Begun
# anew", walked over the running demonstration. What people hold from before is judged as what it is.

# What was downloaded while the log was whole, besides $WORK/receipt.tlog-proof: an entry that the backup has not.
held_from_before() {
    local late
    late=$(database "select max(entry) from ledger.entry where kind = 'decide_award'")
    curl --silent --show-error --fail --cacert "$STATE/pki/root.crt" --cert "$STATE/pki/people/officer-2.crt" \
        --key "$STATE/pki/people/officer-2.key" --header 'Accept: text/x.tlog-proof' --output "$WORK/late.tlog-proof" \
        "https://localhost:$PORT/api/v1/agency/receipts/$late" || return 1
    cp "$STATE/tlog/log.vkey" "$WORK/former.vkey" && cp "$STATE/tlog/attest.vkeys" "$WORK/former.vkeys"
}

# The backup has neither rights on the database itself nor the key that the portal host has had since.
end_of_the_log_is_lost() {
    local name
    name=$(cut -d+ -f1 "$WORK/former.vkey")
    ask postgres 'drop database tilsagn with (force)' && ask postgres 'create database tilsagn' &&
        pg_restore -h "$(readlink -f "$STATE/run")/pg" -U postgres --exit-on-error -d tilsagn "$WORK/restored.dump" || return 1
    database 'revoke all on database tilsagn from public; grant connect on database tilsagn to tilsagn_grantee, tilsagn_agency,
        tilsagn_public, tilsagn_sequencer, tilsagn_operator'
    cp -a "$STATE/tlog" "$WORK/former" || return 1 # an auditor's, who is heard of too late
    rm -rf "${STATE:?}/tlog"/*
    "$STATE/program/bin/tilsagn" --state "$STATE" attest-key "$(run_by tilsagn-attest "$STATE/program/bin/tilsagn-attest" \
        --public-key --key "$STATE/attest/key.pem" --name "$name")" || return 1
    within 30 sequencer_has_stopped && [ ! -e "$STATE/tlog/checkpoint" ]
}

sequencer_has_stopped() { tail -n 20 "$STATE/log/sequencer.log" | grep -q 'log_stopped.*are missing'; }

# confirmed_by PERSON NUMBER SHA256
confirmed_by() {
    [ "$(as "$1" --header 'Content-Type: application/json' --header "Idempotency-Key: anew-$1" --data "{\"sha256\":\"$3\"}" \
        "/api/v1/agency/proposals/$2/confirmations")" = 201 ]
}

log_begins_anew() {
    local tool=("$STATE/program/bin/tilsagn" --state "$STATE") number sha256 name
    name=$(cut -d+ -f1 "$WORK/former.vkey")
    read -r _ number sha256 < <("${tool[@]}" log propose-anew "$STATE/signer/head" "Maskinrummet brændte, og kopierne med det") &&
        ! "${tool[@]}" log begin-anew "$number" && within 20 confirmed_by administrator-1 "$number" "$sha256" &&
        confirmed_by administrator-2 "$number" "$sha256" || return 1
    "${tool[@]}" log begin-anew --dry-run "$number" && "${tool[@]}" log begin-anew "$number" || return 1
    printf '%s/2\n' "$name" >"$STATE/origin"
    grep -v '^#' "$WORK/former.vkeys" >"$STATE/attest/known" && chmod 644 "$STATE/attest/known"
    run_by tilsagn-sign mv "$STATE/signer/head" "$STATE/signer/head.former" &&
        ended attest && ended signer && ended sequencer || return 1
    within 30 grep -qx "$name/2" "$STATE/tlog/checkpoint" && log_is_complete
}

# Everybody is told: who verifies, who runs it, who looks at the public page.
everybody_is_told() {
    local code=0
    "$STATE/program/bin/tilsagn-verify" --log-key "$(cat "$STATE/tlog/log.vkey")" "$STATE/tlog" >"$WORK/anew" || code=$?
    [ $code -eq 22 ] && head -n 1 "$WORK/anew" | grep -q '^DISCONTINUITY: entries ' && ! grep -qx verified "$WORK/anew" ||
        { echo "exit $code"; cat "$WORK/anew"; return 1; }
    "$STATE/program/bin/tilsagn" --state "$STATE" doctor "$ROOT/sql/checks" >"$WORK/anew" &&
        grep -q '^warning the record is not whole: entries ' "$WORK/anew" || { cat "$WORK/anew"; return 1; }
    public /log >/dev/null && grep -q 'er ikke hel' "$WORK/public" || { head -c 3000 "$WORK/public"; return 1; }
}

# The copy turns up: it is what was left and signed of the log, and everybody may have it.
former_folder_is_held_against_the_log() {
    local code=0 of=/log/former/1 tile
    install -d -m 755 "$STATE/former" && cp -a "$WORK/former" "$STATE/former/1" || return 1
    # Its key was changed before: those that it had replaced go with it.
    "$STATE/program/bin/tilsagn-verify" --log-key "$(cat "$STATE/tlog/log.vkey")" \
        --former-key "$(cat "$WORK/former.vkey" "$WORK/former/log.former.vkeys" 2>/dev/null)" \
        --former "$STATE/former/1" "$STATE/tlog" >"$WORK/anew" || code=$?
    [ $code -eq 22 ] && ! grep -q 'log.s folder ends before it' "$WORK/anew" &&
        grep -q '^former log compared: \([0-9]*\) of the \1 entries that were left. Of the \([0-9]*\) that were lost its folder has \2;' \
            "$WORK/anew" || { echo "exit $code"; cat "$WORK/anew"; return 1; }
    [ "$(public $of/checkpoint)" = '200 text/plain; charset=utf-8 no-cache' ] && cmp "$WORK/public" "$WORK/former/checkpoint" || return 1
    tile=$(cd "$WORK/former" && find tile/0 -type f | head -n 1)
    [ "$(public "$of/$tile")" = '200 application/octet-stream public, max-age=31536000, immutable' ] &&
        cmp "$WORK/public" "$WORK/former/$tile" || return 1
    tile=$(cd "$WORK/former" && find tile/entries -type f | head -n 1)
    case $(public "$of/$tile") in 404*) ;; *) echo "$tile is public"; return 1 ;; esac
}

# check_says FILE TEXT: what the public page tells the holder of a file.
check_says() {
    curl --silent --cacert "$STATE/pki/root.crt" --header "Origin: https://localhost:$((PORT + 1))" --form "file=@$1" \
        --output "$WORK/checked" "https://localhost:$((PORT + 1))/check" && grep -qF "$2" "$WORK/checked" ||
        { sed -n 's/.*<h2[^>]*>\([^<]*\).*/\1/p' "$WORK/checked"; return 1; }
}

what_people_hold_is_judged() {
    local entry
    entry=$(sed -n 's/^entry //p' "$WORK/receipt" | head -n 1)
    check_says "$WORK/receipt.tlog-proof" 'dets post står i den log, der fortsætter' &&
        check_says "$WORK/late.tlog-proof" 'Posten gik tabt sammen med slutningen af en tidligere log' || return 1
    # A receipt without its proof, and a new one, for an entry that was attested under the former name.
    sed -n 's/^.*tilsagn receipt v1$/tilsagn receipt v1/; /^tilsagn receipt v1/,/^— /p' "$WORK/receipt" >"$WORK/bare" &&
        check_says "$WORK/bare" 'Kvitteringen er ægte' || return 1
    curl --silent --show-error --fail --cacert "$STATE/pki/root.crt" --cert "$STATE/pki/people/applicant-1.crt" \
        --key "$STATE/pki/people/applicant-1.key" --header 'Accept: text/plain' --output "$WORK/anew" \
        "https://localhost:$PORT/api/v1/receipts/$entry" && grep -qx "origin $(cat "$STATE/origin")" "$WORK/anew" &&
        check_says "$WORK/anew" 'Kvitteringen er ægte, og dens post står i loggen'
}

# Eight programs in a row, as when every key is replaced at once: that is nobody's fault, and nginx/up goes on.
many_are_ended() {
    local name
    for name in submit grantee agency public attest scanner signer sequencer; do
        ended "$name" || return 1
    done
    within 30 portal_answers_again && log_is_complete
}

portal_answers_again() { [ "$(as applicant-1 /api/v1/me)" = 200 ]; }

anew_case() {
    ok "people hold receipts of a whole log" held_from_before
    ok "the end of the log is lost, and it stops" end_of_the_log_is_lost
    ok "it begins anew, as two administrators confirm" log_begins_anew
    ok "everybody is told that it is not whole" everybody_is_told
    ok "the former log's folder is held against it" former_folder_is_held_against_the_log
    ok "receipts of before are judged as what they are" what_people_hold_is_judged
    ok "every program ends once, and all are started again" many_are_ended
}
