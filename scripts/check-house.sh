#!/usr/bin/env bash
# Checks the borders of the house that the compiler does not: the rooms that every dialect uses name none, and no dialect
# imports another. docs/architecture.md lists them.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
cd "$ROOT"

CORE=crates/core/src
# `websocket` is not among them: it is the name of a browser API, too.
DIALECTS='everwire|sockjs|engine\.?io|socket\.?io'
broken=0

# The name of the core's crate is not that of its dialect.
name_no_dialect() {
  local found
  for room in "$@"; do [[ -e $room ]] || fail "$room is missing: scripts/check-house.sh names it"; done
  found=$(grep -rn '' "$@" | sed 's/everwire_core/core/g' | grep -iE ":[0-9]+:.*($DIALECTS|dialect::)" || true)
  report "names a dialect" "$found"
}

import_no_other() {
  local dialect=$1 others found
  others=$(dialects | grep -vx "$dialect" | paste -sd '|')
  # Socket.IO is carried by Engine.IO.
  [[ $dialect != socketio ]] || others=$(dialects | grep -vxE 'socketio|engineio' | paste -sd '|')
  [[ $others ]] || return 0
  found=$(grep -rnE "dialect::($others)\b|super::super::($others)\b" "$CORE/dialect/$dialect" || true)
  report "imports another dialect" "$found"
}

dialects() { find "$CORE/dialect" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort; }

report() {
  [[ $2 ]] || return 0
  printf '%s\n' "$2" | sed "s/\$/   <- $1/" >&2
  broken=1
}

name_no_dialect "$CORE/connect"
name_no_dialect "$CORE/link"
name_no_dialect "$CORE/payload" "$CORE/channel.rs" "$CORE/machine.rs"
name_no_dialect src/browser
name_no_dialect src/driver
for dialect in $(dialects); do import_no_other "$dialect"; done
((broken == 0)) || fail "a border of the house is crossed"
say "the borders of the house hold"
