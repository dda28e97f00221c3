# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# transport.bash - what nginx accepts and refuses before any worker hears of it.

# tls OPTIONS…: s_client with applicant-1's certificate; prints what it says.
tls() {
    printf 'GET /api/v1/me HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "${HOST_HEADER:-localhost}" |
        timeout 10 openssl s_client -connect "127.0.0.1:$PORT" -servername "${SNI:-localhost}" -quiet \
            -ign_eof -CAfile "$STATE/pki/root.crt" -cert "$STATE/pki/people/applicant-1.crt" \
            -key "$STATE/pki/people/applicant-1.key" "$@" 2>&1
}

tls13_is_taken() { tls -tls1_3 | grep -q '^HTTP/1.1 200'; }
tls12_is_refused() { ! tls -tls1_2 | grep -q '^HTTP/1.1'; }
other_name_is_refused() { ! SNI=evil.example tls | grep -q '^HTTP/1.1'; }
other_host_gets_421() { HOST_HEADER=evil.example tls | grep -q '^HTTP/1.1 421'; }

# A session saved on one connection must not be taken on the next.
nothing_is_resumed() {
    printf 'GET / HTTP/1.0\r\nHost: localhost\r\n\r\n' | timeout 10 openssl s_client \
        -connect "127.0.0.1:$PORT" -servername localhost -CAfile "$STATE/pki/root.crt" -ign_eof \
        -cert "$STATE/pki/people/applicant-1.crt" -key "$STATE/pki/people/applicant-1.key" \
        -sess_out "$WORK/session" >/dev/null 2>&1
    [ ! -s "$WORK/session" ] && return 0
    timeout 10 openssl s_client -connect "127.0.0.1:$PORT" -servername localhost \
        -sess_in "$WORK/session" -CAfile "$STATE/pki/root.crt" </dev/null 2>&1 | grep -q '^New, '
}

refused() {
    local person=$1 code
    code=$(as "$person" /api/v1/me)
    [ "$code" = 403 ] || { echo "$person got $code"; return 1; }
}

without_certificate() {
    local code
    code=$(curl --silent --output "$WORK/body" --write-out '%{http_code}' --cacert "$STATE/pki/root.crt" \
        "https://localhost:$PORT/api/v1/me")
    [ "$code" = 403 ] && grep -q 'medarbejdercertifikat' "$WORK/body"
}

# The answer must not tell which of the reasons it was; only the request's number differs.
refusals_look_alike() {
    local person number='s/[0-9a-f]\{32\}//'
    curl --silent --cacert "$STATE/pki/root.crt" "https://localhost:$PORT/" | sed "$number" >"$WORK/none"
    for person in revoked-1 expired-1 foreign-1; do
        curl --silent --cacert "$STATE/pki/root.crt" --cert "$STATE/pki/people/$person.crt" \
            --key "$STATE/pki/people/$person.key" "https://localhost:$PORT/" | sed "$number" >"$WORK/$person"
        cmp "$WORK/none" "$WORK/$person" || return 1
    done
}

# A header may pretend to be a parameter; it reaches the worker as HTTP_… and counts for nothing.
forged_header_is_nothing() {
    local code
    code=$(curl --silent --output /dev/null --write-out '%{http_code}' --cacert "$STATE/pki/root.crt" \
        --header 'SSL-Client-Verify: SUCCESS' --header 'SSL_CLIENT_VERIFY: SUCCESS' "https://localhost:$PORT/")
    [ "$code" = 403 ]
}

headers_of() { as_headers applicant-1 "$1"; }
as_headers() {
    curl --silent --output /dev/null --dump-header - --cacert "$STATE/pki/root.crt" \
        --cert "$STATE/pki/people/$1.crt" --key "$STATE/pki/people/$1.key" "https://localhost:$PORT$2"
}

page_has_security_headers() {
    local headers name
    headers=$(headers_of /)
    for name in content-security-policy x-content-type-options referrer-policy \
        cross-origin-opener-policy cross-origin-resource-policy permissions-policy cache-control; do
        [ "$(grep -ci "^$name:" <<<"$headers")" = 1 ] || { echo "$name"; printf '%s\n' "$headers"; return 1; }
    done
    grep -qi "^content-security-policy: default-src 'none';" <<<"$headers" &&
        ! grep -qi 'unsafe-inline' <<<"$headers" && ! grep -qi '^server: nginx/' <<<"$headers"
}

# What nginx says itself: both languages and a status; below /api/ a problem document.
nginx_speaks_both_languages() {
    local body=$WORK/refused head=$WORK/refused.head
    head -c 1100000 /dev/zero >"$WORK/large"
    as_answer /applications --data-binary "@$WORK/large" >"$body"
    grep -q 'Det sendte er for stort' "$body" && grep -q 'The request is too large' "$body" || return 1
    as_answer /api/v1/applications --data-binary "@$WORK/large" --dump-header "$head" >"$body"
    grep -qi '^content-type: application/problem+json' "$head" &&
        [ "$(jq -r '[.type, .status] | join(" ")' "$body")" = \
            "https://tilsagn.example/problems/too-large 413" ] || { cat "$head" "$body"; return 1; }
    as_answer '/%00' --path-as-is >"$body"
    grep -q 'kunne ikke læses' "$body" && ! grep -qi nginx "$body" || { cat "$body"; return 1; }
    ! as_answer /api/v1/me --header 'Host: evil.example' --http1.1 | grep -qi nginx
}
as_answer() {
    curl --silent --cacert "$STATE/pki/root.crt" --cert "$STATE/pki/people/applicant-1.crt" \
        --key "$STATE/pki/people/applicant-1.key" "${@:2}" "https://localhost:$PORT$1"
}

