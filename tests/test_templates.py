"""Each letter as its reader gets it, and what no letter may say.

`python -m tests.test_templates` writes the golden letters anew; read them before you keep them."""

from __future__ import annotations

import email
import email.policy
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import jinja2
import pytest

from liaisonbot.deciding import verbs  # noqa: F401 - importing it fills the registry
from liaisonbot.deciding.commands import FORMS, VERBS
from liaisonbot.deciding.grammar import parse_line
from liaisonbot.doors import wording
from liaisonbot.doors.letter_samples import SAMPLES, SENT_AT, Sample
from liaisonbot.doors.render import Render, built_in_templates, check_templates, speaks_for_others
from liaisonbot.model.days import say_day
from liaisonbot.model.people import Settings
from liaisonbot.reading.reply_text import unflow

GOLDEN = Path(__file__).parent / "letters"
SETTINGS = Settings(owner="owner@bot.example")
RENDER = Render([], SETTINGS, b"k" * 32, "abcdefgh", lambda _address: 7)
PARTIALS = {"_attached", "_card", "_facts", "_replies", "_rows", "_tallies"}
SHOWN = (
    "From",
    "To",
    "Cc",
    "Reply-To",
    "Subject",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "Precedence",
    "List-Id",
)
EVERY = [sample for samples in SAMPLES.values() for sample in samples]
FILL = {
    "‹link to the answer›": "https://record.example/1",
    "‹date›": "1 June 2027",
    "‹person›": "quentin@chair.example",
    "‹group›": "quic",
    "‹reason›": "they asked",
    "‹number›": "12",
    "‹URL or LS-n›": "LS-9",
}


def name_of(sample: Sample) -> str:
    return f"{sample.send.template}-{sample.name}" if sample.name else sample.send.template


every = pytest.mark.parametrize("sample", EVERY, ids=name_of)


def raw_of(sample: Sample) -> bytes:
    return RENDER.render(sample.send, 5, now=SENT_AT, case=sample.case, original=sample.original).raw


def text_of(sample: Sample) -> str:
    """The words as they stand in the mail, paragraphs still folded, stuffing undone."""
    mail = email.message_from_bytes(raw_of(sample), policy=email.policy.default)
    part = mail.get_body(("plain",))
    assert part is not None
    lines = str(part.get_content()).replace("\r\n", "\n").split("\n")
    return "\n".join(line.removeprefix(" ") for line in lines)


def html_of(raw: bytes) -> str:
    """The HTML part of a mail, "" if there is none."""
    page = email.message_from_bytes(raw, policy=email.policy.default).get_body(("html",))
    return str(page.get_content()).replace("\r\n", "\n") if page else ""


def shown(sample: Sample) -> str:
    """A letter for reading: the header fields that people see, then the words."""
    mail = email.message_from_bytes(raw_of(sample), policy=email.policy.default)
    head = [f"{name}: {mail[name]}" for name in SHOWN if mail[name]]
    files = [f"File: {part.get_filename()} ({part.get_content_type()})" for part in mail.iter_attachments()]
    lines = [line if line == "-- " else line.rstrip() for line in text_of(sample).split("\n")]
    return "\n".join([*head, *files, "", *lines])


def golden_letters() -> Iterator[tuple[Path, bytes]]:
    """Every sample for reading (.txt), the first one of each template in its exact bytes too (.eml), and as a browser
    gets it where there is such a part (.html)."""
    for sample in EVERY:
        yield GOLDEN / f"{name_of(sample)}.txt", shown(sample).encode()
        if not sample.name:
            raw = raw_of(sample)
            yield GOLDEN / f"{name_of(sample)}.eml", raw
            if page := html_of(raw):
                yield GOLDEN / f"{name_of(sample)}.html", page.encode()


# --- as they should look -------------------------------------------------------------------------------


@every
def test_the_letter_looks_as_it_should(sample: Sample) -> None:
    assert shown(sample) == (GOLDEN / f"{name_of(sample)}.txt").read_text("utf-8")


