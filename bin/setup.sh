# What bin/run and bin/test share; they read this file after changing to the project's folder.
# It finds a Python, lets one set-up run at a time, and keeps .venv in step with the pinned
# requirements. POSIX shell only.

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            return
        fi
    done
    fail "CareerPortal needs Python 3.11 or newer, and none was found: install it from https://www.python.org/downloads/ or with your system's packages."
}

check_folder() {
    for name in var .venv; do
        if [ -e "$name" ] && [ ! -d "$name" ]; then
            fail "The set-up makes a folder called $name in $root, but a file of that name is in the way: move it and start again."
        fi
    done
    if ! (mkdir -p var .venv && [ -w .venv ] && : >>var/lock) 2>/dev/null; then
        fail "The set-up cannot write in $root: move the project to a folder of your own, or change the folder's permissions."
    fi
}

# Held on descriptor 9 until this process ends or closes it, however it ends: no stale locks.
lock_setup() {
    exec 9>>var/lock
    "$python" -I -c '
import fcntl
try:
    fcntl.flock(0, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("Another start is setting things up; waiting for it.", flush=True)
    fcntl.flock(0, fcntl.LOCK_EX)
' <&9 || fail "The set-up could not lock var/lock."
}

# One line for the named files and every file under the named folders, names included.
checksum() {
    find "$@" -type f ! -name '*.pyc' -exec cksum {} + | LC_ALL=C sort | cksum
}

# Call `stamped FILE TEXT` before a step and `stamp FILE TEXT` after it has succeeded.
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }
stamp() { printf '%s\n' "$2" >"$1"; }

make_venv() {
    # .venv/installing outlives an install that was cut short, and Python itself may have moved.
    if [ ! -e .venv/installing ] && .venv/bin/python -I -c 'import pip' 2>/dev/null; then
        return
    fi
    "$python" -I -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python's venv module is missing: install it (on Debian and Ubuntu: apt install python3-venv) and start again."
    echo "Making .venv with $("$python" -V)."
    "$python" -m venv --clear .venv || fail "Making .venv failed; the lines above say why."
}

# Installs what the named file pins, unless it is installed already.
install_pinned() {
    pinned=$(cksum <"$1")
    if stamped ".venv/installed-$1" "$pinned"; then
        return
    fi
    echo "Installing what $1 pins. The first time this takes a minute or two."
    : >.venv/installing
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$1" ||
        fail "Installing failed; the lines above say why. Start again to try once more."
    stamp ".venv/installed-$1" "$pinned"
    rm -f .venv/installing
}
