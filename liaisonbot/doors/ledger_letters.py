"""The letters that came: recorded before anything else, taken in hand, put aside, found again."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from liaisonbot.doors import ledger_rows as rows
from liaisonbot.doors.ledger_errors import Illegal, LedgerDamaged
from liaisonbot.doors.ledger_file import sync
from liaisonbot.doors.ledger_history import History
from liaisonbot.doors.ledger_rows import LetterRow
from liaisonbot.model.effects import BOT, Actor
from liaisonbot.model.mail import AUTOMATIC, Arrival, LetterFacts, Receipt, Waiting
from liaisonbot.model.past import Came, Seen

ImapMark = tuple[str, int, int]
"""Mailbox, UIDVALIDITY, and the highest UID that is recorded."""

IN_FILE = 256 << 10
"""Letters from this size on lie in files: there a database row becomes slower than a file."""

BATCH = 16 << 20
"""Letters in hand are at most this many bytes (or a single one)."""

TRIES = 3
"""So often a letter is taken in hand; if it never came to an end, it is parked unread (P5)."""


class Letters(History):
    """The room of the ledger where letters lie: the small ones in the database, large ones in files."""

    @property
    def letters(self) -> Path:
        """The folder of the large letters' files."""
        return self.path.parent / "letters"

    # --- recording ------------------------------------------------------------------------------------

    def receive(self, raw: bytes, arrivals: Sequence[Arrival], now: datetime) -> Receipt:
        """Record a letter: its exact bytes once, a row for each arrival. On return it is on the disk."""
        (result,) = self.receive_many([(raw, arrivals)], now)
        if isinstance(result, Exception):
            raise result
        return result

    def receive_many(
        self,
        items: Sequence[tuple[bytes, Sequence[Arrival]]],
        now: datetime,
        *,
        mark: ImapMark | None = None,
    ) -> list[Receipt | Exception]:
        """Record several letters in one transaction; one that cannot be kept falls alone, as its exception.

        `mark` is written with them, unless a letter fell: then the mailbox is to be read again from the old
        one. Raises LedgerBusy, LedgerFull, LedgerDamaged: then nothing was recorded.
        """
        hashed = [(raw, hashlib.sha256(raw).hexdigest(), arrivals) for raw, arrivals in items]
        with self._write():
            results = self._each([partial(self._record, *item, now) for item in hashed])
            if mark and not any(isinstance(result, Exception) for result in results):
                self._put_mark(mark)
        return results

    def _record(self, raw: bytes, sha256: str, arrivals: Sequence[Arrival], now: datetime) -> Receipt:
        if not arrivals:
            raise ValueError("a letter without an arrival came from nowhere")
        in_file = len(raw) >= IN_FILE
        found = self._run(
            """INSERT INTO letter (sha256, received, size, in_file) VALUES (?, ?, ?, ?)
               ON CONFLICT (sha256) DO NOTHING RETURNING id""",
            sha256, rows.stamp(now), len(raw), int(in_file),
        )  # fmt: skip
        new = bool(found)
        if not new:
            found = self._run("SELECT id FROM letter WHERE sha256 = ?", sha256)
        letter = int(found[0]["id"])
        if in_file and (new or not self._file(sha256).exists()):
            self._keep_file(sha256, raw)
        elif new:
            self._run("INSERT INTO letter_raw (letter, raw) VALUES (?, ?)", letter, raw)
        for arrival in arrivals:
            self._run(
                """INSERT INTO arrival (letter, door, recipient, envelope_from, client, at, mailbox,
                   uidvalidity, uid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                letter, arrival.door, arrival.recipient, arrival.envelope_from, arrival.client,
                rows.stamp(now), arrival.mailbox, arrival.uidvalidity, arrival.uid,
            )  # fmt: skip
        return Receipt(letter, new)

    def _keep_file(self, sha256: str, raw: bytes) -> None:
        """Whole or not at all, and on the disk before the row that promises it is."""
        path = self._file(sha256)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.touch(mode=0o600)
        part.write_bytes(raw)
        sync(part)
        part.rename(path)
        for folder in (path.parent, self.letters, self.path.parent):  # each name on the way to it
            sync(folder)

    def _file(self, sha256: str) -> Path:
        return self.letters / sha256[:2] / sha256

    def imap_mark(self, mailbox: str) -> tuple[int, int] | None:
        """UIDVALIDITY and the highest UID that is recorded of `mailbox`, None before the first time."""
        row = self._one("SELECT uidvalidity, uid FROM imap_mark WHERE mailbox = ?", mailbox)
        return (row["uidvalidity"], row["uid"]) if row else None

    def imap_known(self, mailbox: str, uidvalidity: int, uids: Sequence[int]) -> set[int]:
        """Which of these UIDs of `mailbox` are recorded."""
        found = self._run(
            """SELECT uid FROM arrival WHERE mailbox = ? AND uidvalidity = ?
               AND uid IN (SELECT value FROM json_each(?))""",
            mailbox, uidvalidity, json.dumps(list(uids)),
        )  # fmt: skip
        return {int(uid) for (uid,) in found}

    def from_mailbox(self, copy: Arrival) -> LetterRow | None:
        """The letter that an IMAP message is recorded as."""
        row = self._one(
            """SELECT letter.* FROM arrival JOIN letter ON letter.id = arrival.letter
               WHERE mailbox = ? AND uidvalidity = ? AND uid = ?""",
            copy.mailbox, copy.uidvalidity, copy.uid,
        )  # fmt: skip
        return rows.letter_from(row) if row else None

    def set_imap_mark(self, mailbox: str, uidvalidity: int, uid: int) -> None:
        """Note that everything up to `uid` is recorded."""
        with self._write():
            self._put_mark((mailbox, uidvalidity, uid))

    def _put_mark(self, mark: ImapMark) -> None:
        self._run(
            """INSERT INTO imap_mark VALUES (?, ?, ?) ON CONFLICT (mailbox)
               DO UPDATE SET uidvalidity = excluded.uidvalidity, uid = excluded.uid""",
            *mark,
        )

    # --- in hand --------------------------------------------------------------------------------------

    def waiting(self, limit: int, now: datetime, *, after: Sequence[Waiting] = ()) -> list[Waiting]:
        """The oldest waiting letters, now in hand: that they are tried is committed before this returns.

        A letter that was in hand before comes alone, so that one which kills us takes no other with it; after
        TRIES times without an end it is parked unread, and so is one whose bytes are damaged. With `after`, those
        that follow the ones already in hand; none if any of them was tried before, or if they are large.
        """
        if any(one.tries for one in after) or sum(len(one.raw) for one in after) > BATCH:
            return []
        with self._write():
            spent = self._run("SELECT id FROM letter WHERE state = 'waiting' AND tries >= ?", TRIES)
            for (letter,) in spent:
                self._park(letter, f"in hand {TRIES} times without coming to an end", now)
            last, fresh = max((one.letter for one in after), default=0), bool(after)
            candidates = self._run(
                """SELECT * FROM letter WHERE state = 'waiting' AND id > ? AND NOT (? AND tries)
                     AND (not_before IS NULL OR not_before <= ?) ORDER BY id LIMIT ?""",
                last, fresh, rows.stamp(now), max(1, limit),
            )  # fmt: skip
            taken = _batch(candidates)
            wanted = json.dumps([row["id"] for row in taken])
            self._run("UPDATE letter SET tries = tries + 1 WHERE id IN (SELECT value FROM json_each(?))", wanted)
        return self._in_hand(taken, now) if taken else []

    def _in_hand(self, taken: Sequence[sqlite3.Row], now: datetime) -> list[Waiting]:
        """These letters with their bytes and arrivals; one whose bytes are damaged is parked."""
        wanted = json.dumps([row["id"] for row in taken])
        inside = "SELECT letter, raw FROM letter_raw WHERE letter IN (SELECT value FROM json_each(?))"
        raws = {row["letter"]: bytes(row["raw"]) for row in self._run(inside, wanted)}
        came = "SELECT * FROM arrival WHERE letter IN (SELECT value FROM json_each(?)) ORDER BY id"
        arrivals: dict[int, list[Arrival]] = {}
        for row in self._run(came, wanted):
            arrivals.setdefault(row["letter"], []).append(rows.arrival_from(row))
        found: list[Waiting] = []
        for row in taken:
            letter = row["id"]
            try:
                raw = self._checked(row, raws.get(letter))
            except LedgerDamaged as problem:
                self.park(letter, str(problem), now)
                continue
            came_by = tuple(arrivals.get(letter, ()))
            found.append(Waiting(letter, raw, rows.moment(row["received"]), came_by, row["tries"]))
        return found

    def put_back(self, unread: Sequence[Waiting]) -> None:
        """Letters in hand that nobody has looked at are as if they had not been taken."""
        with self._write():
            for one in unread:
                self._run("UPDATE letter SET tries = ? WHERE id = ? AND state = 'waiting'", one.tries, one.letter)

    def later(self, one: Waiting, until: datetime) -> None:
        """A letter in hand that cannot be decided on yet (the name servers are silent) waits until `until`. That
        is no try: it is as if it had not been taken."""
        with self._write():
            self._run(
                "UPDATE letter SET tries = ?, not_before = ? WHERE id = ? AND state = 'waiting'",
                one.tries, rows.stamp(until), one.letter,
            )  # fmt: skip

    def park(
        self, letter: int, reason: str, now: datetime, facts: LetterFacts | None = None, actor: Actor = BOT
    ) -> None:
        """Put a waiting letter aside for a person. Raises Illegal if it does not wait."""
        with self._write():
            self._park(letter, reason, now, facts, actor)

    def _park(
        self, letter: int, reason: str, now: datetime, facts: LetterFacts | None = None, actor: Actor = BOT
    ) -> None:
        if not self._run(
            "UPDATE letter SET state = 'parked', reason = ? WHERE id = ? AND state = 'waiting' RETURNING id",
            reason, letter,
        ):  # fmt: skip
            raise Illegal(f"letter {letter} does not wait")
        self._put_facts(letter, facts)
        self._tell(now, actor, "parked", letter=letter, because=reason, after={"state": "parked"})

    def retry(self, letter: int, now: datetime, actor: Actor = BOT) -> None:
        """Let a parked letter wait again, with all its tries. Raises Illegal if it is not parked."""
        with self._write():
            if not self._run(
                """UPDATE letter SET state = 'waiting', reason = NULL, tries = 0
                   WHERE id = ? AND state = 'parked' RETURNING id""",
                letter,
            ):
                raise Illegal(f"letter {letter} is not parked")
            self._tell(now, actor, "retry", letter=letter, after={"state": "waiting"})

    def _put_facts(self, letter: int | None, facts: LetterFacts | None) -> None:
        if facts:
            self._run(
                "UPDATE letter SET message_id = ?, fingerprint = ?, subject = ?, sender = ? WHERE id = ?",
                facts.message_id, facts.fingerprint, facts.subject, facts.sender, letter,
            )  # fmt: skip

    # --- looking up -----------------------------------------------------------------------------------

    def letter(self, number: int) -> LetterRow | None:
        """What is known of a letter besides its bytes."""
        row = self._one("SELECT * FROM letter WHERE id = ?", number)
        return rows.letter_from(row) if row else None

    def letters_of(self, case: int) -> list[LetterRow]:
        """The letters that belong to a case, oldest first."""
        found = self._run("SELECT * FROM letter WHERE case_number = ? ORDER BY id", case)
        return [rows.letter_from(row) for row in found]

    def came_about(self, case: int, since: datetime, most: int = 50) -> tuple[Came, ...]:
        """The last letters about a case that came at `since` or later, `most` of them, oldest first."""
        found = self._run(
            """SELECT received, sender, rule FROM letter WHERE case_number = ? AND received >= ?
               ORDER BY id DESC LIMIT ?""",
            case, rows.stamp(since), most,
        )  # fmt: skip
        return tuple(
            Came(rows.moment(row["received"]), (row["sender"] or "").lower(), (row["rule"] or "").startswith(AUTOMATIC))
            for row in reversed(found)
        )

    def parked(self) -> list[LetterRow]:
        """The letters that a person must look at, oldest first."""
        found = self._run("SELECT * FROM letter WHERE state = 'parked' ORDER BY id")
        return [rows.letter_from(row) for row in found]

    def parked_untold(self) -> list[tuple[LetterRow, int]]:
        """The parked letters that the operator has not been told of, each with how often it was parked by now."""
        found = self._run(
            """SELECT * FROM (SELECT letter.*, (SELECT count(*) FROM history WHERE history.letter = letter.id
                 AND what = 'parked') AS times FROM letter WHERE state = 'parked')
               WHERE NOT EXISTS (SELECT 1 FROM posting WHERE once >= 'parked:' || id || ':' || times || ':'
                 AND once < 'parked:' || id || ':' || times || ';') ORDER BY id"""
        )
        return [(rows.letter_from(row), row["times"]) for row in found]

    def seen(self, message_id: str | None, fingerprint: str, letter: int) -> Seen:
        """What is on record of what `letter` holds: asked once, for it is asked of every letter."""
        own, twin, same_words, parted = self._run(
            """SELECT EXISTS (SELECT 1 FROM posting WHERE message_id = ?1),
                 (SELECT min(id) FROM letter WHERE fingerprint = ?2 AND message_id IS ?1 AND state = 'applied'),
                 (SELECT count(*) FROM letter WHERE fingerprint = ?2),
                 EXISTS (SELECT 1 FROM history WHERE letter = ?3 AND what = 'parted')""",
            message_id, fingerprint, letter,
        )[0]  # fmt: skip
        return Seen(bool(own), twin, same_words, bool(parted))

    def weaker_copy(self, message_id: str | None, fingerprint: str, letter: int) -> int | None:
        """An earlier letter with this Message-ID and this content from which nothing followed: a copy that nothing
        proved (commands 13)."""
        row = self._one(
            """SELECT id FROM letter WHERE fingerprint = ? AND message_id IS ? AND state = 'ignored' AND id < ?
               ORDER BY id LIMIT 1""",
            fingerprint, message_id, letter,
        )  # fmt: skip
        return int(row["id"]) if row else None

    def id_reused(self, message_id: str, fingerprint: str, letter: int) -> bool:
        """Whether an earlier letter with other words has this Message-ID."""
        found = self._one(
            "SELECT 1 FROM letter WHERE message_id = ? AND fingerprint <> ? AND id < ?", message_id, fingerprint, letter
        )
        return found is not None

    def raw(self, letter: int) -> bytes:
        """A letter's exact bytes. Raises LookupError if there is none, LedgerDamaged if they changed."""
        row = self._one("SELECT id, sha256, in_file FROM letter WHERE id = ?", letter)
        if row is None:
            raise LookupError(f"there is no letter {letter}")
        return self._raw(row)

    def _raw(self, row: sqlite3.Row) -> bytes:
        found = self._one("SELECT raw FROM letter_raw WHERE letter = ?", row["id"])
        return self._checked(row, bytes(found["raw"]) if found else None)

    def _checked(self, row: sqlite3.Row, inside: bytes | None) -> bytes:
        """The bytes of a letter, which are `inside` the ledger or in a file beside it, if they are those that came."""
        letter, sha256 = row["id"], row["sha256"]
        try:
            raw = self._file(sha256).read_bytes() if row["in_file"] else inside
        except OSError as problem:
            raise LedgerDamaged(f"the bytes of letter {letter} are missing: {problem}") from problem
        if raw is None:
            raise LedgerDamaged(f"the bytes of letter {letter} are missing")
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise LedgerDamaged(f"the bytes of letter {letter} are not those that came")
        return raw

    def arrivals(self, letter: int) -> tuple[Arrival, ...]:
        """Every copy of a letter that came, in order."""
        return tuple(map(rows.arrival_from, self._run("SELECT * FROM arrival WHERE letter = ? ORDER BY id", letter)))

    def _copy_letter(self, row: sqlite3.Row, folder: Path) -> None:
        self._raw(row)  # a damaged letter must not pass for a copy
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = folder / f"{row['sha256']}.part"
        shutil.copyfile(self._file(row["sha256"]), part)
        part.chmod(0o600)
        sync(part)
        part.rename(folder / row["sha256"])
        sync(folder)


def _batch(candidates: Sequence[sqlite3.Row]) -> list[sqlite3.Row]:
    """The first of these letters that may be in hand together: not too many bytes, and none tried before."""
    taken: list[sqlite3.Row] = []
    size = 0
    for row in candidates:
        size += row["size"]
        if taken and (row["tries"] or size > BATCH):
            break
        taken.append(row)
        if row["tries"]:
            break
    return taken
