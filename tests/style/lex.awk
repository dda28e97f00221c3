# SPDX-License-Identifier: EUPL-1.2
# Cuts C lines into code and string literals for the rules. Loaded in front of a rule.
#   code(line)      the line without comments and with every literal's content removed
#   LITERALS        after code(): the contents of its string literals, joined by a newline
# Call it once for every line of a file, in order: a comment may go on for many lines.
function code(line,    out, at, c, two, len) {
    out = ""; LITERALS = ""; at = 1; len = length(line)
    while (at <= len) {
        c = substr(line, at, 1); two = substr(line, at, 2)
        if (in_comment) {
            if (two == "*/") { in_comment = 0; at++ }
        } else if (two == "/*") {
            in_comment = 1; at++
        } else if (c == "\"" || c == "'") {
            at = literal(line, at, c, len); out = out c c
        } else {
            out = out c
        }
        at++
    }
    return out
}
# The place of the closing quote.
function literal(line, at, quote, len,    c, text) {
    text = ""
    for (at++; at <= len; at++) {
        c = substr(line, at, 1)
        if (c == quote) break
        text = text c
        if (c == "\\") { at++; text = text substr(line, at, 1) }
    }
    if (quote == "\"") LITERALS = LITERALS text "\n"
    return at
}
FNR == 1 { in_comment = 0 }
function found(what) { print FILENAME ":" FNR ": " what; bad = 1 }
END { exit bad }
