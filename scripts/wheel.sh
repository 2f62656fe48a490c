#!/usr/bin/env bash
# Builds dist/meetings-*.whl with the built assets and the compiled translations in it.
set -euo pipefail

rm -rf build dist
npm run --silent build -- --clean > /dev/null
.venv/bin/python -m build --wheel --no-isolation --outdir dist . > .venv/stamps/wheel.log 2>&1 || { tail -n 30 .venv/stamps/wheel.log >&2; exit 1; }
rm -rf build
ls dist
