#!/usr/bin/env bash
# Installs the npm packages of the lock file with the machine's Node, or with one from PyPI where there is none.
# The Makefile puts .venv/bin on PATH, so npm's own scripts find that Node too.
set -euo pipefail

usable() { command -v npm > /dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2> /dev/null; }

if ! usable; then
  echo "Node.js 20 ke atas tidak ditemukan; memakai yang dari PyPI …"
  .venv/bin/python -m pip --disable-pip-version-check -qq install --require-hashes --requirement requirements-node.lock
  hash -r
  usable || { echo "Node.js tidak dapat disiapkan; pasang Node.js 20 ke atas." >&2; exit 1; }
fi
echo "Memasang paket antarmuka …"
npm ci --silent
