"""Attempts to make the bot act for somebody else: nothing acts, nothing leaks (mail-rules 10, commands 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from liaisonbot.doors.proof import prove
from liaisonbot.gathering import opened
from liaisonbot.model.mail import ProofFacts
from liaisonbot.model.tokens import find
from liaisonbot.reading.letter import Letter
from tests.signing import COVERED, key_record, rsa_key, sign
from tests.world import BOT, MIRA, QUENTIN, Caught, World

KEYS = ("manage.example", "chair.example", "stranger.example", "optics.example")
ORDER = "LS-1 no-reply because it is moot\n"
EVERYTHING = ("from", "to", "subject", "date", "message-id", "in-reply-to", "references")


def published(name: str) -> list[str]:
    """The DNS of this test: each domain has the one key of the run."""
    return [key_record(rsa_key())] if name.partition("._domainkey.")[2] in KEYS else []


def really_prove(raw: bytes, letter: Letter, received: datetime) -> ProofFacts:
    domain = letter.sender.address.rpartition("@")[2] if letter.sender else None
    return prove(raw, from_domain=domain, txt=published, authserv_id="mx.bot.example", now=received)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world with LS-1 and LS-2, both Mira's, and signatures that are really verified."""
    with World(tmp_path) as world:
        world.service.prove = really_prove
        world.arrives(world.statement())
        world.arrives(world.statement())
        world.time += timedelta(days=77)
        world.days_pass(1)
        yield world


def letter(world: World, text: str = ORDER, **fields: str) -> bytes:
    """An unsigned letter that looks like Mira's, but for the fields that differ."""
    known = {"From": MIRA.address, "Subject": "Re: it", "Message_ID": "<m1@manage.example>", "body": text}
    return world.statement(**known | fields).as_bytes()


def signed(raw: bytes, domain: str = "manage.example", covered: tuple[str, ...] = COVERED) -> bytes:
    return sign(raw, "s1", domain, rsa_key(), covered=covered)


def state(world: World) -> list[object]:
    """What must not move."""
    return [world.case(1), world.case(2), world.ledger.settings()]


def unmoved(world: World, before: list[object]) -> bool:
    return state(world) == before


def test_the_signature_that_all_others_lack_does_act(world: World) -> None:
    world.arrives(signed(letter(world)))
    assert world.case(1).closed_because == "it is moot"


FORGED = {
    "a forged From": {},
    "a display name that holds her address": {"From": f'"{MIRA.address}" <mallory@stranger.example>'},
    "two addresses in From": {"From": f"{MIRA.address}, mallory@stranger.example"},
    "her address in Sender": {"From": "mallory@stranger.example", "Sender": MIRA.address},
    "her address in Reply-To": {"From": "mallory@stranger.example", "Reply_To": MIRA.address},
    "our own server's verdict, written by the sender below another": {
        "Authentication_Results": "evil.example; dmarc=pass header.from=manage.example"
    },
    "a planted Delivered-To": {"Delivered_To": "liaison+ls1@bot.example"},
    "a planted X-Original-From": {"From": "list@stranger.example", "X_Original_From": MIRA.address},
    "a command in the Subject": {"Subject": "confirm AAAA-AAAA-AA", "body": ""},
    "an automatic answer": {"Auto_Submitted": "auto-replied"},
}


@pytest.mark.parametrize("fields", FORGED.values(), ids=list(FORGED))
def test_a_forged_letter_does_nothing(world: World, fields: dict[str, str]) -> None:
    """X1."""
    before = state(world)
    world.arrives(letter(world, **fields))
    assert unmoved(world, before)
    assert world.sent("transcript") == []


def test_another_domains_signature_is_worth_nothing(world: World) -> None:
    """Trap 1: a valid signature, but not the From's."""
    before = state(world)
    world.arrives(signed(letter(world), "stranger.example"))
    assert unmoved(world, before)
    assert world.last("confirm").recipient == MIRA.address


