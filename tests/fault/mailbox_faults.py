"""K3: an IMAP mailbox through kills of the bot and of Dovecot, a line that is slow and cut, new UIDVALIDITY, others in it (P4).

Somebody appends letters and keeps each APPENDUID; the bot is killed, at any moment and right before and behind moving
or marking a letter; the line between the two is cut, the server restarted, and its list of UIDs thrown away; another
program marks, copies and expunges. Every letter must be recorded, and none twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import imaplib
import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.bench.measure import at_least, at_most
from tests.bench.processes import Process
from tests.bench.product import Bot
from tests.fault import audit
from tests.fault.bad_line import BadLine
from tests.fault.killed_at import MAILBOX_POINTS
from tests.fault.letters import Letters, Mail
from tests.fault.plan import Found, Plan, progress
from tests.fault.senders import Journal
from tests.fault.victim import kill, settle, start_at, wait_until
from tests.peers import Dovecot

AFTER = ("move", "seen", "keyword", "nothing")
IMAP = """[trust]
dkim = false
[[imap]]
host = "127.0.0.1"
port = {port}
security = "none"
user = "{user}"
password = "pw"
name = "box"
after = "{after}"
create_folders = true
poll_seconds = 5
"""


def run(plan: Plan) -> Found:
    """A mailbox for each thing that can become of recorded letters; the short run has one."""
    found, figures = Found(), Counter[str]()
    for number in plan.rounds("mailbox", 1, len(AFTER)):
        folder = plan.folder / f"box-{number}"
        folder.mkdir()
        folder.chmod(0o755)
        after = AFTER[(number + (0 if plan.full else plan.seed)) % len(AFTER)]
        mailbox = _Mailbox(plan, folder, after, plan.size(250, 2500), plan.size(8, 75))
        found.wrong += [f"mailbox {number} ({after}): {line}" for line in mailbox.live()]
        figures += mailbox.figures
    whole = plan.full and plan.minutes is None
    found.count("letters appended", figures["appended"], "", at_least(10_000) if whole else None)
    found.count("kills of the bot", figures["kills"])
    found.count("… right before or right behind the move or the mark", figures["at point"])
    found.count("cuts of a slow line", figures["cuts"])
    found.count("restarts of Dovecot", figures["restarts"])
    found.count("… with a new UIDVALIDITY", figures["renumbered"])
    found.count("messages that others marked, copied or expunged", figures["touched"])
    found.count("letters lost", sum("lost" in line for line in found.wrong), "", at_most(0))
    found.count("letters recorded twice", sum("twice" in line for line in found.wrong), "", at_most(0))
    return found


class _Mailbox:
    """One mailbox, with one bot that watches it."""

    def __init__(self, plan: Plan, folder: Path, after: str, letters: int, kills: int) -> None:
        self.figures: Counter[str] = Counter()
        self._plan, self._folder, self._after, self._kills = plan, folder, after, kills
        chance = plan.chance(folder.name)
        made = iter(Letters(chance, statements=0.1, largest=1 << 20))
        self._mails = [mail for mail, _ in zip(_storable(made), range(letters), strict=False)]
        self._chance, self._disturbing = chance, plan.chance(f"{folder.name} others")
        self._appended: dict[str, Mail] = {}
        self._busy = threading.Lock()  # the server is not restarted in the middle of an append

    def live(self) -> list[str]:
        """Everything that happens to it; what was wrong at the end."""
        self._server = Dovecot(self._folder)
        try:
            with BadLine(self._server.port, self._plan.chance(f"{self._folder.name} line")) as line:
                return self._live(line)
        finally:
            self._server.stop()

    def _live(self, line: BadLine) -> list[str]:
        more = IMAP.format(port=line.port, user=self._server.user, after=self._after)
        bot = Bot(self._folder / "bot", more=more)
        others = [threading.Thread(target=self._append_all), threading.Thread(target=self._disturb)]
        self._over = threading.Event()
        for other in others:
            other.start()
        try:
            self._kill_often(bot, others[0])
        finally:
            others[0].join()
            self._over.set()
            others[1].join()
        self.figures["cuts"], line.lasts = line.cuts, 0
        return self._settle(bot)

    def _kill_often(self, bot: Bot, appending: threading.Thread) -> None:
        while self.figures["kills"] < self._kills or appending.is_alive():
            process = self._run_to_a_point(bot) if self._chance.random() < 0.4 else self._run_for_a_moment(bot)
            if self._chance.random() < 0.25:
                self._restart_server()
                time.sleep(self._chance.uniform(0.2, 1.5))
            kill(process)
            self.figures["kills"] += 1
            progress(f"K3: {self.figures['kills']} kills, {self.figures['appended']} letters appended")

    def _run_for_a_moment(self, bot: Bot) -> Process:
        process = bot.start()
        time.sleep(self._chance.uniform(0.1, 1.0))
        return process

    def _run_to_a_point(self, bot: Bot) -> Process:
        """The bot, which kills itself right before or right behind a move or a mark, if it comes to one in time."""
        process = start_at(bot, self._chance.choice(list(MAILBOX_POINTS)), 1)
        self.figures["at point"] += wait_until(lambda: process.ended, 6)
        return process

    def _restart_server(self) -> None:
        """With its list of UIDs gone, Dovecot gives new ones and a new UIDVALIDITY."""
        with self._busy:
            self._server.stop()
            if self._chance.random() < 0.6:
                self._renumber()
            self._server.start()
            self.figures["restarts"] += 1

    def _renumber(self) -> None:
        mail = self._folder / "home" / self._server.user / "mail"
        gone = [*mail.glob("dovecot-uidlist"), *mail.glob("dovecot.index*")]
        for path in gone:
            path.unlink()
        if gone:
            time.sleep(1.1)  # UIDVALIDITY is a time in seconds
            self.figures["renumbered"] += 1

    # -- others in the mailbox ---------------------------------------------------------------------------

    def _append_all(self) -> None:
        pause = 0.0 if self._plan.full else 0.02
        with closing(_SyncJournal(self._folder / "appended.jsonl")) as journal:
            for place in range(0, len(self._mails), 10):
                with self._busy, self._server.connect() as client:
                    for mail in self._mails[place : place + 10]:
                        kind, answer = client.append("INBOX", "", "", mail.raw)
                        assert kind == "OK", answer
                        journal.note(
                            appenduid=str(client.untagged_responses.get("APPENDUID") or answer), sha256=mail.sha256
                        )
                        self._appended[mail.sha256] = mail
                        self.figures["appended"] += 1
                time.sleep(pause * 10 + self._disturbing.uniform(0, 0.2))

    def _disturb(self) -> None:
        """Another mail program: marks anything, copies, and expunges what the bot has recorded."""
        while not self._over.wait(self._disturbing.uniform(0.1, 0.5)):
            try:
                with self._busy, self._server.connect() as client:
                    client.select("INBOX")
                    self._touch(client)
            except (OSError, imaplib.IMAP4.error):
                continue

    def _touch(self, client: imaplib.IMAP4) -> None:
        uids = client.uid("SEARCH", "ALL")[1][0].split()
        if not uids:
            return
        uid = self._disturbing.choice(uids).decode()
        match self._disturbing.randrange(4):
            case 0:
                client.uid("STORE", uid, "+FLAGS", "(\\Seen \\Flagged)")
            case 1:
                client.uid("STORE", uid, "-FLAGS", "(\\Seen)")
            case 2:
                client.create("Copies")
                client.uid("COPY", uid, "Copies")
            case _ if self._is_recorded(client, uid):
                client.uid("STORE", uid, "+FLAGS", "(\\Deleted)")
                client.expunge()
        self.figures["touched"] += 1

    def _is_recorded(self, client: imaplib.IMAP4, uid: str) -> bool:
        answer = client.uid("FETCH", uid, "(BODY.PEEK[])")[1]
        if not answer or not isinstance(answer[0], tuple):
            return False
        return hashlib.sha256(answer[0][1]).hexdigest() in self._recorded()

    # -- the end -----------------------------------------------------------------------------------------

    def _recorded(self) -> set[str]:
        ledger = self._folder / "bot" / "ledger.db"
        if not ledger.exists():
            return set()
        try:
            with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=10)) as db:
                return {sha256 for (sha256,) in db.execute("SELECT sha256 FROM letter")}
        except sqlite3.OperationalError:
            return set()

    def _settle(self, bot: Bot) -> list[str]:
        with bot.start():
            wrong = (
                []
                if wait_until(lambda: self._appended.keys() <= self._recorded(), 60)
                else ["some letters do not come"]
            )
            wrong += settle(bot)
            if self._after == "move" and not wait_until(lambda: self._server.count("INBOX") == 0, 20):
                wrong.append(f"{self._server.count('INBOX')} recorded messages were not moved")
        missing = self._appended.keys() - self._recorded()
        wrong += [f"lost: letter {self._appended[one].logical} ({one})" for one in sorted(missing)]
        acknowledged = {one: (mail, set[str]()) for one, mail in self._appended.items()}
        wrong += audit.audit(bot.ledger, audit.Seen(acknowledged, offered=self._appended.values()))
        return wrong + self._arrivals(bot) + audit.own_check(bot)

    def _arrivals(self, bot: Bot) -> list[str]:
        with closing(sqlite3.connect(f"file:{bot.ledger}?mode=ro", uri=True)) as db:
            rows = db.execute(
                "SELECT mailbox, uidvalidity, uid, count(*) FROM arrival GROUP BY 1, 2, 3 HAVING count(*) > 1"
            ).fetchall()
        return [
            f"twice: UID {uid} of {mailbox} ({validity}) arrived {count} times"
            for mailbox, validity, uid, count in rows
        ]


class _SyncJournal(Journal):
    """The journal for a thread without a loop."""

    def note(self, **fact: object) -> None:  # type: ignore[override]
        asyncio.run(Journal.note(self, **fact))

    def close(self) -> None:
        self.__exit__(None, None, None)


def _storable(mails: Iterator[Mail]) -> Iterator[Mail]:
    """Letters that an IMAP server gives back byte for byte: Dovecot keeps no NUL, and no bare line end."""
    for mail in mails:
        if b"\0" not in mail.raw and not re.search(rb"\r(?!\n)|(?<!\r)\n", mail.raw):
            yield mail
