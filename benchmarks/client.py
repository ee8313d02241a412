"""A small HTTP/1.1 client that keeps its connections: run as a process of its own, so that it is no part of the site.

It reads a job as JSON from standard input (`port`, `paths`, `clients`, `seconds`) and writes every answer's
milliseconds as JSON. Each client asks for the next path of one shared round, whatever the others are doing.
"""

import json
import socket
import sys
import threading
import time
from itertools import cycle

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Connection:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def get(self, path: str) -> int:
        """Read the whole answer to `path` and return its status."""
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {AGENT}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        )
        for attempt in (1, 2):
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self._socket.sendall(request)
                return self._read()
            except OSError:
                self._socket.close()
                self._socket = None
                if attempt == 2:
                    raise
        raise AssertionError

    def _read(self) -> int:
        assert self._socket is not None
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        left = int(fields[b"content-length"]) - len(body)
        while left > 0:
            left -= len(self._more())
        if fields.get(b"connection") == b"close":
            self._socket.close()
            self._socket = None
        return int(head[9:12])

    def _more(self) -> bytes:
        assert self._socket is not None
        data = self._socket.recv(262_144)
        if not data:
            raise ConnectionResetError
        return data


def run(port: int, paths: list[str], clients: int, seconds: float) -> dict[str, object]:
    """Ask for `paths` round and round and return the milliseconds of each answer, and the time in all."""
    ways = cycle(paths)
    lock = threading.Lock()
    times: list[float] = []
    wrong: dict[str, int] = {}
    ends = time.perf_counter() + seconds

    def reader() -> None:
        connection = Connection(port)
        while time.perf_counter() < ends:
            with lock:
                path = next(ways)
            began = time.perf_counter()
            status = connection.get(path)
            took = time.perf_counter() - began
            times.append(took * 1000)
            if status != 200:
                wrong[path] = status

    began = time.perf_counter()
    threads = [threading.Thread(target=reader) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"milliseconds": times, "seconds": time.perf_counter() - began, "wrong": wrong}


if __name__ == "__main__":
    json.dump(run(**json.load(sys.stdin)), sys.stdout)
