# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# api.bash - the JSON API with curl and jq, as a person with a certificate. Needs STATE and PORT.

# api PERSON METHOD PATH [JSON]: prints the answer's body; stops with its problem when refused. The
# answer's ETag is left in $ETAG_FILE. CODE, when set, is sent as the code of the second factor; an
# act that needs the person's own signature is signed with openssl. Extra curl options may stand in the
# array EXTRA, the wanted type in ACCEPT.
ETAG_FILE=$(mktemp)
EXTRA=()
ACCEPT=application/json
api() {
    local person=$1 method=$2 path=$3 body=${4-} answer code headers pending
    local options=(--silent --show-error --max-time 200 --cacert "$STATE/pki/root.crt"
        --cert "$STATE/pki/people/$person.crt" --key "$STATE/pki/people/$person.key"
        --request "$method" --header "Accept: $ACCEPT")
    if [ -n "$body" ]; then
        options+=(--header "Content-Type: application/json" --data "$body")
    fi
    if [ "$method" = POST ]; then
        options+=(--header "Idempotency-Key: $(key_of "$person $path $body")")
    fi
    if [ -n "${CODE-}" ]; then
        options+=(--header "Tilsagn-Code: $CODE")
    fi
    headers=$(mktemp)
    answer=$(curl "${options[@]}" "${EXTRA[@]}" --dump-header "$headers" --write-out '\n%{http_code}' \
        "https://localhost:$PORT$path") || die "$person $method $path: the portal does not answer"
    sed -n 's/^[Ee][Tt][Aa][Gg]: *//p' "$headers" | tr -d '\r' >"$ETAG_FILE"
    rm -f "$headers"
    code=${answer##*$'\n'}
    case $code in
    2??) printf '%s\n' "${answer%$'\n'*}" ;;
    403)
        pending=$(jq -r 'select(.type | endswith("/signature-required")) | .details.pending' \
            <<<"${answer%$'\n'*}" 2>/dev/null) || true
        [ -n "$pending" ] || die "$person $method $path: $code ${answer%$'\n'*}"
        pending=$(signatures_of "$path")/$pending
        api "$person" POST "$pending" "{\"cms\":\"$(signature_of "$person" "$pending")\"}"
        ;;
    *) die "$person $method $path: $code ${answer%$'\n'*}" ;;
    esac
}

# Where what waits for a signature is kept: the agency's acts with the agency, everybody else's beside.
signatures_of() {
    case $1 in
    /api/v1/agency/*) printf /api/v1/agency/signatures ;;
    *) printf /api/v1/signatures ;;
    esac
}

# The same act has the same key, so a script that is run again repeats nothing.
key_of() { printf '%s' "$*" | sha256sum | cut -c1-32; }

etag() { cat "$ETAG_FILE"; }

state_and_port() {
    state_locate "${1:-$ROOT/var}"
    PORT=$(cat "$STATE/port" 2>/dev/null) && [ -s "$STATE/ready.txt" ] ||
        die "nothing runs in $STATE; start it with nginx/up --state '$STATE'"
}
