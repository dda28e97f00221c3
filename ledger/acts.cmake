# SPDX-License-Identifier: EUPL-1.2
# tilsagn_ledger (layer 2) and the programs directly in ledger/.
add_subdirectory(attest)
add_subdirectory(scan)
add_subdirectory(signer)
add_subdirectory(verify)
add_subdirectory(witness)
add_library(tilsagn_ledger STATIC
    acts.c attest_client.c drafts.c enrolment.c factor.c files.c payments.c proof.c reads.c receipt.c service.c
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
