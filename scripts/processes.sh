# shellcheck shell=bash
# Starts processes and ends them with the script. Sourced; call `track_processes` first.
#
# Every process started here has a mark in its environment, which its children inherit. So a browser is ended
# even if its driver has died, and no other process is.

track_processes() {
  RUN_MARK=$$-$(date +%s%N)
  # The browsers' profiles. The path is short, since the path of a Unix socket has at most 108 bytes.
  RUN_DIR=$(mktemp -d /tmp/everwire.XXXXXX)
  trap end_processes EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# start LOG COMMAND...: runs a command in the background, its output to LOG; sets STARTED to its pid.
start() {
  local log=$1
  shift
  # Truncated before the command starts, so that no reader sees the output of an earlier run.
  : >"$log"
  marked "$@" >>"$log" 2>&1 </dev/null &
  STARTED=$!
}

# run_logged LOG COMMAND...: runs a command, its output shown and kept in LOG; returns its status.
# In the background, because bash answers a signal only once a foreground command has ended.
run_logged() {
  local log=$1
  shift
  (set -o pipefail; marked "$@" 2>&1 </dev/null | tee "$log") &
  wait $!
}

# wait_for SECONDS PID COMMAND...: waits until the command succeeds; fails when PID has ended or the time is over.
wait_for() {
  local deadline=$((SECONDS + $1)) pid=$2
  shift 2
  until "$@"; do
    kill -0 "$pid" 2>/dev/null || return 1
    ((SECONDS < deadline)) || return 1
    sleep 0.05
  done
}

marked() { env "EVERWIRE_RUN=$RUN_MARK" "TMPDIR=$RUN_DIR" "$@"; }

marked_pids() {
  grep -lszx "EVERWIRE_RUN=$RUN_MARK" /proc/[0-9]*/environ | cut -d / -f 3
}

signal_marked() { marked_pids | xargs -r kill -s "$1" 2>/dev/null; }

end_processes() {
  local status=$? deadline=$((SECONDS + 5))
  trap - EXIT
  trap '' HUP INT TERM
  # A process may end between being found and being ended; that is no error.
  set +e
  signal_marked TERM
  while [[ $(marked_pids) ]] && ((SECONDS < deadline)); do sleep 0.05; done
  signal_marked KILL
  rm -rf "$RUN_DIR"
  exit "$status"
}
