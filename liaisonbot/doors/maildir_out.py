"""The way out without a smarthost: every letter lands in a Maildir, and nothing leaves the machine."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from liaisonbot.model.mail import Delivery, DeliveryResult, Sent


class MaildirOut:
    """A Maildir in place of a relay. A letter that is delivered again (same Message-ID, same recipient)
    replaces itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def deliver(self, deliveries: Sequence[Delivery]) -> list[DeliveryResult]:
        """Writes each delivery as a file; a full disk is a reason to try later."""
        return await asyncio.to_thread(lambda: [self._deliver(one) for one in deliveries])

    async def close(self) -> None:
        """Nothing is kept open."""

    def _deliver(self, delivery: Delivery) -> DeliveryResult:
        try:
            path = self._write(delivery)
        except OSError as problem:
            return DeliveryResult(delivery, Sent.LATER, f"{problem.strerror}: {problem.filename}")
        return DeliveryResult(delivery, Sent.SENT, f"written to {path}")

    def _write(self, delivery: Delivery) -> Path:
        for name in ("tmp", "new", "cur"):
            (self._folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = hashlib.sha256(f"{delivery.message_id} {delivery.recipient.lower()}".encode()).hexdigest()
        name = f"{int(delivery.queued.timestamp())}.{digest[:24]}.liaisonbot"
        envelope = f"Return-Path: <{delivery.envelope_from}>\r\nDelivered-To: {delivery.recipient}\r\n"
        temporary, final = self._folder / "tmp" / name, self._folder / "new" / name
        with temporary.open("wb") as file:
            file.write(envelope.encode("utf-8") + delivery.raw)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(final)
        _sync_folder(final.parent)
        return final


def _sync_folder(folder: Path) -> None:
    """A file is durable only with its name in the folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
