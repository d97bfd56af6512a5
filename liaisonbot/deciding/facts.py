"""What deciding is told: everything it may look at, gathered beforehand by the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from liaisonbot.deciding.related import Related
from liaisonbot.deciding.same_letter import Same
from liaisonbot.model.case import Case
from liaisonbot.model.directory import Directory
from liaisonbot.model.mail import Arrival, ProofFacts
from liaisonbot.model.past import Asked, Came, Event, Past, Returned
from liaisonbot.model.people import People, Settings
from liaisonbot.model.tracker import TrackerStatement
from liaisonbot.reading.letter import Letter


@dataclass(frozen=True, slots=True)
class Office:
    """What does not change from letter to letter: the bot's settings, its people, its directory."""

    settings: Settings
    people: People
    directory: Directory


@dataclass(frozen=True, slots=True)
class Lately:
    """How much we have written to a letter's sender: answers in the last hour and day, those about the letter's case
    in the last hour, receipts in the last day; how many letters came with the very same content; and, where the sender
    is a stranger, how many questions those who decide had in the last day."""

    answers_in_hour: int = 0
    answers_in_day: int = 0
    answers_on_case: int = 0
    receipts: int = 0
    same_words: int = 0
    questions: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """One letter and all that is known around it. Times are UTC.

    `proof` is about the letter's sender, `inside` about that of a letter attached to it, by its signature alone.
    `case` is the case that the letter answers, found by `which_case`; `token_person` the address that a live
    reply token of that case was issued to. `twin` is an earlier letter with the same content, `id_reused` that one with
    other words has its Message-ID, `parted` that somebody said it is another than the one it was joined to, `again` a
    case (and why) that this statement seems to repeat, `answers` are the recorded ones that it answers, `related` those
    of other peers about the same work.
    `bounced` are our posting's recipients when a return path matched, `returned` is that posting.
    `named` are the cases that command lines name, by number, `damaged` those of them that cannot be read, `cases` all
    that are open or held. `next_case` is the number a new case would get. `lately` is what the sender had of us, `came`
    are the letters about the case in the day before this one, oldest first. `rows` are the cases of the numbered rows
    in the letter of ours that this one answers. `on_record` is the case whose page in the tracker the letter names;
    `tracked` are statements of the tracker that it announces or answers and that are no case of ours, `registered` is
    the tracker's own record of this very statement.
    `alike` are groups of ours whose names and charters are like the statement's words, best first; `earlier` what
    people chose for this peer's earlier letters to the same addressee.
    `token_cases` are the cases that the reply token stands for, `token_letter` the command letter that it was issued
    for, while it is live; `old_token` says that it is too old or somebody else's.
    `code` is the code for a question about this letter, `asked` are the questions to the writer, `answers_letter` the
    command letter that this one's token or thread leads to. `past` is what letters did that `undo` may mean, `events`
    the history of the cases that somebody wants to see, `waiting` by case the postings that send a statement on and
    have not left, `excerpts` by case the first lines of a statement that may now be sent on. `usual_proof` is what the
    writer's last ten letters were all proven by, "" if nothing; `settings` are the writer's own ones, by name, as the
    ledger keeps them; `told` the keys of what the writer was told today; `calendar` the cases of the writer's last
    calendar; `weaker` is an earlier copy of this letter, from which nothing followed.
    """

    letter: Letter
    number: int
    arrivals: tuple[Arrival, ...]
    received: datetime
    today: date
    office: Office
    proof: ProofFacts = field(default_factory=ProofFacts)
    inside: ProofFacts = field(default_factory=ProofFacts)
    case: Case | None = None
    on_record: Case | None = None
    tracked: tuple[TrackerStatement, ...] = ()
    registered: TrackerStatement | None = None
    token_person: str | None = None
    twin: int | None = None
    id_reused: bool = False
    parted: bool = False
    again: tuple[Case, Same] | None = None
    answers: tuple[Related, ...] = ()
    related: tuple[Related, ...] = ()
    bounced: tuple[str, ...] = ()
    returned: Returned | None = None
    own: bool = False
    named: tuple[Case, ...] = ()
    damaged: frozenset[int] = frozenset()
    cases: tuple[Case, ...] = ()
    next_case: int = 1
    rows: tuple[int, ...] = ()
    lately: Lately = field(default_factory=Lately)
    came: tuple[Came, ...] = ()
    alike: tuple[str, ...] = ()
    earlier: tuple[tuple[str, ...], ...] = ()
    now: datetime | None = None
    token_cases: frozenset[int] = frozenset()
    token_letter: int | None = None
    old_token: bool = False
    code: str = ""
    asked: tuple[Asked, ...] = ()
    answers_letter: int | None = None
    past: tuple[Past, ...] = ()
    events: Mapping[int, tuple[Event, ...]] = field(default_factory=dict)
    waiting: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    excerpts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    usual_proof: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    calendar: tuple[Case, ...] = ()
    weaker: int | None = None

    @property
    def moment(self) -> datetime:
        """When this is decided (UTC)."""
        return self.now or self.received
