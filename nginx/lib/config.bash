# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# config.bash - turns templates and nginx/settings into the configuration of one state directory.

# listen PORT WORDS: loopback only; a demonstration is nobody else's business.
listen() {
    printf '    listen 127.0.0.1:%s %s;\n' "$1" "$2"
    if [ -s /proc/net/if_inet6 ]; then
        printf '    listen [::1]:%s %s;\n' "$1" "$2"
    fi
}

# What nginx itself says, in both languages; the words come from refused.conf, by status.
refused_page() {
    # shellcheck disable=SC2016 # nginx's variables
    printf '%s' '<!doctype html><html lang="da"><head><meta charset="utf-8"><title>$refused_title_da</title></head>' \
        '<body><main><h1>$refused_title_da</h1><p>$refused_help_da</p><div lang="en"><h2>$refused_title_en</h2>' \
        '<p>$refused_help_en</p></div><p>Forespørgsel: $request_id</p></main></body></html>'
}

# render FILE: its text with every @NAME@ replaced; one that stays is a mistake of ours.
render() {
    local text name left
    text=$(<"$1")
    for name in "${!TEMPLATE[@]}"; do
        text=${text//"@$name@"/"${TEMPLATE[$name]}"}
    done
    left=$(grep -oE '@[A-Z_]+@' <<<"$text" | head -n 1) || true
    [ -z "$left" ] || die "$1: nothing known for $left"
    printf '%s\n' "$text"
}

set_template_values() {
    local public=$((PORT + 1))
    declare -gA TEMPLATE=(
        [STATE]=$STATE [RUN]=$RUN [ASSETS]=$STATE/program/assets
        [USER_LINE]=$(is_root && echo 'user www-data;' || true)
        [WORKER_PROCESSES]=2 [HSTS]=""
        [AUDITOR_PORT]=$(auditor_port)
        [TLS_PROTOCOLS]=$(setting tls_protocols) [UPLOAD_MAX]=$(setting upload_max)
        [RATE_PERSON]=$(setting rate_person) [BURST_PERSON]=$(setting burst_person)
        [RATE_PUBLIC]=$(setting rate_public) [BURST_PUBLIC]=$(setting burst_public)
        [CONNECTIONS]=$(setting connections)
        [LISTEN_APP]=$(listen "$PORT" "ssl http2")
        [LISTEN_APP_DEFAULT]=$(listen "$PORT" "ssl http2 default_server")
        [LISTEN_PUBLIC]=$(listen "$public" "ssl http2")
        [LISTEN_PUBLIC_DEFAULT]=$(listen "$public" "ssl http2 default_server")
        [REFUSED_PAGE]=$(refused_page)
    )
}

write_nginx_config() {
    local template
    for template in nginx refused default app public fastcgi headers worker errors types; do
        render "$ROOT/nginx/templates/$template.conf" >"$STATE/nginx/$template.conf"
    done
}

nginx_command() {
    nginx -p "$STATE/nginx" -c "$STATE/nginx/nginx.conf" -e "$STATE/log/nginx-error.log" "$@"
}

# portal_config POOL
portal_config() {
    local audience=$1
    [ "$1" != submit ] || audience=grantee
    cat <<END
# Made by nginx/up for the pool $1.
database = $(conninfo "tilsagn_$audience" "tilsagn-portal-$1")
peer_uid = $(uid_of nginx)
origin = https://localhost:$PORT
public_origin = https://localhost:$((PORT + 1))
po_dir = $STATE/program/po
assets_dir = $STATE/program/assets
language_default = da
demo = 1
END
    [ "$1" != public ] || return 0
    cat <<END
attest = $RUN/attest/$audience.sock
scanner = $RUN/scanner/scanner.sock
trust = $STATE/pki/trust.pem
crl = $STATE/pki/crl.table
profile = $STATE/pki/oces3-employee.profile
seal = $STATE/seal/$audience.key
lists = $STATE/pki/crl.pem
END
    [ "$1" != agency ] || printf 'log = %s\n' "$STATE/tlog"
}

operator_config() {
    cat <<END
# Made by nginx/up.
database = $(conninfo tilsagn_operator)
superuser = $(conninfo postgres tilsagn)
attest = $RUN/attest/operator.sock
scanner = $RUN/scanner/scanner.sock
state = $STATE
log = $STATE/tlog
trust = $STATE/pki/trust.pem
profile = $STATE/pki/oces3-employee.profile
# Where "tilsagn crl update" gets the CAs' lists, and what it makes of them: for nginx, for workers.
crl_source = $STATE/pki/root.crl
crl_source = $STATE/pki/issuing.crl
crl = $STATE/pki/crl.pem
crl_table = $STATE/pki/crl.table
END
}

# The keys that close seeds of second factors: one per audience, so that what reads an applicant's form
# opens no seed of the agency's people. Replaced by `tilsagn seal rotate` alone, which closes the seeds anew.
make_seal_keys() {
    local audience key
    for audience in grantee agency; do
        key=$STATE/seal/$audience.key
        if [ ! -e "$key" ]; then
            (umask 077 && printf '%s %s\n' "$(openssl rand -hex 4)" "$(openssl rand -hex 32)" >"$key.new")
            ! is_root || chown "$(user_of "$audience")" "$key.new"
            chmod 400 "$key.new"
            mv "$key.new" "$key"
        fi
    done
}

write_program_config() {
    local pool
    make_seal_keys
    for pool in grantee submit agency public; do
        portal_config "$pool" >"$STATE/config/portal-$pool.conf"
    done
    printf 'database = %s\nattest = %s\nsigner = %s\nscanner = %s\nlog = %s\nfailed = %s\n' "$(conninfo tilsagn_sequencer)" \
        "$RUN/attest/system.sock" "$RUN/signer/sequencer.sock" "$RUN/scanner/scanner.sock" "$STATE/tlog" "$STATE/log/nginx-failed.log" \
        >"$STATE/config/sequencer.conf"
    # Whoever wants to see witnesses in a demonstration puts their policy here and starts again.
    [ ! -e "$STATE/config/witness.policy" ] ||
        printf 'policy = %s\n' "$STATE/config/witness.policy" >>"$STATE/config/sequencer.conf"
    operator_config >"$STATE/config/operator.conf"
}
