"""The door to an IMAP mailbox: every message recorded once, and only then moved or marked (promises P4)."""

from __future__ import annotations

import logging
import random
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from liaisonbot.doors.imap_session import MailboxTrouble, log_in, no_such_folder, readable, server_name
from liaisonbot.doors.trouble import in_words
from liaisonbot.model.mail import Arrival, Receipt

if TYPE_CHECKING:
    from imapclient import IMAPClient

__all__ = ["ImapBox", "MailboxTrouble", "Record"]

log = logging.getLogger("liaisonbot.imap")

Record = Callable[[Sequence[tuple[bytes, Arrival]], tuple[int, int]], Sequence[Receipt | Exception]]

BATCH_BYTES, BATCH_LETTERS = 8 << 20, 200
HEADER_BYTES = 256 << 10
TRIES = 5
"""So often a message whose body does not come is asked for before it is left behind."""

REST = 3600.0
"""Seconds after which it has one more try."""

IDLE_SECONDS = 300.0
"""A new IDLE so often: address translators forget silent connections."""

LOOK_SECONDS = 0.5
"""How soon the end of watching is noticed."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
DONE_KEYWORD = "$LiaisonRecorded"
UNMARKED = {"seen": ["UNSEEN"], "keyword": ["UNKEYWORD", DONE_KEYWORD], "move": ["UNDELETED"]}
"""How a recorded letter is searched for that was not yet marked."""

Sized = tuple[int, int]
"""A message's UID and size in bytes."""


