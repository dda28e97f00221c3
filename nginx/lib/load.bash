# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# load.bash - what a new demonstration is filled with, by real acts only: the operator proposes, two
# persons with certificates confirm over HTTPS. Each step is done once and remembered.

# Schema and clock: again whenever a file of sql/ changed.
migrate() {
    local hash
    make_database
    hash=$(tree_hash "$ROOT"/sql/{roles.sql,rights*.sql,migrations,functions,views,testing})
    ! done_with schema "$hash" || { limit_logins; return 0; }
    tilsagn migrate --testing "$ROOT/sql"
    sql "update meta.setting set value = '$(origin_name)' where name = 'origin'" postgres
    limit_logins
    rm -f "$STATE/done/deployment"
    mark_done schema "$hash"
}

# How long a login to the pages lasts; whoever is logged in is judged by the new limits too.
limit_logins() {
    local name
    for name in idle_s absolute_s logins; do
        sql "update meta.setting set value = '$(setting "session_$name")' where name = 'session_$name'" postgres
    done
}

load_everything() {
    local version
    if ! done_with clock yes; then
        step "simulated clock" tilsagn demo clock "${CLOCK:-$(setting clock)}"
        mark_done clock yes
    fi
    if ! done_with attest-key yes; then
        step "attest key made known" know_attest_key
    fi
    version=$(git -C "$ROOT" rev-parse --short=12 HEAD 2>/dev/null) || version=unknown
    if [ ! -e "$STATE/done/deployment" ]; then
        step "deployment recorded" tilsagn deployment record "$version"
        mark_done deployment yes
    fi
    done_with filled yes || fill
}

know_attest_key() {
    local key
    key=$(as attest "$STATE/program/bin/tilsagn-attest" --public-key --key "$STATE/attest/key.pem" \
        --name "$(origin_name)")
    tilsagn attest-key "$key"
    mark_done attest-key yes
}

