# SPDX-License-Identifier: EUPL-1.2
# Foreign libraries stay where their layer wraps them. tests/fault/ stands in front of the libraries
# themselves, so it may name both.
FILENAME ~ /^tests\/fault\// { next }
/^[ \t]*#[ \t]*include/ && /fcgiapp\.h|fcgi_stdio\.h/ {
    if (FILENAME != "fcgi/worker.c" && FILENAME !~ /^fcgi\/[^\/]*_main\.c$/)
        found("FastCGI only in fcgi/worker.c and fcgi/*_main.c")
}
/^[ \t]*#[ \t]*include/ && /libpq-fe\.h|libpq\// {
    if (FILENAME !~ /^ledger\/db\//) found("libpq only in ledger/db")
}
