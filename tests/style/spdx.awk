# SPDX-License-Identifier: EUPL-1.2
# The licence stands in the first line, or in the second below "#!" or "<?xml".
FNR == 1 { line = 1; if (/^#!|^<\?xml|^<!DOCTYPE/) { line = 2 } }
FNR == line && !/SPDX-License-Identifier: EUPL-1\.2/ { found("the SPDX line is missing") }
