"""`reading`: facts right, wrong and missing over the golden statements; letters a second; what a worker needs."""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from liaisonbot.doors.reader import Reader, ReadFailure
from tests.bench.letters import letters
from tests.bench.measure import Figure, at_least, at_most, say
from tests.golden import DIRECTORY, as_data, expected, golden, read
from tests.make_documents import docx, pdf

WORK = "liaisonbot.worker:work"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEAD = ["TELECOMMUNICATION STANDARDIZATION SECTOR", "Source:\tITU-T SG15", "Title:\tLS on rings", "LIAISON STATEMENT",
         "For action to:\tIETF CCAMP WG", "Deadline:\t1 June 2026", ""]  # fmt: skip


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this benchmark."""
    parser.add_argument("-n", type=int, default=1000, help="plain letters for the speed (1000)")
    parser.add_argument("--size", type=int, default=5000, help="bytes of a plain letter (5000)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each document is read (5)")


def run(args: argparse.Namespace) -> tuple[list[Figure], list[str]]:
    """The figures; the notes name each fact that is not right."""
    right, wrong, missing, notes = _score()
    figures = []
    for field in sorted(right + wrong + missing):
        asked = right[field] + wrong[field] + missing[field]
        figures.append(Figure(f"{field}: right of {asked}", [100 * right[field] / asked], "%", at_least(100)))
    figures += [
        Figure(
            "invented deadlines, wrong groups", [float(wrong["deadline"] + wrong["to"] + wrong["cc"])], "", at_most(0)
        ),
        Figure("facts missing", [float(sum(missing.values()))], "", at_most(0)),
    ]
    return [*figures, *_speed(args)], notes


def _score() -> tuple[Counter[str], Counter[str], Counter[str], list[str]]:
    """By field: right, wrong (another value than expected), missing (nothing where a value was expected)."""
    right, wrong, missing = Counter[str](), Counter[str](), Counter[str]()
    notes: list[str] = []
    paths = golden()
    say(f"  {len(paths)} golden statements")
    for path in paths:
        facts = {name: value for name, value in expected(path).items() if name not in ("warning", "disputed")}
        statement = read(path.read_bytes())
        found = as_data(statement) if statement else dict.fromkeys(facts)
        for name, value in facts.items():
            kind = right if found[name] == value else wrong if _says_something(found[name]) else missing
            kind[name] += 1
            if kind is not right:
                notes.append(f"{path.parent.name}/{path.stem}: {name} is {found[name]!r} instead of {value!r}")
    return right, wrong, missing, notes


def _says_something(value: Any) -> bool:
    """A question to a person (nothing, or nobody known) is missing; anything else than that is an answer."""
    return any(one is not None for one in value) if isinstance(value, list) else value is not None


def _speed(args: argparse.Namespace) -> list[Figure]:
    figures = []
    with Reader(WORK, workers=1, initial=DIRECTORY) as reader:
        began = time.perf_counter()
        reader.warm()
        returned = 1000 * (time.perf_counter() - began)
        figures.append(Figure("starting a worker holds the service up for", [returned], "ms", at_most(100)))
        mails = letters(args.n, args.size)
        _all_read(reader, mails[:10])
        say(f"  {args.n} plain letters, one worker")
        rates = [args.n / _seconds(lambda: _all_read(reader, mails)) for _ in range(args.rounds)]
        figures.append(Figure(f"plain letters of {args.size / 1000:g} kB", rates, "/s", at_least(200)))
        for name, mail, bound in (
            ("a Word file of 100 kB", _with_file("SG15-LS83.docx", WORD, word_file()), 30),
            ("a PDF file of 20 pages", _with_file("SG15-LS83.pdf", "application/pdf", pdf_file()), 2000),
        ):
            say(f"  {name}")
            took = [1000 * _seconds(lambda mail=mail: _all_read(reader, [mail])) for _ in range(args.rounds)]  # type: ignore[misc]
            figures.append(Figure(name, took, "ms", at_most(bound)))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [*figures, Figure("peak of a worker", [peak], "MiB", at_most(512))]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _all_read(reader: Reader, mails: list[bytes]) -> None:
    failed = [one for one in reader.read_many([(mail, {}) for mail in mails]) if isinstance(one, ReadFailure)]
    if failed:
        raise SystemExit(f"{len(failed)} letters could not be read: {failed[0].reason}")


def word_file() -> bytes:
    """A statement of about 100 kB as Word packs it: text that does not compress to nothing."""
    words = [f"{number * 7919 % 100003:x}" for number in range(40_000)]
    data = docx([*_HEAD, *(" ".join(words[start : start + 25]) for start in range(0, len(words), 25))])
    assert 80_000 < len(data) < 160_000, len(data)
    return data


def pdf_file() -> bytes:
    """A statement of 20 pages."""
    return pdf([*_HEAD, *(f"Line {number} of a long annex about rings and loops." for number in range(20 * 50 - 10))],
               lines_per_page=50)  # fmt: skip


def _with_file(name: str, media_type: str, data: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "TSB <tsbsg15@itu.int>", "liaison@bot.example", "LS on rings"
    message.set_content("Please see the attached document.\n")
    maintype, _, subtype = media_type.partition("/")
    message.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    return message.as_bytes()


def save(folder: Path) -> None:
    """Writes the two documents, for a look at them with other programs."""
    (folder / "word.docx").write_bytes(word_file())
    (folder / "pages.pdf").write_bytes(pdf_file())
