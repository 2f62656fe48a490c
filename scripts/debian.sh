#!/usr/bin/env bash
# Makes sure that the Debian packages for running or testing are there.
# Usage: scripts/debian.sh run|test. Installs what is missing when it may; otherwise names it in one line.
set -euo pipefail

case "$1" in
  # Hangul, rare Han and emoji in names: 40 MB to fetch, where fonts-noto-cjk with emoji takes 66.
  run) packages=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation fonts-texgyre fonts-noto-core
    fonts-wqy-zenhei fonts-hanazono fonts-noto-color-emoji) ;;
  test) packages=(chromium libatomic1 postgresql poppler-utils) ;; # libatomic1: Playwright's own Node
  *) echo "usage: scripts/debian.sh run|test" >&2; exit 2 ;;
esac

# Debian keeps the modules that make a virtual environment in a package of their own.
python=$(command -v "${PYTHON:-python3}")
"$python" -c 'import ensurepip, venv' 2> /dev/null || packages+=("$(basename "$(readlink -f "$python")")-venv")

if ! command -v dpkg-query > /dev/null; then
  echo "Bukan Debian: pastikan setara ${packages[*]} terpasang (periksa dengan: flask doctor)." >&2
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2> /dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "Paket Debian belum terpasang; jalankan: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 1
fi

echo "Memasang paket Debian: ${missing[*]} …"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt=(apt-get -qq -o DPkg::Lock::Timeout=600)
if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } > "$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "Gagal memasang: ${missing[*]}" >&2
  exit 1
fi
