"""The only joint: letters are taken in, read, decided on, applied and delivered here (house.md 2)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from liaisonbot.batch import Decided, may_count, may_touch
from liaisonbot.day import Day, Steady
from liaisonbot.deciding import alarms
from liaisonbot.deciding.automatic_mail import reachable, told, undelivered
from liaisonbot.deciding.decide import on_letter
from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.letters import excerpt_of
from liaisonbot.deciding.limits import breaker_alarm, done_lines, summaries
from liaisonbot.deciding.same_letter import folded
from liaisonbot.deciding.verdict import Verdict
from liaisonbot.doors.ledger import CaseDamaged, Ledger, LedgerBroken, LedgerBusy, LedgerFull, Stale
from liaisonbot.doors.proof import DnsTrouble
from liaisonbot.doors.reader import ReaderBroken, ReadFailure
from liaisonbot.doors.render import Render
from liaisonbot.gathering import Knowledge, Prove, facts_of
from liaisonbot.model.case import Case
from liaisonbot.model.directory import Directory
from liaisonbot.model.effects import ChangeCase, Decision, Effect, OpenCase, Remember, Revoke, Send, SetPerson
from liaisonbot.model.mail import Arrival, LetterFacts, Posting, ProofFacts, Waiting
from liaisonbot.model.our_addresses import desk_of
from liaisonbot.originals import Originals
from liaisonbot.outflow import Outflow
from liaisonbot.precedents import Precedents
from liaisonbot.read_ahead import ReadAhead, Reading
from liaisonbot.reading.letter import Letter
from liaisonbot.regular_mail import Feeds, digests_due, reports_due

log = logging.getLogger("liaisonbot")

IN_HAND = 32
"""Letters taken in hand at once; with fewer the children that read would often wait for the desk."""

AT_ONCE = 16
"""Letters decided on in one transaction; more would keep the letters that come in waiting for the lock."""

DNS_PAUSE = timedelta(minutes=5)

TWIN_PAUSE = timedelta(seconds=90)
"""So long the copy of a letter that came through a list waits for the one that comes straight."""

ALARM = "an alarm"
"""The rule of the alarm that something else could not be written: that it cannot be written itself is told nobody."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock, in UTC: the one place that looks at it."""
    return datetime.now(UTC)


def no_proof(_raw: bytes, _letter: Letter, _received: datetime) -> ProofFacts:
    """For doors without a way to verify anything."""
    return ProofFacts()


