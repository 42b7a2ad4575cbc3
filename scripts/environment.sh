# shellcheck shell=bash
# Paths and settings. Sourced by the other scripts. Variables that the caller has set take precedence.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
TOOLS=${EVERWIRE_TOOLS:-$HOME/.cache/everwire/tools}
export PATH="$TOOLS/bin:$PATH"

say() { printf '%s\n' "$*"; }

heading() { printf '\n== %s\n' "$*"; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Prints the first of the named commands that exists.
first_command() {
  local name
  for name in "$@"; do
    if have "$name"; then command -v "$name"; return; fi
  done
  return 1
}
