# SPDX-License-Identifier: EUPL-1.2
# Fails when a text in use lacks its Danish translation, is fuzzy or empty, or when a translation is
# of no use any more. -DMISSING=1 prints what is missing as entries to paste.
file(STRINGS ${OUT}/fragments fragments)
file(GLOB c_files RELATIVE ${ROOT} ${ROOT}/fcgi/*.c ${ROOT}/fcgi/web/*.c ${ROOT}/fcgi/pages/*.c
    ${ROOT}/fcgi/api/*.c)
# Labels that a view marks with N_() and hands to a field stand in the C that viewc wrote.
file(GLOB view_files ${OUT}/../generated/fcgi/views/*.c)
list(APPEND c_files ${view_files})
list(SORT c_files)

function(run)
    execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${ROOT} RESULT_VARIABLE result
        ERROR_VARIABLE errors OUTPUT_VARIABLE output)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "${output}${errors}")
    endif()
endfunction()

# Fragments of viewc have no header of their own: one says that they are UTF-8.
set(header "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n")
set(texts "${header}")
foreach(fragment ${fragments})
    file(READ ${fragment} text)
    string(APPEND texts "${text}")
endforeach()
file(WRITE ${OUT}/views.all "${texts}")
run(msguniq --use-first --force-po -o ${OUT}/views.pot ${OUT}/views.all)
run(${XGETTEXT} --language=C --from-code=UTF-8 --keyword= --keyword=N_:1 --keyword=tr:2
    --keyword=tr_plural:2,3 --keyword=view_message:2 --keyword=view_message_plural:2,3
    --keyword=pages_title:2 -o ${OUT}/c.pot ${c_files})
file(READ ${OUT}/c.pot c_text)
string(REPLACE "charset=CHARSET" "charset=UTF-8" c_text "${c_text}")
file(WRITE ${OUT}/c.pot "${c_text}")
run(${MSGCAT} --use-first -o ${OUT}/tilsagn.pot ${OUT}/views.pot ${OUT}/c.pot)

execute_process(COMMAND ${MSGCMP} ${OUT}/da.po ${OUT}/tilsagn.pot RESULT_VARIABLE missing
    ERROR_VARIABLE problems)
if(MISSING)
    run(msgcomm --unique --no-location --force-po -o ${OUT}/once.po ${OUT}/da.po
        ${OUT}/tilsagn.pot)
    execute_process(COMMAND msgattrib --untranslated --no-obsolete ${OUT}/once.po)
    return()
endif()
if(NOT missing EQUAL 0)
    message(FATAL_ERROR "${problems}")
endif()
foreach(language da en)
    # What only translators still have: in the catalogue, not in the texts.
    run(msgcomm --unique --no-location --force-po -o ${OUT}/once.po ${OUT}/${language}.po
        ${OUT}/tilsagn.pot)
    execute_process(COMMAND msgattrib --translated --no-obsolete ${OUT}/once.po
        OUTPUT_VARIABLE unused)
    execute_process(COMMAND msgattrib --only-fuzzy ${OUT}/${language}.po OUTPUT_VARIABLE fuzzy)
    if(fuzzy MATCHES "msgid")
        message(FATAL_ERROR "fuzzy in ${language}:\n${fuzzy}")
    endif()
    if(unused MATCHES "\nmsgid \"[^\"]")
        message(FATAL_ERROR "in ${language}, but not in use:\n${unused}")
    endif()
endforeach()
