"""A server that a test plays: on a free port of loopback, one connection after the other."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self


class Listener:
    """Use as a context manager; `listen` first. `_talk` has each connection until it returns."""

    def listen(self) -> None:
        """Takes a port."""
        self._connections: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # `accept` returns
        self._listener.close()
        self.cut()
        self._thread.join(5)

    def cut(self) -> None:
        """Every connection is cut."""
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)
            with connection, suppress(OSError):  # the client has gone
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        raise NotImplementedError