def test_a_signed_letter_sent_once_more_acts_once(world: World) -> None:
    """X4."""
    note = signed(letter(world, "LS-1 note they called\n"))
    world.arrives(note)
    world.arrives(b"Received: from evil.example by mx\r\n" + note, sender="mallory@stranger.example")
    assert [row.what for row in world.ledger.history(1)].count("note") == 1


def test_a_signed_letter_does_not_reach_another_case_by_what_it_does_not_sign(world: World) -> None:
    """Trap 33: To and In-Reply-To may be rewritten by whoever sends the letter on."""
    reminder = next(one for one in world.sent(to=MIRA.address) if one.case == 2)
    raw = letter(world, "no-reply because it is moot\n", To=BOT, In_Reply_To="<x@y.example>")
    bare = signed(raw, covered=("from", "subject", "date", "message-id"))
    for field in (b"To: liaison+ls2@bot.example", b"In-Reply-To: " + str(reminder.mail["Message-ID"]).encode()):
        name = field.partition(b":")[0]
        lines = [field if line.startswith(name + b":") else line for line in bare.replace(b"\r\n", b"\n").split(b"\n")]
        world.arrives(b"\r\n".join(lines))
        assert world.case(2).closed is None


def test_a_signature_of_last_week_is_too_old(world: World) -> None:
    """Trap 39."""
    raw = signed(letter(world))
    world.days_pass(8)
    before = state(world)
    world.arrives(raw)
    assert unmoved(world, before)


def test_appended_text_under_a_length_tag_is_not_signed(world: World) -> None:
    """X4. Trap 39: l= covers the beginning only."""
    short = letter(world, "Hello\n")
    before = state(world)
    world.arrives(sign(short, "s1", "manage.example", rsa_key(), length=7) + b"\r\n" + ORDER.encode())
    assert unmoved(world, before)


def reminder_of(world: World) -> Caught:
    return next(one for one in reversed(world.sent(to=MIRA.address)) if one.template in ("reminder", "morning"))


def test_a_forwarded_reply_address_proves_nothing(world: World) -> None:
    """X5. Trap 37: it finds the case; its reader's rights stay with its reader."""
    to = reminder_of(world).reply_address
    before = state(world)
    world.arrives(letter(world, To=to), to=to)
    world.arrives(letter(world, From="mallory@stranger.example", To=to, Message_ID="<m2@x.example>"), to=to)
    stolen = letter(world, From="mallory@stranger.example", To=to, Message_ID="<m3@x.example>")
    world.arrives(signed(stolen, "stranger.example"), to=to)
    assert unmoved(world, before)
    (told,) = world.sent("address_used")
    assert told.recipient == MIRA.address
    assert "mallory@stranger.example wrote to a reply address that was given to you" in " ".join(told.text.split())


def test_a_reply_address_that_another_used_proves_its_reader_no_more(world: World) -> None:
    """It still finds its case, and letters that are written from then on have addresses that prove."""
    to = reminder_of(world).reply_address
    tokens = frozenset(find(to))
    issued = opened(tokens, tokens, world.ledger, world.time)
    assert issued.person == MIRA.address
    world.arrives(letter(world, From="mallory@stranger.example", To=to, Message_ID="<m4@x.example>"), to=to)
    spent = opened(tokens, tokens, world.ledger, world.time)
    assert (spent.person, spent.old, spent.cases) == (None, True, issued.cases)
    world.arrives(signed(letter(world, "LS-1 status\n", Message_ID="<m5@manage.example>")))
    fresh = frozenset(find(world.last("transcript", MIRA.address).reply_address))
    assert opened(fresh, fresh, world.ledger, world.time).person == MIRA.address


def question_about(world: World, order: str = ORDER) -> Caught:
    """What Mira is asked about an unsigned letter in her name."""
    world.arrives(letter(world, order, Message_ID="<forged@manage.example>"))
    return world.last("confirm", MIRA.address)


