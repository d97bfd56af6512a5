"""A counting SMTP sink: takes every letter, keeps none, and says how many came. Stands in for the relay.

`python -m tests.bench.sink PORT` serves; the command `XCOUNT` is answered with the number of letters taken so far,
`XCOUNT DOMAIN` with the number of recipients in that domain.
"""

from __future__ import annotations

import asyncio
import smtplib
import sys
from collections import Counter

GREETING = b"220 sink.bench.example ESMTP\r\n"
EXTENSIONS = b"250-sink.bench.example\r\n250-PIPELINING\r\n250-SIZE 100000000\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"


class Sink(asyncio.Protocol):
    """One connection; `counts` is shared by all: letters under "", recipients under their domain."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._input = bytearray()
        self._recipients: list[str] = []
        self._in_letter = False
        self._answers = bytearray()
        self._over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        self._input += data
        while self._letter() if self._in_letter else self._command():
            pass
        self._transport.write(self._answers)  # to what came together they go together (RFC 2920 §3.2)
        self._answers = bytearray()
        if self._over:
            self._transport.close()

    def _letter(self) -> bool:
        """Drops input up to the final dot; False if that has not come yet."""
        if self._input.startswith(b".\r\n"):
            del self._input[:3]
        elif (end := self._input.find(b"\r\n.\r\n")) >= 0:
            del self._input[: end + 5]
        else:
            del self._input[:-4]
            return False
        self._in_letter = False
        self._counts[""] += 1
        self._counts.update(self._recipients)
        self._answers += b"250 2.0.0 taken\r\n"
        return True

    def _command(self) -> bool:
        """Answers one line; False if no whole line is there."""
        end = self._input.find(b"\n")
        if end < 0:
            return False
        line = bytes(self._input[:end]).strip()
        del self._input[: end + 1]
        self._answers += self._answer(line)
        self._over = line.upper() == b"QUIT"
        return not self._over

    def _answer(self, line: bytes) -> bytes:
        verb, _, rest = line.decode("latin-1").partition(" ")
        match verb.upper():
            case "EHLO" | "LHLO":
                return EXTENSIONS
            case "MAIL":
                self._recipients = []
            case "RCPT":
                self._recipients.append(rest.partition("@")[2].partition(">")[0].lower())
            case "DATA":
                self._in_letter = True
                return b"354 go ahead\r\n"
            case "XCOUNT":
                return b"250 %d\r\n" % self._counts[rest.lower()]
            case "QUIT":
                return b"221 bye\r\n"
        return b"250 OK\r\n"


def taken(port: int, domain: str = "") -> int:
    """What the sink on this machine's `port` has counted: letters, or recipients in `domain`."""
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as connection:
        return int(connection.docmd("XCOUNT", domain)[1])


async def serve(port: int) -> None:
    """Takes letters until cancelled."""
    counts: Counter[str] = Counter()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sink(counts), "127.0.0.1", port, backlog=256)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
