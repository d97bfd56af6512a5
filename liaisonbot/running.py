"""The bot at work: doors open, desk manned, post going out, until somebody says stop.

One asyncio loop holds the SMTP and LMTP doors, the scheduler and the post. Three kinds of threads stand
beside it, each with a ledger connection of its own: the writer (every intake, every mark of the outbox), the desk
(reading results, decisions, days), and one watcher for each IMAP mailbox.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from liaisonbot.doors.ledger import Ledger, LedgerBroken
from liaisonbot.doors.writer import Writer
from liaisonbot.model.mail import Arrival, Delivery, DeliveryResult, Receipt
from liaisonbot.service import Clock, Service

log = logging.getLogger("liaisonbot")

T = TypeVar("T")

POST_AT_ONCE = 200
LOOK_EVERY = 15.0
"""Seconds between looks for letters that wait and for what is due again in the outbox; new ones go at once."""


FIRST_TICK = timedelta(seconds=1)
"""How long after its start the bot looks at all its cases: those who wait at the doors come first."""

QUIET, LONGEST_WAIT = 0.1, 5.0
"""Seconds without a letter after which the desk goes on, and the most that it waits for them."""

MANY, QUIET_AFTER_MANY = 100, 1.0
"""So many letters of a mailbox at once are hardly the last ones; the next batch takes its time to fetch."""

SETTLED = timedelta(minutes=5)
"""So long after its start the bot begins to look through its ledger."""


class Post(Protocol):
    """The way out: a smarthost or a Maildir."""

    async def deliver(self, deliveries: Sequence[Delivery]) -> list[DeliveryResult]: ...

    async def close(self) -> None: ...


class Intake:
    """Takes letters in: durable in the ledger first, then the desk is woken."""

    def __init__(
        self,
        writer: Writer,
        wake: Callable[[], None],
        clock: Clock,
        broken: Callable[[LedgerBroken], None] = lambda _: None,
    ) -> None:
        self._writer, self._wake, self._clock, self._broken = writer, wake, clock, broken
        self.left: deque[tuple[Arrival, bool]] = deque()  # messages that stay in their folder, for the desk to tell of
        self.more_until = 0.0  # so long more letters are likely, on the monotonic clock: the desk gives way to them

    async def receive(self, raw: bytes, arrivals: tuple[Arrival, ...]) -> Receipt:
        """Records one letter; returns after the commit that holds it (P1). Raises when it cannot be kept."""
        self.more_until = time.monotonic() + QUIET
        try:
            receipt = await asyncio.wrap_future(self._writer.submit(raw, arrivals))
        except LedgerBroken as problem:
            self._broken(problem)
            raise
        self._wake()
        return receipt

    def record(
        self, batch: Sequence[tuple[bytes, Arrival]], mailbox: str, mark: tuple[int, int]
    ) -> list[Receipt | Exception]:
        """Records a batch of one mailbox and how far it was read, in one commit; for the watchers."""
        items = [(raw, (arrival,)) for raw, arrival in batch]
        at = (mailbox, *mark)
        receipts = self.ask(lambda ledger: ledger.receive_many(items, self._clock(), mark=at))
        self.more_until = time.monotonic() + (QUIET if len(items) < MANY else QUIET_AFTER_MANY)
        self._wake()
        return receipts

    def leave(self, copy: Arrival, too_large: bool) -> None:
        """Has the operator told of a message that stays in its folder; for the watchers."""
        self.left.append((copy, too_large))
        self._wake()

    def ask(self, work: Callable[[Ledger], T]) -> T:
        """Has `work` done with the writer's ledger, and waits for it; never from the loop's own thread."""
        try:
            return self._writer.call(work).result()
        except LedgerBroken as problem:
            self._broken(problem)
            raise


Watcher = Callable[[Intake, threading.Event], None]


@dataclass(frozen=True, slots=True)
class Doors:
    """What the running bot is connected to. `open_doors` starts the servers and returns what to close;
    `watchers` are IMAP mailboxes, each a callable that works until its event is set."""

    open_doors: Callable[[Intake], Awaitable[list[asyncio.Server]]]
    post: Post
    watchers: Sequence[Watcher] = ()


class Bot:
    """The running bot, as an asynchronous context manager: entering opens everything, leaving closes it.

    `make_service` is called in the desk's thread with the desk's own ledger. Entering raises LedgerRefused or
    ServiceRunning before any door is open. On leaving, the doors close first, the desk ends its turn, and what
    still waits stays recorded.
    """

    def __init__(self, path: Path, doors: Doors, make_service: Callable[[Ledger], Service], clock: Clock) -> None:
        self._path, self._doors, self._make_service, self._clock = path, doors, make_service, clock
        self._desk = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._woken, self._written, self._halt = asyncio.Event(), asyncio.Event(), threading.Event()
        self._one_round, self._one_post = asyncio.Lock(), asyncio.Lock()
        self._stack = AsyncExitStack()
        self._stopping = False
        self._results: list[DeliveryResult] = []  # of deliveries, not yet written down
        self._broken: LedgerBroken | None = None
        self._over = asyncio.Event()
        self.service: Service
        self.servers: list[asyncio.Server] = []

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            stack.callback(self._desk.shutdown)
            self.service = await self._at_desk(self._man_the_desk)
            stack.push_async_callback(self._at_desk, self.service.close)
            self._writer = Writer(self._path, self._clock)
            stack.callback(self._writer.close)
            stack.push_async_callback(self._doors.post.close)
            self._tell_over = self._waker(self._over)
            intake = self._intake = Intake(self._writer, self._waker(self._woken), self._clock, self._break)
            post = asyncio.create_task(self._keep(self._send, self._written, "the post's round"))
            stack.push_async_callback(self._end, self._written, post)
            desk = asyncio.create_task(self._keep(self._round, self._woken, "the desk's turn"))
            stack.push_async_callback(self._end, self._woken, desk)
            threads = [self._watch(watcher, intake) for watcher in self._doors.watchers]
            stack.callback(self._join, threads)
            self.servers = await self._doors.open_doors(intake)
            for server in self.servers:
                stack.callback(server.close)
            self._stack = stack.pop_all()
        self._woken.set()
        self._written.set()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def broken(self) -> LedgerBroken:
        """Returns if the disk fails under the ledger: then nothing more is written, and the process should end."""
        await self._over.wait()
        assert self._broken is not None
        return self._broken

    async def tick(self) -> None:
        """A moment passes: what the clock makes due is written and sent."""
        try:
            due = await self._at_desk(self.service.tick)
        except LedgerBroken as problem:
            self._break(problem)
            raise
        if due:
            self._written.set()

    async def look_through(self) -> None:
        """Once a day: is everything still as it was written? The operator hears what is not (P17)."""
        findings = await asyncio.to_thread(self._findings)
        if findings is None:
            return
        if findings:
            await self._at_desk(self.service.damaged, findings)
            self._written.set()
        await self._with_ledger(lambda ledger: ledger.looked_through(self._clock()))

    def _findings(self) -> list[str] | None:
        with Ledger.open(self._path, self._clock(), check=False) as ledger:
            return ledger.look_through(self._clock())

    async def settled(self) -> None:
        """Returns once every letter that waited has been decided on, and what is due was handed to the post."""
        await self._round()
        await self._send()

    async def change(self, work: Callable[[Service], None]) -> None:
        """Has `work` done to the service, between two of its turns."""
        await self._at_desk(work, self.service)

    async def look(self, work: Callable[[Ledger], T]) -> T:
        """What `work` reads in the ledger."""
        return await self._with_ledger(work)

    async def _round(self) -> None:
        """Decides on the letters that wait; the post takes what is written meanwhile."""
        async with self._one_round:
            await self._give_way()
            while await self._at_desk(self.service.turn) and not self._stopping:
                self._written.set()
                await self._give_way()
            while self._intake.left:  # behind the turns: the desk knows by now who wrote it
                await self._at_desk(self.service.left_in_mailbox, *self._intake.left.popleft())
                self._written.set()

    async def _give_way(self) -> None:
        """Lets letters in first: while they come one upon the other, deciding waits, though never for long."""
        patience = time.monotonic() + LONGEST_WAIT
        while not self._stopping and time.monotonic() < min(self._intake.more_until, patience):
            await asyncio.sleep(QUIET / 4)

    async def _send(self) -> None:
        """Sends what is due now, group by group; people hear of what finally failed."""
        async with self._one_post:
            failed, due = await self._settle_and_claim()
            while failed or due:
                self._results = await self._doors.post.deliver(due)
                if failed:
                    await self._at_desk(self.service.failed)
                failed, due = await self._settle_and_claim()

    async def _settle_and_claim(self) -> tuple[list[DeliveryResult], list[Delivery]]:
        """Writes down how deliveries ended, and takes the next ones. While the disk is full the results are kept in
        mind: without them everything that the relay has taken would be sent once more (P6)."""
        results = self._results
        answer = await self._with_ledger(lambda ledger: ledger.settle_and_claim(results, self._clock(), POST_AT_ONCE))
        self._results = []
        return answer

    async def _keep(self, work: Callable[[], Awaitable[None]], woken: asyncio.Event, name: str) -> None:
        """Does `work` whenever it is woken and every few seconds, and for the last time when the bot stops."""
        stopping = False
        while not stopping:
            try:
                await asyncio.wait_for(woken.wait(), LOOK_EVERY)
            except TimeoutError:
                pass
            woken.clear()
            stopping = self._stopping
            try:
                await work()
            except LedgerBroken as problem:
                self._break(problem)
                return
            except Exception:  # a ledger that is locked or full for a while: nothing is lost, tried again
                log.exception("%s failed", name)
                await asyncio.sleep(1)

    async def _end(self, woken: asyncio.Event, work: asyncio.Task[None]) -> None:
        self._stopping = True
        woken.set()
        await work

    def _man_the_desk(self) -> Service:
        ledger = Ledger.open(self._path, self._clock())
        try:
            ledger.hold_service()
            ledger.reclaim(self._clock())
            return self._make_service(ledger)
        except BaseException:
            ledger.close()
            raise

    def _break(self, problem: LedgerBroken) -> None:
        """From any thread."""
        self._broken = self._broken or problem
        self._tell_over()

    def _waker(self, event: asyncio.Event) -> Callable[[], None]:
        """What sets `event` from any thread."""
        loop = asyncio.get_running_loop()

        def wake() -> None:
            try:
                loop.call_soon_threadsafe(event.set)
            except RuntimeError:  # the loop has closed: the letter is recorded and waits for the next start
                pass

        return wake

    def _watch(self, watcher: Watcher, intake: Intake) -> threading.Thread:
        thread = threading.Thread(target=watcher, args=(intake, self._halt), name="imap", daemon=True)
        thread.start()
        return thread

    def _join(self, threads: Sequence[threading.Thread]) -> None:
        self._halt.set()
        for thread in threads:
            thread.join(timeout=10)

    async def _at_desk(self, work: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._desk, work, *args)

    async def _with_ledger(self, work: Callable[[Ledger], T]) -> T:
        return await asyncio.wrap_future(self._writer.call(work))


def start_scheduler(bot: Bot, clock: Clock) -> Any:
    """Two fixed jobs, one a minute and one an hour; what is due is derived from rows, never from the scheduler's store.

    Returns the scheduler, to be shut down by the caller."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    # misfire_grace_time=None: a tick that comes late is still run; the default drops it in silence
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
    scheduler.add_job(bot.tick, "interval", minutes=1, id="tick", next_run_time=clock() + FIRST_TICK)
    scheduler.add_job(bot.look_through, "interval", hours=1, id="look through", next_run_time=clock() + SETTLED)
    scheduler.start()
    return scheduler
