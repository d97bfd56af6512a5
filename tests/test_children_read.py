"""Only the reading processes take strangers' letters apart, also to cut programs out of a copy that goes on (P5, P14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pypdf
import pytest
from selectolax import lexbor

from liaisonbot.doors.reader import InProcess, Reader, ReaderBroken
from liaisonbot.model.case import Stage
from liaisonbot.model.directory import Directory
from liaisonbot.reading import mime, xml_walk
from liaisonbot.reading.risky import PassOn
from tests.test_passed_on import PROGRAM, attached, flat, with_program
from tests.world import CARLA, MIRA, Caught, World

WITHOUT = "The statement is attached, without requirements.pdf.exe."
NOT_ATTACHED = "The statement is not attached, for it may hold a program that could not be cut out; answer to get it."
LISTS = ("ccamp@ietf.org", "mpls@ietf.org", "pce@ietf.org")
BODY = (
    "Source: ITU-T Study Group 15\nTitle: LS on rings\nFor action to: IETF CCAMP WG; IETF MPLS WG; IETF PCE WG\n"
    "Deadline: 1 June 2026\n\nPlease review the rings.\n"
)


class Watched(InProcess):
    """A reading that counts how often programs were to be cut out. What becomes of that is up to a process that does
    `instead`, where given; `broken`, it starts no process at all."""

    def __init__(self, directory: Directory, instead: str = "") -> None:
        super().__init__("liaisonbot.worker:work", initial=directory)
        self.cuts, self.broken, self._instead = 0, False, instead
        self._cutting = Reader("tests.reader_jobs:work", workers=1, memory_mib=256, cpu_seconds=1)

    def read_many(self, jobs: Sequence[object]) -> list[object]:
        """As Reader has it."""
        if self.broken:
            raise ReaderBroken("the reading process does not start")
        cuts = [job for job in jobs if isinstance(job, PassOn)]
        self.cuts += len(cuts)
        return self._cutting.read_many([self._instead]) if cuts and self._instead else super().read_many(jobs)

    def close(self) -> None:
        """Leaves no process behind."""
        self._cutting.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, reading=Watched) as world:
        yield world


def cuts(world: World) -> int:
    """How often a process was asked to cut programs out."""
    assert isinstance(world.service.reading, Watched)
    return world.service.reading.cuts


def went_to_lists(world: World) -> list[Caught]:
    return [world.last("distribution", address) for address in LISTS]


def no_program_left(world: World) -> bool:
    return not any(found in one.raw for one in world.post for found in (PROGRAM, b"TVogdGhpcyBwcm9ncmFt"))


def test_programs_are_cut_out_once_for_all_readers_of_a_letter(world: World) -> None:
    world.arrives(with_program(world, body=BODY))
    for sent in went_to_lists(world):
        assert WITHOUT in flat(sent.text)
        assert "The requirements." in attached(sent.mail)
    assert len(world.sent("distribution")) > len(LISTS)
    assert cuts(world) == 1
    assert no_program_left(world)


def test_a_letter_without_programs_needs_no_cutting(world: World) -> None:
    world.arrives(world.statement(body=BODY))
    assert all(one.mail.is_multipart() for one in went_to_lists(world))
    assert cuts(world) == 0


def test_programs_are_cut_out_of_an_old_letter_too(world: World) -> None:
    """Another day it goes to two further groups, and whole to its manager."""
    world.arrives(with_program(world))
    world.days_pass(1)
    world.service.close()
    world.wakes_up()
    world.says(CARLA, "LS-1 redirect to mpls, pce because theirs\n")
    world.says(CARLA, "yes\n", world.last("transcript", CARLA.address))
    world.minutes_pass(30)
    for sent in went_to_lists(world)[1:]:
        assert WITHOUT in flat(sent.text)
        assert "The requirements." in attached(sent.mail)
    assert cuts(world) == 1
    world.says(MIRA, "LS-1 show full\n")
    assert "The requirements." in attached(world.last("original", MIRA.address).mail)
    world.says(MIRA, "LS-1 assign to quentin@chair.example because theirs\n")
    assert WITHOUT in flat(world.last("assigned").text)
    assert cuts(world) == 3
    assert no_program_left(world)


@pytest.mark.parametrize(
    "instead", ["exit 3", "spin", "eat 2048", "fail here", "say what nobody asked"], ids=lambda job: job.split()[0]
)
def test_a_letter_whose_programs_cannot_be_cut_out_goes_on_without_it(
    tmp_path: Path, instead: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The process dies, takes too long or too much, raises, or answers what is no letter."""
    with World(tmp_path, reading=partial(Watched, instead=instead)) as world:
        world.arrives(with_program(world, body=BODY))
        world.arrives(world.statement(body=BODY.replace("rings", "loops")))
        for sent in world.sent("distribution")[: len(LISTS)]:
            assert NOT_ATTACHED in flat(sent.text)
            assert not sent.mail.is_multipart()
        assert all("attached as it came" in one.text for one in went_to_lists(world))
        assert [world.case(number).stage for number in (1, 2)] == [Stage.OPEN] * 2
        assert cuts(world) == 1, "nor is it tried for each group"
        world.says(MIRA, "LS-1 show full\n")
        assert "is not sent on, for it may hold a program" in flat(world.last("original", MIRA.address).text)
        assert world.sent("parked") == []
        assert no_program_left(world)
    assert "letter 1 is attached nowhere: the programs in it could not be cut out" in caplog.text


def test_no_letter_is_to_blame_for_processes_that_do_not_start(world: World) -> None:
    """However often they are tried; it is read when they start again."""
    reading = world.service.reading
    assert isinstance(reading, Watched)
    reading.broken = True
    for _ in range(5):
        with pytest.raises(ReaderBroken):
            world.arrives(with_program(world))
    reading.broken = False
    world.minutes_pass(1)
    assert WITHOUT in flat(world.last("distribution", "ccamp@ietf.org").text)
    assert world.sent("parked") == []


def test_the_service_itself_takes_nothing_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With real children the parsers of this process are never called: for mails, HTML, PDF and Word."""

    def children(directory: Directory) -> Reader:
        return Reader("liaisonbot.worker:work", initial=directory)

    called: list[str] = []
    for module, name in (
        (mime, "message_from_bytes"),
        (lexbor, "LexborHTMLParser"),
        (pypdf, "PdfReader"),
        (xml_walk, "DefusedXMLParser"),
    ):
        monkeypatch.setattr(module, name, lambda *_, name=name, **__: called.append(name))
    with World(tmp_path, reading=children) as world:
        world.arrives(with_program(world, body=BODY))
        world.says(CARLA, "LS-1 redirect to quic because theirs\nLS-1 show full\n")
        world.says(CARLA, "yes\n", world.last("transcript", CARLA.address))
        world.minutes_pass(30)
        assert WITHOUT in flat(world.last("distribution", "quic@ietf.org").text)
        reply = world.statement(From=MIRA.address, Subject="Re: LS-1", body="LS-1 take\n")
        reply.add_alternative("<p>LS-1 done because said</p><p style='display:none'>LS-1 reopen</p>", "html")
        world.arrives(reply)
        assert "E17" in world.last("transcript", MIRA.address).text
    assert called == []
