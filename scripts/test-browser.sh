#!/usr/bin/env bash
# Runs tests/browser in real engines, against a real server behind the chaos proxy.
#
#   test-browser.sh [chromium] [firefox] [webkit]    all three when none is named
#
# FILTER=name              only the tests whose name contains it
# EVERWIRE_TEST_CONTROL    URL of a running harness (everwire-chaos); otherwise the script starts one
# Logs are kept in target/browser-tests.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
. "$here/environment.sh"
. "$here/processes.sh"
. "$here/engines.sh"

LOGS=$TARGET/browser-tests

main() {
  local engines=("$@") engine
  ((${#engines[@]})) || engines=(chromium firefox webkit)
  for engine in "${engines[@]}"; do require_engine "$engine"; done
  cd "$ROOT"
  mkdir -p "$LOGS"
  track_processes
  start_harness
  for engine in "${engines[@]}"; do test_engine "$engine"; done
}

start_harness() {
  if [[ ${EVERWIRE_TEST_CONTROL-} ]]; then
    say "harness: using the one at $EVERWIRE_TEST_CONTROL"
    return
  fi
  cargo build --package everwire-chaos --package everwire-echo --bins
  start "$LOGS/harness.log" "$TARGET/debug/everwire-chaos" --server "$TARGET/debug/everwire-echo"
  wait_for 30 "$STARTED" harness_address >/dev/null || {
    show_log "$LOGS/harness.log"
    fail "the test harness ended, or gave no address in 30 s"
  }
  # The tests read it at compile time, since a page has no environment.
  EVERWIRE_TEST_CONTROL=$(harness_address)
  export EVERWIRE_TEST_CONTROL
  say "harness: $EVERWIRE_TEST_CONTROL"
}

harness_address() {
  grep -m1 -o 'control on http://[^ ]*' "$LOGS/harness.log" | sed 's/control on //' | grep .
}

test_engine() {
  local engine=$1 log=$LOGS/$1.log
  heading "browser tests in $engine"
  if ! "run_$engine" "$log"; then
    show_log "$LOGS/$engine-driver.log"
    show_log "$LOGS/harness.log"
    fail "the browser tests failed in $engine (logs: $LOGS)"
  fi
  # The runner reports success even if it never reached the engine.
  grep -q '^test result: ok\. [1-9]' "$log" || fail "no test ran in $engine"
}

show_log() {
  [[ -s $1 ]] || return 0
  heading "the last lines of $1"
  tail -n 60 "$1"
}

main "$@"
