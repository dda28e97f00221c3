# SPDX-License-Identifier: EUPL-1.2
# No -DNDEBUG in any build type: assertions are part of what runs in production.
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g")

# tilsagn_flags: what every C file of the project is compiled and linked with.
add_library(tilsagn_flags INTERFACE)
target_compile_definitions(tilsagn_flags INTERFACE _POSIX_C_SOURCE=200809L)
target_include_directories(tilsagn_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(tilsagn_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wcast-align
    -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wundef
    -Wpointer-arith -Wwrite-strings -Wvla -Wnull-dereference -Wdouble-promotion -Wswitch-enum
    -Wimplicit-fallthrough -Wunused-result
    $<$<C_COMPILER_ID:GNU>:-Wduplicated-cond -Wduplicated-branches -Wlogical-op
    -Wformat-signedness -Wstrict-overflow=2 -Warith-conversion>
    $<$<BOOL:${TILSAGN_WERROR}>:-Werror>
    -fstack-protector-strong -fno-common -fvisibility=hidden)

if(TILSAGN_SANITIZE)
    target_compile_options(tilsagn_flags INTERFACE
        -fsanitize=${TILSAGN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(tilsagn_flags INTERFACE -fsanitize=${TILSAGN_SANITIZE})
elseif(CMAKE_BUILD_TYPE MATCHES "Rel")
    target_compile_options(tilsagn_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fPIE)
    target_link_options(tilsagn_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()

if(TILSAGN_COVERAGE)
    # abort() and fork() lose counts unless every process writes its own.
    target_compile_options(tilsagn_flags INTERFACE --coverage -O0 -fprofile-update=atomic)
    target_link_options(tilsagn_flags INTERFACE --coverage)
endif()
if(TILSAGN_LINKER)
    target_link_options(tilsagn_flags INTERFACE -fuse-ld=${TILSAGN_LINKER})
endif()
if(TILSAGN_ARENA_PASSTHROUGH)
    target_compile_definitions(tilsagn_flags INTERFACE ARENA_PASSTHROUGH)
endif()
if(TILSAGN_FUZZ)
    target_compile_options(tilsagn_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
