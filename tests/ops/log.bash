# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# log.bash - the log after a whole case: complete, verified by the README's own lines, public but for its
# entries, signed by a process that remembers, and changed in every column to see it named.

log_size() { sed -n 2p "$STATE/tlog/checkpoint" 2>/dev/null || true; }

entries_recorded() {
    psql -h "$(readlink -f "$STATE/run")/pg" -U postgres -d tilsagn -XAtq -c 'select count(*) from ledger.entry'
}

log_has_all() {
    local size entries
    size=$(log_size) entries=$(entries_recorded)
    [ "$size" = "$entries" ] || { echo "log $size, entries $entries"; return 1; }
}

# Everything that is recorded stands in the log a few seconds later.
log_is_complete() { within 20 log_has_all; }

# The commands of the page's section on the log, with this instance's place put in.
readme_log() {
    awk '/^## Check the log/ { here = 1; next } here && /^## / { exit }
         here && /^```$/ { inside = 0 } here && inside { print } here && /^```sh$/ { inside = 1 }' "$ROOT/README.md" |
        sed -e "s#/tmp/#$WORK/#g" -e "s#var/#$STATE/#g" >"$WORK/readme-log.sh"
    [ "$(wc -l <"$WORK/readme-log.sh")" -ge 5 ] || return 1
    sh -eu "$WORK/readme-log.sh" | tee "$WORK/log-verified"
    grep -qx verified "$WORK/log-verified" && grep -q 'Signature Verified Successfully' "$WORK/log-verified"
}

# public PATH: status, type and caching as the public server gives them.
public() {
    curl --silent --output "$WORK/public" --cacert "$STATE/pki/root.crt" --max-time 30 \
        --write-out '%{http_code} %{content_type} %header{cache-control}\n' "https://localhost:$((PORT + 1))$1"
}

log_is_public() {
    local tile
    tile=/tile/0/000.p/$(log_size)
    [ "$(public /checkpoint)" = '200 text/plain; charset=utf-8 no-cache' ] || return 1
    cmp "$WORK/public" "$STATE/tlog/checkpoint" || return 1
    [ "$(public "$tile")" = '200 application/octet-stream public, max-age=31536000, immutable' ] || return 1
    cmp "$WORK/public" "$STATE/tlog$tile" || return 1
    [ "$(public /log.vkey)" = '200 text/plain; charset=utf-8 no-cache' ]
}

entries_are_not_public() {
    case $(public "/tile/entries/000.p/$(log_size)") in
    404*) ;;
    *) return 1 ;;
    esac
}

# What `tests/auth/time_stamps` makes, behind HTTP: the authority "good".
stamping_authority() {
    exec python3 - "$WORK/authorities" "$WORK" >"$WORK/authority.log" 2>&1 <<'END'
import http.server, os, subprocess, sys
authorities, work = sys.argv[1:]
class Authority(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        with open(work + "/query", "wb") as file:
            file.write(self.rfile.read(int(self.headers["Content-Length"])))
        subprocess.run([authorities + "/reply", authorities, "good", work + "/query", work + "/reply"], check=True)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(open(work + "/reply", "rb").read())
    def log_message(self, *arguments):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Authority)
with open(work + "/port.new", "w") as file:
    print(server.server_port, file=file)
os.rename(work + "/port.new", work + "/port")
server.serve_forever()
END
}

# The signatures and the head are stamped, and whoever has the authority's CA verifies the head with OpenSSL.
log_is_stamped() {
    local authority size code=0
    "$ROOT/tests/auth/time_stamps" "$WORK/authorities" || return 1
    mkdir -p "$STATE/stamps"
    stamping_authority &
    authority=$!
    within 20 test -e "$WORK/port" || code=1
    { cat "$STATE/config/operator.conf"
      printf 'stamp_source = http://127.0.0.1:%s/\nstamp_trust = %s\nstamp_folder = %s\n' \
          "$(cat "$WORK/port")" "$WORK/authorities/authorities.pem" "$STATE/stamps"
    } >"$WORK/stamp.conf"
    "$STATE/program/bin/tilsagn" --config "$WORK/stamp.conf" stamp | tee "$WORK/stamped" || code=1
    kill "$authority"
    wait "$authority"
    [ $code -eq 0 ] || return 1
    grep -qE '^stamped: [1-9][0-9]* signatures and the log.s head of size [0-9]+$' "$WORK/stamped" || return 1
    size=$(sed 's/.* //' "$WORK/stamped")
    [ "$(public "/stamps/$size.note")" = '200 text/plain; charset=utf-8 public, max-age=31536000, immutable' ] || return 1
    mv "$WORK/public" "$WORK/stamped.note"
    [ "$(public "/stamps/$size.tsr")" = '200 application/timestamp-reply public, max-age=31536000, immutable' ] || return 1
    openssl ts -verify -data "$WORK/stamped.note" -in "$WORK/public" -CAfile "$WORK/authorities/authorities.pem" &&
        [ "$(sed -n 2p "$WORK/stamped.note")" = "$size" ]
}

