#!/usr/bin/env bash
# Installs the packages of one lock file, hashes checked, and the project itself. Usage: scripts/python.sh LOCK
set -euo pipefail

trap 'echo "Pemasangan tidak selesai. Bila mengulanginya gagal juga, jalankan «make clean» lebih dahulu." >&2' ERR
pip=(.venv/bin/python -m pip --disable-pip-version-check -qq)
echo "Memasang paket Python ($1) …"
"${pip[@]}" install --require-hashes --requirement "$1"
"${pip[@]}" install --no-deps --no-build-isolation --editable .