@pytest.mark.parametrize("template", SAMPLES)
def test_the_mail_is_the_same_to_the_byte(template: str) -> None:
    raw = raw_of(SAMPLES[template][0])
    assert raw == (GOLDEN / f"{template}.eml").read_bytes()
    if page := html_of(raw):
        assert page == (GOLDEN / f"{template}.html").read_text("utf-8")


def test_there_is_no_golden_letter_too_many() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {path.name for path, _ in golden_letters()}


@every
def test_lines_fit_in_72_columns(sample: Sample) -> None:
    for line in text_of(sample).split("\n"):
        assert wording.columns_of(line.rstrip()) <= 72, line


@every
def test_paragraphs_are_whole_on_a_phone(sample: Sample) -> None:
    """A flowing mail client folds paragraphs anew: no line of one is left short."""
    mail = email.message_from_bytes(raw_of(sample), policy=email.policy.default)
    part = mail.get_body(("plain",))
    assert part is not None
    words = unflow(str(part.get_content()).replace("\r\n", "\n")).split("\n-- \n")[0]
    for line, after in zip(words.split("\n"), words.split("\n")[1:], strict=False):
        if line[:1].isalpha() and after[:1].isalpha() and len(line) > 60:
            assert re.match(r"LS-\d+ |Not read:|Read as:", after), (line, after)


@every
def test_letters_are_plain_text(sample: Sample) -> None:
    text = text_of(sample)
    assert not re.search(r"</?[a-z]+[ />]|&[a-z]+;|\{[{%#]|[%#}]\}", text)
    assert "None" not in text
    assert "\n\n\n" not in text
    assert not re.search(r" [.,;:](?:\s|$)|\(\)|“”|  \S.*\S {2,}\.", text)


# --- what they may not say -----------------------------------------------------------------------------

PHRASES = [
    "The IETF thinks so", "this is the IETF's position", "on behalf of the IETF", "we agree with you",
    "The IAB supports this", "in the name of the IESG", "the IETF\nhas decided", "an IETF view", "We concur",
    "consensus was reached",
]  # fmt: skip


@pytest.mark.parametrize("phrase", PHRASES)
def test_the_lint_finds_what_speaks_for_others(phrase: str) -> None:
    assert speaks_for_others(f"Dear all, {phrase}.")


@every
def test_no_letter_speaks_for_others(sample: Sample) -> None:
    assert speaks_for_others(text_of(sample)) is None


@pytest.mark.parametrize("case", ["receipt", "redirected"])
def test_peers_are_told_that_this_is_no_position(case: str) -> None:
    for sample in SAMPLES[case]:
        assert "no official position" in " ".join(text_of(sample).split())


def test_a_receipt_says_that_silence_is_not_agreement_and_discussion_only_for_action() -> None:
    for sample in SAMPLES["receipt"]:
        text = " ".join(text_of(sample).split())
        assert "silence is not agreement" in text
        assert sample.case is not None
        discussed = sample.case.purpose == "action" and bool(sample.case.groups)
        assert ("will be discussed there" in text) is discussed


@every
def test_letters_to_peers_and_lists_have_no_footer_for_people_with_roles(sample: Sample) -> None:
    has_card = "\n-- \n" in text_of(sample)
    assert has_card is (str(sample.send.kind) in "abefg")


@every
def test_footers_say_why_and_name_a_person(sample: Sample) -> None:
    if str(sample.send.kind) in "abefg":
        card = text_of(sample).split("\n-- \n")[1]
        assert "Why you got this letter: you " in card or "Why you got this letter: " in card
        assert "`help`" in card
        assert "owner@bot.example" in card


# --- commands in letters -------------------------------------------------------------------------------


@every
def test_no_line_at_the_margin_is_a_command(sample: Sample) -> None:
    """A reader who answers below our words, unquoted, must not command by them; samples are indented."""
    for line in text_of(sample).split("\n"):
        if not line.startswith(("    ", "> ", "  > ")):
            assert parse_line(line, FORMS) is None, line