# The public pool's socket is taken away: who asks is told to try again, in the form they read.
nobody_answers() {
    local socket code head=$WORK/away.head body=$WORK/away
    socket=$(readlink -f "$STATE/run")/public/portal.sock
    mv "$socket" "$socket.away"
    code=$(curl --silent --output "$body" --dump-header "$head" --write-out '%{http_code}' --cacert \
        "$STATE/pki/root.crt" "https://localhost:$((PORT + 1))/api/v1/calls")
    curl --silent --output "$body.html" --cacert "$STATE/pki/root.crt" "https://localhost:$((PORT + 1))/"
    mv "$socket.away" "$socket"
    [ "$code" = 503 ] && grep -qi '^retry-after: 5' "$head" &&
        [ "$(jq -r '[.type, .status] | join(" ")' "$body")" = \
            "https://tilsagn.example/problems/unavailable 503" ] || { echo "$code"; cat "$head" "$body"; return 1; }
    grep -q 'Prøv igen om lidt' "$body.html" && grep -q 'Try again shortly' "$body.html"
}

# More at once than one address may: both the page and the problem say so.
too_many_at_once() {
    local file=$WORK/many
    seq -f "url = \"https://localhost:$((PORT + 1))/api/v1/nothing%g\"" 260 >"$file.urls"
    curl --silent --parallel --parallel-max 40 --cacert "$STATE/pki/root.crt" --config "$file.urls" >"$file"
    grep -q '"type":"https://tilsagn.example/problems/too-many-requests","title":"For mange forespørgsler","status":429' "$file"
}

# A path that the worker refuses to read is refused in the form that the asker understands.
unreadable_api_path_is_a_problem() {
    as_answer /api/v1/calls%2fx --dump-header "$WORK/problem.head" >"$WORK/problem"
    grep -qi '^content-type: application/problem+json' "$WORK/problem.head" &&
        [ "$(jq -r .type "$WORK/problem")" = https://tilsagn.example/problems/malformed ] &&
        grep -q "$(jq -r '.instance | ltrimstr("urn:request:")' "$WORK/problem")" "$STATE/log/grantee.log"
}

logs_are_private() { [ -z "$(find "$STATE/log" -name '*.log' ! -perm 640)" ]; }

nothing_was_resumed() {
    [ ! -s "$STATE/log/nginx-alarm.log" ] && grep -q 'ssl=TLSv1.3/\. ' "$STATE/log/nginx-app.log" &&
        ! grep -q 'ssl=[^/]*/r' "$STATE/log/nginx-app.log"
}

body_limit() {
    head -c 1100000 /dev/zero >"$WORK/large"
    [ "$(as applicant-1 --request POST --data-binary "@$WORK/large" /applications)" = 413 ]
}

agency_needs_the_role() {
    local applicant officer
    applicant=$(as applicant-1 /api/v1/agency/calls) officer=$(as officer-1 /api/v1/agency/calls)
    [ "$applicant" = 403 ] && [ "$officer" = 200 ] || { echo "applicant $applicant, officer $officer"; return 1; }
}

public_site_needs_no_certificate() {
    [ "$(curl --silent --output /dev/null --write-out '%{http_code}' --cacert "$STATE/pki/root.crt" \
        "https://localhost:$((PORT + 1))/")" = 200 ]
}

only_loopback() {
    local address
    for address in $(hostname -I 2>/dev/null); do
        case $address in
        127.* | ::1) continue ;;
        esac
        ! timeout 2 bash -c "exec 3<>/dev/tcp/$address/$PORT" 2>/dev/null || return 1
    done
}

sockets_are_closed_to_others() {
    local run
    run=$(readlink -f "$STATE/run")
    [ "$(stat -c %a "$run/agency/portal.sock")" = 660 ] && [ "$(stat -c %a "$run/agency")" = 2750 ]
}

transport() {
    ok "nginx -t accepts the configuration" nginx -t -q -p "$STATE/nginx" -c "$STATE/nginx/nginx.conf" \
        -e "$STATE/log/nginx-error.log"
    ok "TLS 1.3 is taken" tls13_is_taken
    ok "TLS 1.2 is refused" tls12_is_refused
    ok "another server name is refused in the handshake" other_name_is_refused
    ok "another Host on our connection gets 421" other_host_gets_421
    ok "no TLS session is resumed" nothing_is_resumed
    ok "without a certificate: 403" without_certificate
    local person
    for person in revoked-1 expired-1 system-1 foreign-1; do
        ok "$person: 403" refused $person
    done
    ok "nginx's refusals are the same bytes" refusals_look_alike
    ok "a forged header proves nothing" forged_header_is_nothing
    ok "pages carry each security header once" page_has_security_headers
    ok "a body above the limit: 413" body_limit
    ok "nginx's own refusals are bilingual and nameless" nginx_speaks_both_languages
    ok "while a pool does not answer: 503, try again" nobody_answers
    ok "too many requests at once: 429" too_many_at_once
    ok "an unreadable path below /api/ is a problem document" unreadable_api_path_is_a_problem
    ok "logs are nobody else's to read" logs_are_private
    ok "no request came on a resumed session" nothing_was_resumed
    ok "agency routes need the agency" agency_needs_the_role
    ok "the public site needs no certificate" public_site_needs_no_certificate
    ok "nothing listens beside loopback" only_loopback
    ok "FastCGI sockets are nginx's and the pool's" sockets_are_closed_to_others
}
