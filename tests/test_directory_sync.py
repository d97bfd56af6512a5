"""The directory renewed from the tracker: a server on loopback that speaks its API, with the faults that it has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from liaisonbot.cli import commands
from liaisonbot.directory_renewal import from_tracker
from liaisonbot.doors.ledger import Ledger
from liaisonbot.doors.ledger_directory import Marks
from liaisonbot.doors.tracker_api import WAITS, TrackerApi, TrackerRefused, TrackerTrouble
from liaisonbot.model.contents import snapshot
from liaisonbot.model.directory import directory_of
from liaisonbot.model.tracker import TrackerStatement
from tests.tracker_server import G, Reply, S, Tracker, group, past, role, serving, small, statement, uri
from tests.world import World

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TELL = lambda *_: None  # noqa: E731


@pytest.fixture
def tracker() -> Iterator[Tracker]:
    with serving(small()) as found:
        yield found


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db", NOW) as found:
        yield found


def api_of(tracker: Tracker, slept: list[float] | None = None) -> TrackerApi:
    naps: list[float] = slept if slept is not None else []
    return TrackerApi(tracker.base, "owner@bot.example", "0.1.0", pause=0.0, sleep=naps.append)


def synced(tracker: Tracker, ledger: Ledger, now: datetime = NOW, slept: list[float] | None = None) -> Any:
    """A sync as the command does it."""
    with api_of(tracker, slept) as api:
        renewal = from_tracker(ledger.contents() or snapshot(), ledger.tracker_marks(), api, now, TELL)
    ledger.renew_directory(
        renewal.after, now, renewal.because, statements=renewal.statements, answers=renewal.answers, marks=renewal.marks
    )
    return renewal


def test_groups_peers_and_offices_come_with_their_numbers(tracker: Tracker, ledger: Ledger) -> None:
    synced(tracker, ledger)
    contents = ledger.contents()
    assert contents is not None
    directory = directory_of(contents)
    ccamp = directory.groups["ccamp"]
    assert (ccamp.tracker, ccamp.area, ccamp.active) == (tracker_number(tracker, "ccamp"), "rtg", True)
    study_group = directory.peers["itu-t-sg-15"]
    assert (study_group.tracker, study_group.parent) == (62, "itu-t")
    assert study_group.reply_to == "tsbsg15@itu.int", "what the tracker does not know stays"
    assert directory.peer_named("ITU-T Study Group 22") == "itu-t-sg-22"
    assert {(one.group, one.role, one.name) for one in directory.more.holders} == {
        ("ccamp", "chair", "Quentin Chair"), ("rtg", "ad", "Alma Director"), ("itu-t", "liaiman", "Mira Manager")
    }  # fmt: skip
    assert (contents.dated, contents.source) == (date(2026, 11, 25), f"the tracker at {tracker.base}")


def tracker_number(tracker: Tracker, acronym: str) -> int:
    return next(int(row["id"]) for row in tracker.models[G] if row["acronym"] == acronym)


def test_statements_are_history_with_pages_dates_and_what_answers_what(tracker: Tracker, ledger: Ledger) -> None:
    synced(tracker, ledger)
    answer = ledger.tracker_statement(2102)
    assert answer is not None
    assert (answer.from_groups, answer.to_groups, answer.answers) == (("ccamp",), ("itu-t-sg-15",), (2101,))
    assert answer.page == "https://datatracker.ietf.org/liaison/2102/"
    assert ledger.tracker_answers_to(2101) == (2102,)
    old = ledger.tracker_statement(2103)
    assert old is not None
    assert old.to_groups == ("avt",), "a group that closed long ago is loaded by its number"
    assert old.posted == date(2025, 4, 4)
    assert ledger.tracker_statement(2104) is None, "only what is posted is on record"
    assert [one.number for one in ledger.tracker_numbered(["sg15ls2101"])] == [2101]
    assert ledger.counts().deliveries == {}, "nobody is written to"
    assert ledger.cases() == [], "history is no case"


def test_nobody_but_holders_of_offices_is_kept(tracker: Tracker, ledger: Ledger, tmp_path: Path) -> None:
    synced(tracker, ledger)
    ledger.checkpoint()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*"))
    for never in (b"secret.example", b"Never Kept", b"not for us", b"Ada Person", b"Dear all"):
        assert never not in stored
    tracker.models["group/role"] = [row for row in tracker.models["group/role"] if row["id"] != 1]
    synced(tracker, ledger, NOW + timedelta(days=1))
    assert "Quentin" not in str([one.name for one in ledger.contents().holders])  # type: ignore[union-attr]
    assert all("Quentin" not in row.because for row in ledger.history())


def test_an_address_that_is_out_of_use_is_left_out(tracker: Tracker, ledger: Ledger) -> None:
    for row in tracker.models["person/email"]:
        row["active"] = row["address"] != "alma12@people.example"
    synced(tracker, ledger)
    assert {one.address for one in ledger.contents().holders if one.name == "Alma Director"} == {""}  # type: ignore[union-attr]


def test_the_next_run_asks_only_for_what_is_new(tracker: Tracker, ledger: Ledger) -> None:
    synced(tracker, ledger)
    tracker.asked.clear()
    statement(tracker, 2110, 62, 941, title="LS on news", time="2026-11-25T09:30:00Z")
    changed = next(row for row in tracker.models[S] if row["id"] == 2101)
    changed["tags"] = [uri("name/liaisonstatementtagname", "taken")]
    event = uri("name/liaisonstatementeventtypename", "modified")
    tracker.add(
        f"{S}event", 99_999, type=event, statement=uri(S, 2101), time="2026-11-25T09:40:00Z", desc="secret word"
    )
    renewal = synced(tracker, ledger, NOW + timedelta(hours=1))
    assert sorted(one.number for one in renewal.statements) == [2101, 2110]
    assert ledger.tracker_statement(2101).state == "taken"  # type: ignore[union-attr]
    assert ledger.tracker_statement(2101).posted is not None, "a change does not undo the day of posting"  # type: ignore[union-attr]
    assert tracker.counted()[G] == 0, "groups and offices once a day are enough"
    assert len(tracker.asked) == 4
    synced(tracker, ledger, NOW + timedelta(hours=21))
    assert tracker.counted()[G] > 0


def test_who_asks_says_so_over_one_connection(tracker: Tracker, ledger: Ledger) -> None:
    synced(tracker, ledger)
    assert tracker.agents == {"liaisonbot/0.1.0 (+mailto:owner@bot.example)"}
    assert tracker.connections == 1
    assert all(query["format"] == "json" and query["order_by"] == "id" for _, query in tracker.asked)


# --- faults -------------------------------------------------------------------------------------------

BUSY = Reply(429, "slow down", (("Retry-After", "7"),))
FAULTS = [
    ("429 that says how long", BUSY, [7.0]),
    ("429 that says 0", Reply(429, "", (("Retry-After", "0"),)), [2.0]),
    ("429 that says nothing", Reply(429), [2.0]),
    ("503", Reply(503, "<html>busy</html>", (("Content-Type", "text/html"),)), [2.0]),
    ("a page of HTML", Reply(200, "<html>Maintenance</html>", (("Content-Type", "text/html"),)), [2.0]),
    ("JSON of something else", Reply(200, '["surprise"]'), [2.0]),
    ("an answer that is cut", Reply(200, '{"meta": {}, "objects": []}', cut=True), [2.0]),
]


@pytest.mark.parametrize(("reply", "waited"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_fault_that_passes_costs_a_wait_and_nothing_else(
    reply: Reply, waited: list[float], tracker: Tracker, ledger: Ledger
) -> None:
    tracker.fault = lambda model, _, before: reply if model == S and before == 0 else None
    slept: list[float] = []
    assert len(synced(tracker, ledger, slept=slept).statements) == 3
    assert [nap for nap in slept if nap >= 1] == waited


def test_pauses_grow_after_it_was_asked_too_often(tracker: Tracker) -> None:
    tracker.fault = lambda model, _, before: BUSY if model == S and before < 2 else None
    slept: list[float] = []
    api = TrackerApi(tracker.base, "owner@bot.example", "0.1.0", pause=0.1, sleep=slept.append)
    with api:
        list(api.rows(S))
    assert slept == [0.1, 7, 0.2, 7, 0.4]


def test_it_gives_up_in_the_end_and_the_directory_stays(tracker: Tracker, ledger: Ledger) -> None:
    synced(tracker, ledger)
    before, mark = ledger.contents(), ledger.directory_mark()
    group(tracker, 4001, "newwg", "wg", parent=tracker_number(tracker, "int"))
    tracker.fault = lambda model, *_: Reply(502) if model == "group/role" else None
    slept: list[float] = []
    with pytest.raises(TrackerTrouble, match="answers 502; nothing was changed, run it again later"):
        synced(tracker, ledger, NOW + timedelta(days=1), slept)
    assert [nap for nap in slept if nap] == list(WAITS)
    assert (ledger.contents(), ledger.directory_mark()) == (before, mark)


def test_a_pause_of_an_hour_is_not_waited_for(tracker: Tracker, ledger: Ledger) -> None:
    tracker.fault = lambda *_: Reply(429, "", (("Retry-After", "3600"),))
    with pytest.raises(TrackerTrouble, match="run it again in 3600 seconds"):
        synced(tracker, ledger)


def test_a_filter_that_it_refuses_is_our_fault_and_ends_at_once(tracker: Tracker, ledger: Ledger) -> None:
    tracker.fault = lambda *_: Reply(400, "Invalid resource lookup")
    with pytest.raises(TrackerRefused, match="400: Invalid resource lookup"):
        synced(tracker, ledger)
    assert len(tracker.asked) == 1


def test_a_bad_row_is_passed_over_and_closes_nobody(tracker: Tracker, ledger: Ledger) -> None:
    bad = tracker_number(tracker, "ccamp")
    tracker.unshowable.add((G, bad))
    renewal = synced(tracker, ledger)
    assert len([line for line in renewal.remarks if "passed over: group/group" in line]) >= 1
    assert ledger.contents() is not None
    found = {one.acronym: one for one in ledger.contents().groups}  # type: ignore[union-attr]
    assert found["ccamp"].active, "a group that cannot be shown is not closed"
    assert found["mpls"].tracker, "those beside it are loaded"


def test_a_page_that_cannot_be_shown_at_all_ends_it(tracker: Tracker, ledger: Ledger) -> None:
    tracker.unshowable |= {(S, number) for number in range(2100, 2110)}
    with pytest.raises(TrackerTrouble, match="none of the rows"):
        synced(tracker, ledger)


def test_a_row_that_is_none_is_passed_over(tracker: Tracker, ledger: Ledger) -> None:
    tracker.models[S][0]["deadline"] = "soon"
    renewal = synced(tracker, ledger)
    assert renewal.remarks == ("passed over: /api/v1/liaisons/liaisonstatement/2101/: deadline: “soon” is no day",)
    assert ledger.tracker_statement(2102) is not None


def test_rows_that_come_twice_count_once(tracker: Tracker) -> None:
    def again(model: str, query: dict[str, str], _: int) -> Reply | None:
        if model != S:
            return None
        rows = tracker.models[S]
        page = rows[:2] if query["offset"] == "0" else rows[1:]
        more = f"/api/v1/{S}/?limit=100&offset=2" if query["offset"] == "0" else None
        return Reply(200, json.dumps({"meta": {"next": more, "total_count": 3}, "objects": page}))

    tracker.fault = again
    with api_of(tracker) as api:
        assert [row["id"] for row in api.rows(S)] == [2101, 2102, 2103, 2104]


@pytest.mark.parametrize(
    "following", ["https://elsewhere.example/api/v1/group/group/?offset=100", "/admin/?offset=100"]
)
def test_the_next_page_never_leads_elsewhere(following: str, tracker: Tracker) -> None:
    """Only the path of the same list on the same host is ever followed."""
    page = json.dumps({"meta": {"next": following}, "objects": []})
    tracker.fault = lambda *_: Reply(200, page)
    with api_of(tracker) as api, pytest.raises(TrackerTrouble):
        list(api.rows(G))
    assert {model for model, _ in tracker.asked} == {G}


def test_pages_that_go_in_a_circle_end(tracker: Tracker) -> None:
    page = json.dumps({"meta": {"next": f"/api/v1/{G}/?offset=0"}, "objects": []})
    tracker.fault = lambda *_: Reply(200, page)
    with api_of(tracker) as api, pytest.raises(TrackerTrouble, match="circle"):
        list(api.rows(G))


# --- names in time ------------------------------------------------------------------------------------


def test_names_that_a_group_had_in_the_tracker_mean_it_on_the_days_of_then(tracker: Tracker, ledger: Ledger) -> None:
    ccamp = tracker_number(tracker, "ccamp")
    past(tracker, 1, ccamp, "2001-03-01", "ccamp", "Common Control and Measurement Plane")
    past(tracker, 2, ccamp, "1999-05-01", "lightpath", "Paths of Light")
    past(tracker, 3, ccamp, "2000-05-01", "lightpath", "Paths of Light")
    past(tracker, 4, 62, "1997-01-01", "itu-t-sg-15", "ITU-T Optical Commission")
    past(tracker, 5, 62, "2000-01-01", "itu-t-sg-15", "ITU-T Study Group 15")
    renewal = synced(tracker, ledger)
    found = {one.name: one for one in ledger.contents().names if one.group in ("ccamp", "itu-t-sg-15")}  # type: ignore[union-attr]
    assert {(one.kind, one.valid_from, one.valid_to) for one in found.values()} == {
        ("acronym", date(1999, 5, 1), date(2001, 2, 28)),
        ("full", date(1999, 5, 1), date(2001, 2, 28)),
        ("full", date(1997, 1, 1), date(1999, 12, 31)),
    }
    directory = directory_of(renewal.after).as_of(date(2000, 1, 1))
    assert directory.named("IETF LIGHTPATH WG") == directory.named("Paths of Light") == "ccamp"
    assert directory.peer_named("ITU-T Optical Commission") == "itu-t-sg-15"


def test_only_what_is_called_anew_is_asked_about_its_past(tracker: Tracker, ledger: Ledger) -> None:
    synced(tracker, ledger)
    tracker.asked.clear()
    tsvwg = tracker_number(tracker, "tsvwg")
    next(row for row in tracker.models[G] if row["id"] == tsvwg)["name"] = "A Name That Is New"
    past(tracker, 1, tsvwg, "2020-06-01", "tsvwg", "Transport and Services Working Group")
    past(tracker, 2, tsvwg, "2026-11-20", "tsvwg", "A Name That Is New")
    synced(tracker, ledger, NOW + timedelta(days=1))
    assert [query["group__in"] for model, query in tracker.asked if model == f"{G}history"] == [str(tsvwg)]
    (old,) = [one for one in ledger.contents().names if one.name.startswith("Transport and Services")]  # type: ignore[union-attr]
    assert (old.valid_from, old.valid_to) == (date(2020, 6, 1), date(2026, 11, 19))


# --- what changes in the world ------------------------------------------------------------------------


def test_a_group_that_is_not_open_any_more_is_closed_and_one_with_a_new_acronym_is_followed(
    tracker: Tracker, ledger: Ledger
) -> None:
    synced(tracker, ledger)
    rows = {row["acronym"]: row for row in tracker.models[G]}
    rows["mpls"]["state"] = uri("name/groupstatename", "conclude")
    rows["pce"]["acronym"] = "pathce"
    rows["tsvwg"]["name"] = "A Name That Is New"
    renewal = synced(tracker, ledger, NOW + timedelta(days=1))
    directory = directory_of(renewal.after)
    assert not directory.groups["mpls"].active
    heir = directory.heir("pce")
    assert heir is not None
    assert heir.acronym == "pathce", "letters to the old acronym follow by themselves"
    old_name = "Transport and Services Working Group"
    assert directory.as_of(date(2026, 1, 1)).named(old_name) == "tsvwg"
    said = "\n".join(renewal.lines)
    assert "mpls: state active → conclude" in said
    assert "+ pathce" in said
    assert "pce → pathce" in said


def test_a_list_of_groups_that_is_far_too_short_changes_nothing(tracker: Tracker, ledger: Ledger) -> None:
    tracker.models[G] = [row for row in tracker.models[G] if row["id"] < 1020]
    with pytest.raises(ValueError, match=r"does not list .* open groups; nothing was changed"):
        synced(tracker, ledger)


def test_an_unknown_kind_of_group_is_no_trouble(tracker: Tracker, ledger: Ledger) -> None:
    group(tracker, 5001, "odd", "sdo", state="hibernating", parent=4242)
    role(tracker, 50, "chair", 5001, 51, "Odd Chair")
    assert "odd" in {one.acronym for one in synced(tracker, ledger).after.peers}


# --- the command --------------------------------------------------------------------------------------


def call(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(commands, ["--config", str(folder / "config.toml"), "directory", *words])


def configured(folder: Path, tracker: Tracker, owner: str = "owner@bot.example") -> None:
    text = f'[bot]\nowner = "{owner}"\nstate = "state"\n[directory]\ntracker = "{tracker.base}"\n'
    (folder / "config.toml").write_text(text, "utf-8")


def test_a_dry_run_says_what_would_change_and_changes_nothing(tracker: Tracker, tmp_path: Path) -> None:
    configured(tmp_path, tracker)
    said = call(tmp_path, "sync", "--dry-run")
    assert said.exit_code == 0, said.output
    assert "  + itu-t-sg-22 (ITU-T Study Group 22), in itu-t" in said.output
    assert "  + ccamp chair: Quentin Chair" in said.output
    assert "statements of the tracker: 3 new or changed" in said.output
    assert said.output.endswith("nothing was changed: that was a dry run\n")
    with Ledger.open(tmp_path / "state" / "ledger.db", NOW) as ledger:
        assert ledger.contents() is None


def test_sync_and_show(tracker: Tracker, tmp_path: Path) -> None:
    configured(tmp_path, tracker)
    assert call(tmp_path, "sync").exit_code == 0
    assert "the tracker at http://127.0.0.1" in call(tmp_path).output
    assert "Chair:              Quentin Chair <quentin11@people.example>" in call(tmp_path, "show", "ccamp").output
    assert "Liaison manager:    Mira Manager" in call(tmp_path, "show", "itu-t").output
    shown = call(tmp_path, "show", "2101").output
    assert "Statement:          2101: LS on rings" in shown
    assert "Answered by:        2102" in shown
    assert call(tmp_path, "show", "9999").exit_code == 66


def test_without_an_operator_nobody_is_asked(tracker: Tracker, tmp_path: Path) -> None:
    configured(tmp_path, tracker, owner="")
    said = call(tmp_path, "sync")
    assert (said.exit_code, tracker.asked) == (78, [])
    assert "bot.owner is empty" in said.output


def test_a_tracker_that_is_away_is_tried_again_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = Tracker()
    nobody.base = "http://127.0.0.1:1"
    configured(tmp_path, nobody)
    monkeypatch.setattr("liaisonbot.doors.tracker_api.WAITS", (0.001,))
    said = call(tmp_path, "sync")
    assert said.exit_code == 75
    assert "nothing was changed, run it again later" in said.output


def test_marks_before_the_first_time(ledger: Ledger) -> None:
    assert ledger.tracker_marks() == Marks()


# --- what imported statements are good for --------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    rows = [
        TrackerStatement(2103, "LS on rings", "action", None, "SG15-LS83", "", ("itu-t-sg-15",), ("ccamp",)),
        TrackerStatement(2104, "Our view of rings", "response", None, "", "", ("ccamp",), ("itu-t-sg-15",)),
    ]
    with World(tmp_path) as world:
        world.ledger.renew_directory(None, world.time, "a test", statements=rows)
        yield world


def test_an_announcement_of_an_imported_statement_says_which_it_is_and_nobody_gets_mail(world: World) -> None:
    receipt = world.arrives(Path(__file__).parent / "mails" / "tracker" / "01-announced-with-a-day.eml")
    letter = world.ledger.letter(receipt.letter)
    assert letter is not None
    assert "its statement 2103, “LS on rings”, from itu-t-sg-15 to ccamp" in (letter.rule or "")
    assert (world.post, world.ledger.cases()) == ([], [])


def test_a_statement_whose_announcement_came_first_is_taken_in_by_the_next_sync(
    tracker: Tracker, tmp_path: Path
) -> None:
    with World(tmp_path) as world:
        receipt = world.arrives(Path(__file__).parent / "mails" / "tracker" / "01-announced-with-a-day.eml")
        letter = world.ledger.letter(receipt.letter)
        assert letter is not None
        assert letter.rule == "the tracker's announcement of its statement 2103"
        synced(tracker, world.ledger)
        assert world.ledger.tracker_statement(2103) is not None
        statement(tracker, 2110, 62, 941, time="2026-11-25T09:30:00Z")
        synced(tracker, world.ledger, NOW + timedelta(hours=1))
        assert world.ledger.tracker_statement(2110) is not None, "groups once a day, statements each time"
        assert (world.post, world.ledger.cases()) == ([], [])


def test_an_answer_to_a_statement_of_ours_in_the_tracker_is_linked_by_its_page(world: World) -> None:
    body = (
        "Source: ITU-T Study Group 15\nTitle: LS on more rings\nRef.: SG15-LS90\nFor action to: IETF CCAMP WG\n\n"
        "In response to https://datatracker.ietf.org/liaison/2104/ we have a question.\n"
    )
    world.arrives(world.statement(body=body))
    page = "https://datatracker.ietf.org/liaison/2104/"
    assert world.case(1).links == (f"answers {page}",)
    assert re.search(rf"Answers: +{re.escape(page)}", world.last("distribution", "ccamp@ietf.org").text)
    assert ("answers", f"{page}: Our view of rings") in {(row.what, row.because) for row in world.ledger.history(1)}


@pytest.mark.parametrize(
    ("number", "title", "known"),
    [
        ("SG15-LS83", "LS on rings", True),
        ("COM 15 – LS 83 – E", "LS on rings", True),
        ("SG15-LS83", "LS on something of another study period", False),
        ("SG15-LS84", "LS on rings", False),
    ],
)
def test_a_statement_that_the_tracker_has_already_stands_under_its_page(
    number: str, title: str, known: bool, world: World
) -> None:
    body = f"Source: ITU-T Study Group 15\nTitle: {title}\nRef.: {number}\nFor action to: IETF CCAMP WG\nPlease help.\n"
    world.arrives(world.statement(body=body))
    found = world.ledger.case_on_record(["https://datatracker.ietf.org/liaison/2103/"])
    assert (found.number if found else None) == (1 if known else None)
