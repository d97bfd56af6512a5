"""The bytes of our letters: headers by the table of kinds, tokens for one reader only, originals as they came."""

from __future__ import annotations

import base64
import email
import email.policy
import quopri
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaisonbot.doors import compose, wording
from liaisonbot.doors.compose import ComposeError
from liaisonbot.doors.letter_samples import SAMPLES
from liaisonbot.doors.render import Render, TemplateProblem, built_in_templates
from liaisonbot.doors.sample_cases import CHAIR, CONTACT, MANAGER, ORIGINAL, RINGS, SENT_AT
from liaisonbot.model import tokens
from liaisonbot.model.case import Case
from liaisonbot.model.effects import Send
from liaisonbot.model.mail import Posting, PostKind
from liaisonbot.model.people import Settings
from liaisonbot.model.tokens import TokenKind
from liaisonbot.reading.reply_text import unflow

KEY = b"k" * 32
SETTINGS = Settings(owner="owner@bot.example")
RENDER = Render([], SETTINGS, KEY, "abcdefgh", lambda _address: 7)
PLAIN = Send("followup", PostKind.NOTICE, (MANAGER,), case=12, reply_token=MANAGER)
WORDS: Mapping[str, object] = {
    "writer": CONTACT,
    "verified": True,
    "excerpt": ["Hello"],
    "peer_name": "SG 15",
    "closed": False,
}
BASE = [
    "From", "To", "Reply-To", "Subject", "Message-ID", "In-Reply-To", "References", "Date", "Auto-Submitted",
    "X-Auto-Response-Suppress", "X-Loop", "X-Liaisonbot", "Content-Language", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding",
]  # fmt: skip
TOKEN = tokens.mint(KEY, TokenKind.REPLY, 99, 3, date(2026, 9, 1))


def write(
    send: Send,
    *,
    case: Case | None = RINGS,
    original: bytes | None = None,
    render: Render = RENDER,
    number: int = 5,
    now: datetime = SENT_AT,
    hop: int = 0,
) -> Posting:
    send = replace(send, context={**WORDS, **send.context})
    return render.render(send, number, now=now, case=case, original=original, hop=hop)


def mail_of(posting: Posting) -> EmailMessage:
    return email.message_from_bytes(posting.raw, _class=EmailMessage, policy=email.policy.default)


def words_of(posting: Posting) -> str:
    part = mail_of(posting).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def sent_as(kind: PostKind, **changes: Any) -> Send:
    """A letter of this kind about case 12, to one reader."""
    personal = kind in "abefgi"
    return replace(PLAIN, kind=kind, reply_token=MANAGER if personal else None, **changes)


# --- the table of kinds (mail-rules 1 and 2) -----------------------------------------------------------


def without(*names: str) -> list[str]:
    return [name for name in BASE if name not in names]


LISTED = [*BASE[:9], "X-Auto-Response-Suppress", "Precedence", "List-Id", "List-Help", *BASE[10:]]
DIGEST_LACKS = ("In-Reply-To", "References", "Content-Transfer-Encoding")  # the last stands on its two parts
REMINDING = [*BASE[:10], "List-Unsubscribe", *BASE[10:]]
KINDS = [
    (PostKind.ANSWER, "auto-replied", BASE),
    (PostKind.QUESTION, "auto-replied", BASE),
    (PostKind.RECEIPT, "auto-replied", BASE),
    (PostKind.ROUTING, "auto-generated", without("X-Auto-Response-Suppress")),
    (PostKind.NOTICE, "auto-generated", BASE),
    (PostKind.REMINDER, "auto-generated", [name for name in REMINDING if name != "Content-Transfer-Encoding"]),
    (PostKind.DIGEST, "auto-generated", [name for name in LISTED if name not in DIGEST_LACKS]),
    (PostKind.PEER, None, without("X-Auto-Response-Suppress", "Auto-Submitted")),
    (PostKind.ALARM, "auto-generated", without("In-Reply-To", "References")),
]


