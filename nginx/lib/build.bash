# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# build.bash - compiles the release preset and installs what runs into STATE/program, so that a later
# build never changes a running program.

# What the programs are made of; when none of it is newer than the last build, nothing is done.
readonly SOURCES="CMakeLists.txt CMakePresets.json ledger auth fcgi tests/cmake sql"

sources_changed() {
    local source stamp=$1
    [ -e "$stamp" ] || return 0
    for source in $SOURCES; do
        [ -z "$(find "$ROOT/$source" -newer "$stamp" -print -quit)" ] || return 0
    done
    return 1
}

build() {
    local stamp=$ROOT/build/release/built-by-up
    if sources_changed "$stamp" || [ ! -x "$ROOT/build/release/bin/tilsagn-portal" ]; then
        step "build (first time: a minute or two)" compile "$stamp"
    fi
    # By name, not by age: the checkout of an older version may have installed its programs since.
    local this
    this="$ROOT/build/release $(stat -c %y "$stamp")"
    if [ "$(cat "$STATE/program/installed" 2>/dev/null)" != "$this" ]; then
        step "install programs" install_programs "$this"
    fi
}

compile() {
    local began
    began=$(mktemp)
    # Two starts at once (two state directories) share the build directory: one after the other.
    mkdir -p "$ROOT/build"
    (
        flock 8
        cd "$ROOT" || exit
        cmake --preset release -DBUILD_TESTING=OFF
        cmake --build --preset release --parallel "$(nproc)"
    ) 8>"$ROOT/build/lock"
    mv "$began" "$1" # older than any file that changed meanwhile
}

# install_programs NAME: the build that is noted with them.
install_programs() {
    local to=$STATE/program from=$ROOT/build/release
    rm -rf "$to.new"
    mkdir -p "$to.new/bin"
    install -m 755 "$from"/bin/tilsagn* "$to.new/bin/"
    cp -rL "$from/assets" "$from/po" "$to.new/"
    chmod -R a+rX "$to.new"
    printf '%s\n' "$1" >"$to.new/installed"
    rm -rf "$to"
    mv "$to.new" "$to"
}

make_pki() {
    local made=no
    [ -e "$STATE/pki/made" ] || made=yes
    if [ $made = yes ]; then
        step "demonstration certificates" "$ROOT/nginx/pki/make" "$STATE/pki"
    else
        "$ROOT/nginx/pki/make" "$STATE/pki" >>"$STATE/log/up.log" 2>&1 ||
            die "could not renew the certificates; see $STATE/log/up.log"
    fi
    chmod 755 "$STATE/pki"
}
