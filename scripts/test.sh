#!/usr/bin/env bash
# Every test that this machine can run, in turns, two or more side by side: what asks code alone, and how much of the
# code that reaches; what drives a browser; what kills and breaks; then, alone, what decides at once on PostgreSQL.
# Usage: scripts/test.sh PYTHON [options of `coverage report`]. Ends with one line for each turn.
# COVER=no counts no lines: before Python 3.12, counting takes nearly as long as the tests do.
set -uo pipefail
python=$1
shift
tests=("$python" -m pytest)
status=0
told=()

turn() {
    local name=$1 output
    shift
    output=$(mktemp)
    "$@" > >(tee "$output") || status=$?
    told+=("$name: $(tail -n 1 "$output")")
    rm -f "$output"
}

counting=(--cov --cov-report=)
[ "${COVER:-yes}" != no ] || counting=()
"$python" -m coverage erase
# Whoever has ended takes over what the other has not begun: some files take minutes.
turn "code" scripts/in_memory.sh "${tests[@]}" -n auto --dist worksteal -m "not browser and not faults and not postgresql" "${counting[@]}"
if [ "$status" -eq 0 ] && [ ${#counting[@]} -gt 0 ]; then
    "$python" -m coverage report --skip-covered "$@" || status=$?
fi
turn "browser" scripts/in_memory.sh "${tests[@]}" -n auto --dist worksteal -m "browser and not faults"
turn "faults" "${tests[@]}" -n auto --dist loadfile -m faults
# They empty the database when they end.
turn "races" scripts/in_memory.sh "${tests[@]}" -m postgresql
printf '%s\n' "${told[@]}"
exit "$status"
