"""The door out: one kept connection to a smarthost, one recipient a transaction, every outcome told apart."""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from liaisonbot.doors.envelope import is_address
from liaisonbot.doors.smtp_talk import Reply, Talk
from liaisonbot.doors.trouble import in_words, one_line
from liaisonbot.model.mail import Delivery, DeliveryResult, Sent

if TYPE_CHECKING:
    from aiosmtplib import SMTP

log = logging.getLogger("liaisonbot.smtp")

NOT_LOGGED_IN = frozenset({530, 534, 535, 538})
"""Refusals that speak of us and not of the letter (RFC 4954 §6): somebody will set the login right."""

DATA = b"DATA\r\n"
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
        self._talk: Talk | None = None

    async def deliver(self, deliveries: Sequence[Delivery]) -> list[DeliveryResult]:
        """Tries each delivery once. 5xx is REFUSED, 4xx and a relay that cannot be reached LATER, and an answer
        that was lost after the letter's last dot UNCERTAIN: it may have arrived."""
        results: list[DeliveryResult] = []
        for place, delivery in enumerate(deliveries):
            after = deliveries[place + 1] if place + 1 < len(deliveries) else None
            kept = self._talk is not None
            try:
                result = await self._send(await self._connected(), delivery, after)
                if kept and self._talk is None and result.outcome is Sent.LATER:
                    # the relay had ended the kept connection; nothing was handed over, so a new one may try
                    result = await self._send(await self._connected(), delivery, after)
                results.append(result)
            except Exception as problem:  # no relay, no letter: whatever the library calls it
                reply = in_words(problem)
                log.warning("no connection to %s:%d: %s", self._host, self._port, reply)
                self._drop()
                return results + [DeliveryResult(one, Sent.LATER, reply) for one in deliveries[place:]]
        if any(one.outcome is Sent.LATER for one in results):
            await self.close()  # a relay may say "not now" to a connection: the next try must not be on the same one
        return results

    async def check(self) -> str:
        """Connects, secures and logs in without sending anything; returns the relay's greeting name."""
        try:
            await self._connected()
            return (self._client and self._client.hostname) or self._host
        finally:
            await self.close()

    async def close(self) -> None:
        """Ends the connection, if there is one, as the protocol wants it."""
        if self._talk is not None:
            try:
                await asyncio.wait_for(self._talk.command(b"QUIT\r\n"), 5)
            except Exception as problem:
                log.debug("while saying goodbye: %s", type(problem).__name__)
        self._drop()

    def _drop(self) -> None:
        """Ends the connection without a word."""
        if self._client is not None:
            self._client.close()
        self._client = self._talk = None

    async def _connected(self) -> Talk:
        from aiosmtplib import SMTP

        if self._talk is not None and self._talk.usable:
            return self._talk
        self._drop()
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
        self._talk = Talk(client, self._timeout)
        return self._talk

    async def _send(self, talk: Talk, delivery: Delivery, after: Delivery | None) -> DeliveryResult:
        """One transaction, and where the relay allows it, what opens the one `after` it. The final answer's loss is
        told apart by where the conversation broke off."""
        try:
            opening = _opening(talk, delivery)
        except ValueError as problem:
            return DeliveryResult(delivery, Sent.REFUSED, str(problem))
        handed_over = False
        try:
            if no := await self._open(talk, delivery, opening):
                return _refused(delivery, no)
            handed_over = True
            await talk.write(on_the_wire(delivery.raw) + _ahead(talk, after))
            answer = await talk.reply()
        except (OSError, TimeoutError) as problem:
            self._drop()
            return DeliveryResult(delivery, Sent.UNCERTAIN if handed_over else Sent.LATER, in_words(problem))
        except asyncio.CancelledError:  # half a conversation is of no use to the next letter
            self._drop()
            raise
        if answer[0] // 100 != 2:
            return _refused(delivery, answer)
        return DeliveryResult(delivery, Sent.SENT, _said(answer))

    async def _open(self, talk: Talk, delivery: Delivery, opening: Sequence[bytes]) -> Reply | None:
        """The relay's no to one of the commands that open a transaction; None once it waits for the letter."""
        if talk.pipelining:
            no = await _opened_at_once(talk, delivery, opening)
        else:
            no = await _opened_in_steps(talk, opening)
        if no:
            try:
                await talk.command(b"RSET\r\n")
            except (OSError, TimeoutError):  # a relay that cannot even reset gets a new connection
                self._drop()
        return no


async def _opened_in_steps(talk: Talk, opening: Sequence[bytes]) -> Reply | None:
    for command in opening:
        answer = await talk.command(command)
        if not _is_yes(command, answer):
            return answer
    return None


async def _opened_at_once(talk: Talk, delivery: Delivery, opening: Sequence[bytes]) -> Reply | None:
    if talk.asked is not delivery:
        await talk.write(b"".join(opening))
    talk.asked = None
    answers = await talk.replies(len(opening))
    no = next((answer for command, answer in zip(opening, answers, strict=True) if not _is_yes(command, answer)), None)
    if no and answers[-1][0] == 354:  # RFC 2920 §3.1: it waits for a letter, though it has nobody to give it to
        await talk.command(b".\r\n")
    return no


def _is_yes(command: bytes, answer: Reply) -> bool:
    """Raises ConnectionAbortedError for an answer that is neither yes nor no: it belongs to something else."""
    code = answer[0]
    if code // 100 not in (4, 5) and code // 100 != (3 if command == DATA else 2):
        raise ConnectionAbortedError(f"out of step: {_said(answer)}")
    return code < 400


def _ahead(talk: Talk, after: Delivery | None) -> bytes:
    """What opens the next transaction, to be sent behind this letter (RFC 2920 §3.1)."""
    if after is None or not talk.pipelining:
        return b""
    try:
        opening = _opening(talk, after)
    except ValueError:  # it will be refused when its turn comes
        return b""
    talk.asked = after
    return b"".join(opening)


def _refused(delivery: Delivery, answer: Reply) -> DeliveryResult:
    """The relay said no: for good, or for now."""
    code = answer[0]
    for_good = 500 <= code < 600 and code not in NOT_LOGGED_IN
    return DeliveryResult(delivery, Sent.REFUSED if for_good else Sent.LATER, _said(answer))


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


def _opening(talk: Talk, delivery: Delivery) -> tuple[bytes, bytes, bytes]:
    """The commands that open a transaction; ValueError if an address cannot be asked for."""
    sender = _path(delivery.envelope_from) if delivery.envelope_from else b"<>"
    recipient = _path(delivery.recipient)
    return b" ".join((b"MAIL FROM:" + sender, *_options(talk, delivery))) + b"\r\n", b"RCPT TO:%b\r\n" % recipient, DATA


def _path(address: str) -> bytes:
    if not is_address(address):
        raise ValueError("not sent: that is no mail address")
    return b"<" + address.encode("utf-8") + b">"


def _options(talk: Talk, delivery: Delivery) -> list[bytes]:
    """The parameters of MAIL; ValueError if the relay cannot take an international address (RFC 6531)."""
    options = []
    if talk.offers("size"):
        options.append(b"SIZE=%d" % len(delivery.raw))
    if not delivery.raw.isascii() and talk.offers("8bitmime"):
        options.append(b"BODY=8BITMIME")
    if not (delivery.envelope_from + delivery.recipient).isascii():
        if not talk.offers("smtputf8"):
            raise ValueError("not sent: the relay takes no international addresses (SMTPUTF8)")
        options.append(b"SMTPUTF8")
    return options


def _said(answer: Reply) -> str:
    return one_line(f"{answer[0]} {answer[1]}")