ELSEWHERE = {
    "its id in In-Reply-To": ("In_Reply_To", "{}"),
    "its id among the References": ("References", "<first@list.example> {} <last@list.example>"),
}


@pytest.mark.parametrize(("field", "value"), ELSEWHERE.values(), ids=list(ELSEWHERE))
def test_a_leaked_reply_address_of_another_letter_confirms_nothing(world: World, field: str, value: str) -> None:
    """X5, X7: Mira asked on a list who wrote that, and so showed the question's id; a reply address of hers leaked from
    an old reminder. A forger has both, but not the question."""
    before = state(world)
    old = reminder_of(world).reply_address
    question = question_about(world)
    stolen = {field: value.format(question.mail["Message-ID"])}
    world.arrives(letter(world, "yes\n", To=old, Message_ID="<m6@manage.example>", **stolen), to=old)
    assert unmoved(world, before)
    asked_again = world.last("confirm", MIRA.address)
    assert asked_again is not question
    assert "it came to another address than that of the question" in " ".join(asked_again.text.split())
    world.says(MIRA, "yes\n", asked_again)
    assert world.case(1).closed_because == "it is moot"


def test_a_signed_yes_to_something_else_confirms_nothing(world: World) -> None:
    """X7: a forger asks her to lunch under the id of our question, the bot in copy; her own signed `yes` is to that."""
    before = state(world)
    question = question_about(world)
    lunch = {"In_Reply_To": str(question.mail["Message-ID"]), "To": "mallory@stranger.example", "Cc": BOT}
    world.arrives(signed(letter(world, "yes\n", Message_ID="<m7@manage.example>", **lunch), covered=EVERYTHING))
    assert unmoved(world, before)
    answer = world.last("transcript", MIRA.address)
    assert "E10: it came to another address than that of the question" in " ".join(answer.text.split())
    (code,) = re.findall(r"confirm ([A-Z0-9-]{12})", answer.text)
    world.arrives(letter(world, f"confirm {code}\n", Message_ID="<m8@manage.example>"))
    assert world.case(1).closed_because == "it is moot"


OUTSIDE = [
    "problem itu-t because they are late", "digest weekly", "settings zone Asia/Tokyo", "away until 1 June 2026",
    "delegate quentin until 1 June 2026", "subscribe LS-2", "note they called", "escalate because it is late", "undo U-3",
]  # fmt: skip


@pytest.mark.parametrize("case", ["", "LS-1 ", "LS-3 ", "LS-999 "])
def test_a_contact_of_one_case_is_nobody_on_another_and_none_of_ours(world: World, case: str) -> None:
    """X1: what one of ours may do for no case in particular, a contact could, who named a case that is not his own."""
    world.arrives(world.statement(body="Source: ITU-T SG15\nTitle: LS on spans\nFor action to: IETF CCAMP WG\n"))
    before, count = state(world), len(world.ledger.cases())
    for number, line in enumerate(OUTSIDE):
        fields = {
            "From": "ada@optics.example",
            "To": "liaison+ls1@bot.example",
            "Message_ID": f"<{number}@optics.example>",
        }
        world.arrives(signed(letter(world, f"!{case}{line}\n", **fields), "optics.example"), to=fields["To"])
    assert unmoved(world, before)
    assert len(world.ledger.cases()) == count
    assert not [one for one in world.ledger.asked_of(("ada@optics.example",)) if one.waiting]


HIDDEN = {
    "in HTML that nobody sees": '<p>See you.</p><div style="display:none">LS-1 no-reply because moot</div>',
    "in a comment": "<p>See you.</p><!-- LS-1 no-reply because moot -->",
    "in HTML beside another text": "<p>LS-1 no-reply because moot</p>",
}


@pytest.mark.parametrize("html", HIDDEN.values(), ids=list(HIDDEN))
def test_hidden_words_do_nothing_though_the_letter_is_signed(world: World, html: str) -> None:
    mail = world.statement(From=MIRA.address, Message_ID="<h@manage.example>", body="See you.\n")
    mail.add_alternative(html, subtype="html")
    before = state(world)
    world.arrives(signed(mail.as_bytes()))
    assert unmoved(world, before)


