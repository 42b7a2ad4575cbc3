# shellcheck shell=bash
# Installs what comes from the system: compilers, Node and browsers. Sourced by setup.sh.

MIN_NODE=20.19

require_rust() {
  have cargo || fail "Rust is missing. Install it: https://rustup.rs"
}

require_node() {
  have node || fail "Node.js is missing. Install version $MIN_NODE or newer: https://nodejs.org"
  have npm || fail "npm is missing. Install it: https://docs.npmjs.com/downloading-and-installing-node-js-and-npm"
  local version
  version=$(node -p 'process.versions.node')
  printf '%s\n' "$MIN_NODE" "$version" | sort -C -V ||
    fail "Node.js $version is too old. Install version $MIN_NODE or newer: https://nodejs.org"
}

require_compiler() {
  have cc || install_packages build-essential
}

# Finds each browser by its commands, since package names differ between systems.
install_browsers() {
  local missing=()
  first_command chromium chromium-browser google-chrome >/dev/null || missing+=(chromium)
  have chromedriver || missing+=(chromium-driver)
  first_command firefox firefox-esr >/dev/null || missing+=(firefox-esr)
  have WebKitWebDriver || missing+=(webkit2gtk-driver)
  have Xvfb || missing+=(xvfb)
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# Debian installs servers to folders that are in the PATH of root only.
install_proxies() {
  local name missing=()
  for name in nginx haproxy; do
    [[ -n $(PATH=$PATH:/usr/local/sbin:/usr/sbin type -P "$name") ]] || missing+=("$name")
  done
  have openssl || install_packages openssl
  ((${#missing[@]} == 0)) || install_stopped "${missing[@]}"
}

# Installs servers for tests. Debian would start them at once; this prevents it.
install_stopped() {
  install_packages "$@"
  [[ ! -d /run/systemd/system ]] || as_root systemctl disable --now --quiet "$@"
}

# Installs Debian packages, or prints the command for it.
install_packages() {
  case "$(system)" in
    debian) apt_install "$@" ;;
    ubuntu) ubuntu_install "$@" ;;
    fedora) fail "missing: $*. Install them: sudo dnf install gcc chromium chromedriver firefox webkit2gtk4.1 xorg-x11-server-Xvfb nginx haproxy openssl
       (Fedora has no package with WebKitWebDriver on every release; without it use ENGINE=chromium or ENGINE=firefox)" ;;
    macos) fail "missing: $*. Install: xcode-select --install; brew install --cask chromium chromedriver firefox; brew install nginx haproxy openssl
       (WebKitGTK does not run on macOS: use ENGINE=chromium or ENGINE=firefox)" ;;
    *) fail "missing: $* (names as in Debian). This system is not known here: install their like by hand" ;;
  esac
}

system() {
  [[ $(uname) == Darwin ]] && { echo macos; return; }
  [[ -r /etc/os-release ]] || { echo unknown; return; }
  local ids
  ids=$(. /etc/os-release && echo " ${ID:-} ${ID_LIKE:-} ")
  case "$ids" in
    *" ubuntu "*) echo ubuntu ;;
    *" debian "*) echo debian ;;
    *" fedora "*) echo fedora ;;
    *) echo unknown ;;
  esac
}

# On Ubuntu the packages chromium and firefox only install snaps. So apt installs the rest, and an error names the snaps.
ubuntu_install() {
  local name packages=() snaps=()
  for name in "$@"; do
    case "$name" in
      chromium | chromium-driver) [[ " ${snaps[*]-} " == *" chromium "* ]] || snaps+=(chromium) ;;
      firefox-esr) snaps+=(firefox) ;;
      *) packages+=("$name") ;;
    esac
  done
  ((${#packages[@]} == 0)) || apt_install "${packages[@]}"
  ((${#snaps[@]} == 0)) || fail "missing: ${snaps[*]}. On Ubuntu they are snaps: sudo snap install ${snaps[*]}
       The chromium snap's driver must also be found as 'chromedriver':
       sudo ln -s /snap/bin/chromium.chromedriver /usr/local/bin/chromedriver"
}

apt_install() {
  local command=(apt-get install -y --no-install-recommends "$@")
  ((EUID == 0)) || have sudo || fail "missing: $*. Install them as root: ${command[*]}"
  if ! apt-cache show "$@" >/dev/null 2>&1; then
    say "setup: apt-get update"
    as_root apt-get update
  fi
  say "setup: ${command[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive "${command[@]}" || fail "apt could not install: $*"
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}
