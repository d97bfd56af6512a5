"""Every case of incoming mail that is no plain statement or reply: one mail a row, and what follows (mail-rules 6).

The mails lie in tests/mails/arriving. In them `{bounce}` stands for the return path of our letter that they are about,
`{reply}` for its reply address, `{id}` for its Message-ID, `{itself}` for the letter itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from liaisonbot.doors.ledger_rows import LetterState
from liaisonbot.model.case import Outcome
from liaisonbot.model.mail import ProofFacts
from tests.world import BOT, CARLA, MIRA, QUENTIN, World

MAILS = Path(__file__).parent / "mails" / "arriving"


@dataclass(frozen=True)
class Row:
    """What follows from one mail. `about` is the template of the letter of ours that it is about; `state` that of the
    mail's own row; `sent` the letters that go out because of it, as template and recipient; `history` what LS-1's
    history has in addition; `new` whether a case is opened; `signed` whether its sender's domain proves it, `disowned`
    whether its DMARC policy says that the mail is not the domain's."""

    about: str = "reminder"
    state: LetterState = LetterState.IGNORED
    sent: tuple[tuple[str, str], ...] = ()
    history: tuple[str, ...] = ()
    new: int = 0
    to: str = BOT
    signed: bool = False
    disowned: bool = False


MANAGER, HELD = MIRA.address, (("question", CARLA.address),)
APPLIED = LetterState.APPLIED


def routed(*groups: str) -> tuple[tuple[str, str], ...]:
    """What goes out when a statement is recorded that Mira passed on."""
    readers = [f"{group}{role}@ietf.org" for group in groups for role in ("", "-ads", "-chairs")]
    readers += [MANAGER, "liaison-coordination@iab.org"]
    return (("receipt", MANAGER), *(("distribution", reader) for reader in readers))


