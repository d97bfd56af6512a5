"""The bot at work when its disk fails: nothing is sent twice, and a disk that lies ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from liaisonbot.deciding.facts import Office
from liaisonbot.doors.ledger import Ledger, LedgerBroken, LedgerFull
from liaisonbot.doors.ledger_rows import DeliveryState
from liaisonbot.doors.reader import InProcess
from liaisonbot.doors.render import Render
from liaisonbot.model.directory import built_in
from liaisonbot.model.mail import Arrival, Delivery, DeliveryResult, Sent
from liaisonbot.model.people import Settings
from liaisonbot.running import Bot, Doors, Intake
from liaisonbot.service import Service
from tests.world import BOT, MIRA, PEOPLE, World

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
STATEMENT = World._mail(
    {"From": "TSB <tsbsg15@itu.int>", "To": BOT, "Subject": "LS on rings", "Message-ID": "<1@itu.example>"},
    "Source: ITU-T Study Group 15\nTitle: LS on rings\nFor action to: IETF CCAMP WG\nDeadline: 1 June 2026\n",
).as_bytes()


class Postman:
    """Takes every letter, and remembers whom it went to."""

    def __init__(self) -> None:
        self.took: list[tuple[str, str]] = []

    async def deliver(self, deliveries: Sequence[Delivery]) -> list[DeliveryResult]:
        self.took += [(one.message_id, one.recipient) for one in deliveries]
        return [DeliveryResult(one, Sent.SENT, "250 ok") for one in deliveries]

    async def close(self) -> None: ...


def play(folder: Path, story: Callable[[Bot, Intake], Awaitable[None]]) -> Postman:
    """A bot that takes one statement in; `story` is what happens then."""
    post, doors = Postman(), []

    async def no_servers(intake: Intake) -> list[asyncio.Server]:
        doors.append(intake)
        return []

    def service(ledger: Ledger) -> Service:
        office = Office(Settings(address=BOT, owner="owner@bot.example"), PEOPLE, built_in())
        render = Render([], office.settings, ledger.secret, ledger.instance, ledger.person_number)
        reading = InProcess("liaisonbot.worker:work", initial=office.directory)
        return Service(office, ledger, reading, render, clock=lambda: NOW)

    async def run() -> None:
        async with Bot(folder / "ledger.db", Doors(no_servers, post), service, lambda: NOW) as bot:
            await doors[0].receive(STATEMENT, (Arrival("smtp", BOT),))
            await story(bot, doors[0])

    asyncio.run(run())
    return post


def test_what_the_relay_took_is_not_sent_again_after_the_disk_was_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle_and_claim, full = Ledger.settle_and_claim, [True]

    def sometimes(
        self: Ledger, results: Sequence[DeliveryResult], now: datetime, limit: int
    ) -> tuple[list[DeliveryResult], list[Delivery]]:
        if results and full:
            raise LedgerFull("no room")
        return settle_and_claim(self, results, now, limit)

    monkeypatch.setattr(Ledger, "settle_and_claim", sometimes)

    async def story(bot: Bot, _: Intake) -> None:
        with pytest.raises(LedgerFull):
            await bot.settled()
        full.clear()
        await bot.settled()
        assert (await bot.look(lambda ledger: ledger.counts())).deliveries.keys() == {"sent"}

    post = play(tmp_path, story)
    assert post.took
    assert len(post.took) == len(set(post.took))


def test_a_disk_that_did_not_keep_what_it_took_ends_the_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lies(self: Ledger, *_: object, **__: object) -> None:
        raise LedgerBroken("the disk did not keep what was written")

    async def story(bot: Bot, intake: Intake) -> None:
        await bot.settled()
        monkeypatch.setattr(Ledger, "receive_many", lies)
        with pytest.raises(LedgerBroken):
            await intake.receive(b"Subject: another\r\n\r\n", (Arrival("smtp", BOT),))
        assert "did not keep" in str(await asyncio.wait_for(bot.broken(), 5))

    play(tmp_path, story)


def test_the_operator_hears_of_every_parked_letter_each_time(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.ledger.receive(world.statement().as_bytes(), (Arrival("smtp", BOT),), world.time)
        for _ in range(3):  # the process dies with the letter in hand
            world.ledger.waiting(1, world.time)
        world.minutes_pass(1)
        assert "in hand 3 times" in world.last("parked", "owner@bot.example").text
        world.ledger.retry(1, world.time)
        for _ in range(3):
            world.ledger.waiting(1, world.time)
        world.minutes_pass(1)
        world.minutes_pass(1)
        assert len(world.sent("parked")) == 2


def test_a_failed_letter_is_told_of_once_though_the_process_died_right_after_the_note(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        _fails_untold(world)
        world.service.close()
        world.wakes_up()
        world.minutes_pass(1)
        assert "550 5.1.1 no such user" in world.last("undelivered", MIRA.address).text
        world.service.close()
        world.wakes_up()
        world.days_pass(1)
        assert len(world.sent("undelivered", MIRA.address)) == 1, "nor on another day"


def test_a_failed_letter_that_the_disk_did_not_let_us_tell_of_is_told_of_a_moment_later(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        _fails_untold(world)
        world.minutes_pass(1)
        assert "550 5.1.1 no such user" in world.last("undelivered", MIRA.address).text


def _fails_untold(world: World) -> None:
    """A letter is refused, which is written down; then nothing more can be done about it."""

    def full(*_: object) -> None:
        raise LedgerFull("no room")

    world.minutes_pass(1)
    world.refuses["ccamp-chairs@ietf.org"] = "550 5.1.1 no such user"
    with pytest.MonkeyPatch.context() as now:
        now.setattr(Ledger, "failed_untold", full)
        with pytest.raises(LedgerFull):
            world.arrives(world.statement())
    (failed,) = world.ledger.outbox([DeliveryState.FAILED])
    assert failed.recipient == "ccamp-chairs@ietf.org"
    found = world.ledger.audit(now=world.time + timedelta(days=1))
    assert f"posting {failed.posting} to {failed.recipient} failed and nobody was told: {failed.reply}" in found


def test_the_operator_hears_once_of_a_message_that_stays_in_its_mailbox(tmp_path: Path) -> None:
    """At each new connection it is named again: the process may have died before the letter was written."""
    large, silent, late = (Arrival("imap", mailbox="liaison/INBOX", uidvalidity=7, uid=uid) for uid in (17, 18, 19))
    told: list[str] = []

    async def story(bot: Bot, intake: Intake) -> None:
        header = b"From: ada@optics.example\r\nSubject: Drawings\r\nMessage-ID: <d@optics.example>\r\n\r\n"
        for _ in range(2):
            await intake.receive(header, (large,))
            intake.leave(large, True)
            intake.leave(silent, False)
            await bot.settled()
        await intake.receive(b"Subject: at last\r\n\r\n", (late,))
        intake.leave(late, False)
        await bot.settled()
        rows = await bot.look(lambda ledger: [one for one in ledger.outbox() if one.template == "left_in_mailbox"])
        for row in rows:
            raw = await bot.look(lambda ledger, number=row.posting: ledger.posted(number))  # type: ignore[misc]
            told.append(raw.decode())

    play(tmp_path, story)
    about_large, about_silent = told
    for words in ("Its UID:   17", "recorded as letter 2", "From:      ada@optics.example", "Subject:   Drawings"):
        assert words in about_large
    assert "does not give" in about_silent
    assert "Its UID:   18" in about_silent


def test_letters_in_hand_while_the_disk_is_full_keep_their_tries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise LedgerFull("no room")

    with World(tmp_path) as world:
        world.ledger.receive(world.statement().as_bytes(), (Arrival("smtp", BOT),), world.time)
        with monkeypatch.context() as now:
            now.setattr(Ledger, "apply_many", full)
            for _ in range(5):
                with pytest.raises(LedgerFull):
                    world.service.turn()
        world.minutes_pass(1)
        assert world.case(1).name == "LS-1"
        assert not world.sent("parked")
