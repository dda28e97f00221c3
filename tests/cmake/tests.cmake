# SPDX-License-Identifier: EUPL-1.2
pkg_check_modules(CHECK REQUIRED IMPORTED_TARGET check)

# Check ends a test after 4 s, or what the test asks for: on a loaded machine that says nothing
# about the test. What hangs is ended by ctest.
set(TILSAGN_PATIENCE ENVIRONMENT_MODIFICATION CK_TIMEOUT_MULTIPLIER=set:20)

# Builds tests/<folder>/test_<leaf>.c as the program `target_out`.
# Arguments that end in .c are further sources, relative to the project's root.
function(tilsagn_test_program name target_out)
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
    set(${target_out} ${target} PARENT_SCOPE)
endfunction()

# tilsagn_test(ledger/base/amount tilsagn_base [more libraries or sources…])
# builds tests/ledger/base/test_amount.c and registers it as ctest ledger/base/amount.
function(tilsagn_test name)
    tilsagn_test_program(${name} target ${ARGN})
    add_test(NAME ${name} COMMAND ${target} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES TIMEOUT 300
        ${TILSAGN_PATIENCE})
endfunction()

# As tilsagn_test(), run beside a PostgreSQL of its own: PGHOST, PGUSER and PGDATABASE name it.
function(tilsagn_cluster_test name)
    tilsagn_test_program(${name} target ${ARGN})
    add_test(NAME ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
        COMMAND ${CMAKE_SOURCE_DIR}/tests/support/cluster.sh $<TARGET_FILE:${target}>)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300
        ${TILSAGN_PATIENCE})
endfunction()

# The database of sql/ is applied once a run; the tests that need it begin with a copy of the files.
set(TILSAGN_LEDGER_TEMPLATE ${CMAKE_BINARY_DIR}/tests/ledger_template)
add_test(NAME support/ledger_template WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    COMMAND ${CMAKE_SOURCE_DIR}/tests/support/cluster.sh --keep ${TILSAGN_LEDGER_TEMPLATE}
        ${CMAKE_SOURCE_DIR}/tests/support/ledger_database.sh ${CMAKE_SOURCE_DIR})
set_tests_properties(support/ledger_template PROPERTIES TIMEOUT 300 FIXTURES_SETUP ledger_template)

# tilsagn_ledger_command(name command…): the command beside a whole ledger: tests/support/ledger.sh.
function(tilsagn_ledger_command name)
    add_test(NAME ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
        COMMAND ${CMAKE_SOURCE_DIR}/tests/support/cluster.sh
            ${CMAKE_SOURCE_DIR}/tests/support/ledger.sh ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/bin
            ${ARGN})
    set_tests_properties(${name} PROPERTIES TIMEOUT 600 FIXTURES_REQUIRED ledger_template
        ENVIRONMENT TILSAGN_CLUSTER_TEMPLATE=${TILSAGN_LEDGER_TEMPLATE} ${TILSAGN_PATIENCE})
endfunction()

# As tilsagn_cluster_test(), with the database of sql/ and a tilsagn-attest: tests/support/ledger.h.
function(tilsagn_ledger_test name)
    tilsagn_test_program(${name} target tests/support/ledger.c tilsagn_ledger ${ARGN})
    add_dependencies(${target} tilsagn-attest)
    tilsagn_ledger_command(${name} $<TARGET_FILE:${target}>)
endfunction()

# tilsagn_concurrent(TESTS name… [PROGRAMS target…]): tests whose programs start threads or handle signals, the
# only code in which ThreadSanitizer can see anything: what tests/run has it look at. `concurrent`
# builds them; programs that they start beside their own are named with PROGRAMS.
add_custom_target(concurrent)
function(tilsagn_concurrent)
    cmake_parse_arguments(PARSE_ARGV 0 given "" "" "PROGRAMS;TESTS")
    foreach(name ${given_TESTS})
        set_property(TEST ${name} APPEND PROPERTY LABELS concurrent)
        string(REPLACE "/" "_" target test_${name})
        if(TARGET ${target})
            add_dependencies(concurrent ${target})
        endif()
    endforeach()
    if(given_PROGRAMS)
        add_dependencies(concurrent ${given_PROGRAMS})
    endif()
endfunction()