ROWS = {
    # bounces and receipts
    "dsn-failed": Row(sent=(("undelivered", CARLA.address),), history=("cannot be reached",), to="{bounce}"),
    "dsn-full-mailbox": Row(sent=(("undelivered", CARLA.address),), history=("cannot be reached",), to="{bounce}"),
    "dsn-by-message-id": Row(sent=(("undelivered", CARLA.address),), history=("cannot be reached",)),
    "dsn-delayed": Row(to="{bounce}"),
    "dsn-success": Row(to="{bounce}"),
    "bounce-without-report": Row(sent=(("undelivered", CARLA.address),), history=("cannot be reached",), to="{bounce}"),
    "bounce-forged": Row(),
    "list-holds": Row("distribution", sent=(("list_held", MANAGER),), history=("held by a list",), to="{bounce}"),
    "list-wants-confirm": Row("distribution", sent=(("list_held", MANAGER),), history=("held by a list",), to="{bounce}"),
    "read-receipt": Row(),
    "complaint": Row("digest", sent=(("complaint", "owner@bot.example"),)),
    # automatic
    "out-of-office": Row(sent=(("away_offer", MANAGER), ("away_offer", CARLA.address)), to="{reply}"),
    "out-of-office-without-day": Row(to="{reply}"),
    "out-of-office-to-return-path": Row(sent=(("away_offer", MANAGER), ("away_offer", CARLA.address)), to="{bounce}"),
    "challenge": Row("distribution", sent=(("challenged", MANAGER),), to="{bounce}"),
    "own-letter-back": Row(),
    "own-letter-by-list": Row("distribution", history=("delivered to a list",)),
    # lists and copies
    "list-mail": Row(state=APPLIED, history=("follow-up",), signed=True),
    "list-mangled-from": Row(),
    # who
    "sender-is-not-from": Row(state=APPLIED, history=("note",), sent=(("transcript", MANAGER),), signed=True),
    "no-from": Row(state=APPLIED, new=1, sent=HELD),
    "two-in-from": Row(state=APPLIED, new=1, sent=HELD),
    "disowned": Row(state=APPLIED, new=1, sent=(("question", MANAGER),), disowned=True),
    "look-alike": Row(state=APPLIED, new=1, sent=(*HELD, ("look_alike", "owner@bot.example"))),
    "bcc": Row(state=APPLIED, history=("follow-up",), signed=True, to="{reply}"),
    "resent": Row(state=APPLIED, history=("follow-up",), signed=True, to="{reply}"),
    # form
    "pgp-encrypted": Row(state=APPLIED, history=("follow-up",), sent=(("transcript", MANAGER),), signed=True, to="{reply}"),
    "smime-signed": Row(state=APPLIED, history=("note",), sent=(("transcript", MANAGER),), signed=True),
    "winmail": Row(state=APPLIED, history=("follow-up",), sent=(("transcript", MANAGER),), signed=True, to="{reply}"),
    "invitation": Row(),
    "invitation-about-a-case": Row(state=APPLIED, history=("follow-up",), signed=True, to="{reply}"),
    "forwarded-inline": Row(state=APPLIED, new=1, sent=routed("quic"), signed=True),
    "forwarded-attached": Row(state=APPLIED, new=1, sent=routed("ccamp"), signed=True),
    "spam": Row(state=APPLIED, new=1, sent=(("question", MANAGER),)),
    "image-only": Row(state=APPLIED, history=("follow-up",), sent=(("transcript", MANAGER),), signed=True, to="{reply}"),
    "empty-reply": Row(state=APPLIED, history=("follow-up",), sent=(("transcript", MANAGER),), signed=True, to="{reply}"),
    "no-date": Row(state=APPLIED, history=("note",), sent=(("transcript", MANAGER),), signed=True),
    "odd-charset": Row(state=APPLIED, history=("note",), sent=(("transcript", MANAGER),), signed=True),
    # cases
    "sent-again": Row(state=APPLIED, sent=(("receipt", "tsbsg15@itu.int"),), history=("received again",)),
    "text-of-a-stranger": Row("receipt", state=APPLIED, history=("follow-up",), sent=(("followup", MANAGER),), to="{reply}"),
    "another-readers-address": Row(state=APPLIED, history=("note",), sent=(("transcript", QUENTIN.address), ("address_used", MANAGER)), signed=True, to="{reply}"),
}  # fmt: skip


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """LS-1 is open, in its last fortnight, held by Mira; a reminder and a digest have gone out."""
    with World(tmp_path) as world:
        world.arrives(world.statement())
        world.says(CARLA, "LS-1 deadline 10 March 2026\n")
        world.says(CARLA, "digest daily\n")
        world.days_pass(2)
        yield world


def filled(name: str, row: Row, world: World) -> tuple[str, bytes]:
    wanted = MANAGER if row.about in ("reminder", "digest") else None
    about = world.last(row.about, wanted)
    values = {
        "bounce": about.path,
        "reply": about.reply_address,
        "id": str(about.mail["Message-ID"]),
        "day": world.time.strftime("%a, %d %b %Y %H:%M:%S +0000"),
    }
    raw, to = (MAILS / f"{name}.eml").read_bytes(), row.to
    for key, value in values.items():
        raw, to = raw.replace(f"{{{key}}}".encode(), value.encode()), to.replace(f"{{{key}}}", value)
    return to, raw.replace(b"{itself}", about.raw)


@pytest.mark.parametrize(("name", "row"), ROWS.items(), ids=list(ROWS))
def test_what_follows_from_a_mail(name: str, row: Row, world: World) -> None:
    to, raw = filled(name, row, world)
    before, history, count = world.case(1), len(world.ledger.history(1)), len(world.post)
    cases = len(world.ledger.open_and_held())
    sender = "" if row.to == "{bounce}" or name.startswith(("dsn", "bounce")) else "somebody@else.example"
    world.proof = None if row.signed else ProofFacts(dmarc_fail=row.disowned)
    receipt = world.arrives(raw, to=to, sender=sender)
    letter = world.ledger.letter(receipt.letter)
    assert letter is not None
    assert (letter.state, letter.rule is not None) == (row.state, True), letter
    sent = {(one.template, one.recipient) for one in world.post[count:]}
    assert sent == set(row.sent)
    assert tuple(one.what for one in world.ledger.history(1)[history:]) == row.history
    assert len(world.ledger.open_and_held()) - cases == row.new
    after = world.case(1)
    assert (after.stage, after.deadline, after.holder) == (before.stage, before.deadline, before.holder)