# One byte of one entry: named, and nothing else is.
log_change_is_named() {
    local copy=$WORK/log-copy bundle code=0
    rm -rf "$copy"
    cp -r "$STATE/tlog" "$copy"
    bundle=$copy/tile/entries/000.p/$(log_size)
    sed -i '0,/"kind":"bootstrap"/s//"kind":"bootstrop"/' "$bundle"
    "$STATE/program/bin/tilsagn-verify" "$copy" >"$WORK/log-changed" || code=$?
    cat "$WORK/log-changed"
    [ $code -eq 12 ] && grep -q '^changed: entry ' "$WORK/log-changed" &&
        [ "$(grep -c '^[a-z]*: entry ' "$WORK/log-changed")" -eq 1 ]
}

# Every decision of the case is made again by the rule that it names, by outsiders and by us.
decisions_are_made_again() {
    "$STATE/program/bin/tilsagn-verify" --json "$STATE/tlog" >"$WORK/decisions" || return 1
    jq -e '.decisions_made_again >= 8 and .decisions_not == 0' "$WORK/decisions"
}

# One byte of FILE at PLACE replaced, into the file's copy that is named last.
with_a_byte_changed() {
    local byte
    byte=$(tail -c "+$(($2 + 1))" "$1" | head -c 1 | od -An -tu1)
    # shellcheck disable=SC2059 # an octal escape
    { head -c "$2" "$1" && printf "\\$(printf %03o $((byte ^ 1)))" && tail -c "+$(($2 + 2))" "$1"; } >"$3"
}

# What an applicant downloads is checked by people who have neither the portal nor our program: by Debian's
# sumdb packages; and by ours. One in which anything was changed by neither.
receipt_is_proved_elsewhere() {
    local entry held=$WORK/receipt.tlog-proof changed=$WORK/changed.tlog-proof place
    local ours=("$STATE/program/bin/tilsagn-verify" --log-key "$(cat "$STATE/tlog/log.vkey")"
        --attest-keys "$STATE/tlog/attest.vkeys" --proof)
    local other=("$ROOT/tests/ledger/verify/other_implementation" - "$ROOT/build/go" "$STATE/tlog")
    entry=$(sed -n 's/^entry //p' "$WORK/receipt" | head -n 1)
    curl --silent --fail --cacert "$STATE/pki/root.crt" --cert "$STATE/pki/people/applicant-1.crt" \
        --key "$STATE/pki/people/applicant-1.key" --header 'Accept: text/x.tlog-proof' --output "$held" \
        "https://localhost:$PORT/api/v1/receipts/$entry" || return 1
    "${ours[@]}" "$held" | tee "$WORK/proved" && grep -qx verified "$WORK/proved" &&
        grep -q "^receipt: entry $entry, submit on_time" "$WORK/proved" && "${other[@]}" "$held" || return 1
    # In the receipt, in a hash of the proof, in the checkpoint's root and in its signature.
    for place in 60 $(($(stat -c %s "$held") - 250)) $(($(stat -c %s "$held") - 150)) $(($(stat -c %s "$held") - 40)); do
        with_a_byte_changed "$held" "$place" "$changed"
        ! "${ours[@]}" "$changed" >"$WORK/proved" || { echo "place $place"; return 1; }
    done
    ! "${other[@]}" "$changed" 2>/dev/null
}

# Likewise the whole folder that the sequencer published: every entry, tile and earlier head. With another byte in
# an entry it is refused.
folder_is_proved_elsewhere() {
    local copy=$WORK/tlog-elsewhere bundle other=("$ROOT/tests/ledger/verify/other_implementation" - "$ROOT/build/go")
    rm -rf "$copy"
    cp -r "$STATE/tlog" "$copy"
    "${other[@]}" "$copy" >"$WORK/elsewhere" || return 1
    cat "$WORK/elsewhere"
    grep -q "^$(log_size) entries, $(find "$copy/checkpoints" -type f | wc -l) checkpoints" "$WORK/elsewhere" || return 1
    bundle=$copy/tile/entries/000.p/$(log_size)
    with_a_byte_changed "$STATE/tlog/tile/entries/000.p/$(log_size)" 100 "$bundle"
    ! "${other[@]}" "$copy" 2>/dev/null
}

# counted SCRIPT: one that counts its own cases.
counted() {
    local passed failed
    python3 "$ROOT/tests/ops/$1" "$STATE" "$ROOT/sql/checks" >"$WORK/counted" 2>&1
    grep -v '^ok' "$WORK/counted"
    read -r passed failed < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$WORK/counted")
    PASSED=$((PASSED + ${passed:-0})) FAILED=$((FAILED + ${failed:-1}))
}

# Every column changed by a superuser: of the record, and of the tables beside it.
tamper_case() {
    counted tamper.py
    counted columns.py
}

# What a citizen is told of a receipt when something is wrong; last, as it records, and moves the clock.
receipt_case() {
    counted receipts.py
}

log_case() {
    ok "the log has every entry" log_is_complete
    ok "the README's lines verify it, openssl its head" readme_log
    ok "hashes and heads are public, cached as they may be" log_is_public
    ok "entries are not" entries_are_not_public
    ok "signatures and the head are stamped from outside" log_is_stamped
    ok "a changed entry is named, nothing else" log_change_is_named
    ok "every decision is made again, and is the same" decisions_are_made_again
    ok "a downloaded receipt is proved by Debian's sumdb, and by ours" receipt_is_proved_elsewhere
    ok "the sequencer's folder is proved by Debian's sumdb" folder_is_proved_elsewhere
    tamper_case
    receipt_case
}
