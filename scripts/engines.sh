# shellcheck shell=bash
# How the tests are run in each browser engine. Sourced by test-browser.sh.
# run_ENGINE LOG runs them once and writes their output to LOG. The driver's log is LOGS/ENGINE-driver.log.

# Time-outs in seconds: for all tests of one engine, and for the start of its driver.
export WASM_BINDGEN_TEST_TIMEOUT=${WASM_BINDGEN_TEST_TIMEOUT:-600}
export WASM_BINDGEN_TEST_DRIVER_TIMEOUT=${WASM_BINDGEN_TEST_DRIVER_TIMEOUT:-60}
export WASM_BINDGEN_TEST_WEBDRIVER_JSON=$ROOT/webdriver.json
export WASM_BINDGEN_TEST_ONLY_WEB=1

# The runner takes the first driver it finds in these, so each engine sets its own only.
unset CHROMEDRIVER GECKODRIVER SAFARIDRIVER CHROMEDRIVER_REMOTE GECKODRIVER_REMOTE SAFARIDRIVER_REMOTE

# A test module is for a page or for a worker, so there are two.
PAGE=(--lib --features test-servers)
WORKER=(--lib --features test-servers,test-worker)
FILTERED=()
[[ -z ${FILTER-} ]] || FILTERED=(-- "$FILTER")

require_engine() {
  case "$1" in
    chromium) require chromedriver ;;
    firefox) require geckodriver ;;
    webkit) require WebKitWebDriver; require Xvfb ;;
    *) fail "unknown engine '$1' (chromium, firefox or webkit)" ;;
  esac
  require wasm-bindgen-test-runner
  require wasm-pack
}

require() { have "$1" || fail "$1 is missing. Run: make setup"; }

run_chromium() {
  local driver
  driver=$(command -v chromedriver)
  export CHROMEDRIVER_ARGS="--log-path=$LOGS/chromium-driver.log"
  run_both "$1" wasm-pack test --headless --chrome --chromedriver "$driver" --mode no-install .
}

# geckodriver logs to its output only, which the runner prints when it fails; its default port is a fixed one.
run_firefox() {
  local driver browser
  driver=$(command -v geckodriver)
  browser=$(first_command firefox firefox-esr) || fail "firefox is missing. Run: make setup"
  export GECKODRIVER_ARGS="--binary $browser --websocket-port 0"
  run_both "$1" wasm-pack test --headless --firefox --geckodriver "$driver" --mode no-install .
}

# WebKitGTK has no headless mode, so its window goes to a virtual display.
# The runner uses its driver as a remote Safari, for which wasm-pack has no option.
run_webkit() {
  start_display
  start_webkit_driver
  run_both "$1" env SAFARIDRIVER_REMOTE="http://127.0.0.1:$WEBKIT_PORT" \
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
    cargo test --target wasm32-unknown-unknown
}

# Runs the tests in a page, then in a worker, with the command that is given; LOG has both.
run_both() {
  local log=$1 passed=0
  shift
  run_logged "$log" "$@" "${PAGE[@]}" "${FILTERED[@]}" || passed=$?
  run_logged "$log.worker" "$@" "${WORKER[@]}" "${FILTERED[@]}" || passed=$?
  cat "$log.worker" >>"$log"
  return "$passed"
}

start_display() {
  local number=$RUN_DIR/display
  start "$LOGS/display.log" bash -c 'exec Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$0"' "$number"
  wait_for 30 "$STARTED" test -s "$number" || {
    show_log "$LOGS/display.log"
    fail "Xvfb did not start"
  }
  DISPLAY=:$(<"$number")
}

# The driver cannot choose a free port itself. Another program may take the chosen one first, so a few ports are tried.
start_webkit_driver() {
  for _ in 1 2 3 4 5; do
    WEBKIT_PORT=$(free_port)
    start "$LOGS/webkit-driver.log" env DISPLAY="$DISPLAY" GDK_BACKEND=x11 LIBGL_ALWAYS_SOFTWARE=1 NO_AT_BRIDGE=1 \
      WEBKIT_DISABLE_DMABUF_RENDERER=1 WEBKIT_DISABLE_COMPOSITING_MODE=1 \
      WebKitWebDriver --host=127.0.0.1 --port="$WEBKIT_PORT"
    wait_for 30 "$STARTED" answers "$WEBKIT_PORT" && return
  done
  show_log "$LOGS/webkit-driver.log"
  fail "WebKitWebDriver did not start"
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

answers() { (: >"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