@every
def test_the_printed_replies_work_when_they_are_filled_in(sample: Sample) -> None:
    if sample.send.template in ("help", "transcript", "parked", "damage", "case_damaged", "unforeseen"):
        return
    for line in text_of(sample).split("\n"):
        if not re.match(r" {4}\S", line) or (sample.send.template == "digest" and " from " in line) or "  - " in line:
            continue
        if "‹" in line:
            assert parse_line(line, FORMS) is None, f"{line}: a placeholder must not parse"
        for placeholder, value in FILL.items():
            line = line.replace(placeholder, value)
        if line.strip().startswith(tuple(VERBS)) or "LS-12" in line[:9]:
            assert parse_line(line, FORMS) is not None, line


def test_letters_that_ask_print_their_replies() -> None:
    replies = {
        "question": ["yes", "choose 2", "redirect to ‹group›", "not-a-liaison because ‹reason›"],
        "flag": ["redirect to ‹group›"],
        "reminder": ["done with ‹link to the answer›", "delay to ‹date› because ‹reason›", "assign to ‹person›"],
        "overdue": ["done with ‹link to the answer›", "delay to ‹date› because ‹reason›", "assign to ‹person›"],
        "escalation": ["done with ‹link to the answer›", "delay to ‹date› because ‹reason›", "assign to ‹person›"],
        "assigned": ["done with ‹link to the answer›", "delay to ‹date› because ‹reason›", "assign to ‹person›"],
        "held_week": ["take", "redirect to ‹group›", "not-a-liaison because ‹reason›"],
        "undelivered": ["assign to ‹person›"],
    }
    for template, lines in replies.items():
        text = text_of(SAMPLES[template][0])
        for line in lines:
            assert f"\n    {line}\n" in text, (template, line)


# --- templates and samples -----------------------------------------------------------------------------


def test_every_template_has_a_sample_and_every_sample_a_template() -> None:
    files = {path.stem for path in built_in_templates().glob("*.txt")}
    assert files == set(SAMPLES) | PARTIALS


@pytest.mark.parametrize("template", SAMPLES)
def test_a_template_says_which_values_it_has(template: str) -> None:
    source = (built_in_templates() / f"{template}.txt").read_text("utf-8")
    (listed,) = re.findall(r"(?s)\A[^\n]*\n\{#.*?Values: (.*?) #\}", source)
    for sample in SAMPLES[template]:
        assert sorted(listed.split()) == sorted(sample.send.context), sample.name


def test_the_samples_go_through_every_line_of_the_templates() -> None:
    """Otherwise a wrong line could pass the check of templates."""
    folder = str(built_in_templates())
    seen: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        if not frame.f_code.co_filename.startswith(folder):
            return None
        if event == "line":
            seen.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    render = Render([], SETTINGS, b"k" * 32, "abcdefgh", lambda _address: 7)
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        for sample in EVERY:
            render.render(sample.send, 5, now=SENT_AT, case=sample.case, original=None)
            render.render(sample.send, 5, now=SENT_AT, case=sample.case, original=sample.original)
    finally:
        sys.settrace(before)
    never = []
    for path in built_in_templates().glob("*.txt"):
        template = render.templates.get_template(path.name)
        ran = {template.get_corresponding_lineno(line) for file, line in seen if file == str(path)}
        written = {there for there, _ in template.debug_info}
        never += [f"{path.name}:{line}" for line in sorted(written - ran)]
    assert never == []


