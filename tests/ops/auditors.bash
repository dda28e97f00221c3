# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# auditors.bash - psql over TLS as auditors use it: who gets in with which certificate, and who does not.

# The superuser's own questions, through the socket.
database() { psql -h "$(readlink -f "$STATE/run")/pg" -U postgres -d tilsagn -XAtqc "$1"; }

login_of() {
    database "select 'auditor_' || person from identity.person where serial_number = '$(serial_of "$1")'"
}

serial_of() { jq -r --arg id "$1" '.people[] | select(.id == $id) | .serial_number' "$STATE/pki/people.json"; }

# over_tls LOGIN CERTIFICATE SQL [libpq's words]: never asks for a password, trusts the demonstration's root.
over_tls() {
    local login=$1 certificate=$2 sql=$3
    shift 3
    PGCONNECT_TIMEOUT=20 psql -w -XAtq -v ON_ERROR_STOP=1 \
        "host=localhost port=$((PORT + 2)) dbname=tilsagn user=$login sslmode=verify-full \
         sslrootcert='$STATE/pki/root.crt' sslcert='$certificate.crt' sslkey='$certificate.key' $*" -c "$sql" 2>&1
}

as_auditor() { over_tls "$(login_of "$1")" "$STATE/pki/people/$1" "$2"; }

auditors_get_in() {
    local entries name
    entries=$(database 'select count(*) from ledger.entry')
    for name in auditor-1 state-auditor-1; do
        [ "$(as_auditor $name 'select count(*) from audit.entry')" = "$entries" ] || { as_auditor $name 'select 1'; return 1; }
    done
    [ "$(as_auditor auditor-1 "select version from pg_stat_ssl where pid = pg_backend_pid()")" = TLSv1.3 ]
}