@pytest.mark.parametrize(("kind", "auto", "names"), KINDS, ids=lambda value: getattr(value, "name", ""))
def test_each_kind_has_its_headers_in_order(kind: PostKind, auto: str | None, names: list[str]) -> None:
    mail = mail_of(write(sent_as(kind, answers="<asked@peer.example>")))
    assert mail.keys() == names
    assert mail["Auto-Submitted"] == auto
    assert mail["X-Auto-Response-Suppress"] in (None, "All")
    assert mail["Precedence"] == ("bulk" if kind is PostKind.DIGEST else None)
    assert mail["X-Loop"] == "liaison@bot.example"
    assert mail["Content-Language"] == "en"
    words = next(mail.iter_parts()) if kind in (PostKind.DIGEST, PostKind.REMINDER) else mail
    assert words["Content-Type"] == 'text/plain; charset="utf-8"; format="flowed"; delsp="no"'
    assert re.fullmatch(rf"v=1; i=abcdefgh; k={kind}; r=LS-12; e=5; h=0; m=[a-z2-7]{{16}}", str(mail["X-Liaisonbot"]))


def test_all_kinds_are_in_the_table() -> None:
    assert [kind for kind, _, _ in KINDS] == list(PostKind)


@pytest.mark.parametrize("kind", PostKind)
def test_the_persons_name_stands_in_from_only_where_a_person_caused_the_letter(kind: PostKind) -> None:
    shown = write(sent_as(kind, via="Mira Manager"))
    by_person = kind in (PostKind.ROUTING, PostKind.NOTICE, PostKind.PEER)
    name = "Mira Manager via Liaison bot" if by_person else "Liaison bot"
    assert mail_of(shown)["From"] == f'"{name}" <liaison@bot.example>'.replace('"', "")


@pytest.mark.parametrize("kind", PostKind)
def test_only_routing_and_letters_to_peers_have_copies_and_the_manager_in_reply_to(kind: PostKind) -> None:
    shared = kind in (PostKind.ROUTING, PostKind.PEER)
    copied = replace(sent_as(kind), cc=("ads@ietf.example",), reply_also=(MANAGER,), reply_token=None)
    if not shared:
        with pytest.raises(ComposeError, match="exactly one reader"):
            write(copied)
        with pytest.raises(ComposeError, match="one address"):
            write(replace(copied, cc=()))
        return
    posting = write(copied)
    mail = mail_of(posting)
    assert mail["Cc"] == "ads@ietf.example"
    assert mail.keys()[:4] == ["From", "To", "Cc", "Reply-To"]
    assert mail["Reply-To"] == f"LS-12 <liaison+ls12@bot.example>, {MANAGER}"
    assert posting.recipients == (MANAGER, "ads@ietf.example")


def test_only_letters_to_peers_have_several_addressees() -> None:
    several = replace(PLAIN, to=(CONTACT, CHAIR), reply_token=None)
    assert write(replace(several, kind=PostKind.PEER)).recipients == (CONTACT, CHAIR)
    for kind in PostKind:
        if kind is not PostKind.PEER:
            with pytest.raises(ComposeError):
                write(replace(several, kind=kind))


def test_a_letter_to_nobody_is_none() -> None:
    with pytest.raises(ComposeError):
        write(replace(PLAIN, to=(), reply_token=None))


def test_an_answer_to_an_answer_to_our_answer_is_not_written() -> None:
    assert "; h=2; " in str(mail_of(write(PLAIN, hop=2))["X-Liaisonbot"])
    with pytest.raises(ComposeError):
        write(PLAIN, hop=3)


# --- tokens (mail-rules 3, P20) ------------------------------------------------------------------------


def token_in(posting: Posting) -> tokens.Token | None:
    address = str(mail_of(posting)["Reply-To"].addresses[0].addr_spec)
    return tokens.read(KEY, address.partition("@")[0].partition("+")[2], SENT_AT.date())


def test_a_personal_letter_carries_its_readers_token() -> None:
    posting = write(PLAIN)
    assert token_in(posting) == tokens.Token(TokenKind.REPLY, 12, 7, live=True)
    (token,) = tokens.find(str(mail_of(posting)["Reply-To"]))
    assert words_of(posting).startswith(f"—— reply above · LS-12 · ref {token} ——\n\n")


