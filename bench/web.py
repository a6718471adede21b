"""A small client: one exchange timed from connecting to the last byte, or as many as the server answers in some seconds.

Sockets and no library, so that on two shared cores the client takes as little as it can from the server it measures.
"""

import contextlib
import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

CSRF = "b" * 32  # the server compares cookie and header, and knows neither beforehand


@dataclass(frozen=True)
class Request:
    path: str
    session: str = ""
    form: dict[str, str] = field(default_factory=dict)
    post: bool = False

    def raw(self, port: int, *, gzip: bool = True) -> bytes:
        """As a browser would send it to the portal at this port."""
        cookies = [f"csrf={CSRF}"] * self.post + [f"session={self.session}"] * bool(self.session)
        body = urlencode(self.form) if self.post else ""
        lines = [
            f"{'POST' if self.post else 'GET'} {self.path} HTTP/1.1",
            f"Host: localhost:{port}",
            "Accept-Language: en",
        ]
        lines += ["Accept-Encoding: gzip"] * gzip
        lines += [f"Cookie: {'; '.join(cookies)}"] * bool(cookies)
        if self.post:
            lines += [
                f"X-CSRFToken: {CSRF}",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        return "\r\n".join([*lines, "", body]).encode()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


def exchange(port: int, request: bytes) -> Answer:
    """One request and its answer; gunicorn's sync workers close the connection after it."""
    started = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        parts = list(iter(lambda: connection.recv(65_536), b""))
    seconds = time.perf_counter() - started
    head, _end, body = b"".join(parts).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    return Answer(int(first.split()[1]), headers, body, seconds)


def drive(port: int, request: bytes, *, seconds: float, connections: int) -> float:
    """Answers a second, with so many requests under way at any moment. Raises on an answer that is not a 200."""
    done, ends = 0, time.perf_counter() + seconds
    with selectors.DefaultSelector() as waiting, contextlib.ExitStack() as stack:
        for _number in range(connections):
            _send(waiting, port, request)
        stack.callback(lambda: [key.fileobj.close() for key in list(waiting.get_map().values())])
        started = time.perf_counter()
        while (now := time.perf_counter()) < ends:
            for finished in _finished(waiting):
                if finished.split(None, 2)[1:2] != [b"200"]:
                    raise RuntimeError(f"Under load the server said {finished[:40]!r}")
                done += 1
                _send(waiting, port, request)
    return done / (now - started)


def _send(waiting: selectors.BaseSelector, port: int, request: bytes) -> None:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(request)
    connection.setblocking(False)
    waiting.register(connection, selectors.EVENT_READ, [])


def _finished(waiting: selectors.BaseSelector) -> Iterator[bytes]:
    """The first bytes of every answer that has come to its end."""
    for key, _events in waiting.select(timeout=30):
        if part := key.fileobj.recv(262_144):  # type: ignore[union-attr]
            key.data.append(part)
            continue
        waiting.unregister(key.fileobj)
        key.fileobj.close()  # type: ignore[union-attr]
        yield key.data[0] if key.data else b""
