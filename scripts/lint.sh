#!/usr/bin/env bash
# Everything that can be said about the code without running it; `make test` begins with this. Goes on after a failure, so all
# is seen at once. Templates and types take longest and share the time.
set -uo pipefail

failed=$(mktemp -u)
step() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    echo "ok      $name"
  else
    printf 'FAILED  %s\n%s\n' "$name" "$output"
    touch "$failed"
  fi
}

step "templates" curlylint --quiet meetings/templates &
step "ruff" ruff check .
step "format" ruff format --check .
step "import contracts" lint-imports
step "TypeScript" npm run --silent check
step "licences" python scripts/licences.py
step "types" mypy
wait
[ ! -e "$failed" ] || { rm -f "$failed"; exit 1; }
