# SPDX-License-Identifier: EUPL-1.2
# SQL stands in sql/ and in the statement tables, nowhere else in C.
BEGIN {
    verbs = "SELECT|INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|CREATE|ALTER|DROP|GRANT|REVOKE|BEGIN" \
        "|COMMIT|ROLLBACK|COPY|CALL|EXECUTE|LISTEN|NOTIFY|SET|WITH|MERGE|VALUES|DO"
    start = "(^|\n)[ \t;]*(" verbs ")([ \t;\n(]|$)"
    inner = "[ \t](FROM|WHERE|RETURNING|ORDER BY|GROUP BY)[ \t]"
    lower = "(^|\n)(select .* from |insert into |update .* set |delete from )"
}
{
    code($0)
    if (FILENAME ~ /\/statements[^\/]*\.c$/ || FILENAME ~ /^tests\//) next
    if (LITERALS ~ start || LITERALS ~ inner || LITERALS ~ lower)
        found("SQL text outside statements*.c")
}
