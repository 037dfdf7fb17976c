#!/usr/bin/env bash
# Make or bring up to date a virtual environment: venv.sh FOLDER LOCKFILE [PYTHON]
set -euo pipefail
folder=$1
lock=$2
python=${3:-}
if [ ! -x "$folder/bin/python" ]; then
    [ -n "$python" ] || python=$("$(dirname "$0")/find_python.sh")
    echo "Making $folder with $("$python" --version)"
    "$python" -m venv "$folder"
fi
# Python 3.12 and newer have other versions in their lock file: Django 6 needs them.
if [ "$lock" = requirements/dev.txt ] && "$folder/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then
    lock=requirements/dev-next.txt
fi
if [ "$lock" = requirements/demo.txt ] && "$folder/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then
    lock=requirements/demo-next.txt
fi
echo "Installing $lock"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
