#!/usr/bin/env bash
# All that can be known without running the site. Stops at the first fault, and says which check it was.
set -euo pipefail
unset ELASTICSEARCH_URL  # nothing of this asks a node
step() {
    echo "— $1"
    shift
    "$@"
}
trap 'echo "check: the step above failed" >&2' ERR
step "format" ruff format --check --quiet .
step "lint" ruff check --quiet .
step "types" mypy
step "imports" lint-imports --no-cache
step "templates" djlint --lint --quiet resource_centre/templates home/templates templates
# A module of tests that cannot be read is known here, and not after all the others have run.
collected() {
    local output
    output=$(python -m pytest --collect-only -qq -p no:randomly 2>&1) || { tail -n 20 <<< "$output" >&2; return 1; }
}
step "tests can be read" collected
step "migrations" python manage.py makemigrations --check --dry-run --verbosity 0
step "migrations of the tests' apps" python manage.py makemigrations --check --dry-run --verbosity 0 --settings home.settings.test
step "translations" python scripts/check_messages.py
step "deployment" env SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" ALLOWED_HOSTS=example.org \
    python manage.py check --deploy --fail-level WARNING --settings home.settings.production
echo "All checks passed."
