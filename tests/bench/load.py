"""The load generator: sends letters over SMTP or LMTP in several sessions and notes when each got its 250."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field

from tests.bench.letters import RECIPIENT, sender

HOST = "127.0.0.1"


@dataclass(slots=True)
class Outcome:
    """What became of a load. `latencies` are seconds from the final dot to its 250; `seconds` is from the first
    connection to the last 250; `refused` counts letters that got another answer, `answer` is the last such."""

    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    answer: str = ""

    @property
    def per_second(self) -> float:
        """Letters accepted in a second."""
        return self.accepted / self.seconds if self.seconds else 0.0


def send(
    port: int,
    letters: Sequence[bytes],
    *,
    sessions: int = 10,
    kept: bool = True,
    lmtp: bool = False,
    recipient: str = RECIPIENT,
    timeout: float = 300.0,
) -> Outcome:
    """Sends all letters to the server on this machine's `port`; `kept` sessions carry many letters each.

    Raises TimeoutError if that takes longer than `timeout` seconds.
    """
    load = _Load(letters, kept, b"LHLO" if lmtp else b"EHLO", recipient.encode())
    asyncio.run(asyncio.wait_for(load.run(port, sessions), timeout))
    return load.outcome


def stuffed(letter: bytes) -> bytes:
    """A letter as it travels: dots doubled, the final dot at its end (RFC 5321 §4.5.2)."""
    body = (b"." if letter.startswith(b".") else b"") + letter.replace(b"\r\n.", b"\r\n..")
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


class _Load:
    """One run: the letters that are left, shared by the sessions, and what became of the others."""

    def __init__(self, letters: Sequence[bytes], kept: bool, hello: bytes, recipient: bytes) -> None:
        ready = [(sender(number).encode(), stuffed(letter)) for number, letter in enumerate(letters)]
        self.left: Iterator[tuple[bytes, bytes]] = iter(ready)
        self.more = bool(ready)
        self.kept, self.hello, self.recipient = kept, hello, recipient
        self.outcome = Outcome()

    def next(self) -> tuple[bytes, bytes] | None:
        found = next(self.left, None)
        self.more = found is not None
        return found

    async def run(self, port: int, sessions: int) -> None:
        self.began = time.perf_counter()
        await asyncio.gather(*(self._sessions(port) for _ in range(sessions)))

    async def _sessions(self, port: int) -> None:
        """Sessions, one after the other, until nothing is left; gives up when five in a row fail."""
        loop, failures = asyncio.get_running_loop(), 0
        while self.more and failures < 5:
            before, ended = self.outcome.accepted, loop.create_future()
            try:
                await loop.create_connection(lambda ended=ended: _Session(self, ended), HOST, port)  # type: ignore[misc]
                await ended
            except OSError as problem:
                self.outcome.answer = repr(problem)
                await asyncio.sleep(0.05)
            failures = failures + 1 if self.outcome.accepted == before else 0


class _Session(asyncio.Protocol):
    """One connection. The dialogue is a generator: it yields what is said and is sent the answer."""

    def __init__(self, load: _Load, ended: asyncio.Future[None]) -> None:
        self._load, self._ended = load, ended
        self._dialogue = self._talk()
        self._input = b""
        self._open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        next(self._dialogue)

    def data_received(self, data: bytes) -> None:
        *lines, self._input = (self._input + data).split(b"\r\n")
        for line in lines:
            if line[3:4] == b"-":
                continue
            try:
                self._transport.write(self._dialogue.send(line))
            except StopIteration:
                self._transport.close()
                return

    def connection_lost(self, error: Exception | None) -> None:
        if self._open:  # the letter in hand never got its answer
            self._note_refusal(repr(error).encode())
        if not self._ended.done():
            self._ended.set_result(None)

    def _talk(self) -> Generator[bytes, bytes, None]:
        load = self._load
        yield b""
        yield load.hello + b" bench.example\r\n"
        while found := load.next():
            mail_from, text = found
            self._open = True
            steps = (b"MAIL FROM:<" + mail_from + b">\r\n", b"RCPT TO:<" + load.recipient + b">\r\n", b"DATA\r\n")
            for step in steps:
                answer = yield step
                if answer[:1] not in (b"2", b"3"):
                    break
            else:
                began = time.perf_counter()
                answer = yield text
                self._note(answer, time.perf_counter() - began)
                if load.kept:
                    continue
                break
            self._note_refusal(answer)
            yield b"RSET\r\n"
        yield b"QUIT\r\n"

    def _note(self, answer: bytes, latency: float) -> None:
        if not answer.startswith(b"2"):
            self._note_refusal(answer)
            return
        outcome = self._load.outcome
        outcome.accepted += 1
        outcome.latencies.append(latency)
        outcome.seconds = time.perf_counter() - self._load.began
        self._open = False

    def _note_refusal(self, answer: bytes) -> None:
        self._load.outcome.refused += 1
        self._load.outcome.answer = answer.decode("utf-8", "replace")
        self._open = False