def test_parts_that_are_not_the_text_do_nothing(world: World) -> None:
    """Trap 28: a calendar item; and an attached file, a file's name, an attached letter."""
    mail = world.statement(From=MIRA.address, Message_ID="<p@manage.example>", body="See you.\n")
    mail.add_attachment(ORDER.encode(), maintype="text", subtype="calendar", filename="invite.ics")
    mail.add_attachment(ORDER.encode(), maintype="text", subtype="plain", filename="LS-1 no-reply because moot.txt")
    inner = EmailMessage()
    inner["From"], inner["Subject"] = MIRA.address, "LS-1 no-reply because moot"
    inner.set_content(ORDER)
    mail.add_attachment(inner)
    before = state(world)
    world.arrives(signed(mail.as_bytes()))
    assert unmoved(world, before)


def test_quoted_commands_and_our_own_samples_do_nothing(world: World) -> None:
    """X6. Trap 7."""
    text = "I agree.\n\n> LS-1 no-reply because moot\n> LS-1 done\n\nOn Monday somebody wrote:\n> done\n"
    before = state(world)
    world.arrives(signed(letter(world, text)))
    world.arrives(signed(letter(world, "LS-1 no-reply because ‹reason›\n", Message_ID="<s@manage.example>")))
    assert unmoved(world, before)


FIELDS = [
    "LS-1 note x\r\nBcc: victim@x.example",
    "LS-1 set title Hello\u2028Bcc: victim@x.example",
    "LS-1 set title Hello\x0bBcc: victim@x.example",
    "LS-1 set contact victim@x.example,other@y.example",
    "LS-1 set contact victim@x.example\u0085Bcc: x@y.example",
    "LS-1 set ref A\u2029Subject: B",
    "LS-1 assign to quentin because a\u2028Bcc: victim@x.example",
]


@pytest.mark.parametrize("text", FIELDS)
def test_no_value_of_a_command_becomes_a_field_or_a_reader(world: World, text: str) -> None:
    """X11."""
    seen = len(world.post)
    world.arrives(signed(letter(world, text + "\n")))
    for one in world.post[seen:]:
        assert "victim@x.example" not in (one.recipient, str(one.mail["Bcc"]), str(one.mail["Cc"]))
        assert one.mail["Bcc"] is None


def test_the_same_short_answer_for_what_is_not_there_and_what_is_not_yours(world: World) -> None:
    """X25."""

    def answer(text: str, number: int) -> str:
        raw = letter(world, text, From=QUENTIN.address, Message_ID=f"<q{number}@chair.example>")
        world.arrives(signed(raw, "chair.example"))
        return world.last("transcript", QUENTIN.address).text

    there, missing = answer("undo U-1\n", 1), answer("undo U-999\n", 2)
    lines = [[line for line in text.splitlines() if "E05" in line] for text in (there, missing)]
    assert lines[0][0].replace("U-1 ", "U-n ") == lines[1][0].replace("U-999 ", "U-n ")


def test_a_flood_in_somebodys_name_costs_that_person_three_letters(world: World) -> None:
    """X8."""
    before = state(world)
    for number in range(40):
        world.arrives(letter(world, f"LS-1 note {number}\n", Message_ID=f"<f{number}@manage.example>"))
    assert unmoved(world, before)
    assert len(world.sent("confirm")) == 3


def test_a_list_copy_of_a_command_waits_for_nobody(world: World) -> None:
    """Trap 25: bare commands on a list are text; no letter follows to the list."""
    before, count = state(world), len(world.post)
    world.arrives(signed(letter(world, "no-reply because moot\n", List_Id="<ccamp.ietf.org>", To="ccamp@ietf.org")))
    assert unmoved(world, before)
    assert len(world.post) == count
