# SPDX-License-Identifier: EUPL-1.2
# tilsagn_ledger (layer 2) and the programs directly in ledger/.
add_subdirectory(attest)
add_subdirectory(scan)
add_subdirectory(signer)
add_subdirectory(verify)
add_subdirectory(witness)
# How the database is asked for its schema: the text of the function that the deployment asks.
add_custom_command(OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/catalogue_text.c
    COMMAND ${CMAKE_COMMAND} -DSCRIPT=${CMAKE_SOURCE_DIR}/sql/catalogue_query
        -DOUTPUT=${CMAKE_CURRENT_BINARY_DIR}/catalogue_text.c -P ${CMAKE_CURRENT_SOURCE_DIR}/catalogue_text.cmake
    DEPENDS ${CMAKE_SOURCE_DIR}/sql/catalogue_query ${CMAKE_SOURCE_DIR}/sql/functions/meta/10_catalogue.sql
        catalogue_text.cmake)
add_library(tilsagn_ledger STATIC
    acts.c attest_client.c catalogue_query.c ${CMAKE_CURRENT_BINARY_DIR}/catalogue_text.c drafts.c enrolment.c factor.c files.c payments.c proof.c reads.c receipt.c service.c
    sessions.c signing.c statements.c statements_drafts.c statements_other.c statements_session.c)
target_link_libraries(tilsagn_ledger PUBLIC tilsagn_base tilsagn_db tilsagn_log tilsagn_scan tilsagn_wire)

add_executable(tilsagn-attest attest_main.c)
target_link_libraries(tilsagn-attest PRIVATE tilsagn_attest_parts)

add_library(tilsagn_sequencer_parts STATIC sequencer/catalogue.c sequencer/config.c sequencer/cosigning.c
    sequencer/due.c sequencer/failed.c sequencer/head_note.c sequencer/post.c sequencer/publish.c sequencer/remember.c
    sequencer/replicated.c sequencer/sign.c
    sequencer/statements.c sequencer/take.c sequencer/tlog.c sequencer/unscanned.c sequencer/witness_answer.c)
target_link_libraries(tilsagn_sequencer_parts PUBLIC tilsagn_ledger tilsagn_signer_parts PkgConfig::CURL)
add_executable(tilsagn-sequencer sequencer_main.c)
target_link_libraries(tilsagn-sequencer PRIVATE tilsagn_sequencer_parts)
