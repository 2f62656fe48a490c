#!/usr/bin/env bash
# Everything that can be said about the code without running the service. Goes on after a failure, so all is seen at once.
set -uo pipefail

failed=0
step() {
  local name=$1
  shift
  if output=$("$@" 2>&1); then
    echo "ok      $name"
  else
    echo "FAILED  $name"
    echo "$output"
    failed=1
  fi
}

step "ruff" ruff check .
step "format" ruff format --check .
step "import contracts" lint-imports
step "types" mypy meetings
step "TypeScript" npm run --silent check
step "templates, texts, migrations, locks, sizes" python -m pytest tests/contracts -m "not postgres"
step "licences" python scripts/licences.py
exit $failed
