# shellcheck shell=bash
# Installs the servers and libraries of tests/interop. Sourced by setup.sh.

INTEROP=$ROOT/tests/interop

install_java_servers() {
  local jars=/usr/share/java missing=()
  have javac || missing+=(default-jdk-headless)
  [[ -e $jars/tomcat10-catalina.jar ]] || missing+=(libtomcat10-java)
  [[ -e $jars/jetty9-server.jar ]] || missing+=(libjetty9-java)
  [[ -e $jars/jetty9-websocket-server.jar ]] || missing+=(libjetty9-extra-java)
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

install_rabbitmq() {
  [[ -e /usr/lib/rabbitmq/bin/rabbitmq-server ]] || install_stopped rabbitmq-server
}

# A virtual environment, made again when the requirements change.
install_python_server() {
  local folder=$TARGET/interop/python requirements=$INTEROP/requirements.txt
  cmp -s "$requirements" "$folder/everwire-installed" && return
  python3 -c 'import ensurepip' 2>/dev/null || install_packages python3-venv
  say "setup: pip install -r tests/interop/requirements.txt, to $folder"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
  cp "$requirements" "$folder/everwire-installed"
}

install_interop_packages() {
  local stamp=$INTEROP/node_modules/.everwire-installed
  cmp -s "$INTEROP/package-lock.json" "$stamp" && return
  say "setup: npm ci, in tests/interop"
  npm ci --prefix "$INTEROP" --no-audit --no-fund
  cp "$INTEROP/package-lock.json" "$stamp"
}
