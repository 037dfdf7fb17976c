#!/usr/bin/env bash
# Runs a command with its temporary files in memory, where there is room: databases and search indexes of tests are real
# files all the same, and no commit of theirs waits for a disk. What kills and breaks is run on the disk, without this.
# Usage: scripts/in_memory.sh COMMAND [its arguments]. Ends as the command does.
set -uo pipefail
room=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
if [ ! -w /dev/shm ] || [ "${room:-0}" -lt 4000000 ]; then
    exec "$@"
fi
folder=$(mktemp -d -p /dev/shm resource-centre-tests.XXXXXX)
chmod 711 "$folder" # an Elasticsearch of the tests runs as another account
trap 'rm -rf "$folder"' EXIT
TMPDIR=$folder "$@"
