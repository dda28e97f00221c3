# SPDX-License-Identifier: EUPL-1.2
# Includes point down. sees[] says what each folder may include besides itself; a file that is in no
# listed folder (tests, programs) stands above all.
BEGIN {
    sees["ledger/base"] = ""
    sees["ledger/db"] = "ledger/base"
    sees["ledger/grants"] = "ledger/base"
    sees["ledger/payment"] = "ledger/base"
    sees["ledger/log"] = "ledger/base"
    below = "ledger/base ledger/db ledger/grants ledger/payment ledger/log"
    sees["ledger/attest"] = "ledger/base ledger/log" # a key of its own, and no database
    sees["ledger/scan"] = "ledger/base ledger/attest" # asks the scanner
    sees["ledger"] = below " ledger/attest ledger/operator ledger/scan"
    sees["ledger/operator"] = below " ledger ledger/attest ledger/verify auth" # decisions again
    sees["ledger/verify"] = "ledger/base ledger/grants ledger/log" # offline, without a database
    sees["ledger/signer"] = "ledger/base ledger/log ledger/attest" # a key of its own likewise
    sees["ledger/sequencer"] = below " ledger ledger/attest ledger/scan ledger/signer"
    sees["ledger/witness"] = "ledger/base ledger/log ledger/attest ledger/signer" # what others run, without a database
    sees["auth"] = below " ledger"
    sees["fcgi/web"] = "ledger/base"
    sees["fcgi/pdf"] = "ledger/base"
    sees["fcgi/scanner"] = "ledger/base ledger/grants ledger/attest ledger/scan" # strangers' files, and no database
    handlers = below " ledger auth fcgi/web fcgi"
    sees["fcgi/pages"] = handlers " fcgi/views"
    sees["fcgi/api"] = handlers
    sees["fcgi"] = below " ledger auth fcgi/web fcgi/pdf fcgi/views" # what all handlers share
}
function folder(path) { sub(/\/[^\/]*$/, "", path); return path }
function above_all(path) {
    return path ~ /_main\.c$/ || path == "fcgi/worker.c" || path ~ /^tests\//
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, part, "\"")
    from = folder(FILENAME); to = folder(part[2])
    if (part[2] !~ /\//) found("include by its path from the root: " part[2])
    else if (above_all(FILENAME) || from == to) next
    else if (!(from in sees)) found("no layer is known for " from "; add it to layers.awk")
    else if (index(" " sees[from] " ", " " to " ") == 0) found("include points up or sideways: " part[2])
}
