#!/usr/bin/env bash
# Extracts every text, merges it into the catalogues and compiles them. The texts in the code are Indonesian;
# what is still untranslated afterwards is counted.
set -euo pipefail

template=$(mktemp)
trap 'rm -f "$template"' EXIT
pybabel --quiet extract --mapping-file babel.cfg --keyword pgettext:1c,2 --keyword N_ --keyword _l --keyword lazy_gettext --no-location --sort-output \
  --project meetings --output-file "$template" .
for language in en; do
  catalogue=meetings/translations/$language/LC_MESSAGES/messages.po
  if [ -f "$catalogue" ]; then
    pybabel --quiet update --input-file "$template" --output-file "$catalogue" --locale "$language" --no-fuzzy-matching \
      --ignore-obsolete --ignore-pot-creation-date
  else
    mkdir -p "$(dirname "$catalogue")"
    pybabel --quiet init --input-file "$template" --output-file "$catalogue" --locale "$language"
  fi
  pybabel compile --statistics --input-file "$catalogue" --output-file "${catalogue%.po}.mo"
done