def test_a_letter_about_several_cases_carries_a_general_token() -> None:
    sample = SAMPLES["digest"][0]
    posting = write(sample.send, case=None)
    assert token_in(posting) == tokens.Token(TokenKind.GENERAL, 0, 7, live=True)
    assert words_of(posting).startswith("—— reply above · ref ae")


@pytest.mark.parametrize("kind", "cdh")
def test_public_letters_carry_the_public_address_of_the_case(kind: str) -> None:
    posting = write(sent_as(PostKind(kind)))
    assert str(mail_of(posting)["Reply-To"]) == "LS-12 <liaison+ls12@bot.example>"
    assert words_of(posting).startswith("—— reply above · LS-12 · ref ls12 ——\n\n")


def test_a_letter_about_no_case_and_to_nobody_known_has_the_bots_own_address() -> None:
    sample = SAMPLES["parked"][0]
    posting = write(sample.send, case=None)
    assert str(mail_of(posting)["Reply-To"]) == "liaison@bot.example"
    assert "reply above" not in words_of(posting)


@pytest.mark.parametrize(
    "send",
    [
        replace(PLAIN, kind=PostKind.ROUTING),
        replace(PLAIN, kind=PostKind.PEER),
        replace(PLAIN, kind=PostKind.RECEIPT),
        replace(PLAIN, to=(CHAIR,)),
        replace(PLAIN, kind=PostKind.PEER, to=(MANAGER, CHAIR)),
        replace(PLAIN, cc=(CHAIR,)),
    ],
    ids=["routing", "peer", "receipt", "another reader", "two readers", "a copy"],
)
def test_a_personal_token_is_refused_where_others_read(send: Send) -> None:
    with pytest.raises(ComposeError):
        write(send)


def test_the_coordinators_mailbox_is_a_list_and_gets_no_token() -> None:
    mailbox = SETTINGS.coordinators
    posting = write(replace(PLAIN, to=(mailbox,), reply_token=mailbox))
    assert str(mail_of(posting)["Reply-To"]) == "LS-12 <liaison+ls12@bot.example>"
    assert tokens.find(posting.raw.decode()) == []


def test_the_return_path_finds_the_posting() -> None:
    posting = write(PLAIN, number=4821)
    local, _, domain = posting.envelope_from.partition("@")
    name, _, token = local.partition("+")
    assert (name, domain) == ("liaison-bounces", "bot.example")
    assert tokens.read(KEY, token, SENT_AT.date()) == tokens.Token(TokenKind.BOUNCE, 4821, 0, live=True)
    assert write(replace(PLAIN, null_sender=True)).envelope_from == ""


@pytest.mark.parametrize("kind", PostKind)
def test_a_token_in_somebodys_words_never_gets_into_a_letter(kind: PostKind) -> None:
    canary = f"please write to liaison+{TOKEN.upper()}@bot.example or {TOKEN}"
    context = {"writer": canary, "excerpt": [canary], "peer_name": TOKEN}
    posting = write(sent_as(kind, context=context), case=replace(RINGS, title=canary))
    assert not compose.has_token(posting.raw, lambda found: found == TOKEN)
    assert compose.REMOVED in words_of(posting)


def test_somebody_elses_36_letters_stay() -> None:
    other = "a" * 36
    assert other in words_of(write(replace(PLAIN, context={"excerpt": [other]})))


def test_the_finished_bytes_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Render, "_filled", lambda *_: f"Subject: x\n\nSee {TOKEN}\n")
    with pytest.raises(ComposeError, match="reply token"):
        write(PLAIN)


# --- identity, thread, time ----------------------------------------------------------------------------


def test_the_message_id_is_the_same_whenever_the_letter_is_made_again() -> None:
    first, again = write(PLAIN), write(PLAIN, now=SENT_AT + timedelta(hours=3))
    assert first.message_id == again.message_id == mail_of(first)["Message-ID"]
    assert re.fullmatch(r"<e\.12\.5\.[a-z2-7]{16}@bot\.example>", first.message_id)
    others = {write(PLAIN, number=6).message_id, write(replace(PLAIN, case=13)).message_id}
    assert first.message_id not in others


