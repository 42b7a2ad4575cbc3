#!/usr/bin/env bash
# Checks licences, bans and sources of all crates, and known vulnerabilities if their database can be fetched.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
cd "$ROOT"

have cargo-deny || fail "cargo-deny is missing. Run: make setup"
cargo deny check licenses bans sources

# A separate fetch distinguishes an unreachable database from a vulnerable crate.
if problem=$(timeout 60 cargo deny fetch db 2>&1); then
  cargo deny --offline check advisories
else
  say "NOT CHECKED: advisories. The RustSec database cannot be fetched from here:"
  say "$problem" | tail -n 3
fi
