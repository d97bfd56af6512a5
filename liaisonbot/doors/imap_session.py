"""A logged-in IMAP connection, the names of folders on this server, and waiting for it to say something."""

from __future__ import annotations

import logging
import select
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imapclient import IMAPClient

CONNECT_SECONDS, READ_SECONDS = 20, 60

# the library logs each line of the dialogue for debugging, tokens included
logging.getLogger("imapclient").setLevel(logging.WARNING)


class MailboxTrouble(Exception):
    """The mailbox cannot be used as configured; says what was found instead."""


def log_in(
    host: str,
    port: int,
    *,
    security: str,
    user: str,
    secret: Callable[[], str],
    oauth: bool,
    context: ssl.SSLContext | None,
    hold: Callable[[IMAPClient], None],
) -> IMAPClient:
    """Connects and logs in. `security` is tls, starttls or none, and never less than that; `hold` is given the
    connection as soon as there is one, so that somebody closes it whatever comes.

    Raises MailboxTrouble, and the three families of errors of the library: OSError, IMAP4.error, IMAPClientError.
    """
    from imapclient import IMAPClient, SocketTimeout

    tls = security == "tls"
    timeout = SocketTimeout(CONNECT_SECONDS, READ_SECONDS)
    client = IMAPClient(host, port, ssl=tls, ssl_context=context if tls else None, timeout=timeout)
    hold(client)
    if client._imap.state == "AUTH":
        raise MailboxTrouble("the server greets with PREAUTH: somebody may sit in between; refused")
    if security == "starttls":
        client.starttls(context or ssl.create_default_context())
    word = secret()
    if oauth:
        client.oauth2_login(user, word)
    elif client.has_capability("LOGINDISABLED") or not (user + word).isascii():
        client.plain_login(user, word)
    else:
        client.login(user, word)
    return client


def server_name(client: IMAPClient, wanted: str) -> tuple[str, bool]:
    """A folder's name as this server has it, and whether it exists: `/` stands for the server's separator, and
    the prefix of personal folders ("INBOX.") may be left out."""
    if wanted.upper() == "INBOX":
        return "INBOX", True
    prefix, separator = "", "/"
    if client.has_capability("NAMESPACE") and (personal := client.namespace().personal):
        prefix, separator = personal[0]
    name = wanted.replace("/", separator or "/")
    names = [name] if not prefix or name.startswith(prefix) else [name, prefix + name]
    found = next((one for one in names if client.folder_exists(one)), None)
    return found or names[-1], found is not None


def no_such_folder(client: IMAPClient, wanted: str) -> MailboxTrouble:
    """The error that lists the folders which are there."""
    found = ", ".join(sorted(str(name) for _, _, name in client.list_folders()))
    return MailboxTrouble(f"there is no folder {wanted!r}; the mailbox has: {found}")


def readable(client: IMAPClient, seconds: float) -> bool:
    """Whether the server has said something within `seconds`, or has gone. The library's own check is not used:
    after a cut it answers "nothing" for ever."""
    sock = client.socket()
    pending = getattr(sock, "pending", None)  # what TLS has decrypted already is not on the socket any more
    return bool(pending and pending()) or bool(select.select([sock], [], [], seconds)[0])
