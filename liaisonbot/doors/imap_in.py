"""The door to an IMAP mailbox: every message recorded once, and only then moved or marked (promises P4)."""

from __future__ import annotations

import logging
import random
import select
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from liaisonbot.model.mail import Arrival, Receipt

if TYPE_CHECKING:
    from imapclient import IMAPClient

log = logging.getLogger("liaisonbot.imap")

Record = Callable[[Sequence[tuple[bytes, Arrival]], tuple[int, int]], Sequence[Receipt | Exception]]

BATCH_BYTES = 8 << 20
BATCH_LETTERS = 200
CONNECT_SECONDS, READ_SECONDS = 20, 60
IDLE_SECONDS = 300
"""A new IDLE so often: address translators forget silent connections."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
DONE_KEYWORD = "$LiaisonRecorded"


class MailboxTrouble(Exception):
    """The mailbox cannot be used as configured; says what was found instead."""


class ImapBox:
    """One folder of one mailbox.

    `record` makes a batch durable together with the mark (UIDVALIDITY, highest UID), and is called before
    anything changes in the mailbox; `mark` tells the last one. `after` is what becomes of a recorded message:
    move, seen, keyword or nothing. `secret` gives the password, or the OAuth token with `oauth`.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        security: str,
        user: str,
        secret: Callable[[], str],
        oauth: bool = False,
        folder: str = "INBOX",
        after: str = "move",
        processed: str = "Processed",
        create_folders: bool = False,
        poll_seconds: float = 60,
        idle: bool = True,
        size_limit: int = 25 << 20,
        name: str = "",
        record: Record,
        mark: Callable[[], tuple[int, int] | None],
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._host, self._port, self._security, self._context = host, port, security, context
        self._user, self._secret, self._oauth = user, secret, oauth
        self._folder, self._after, self._processed, self._create = folder, after, processed, create_folders
        self._poll_seconds, self._idle, self._size_limit = poll_seconds, idle, size_limit
        self._name = f"{name or f'{user}@{host}'}/{folder}"
        self._record, self._mark = record, mark
        self._client: IMAPClient | None = None
        self._uidvalidity = 0
        self._told = ""

    def poll_once(self) -> int:
        """Records what is new; returns how many messages. Any error closes the connection and is raised."""
        try:
            client = self._connected()
            client.noop()  # some servers show new mail in a search only after it
            return sum(self._take(client, batch) for batch in self._batches(client))
        except BaseException:
            self.close()
            raise

    def watch(self, stop: threading.Event) -> None:
        """Records what comes until `stop` is set, through cuts and restarts of the server."""
        pause = FIRST_PAUSE
        while not stop.is_set():
            try:
                self.poll_once()
                self._told, pause = "", FIRST_PAUSE
                self._wait(stop)
            except Exception as problem:  # three libraries' worth of errors: all mean a new connection
                self.close()
                self._tell(problem)
                stop.wait(pause * random.uniform(0.7, 1.3))
                pause = min(pause * 2, LONGEST_PAUSE)
        self.close()

    def check(self) -> list[str]:
        """Logs in and says what was found, for people; raises whatever goes wrong."""
        try:
            client = self._connected()
            able = {word.decode("ascii", "replace") for word in client.capabilities()}
            waiting = len(client.search(["ALL"]))
            words = [word if word in able else f"no {word}" for word in ("IDLE", "MOVE", "UIDPLUS")]
            return [f"{self._name}: logged in, {waiting} messages; the server has {', '.join(words)}"]
        finally:
            self.close()

    def close(self) -> None:
        """Ends the connection, however it stands."""
        client, self._client = self._client, None
        if client is not None:
            try:
                client.shutdown()  # not logout: on a dead path it would wait for an answer
            except Exception as problem:
                log.debug("%s: while closing: %s", self._name, type(problem).__name__)

    # -- the connection ----------------------------------------------------------------------------

    def _connected(self) -> IMAPClient:
        if self._client is None:
            from imapclient import IMAPClient, SocketTimeout

            tls = self._security == "tls"
            timeout = SocketTimeout(CONNECT_SECONDS, READ_SECONDS)
            context = self._context if self._security != "none" else None
            self._client = IMAPClient(self._host, self._port, ssl=tls, ssl_context=context, timeout=timeout)
            self._log_in(self._client)
            self._prepare(self._client)
        return self._client

    def _log_in(self, client: IMAPClient) -> None:
        if getattr(client._imap, "state", "") == "AUTH":
            raise MailboxTrouble("the server greets with PREAUTH: somebody may sit in between; refused")
        if self._security == "starttls":
            client.starttls(self._context or ssl.create_default_context())
        if self._oauth:
            client.oauth2_login(self._user, self._secret())
        else:
            client.login(self._user, self._secret())

    def _prepare(self, client: IMAPClient) -> None:
        for wanted in (self._folder, self._processed) if self._after == "move" else (self._folder,):
            if client.folder_exists(wanted):
                continue
            if not self._create or wanted == self._folder:
                found = ", ".join(sorted(str(name) for _, _, name in client.list_folders()))
                raise MailboxTrouble(f"there is no folder {wanted!r}; the mailbox has: {found}")
            client.create_folder(wanted)
        selected = client.select_folder(self._folder, readonly=self._after == "nothing")
        self._uidvalidity = int(selected[b"UIDVALIDITY"])

    # -- taking letters ----------------------------------------------------------------------------

    def _batches(self, client: IMAPClient) -> Iterator[list[int]]:
        """New UIDs, oldest first, in batches of about 8 MiB. A new UIDVALIDITY means everything anew; the
        ledger knows its letters again."""
        mark = self._mark()
        last = mark[1] if mark and mark[0] == self._uidvalidity else 0
        uids = sorted(uid for uid in client.search(["UID", f"{last + 1}:*"]) if uid > last)
        for start in range(0, len(uids), BATCH_LETTERS * 5):
            part = uids[start : start + BATCH_LETTERS * 5]
            sizes: Mapping[int, Mapping[bytes, Any]] = client.fetch(part, ["RFC822.SIZE"])
            yield from _by_bytes([(uid, int(sizes.get(uid, {}).get(b"RFC822.SIZE", 0))) for uid in part])

    def _take(self, client: IMAPClient, uids: list[int]) -> int:
        """Records one batch, and only then moves or marks it."""
        sizes = client.fetch(uids, ["RFC822.SIZE"]) if len(uids) == 1 else {}
        too_large = [uid for uid in uids if sizes.get(uid, {}).get(b"RFC822.SIZE", 0) > self._size_limit]
        for uid in too_large:
            log.error("%s: message %d is larger than the limit and stays where it is", self._name, uid)
        wanted = [uid for uid in uids if uid not in too_large]
        found = client.fetch(wanted, ["BODY.PEEK[]"]) if wanted else {}
        bodies = {uid: found[uid].get(b"BODY[]") for uid in wanted if uid in found}
        whole = [uid for uid in wanted if bodies.get(uid)]
        reached = self._reached(client, uids, whole, too_large)
        batch = [(bytes(bodies[uid]), self._arrival(uid)) for uid in whole]
        for receipt in self._record(batch, (self._uidvalidity, reached)):
            if isinstance(receipt, Exception):
                raise receipt
        if whole:
            self._tidy(client, whole)
        return len(whole)

    def _reached(self, client: IMAPClient, uids: list[int], whole: list[int], too_large: list[int]) -> int:
        """The highest UID up to which nothing is left: a message whose body did not come is asked for again,
        unless somebody else has expunged it."""
        missing = [uid for uid in uids if uid not in whole and uid not in too_large]
        if missing:
            still_there = set(client.search(["UID", ",".join(map(str, missing))]))
            missing = [uid for uid in missing if uid in still_there]
        before = [uid for uid in uids if not missing or uid < missing[0]]
        return before[-1] if before else uids[0] - 1

    def _arrival(self, uid: int) -> Arrival:
        return Arrival("imap", client=self._host, mailbox=self._name, uidvalidity=self._uidvalidity, uid=uid)

    def _tidy(self, client: IMAPClient, uids: list[int]) -> None:
        if self._after == "seen":
            client.add_flags(uids, [b"\\Seen"], silent=True)
        elif self._after == "keyword":
            client.add_flags(uids, [DONE_KEYWORD], silent=True)
        elif self._after == "move" and client.has_capability("MOVE"):
            client.move(uids, self._processed)
        elif self._after == "move":
            client.copy(uids, self._processed)
            client.add_flags(uids, [b"\\Deleted"], silent=True)
            if client.has_capability("UIDPLUS"):
                client.uid_expunge(uids)

    # -- waiting -----------------------------------------------------------------------------------

    def _wait(self, stop: threading.Event) -> None:
        """Until something may be new: the server says so by IDLE, or the polling time is over."""
        client = self._connected()
        if not (self._idle and client.has_capability("IDLE")):
            stop.wait(self._poll_seconds)
            return
        client.idle()
        waited = 0.0
        while not stop.is_set() and waited < IDLE_SECONDS:
            if _readable(client, 0.5):
                break
            waited += 0.5
        client.idle_done()

    def _tell(self, problem: Exception) -> None:
        """Each trouble once, until it changes; never what was sent, where a secret may be."""
        text = f"{type(problem).__name__}: {problem}"
        if text != self._told:
            log.warning("%s: %s; trying again", self._name, text)
            self._told = text


def _by_bytes(sized: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """UIDs in groups of about 8 MiB and at most 200 letters; a large letter goes alone."""
    batch: list[int] = []
    total = 0
    for uid, size in sized:
        if batch and (total + size > BATCH_BYTES or len(batch) >= BATCH_LETTERS):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch


def _readable(client: IMAPClient, seconds: float) -> bool:
    """True if the server has sent something. The library's own check is not used: after a cut it answers
    "nothing" for ever."""
    sock = client.socket()
    pending = getattr(sock, "pending", None)
    if pending is not None and pending():
        return True
    return bool(select.select([sock], [], [], seconds)[0])