def test_another_ledger_makes_other_ids() -> None:
    other = Render([], SETTINGS, KEY, "other", lambda _address: 7)
    assert write(PLAIN).message_id != write(PLAIN, render=other).message_id


def test_ids_are_lower_case_and_short() -> None:
    bot = replace(SETTINGS, address="Liaison@Bot.Example")
    made = write(PLAIN, render=Render([], bot, KEY, "i", lambda _address: 7), number=2**31)
    assert made.message_id == made.message_id.lower()
    assert len(made.message_id) <= 100


def test_the_root_of_the_case_comes_first_and_survives() -> None:
    thread = tuple(f"<{n}@peer.example>" for n in range(20))
    mail = mail_of(write(replace(PLAIN, thread=thread, answers="<last@peer.example>")))
    assert str(mail["References"]).split() == ["<ls-12@bot.example>", *thread[-8:], "<last@peer.example>"]
    assert mail["In-Reply-To"] == "<last@peer.example>"
    long = tuple(f"<{n}{'x' * 230}@peer.example>" for n in range(8))
    parent = f"<parent{'x' * 230}@peer.example>"
    references = str(mail_of(write(replace(PLAIN, thread=long, answers=parent)))["References"])
    assert references.startswith("<ls-12@bot.example> ")
    assert references.endswith(f"{long[-1]} {parent}")
    assert len(references) < 2000


def test_without_anything_to_answer_a_letter_hangs_below_the_root() -> None:
    mail = mail_of(write(PLAIN))
    assert mail["In-Reply-To"] == mail["References"] == "<ls-12@bot.example>"


@pytest.mark.parametrize(
    "hostile", ["<a b@c>", "<a@b>\r\nBcc: x@evil.example", "no brackets", "<é@x>", "<>", f"<{'x' * 999}>", "<a><b>"]
)
def test_ids_that_are_none_are_left_out(hostile: str) -> None:
    mail = mail_of(write(replace(PLAIN, answers=hostile, thread=(hostile, "<good@peer.example>"))))
    assert mail["References"] == "<ls-12@bot.example> <good@peer.example>"
    assert mail["In-Reply-To"] == "<ls-12@bot.example>"


def test_the_date_is_the_moment_at_which_the_letter_may_leave() -> None:
    later = SENT_AT + timedelta(minutes=10)
    posting = write(replace(PLAIN, not_before=later))
    assert posting.not_before == later
    assert mail_of(posting)["Date"] == "Mon, 26 Oct 2026 08:10:00 +0000"
    berlin = datetime.fromisoformat("2026-10-26T09:00:00+01:00")
    assert mail_of(write(PLAIN, now=berlin))["Date"] == "Mon, 26 Oct 2026 08:00:00 +0000"


# --- subject and names ---------------------------------------------------------------------------------


def subject_of(title: str, template: str = "followup", **changes: Any) -> str:
    posting = write(replace(PLAIN, template=template, **changes), case=replace(RINGS, title=title))
    raw = email.message_from_bytes(posting.raw)["Subject"]
    read = str(make_header(decode_header(raw)))
    assert read == posting.subject
    return read


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Rings", "[LS-12] Rings"),
        ("[LS-12] Rings", "[LS-12] Rings"),
        ("[LS-99] Rings", "[LS-12] [LS-99] Rings"),
        ("Re: Rings", "Re: [LS-12] Rings"),
        ("RE: [LS-12] Rings", "Re: [LS-12] Rings"),
        ("Größe der Ringe – Teil 2", "[LS-12] Größe der Ringe – Teil 2"),
        ("光ファイバーの保護", "[LS-12] 光ファイバーの保護"),
        ("  many \t blanks ", "[LS-12] many blanks"),
        ("two\r\nlines", "[LS-12] two lines"),
        ("x\x00\x1b[31m\x85y\u2028z", "[LS-12] x[31m y z"),
        ("\u202eevil\u2066", "[LS-12] evil"),
        ("=?utf-8?q?a=0ABcc:_v@evil?=", "[LS-12] =?utf-8?q?a=0ABcc:_v@evil?="),
        ("\ud800lone", "[LS-12] lone"),
    ],
)
def test_subjects(title: str, subject: str) -> None:
    assert subject_of(title) == subject