def test_the_built_in_templates_have_nothing_wrong() -> None:
    assert check_templates([], SETTINGS) == []
    assert check_templates([], Settings(address="ls@other.example", display="Größe", owner="")) == []


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("receipt.txt", "Subject: x\n\n\n{% if 0 %}{{ gruops }}{% endif %}\n", "receipt.txt:4: there is no value"),
        ("receipt.txt", "Subject: x\n\n{% if %}\n", "receipt.txt:3: Expected an expression"),
        ("receipt.txt", "Hello\n", "receipt.txt:1: line 1 must begin with `Subject:`"),
        ("receipt.txt", "Subject: x\n\n{{ case.titel }}\n", "receipt.txt:3: "),
        ("reciept.txt", "Subject: x\n", "reciept.txt: no letter has this name"),
        ("receipt.txt", "Subject: x\n\nOn behalf of the\nIETF, thanks\n", "receipt.txt: “On behalf of the IETF”"),
        ("_card.txt", "\n{{ nobody }}\n", "_card.txt:2: 'nobody' is undefined"),
    ],
)  # fmt: skip
def test_the_check_names_what_is_wrong(tmp_path: Path, name: str, text: str, finding: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    assert any(finding in problem for problem in check_templates([tmp_path], SETTINGS))


def test_an_operators_good_template_passes(tmp_path: Path) -> None:
    (tmp_path / "receipt.txt").write_text("Subject: Thanks\n\nRecorded as {{ case.name }}.\n", "utf-8")
    assert check_templates([tmp_path], SETTINGS) == []


# --- filters -------------------------------------------------------------------------------------------


def test_a_value_that_is_put_into_a_letter_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("{{ value }}\n{{ value | wrap }}\n{{ [value] | quote }}\n", "utf-8")
    filled = wording.environment([tmp_path]).get_template("x.txt").render(value="a\n\nSubject: b\u2028c\x1b[m")
    assert filled == "a Subject: b c[m\na Subject: b c[m\n> a Subject: b c[m"


def test_a_missing_value_is_an_error(tmp_path: Path) -> None:
    for number, text in enumerate(("{{ a }}", "{{ a | wrap }}", "{% for b in a %}{% endfor %}", "{{ a | quote }}")):
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
        with pytest.raises(jinja2.UndefinedError):
            wording.environment([tmp_path]).get_template(f"{number}.txt").render()


def test_days_and_sizes_in_short() -> None:
    assert wording.day(date(2026, 11, 3)) == wording.day(say_day(date(2026, 11, 3))) == "Tue 3 Nov 2026"
    assert [wording.size(n) for n in (0, 1023, 1024, 48_213, 1 << 20, 26_000_000)] == [
        "0 bytes", "1023 bytes", "1 kB", "47 kB", "1.0 MB", "24.8 MB",
    ]  # fmt: skip


def test_several_things_as_people_say_them() -> None:
    assert wording.listed(["A"], "the ") == "the A"
    assert wording.listed(["A", "B", "C"]) == "A, B and C"


def test_links_stay_whole() -> None:
    link = "https://record.example/" + "x" * 90
    assert wording.wrap(f"see {link} there") == f"see \n{link} \nthere"
    assert wording.field(link, "Record") == f"  Record:    {link}"


def test_wide_letters_take_two_columns_and_may_be_broken() -> None:
    lines = wording.wrap("光ファイバーの保護" * 10).split("\n")
    assert len(lines) > 1
    assert all(wording.columns_of(line) <= 72 for line in lines)
    assert wording.columns_of("e\u0301") == 1


def test_a_long_label_pushes_its_value_down() -> None:
    assert wording.field("value", "A very long label") == "  A very long label: \n             value"


def test_columns_stand_below_each_other_where_they_do_not_fit() -> None:
    assert (
        wording.row("    take" + " " * 10 + "You become the holder", 2) == "      take          You become the holder"
    )
    tall = wording.row(
        "assign to ‹person› because ‹reason›" + " " * 9 + "Somebody else becomes the holder, and is told.", 5
    )
    assert tall.split("\n") == [
        "     assign to ‹person› because ‹reason›",
        "         Somebody else becomes the holder, and is told.",
    ]


def test_a_quote_has_its_bounds() -> None:
    lines = wording.quote(["word " * 40, "", "> inner"] * 100).split("\n")
    assert len(lines) == 61
    assert lines[-1] == "> […]"
    assert all(line.startswith(">") and len(line) <= 72 for line in lines)


def test_a_letter_that_is_too_long_is_cut_and_keeps_its_footer() -> None:
    text = "line\n" * 5_000 + "\n-- \nfooter"
    cut = wording.shortened(text, 10_000)
    assert len(cut) <= 10_000
    assert cut.endswith("[Cut here: this letter was too long.]\n\n-- \nfooter")
    assert wording.shortened("short\n-- \nfooter", 10_000) == "short\n-- \nfooter"
    assert len(wording.shortened("x\n" * 9_000, 10_000)) <= 10_000


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for path, content in golden_letters():
        path.write_bytes(content)