class ImapBox:
    """One folder of one mailbox, used in one thread.

    `record` makes a batch durable together with the mark (UIDVALIDITY, the UID up to which all is recorded), and
    is called before anything changes in the mailbox; `mark` tells the last one, and `known` which of some UIDs below it
    are recorded (UIDVALIDITY, UIDs): the others were left behind, and are asked for again. `after` is what becomes of a
    recorded message: move, seen, keyword or nothing. `secret` gives the password, or the OAuth token with
    `oauth`. A message over `size_limit` bytes is recorded by its header and stays in the folder; so does, unrecorded,
    what the server lists and does not give. `left` hears of each, and whether it is too large; of large ones again with
    each new connection.
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
        known: Callable[[int, Sequence[int]], set[int]],
        left: Callable[[Arrival, bool], None] = lambda *_: None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._host, self._port, self._security, self._context = host, port, security, context
        self._user, self._secret, self._oauth = user, secret, oauth
        self._folder, self._after, self._processed, self._create = folder, after, processed, create_folders
        self._poll_seconds, self._idle, self._size_limit = poll_seconds, idle, size_limit
        self._name = f"{name or f'{user}@{host}'}/{folder}"
        self._record, self._mark, self._known, self._left = record, mark, known, left
        self._client: IMAPClient | None = None
        self._uidvalidity = 0
        self._target = processed
        self._word = ""
        self._told: set[str] = set()
        self._all_came = True
        self._behind: set[int] = set()  # UIDs below the mark whose body never came
        self._in_vain: Counter[int] = Counter()  # how often a UID was asked for and did not come
        self._suspects: Counter[int] = Counter()  # … because the conversation broke off, which any of several may cause
        self._resting_until = 0.0

    def poll_once(self) -> int:
        """Records what is new; returns how many messages. Any error closes the connection and is raised."""
        try:
            client = self._opened()
            client.noop()  # some servers show new mail in a search only after it
            recorded: list[int] = []
            count = 0
            for batch in self._batches(client):
                uids, heads, self._all_came = self._take(client, batch)
                recorded += uids
                count += len(uids) + heads
                if not self._all_came:
                    break
            self._tidy(client, recorded)  # at last: all are safe before the server's slow moving begins
            return count
        except BaseException:
            self.close()
            raise

    def watch(self, stop: threading.Event) -> None:
        """Records what comes until `stop` is set, through cuts and restarts of the server."""
        pause = FIRST_PAUSE
        while not stop.is_set():
            try:
                while self.poll_once() and self._all_came and not stop.is_set():
                    pass  # what came during a poll is not announced again
                self._told.clear()
                pause = FIRST_PAUSE
                self._wait(stop)
            except Exception as problem:  # three libraries' worth of errors: all mean a new connection
                self.close()
                self._tell(problem)
                stop.wait(pause * random.uniform(0.7, 1.3))
                pause = min(pause * 2, LONGEST_PAUSE)
        self.close()

    def check(self) -> list[str]:
        """Logs in and says what was found, for people; changes nothing. Raises whatever goes wrong."""
        try:
            client = self._logged_in()
            able = [word if client.has_capability(word) else f"no {word}" for word in ("IDLE", "MOVE", "UIDPLUS")]
            names, missing = self._folders(client)
            client.select_folder(names[0], readonly=True)
            waiting = len(client.search(["ALL"]))
            line = f"{self._name}: logged in, {waiting} messages; the server has {', '.join(able)}"
            return [line, *(f"{self._name}: the folder {name!r} will be created" for name in missing)]
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

    def _opened(self) -> IMAPClient:
        """The connection with the folder selected, made anew if there is none."""
        if self._client is not None:
            return self._client
        client = self._logged_in()
        (folder, *others), missing = self._folders(client)
        for name in missing:
            client.create_folder(name)
        self._target = others[0] if others else ""
        selected = client.select_folder(folder, readonly=self._after == "nothing")
        uidvalidity = int(selected[b"UIDVALIDITY"])
        if self._uidvalidity != uidvalidity:
            self._in_vain.clear()
            self._suspects.clear()
        self._uidvalidity = uidvalidity
        self._tidy(client, self._left_over(client))
        return client

    def _logged_in(self) -> IMAPClient:
        return log_in(
            self._host,
            self._port,
            security=self._security,
            user=self._user,
            secret=self._remembered_secret,
            oauth=self._oauth,
            context=self._context,
            hold=self._hold,
        )

    def _hold(self, client: IMAPClient) -> None:
        self._client = client

    def _remembered_secret(self) -> str:
        self._word = self._secret()
        return self._word

    def _folders(self, client: IMAPClient) -> tuple[list[str], list[str]]:
        """The names of our folders on this server, and which of them are to be created."""
        names, missing = [], []
        for wanted in (self._folder, self._processed) if self._after == "move" else (self._folder,):
            name, exists = server_name(client, wanted)
            if not exists and (wanted == self._folder or not self._create):
                raise no_such_folder(client, wanted)
            names.append(name)
            missing += [] if exists else [name]
        return names, missing

    # -- taking letters ----------------------------------------------------------------------------

    def _last(self) -> int:
        """The UID up to which all is recorded. A new UIDVALIDITY means everything anew; the ledger knows its
        letters again."""
        mark = self._mark()
        return mark[1] if mark and mark[0] == self._uidvalidity else 0

    def _batches(self, client: IMAPClient) -> Iterator[list[Sized]]:
        """New messages, oldest first, in batches of about 8 MiB; each one that is suspected of breaking the
        conversation goes alone, so that it holds up no other for long."""
        last = self._last()
        # "n:*" always names the last message, also where its UID is below n
        uids = sorted(self._behind | {uid for uid in client.search(["UID", f"{last + 1}:*"]) if uid > last})
        suspects = {uid for uid, times in self._suspects.items() if times > 1}  # any line may be cut once
        for some in _apart(self._not_resting(uids), suspects):
            with self._suspecting(some):
                sized = _sizes(client, some)
            yield from _by_bytes(sized)

    def _not_resting(self, uids: list[int]) -> list[int]:
        """Without those that were asked for too often; after a rest each of them has one more try."""
        resting = {uid for uid in uids if self._in_vain[uid] >= TRIES}
        if time.monotonic() >= self._resting_until:
            self._in_vain.update(dict.fromkeys(resting, -1))
            return uids
        self._behind |= resting
        return [uid for uid in uids if uid not in resting]

    @contextmanager
    def _suspecting(self, uids: Sequence[int]) -> Iterator[None]:
        """What breaks off within speaks against these messages: the server refuses one, or falls over it (P5)."""
        try:
            yield
        except Exception:
            self._suspects.update(uids)
            for uid in uids:
                self._is_given_up(uid)
            raise

    def _take(self, client: IMAPClient, batch: Sequence[Sized]) -> tuple[list[int], int, bool]:
        """Records one batch. Returns the UIDs of the letters that are now kept whole, how many are kept by their
        header alone, and whether all bodies came."""
        large = [uid for uid, size in batch if size > self._size_limit]
        with self._suspecting([uid for uid, _ in batch]):
            whole = _parts(client, [uid for uid, size in batch if size <= self._size_limit], "BODY[]", "")
            heads = _parts(client, large, "BODY[HEADER]", f"<0.{HEADER_BYTES}>")
        parts = whole | heads
        reached, all_came = self._reached(client, [uid for uid, _ in batch], parts)
        uids, mark = sorted(parts), (self._uidvalidity, max(reached, self._last()))
        receipts = self._record([(parts[uid], self._arrival(uid)) for uid in uids], mark)
        kept = {uid for uid, receipt in zip(uids, receipts, strict=True) if not isinstance(receipt, Exception)}
        self._behind -= kept
        for uid in kept:
            del self._suspects[uid], self._in_vain[uid]
        for uid in sorted(kept & set(heads)):
            log.error("%s: message %d is larger than the limit; recorded by its header, left there", self._name, uid)
            self._left(self._arrival(uid), True)
        for receipt in receipts:
            if isinstance(receipt, Exception):
                self._tidy(client, sorted(kept & set(whole)))
                raise receipt
        return sorted(kept & set(whole)), len(kept & set(heads)), all_came

    def _reached(self, client: IMAPClient, uids: list[int], came: dict[int, bytes]) -> tuple[int, bool]:
        """The UID up to which nothing is left, and whether that is all: a message whose body did not come is
        asked for again, unless somebody else has expunged it."""
        if not (missing := [uid for uid in uids if uid not in came]):
            return uids[-1], True
        there = set(client.search(["UID", ",".join(map(str, missing))]))
        self._behind -= set(missing) - there
        left = [uid for uid in missing if uid in there]
        again = [uid for uid in left if not self._is_given_up(uid)]
        # no higher than what was there: a server may name what has not come yet
        return (again[0] - 1, False) if again else (max([*came, *left, 0]), True)

    def _is_given_up(self, uid: int) -> bool:
        """Notes that a message was asked for in vain; whether that was once too often for now."""
        self._in_vain[uid] += 1
        if self._in_vain[uid] < TRIES:
            return False
        self._resting_until = time.monotonic() + REST
        self._behind.add(uid)
        log.error("%s: the server does not give message %d; it is asked for again later", self._name, uid)
        self._left(self._arrival(uid), False)
        return True

    def _arrival(self, uid: int) -> Arrival:
        return Arrival("imap", client=self._host, mailbox=self._name, uidvalidity=self._uidvalidity, uid=uid)

    # -- tidying up --------------------------------------------------------------------------------

    def _left_over(self, client: IMAPClient) -> list[int]:
        """What was recorded but not moved or marked, because the connection ended between the two. What lies there
        and was not recorded after all is to be taken once more."""
        if not (last := self._last()):
            return []
        there = [uid for uid in client.search(["UID", f"1:{last}"]) if uid <= last]
        known = self._known(self._uidvalidity, there) if there else set()
        self._behind = set(there) - known
        if self._after == "nothing":
            return []
        known &= set(client.search(["UID", f"1:{last}", *UNMARKED[self._after]])) if known else set()
        sized = _sizes(client, sorted(known))
        for uid, size in sized:
            if size > self._size_limit:
                self._left(self._arrival(uid), True)
        return [uid for uid, size in sized if size <= self._size_limit]

    def _tidy(self, client: IMAPClient, uids: list[int]) -> None:
        """Moves or marks what is recorded. A server that refuses that does not stop the recording."""
        from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

        try:
            for start in range(0, len(uids), BATCH_LETTERS):
                self._move_or_mark(client, uids[start : start + BATCH_LETTERS])
        except IMAPClientAbortError:
            raise
        except IMAPClientError as problem:
            self._tell(problem)

    def _move_or_mark(self, client: IMAPClient, uids: list[int]) -> None:
        if self._after == "seen":
            client.add_flags(uids, [b"\\Seen"], silent=True)
        elif self._after == "keyword":
            client.add_flags(uids, [DONE_KEYWORD], silent=True)
        elif self._after == "move" and client.has_capability("MOVE"):
            client.move(uids, self._target)
        elif self._after == "move":
            client.copy(uids, self._target)
            client.add_flags(uids, [b"\\Deleted"], silent=True)
            if client.has_capability("UIDPLUS"):  # a plain EXPUNGE would take what others have marked
                client.uid_expunge(uids)

    # -- waiting -----------------------------------------------------------------------------------

    def _wait(self, stop: threading.Event) -> None:
        """Until something may be new: the server says so by IDLE, or the polling time is over."""
        client = self._opened()
        if not (self._idle and self._all_came and client.has_capability("IDLE")):
            stop.wait(self._poll_seconds)
            return
        client.idle()
        for _ in range(int(IDLE_SECONDS / LOOK_SECONDS)):
            if stop.is_set() or readable(client, LOOK_SECONDS):
                break
        client.idle_done()

    def _tell(self, problem: Exception) -> None:
        """Each trouble once, until all is well again, and without the secret."""
        text = in_words(problem)
        text = text.replace(self._word, "(secret)") if self._word else text
        if text not in self._told:
            self._told.add(text)
            log.warning("%s: %s; trying again", self._name, text)


def _sizes(client: IMAPClient, uids: Sequence[int]) -> list[Sized]:
    """Each message with its size; one that is gone counts as empty."""
    found = client.fetch(uids, ["RFC822.SIZE"]) if uids else {}
    return [(uid, int(found.get(uid, {}).get(b"RFC822.SIZE", 0))) for uid in uids]


def _parts(client: IMAPClient, uids: Sequence[int], part: str, span: str) -> dict[int, bytes]:
    """The bytes of one part of each message, as far as the server gives them; nobody is told that we read them."""
    if not uids:
        return {}
    found = client.fetch(uids, [part.replace("BODY", "BODY.PEEK") + span])
    key = f"{part}<0>".encode() if span else part.encode()
    bodies = {uid: found.get(uid, {}).get(key) for uid in uids}
    return {uid: bytes(body) for uid, body in bodies.items() if body is not None}


def _apart(uids: Sequence[int], suspects: Container[int]) -> Iterator[list[int]]:
    """UIDs by the thousand, in order, each suspect by itself."""
    some: list[int] = []
    for uid in uids:
        if some and (uid in suspects or some[-1] in suspects or len(some) >= BATCH_LETTERS * 5):
            yield some
            some = []
        some.append(uid)
    if some:
        yield some


def _by_bytes(sized: Sequence[Sized]) -> Iterator[list[Sized]]:
    """Messages in groups of about 8 MiB and at most 200; a large one goes alone."""
    batch: list[Sized] = []
    total = 0
    for uid, size in sized:
        if batch and (total + size > BATCH_BYTES or len(batch) >= BATCH_LETTERS):
            yield batch
            batch, total = [], 0
        batch.append((uid, size))
        total += size
    if batch:
        yield batch
