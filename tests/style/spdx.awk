# SPDX-License-Identifier: EUPL-1.2
# The licence stands in one of the first two lines: below "#!", or below the title of a check in sql/.
FNR == 1 { licensed = 0 }
FNR <= 2 && /SPDX-License-Identifier: EUPL-1\.2/ { licensed = 1 }
FNR == 2 && !licensed { found("the SPDX line is missing") }