fill() {
    local file
    mkdir -p "$STATE/load"
    make_documents
    if ! done_with bootstrap yes; then
        step "two administrators" tilsagn bootstrap "$STATE/load/bootstrap.json"
        mark_done bootstrap yes
    fi
    step "register of people" load_document register "$STATE/load/register.json" \
        administrator-1 administrator-2
    for file in "$STATE"/load/appropriation-*.json; do
        step "appropriation $(jq -r '.id' "$file")" \
            load_document appropriation "$file" finance-1 finance-2
    done
    step "what stands in payment files" load_payment_profile finance-1 finance-2
    # Whoever publishes a call may not decide its awards: these two leave officers 1 and 2 free.
    for file in "$ROOT"/sql/calls/*.json; do
        step "call $(jq -r '.call' "$file")" load_document call "$file" officer-3 officer-4
    done
    for file in "$ROOT"/sql/annexes/*.json; do
        step "annex $(jq -r '.call + " " + .annex' "$file")" \
            load_document annex "$file" officer-3 officer-4
    done
    local person
    for person in applicant-{1,2} management-{1..3} finance-{1..3}; do
        step "second factor of $person" enrol_factor "$person"
    done
    mark_done filled yes
}

# send PERSON KEY PATH JSON [CURL OPTION…]: a POST that must be done; prints its answer.
send() {
    local person=$1 key=$2 path=$3 body=$4 answer code
    shift 4
    answer=$(call "$person" POST "$path" --write-out '\n%{http_code}' --data "$body" \
        --header 'Content-Type: application/json' --header "Idempotency-Key: $key" "$@")
    code=${answer##*$'\n'}
    [ "$code" = 201 ] || die "$person POST $path: $code ${answer%$'\n'*}"
    printf '%s\n' "${answer%$'\n'*}"
}

# enrol_factor PERSON: as for anybody, by two administrators and the person's own first code. What an app
# would keep stands in the person's .totp file.
enrol_factor() {
    local who=$1 own=/api/v1 all=/api/v1/agency/second-factors seed=$STATE/pki/people/$1.totp state person proposal
    [[ $who != finance-* && $who != officer-* ]] || own=/api/v1/agency
    state=$(call "$who" GET $own/second-factor)
    if [ "$(jq -r .state <<<"$state")" = none ]; then
        person=$(call "$who" GET $own/me | jq .person)
        proposal=$(send administrator-1 "factor-propose-$who" $all/proposals \
            "{\"person\":$person,\"change\":\"enrol\"}" | jq .result.proposal)
        send administrator-2 "factor-confirm-$who" "$all/proposals/$proposal/confirmations" '{}' >/dev/null
        state=$(call "$who" GET $own/second-factor)
    fi
    if [ "$(jq -r .state <<<"$state")" = open ]; then
        (umask 077 && send "$who" "factor-seed-$who-$RANDOM" $own/second-factor/seed '{}' |
            jq -r .secret | tr -d ' ' >"$seed")
        rm -f "$seed.step"
        send "$who" "factor-activate-$who" $own/second-factor/activation \
            "{\"proposal\":$(jq .proposal <<<"$state")}" --header "Tilsagn-Code: $(code_of "$who")" >/dev/null
    fi
}

# What follows from the certificates and the calls; the administrators who confirm the register are
# enrolled by bootstrap, because nobody confirms what gives them their own roles.
make_documents() {
    local people=$STATE/pki/people.json to=$STATE/load id
    jq '. as $all | {v: 1, administrators: [.people[] | select(.id == "administrator-1" or .id == "administrator-2")
        | . as $p | {profile, serial_number, organisation,
            organisation_name: ($all.organisations[] | select(.cvr == $p.organisation) | .name), name, proof}]}' \
        "$people" >"$to/bootstrap.json"
    jq '([.people[] | select(.id == "administrator-1") | .organisation][0]) as $enrolled
        | {v, organisations: [.organisations[] | select(.cvr != $enrolled)], people: [.people[]
        | select((.roles | length) > 0 and .id != "administrator-1" and .id != "administrator-2")
        | {profile, serial_number, organisation, name, proof, roles, linked_to}]}' \
        "$people" >"$to/register.json"
    for id in $(jq -r '.appropriation.id' "$ROOT"/sql/calls/*.json | sort -u); do
        jq -s --arg id "$id" 'map(.appropriation | select(.id == $id))[0]
            | {v: 1, id, account, year, amount_ore}' "$ROOT"/sql/calls/*.json >"$to/appropriation-$id.json"
    done
}

# load_payment_profile PERSON PERSON
load_payment_profile() {
    local file=$ROOT/sql/payment/nemkonto.json proposal sha256 person
    if [ ! -e "$STATE/done/payment-profile" ]; then
        mark_done payment-profile "$(tilsagn propose payment nemkonto \
            "What stands in payment files to NemKonto" "$file")"
    fi
    read -r _ proposal sha256 <"$STATE/done/payment-profile"
    for person in "$@"; do
        confirm "$person" "$proposal" "$sha256"
    done
}

# load_document KIND FILE PERSON PERSON: proposes once, then confirms as both.
load_document() {
    local kind=$1 file=$2 mark proposal sha256 person
    shift 2
    mark=$kind-$(sha256sum <"$file" | cut -c1-16)
    if [ ! -e "$STATE/done/$mark" ]; then
        proposal=$(tilsagn "$kind" load "$file")
        mark_done "$mark" "$proposal"
    fi
    read -r _ proposal sha256 <"$STATE/done/$mark"
    for person in "$@"; do
        confirm "$person" "$proposal" "$sha256"
    done
}

# confirm PERSON PROPOSAL SHA256: the same Idempotency-Key each time, so repeating it does nothing.
confirm() {
    local answer code body pending
    answer=$(call "$1" POST "/api/v1/agency/proposals/$2/confirmations" --write-out '\n%{http_code}' \
        --header 'Content-Type: application/json' \
        --header "Idempotency-Key: confirm-$2-$1" --data "{\"sha256\":\"$3\"}")
    code=${answer##*$'\n'} body=${answer%$'\n'*}
    if [ "$code" = 403 ] && jq -e '.type | endswith("/signature-required")' >/dev/null <<<"$body"; then
        pending=/api/v1/agency/signatures/$(jq .details.pending <<<"$body")
        send "$1" "sign-$2-$1" "$pending" \
            "{\"cms\":\"$(signature_of "$1" "$pending")\"}" >/dev/null
        return
    fi
    [ "$code" = 201 ] || die "$1 could not confirm proposal $2: $code $body"
}
