"""X13 at the way out: whatever goes wrong with TLS, nothing goes in clear, the letters wait, and `status` says why."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from liaisonbot.doors.ledger_rows import DeliveryState
from liaisonbot.doors.smtp_out import Smarthost
from liaisonbot.model.mail import Arrival
from liaisonbot.reports import status_data, status_text
from tests.peers import certificate
from tests.world import World

Serve = Callable[["Wire"], Awaitable[None]]


@dataclass
class Wire:
    """One connection as the relay has it, or as whoever sits before it. `clear` is what came before TLS, or without."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    tls: ssl.SSLContext
    clear: list[bytes]
    offers: bytes = b"250-relay\r\n250 STARTTLS\r\n"
    letters: list[bytes] = field(default_factory=list)

    async def until(self, command: bytes) -> None:
        """Answers each command up to this one."""
        self.writer.write(b"220 relay\r\n")
        while not (line := await self.line()).startswith(command):
            self.writer.write(self.offers if line.startswith(b"EHLO") else b"250 ok\r\n")

    async def line(self) -> bytes:
        line = await self.reader.readline()
        self.clear.append(line)
        if not line:
            raise ConnectionResetError
        return line

    async def secure(self, promise: bytes = b"220 go\r\n") -> None:
        self.writer.write(promise)
        await self.writer.start_tls(self.tls)

    async def take_letters(self) -> None:
        """A relay as it should be, within TLS."""
        answers = {b"EHLO": b"250-relay\r\n250 AUTH PLAIN\r\n", b"AUTH": b"235 ok\r\n", b"DATA": b"354 go\r\n"}
        while line := await self.reader.readline():
            self.writer.write(answers.get(line[:4], b"250 ok\r\n"))
            if line.startswith(b"DATA"):
                self.letters.append(await self.reader.readuntil(b"\r\n.\r\n"))
                self.writer.write(b"250 ok\r\n")


async def starttls(wire: Wire) -> None:
    await wire.until(b"STARTTLS")
    await wire.secure()
    await wire.take_letters()


async def stripped(wire: Wire) -> None:
    wire.offers = b"250-relay\r\n250 SIZE 1000000\r\n"
    await wire.until(b"nothing else")


async def refused(wire: Wire) -> None:
    await wire.until(b"STARTTLS")
    wire.writer.write(b"454 4.7.0 TLS not available\r\n")
    await wire.until(b"nothing else")


async def cut(wire: Wire) -> None:
    await wire.until(b"STARTTLS")
    wire.writer.write(b"220 go\r\n")
    await wire.writer.drain()


async def silent(wire: Wire) -> None:
    await wire.until(b"STARTTLS")
    wire.writer.write(b"220 go\r\n")
    await wire.reader.read()


async def no_handshake(wire: Wire) -> None:
    await wire.until(b"STARTTLS")
    wire.writer.write(b"220 go\r\n250 I am no TLS\r\n")
    await wire.take_letters()


async def injected(wire: Wire) -> None:
    """Somebody on the way puts an answer in, to be read behind the handshake: to EHLO, without what the relay wants."""
    await wire.until(b"STARTTLS")
    await wire.secure(b"220 go\r\n250 relay\r\n250 ok\r\n250 ok\r\n354 go\r\n250 lost\r\n")
    await wire.reader.read()


async def only_clear(wire: Wire) -> None:
    await wire.until(b"nothing else")


FAULTS: dict[str, tuple[str, Serve, str]] = {
    "expired": ("starttls", starttls, "certificate has expired"),
    "of another name": ("starttls", starttls, "Hostname mismatch"),
    "nobody's": ("starttls", starttls, "self-signed certificate"),
    "stripped": ("starttls", stripped, "STARTTLS"),
    "refused": ("starttls", refused, "454 4.7.0 TLS not available"),
    "cut": ("starttls", cut, ""),
    "silent": ("starttls", silent, ""),
    "no handshake": ("starttls", no_handshake, ""),
    "injected": ("starttls", injected, ""),
    "clear where TLS is expected": ("tls", only_clear, ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_goes_in_clear_and_the_letters_go_when_tls_is_well_again(fault: str, tmp_path: Path) -> None:
    security, serve, why = FAULTS[fault]
    name = "other.example" if fault == "of another name" else "localhost"
    bad, good = certificate(tmp_path, name, expired=fault == "expired"), certificate(_folder(tmp_path, "good"))
    trust = ssl.create_default_context(cafile=None if fault == "nobody's" else str(bad[0]))
    mended = ssl.create_default_context(cafile=str(good[0]))
    with World(tmp_path) as world:
        world.ledger.receive(world.statement().as_bytes(), (Arrival("smtp", "liaison@bot.example"),), world.time)
        world.service.turn()
        clear, letters = asyncio.run(_goes_out(world, serve, bad, security, trust, timeout=1))
        assert not re.search(rb"MAIL|RCPT|AUTH|s3cret|Subject", b"".join(clear))
        assert letters == []
        waiting = world.ledger.outbox()
        assert {row.state for row in waiting} == {DeliveryState.QUEUED}
        said = status_text(status_data(world.ledger.counts(), world.path, world.time + timedelta(minutes=5)))
        assert f"letter of ours waits since 300 s: {waiting[0].reply}" in said
        assert waiting[0].reply
        assert why in waiting[0].reply
        world.time += timedelta(minutes=5)
        clear, letters = asyncio.run(_goes_out(world, starttls, good, "starttls", mended))
        assert len(letters) == len(waiting)
        assert {row.state for row in world.ledger.outbox()} == {DeliveryState.SENT}


async def _goes_out(
    world: World, serve: Serve, pair: tuple[Path, Path], security: str, trust: ssl.SSLContext, timeout: float = 10
) -> tuple[list[bytes], list[bytes]]:
    """Tries everything that is due once: what was said in clear, and the letters that arrived."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(*pair)
    clear, letters = list[bytes](), list[bytes]()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(Wire(reader, writer, tls, clear, letters=letters))
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError):
            pass  # the bot has gone
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    out = Smarthost(
        "localhost", port, security=security, username="bot", secret=lambda: "s3cret", timeout=timeout, context=trust
    )
    results = await out.deliver(world.ledger.claim(world.time, 100))
    world.ledger.settle(results, world.time, jitter=lambda: 0.5)
    await out.close()
    server.close()
    await asyncio.sleep(0.02)
    return clear, letters


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder
