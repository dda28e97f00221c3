#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# recompute.bash BUILD [RULE …]: `tilsagn recompute` over the database $TEST_DB, as TAP: the build that decided it finds every decision
# as it is stored, and each build with one rule changed lists exactly the decisions that the change decides otherwise, by
# recompute.sql. RULE: one that decides some of this database otherwise.
set -euo pipefail

build=$1
shift
config=$(mktemp)
trap 'rm -f "$config"' EXIT
cat >"$config" <<END
database = host=$PGHOST user=postgres dbname=$TEST_DB
superuser = host=$PGHOST user=postgres dbname=$TEST_DB
attest = -
trust = -
crl = -
crl_table = -
state = -
END
n=0
ok() { n=$((n + 1)); if [ "$1" = "$2" ]; then echo "ok $n - $3"; else echo "not ok $n - $3"; echo "# have: $1"; echo "# want: $2"; fi; }
expected=$(psql -X -q -At -F ' ' -v ON_ERROR_STOP=1 -d "$TEST_DB" -f "$TEST_DIR/lib/recompute.sql")
told=$("$build/bin/tilsagn" --config "$config" recompute 2>&1) || true
echo "# counted: recompute: $TEST_DB: ${told##*$'\n'}"
ok "$([[ $told =~ (^|$'\n')([0-9]*)\ decisions\ made\ again\ by\ rule\ version\ 1,\ 0\ differ,\ [0-9]*\ without\ their\ documents$ ]] && echo none \
    || echo "$told")" none 'every decision is made again as it is stored'
have=$(sed -n 's/^entry \([0-9]*\) ([^)]*) is not made again: .*/\1/p' <<<"$told")
want=$(sed -n 's/^without //p' <<<"$expected")
ok "${have//$'\n'/ }" "${want//$'\n'/ }" 'but those of a definition that the test made wrong'
for program in "$build"/tests/bin/tilsagn-altered-*; do
    rule=${program##*-}
    listed=$("$program" --config "$config" recompute 2>&1) || true
    have=$(sed -n 's/^entry \([0-9]*\) ([^)]*): .*/\1/p' <<<"$listed" | sort -n)
    want=$(sed -n "s/^$rule //p" <<<"$expected")
    ok "${have//$'\n'/ }" "${want//$'\n'/ }" "with the rule $rule changed exactly what it decides is listed: $(grep -c . <<<"$want" || true)"
    [[ " $* " != *" $rule "* ]] || ok "${want:+some}" some "and the rule $rule decides some of it"
done
echo "1..$n"
