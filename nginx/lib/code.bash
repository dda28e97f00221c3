# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# code.bash - codes of the demonstration people's second factors, from the seeds in their .totp files.

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
