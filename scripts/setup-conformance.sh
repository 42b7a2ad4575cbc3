#!/usr/bin/env bash
# Installs the servers of tests/conformance from PyPI into a virtual environment, target/conformance/venv.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

venv=$TARGET/conformance/venv
requirements=$ROOT/tests/conformance/requirements.txt
stamp=$venv/requirements.txt
if ! cmp -s "$requirements" "$stamp"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
  cp "$requirements" "$stamp"
fi
