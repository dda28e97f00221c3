# SPDX-License-Identifier: EUPL-1.2
# Files have at most 400 lines, functions at most 70 between their braces. Only a function opens a
# brace in the first column (clang-format sees to that).
FNR > 400 && !(FILENAME in long) { long[FILENAME]; found("file has more than 400 lines") }
FNR == 1 { start = 0 }
/^\{/ { start = FNR }
/^\}/ && start {
    if (FNR - start - 1 > 70) found("function has " (FNR - start - 1) " lines, 70 are allowed")
    start = 0
}
