#!/usr/bin/env bash
# Reads a test log and prints `N passed, M failed`, the sum over the summaries of cargo test, wasm-bindgen-test, nextest,
# node --test and Playwright. Prints nothing if the log has no summary.
set -euo pipefail

sed 's/\x1b\[[0-9;]*[A-Za-z]//g' "$1" | tr -d '\r' | awk '
  # The number that stands before a word, as in "12 passed" or "12 tests passed".
  function before(word,   at) {
    for (at = 2; at <= NF; at++) if ($at ~ "^" word "[,;:]?$") return $(at - 1) + 0
    return 0
  }
  function add(good, bad) { passed += good; failed += bad; counted = 1 }

  /^test result: /                       { add(before("passed"), before("failed")) }
  /^ *Summary \[.*\] .* tests? run:/     { add(before("passed"), before("failed") + before("timed")) }
  /^(#|ℹ) pass [0-9]+$/                  { add($3, 0) }
  /^(#|ℹ) fail [0-9]+$/                  { add(0, $3) }
  /^ +[0-9]+ passed( \([0-9.]+(ms|s|m|h)\))?$/ { add($1, 0) }
  /^ +[0-9]+ failed$/                    { add(0, $1) }

  END { if (counted) printf "%d passed, %d failed\n", passed, failed }
'
