"""The door out: one kept connection to a smarthost, one recipient a transaction, every outcome told apart."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from liaisonbot.model.mail import Delivery, DeliveryResult, Sent

if TYPE_CHECKING:
    from aiosmtplib import SMTP

log = logging.getLogger("liaisonbot.smtp")


class Smarthost:
    """The relay that our letters go out by.

    `security` is tls, starttls or none, and never less than that whatever the relay offers; `secret` gives the
    password, or the OAuth token when `oauth` is set, each time a connection is made.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        security: str,
        hostname: str | None = None,
        username: str = "",
        secret: Callable[[], str] | None = None,
        oauth: bool = False,
        timeout: float = 60,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._host, self._port, self._security = host, port, security
        self._hostname, self._username, self._secret, self._oauth = hostname, username, secret, oauth
        self._timeout, self._context = timeout, context
        self._client: SMTP | None = None

    async def deliver(self, deliveries: Sequence[Delivery]) -> list[DeliveryResult]:
        """Tries each delivery once. 5xx is REFUSED, 4xx and a relay that cannot be reached LATER, and an answer
        that was lost after the letter's last dot UNCERTAIN: it may have arrived."""
        results: list[DeliveryResult] = []
        for place, delivery in enumerate(deliveries):
            kept = self._client is not None
            try:
                result = await self._send(await self._connected(), delivery)
                if kept and self._client is None and result.outcome is Sent.LATER:
                    # the relay had ended the kept connection; nothing was handed over, so a new one may try
                    result = await self._send(await self._connected(), delivery)
                results.append(result)
            except Exception as problem:  # no relay, no letter: whatever the library calls it
                reply = _one_line(problem)
                log.warning("no connection to %s:%d: %s", self._host, self._port, reply)
                await self.close()
                return results + [DeliveryResult(one, Sent.LATER, reply) for one in deliveries[place:]]
        return results

    async def check(self) -> str:
        """Connects, secures and logs in without sending anything; returns the relay's greeting name."""
        client = await self._connected()
        try:
            return client.hostname or self._host
        finally:
            await self.close()

    async def close(self) -> None:
        """Ends the connection, if there is one."""
        client, self._client = self._client, None
        if client is not None:
            try:
                await asyncio.wait_for(client.quit(), 5)
            except Exception:  # the connection is being given up anyway
                client.close()

    async def _connected(self) -> SMTP:
        from aiosmtplib import SMTP

        if self._client is not None and self._client.is_connected:
            return self._client
        client = SMTP(
            hostname=self._host,
            port=self._port,
            local_hostname=self._hostname,
            timeout=self._timeout,
            use_tls=self._security == "tls",
            start_tls=self._security == "starttls",
            tls_context=self._context,
        )
        self._client = client  # from here on `close` ends it, also when the login fails
        await client.connect()
        if self._username and self._secret is not None:
            secret = await asyncio.to_thread(self._secret)
            await (client.auth_xoauth2 if self._oauth else client.login)(self._username, secret)
        return client

    async def _send(self, client: SMTP, delivery: Delivery) -> DeliveryResult:
        """One transaction. The final answer's loss is told apart by where the conversation broke off."""
        from aiosmtplib import SMTPException, SMTPResponseException

        handed_over = False
        try:
            options = [f"SIZE={len(delivery.raw)}"] if client.supports_extension("size") else []
            if not delivery.recipient.isascii() and client.supports_extension("smtputf8"):
                options.append("SMTPUTF8")
            await client.mail(delivery.envelope_from, options=options)
            await client.rcpt(delivery.recipient)
            handed_over = True
            reply = await client.data(delivery.raw)
            return DeliveryResult(delivery, Sent.SENT, _clean(f"{reply.code} {reply.message}"))
        except SMTPResponseException as answer:
            await self._reset(client)
            outcome = Sent.REFUSED if 500 <= answer.code < 600 else Sent.LATER
            return DeliveryResult(delivery, outcome, _one_line(answer))
        except (SMTPException, OSError, TimeoutError) as problem:
            await self.close()
            return DeliveryResult(delivery, Sent.UNCERTAIN if handed_over else Sent.LATER, _one_line(problem))

    async def _reset(self, client: SMTP) -> None:
        try:
            await client.rset()
        except Exception:  # a relay that cannot even reset gets a new connection
            await self.close()


def _one_line(problem: BaseException) -> str:
    code, message = getattr(problem, "code", None), getattr(problem, "message", None)
    text = f"{code} {message}" if code and message else str(message or problem)
    return _clean(text) or type(problem).__name__


def _clean(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:500]