def test_an_endless_title_is_cut() -> None:
    for title in ("x" * 10_000, "word " * 2_000, "字" * 10_000):
        read = subject_of(title)
        assert len(read) <= 200
        assert read.endswith("…")


def test_a_letter_about_no_case_has_no_tag() -> None:
    assert write(SAMPLES["digest"][0].send, case=None).subject == "Liaison digest"


@pytest.mark.parametrize("title", ["Größe " * 30, "光" * 190, "=?x?= " * 30])
def test_encoded_words_are_short(title: str) -> None:
    (value,) = re.findall(rb"(?ms)^Subject: (.*?)\r\n(?! )", write(PLAIN, case=replace(RINGS, title=title)).raw)
    assert all(len(word) <= 75 for word in value.split())


@pytest.mark.parametrize(
    "hostile",
    ["", "no-at", "a@b c", "a@b\r\nBcc: x@y", "<a@b>", "a@b,c@d", "a@", "@b", '"a b"@c', "a@b..c", "a@-b",
     "ü@x.example", "a@[127.0.0.1]", "a" * 65 + "@x.example", "a@" + "x" * 64 + ".example",
     "a@" + "x." * 130 + "e", "a@b\x00"],
)  # fmt: skip
def test_addresses_are_checked_strictly(hostile: str) -> None:
    with pytest.raises(ComposeError, match="not a mail address"):
        compose.address(hostile)
    for send in (replace(PLAIN, to=(hostile,), reply_token=None), replace(PLAIN, kind=PostKind.PEER, cc=(hostile,),
                 reply_token=None)):  # fmt: skip
        with pytest.raises(ComposeError):
            write(send)


@pytest.mark.parametrize(
    "good", ["a@b.example", "a.b+c=d@x-y.example", "o'neil@x.example", "a@localhost", "1@1.example"]
)
def test_plain_addresses_are_taken(good: str) -> None:
    assert compose.address(good) == good


@pytest.mark.parametrize(
    "name",
    ['Evil" <v@evil.example>, "x', "Zoë Müller", "a\r\nBcc: v@evil.example", "(comment)", "=?utf-8?q?x?=", "b\\"],
)
def test_a_name_never_leaves_its_mailbox(name: str) -> None:
    mail = mail_of(write(replace(PLAIN, via=name)))
    (box,) = mail["From"].addresses
    assert box.addr_spec == "liaison@bot.example"
    assert mail.keys() == BASE


# --- bodies --------------------------------------------------------------------------------------------


def body_of(text: str) -> tuple[bytes, str]:
    """The bytes of a mail with this text, and the text as a reader gets it (without flowing it)."""
    raw = compose.compose([("Message-ID", "<x@bot.example>")], text)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return raw, str(message.get_content()).replace("\r\n", "\n")


def test_plain_text_goes_as_it_is() -> None:
    raw, read = body_of("a = b\n.\n.dot\n")
    assert b"Content-Transfer-Encoding: 7bit" in raw
    assert read == "a = b\n.\n.dot\n"


def test_long_or_foreign_lines_are_encoded() -> None:
    assert b"quoted-printable" in body_of("x" * 77)[0]
    assert b"quoted-printable" in body_of("Zoë wrote this in Köln")[0]
    assert b"base64" in body_of("光ファイバーの保護")[0]
    for text in ("x" * 5_000, "Zoë " * 300, "光" * 3_000, "tail \nblanks"):
        raw, _ = body_of(text)
        assert max(map(len, raw.split(b"\r\n"))) <= 76


def test_what_begins_like_a_mark_is_stuffed_and_read_back() -> None:
    text = "Hello,\n\n    done\nFrom here on\n> quoted\n-- \nme\n"
    _, read = body_of(text)
    assert read == "Hello,\n\n     done\n From here on\n> quoted\n-- \nme\n"
    assert unflow(read) == text


def test_paragraphs_flow_on_narrow_screens() -> None:
    words = "word " * 60
    _, read = body_of(f"{wording.wrap(words)}\n\n{wording.wrap(words, 2)}\n")
    assert max(map(len, read.splitlines())) <= 73  # a soft line end is a blank behind the last column
    first, second = unflow(read).strip("\n").split("\n\n")
    assert first == words.strip()
    assert len(second.split("\n")) > 3, "what is indented keeps its lines"