# The line on the README's page, with this instance's place, port and login put in.
readme_psql() {
    local line
    line=$(grep -m 1 '^psql "host=localhost' "$ROOT/README.md") || return 1
    line=${line//port=8445/port=$((PORT + 2))} line=${line//var\/pki/$STATE\/pki}
    line="${line%%user=*}user=$(login_of auditor-1) sslmode=${line#*sslmode=}"
    [ "$(bash -c "$line -XAtc 'select count(*) > 0 from audit.entry'")" = t ]
}

# login_refused TEXT LOGIN CERTIFICATE [libpq's words]: does not get in, and is not asked for a password.
login_refused() {
    local text=$1 login=$2 certificate=$3 output
    shift 3
    if output=$(over_tls "$login" "$certificate" 'select 1' "$@"); then
        echo "$text: let in"
        return 1
    fi
    grep -q "$text" <<<"$output" || { echo "$output"; return 1; }
}

others_stay_out() {
    local people=$STATE/pki/people login name
    login=$(login_of auditor-1)
    for name in applicant-1 officer-1 administrator-1 system-1 state-auditor-1; do
        login_refused 'certificate authentication failed' "$login" "$people/$name" || return 1
    done
    for name in revoked-1 expired-1; do
        login_refused "certificate ${name%-1}" "$login" "$people/$name" || return 1
    done
    login_refused 'unknown ca' "$login" "$people/foreign-1" &&
        login_refused 'connection requires a valid client certificate\|certificate' "$login" /nonexistent &&
        login_refused 'certificate authentication failed' "$(login_of state-auditor-1)" "$people/auditor-1"
}

other_logins_stay_out() {
    local name
    for name in postgres tilsagn_agency tilsagn_grantee tilsagn_operator ledger_owner ledger_auditor auditor_999999; do
        login_refused 'pg_hba.conf rejects connection' $name "$STATE/pki/people/auditor-1" || return 1
    done
    login_refused 'pg_hba.conf rejects connection' "$(login_of auditor-1)" "$STATE/pki/people/auditor-1" dbname=postgres &&
        login_refused 'pg_hba.conf rejects connection' "$(login_of auditor-1)" "$STATE/pki/people/auditor-1" sslmode=disable &&
        login_refused 'version' "$(login_of auditor-1)" "$STATE/pki/people/auditor-1" ssl_max_protocol_version=TLSv1.2
}

# issue_as NAME [CA] < SUBJECT: a certificate of the demonstration's CA for whatever subject stands on standard
# input, in OCES3's order; the CA signs everything here, so only the map stands between it and an auditor.
issue_as() {
    local at=$WORK/tricks/$1 ca=${2:-$STATE/pki/issuing}
    mkdir -p "$WORK/tricks"
    {
        printf '[req]\ndistinguished_name = subject\nprompt = no\nutf8 = yes\nstring_mask = utf8only\n[subject]\n'
        cat
        printf '[leaf]\nbasicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature,nonRepudiation\n'
        printf 'certificatePolicies = 1.2.208.169.1.1.1.2.7\n'
    } >"$at.cnf"
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config "$at.cnf" -keyout "$at.key" \
        -out "$at.csr" 2>"$at.log" || { cat "$at.log"; return 1; }
    openssl x509 -req -in "$at.csr" -CA "$ca.crt" -CAkey "$ca.key" -set_serial "0x$(openssl rand -hex 12)" \
        -days 30 -extfile "$at.cnf" -extensions leaf -out "$at.crt" 2>"$at.log" || { cat "$at.log"; return 1; }
    chmod 600 "$at.key"
}

# subject_of CN SERIAL O CVR: OCES3's attributes in their order.
subject_of() {
    printf 'commonName = %s\ngivenName = auditor\nsurname = 1\nserialNumber = %s\norganizationName = %s\n' "$1" "$2" "$3"
    printf 'organizationIdentifier = NTRDK-%s\ncountryName = DK\n' "$4"
}

renewed_card() {
    subject_of 'Hansen, Åse \\\\ "auditor" + <1>' "$(serial_of auditor-1)" 'Demostyrelsen' 10000009 | issue_as renewed &&
        [ "$(over_tls "$(login_of auditor-1)" "$WORK/tricks/renewed" 'select 1')" = 1 ]
}

subject_tricks() {
    local login target own n=0 name
    login=$(login_of auditor-1) target=$(serial_of auditor-1) own=$(serial_of applicant-1)
    subject_of "x,serialNumber=$target" "$own" Demostyrelsen 10000009 | issue_as cn || return 1
    subject_of auditor-1 "$own" "D,serialNumber=$target" 10000009 | issue_as o || return 1
    subject_of auditor-1 "$own" 'D\\,serialNumber='"$target" 10000009 | issue_as escape || return 1
    subject_of auditor-1 "$own" 'D\\\\,serialNumber='"$target" 10000009 | issue_as escapes || return 1
    subject_of auditor-1 "$own" "D\\nserialNumber=$target" 10000009 | issue_as newline || return 1
    subject_of auditor-1 "$own" Demostyrelsen 10000009 | # the attribute without a limit of length holds it all
        sed "s/^surname.*/surname = 1,C=DK,organizationIdentifier=NTRDK-10000009,O=Demostyrelsen,serialNumber=$target,SN=1,GN=a,CN=a/" |
        issue_as whole || return 1
    subject_of auditor-1 "$target" Demostyrelsen 10000001 | issue_as cvr || return 1
    subject_of auditor-1 "\"$target \"" Demostyrelsen 10000009 | issue_as space || return 1
    subject_of auditor-1 "${target^^}" Demostyrelsen 10000009 | issue_as upper || return 1
    subject_of auditor-1 "${target/DK-E/DK-O}" Demostyrelsen 10000009 | issue_as system || return 1
    { echo "0.serialNumber = $target"; subject_of auditor-1 "$own" Demostyrelsen 10000009 |
        sed 's/^serialNumber/1.serialNumber/'; } | issue_as first || return 1
    { subject_of auditor-1 "$own" Demostyrelsen 10000009 | sed 's/^serialNumber/0.serialNumber/'
        echo "1.serialNumber = $target"; } | issue_as last || return 1
    subject_of auditor-1 "$own" Demostyrelsen 10000009 |
        sed "s/^serialNumber.*/&\n1.serialNumber = $target/; s/^serialNumber/0.serialNumber/" | issue_as two || return 1
    subject_of auditor-1 "$own" Demostyrelsen 10000009 |
        sed "s/^surname.*/&\n0.+serialNumber = $target/; s/^serialNumber/1.serialNumber/" | issue_as multi || return 1
    subject_of auditor-1 "$target" Demostyrelsen 10000009 | sed "s/^organizationName/0.+organizationName/" | issue_as joined || return 1
    subject_of auditor-1 "$target" Demostyrelsen 10000009 | sed '/^countryName/d' | issue_as short || return 1
    subject_of auditor-1 "$target" Demostyrelsen 10000009 | sed 's/^surname.*/&\norganizationalUnitName = x/' | issue_as more || return 1
    for name in cn o escape escapes newline whole cvr space upper system first last two multi joined short more; do
        n=$((n + 1))
        login_refused 'certificate authentication failed' "$login" "$WORK/tricks/$name" || { echo "trick $name"; openssl x509 -in "$WORK/tricks/$name.crt" -noout -subject; return 1; }
    done
    subject_of auditor-1 "$target" Demostyrelsen 10000009 | issue_as foreign "$STATE/pki/foreign-ca" || return 1
    login_refused 'unknown ca' "$login" "$WORK/tricks/foreign" || return 1
    printf '%s subjects\n' $n >"$WORK/tricks/count"
}

only_reads() {
    local sql
    for sql in "copy (select 1) to program 'id'" "select pg_read_file('/etc/passwd')" 'set role tilsagn_agency' \
        'create temporary table x ()' 'select lo_create(0)' 'select pg_advisory_lock(1)' \
        "update audit.organisation set name = 'x'" 'select count(*) from identity.pii' 'select count(*) from ledger.entry'; do
        ! as_auditor auditor-1 "$sql" >"$WORK/only" || { echo "$sql"; return 1; }
        grep -qE 'permission denied|cannot execute|must be superuser' "$WORK/only" || { cat "$WORK/only"; return 1; }
    done
}

reads_are_logged() {
    as_auditor auditor-1 'select count(*) as asked_by_the_test from audit.instalment' >/dev/null || return 1
    grep -q "$(login_of auditor-1)@tilsagn.*AUDIT: SESSION,.*audit.instalment.*asked_by_the_test" "$STATE/log/postgres.log"
}

# until_refused LOGIN CERTIFICATE: how many tenths of a second it still got in; at most 12 seconds.
until_refused() {
    local began=$EPOCHREALTIME
    while over_tls "$1" "$2" 'select count(*) from audit.batch' >/dev/null; do
        [ "$(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { print (b - a > 12) }')" = 0 ] || return 1
        sleep 0.1
    done
    awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f s\n", b - a }'
}

revoked_card() {
    (
        export PKI=$STATE/pki
        cd "$ROOT/nginx/pki" || exit
        openssl ca -config openssl.cnf -name issuing -revoke "$WORK/tricks/renewed.crt" -crl_reason keyCompromise &&
            openssl ca -gencrl -config openssl.cnf -name issuing -sigopt rsa_padding_mode:pss \
                -sigopt rsa_pss_saltlen:32 -out "$PKI/issuing.crl.new" && mv "$PKI/issuing.crl.new" "$PKI/issuing.crl" &&
            "$STATE/program/bin/tilsagn" --state "$STATE" crl update
    ) >"$WORK/revoke.log" 2>&1 || { cat "$WORK/revoke.log"; return 1; }
    # The other card still is one. A session that begins between the server's reading of the list and the end of
    # those before it is ended with them.
    until_refused "$(login_of auditor-1)" "$WORK/tricks/renewed" >"$WORK/revoked-after" && within 5 other_card
}

other_card() { [ "$(as_auditor auditor-1 'select 1')" = 1 ]; }

# digest_of CERTIFICATE: what an administrator blocks it by.
digest_of() { openssl x509 -in "$1.crt" -outform DER | sha256sum | cut -d' ' -f1; }

# portal_meets CERTIFICATE: one request, as any auditor's first with a new card.
portal_meets() {
    curl -sS --cacert "$STATE/pki/root.crt" --cert "$1.crt" --key "$1.key" -o "$WORK/met" -w '%{http_code}\n' \
        "https://localhost:$PORT/api/v1/agency/me" >"$WORK/met.code" && grep -qx 200 "$WORK/met.code" || { cat "$WORK/met"; return 1; }
}

# says_psql TEXT LOGIN CERTIFICATE: its question is refused with this.
says_psql() {
    ! over_tls "$2" "$3" 'select count(*) from audit.entry' >"$WORK/says" && grep -qF "$1" "$WORK/says" || { cat "$WORK/says"; return 1; }
}

# An administrator blocks one card: that one reads nothing from the next question on, its open session ends,
# the person's other card stays one.
blocked_card() {
    local login card=$WORK/tricks/blocked digest began session
    login=$(login_of auditor-1)
    subject_of auditor-1 "$(serial_of auditor-1)" Demostyrelsen 10000009 | issue_as blocked || return 1
    portal_meets "$card" && digest=$(digest_of "$card") || return 1
    over_tls "$login" "$card" "select count(*) from audit.entry; select pg_sleep(25)" >/dev/null &
    session=$!
    [ "$(over_tls "$login" "$card" 'select 1')" = 1 ] || return 1
    began=$EPOCHREALTIME
    "$ROOT/tests/support/act.py" "$STATE" block certificate "$digest" || return 1
    says_psql 'this certificate is blocked' "$login" "$card" || return 1
    ! wait $session || { echo "the open session was not ended"; return 1; }
    awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f s\n", b - a; exit b - a > 15 }' >"$WORK/blocked-after" || return 1
    as_auditor auditor-1 'select count(*) from audit.entry' >/dev/null &&
        "$ROOT/tests/support/act.py" "$STATE" unblock certificate "$digest" &&
        over_tls "$login" "$card" 'select count(*) from audit.entry' >/dev/null
}

# A card is blocked that the portal never met: only its hash is known, so cards that it never met either wait.
blocked_unseen() {
    local login card=$WORK/tricks/unseen digest
    login=$(login_of auditor-1)
    subject_of auditor-1 "$(serial_of auditor-1)" Demostyrelsen 10000009 | issue_as unseen || return 1
    digest=$(digest_of "$card")
    over_tls "$login" "$card" 'select count(*) from audit.entry' >/dev/null || return 1
    "$ROOT/tests/support/act.py" "$STATE" block certificate "$digest" || return 1
    says_psql 'log in to the portal with this certificate once' "$login" "$card" &&
        portal_meets "$STATE/pki/people/auditor-1" &&
        as_auditor auditor-1 'select count(*) from audit.entry' >/dev/null &&
        "$ROOT/tests/support/act.py" "$STATE" unblock certificate "$digest" &&
        over_tls "$login" "$card" 'select count(*) from audit.entry' >/dev/null
}

# Another CA under the same root, which sends its own certificate along: the chain holds, the pin does not.
other_ca() {
    local ca=$WORK/tricks/sibling card=$WORK/tricks/cousin
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/C=DK/CN=Another issuing CA' \
        -keyout "$ca.key" -out "$ca.csr" 2>"$ca.log" &&
        printf '[ca]\nbasicConstraints = critical,CA:TRUE,pathlen:0\nkeyUsage = critical,keyCertSign,cRLSign\n' >"$ca.cnf" &&
        openssl x509 -req -in "$ca.csr" -CA "$STATE/pki/root.crt" -CAkey "$STATE/pki/root.key" -days 30 \
            -set_serial "0x$(openssl rand -hex 12)" -extfile "$ca.cnf" -extensions ca -out "$ca.crt" 2>"$ca.log" &&
        subject_of auditor-1 "$(serial_of auditor-1)" Demostyrelsen 10000009 | issue_as cousin "$ca" &&
        cat "$ca.crt" >>"$card.crt" || { cat "$ca.log"; return 1; }
    # Its own list is missing, which already stops it; with one published the name of the CA is what stops it.
    login_refused 'unknown ca' "$(login_of auditor-1)" "$card" || return 1
    [ "$(database "select identity.auditor_certificate_fault(substr('$(login_of auditor-1)', 9)::bigint, 1, '/C=DK/CN=Another issuing CA')")" = \
        "this certificate is of a CA that auditors' are not of" ]
}

life_auditors() {
    ok "auditors count every entry with psql" auditors_get_in
    ok "the README's psql line" readme_psql
    ok "nobody else gets in with psql" others_stay_out
    ok "no other login, database or protocol" other_logins_stay_out
    ok "a renewed card, whatever its name" renewed_card
    ok "subjects made to look like an auditor's" subject_tricks
    printf '        refused: %s\n' "$(cat "$WORK/tricks/count" 2>/dev/null || echo '?')"
    ok "a card of another CA under the root" other_ca
    ok "a card that an administrator blocked" blocked_card
    printf '        its session ended after %s\n' "$(cat "$WORK/blocked-after" 2>/dev/null || echo '?')"
    ok "a blocked card that the portal never met" blocked_unseen
    ok "auditors only read" only_reads
    ok "what they read is logged" reads_are_logged
    ok "a revoked card is refused" revoked_card
    printf '        in force after %s\n' "$(cat "$WORK/revoked-after" 2>/dev/null || echo '?')"
}
