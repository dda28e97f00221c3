# SPDX-License-Identifier: EUPL-1.2
# Calls with a better way: buffer_*, arena_*, span_*, amount_parse(), RAND_bytes(). Memory comes from
# the arena or a buffer; what lives as long as the program says so with a start-up comment. Threads and
# signal handlers stand in few files, whose tests tilsagn_concurrent() names: extend both together.
BEGIN {
    calls = "v?sprintf|strcpy|strcat|strncpy|strncat|gets|atoi|atol|atoll|atof|strtok|alloca|setjmp" \
        "|longjmp|system|popen|s?rand|FCGX_V?FPrintF|[A-Za-z_]*FCGX_[A-Za-z]*[Pp]rintf"
    banned = "(^|[^A-Za-z0-9_])(" calls ")[ \t]*\\("
    threads = "(^|[^A-Za-z0-9_])(pthread_create|thrd_create|sigaction|signal)[ \t]*\\("
    concurrent = "^(tests\\/|fcgi\\/supervisor\\.c$|ledger\\/(base\\/stop|verify\\/ahead)\\.c$)"
    memory = "(^|[^A-Za-z0-9_])(malloc|calloc|realloc)[ \t]*\\("
}
FNR == 1 { announced = 0 }
{
    text = code($0)
    if (text ~ banned) found("banned call")
    own = FILENAME ~ /^ledger\/base\/(arena|buffer)\.c$/ || FILENAME ~ /^tests\//
    if (text ~ threads && FILENAME !~ concurrent) found("thread or signal handler outside their files")
    if (text ~ memory && !own && !announced && $0 !~ /start-up/)
        found("memory outside arena and buffer without a start-up comment")
    announced = /start-up/
}