def test_controls_never_get_into_a_body() -> None:
    _, read = body_of("a\rb\x00c\x1b[2Jd\u202ee\ud800f\tg\x85h\n")
    assert read == "abc[2Jdef gh\n"


# --- the original --------------------------------------------------------------------------------------


def attached_to(original: bytes, template: str = "distribution") -> EmailMessage:
    sample = SAMPLES[template][0]
    posting = write(sample.send, original=original)
    mail = mail_of(posting)
    assert mail.get_content_type() == "multipart/mixed"
    assert not mail.defects
    text, part = mail.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert part.get_filename() == "LS-12.eml"
    assert isinstance(part, EmailMessage)
    return part


def bytes_of(part: EmailMessage) -> bytes:
    """The attached bytes as they stand in the mail."""
    if part.get_content_type() == "message/rfc822":
        return part.as_bytes(policy=email.policy.compat32.clone(linesep="\r\n")).split(b"\r\n\r\n", 1)[1]
    return bytes(part.get_payload(decode=True))


HEAD = b"From: a@b.example\r\nSubject: x\r\n\r\n"


def test_a_plain_original_is_attached_as_a_letter() -> None:
    part = attached_to(HEAD + b"Hello\r\n.\r\n")
    assert part.get_content_type() == "message/rfc822"
    assert bytes_of(part) == HEAD + b"Hello\r\n.\r\n"


def test_a_letter_that_came_through_a_pipe_gets_line_ends_for_mail() -> None:
    part = attached_to((HEAD + b"Hello\r\n").replace(b"\r\n", b"\n"))
    assert part.get_content_type() == "message/rfc822"
    assert bytes_of(part) == HEAD + b"Hello\r\n"


@pytest.mark.parametrize(
    "body",
    ["Grüße".encode(), b"x" * 999, b"a\0b", b"bare\rreturn", b"mixed\nends\r\n", "\u202e".encode(), bytes(range(256))],
    ids=["8bit", "long", "nul", "cr", "mixed", "bidi", "all"],
)
def test_any_other_original_is_attached_as_its_exact_bytes(body: bytes) -> None:
    part = attached_to(HEAD + body)
    assert part.get_content_type() == "application/octet-stream"
    assert bytes_of(part) == HEAD + body


def test_trace_fields_stay_in_the_ledger() -> None:
    traced = (
        b"Return-Path: <x@y>\r\nReceived: from a\r\n\tby b;\r\n later\r\nDelivered-To: secret@bot.example\r\n"
        b"ARC-Seal: i=1\r\nX-Original-To: s@b\r\nauthentication-results : b;\r\n none\r\n"
    )
    kept = b"From: a@b.example\r\nReceived-SPF: stays\r\n\r\nReceived: in the body\r\n"
    assert compose.without_trace(traced + kept) == kept
    assert compose.without_trace(kept.replace(b"\r\n", b"\n")) == kept.replace(b"\r\n", b"\n")
    assert compose.without_trace(b"Received: only") == b""
    assert b"Received" not in bytes_of(attached_to(ORIGINAL))


def hidden(token: bytes) -> dict[str, bytes]:
    """The ways in which a token can stand in a letter."""
    page = b"Dear all, write to liaison+" + token + b"@bot.example please, and keep well.\r\n" * 3
    inner = HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(page)
    return {
        "plain": page,
        "capitals": page.upper(),
        "broken": page.replace(token, token[:9] + b"=\r\n" + token[9:]),
        "escaped": page.replace(b"+" + token, b"=2B" + token),
        "letters": page.replace(token, b"".join(b"=%02X" % letter for letter in token)),
        "printable": quopri.encodestring(page.replace(b" ", b"")).replace(b"\n", b"\r\n"),
        "base64": base64.encodebytes(page).replace(b"\n", b"\r\n"),
        "one line": base64.b64encode(page),
        "a word": b"Subject: =?utf-8?b?" + base64.b64encode(b"to " + token) + b"?=",
        "a mail in a mail": base64.encodebytes(inner),
        "behind an equals sign": b"token=" + token,
    }