@dataclass
class Service:
    """The bot at its desk. Everything here runs in one thread, the one that opened `ledger`.

    `reading` reads letters in child processes, `render` writes ours, `prove` verifies signatures, `clock`
    gives the time in UTC, and `steady` says whether that can be believed. `load_office` gives people, settings and
    directory as they are now, `new_reading` a reading by another directory: both are used when the directory was
    renewed, or when somebody sets `look_again`.
    """

    office: Office
    ledger: Ledger
    reading: Reading
    render: Render
    prove: Prove = no_proof
    clock: Clock = utc_now
    feeds: Feeds | None = None
    load_office: Callable[[Ledger], Office] | None = None
    new_reading: Callable[[Directory], Reading] | None = None
    look_again: bool = False
    steady: Steady | None = None
    day: Day = field(default_factory=Day, init=False)
    outflow: Outflow = field(init=False)
    _next_case: int = field(default=0, init=False)
    _next_posting: int = field(default=0, init=False)
    _failures_untold: bool = field(default=True, init=False)  # nobody knows what the last process left untold

    def __post_init__(self) -> None:
        self._configured = self.office.people
        self._know_people()
        self._directory_mark = self.ledger.directory_mark()
        self._precedents = Precedents(self.ledger, self.office.directory)
        self.outflow = Outflow(self.office.settings.bounds, self.ledger)
        self._reader = ReadAhead(self.reading)
        self._batch: list[Waiting] = []  # in hand
        self._coming: list[Waiting] = []  # in hand, being read while the desk decides on those before
        self._unlucky: list[Waiting] = []  # were in hand when the ledger or the reading failed

    def ready(self) -> None:
        """Returns once letters can be read. Raises ReaderBroken when the installation is at fault."""
        self._reader.ready()

    def turn(self) -> int:
        """Decides on the letters that wait, oldest first, one batch; returns how many there were.

        Raises LedgerBusy, LedgerFull and ReaderBroken. The letters in hand are not to blame for that and keep all
        their tries.
        """
        if self._unlucky:
            self.ledger.put_back(self._unlucky)
            self._unlucky = []
        try:
            return self._turn()
        except (LedgerBusy, LedgerFull, ReaderBroken):
            self._unlucky, self._batch, self._coming = [*self._batch, *self._coming], [], []
            raise

    def _turn(self) -> int:
        batch = self._batch = self._coming or self.ledger.waiting(IN_HAND, self.clock())
        if not batch:
            self._tell_parked()
            return 0
        self._coming = []
        self._coming = self.ledger.waiting(IN_HAND, self.clock(), after=batch)
        self._recount()
        pending: list[Decided] = []
        for waiting, read in zip(batch, self._reader.read(batch, self._coming), strict=True):
            if isinstance(read, ReadFailure):
                self.ledger.park(waiting.letter, f"could not be read: {read.reason}", self.clock())
            elif isinstance(read, Letter):
                self._decide(waiting, read, pending)
            if len(pending) == AT_ONCE:
                self._apply(pending)
        self._apply(pending)
        self._batch = []  # the bytes of large letters need not wait for the next ones
        self._watch(len(batch))
        self._tell_parked()
        self._tell_damaged()
        return len(batch)

    def tick(self) -> int:
        """A moment passes: reminders, escalations and digests that are due now; returns how many letters.

        Raises whatever goes wrong; the operator hears of it where waiting does not help.
        """
        try:
            return self._tick()
        except Exception as problem:
            self._went_wrong("a look at the clock", problem)
            raise

    def _tick(self) -> int:
        now = self.clock()
        self.renew()
        self._recount()
        if self._failures_untold:
            self.failed()
        if self.steady and (ahead := self.steady.ahead(now)):
            log.error("the clock jumped ahead by %s: no reminder, digest or report goes out", ahead)
            return self._on_own_account(alarms.clock_jumped(ahead, now, self.office), "the clock runs ahead")
        if self.feeds:
            self.feeds.refresh(self.ledger, self.office, now)
        reminders = self.day.reminders(self.ledger, self.office, now)
        self._let_go(now)
        regular = [*digests_due(self.ledger, self.office, now), *reports_due(self.ledger, self.office, now)]
        due = reachable([*reminders, *regular], self.office)
        letters = self._on_own_account(due, "the day's letters")
        return letters + self._tell_damaged()

    def failed(self) -> None:
        """Tells people about letters of ours that will not arrive (P6): all whose failure stands in the ledger untold,
        those too that the process or the disk failed at."""
        self._failures_untold = True
        left = False
        for lost in self.ledger.failed_untold():
            try:
                case = self.ledger.case(lost.case)
            except CaseDamaged:  # it says whom to tell: that is done when it can be read again
                left = True
                continue
            log.warning("letter to %s failed: %s", lost.recipient, lost.reply)
            effects: list[Effect] = [told(lost.posting, lost.recipient)]
            if case and lost.template != "undelivered":
                effects += undelivered(case, (lost.recipient,), lost.reply, self.office, self.clock().date())
            self._recount()
            self._on_own_account(effects, "undelivered")
        self._weigh_bounces()
        self._failures_untold = left

    def close(self) -> None:
        """Lets go of the ledger and the child processes."""
        self._reader.close()
        self.ledger.put_back(self._coming)
        self.ledger.close()

    def _watch(self, letters: int) -> None:
        """More letters than are good shut the outbox until a person looks (mail-rules 8); intake goes on."""
        now = self.clock()
        if self.outflow.came_in(letters, now) and self.ledger.trip(now):
            reason = f"more than {self.outflow.bounds.letters_per_minute} letters came within a minute"
            log.critical("the outbox is shut: %s; see `liaisonbot outbox`", reason)
            waiting = self.ledger.counts().deliveries.get("queued", 0)
            self._recount()
            self._on_own_account(breaker_alarm(reason, waiting, self.office, now, stopped=True), "breaker")

    def _let_go(self, now: datetime) -> None:
        """What was held back leaves when its time is over, by itself or as one summary for each reader."""
        if not (over := self.ledger.held(now)):
            return
        self.ledger.release([one.posting for one in over if not one.hold.merge], now)
        merged = summaries([one for one in over if one.hold.merge], self.office, self._done_lines)
        self._recount()
        self._on_own_account(merged, "summaries")

    def _done_lines(self, posting: int) -> list[str]:
        """What a transcript of ours says of each command, without what stands around it."""
        raw = self.ledger.posted(posting)
        read = self._reader.again(raw) if raw else None
        return done_lines(read.text) if isinstance(read, Letter) else []

    # -- one letter ------------------------------------------------------------------------------------------

    def _decide(self, waiting: Waiting, letter: Letter, pending: list[Decided]) -> None:
        try:
            title = folded(letter.statement.title) if letter.statement else ""
            if may_touch(letter, title, pending) or may_count(letter, pending, self.office.directory):
                self._apply(pending)
            if self._expects_better(waiting, letter):
                self.ledger.later(waiting, waiting.received + TWIN_PAUSE)
                return
            verdict = on_letter(self.facts(waiting, letter))
            pending.append(self._decided(waiting, letter, title, verdict))
            if any(isinstance(effect, Revoke) for effect in verdict.effects):
                self._apply(pending)  # the next letters of ours go out with new reply addresses
        except DnsTrouble as trouble:
            log.warning("letter %d waits for the name servers: %s", waiting.letter, trouble)
            self.ledger.later(waiting, self.clock() + DNS_PAUSE)
        except (LedgerBusy, LedgerFull, LedgerBroken, ReaderBroken):
            raise
        except Exception as problem:  # one letter's trouble must never stop the next one (P5)
            log.exception("letter %d is parked", waiting.letter)
            self._apply(pending)
            self._recount()
            self.ledger.park(waiting.letter, f"{type(problem).__name__}: {problem}", self.clock(), _facts_of(letter))

    def _expects_better(self, waiting: Waiting, letter: Letter) -> bool:
        """Whether this is a list's copy of what its writer, one of our people, also sent to us (commands 13)."""
        if letter.via_list is None or letter.sender is None or self.clock() >= waiting.received + TWIN_PAUSE:
            return False
        named = (*letter.to, *letter.cc)
        to_us = any(desk_of(box.address, self.office.settings) for box in named)
        return to_us and self.office.people.person(letter.sender.address) is not None

    def _decided(self, waiting: Waiting, letter: Letter, title: str, verdict: Verdict) -> Decided:
        effects = self.outflow.bounded(verdict.effects, self.office, self.clock())
        opened = sum(isinstance(effect, OpenCase) for effect in effects)
        postings = self._render(effects, waiting, 0 if letter.hop is None else letter.hop + 1)
        self._next_case += opened
        facts = _facts_of(letter)
        decision = Decision(waiting.letter, effects, postings, verdict.rule)
        return Decided(decision, facts, waiting, letter, title)

    def _render(self, effects: Sequence[Effect], waiting: Waiting | None, hop: int = 0) -> tuple[Posting, ...]:
        """The letters among `effects`, before anything is written: a template bug changes nothing. `waiting` is the
        letter that caused them, `hop` is 0 for what no other bot's letter caused."""
        originals = Originals(self.ledger, self._reader, waiting)
        cases: dict[int, Case] = {}
        postings: list[Posting] = []
        for effect in effects:
            if isinstance(effect, OpenCase):
                cases[effect.case.number] = effect.case
            elif isinstance(effect, ChangeCase):
                before = cases.get(effect.number) or self.ledger.case(effect.number)
                if before:
                    cases[effect.number] = replace(before, **effect.changes)  # type: ignore[arg-type]
            elif isinstance(effect, Send):
                postings.append(self._posting(effect, cases, originals, hop))
        return tuple(postings)

    def _posting(self, send: Send, cases: dict[int, Case], originals: Originals, hop: int) -> Posting:
        case = cases.get(send.case) if send.case else None
        if send.case and case is None:
            case = self.ledger.case(send.case)
        original = originals.of(case) if send.attach_original and case is not None else None
        posting = self.render.render(send, self._next_posting, now=self.clock(), case=case, original=original, hop=hop)
        self._next_posting += 1
        return posting

    def facts(self, waiting: Waiting, letter: Letter) -> Facts:
        """All that is known of a letter in hand. Raises DnsTrouble."""
        at = Knowledge(self.ledger, self.office, self._precedents, self.prove, self._excerpt, self.clock())
        return facts_of(waiting, letter, at, self._next_case)

    def _excerpt(self, case: Case) -> tuple[str, ...]:
        read = self._reader.again(self.ledger.raw(case.letter))
        return excerpt_of(read) if isinstance(read, Letter) else ()

    # -- effects ---------------------------------------------------------------------------------------------

    def _apply(self, pending: list[Decided]) -> None:
        """Writes what was decided, in one transaction; what cannot be written is decided again or parked."""
        if not pending:
            return
        decided, pending[:] = list(pending), []
        results = self.ledger.apply_many([(one.decision, one.facts) for one in decided], self.clock())
        for one, result in zip(decided, results, strict=True):
            if isinstance(result, Exception):
                log.error("letter %d could not be applied: %s", one.waiting.letter, result)
                self._recount()
            else:
                log.info("letter %d: %s", one.waiting.letter, one.decision.rule)
        self._precedents.catch_up()
        effects = [effect for one in decided for effect in one.decision.effects]
        if any(isinstance(effect, SetPerson) for effect in effects):
            self._know_people()
        if any(isinstance(effect, Remember) and "returned:" in effect.keys[0] for effect in effects):
            self._weigh_bounces()

    def _weigh_bounces(self) -> None:
        """Too many of the last letters came back: reminders and digests wait for a day, and the operator hears."""
        now = self.clock()
        failed, of = self.ledger.share_of_bounces()
        if self.outflow.bounces(failed, of, now):
            reason = f"{failed} of the last {of} letters came back"
            log.critical("reminders and digests are stopped: %s", reason)
            self._recount()
            self._on_own_account(breaker_alarm(reason, 0, self.office, now, stopped=False), "breaker")

    def _tell_parked(self) -> None:
        """The operator hears of every letter that was put aside, whoever did it and whatever came in between."""
        for letter, times in self.ledger.parked_untold():
            words = (letter.sender or "", letter.subject or "", letter.reason or "")
            self._recount()
            self._on_own_account(alarms.parked(letter.number, times, *words, self.office), "a letter is parked")

    def left_in_mailbox(self, copy: Arrival, too_large: bool) -> None:
        """Tells the operator of a message that stays in its folder, unless it came after all."""
        recorded = self.ledger.from_mailbox(copy)
        words = (recorded.number, recorded.sender or "", recorded.subject or "") if recorded else (0, "", "")
        sends = alarms.left_in_mailbox(copy, *words, self.office)
        if too_large == bool(recorded) and not self.ledger.once_used([send.once or "" for send in sends]):
            self._recount()
            self._on_own_account(sends, "a message stays in the mailbox")

    def damaged(self, findings: Sequence[str]) -> None:
        """Tells the operator what is wrong in the ledger (P17)."""
        for finding in findings:
            log.error("in the ledger: %s", finding)
        self._recount()
        self._on_own_account(alarms.damage(findings, self.clock().date(), self.office), "damage was found")

    def _tell_damaged(self) -> int:
        """The operator hears of the cases that were met and could not be read; returns how many letters."""
        today = self.clock().date()
        keys = {alarms.case_key(number, today): number for number in self.ledger.damaged_cases()}
        used = self.ledger.once_used(keys)
        if not (fresh := [number for key, number in keys.items() if key not in used]):
            return 0
        log.error("in the ledger: %s cannot be read", ", ".join(f"LS-{number}" for number in fresh))
        self._recount()
        return self._on_own_account(alarms.cases_damaged(fresh, today, self.office), "a case is damaged")

    def _went_wrong(self, what: str, problem: Exception) -> None:
        """What was due did not go out, so all cases are looked at again. The operator hears of it once a day, unless a
        later try will mend it, or it was that very alarm."""
        self.day.forget()
        if isinstance(problem, LedgerBusy | LedgerFull | LedgerBroken | Stale):
            return
        self._tell_damaged()
        self._recount()
        if what != ALARM:
            self._on_own_account(alarms.unforeseen(what, problem, self.clock().date(), self.office), ALARM)

    def _on_own_account(self, effects: Sequence[Effect], rule: str) -> int:
        """Applies what no letter caused. What cannot be written or kept the operator hears of; the next tick tries
        again."""
        if not effects:
            return 0
        effects = self.outflow.bounded(effects, self.office, self.clock())
        try:
            postings = self._render(effects, None)
        except Exception as problem:
            log.exception("%s could not be written", rule)
            self._recount()
            self._went_wrong(rule, problem)
            return 0
        for result in self.ledger.apply_many([(Decision(None, tuple(effects), postings, rule), None)], self.clock()):
            if isinstance(result, Exception):
                log.error("%s could not be applied: %s", rule, result)
                self._went_wrong(rule, result)
        return len(postings)

    def renew(self) -> None:
        """Takes up a directory that was renewed, and a configuration that is to be read again."""
        mark = self.ledger.directory_mark()
        if self.load_office is None or not (self.look_again or mark != self._directory_mark):
            return
        self.look_again, self._directory_mark = False, mark
        self.office = self.load_office(self.ledger)
        self._precedents = Precedents(self.ledger, self.office.directory)
        self._configured = self.office.people
        self._know_people()
        if self.new_reading is not None:
            self._reader.close()
            self._reader = ReadAhead(self.new_reading(self.office.directory))
        log.info("people, settings and the directory of %s are in force", self.office.directory.dated)

    def _know_people(self) -> None:
        """The people of the configuration with their own settings."""
        self.office = replace(self.office, people=self._configured.with_settings(self.ledger.settings()))

    def _recount(self) -> None:
        """The next numbers, from the ledger: only the service gives out numbers, under its own lock."""
        self._next_case = self.ledger.last_case_number() + 1
        self._next_posting = self.ledger.last_posting_number() + 1


def _facts_of(letter: Letter) -> LetterFacts:
    sender = letter.writer
    return LetterFacts(letter.message_id, letter.fingerprint, letter.subject, sender)
