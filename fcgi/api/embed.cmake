# SPDX-License-Identifier: EUPL-1.2
# cmake -DINPUT=openapi.json -DOUTPUT=openapi.c -P embed.cmake: the file's bytes as a C array.
file(READ "${INPUT}" hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR length "${digits} / 2")
string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
file(WRITE "${OUTPUT}"
    "/* SPDX-License-Identifier: EUPL-1.2 */\n/* Generated from openapi.json. */\n"
    "#include \"fcgi/api/openapi.h\"\n\nstatic const unsigned char bytes[${length}] = {\n${hex}};\n\n"
    "struct span openapi_document(void)\n{\n"
    "    return (struct span){.data = (const char *)bytes, .len = sizeof bytes};\n}\n")