def opened(raw: bytes) -> bytes:
    """`raw` with everything that is base64 in it decoded, and so on inwards."""
    runs = re.findall(rb"(?:[A-Za-z0-9+/]{4}\s*){4,}(?:[A-Za-z0-9+/=]{4})?", raw)
    return raw + b"".join(opened(base64.b64decode(run)) for run in runs)


@pytest.mark.parametrize("way", hidden(b""))
def test_the_copy_goes_without_our_tokens(way: str) -> None:
    original = HEAD + hidden(TOKEN.encode())[way]

    def is_token(text: str) -> bool:
        return text == TOKEN

    assert compose.has_token(original, is_token), "the canary stands where the test means it to"
    copy = bytes_of(attached_to(original))
    assert not compose.has_token(copy, is_token)
    assert copy.startswith(HEAD)
    assert b"[removed]" in opened(copy)


def test_other_base64_stays_as_it_is() -> None:
    original = HEAD + base64.encodebytes(bytes(range(256)) * 40).replace(b"\n", b"\r\n")
    assert bytes_of(attached_to(original)) == original


def test_a_boundary_in_the_original_is_not_ours() -> None:
    sample = SAMPLES["distribution"][0]
    first = write(sample.send, original=HEAD)
    (boundary,) = re.findall(rb'boundary="(.*?)"', first.raw)
    hostile = HEAD + b"--" + boundary + b"\r\nContent-Type: text/html\r\n\r\n<p>\r\n--" + boundary + b"--\r\n"
    assert bytes_of(attached_to(hostile)) == hostile


def test_an_original_over_ten_megabytes_is_not_attached_and_the_letter_says_so() -> None:
    sample = SAMPLES["distribution"][0]
    for size, attached in ((compose.MOST_OF_ORIGINAL, True), (compose.MOST_OF_ORIGINAL + 1, False)):
        posting = write(sample.send, original=HEAD + b"\n" * (size - len(HEAD)))
        assert mail_of(posting).is_multipart() is attached
        assert ("too large to attach" in words_of(posting)) is not attached


# --- templates that are wrong --------------------------------------------------------------------------


def rendered_with(folder: Path, text: str, name: str = "followup.txt") -> Posting:
    (folder / name).write_text(text, "utf-8")
    return write(PLAIN, render=Render([folder], SETTINGS, KEY, "i", lambda _address: 7))


def test_the_operators_template_comes_first(tmp_path: Path) -> None:
    posting = rendered_with(tmp_path, "Subject: Mine\n\nHello {{ writer }}\n")
    assert posting.subject == "[LS-12] Mine"
    assert f"Hello {CONTACT}\n" in words_of(posting)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Subject: x\n\n{{ nobody }}\n", 3, "'nobody' is undefined"),
        ("Subject: x\n\n\n{{ writer.name.first }}\n", 4, "has no attribute 'name'"),
        ("Subject: x\n\n{% if writer %}\n", 3, "Unexpected end of template"),
        ("Subject: x\n\n{{ writer | no_such_filter }}\n", 3, "no_such_filter"),
        ("Subject: x\n\n{{ 1 / 0 }}\n", 3, "division by zero"),
        ("Subject: x\n\n{{ writer | size }}\n", 3, "not supported between"),
        ("Subject: x\n\n{% include 'gone.txt' %}\n", 0, "gone.txt"),
        ("Hello\n", 1, "must begin with `Subject:`"),
        ("", 1, "must begin with `Subject:`"),
    ],
)
def test_a_wrong_template_is_named_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(TemplateProblem, match=re.escape(words)) as caught:
        rendered_with(tmp_path, text)
    assert (caught.value.template, caught.value.line) == ("followup.txt", line)


def test_a_wrong_included_template_is_the_one_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateProblem) as caught:
        rendered_with(tmp_path, "\n-- \n{{ nobody }}\n", "_card.txt")
    assert (caught.value.template, caught.value.line) == ("_card.txt", 3)


def test_a_letter_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TemplateProblem, match=r"nothing\.txt"):
        write(replace(PLAIN, template="nothing"))


