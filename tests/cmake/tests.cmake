# SPDX-License-Identifier: EUPL-1.2
pkg_check_modules(CHECK REQUIRED IMPORTED_TARGET check)

# tilsagn_test(ledger/base/amount tilsagn_base [more libraries or sources…])
# builds tests/ledger/base/test_amount.c and registers it as ctest ledger/base/amount.
# Arguments that end in .c are further sources, relative to the project's root.
function(tilsagn_test name)
    string(REPLACE "/" "_" target test_${name})
    get_filename_component(folder ${name} DIRECTORY)
    get_filename_component(leaf ${name} NAME)
    add_executable(${target} ${CMAKE_SOURCE_DIR}/tests/${folder}/test_${leaf}.c)
    foreach(part ${ARGN})
        if(part MATCHES "\\.c$")
            target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/${part})
        else()
            target_link_libraries(${target} PRIVATE ${part})
        endif()
    endforeach()
    target_link_libraries(${target} PRIVATE tilsagn_flags PkgConfig::CHECK)
    set_target_properties(${target} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/bin)
    add_test(NAME ${name} COMMAND ${target})
    set_tests_properties(${name} PROPERTIES TIMEOUT 60 WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()
