#!/usr/bin/env bash
# A host installs the plugin from its wheel by the steps of the README, opens a resource, and removes it again.
# The steps are read from the README itself, between its <!-- host:NAME --> marks: what is documented is what runs.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
server=""
finish() {
    status=$?
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

# block NAME: the fenced block that follows <!-- host:NAME --> in the README.
block() {
    awk -v mark="<!-- host:$1 -->" '$0 == mark {found = 1; next} found && /^```/ {if (inside) exit; inside = 1; next} inside' \
        "$root/README.md"
}

echo "— the wheel"
cd "$root"
python=$root/.venv/bin/python
"$python" -m build --wheel --outdir "$work/dist" . >/dev/null
wheel=$(ls "$work"/dist/*.whl)
"$python" - "$wheel" <<'PYTHON'
import sys, zipfile
names = zipfile.ZipFile(sys.argv[1]).namelist()
tops = {name.split("/")[0] for name in names}
assert all(top == "resource_centre" or top.endswith(".dist-info") for top in tops), tops
for needed in ("templates/resource_centre/base.html", "static/resource_centre/css/resource-centre.css",
               "locale/fr/LC_MESSAGES/django.mo", "data/territories/territoires-2026.csv.gz", "data/NOTICE", "py.typed",
               "data/acronyms.toml", "data/outlines/france.json"):
    assert f"resource_centre/{needed}" in names, needed
print(f"{len(names)} files, only resource_centre/")
PYTHON

echo "— a fresh Wagtail project"
"$("$root"/scripts/find_python.sh)" -m venv "$work/venv"
export PATH="$work/venv/bin:$PATH" PIP_DISABLE_PIP_VERSION_CHECK=1
unset DJANGO_SETTINGS_MODULE DATABASE_URL
pip install --quiet "wagtail>=8.0"
mkdir "$work/project"
cd "$work/project"
wagtail start mysite . >/dev/null
cp mysite/settings/base.py "$work/base.before"
cp mysite/urls.py "$work/urls.before"
python manage.py migrate --verbosity 0

echo "— the README's installation"
pip install --quiet "$wheel"
block settings >> mysite/settings/base.py
block urls >> mysite/urls.py
block commands > "$work/install.sh"
bash -euo pipefail "$work/install.sh"
python manage.py check --fail-level WARNING
python manage.py makemigrations --check --dry-run --verbosity 0 resource_centre

echo "— a resource, read by a visitor"
python manage.py shell >/dev/null <<'PYTHON'
from resource_centre.models import KindIndexPage, Practice
page = Practice(title="A host's own practice", summary="Written by the host.", language="en")
KindIndexPage.objects.get(kind_code="practice").add_child(instance=page)
page.save_revision().publish()
PYTHON
port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
python manage.py runserver --noreload "127.0.0.1:$port" >"$work/server.log" 2>&1 &
server=$!
fetch() {
    python - "http://127.0.0.1:$port$1" "${2:-}" <<'PYTHON'
import sys, time, urllib.error, urllib.request
for attempt in range(50):
    try:
        answer = urllib.request.urlopen(sys.argv[1], data=sys.argv[2].encode() or None, timeout=20)
        print(answer.status, answer.read().decode())
        break
    except urllib.error.HTTPError as error:
        print(error.code, error.read().decode())
        break
    except urllib.error.URLError:
        time.sleep(0.2)
PYTHON
}
# Read whole before looking in it: a pipe closed early would make the fetch fail.
for expected in "/centre/pratiques/a-hosts-own-practice/|A host&#x27;s own practice" "/centre/themes/|<h1" "/sante/|\"status\": \"ok\"" \
    "/centre/recherche/?q=practice|own <mark>practice</mark>" "/centre/recherche.json?q=hosts|\"total\": 1" "/sitemap-subjects.xml|<urlset"; do
    fetch "${expected%%|*}" > "$work/answer"
    grep -q "^200" "$work/answer" && grep -qF "${expected#*|}" "$work/answer" || {
        echo "unexpected answer at ${expected%%|*}:"; head -c 2000 "$work/answer"; tail -n 20 "$work/server.log"; exit 1; }
    echo "200 ${expected%%|*}"
done
# A site that has no workspace gives the text of a form back all the same.
fetch "/centre/contribuer/00000000-0000-4000-8000-000000000000/" "f-title=Typed+for+nothing" > "$work/answer"
grep -q "^404" "$work/answer" && grep -qF "Typed for nothing" "$work/answer" || {
    echo "unexpected answer to a form about what is not there:"; head -c 2000 "$work/answer"; tail -n 20 "$work/server.log"; exit 1; }
echo "404 with the text, for a form about what is not there"
kill "$server"; wait "$server" 2>/dev/null || true; server=""

echo "— static files with hashed names"
cat > mysite/settings/manifest.py <<'PYTHON'
from .dev import *
STORAGES = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
PYTHON
python manage.py collectstatic --noinput --verbosity 0 --settings mysite.settings.manifest

echo "— the README's removal"
block removal > "$work/remove.sh"
bash -euo pipefail "$work/remove.sh"
[ -z "$(find var/search -name '*.sqlite3' 2>/dev/null)" ] || { echo "the index was left behind"; exit 1; }
cp "$work/base.before" mysite/settings/base.py
cp "$work/urls.before" mysite/urls.py
pip uninstall --quiet --yes wagtail-resource-centre
python manage.py check
block leftovers > "$work/leftovers.sh"
bash -euo pipefail "$work/leftovers.sh" >/dev/null
python manage.py shell >/dev/null <<'PYTHON'
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
assert not ContentType.objects.filter(app_label="resource_centre").exists(), "content types were left behind"
assert not Permission.objects.filter(content_type__app_label="resource_centre").exists(), "permissions were left behind"
PYTHON
python manage.py runserver --noreload "127.0.0.1:$port" >"$work/server.log" 2>&1 &
server=$!
fetch "/" > "$work/answer"
grep -q "^200" "$work/answer" || { echo "the host no longer answers:"; head -c 2000 "$work/answer"; exit 1; }
echo "the host answers 200 without the plugin"