def test_text_from_a_letter_is_never_a_template() -> None:
    title = "{{ 7 * 7 }} {% include '/etc/passwd' %}"
    assert title in subject_of(title)


def test_the_built_in_letters_are_beside_the_package_or_in_it() -> None:
    assert (built_in_templates() / "receipt.txt").is_file()


# --- anything in any field -----------------------------------------------------------------------------

NASTY = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "\r\nBcc: v@evil.example\r\n\r\nHello", "=?utf-8?q?a=0ABcc:_v@evil?=", "\u202egnp.exe", "x" * 10_000,
            "-- ", "From me", "> quoted", ". ", "\x00\x1b]0;title\x07", "—— reply above · LS-1 · ref ls1 ——",
            "{{ bot }}", "<b>bold</b>", f"liaison+{TOKEN}@bot.example", "\ud83d\ude00", "e\u0301" * 300, "字" * 200,
        ]
    ),
)  # fmt: skip


def filled(value: object, text: str) -> object:
    """`value` with every string in it replaced, but for mail addresses and signs, which are not free text."""
    if isinstance(value, str):
        return value if "@" in value or len(value) < 2 else text
    if isinstance(value, dict):
        return {name: filled(one, text) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(filled(one, text) for one in value)
    return value


ALL = [sample for samples in SAMPLES.values() for sample in samples]


@given(st.sampled_from(ALL), NASTY)
@settings(max_examples=200, deadline=None)
def test_any_text_in_every_field_makes_the_intended_mail(sample: Any, text: str) -> None:
    context = filled(dict(sample.send.context), text)
    case = sample.case and replace(
        sample.case,
        title=text,
        held_because=text,
        delay_because=text,
        statement=replace(sample.case.statement, title=text, reference=text),
    )
    send = replace(sample.send, context=context)
    plain = RENDER.render(sample.send, 5, now=SENT_AT, case=sample.case, original=None)
    posting = RENDER.render(send, 5, now=SENT_AT, case=case, original=None)
    head, _, body = posting.raw.partition(b"\r\n\r\n")
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] != b" "]
    usual = [line.partition(b":")[0] for line in plain.raw.partition(b"\r\n\r\n")[0].split(b"\r\n") if line[:1] != b" "]
    assert names == usual
    read_back = email.message_from_bytes(posting.raw, policy=email.policy.compat32)
    assert [name.encode() for name, _ in read_back.items()] == names  # the library's parser sees the same header
    assert posting.raw.isascii()
    assert not {13, 10} & set(posting.raw.replace(b"\r\n", b""))
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert len(posting.subject) <= 200
    assert posting.recipients == plain.recipients
    own = tokens.find(str(mail_of(posting)["Reply-To"]))
    assert not compose.has_token(
        posting.raw, lambda one: one not in own and tokens.read(KEY, one, date.min) is not None
    )


@given(st.text())
def test_a_cleaned_value_is_one_printable_line(text: str) -> None:
    clean = compose.clean(text, 50)
    assert len(clean) <= 50
    assert len(clean.splitlines()) <= 1
    assert clean == compose.clean(clean, 50)
    clean.encode("utf-8")


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_a_paragraph_keeps_its_words_and_its_width(text: str, indent: int, hang: int) -> None:
    folded = wording.wrap(text, indent, hang)
    assert "".join(folded.split()) == "".join(compose.clean(text, 40_000).split())
    for line in folded.split("\n"):
        assert wording.columns_of(line.rstrip()) <= 72 or len(line.split()) == 1


@given(st.lists(st.sampled_from(["word", "From", ">", " ", "-- ", "", "    done", "x" * 80, "ends in blank "])))
def test_flowing_and_unflowing_gives_the_lines_back(lines: list[str]) -> None:
    joined = unflow(compose.flowed("\n".join(lines)))
    assert "".join(joined.split()) == "".join("".join(lines).split())


def test_values_are_printable_ascii_or_nothing_is_made() -> None:
    for value in ("é", "a\r\nBcc: x", "tab\there", " leading", "x" * 999):
        with pytest.raises(ComposeError):
            compose.compose([("X-Test", value)], "text")


def test_times_are_utc() -> None:
    assert SENT_AT.tzinfo is UTC
