# SPDX-License-Identifier: EUPL-1.2
# cmake -DSOURCE=fcgi/frontend -DWORK=… -DOUT=… -P assets.cmake
# Fetches the design system as package-lock.json pins it (by integrity hash), and lays out what pages
# need below OUT/<hash of it all>/, so that a browser may keep every file for ever. OUT/version holds
# the hash; it is written last. Nothing of the package is committed.
function(run)
    execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK} RESULT_VARIABLE result
        OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "${ARGN} failed:\n${output}")
    endif()
endfunction()

file(MAKE_DIRECTORY ${WORK} ${OUT})
file(SHA256 ${SOURCE}/package-lock.json lock)
set(fetched "")
if(EXISTS ${WORK}/fetched)
    file(READ ${WORK}/fetched fetched)
endif()
if(NOT fetched STREQUAL lock)
    find_program(NPM npm REQUIRED)
    file(COPY ${SOURCE}/package.json ${SOURCE}/package-lock.json DESTINATION ${WORK})
    run(${NPM} ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error)
    file(WRITE ${WORK}/fetched "${lock}")
endif()

set(dist ${WORK}/node_modules/dkfds/dist)
set(stage ${WORK}/stage)
set(fonts fonts/IBMPlexSans/complete)
file(REMOVE_RECURSE ${stage})
file(COPY ${dist}/css/dkfds.min.css ${SOURCE}/tilsagn.css ${SOURCE}/pages.css
    DESTINATION ${stage}/css)
file(COPY ${dist}/js/dkfds.min.js ${SOURCE}/tilsagn.js DESTINATION ${stage}/js)
file(COPY ${dist}/img/all-svg-icons.svg ${dist}/img/svg-icons ${SOURCE}/img/tilsagn.svg
    DESTINATION ${stage}/img)
foreach(style Regular Italic Medium MediumItalic SemiBold SemiBoldItalic Bold BoldItalic)
    foreach(format woff2 woff)
        file(COPY ${dist}/${fonts}/${format}/IBMPlexSans-${style}.${format}
            DESTINATION ${stage}/${fonts}/${format})
    endforeach()
endforeach()
file(COPY ${dist}/LICENSE.md DESTINATION ${stage})
# The source maps are not shipped; a browser would only look for them in vain.
foreach(file css/dkfds.min.css js/dkfds.min.js)
    file(READ ${stage}/${file} text)
    string(REGEX REPLACE "\n(//|/\\*)# sourceMappingURL=[^\n]*" "" text "${text}")
    file(WRITE ${stage}/${file} "${text}")
endforeach()

file(GLOB_RECURSE files RELATIVE ${stage} ${stage}/*)
list(SORT files)
set(sums "")
foreach(file ${files})
    file(SHA256 ${stage}/${file} sum)
    string(APPEND sums "${sum} ${file}\n")
endforeach()
string(SHA256 hash "${sums}")
string(SUBSTRING ${hash} 0 16 hash)
if(NOT EXISTS ${OUT}/${hash})
    file(GLOB old LIST_DIRECTORIES true ${OUT}/*)
    file(REMOVE_RECURSE ${old} ${OUT}/${hash}.new)
    file(COPY ${stage}/ DESTINATION ${OUT}/${hash}.new)
    file(RENAME ${OUT}/${hash}.new ${OUT}/${hash})
endif()
file(WRITE ${OUT}/version "${hash}\n")
