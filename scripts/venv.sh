#!/usr/bin/env bash
# Makes .venv with a Python of at least 3.11, once the machine has what that and running need.
set -euo pipefail

if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
  echo "Diperlukan Python 3.11 atau lebih baru; tunjuk dengan: make PYTHON=/jalan/ke/python3.11 …" >&2
  exit 1
fi
scripts/debian.sh run
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version > /dev/null 2>&1; then
  echo "Membuat lingkungan Python …"
  "$PYTHON" -m venv --clear .venv
fi
