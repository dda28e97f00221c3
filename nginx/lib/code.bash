# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# code.bash - what the demonstration's people prove themselves with beside their certificates: codes of
# their second factors, from the seeds in their .totp files, and signatures made with their own keys.

# code_of PERSON: six digits that the person has not used yet; waits for the next step when this one
# was. One step back is good too, unless it may be over before the request arrives.
code_of() {
    local seed=$STATE/pki/people/$1.totp now second step last=0
    [ -s "$seed" ] || die "$1 has no second factor; see $seed"
    (
        flock 7
        [ ! -s "$seed.step" ] || last=$(<"$seed.step")
        while :; do
            second=$(date +%s)
            now=$((second / 30))
            step=$((second % 30 < 25 ? now - 1 : now))
            [ "$last" -lt "$step" ] || step=$((last + 1))
            [ "$step" -gt "$now" ] || break
            sleep 1
        done
        printf '%s\n' "$step" >"$seed.step"
        oathtool --base32 --counter="$step" - <"$seed"
    ) 7>"$seed.lock"
}

# signature_of PERSON PATH: the request that waits under the path of the API, signed with the person's own
# key as anybody would do it; base64 of the CMS file.
signature_of() {
    local people=$STATE/pki/people request
    request=$(mktemp)
    curl --silent --show-error --cacert "$STATE/pki/root.crt" --cert "$people/$1.crt" --key "$people/$1.key" \
        --output "$request" "https://localhost:$PORT$2/request"
    openssl cms -sign -cades -binary -md sha256 -in "$request" -signer "$people/$1.crt" \
        -inkey "$people/$1.key" -certfile "$STATE/pki/issuing.crt" -outform DER | base64 -w0
    rm -f "$request"
}
