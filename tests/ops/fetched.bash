# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# fetched.bash - the whole log as auditors fetch it over HTTPS: by docs/log.md's own lines, verified, and by nobody else.

readonly LOG_API=/api/v1/agency/log

# fetch: the page's lines with this instance's place and port put in; where its list goes is named for later.
fetch() {
    awk '/^### Fetched by auditors/ { here = 1; next } here && /^#/ { exit }
         here && /^```$/ { inside = 0 } here && inside { print } here && /^```sh$/ { inside = 1 }' "$ROOT/docs/log.md" |
        sed -e "s#localhost:8443#localhost:$PORT#; s#var/#$STATE/#g; s#copy=log-copy#copy=$WORK/fetched#" >"$WORK/fetch.sh"
    [ "$(wc -l <"$WORK/fetch.sh")" -ge 5 ] || return 1
    bash -eu -o pipefail "$WORK/fetch.sh"
}

fetched_log_verifies() {
    fetch && "$STATE/program/bin/tilsagn-verify" --log-key "$(cat "$STATE/tlog/log.vkey")" \
        --attest-keys "$STATE/tlog/attest.vkeys" "$WORK/fetched" | tee "$WORK/fetched-verified" &&
        grep -qx verified "$WORK/fetched-verified" && [ "$(sed -n 2p "$WORK/fetched/checkpoint")" -gt 0 ]
}

# What a copy had is not fetched again; one that was cut off is made whole.
fetched_again() {
    local bundle before
    bundle=$WORK/fetched/tile/0/000.p/$(log_size)
    [ -e "$bundle" ] || bundle=$WORK/fetched/tile/0/000
    before=$(stat -c '%i %Y' "$bundle")
    fetch && [ "$(stat -c '%i %Y' "$bundle")" = "$before" ] && [ "$(grep -c '^tile/0/' "$WORK/fetched.list")" -eq 0 ] || return 1
    rm -r "$WORK/fetched/checkpoint" "$WORK/fetched/tile/entries" "$WORK/fetched/documents"
    fetched_log_verifies && [ "$(stat -c '%i %Y' "$bundle")" = "$before" ]
}

# headers PERSON PATH: what came before the body.
headers() {
    curl --silent --output /dev/null --dump-header - --max-time 30 --cacert "$STATE/pki/root.crt" \
        --cert "$STATE/pki/people/$1.crt" --key "$STATE/pki/people/$1.key" "${@:3}" "https://localhost:$PORT$2" | tr -d '\r'
}

files_may_be_kept() {
    local bundle etag
    bundle="$LOG_API/file?name=tile/entries/000.p/$(log_size)"
    headers auditor-1 "$bundle" >"$WORK/kept"
    grep -qi '^cache-control: private, max-age=31536000, immutable$' "$WORK/kept" && grep -qi '^content-length: [1-9]' "$WORK/kept" &&
        ! grep -qi '^x-accel' "$WORK/kept" && etag=$(sed -n 's/^etag: //Ip' "$WORK/kept") && [ -n "$etag" ] &&
        headers auditor-1 "$bundle" --header "If-None-Match: $etag" | head -n 1 | grep -q ' 304' &&
        headers auditor-1 "$LOG_API/file?name=log.vkey" | grep -qi '^cache-control: private, no-cache$' || { cat "$WORK/kept"; return 1; }
}

# answers STATUS PERSON PATH
answers() {
    local status
    status=$(as "$2" "$3")
    [ "$status" = "$1" ] || { echo "$2 got $status of $3"; return 1; }
}

only_auditors_fetch() {
    local name path
    for path in "$LOG_API/files" "$LOG_API/file?name=tile/entries/000.p/$(log_size)"; do
        for name in auditor-1 state-auditor-1; do
            answers 200 $name "$path" || return 1
        done
        for name in officer-1 finance-1 administrator-1 applicant-1 management-1 external-auditor-1 revoked-1 newcomer-3; do
            answers 403 $name "$path" || return 1
        done
        [ "$(curl --silent --output /dev/null --write-out '%{http_code}' --cacert "$STATE/pki/root.crt" "https://localhost:$PORT$path")" = 403 ] || return 1
        [ "$(curl --silent --output /dev/null --write-out '%{http_code}' --cacert "$STATE/pki/root.crt" "https://localhost:$((PORT + 1))$path")" = 404 ] || return 1
    done
    # The place that nginx takes it from, and the public server's: for nobody.
    answers 404 auditor-1 "/log-file/tile/entries/000.p/$(log_size)" &&
        [ "$(curl --silent --output /dev/null --write-out '%{http_code}' --cacert "$STATE/pki/root.crt" \
            "https://localhost:$((PORT + 1))/tile/entries/000.p/$(log_size)")" = 404 ]
}

nothing_else_is_fetched() {
    local name
    for name in ../signer/head tile/entries/../../../seal/agency.key %2e%2e/seal/agency.key documents/../log.vkey /etc/passwd \
        tile//entries/000 checkpoints/../checkpoint documents/ tile/entries 'checkpoint%00' 'checkpoint%0d%0aX-Accel-Redirect:/s/'; do
        case $(as auditor-1 --path-as-is "$LOG_API/file?name=$name") in
        400 | 404) ;;
        *) echo "$name was answered"; return 1 ;;
        esac
    done
}

# Many files are one look-up, each list is one; and on the host others than nginx do not read them.
fetches_are_logged() {
    local before after bundle mode=640
    bundle=$STATE/tlog/tile/entries/000.p/$(log_size)
    [ "$(stat -c %a "$bundle")" = $mode ] || return 1
    if [ "$(id -u)" = 0 ]; then
        [ "$(stat -c %U:%G "$bundle")" = tilsagn-seq:www-data ] &&
            ! setpriv --reuid=tilsagn-agency --regid=tilsagn-agency --clear-groups cat "$bundle" >/dev/null 2>&1 || return 1
    fi
    before=$(database "select count(*) from identity.read_log where what = 'log_files'")
    answers 200 auditor-1 "$LOG_API/files" && answers 200 auditor-1 "$LOG_API/files?from=3" || return 1
    after=$(database "select count(*) from identity.read_log where what = 'log_files'")
    [ $((after - before)) -eq 2 ] &&
        [ "$(database "select count(*) from identity.read_log where what = 'log_file' and person = (select person from identity.person
              where serial_number = '$(serial_of auditor-1)')")" = 1 ] &&
        grep -q "GET /log-file/tile/entries/000.p/$(log_size) 200 " "$STATE/log/nginx-app.log"
}

fetched_case() {
    ok "an auditor fetches the whole log by the documentation's lines, and it verifies" fetched_log_verifies
    ok "a second run fetches only what is new, one that was cut off goes on" fetched_again
    ok "files of the log may be kept as long as they stay the same" files_may_be_kept
    ok "only auditors fetch them: not officers, grantees, audit firms, strangers, nor on the public server" only_auditors_fetch
    ok "no name leads out of the log's folder" nothing_else_is_fetched
    ok "fetching is logged, once for many files; on the host only nginx reads them" fetches_are_logged
}
