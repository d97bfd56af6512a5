"""What a person newly wrote, in the shapes of many mail programs and languages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.reading.forwards import split_forward
from liaisonbot.reading.html_text import mail_html_to_text
from liaisonbot.reading.reply_text import QUOTE_GAP, command_view, new_text, unflow, views_agree

CUTS = [
    "-----Original Message-----",
    "----- Ursprüngliche Nachricht -----",
    "-------- Message d'origine --------",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-----Oorspronkelijk bericht-----",
    "-----Mensagem original-----",
    "-----原始邮件-----",
    "---------- Forwarded message ---------",
    "-------- Weitergeleitete Nachricht --------",
    "Begin forwarded message:",
    "Début du message réexpédié :",
    "—— reply above · LS-12 · ref k3f9 ——",
    "=2D=2D reply above =C2=B7 LS-12 =2D=2D",
    "&mdash;&mdash; reply above &middot; LS-12",
    "*—— reply above · LS-12 · ref k3f9 ——*",
    "-- ",
    "--",
    "—",
    "__",
    "_______________________________________________",
    "Sent from my iPhone",
    "Sent from Outlook for Android",
    "Get Outlook for iOS",
    "Von meinem iPhone gesendet",
    "Gesendet mit der mobilen Mail App",
    "Envoyé de mon iPad",
    "Enviado desde mi iPhone",
    "Inviato da iPhone",
    "Verzonden vanaf mijn telefoon",
    "发自我的iPhone",
    "iPhoneから送信",
    "This e-mail is confidential and intended only for its addressee.",
    "Confidentiality notice: for the addressee only.",
    "On Mon, 2 Nov 2026 at 09:00, Liaison bot <liaison@bot.example> wrote:",
    "On 2 Nov 2026,\nat 09:00, Liaison bot\n<liaison@bot.example> wrote:",
    "Am Mo., 2. Nov. 2026 um 09:00 Uhr schrieb Liaison bot <liaison@bot.example>:",
    "Le 02/11/2026 à 09:00, Liaison bot a écrit :",
    "El 2/11/26 a las 9:00, Liaison bot escribió:",
    "Il 02/11/2026 09:00, Liaison bot ha scritto:",
    "Op 2-11-2026 om 09:00 schreef Liaison bot:",
    "Em 02/11/2026 09:00, Liaison bot escreveu:",
    "Den mån 2 nov. 2026 kl 09:00 skrev Liaison bot <liaison@bot.example>:",
    "在 2026年11月2日，上午9:00，Liaison bot <liaison@bot.example> 写道：",
    "2026年11月2日(月) 9:00 Liaison bot <liaison@bot.example>:",
    "From: Liaison bot\nSent: Monday, 2 November 2026 09:00\nTo: Jane\nSubject: LS",
    "*From:* Liaison bot\n*Date:* Monday, 2 November 2026 09:00\n*To:* Jane\n*Subject:* LS",
    "De : Liaison bot\nEnvoyé : lundi 2 novembre 2026\nÀ : Jane\nObjet : LS",
    "De: Liaison bot\nEnviado: lunes, 2 de noviembre\nPara: Jane\nAsunto: LS",
    "Da: Liaison bot\nInviato: lunedì 2 novembre\nA: Jane\nOggetto: LS",
    "Van: Liaison bot\nVerzonden: maandag 2 november\nAan: Jane\nOnderwerp: LS",
    "发件人: Liaison bot\n发送时间: 2026年11月2日\n收件人: Jane\n主题: LS",
    "差出人: Liaison bot\n送信日時: 2026年11月2日\n宛先: Jane\n件名: LS",
]


@pytest.mark.parametrize("cut", CUTS)
def test_what_stands_below_a_cut_is_not_new(cut: str) -> None:
    text = f"take\n\n{cut}\n\ndone\n"
    assert new_text(text) == "take"
    assert command_view(text) == "take"
    assert command_view(text.replace("\n", "\r\n")) == "take"


PROSE = [
    "On Monday the group wrote a new draft, see below.",
    "Our reply above the line rate is unchanged.",
    "The confidential part was removed.",
    "From: is a field of RFC 5322.",
    "Sent it to the list yesterday.",
    "- first point\n- second point",
    "This e-mail is about delay.",
    "Date: 2 November 2026\nTitle: Delay",
    "From: ITU-T SG15\nTo: IETF CCAMP\nTitle: Delay\nDeadline: 30 November 2026",
    "Dear colleagues,\n\nsee the draft.",
    "They said:\nnothing.",
    "2 + 3 > 4 | 5",
]


@pytest.mark.parametrize("prose", PROSE)
def test_prose_is_no_cut(prose: str) -> None:
    assert new_text(prose + "\n\nlast words\n") == prose + "\n\nlast words"


def test_answers_between_and_below_quotes_stay_in_the_text() -> None:
    text = "On 2 Nov 2026, Bot wrote:\n> one?\n\nyes\n\n> two?\n| three?\n: four?\nJD> five?\n\nno\n"
    assert new_text(text) == "yes\n\nno"
    assert command_view(text) == ""


def test_a_quoted_run_parts_the_command_view() -> None:
    text = "take\n> old\n> words\nremind\n\n> more\n"
    assert command_view(text) == f"take\n\n{QUOTE_GAP}\nremind"


def test_normal_form_of_commands() -> None:
    text = "assign\u00a0to “Jane”\u200b because it\u2019s \uff24\uff2f\uff2e\uff25\u202e\r\n–\r\ndone"
    assert command_view(text) == 'assign to "Jane" because it\'s DONE'
    assert new_text("caf\u0065\u0301 ²\x85next\u2028line") == "café ²\nnext\nline"


def test_links_that_stand_twice_stand_once_in_the_command_view() -> None:
    text = "assign to jane@x.example<mailto:jane@x.example> with https://x.example/1<https://x.example/1>"
    assert command_view(text) == "assign to jane@x.example with https://x.example/1"
    other = "done with www.x.example<http://elsewhere.example> and Jane <jane@x.example>"
    assert command_view(other) == other
    assert views_agree(text, "assign to jane@x.example with https://x.example/1")


def test_banners_and_one_salutation_are_skipped() -> None:
    text = "CAUTION: This mail came from outside the company.\nDo not click links.\n\nHi bot,\ntake\nHi all,\n"
    assert command_view(text) == "take\nHi all,"
    assert new_text(text) == "Hi bot,\ntake\nHi all,"


@pytest.mark.parametrize(
    ("flowed", "delete_space", "text"),
    [
        ("one \ntwo\n", False, "one two\n"),
        ("one \ntwo\n", True, "onetwo\n"),
        (" >no quote\n From x\n", False, ">no quote\nFrom x\n"),
        ("> one \n> two\n>> three \n> four\n", False, "> one two\n>> three\n> four\n"),
        ("text \n-- \nJane\n", False, "text\n-- \nJane\n"),
    ],
)
def test_unflow(flowed: str, delete_space: bool, text: str) -> None:
    assert unflow(flowed, delete_space=delete_space) == text


@pytest.mark.parametrize(
    ("plain", "html", "agree"),
    [
        ("take", "<p>take</p>", True),
        ("take this\none", "<div>take <b>this</b> one</div>", True),
        ("take\n\n> done", "<p>take<blockquote>done</blockquote>", True),
        ("take", "<p>done</p>", False),
        ("take", "<p>take</p><p>done</p>", False),
        ("take", "<p>take</p><p style='display:none'>done</p>", True),
        ("take", "", True),
        ("", "<p>take</p>", True),
    ],
)
def test_views_agree(plain: str, html: str, agree: bool) -> None:
    assert views_agree(plain, mail_html_to_text(html) if html else None) is agree


@pytest.mark.parametrize(
    ("text", "loose", "fields"),
    [
        (
            "see\n\n---------- Forwarded message ----------\nFrom: Ken <k@x.example>\nSubject: LS\n\nbody",
            False,
            True,
        ),
        ("see\n\n-----Original Message-----\nFrom: Ken <k@x.example>\nSubject: LS\n\nbody", True, True),
        ("see\n\n-----Original Message-----\nFrom: Ken <k@x.example>\nSubject: LS\n\nbody", False, False),
        ("From: Ken\nSent: Monday\nTo: Jane\nSubject: LS\n\nbody", True, True),
        ("From: Ken\nSent: Monday\nTo: Jane\nSubject: LS\n\nbody", False, False),
        ("---------- Forwarded message ----------\nno fields here", True, False),
    ],
)
def test_split_forward(text: str, loose: bool, fields: bool) -> None:
    found = split_forward(text, loose=loose)
    assert (found is not None) is fields
    if found:
        assert found[0]["from"].startswith("Ken")
        assert found[0]["subject"] == "LS"
        assert found[1] == "body"


def test_folded_addresses_of_a_forward() -> None:
    found = split_forward("----- Forwarded message -----\nFrom: K\nTo: a@x.example,\n b@x.example\n\nbody", loose=False)
    assert found == ({"from": "K", "to": "a@x.example, b@x.example"}, "body")


LINES = st.lists(
    st.one_of(
        st.sampled_from([*CUTS, *PROSE, "", "take", "> done", " | done", ": done", "＞ done", "\ufeff> done"]),
        st.text(max_size=40),
    ),
    max_size=12,
)


@given(LINES, st.sampled_from(["\n", "\r\n", "\r", "\u2028"]))
def test_no_quoted_line_survives(lines: list[str], line_end: str) -> None:
    text = line_end.join(lines)
    for view in (command_view(text), new_text(text)):
        assert not any(line.lstrip().startswith((">", "|", ": ")) for line in view.split("\n"))


@given(LINES)
def test_quoting_a_whole_letter_leaves_nothing(lines: list[str]) -> None:
    quoted = "\n".join("> " + line for text in lines for line in text.splitlines())
    assert command_view(quoted) == ""
    assert new_text(quoted) == ""


@given(LINES)
def test_reading_twice_changes_nothing(lines: list[str]) -> None:
    once = new_text("\n".join(lines))
    assert new_text(once) == once or len(new_text(once)) < len(once)


@pytest.mark.parametrize(
    "text",
    [
        "On 2 Nov\n" * 60_000,
        "-" * 500_000 + "x",
        " " * 500_000 + "x",
        "- " * 250_000 + "x",
        "> " * 250_000,
        "From: " * 80_000,
        "external" + "!" * 500_000,
        "*" * 500_000 + "From:",
        "x wrote:\n" * 50_000,
        "&mdash;" * 70_000,
        "\n" * 500_000,
    ],
    ids=lambda text: text[:12].encode("unicode_escape").decode(),
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    start = time.process_time()
    command_view(text)
    new_text(text)
    split_forward("Fwd " + text, loose=True)
    assert time.process_time() - start < 5.0
