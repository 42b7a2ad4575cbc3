"""PyPI `websockets`: the services of ../node/services.mjs."""

import argparse
import asyncio
import itertools
import ssl

from websockets.asyncio.server import broadcast, serve
from websockets.exceptions import ConnectionClosed

PROTOCOL = "v2.interop"
MAX_MESSAGE = 2 * 1024 * 1024
PUSH_INTERVAL = 0.02

room = set()


async def echo(socket):
    async for message in socket:
        await socket.send(message)


async def push(socket):
    try:
        for number in itertools.count():
            await socket.send(str(number))
            await asyncio.sleep(PUSH_INTERVAL)
    except ConnectionClosed:
        pass


async def chat(socket):
    room.add(socket)
    try:
        async for message in socket:
            broadcast(room, message)
    except ConnectionClosed:
        pass
    room.remove(socket)
    broadcast(room, f"left {socket.close_code} {socket.close_reason}")


async def close(socket):
    code, _, reason = (await socket.recv()).partition(" ")
    await socket.close(int(code), reason)


async def handle(socket):
    service = {"/echo": echo, "/push": push, "/chat": chat, "/close": close}[socket.request.path]
    try:
        await service(socket)
    except ConnectionClosed:
        pass


def select(_connection, offered):
    return PROTOCOL if PROTOCOL in offered else None


def tls(arguments):
    if not arguments.cert:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(arguments.cert, arguments.key)
    return context


async def main(arguments):
    options = {"ssl": tls(arguments), "select_subprotocol": select, "max_size": MAX_MESSAGE}
    async with serve(handle, arguments.host, arguments.port, **options) as server:
        host, port = server.sockets[0].getsockname()
        scheme = "https" if arguments.cert else "http"
        print(f"listening on {scheme}://{host}:{port}", flush=True)
        await server.serve_forever()


parser = argparse.ArgumentParser()
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--cert")
parser.add_argument("--key")
asyncio.run(main(parser.parse_args()))
