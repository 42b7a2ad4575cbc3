"""Serves the WebSocket tests of a web-platform-tests checkout: http, https, ws and wss, each on a free port.

    serve.py CHECKOUT INJECTED FOLDER

INJECTED is a script that runs first in every page and worker; it is read at every request. FOLDER holds the certificates.
Prints the ports as one line of JSON, then serves until standard input ends.
"""
import json
import logging
import os
import re
import socket
import sys
import threading
import uuid

from pywebsocket3 import standalone
from wptserve import handlers, server, stash
from wptserve.config import ConfigBuilder

WINDOW = """<!doctype html><meta charset=utf-8>
<script src="/injected.js"></script>{title}
<script>self.GLOBAL = {{ isWindow: () => true, isWorker: () => false, isShadowRealm: () => false }};</script>
<script src="/resources/testharness.js"></script>
<script src="/resources/testharnessreport.js"></script>
{scripts}<div id=log></div>
<script src="{path}"></script>
"""
WORKER_PAGE = """<!doctype html><meta charset=utf-8>
<script src="/resources/testharness.js"></script>
<script src="/resources/testharnessreport.js"></script>
<div id=log></div>
<script>fetch_tests_from_worker(new {type}("{path}" + location.search));</script>
"""
WORKER = """self.GLOBAL = {{ isWindow: () => false, isWorker: () => true, isShadowRealm: () => false }};
importScripts("/injected.js", "/resources/testharness.js");
{scripts}importScripts("{path}");
done();
"""
REPORT = """add_completion_callback((tests, status) => {
  window.conformance = {
    status: status.status,
    message: status.message,
    tests: tests.map(({ name, status, message }) => ({ name, status, message })),
  };
});
"""


def meta(source):
    """The values of the `// META:` lines of a script, by name."""
    values = {}
    for name, value in re.findall(r"^// META: (\w+)=(.*)$", source, re.MULTILINE):
        values.setdefault(name, []).append(value.strip())
    return values


class Site:
    """Serves the pages and workers that are generated from the checkout's scripts; wptserve serves the rest."""

    def __init__(self, root, injected):
        self.root = root
        self.injected = injected
        self.files = handlers.FileHandler(root)

    def source(self, path):
        with open(os.path.join(self.root, path.lstrip("/")), encoding="utf-8") as file:
            return file.read()

    @property
    def routes(self):
        page = handlers.handler
        return [
            ("GET", "/injected.js", page(self.serve_injected)),
            ("GET", "/resources/testharnessreport.js", page(lambda request, response: script(REPORT))),
            # web-platform-tests serves this path by an alias.
            ("GET", "/resources/WebIDLParser.js", page(
                lambda request, response: script(self.source("/resources/webidl2/lib/webidl2.js")))),
            ("GET", "*.any.html", page(self.window_page)),
            ("GET", "*.window.html", page(self.window_page)),
            ("GET", "*.any.worker.html", page(self.worker_page("Worker", ".any.worker.js"))),
            ("GET", "*.any.sharedworker.html", page(self.worker_page("SharedWorker", ".any.worker.js"))),
            ("GET", "*.any.worker.js", page(self.worker_script)),
            ("GET", "*.worker.html", page(self.worker_page("Worker", ".worker.js"))),
            ("GET", "*.html", self.injected_page),
            ("*", "*.py", handlers.PythonScriptHandler(self.root)),
            ("GET", "*", self.files),
        ]

    def serve_injected(self, request, response):
        with open(self.injected, encoding="utf-8") as file:
            return script(file.read())

    def window_page(self, request, response):
        path = re.sub(r"\.html$", ".js", request.url_parts.path)
        given = meta(self.source(path))
        tags = "".join(f'<script src="{source}"></script>\n' for source in given.get("script", []))
        title = "".join(f"<title>{text}</title>" for text in given.get("title", []))
        return html(WINDOW.format(title=title, scripts=tags, path=path))

    def worker_page(self, type_, suffix):
        def serve(request, response):
            path = re.sub(r"(\.any)?\.(shared)?worker\.html$", suffix, request.url_parts.path)
            return html(WORKER_PAGE.format(type=type_, path=path))
        return serve

    def worker_script(self, request, response):
        path = request.url_parts.path.replace(".any.worker.js", ".any.js")
        imports = "".join(f'importScripts("{source}");\n' for source in meta(self.source(path)).get("script", []))
        return script(WORKER.format(scripts=imports, path=path))

    def injected_page(self, request, response):
        """A page of the checkout with the injected script before its first tag, but behind a doctype."""
        self.files(request, response)
        content = b"".join(part if isinstance(part, bytes) else part.encode() for part in response.iter_content(True))
        doctype = re.match(rb"\s*<!doctype[^>]*>", content, re.IGNORECASE)
        end = doctype.end() if doctype else 0
        response.content = content[:end] + b'<script src="/injected.js"></script>' + content[end:]
        response.headers.set("Content-Length", len(response.content))


def html(text):
    return [("Content-Type", "text/html; charset=utf-8")], text


def script(text):
    return [("Content-Type", "text/javascript; charset=utf-8")], text


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listening.getsockname()[1] for listening in sockets]
    for listening in sockets:
        listening.close()
    return ports


def serve_sockets(port, root, tls=None):
    options, _ = standalone._parse_args_and_config([
        "-H", "127.0.0.1", "-p", str(port), "-d", root, "-w", os.path.join(root, "websockets/handlers"),
        *(["--tls", "--private-key", tls["key_path"], "--certificate", tls["cert_path"]] if tls else []),
    ])
    options.cgi_directories = []
    options.is_executable_method = None
    serving = standalone.WebSocketServer(options)
    threading.Thread(target=serving.serve_forever, daemon=True).start()


def main(root, injected, folder):
    logging.basicConfig(level=logging.CRITICAL)
    http, second, https, ws, wss, stash_port = free_ports(6)
    # Handlers import each other relative to the checkout.
    sys.path.insert(0, root)
    with ConfigBuilder(
        logging.getLogger(),
        browser_host="web-platform.test",
        alternate_hosts={"alt": "not-web-platform.test"},
        subdomains={"www", "www1", "www2"},
        server_host="127.0.0.1",
        doc_root=root,
        check_subdomains=False,
        ports={"http": [http, second], "https": [https], "ws": [ws], "wss": [wss], "h2": [wss]},
        ssl={"type": "openssl", "openssl": {
            "openssl_binary": "openssl", "base_path": os.path.join(folder, "certificates"),
            "password": "conformance", "force_regenerate": False, "duration": 30, "base_conf_path": None,
        }},
    ) as config, stash.StashServer(("127.0.0.1", stash_port), authkey=str(uuid.uuid4())):
        site = Site(root, injected)
        tls = config["ssl_config"]
        for port in (http, second):
            server.WebTestHttpd("127.0.0.1", port, doc_root=root, routes=site.routes, config=config).start()
        server.WebTestHttpd(
            "127.0.0.1", https, doc_root=root, routes=site.routes, config=config,
            use_ssl=True, key_file=tls["key_path"], certificate=tls["cert_path"],
        ).start()
        serve_sockets(ws, root)
        serve_sockets(wss, root, tls)
        print(json.dumps({"http": http, "https": https}), flush=True)
        sys.stdin.read()


main(*sys.argv[1:])
os._exit(0)
