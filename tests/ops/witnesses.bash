# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# witnesses.bash - two witnesses beside the running demonstration, one stopped and one that lies: what everybody sees on the
# page /log in both languages, and what the operator is told, while the log goes on. Called by rotation.bash once the log's
# key was replaced: they begin with the former one.

witness_name() { printf 'witness-%s.test/w' "$1"; }

witness_address() { printf '127.0.0.1:%s' $((PORT + 40 + $1)); }

# witness NUMBER [--first]: one of ours begins; a liar of that number has ended.
witness() {
    local number=$1
    shift
    "$STATE/program/bin/tilsagn-witness" --key "$WORK/witness$number.pem" --name "$(witness_name "$number")" --logs "$WORK/witness.logs" \
        --state "$WORK/heads$number" --listen "$(witness_address "$number")" "$@" >>"$WORK/witness$number.log" 2>&1 &
    printf '%s\n' $! >"$WORK/witness$number.pid"
}

witness_ends() {
    local pid
    pid=$(cat "$WORK/witness$1.pid") && kill "$pid" && within 10 has_ended "$pid" && rm "$WORK/witness$1.pid"
}

has_ended() { ! kill -0 "$1" 2>/dev/null; }

# What a test that failed left.
witnesses_end() {
    local file
    for file in "$WORK"/witness[12].pid; do
        [ ! -e "$file" ] || kill "$(cat "$file")" 2>/dev/null
        rm -f "$file"
    done
}

# Answers whatever it is asked with what $WORK/lie says: the code, a line break, the body.
witness_lies() {
    python3 - "$(witness_address "$1")" "$WORK/lie" >>"$WORK/witness$1.log" 2>&1 <<'END' &
import http.server, sys
host, port = sys.argv[1].split(":")
class Liar(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        code, body = open(sys.argv[2]).read().split("\n", 1)
        self.send_response(int(code))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())
    def log_message(self, *arguments):
        pass
http.server.HTTPServer((host, int(port)), Liar).serve_forever()
END
    printf '%s\n' $! >"$WORK/witness$1.pid"
}

# log_page: in both languages, as a line for each row of its tables.
log_page() {
    local language
    for language in en da; do
        curl --silent --fail --max-time 30 --cacert "$STATE/pki/root.crt" --header "Accept-Language: $language" \
            "https://localhost:$((PORT + 1))/log" | tr '\n' ' ' | sed 's/<tr>/\n/g' >"$WORK/log.$language" || return 1
    done
}

# page_says ENGLISH DANISH
page_says() {
    log_page && grep -qF "$1" "$WORK/log.en" && grep -qF "$2" "$WORK/log.da" || { cat "$WORK/log.en"; return 1; }
}

# shows NUMBER ENGLISH DANISH: what the page says of that witness.
shows() { page_says_in_row "$(witness_name "$1").*$2" "$(witness_name "$1").*$3"; }

page_says_in_row() {
    log_page && grep -q "$1" "$WORK/log.en" && grep -q "$2" "$WORK/log.da" || { grep -F '.test/w' "$WORK/log.en"; return 1; }
}

# sequencer_said EVENT: since the first of these tests.
sequencer_said() { tail -n "+$(cat "$WORK/sequencer.lines")" "$STATE/log/sequencer.log" | grep "\"event\":\"$1\""; }

witnesses_know_the_former_key() {
    local number
    wc -l <"$STATE/log/sequencer.log" >"$WORK/sequencer.lines"
    head -n 1 "$STATE/tlog/log.former.vkeys" >"$WORK/witness.logs"
    "$STATE/program/bin/tilsagn" --state "$STATE" deployment record witnesses-0 && log_is_complete || return 1
    for number in 1 2; do
        mkdir -m 700 "$WORK/heads$number" &&
            "$STATE/program/bin/tilsagn-witness" --create-key --key "$WORK/witness$number.pem" || return 1
        printf 'witness w%s %s http://%s/\n' "$number" "$("$STATE/program/bin/tilsagn-witness" --public-key \
            --key "$WORK/witness$number.pem" --name "$(witness_name "$number")")" "$(witness_address "$number")"
    done >"$WORK/witness.policy"
    printf 'group outside all w1 w2\nquorum outside\n' >>"$WORK/witness.policy"
    witness 1 --first && witness 2 --first
    printf 'policy = %s\n' "$WORK/witness.policy" >>"$STATE/config/sequencer.conf" && ended sequencer || return 1
    within 40 shows 1 'Does not know this log' 'Kender ikke denne log' && shows 2 'Does not know this log' 'Kender ikke denne log'
}

# docs/keys.md, the log's key, step 4.
witnesses_get_the_new_key() {
    cp "$STATE/tlog/log.vkey" "$WORK/witness.logs"
    witness_ends 1 && witness_ends 2 && witness 1 && witness 2
    ended sequencer && within 40 page_says '<h2 class="alert-heading">Witnessed</h2>' '<h2 class="alert-heading">Bevidnet</h2>' &&
        shows 1 Cosigns Medunderskriver && shows 2 Cosigns Medunderskriver
}

# A witness that fails is asked again after one second, two, four, …; each lie needs one more of them. The sequencer is not
# started anew for that: what ends more than five times in a minute is taken for broken by nginx/up.
one_is_stopped_and_one_lies() {
    witness_ends 1 && witness_ends 2 || return 1
    printf '409\n999999\n' >"$WORK/lie"
    witness_lies 2
    "$STATE/program/bin/tilsagn" --state "$STATE" deployment record witnesses-1 || return 1
    within 40 shows 2 'Says that it has seen more entries than there are' 'Siger, at det har set flere poster, end der er' &&
        within 40 shows 1 'Does not answer' 'Svarer ikke' &&
        page_says 'Not witnessed since' 'Ikke bevidnet siden' || return 1
    printf '422\n' >"$WORK/lie"
    within 40 shows 2 'Says that this is not the log it saw' 'Siger, at det ikke er den log, det har set' || return 1
    printf '200\nno signature\n' >"$WORK/lie"
    within 40 shows 2 'Answers with a wrong signature' 'Svarer med en forkert underskrift'
}

# Everybody's entries are logged and proved; the operator is told.
the_log_goes_on() {
    "$STATE/program/bin/tilsagn" --state "$STATE" deployment record witnesses-2 && log_is_complete || return 1
    sequencer_said quorum_missing && ! sequencer_said log_stopped || { echo "not told, or stopped"; return 1; }
    "$STATE/program/bin/tilsagn" --state "$STATE" doctor log >"$WORK/minute" &&
        grep -q '^warning the last checkpoint (size [0-9]*) is not witnessed; .*witness-1.test/w: silent' "$WORK/minute" ||
        { cat "$WORK/minute"; return 1; }
}

they_come_back() {
    witness_ends 2
    witness 1
    witness 2
    ended sequencer && within 40 page_says '<h2 class="alert-heading">Witnessed</h2>' '<h2 class="alert-heading">Bevidnet</h2>' &&
        shows 2 Cosigns Medunderskriver
}

# What comes after these tests asks no witness.
witnesses_leave() {
    sed -i '/^policy = /d' "$STATE/config/sequencer.conf" && ended sequencer && witness_ends 1 && witness_ends 2
}

witnesses_case() {
    ok "two witnesses that know the former key do not cosign" witnesses_know_the_former_key
    ok "with the new one they do, and the page says so" witnesses_get_the_new_key
    ok "one is stopped, one lies: each answer stands on the page in both languages" one_is_stopped_and_one_lies
    ok "the log goes on meanwhile, and the operator is told" the_log_goes_on
    ok "they come back" they_come_back
    witnesses_leave
}
