#!/usr/bin/env bash
# Print the path of a Python, `find_python.sh MINIMUM [MAXIMUM]` (3.11 by default), or fail in one sentence.
# Looks on the PATH, then in pyenv's folder. The lowest version that will do comes first: it is the one whose
# versions of Django and Wagtail are locked.
set -euo pipefail
minimum=${1:-3.11}
maximum=${2:-3.99}
pyenv=${PYENV_ROOT:-$HOME/.pyenv}
candidates=()
for version in 3.11 3.12 3.13 3.14; do
    for path in "$(command -v "python$version" || true)" "$pyenv"/versions/"$version"*/bin/python; do
        [ -x "$path" ] && candidates+=("$path")
    done
done
for path in "$(command -v python3 || true)" "$(command -v python || true)"; do
    [ -x "$path" ] && candidates+=("$path")
done
for path in "${candidates[@]}"; do
    if "$path" - "$minimum" "$maximum" 2>/dev/null <<'PYTHON'
import sys, ensurepip, venv
low, high = (tuple(map(int, text.split("."))) for text in sys.argv[1:3])
sys.exit(not low <= sys.version_info[:2] <= high)
PYTHON
    then
        echo "$path"
        exit 0
    fi
done
echo "No Python $minimum or newer (with venv and pip) on this machine: install one, then run this again." >&2
exit 1