def test_there_is_one_mail_for_each_row() -> None:
    assert {path.stem for path in MAILS.glob("*.eml")} == set(ROWS)


def report(world: World, template: str = "reminder", name: str = "dsn-failed") -> None:
    """The latest such letter to Mira comes back."""
    about = world.last(template, MANAGER)
    raw = (MAILS / f"{name}.eml").read_bytes().replace(b"{id}", str(about.mail["Message-ID"]).encode())
    moment = world.time.strftime("%a, %d %b %Y %H:%M:%S +0000").encode()
    raw = raw.replace(b"{day}", moment).replace(b"<dsn-", f"<dsn{world.time:%j%H}-".encode())
    world.arrives(raw, to=about.path, sender="")


def test_after_three_days_of_bounces_one_letter_asks_and_then_all_is_quiet(world: World) -> None:
    for _ in range(3):
        report(world)
        report(world)  # another one of the same day weighs nothing
        assert world.sent("probe") == [] or world.time.day == 6
        world.days_pass(1)
    assert len(world.sent("probe", MANAGER)) == 1
    report(world, "probe")
    assert world.last("unreachable", "owner@bot.example")
    count = len(world.post)
    world.days_pass(6)
    assert {one.template for one in world.post[count:] if one.recipient == MANAGER} <= {"undelivered"}
    world.proof = ProofFacts()
    world.says(MIRA, "I am back.\n")
    assert world.service.office.people.person(MANAGER).reached == "stopped"  # type: ignore[union-attr]
    world.proof = None
    world.says(MIRA, "I am back, really.\n")
    assert world.service.office.people.person(MANAGER).reached == ""  # type: ignore[union-attr]


def test_a_full_mailbox_weighs_half(world: World) -> None:
    for _ in range(4):
        report(world, name="dsn-full-mailbox")
        world.days_pass(1)
    assert world.sent("probe") == []


def test_a_complaint_ends_what_it_is_about(world: World) -> None:
    digest = world.last("digest", MANAGER)
    world.arrives((MAILS / "complaint.eml").read_bytes().replace(b"{id}", str(digest.mail["Message-ID"]).encode()))
    assert world.service.office.people.person(MANAGER).digest == "off"  # type: ignore[union-attr]


@pytest.mark.parametrize("desk", ["liaison", "liaison-help", "liaison-preview", "liaison-request", "liaison-owner"])
def test_out_of_office_to_any_address_commands_nothing(world: World, desk: str) -> None:
    """Trap 6."""
    before, count = world.case(1), len(world.sent("transcript"))
    raw = (MAILS / "out-of-office-without-day.eml").read_bytes().replace(b"{day}", b"Wed, 04 Mar 2026 09:00:00 +0000")
    world.arrives(raw, to=f"{desk}@bot.example")
    assert (world.case(1), len(world.sent("transcript"))) == (before, count)


def test_out_of_office_leaves_a_closed_case_closed(world: World) -> None:
    """Trap 13."""
    reminder = world.last("reminder", MANAGER)
    world.says(MIRA, "LS-1 done because they called\n")
    raw = (MAILS / "out-of-office.eml").read_bytes().replace(b"{day}", b"Wed, 04 Mar 2026 09:00:00 +0000")
    world.arrives(raw, to=reminder.reply_address)
    assert world.case(1).outcome is Outcome.ANSWERED
