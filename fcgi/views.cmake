# SPDX-License-Identifier: EUPL-1.2
# tilsagn_views(<library> a.html b.html …): compiles fcgi/views/a.html … into the library. The
# generated headers are included as "fcgi/views/a.h". Their messages are collected for po-check.
set(TILSAGN_VIEWS_OUT ${CMAKE_BINARY_DIR}/generated/fcgi/views)
file(MAKE_DIRECTORY ${TILSAGN_VIEWS_OUT})
define_property(GLOBAL PROPERTY TILSAGN_MESSAGES
    BRIEF_DOCS "pot fragments of views" FULL_DOCS "pot fragments of views")
define_property(GLOBAL PROPERTY TILSAGN_VIEW_TARGETS
    BRIEF_DOCS "targets that compile views" FULL_DOCS "targets that compile views")

function(tilsagn_views library)
    foreach(view ${ARGN})
        get_filename_component(name ${view} NAME_WE)
        set(source ${CMAKE_SOURCE_DIR}/fcgi/views/${view})
        set(out ${TILSAGN_VIEWS_OUT}/${name})
        add_custom_command(
            OUTPUT ${out}.c ${out}.h ${out}.pot
            COMMAND viewc ${source} ${name} ${out}.c ${out}.h ${out}.pot
            DEPENDS viewc ${source}
            COMMENT "view ${view}" VERBATIM)
        target_sources(${library} PRIVATE ${out}.c ${out}.h)
        list(APPEND made ${out}.c ${out}.h ${out}.pot)
        set_property(GLOBAL APPEND PROPERTY TILSAGN_MESSAGES ${out}.pot)
    endforeach()
    # One target runs the commands, so that two that need them do not run them at the same time.
    add_custom_target(${library}_views DEPENDS ${made})
    add_dependencies(${library} ${library}_views)
    set_property(GLOBAL APPEND PROPERTY TILSAGN_VIEW_TARGETS ${library}_views)
    target_include_directories(${library} PUBLIC ${CMAKE_BINARY_DIR}/generated)
endfunction()
