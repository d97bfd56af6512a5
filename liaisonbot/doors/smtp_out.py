"""The door out: one kept connection to a smarthost, one recipient a transaction, every outcome told apart."""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from liaisonbot.doors.envelope import is_address
from liaisonbot.model.mail import Delivery, DeliveryResult, Sent

if TYPE_CHECKING:
    from aiosmtplib import SMTP

log = logging.getLogger("liaisonbot.smtp")

NOT_LOGGED_IN = frozenset({530, 534, 535, 538})
"""Refusals that speak of us and not of the letter (RFC 4954 §6): somebody will set the login right."""

_LINE_END = re.compile(rb"\r\n|\r|\n")


class Smarthost:
    """The relay that our letters go out by.

    `security` is tls, starttls or none, and never less than that whatever the relay offers; `secret` gives the
    password, or the OAuth token when `oauth` is set, each time a connection is made. `timeout` is in seconds.
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
                self._drop()
                return results + [DeliveryResult(one, Sent.LATER, reply) for one in deliveries[place:]]
        return results

    async def check(self) -> str:
        """Connects, secures and logs in without sending anything; returns the relay's greeting name."""
        try:
            client = await self._connected()
            return client.hostname or self._host
        finally:
            await self.close()

    async def close(self) -> None:
        """Ends the connection, if there is one, as the protocol wants it."""
        if self._client is not None:
            try:
                await asyncio.wait_for(self._client.quit(), 5)
            except Exception as problem:
                log.debug("while saying goodbye: %s", type(problem).__name__)
            self._drop()

    def _drop(self) -> None:
        """Ends the connection without a word."""
        client, self._client = self._client, None
        if client is not None:
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
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
        return client

    async def _send(self, client: SMTP, delivery: Delivery) -> DeliveryResult:
        """One transaction. The final answer's loss is told apart by where the conversation broke off."""
        from aiosmtplib import SMTPException

        try:
            sender = _path(delivery.envelope_from) if delivery.envelope_from else b"<>"
            recipient = _path(delivery.recipient)
            options = _options(client, delivery)
        except ValueError as problem:
            return DeliveryResult(delivery, Sent.REFUSED, str(problem))
        handed_over = False
        try:
            for command in ((b"MAIL", b"FROM:" + sender, *options), (b"RCPT", b"TO:" + recipient), (b"DATA",)):
                code, text = await client.execute_command(*command)
                if code // 100 != (3 if command == (b"DATA",) else 2):
                    return await self._refused(client, delivery, code, text)
            protocol = client.protocol
            assert protocol is not None  # it has just answered
            handed_over = True
            protocol.write(on_the_wire(delivery.raw))
            code, text = await protocol.read_response(self._timeout)
        except (SMTPException, OSError, TimeoutError) as problem:
            self._drop()
            return DeliveryResult(delivery, Sent.UNCERTAIN if handed_over else Sent.LATER, _one_line(problem))
        if code // 100 != 2:
            return await self._refused(client, delivery, code, text)
        return DeliveryResult(delivery, Sent.SENT, _clean(f"{code} {text}"))

    async def _refused(self, client: SMTP, delivery: Delivery, code: int, text: str) -> DeliveryResult:
        """The relay said no. The connection is made ready for the next letter, or given up."""
        try:
            await client.rset()
        except Exception:  # a relay that cannot even reset gets a new connection
            self._drop()
        for_good = 500 <= code < 600 and code not in NOT_LOGGED_IN
        return DeliveryResult(delivery, Sent.REFUSED if for_good else Sent.LATER, _clean(f"{code} {text}"))


def on_the_wire(raw: bytes) -> bytes:
    """A letter as DATA wants it (RFC 5321 §4.5.2): dots doubled, the last dot behind it, and every line end CRLF,
    for a bare one may mean the end of the letter to some other server."""
    lines = raw.count(b"\r\n")
    if raw.count(b"\n") != lines or raw.count(b"\r") != lines:
        raw = _LINE_END.sub(b"\r\n", raw)
    if not raw.endswith(b"\r\n"):
        raw += b"\r\n"
    if raw.startswith(b"."):
        raw = b"." + raw
    return raw.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def _path(address: str) -> bytes:
    if not is_address(address):
        raise ValueError("not sent: that is no mail address")
    return b"<" + address.encode("utf-8") + b">"


def _options(client: SMTP, delivery: Delivery) -> list[bytes]:
    """The parameters of MAIL; ValueError if the relay cannot take an international address (RFC 6531)."""
    options = []
    if client.supports_extension("size"):
        options.append(b"SIZE=%d" % len(delivery.raw))
    if not delivery.raw.isascii() and client.supports_extension("8bitmime"):
        options.append(b"BODY=8BITMIME")
    if not (delivery.envelope_from + delivery.recipient).isascii():
        if not client.supports_extension("smtputf8"):
            raise ValueError("not sent: the relay takes no international addresses (SMTPUTF8)")
        options.append(b"SMTPUTF8")
    return options


def _one_line(problem: BaseException) -> str:
    code, message = getattr(problem, "code", None), getattr(problem, "message", None)
    text = f"{code} {message}" if code and message else str(message or problem)
    return _clean(text) or type(problem).__name__


def _clean(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:500]
