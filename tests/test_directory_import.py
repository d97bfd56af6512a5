"""The directory of the ledger, filled from files: what is taken in, what is refused, and who uses it from then on."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from liaisonbot.cli import commands
from liaisonbot.deciding.facts import Office
from liaisonbot.doors.ledger import Ledger
from liaisonbot.doors.ledger_directory import read_contents
from liaisonbot.doors.ledger_rows import HistoryRow
from liaisonbot.doors.reader import InProcess
from liaisonbot.model.contents import FORMS, Contents, Kind, contents_of, loose_ends, snapshot
from liaisonbot.model.directory import Recipients, built_in, directory_of
from liaisonbot.model.renewal import differences
from tests.tracker_server import G, S, Tracker, group, role, small, statement
from tests.world import World

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SAMPLE = Path(__file__).parent.parent / "liaisonbot" / "samples" / "01-word-file.eml"
GROUPS = "acronym,name,type,area,state,list_email\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text('[bot]\nstate = "state"\nowner = "owner@bot.example"\n', "utf-8")
    return tmp_path


def call(folder: Path, *words: object) -> Result:
    return CliRunner().invoke(commands, ["--config", str(folder / "config.toml"), *(str(word) for word in words)])


def taken(folder: Path, name: str, text: str | bytes, *options: str) -> Result:
    """A file of this name is imported."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return call(folder, "directory", "import", *options, path)


def kept(folder: Path) -> Contents | None:
    return read_contents(folder / "state" / "ledger.db")


def history(folder: Path) -> list[HistoryRow]:
    with Ledger.open(folder / "state" / "ledger.db", NOW) as ledger:
        return ledger.history()


def test_the_snapshot_holds_together_and_its_rows_read_back_as_they_are() -> None:
    contents = snapshot()
    assert list(loose_ends(contents)) == []
    rows = {kind: contents.rows(kind) for kind in Kind}
    assert contents_of(rows, contents.dated, contents.source) == contents
    assert differences(contents, contents) == []


def test_a_new_group_is_laid_over_and_the_rest_stays(folder: Path) -> None:
    said = taken(folder, "groups.csv", GROUPS + "newwg,New Work,wg,int,active,newwg@ietf.org\n")
    assert (said.exit_code, said.output) == (0, "groups: 1 new\n  + newwg (New Work), in int\n")
    contents = kept(folder)
    assert contents is not None
    assert contents.source == "groups.csv"
    directory = directory_of(contents)
    assert directory.recipients("newwg") == Recipients(
        ("newwg-chairs@ietf.org", "newwg@ietf.org"), ("newwg-ads@ietf.org",)
    )
    assert directory.recipients("ccamp") == built_in().recipients("ccamp")
    assert [one.what for one in history(folder)] == ["directory"]


def test_every_kind_of_file_is_known_by_its_columns(folder: Path) -> None:
    rows = {
        "peers.csv": "acronym,name,parent,domains\nquux,Quux Forum,,quux.example\n",
        "names.csv": "name,kind,group,valid_from,valid_to\nOld Quux,full,quux,2001,2019-05\n",
        "successors.csv": "old,new,since,relation,confirmed\nl2vpn,pals,2014,merged,no\n",
        "topics.csv": "group,topics\nccamp,lightpaths\n",
        "roles.csv": "group,role,name,address\nccamp,chair,Quentin Chair,quentin@chair.example\n",
        "rfcs.csv": "group,rfcs\nspring,8402 8660\n",
    }
    for name, text in rows.items():
        assert taken(folder, name, text).exit_code == 0, name
    contents = kept(folder)
    assert contents is not None
    directory = directory_of(contents)
    assert directory.peer_of_address("ada@mail.quux.example") == "quux"
    assert directory.as_of(date(2019, 5, 31)).peer_named("Old Quux") == "quux"
    assert directory.groups["l2vpn"].successors == ("bess", "pals")
    assert directory.more.topics["ccamp"] == "lightpaths"
    assert directory.offices("Quentin  CHAIR") == ("ccamp",)
    assert directory.maker(8402).acronym == "spring"  # type: ignore[union-attr]


def test_with_replace_what_the_file_leaves_out_is_gone(folder: Path) -> None:
    header = "old,new,since,relation,confirmed,source\n"
    taken(folder, "successors.csv", header + "l2vpn,bess,2014-10,split,no,\n", "--replace")
    assert [(one.old, one.new) for one in kept(folder).successors] == [("l2vpn", "bess")]  # type: ignore[union-attr]


def test_offices_are_always_replaced_as_a_whole(folder: Path) -> None:
    header = "group,role,name,address\n"
    taken(folder, "roles.csv", header + "ccamp,chair,Quentin Chair,quentin@chair.example\n")
    taken(folder, "roles.csv", header + "pce,chair,Paula Chair,paula@chair.example\n")
    assert [one.name for one in kept(folder).holders] == ["Paula Chair"]  # type: ignore[union-attr]
    assert "Quentin" not in str(history(folder))


DAMAGED = [
    ("no header that is known", "color,size\nred,1\n", 1, "its columns are not those of any file"),
    ("too few cells", GROUPS + "a,b,wg\n", 2, "has 3 cells, not 6"),
    ("a type that is none", GROUPS + "newwg,New,choir,int,active,\n", 2, "type: “choir” is none of ietf"),
    ("an acronym that is none", GROUPS + "\nNew WG,New,wg,int,active,\n", 3, "acronym: “New WG” is no acronym"),
    ("a list that is none", GROUPS + "newwg,New,wg,int,active,newwg\n", 2, "list_email: “newwg” is no mail address"),
    ("an area that is not there", GROUPS + "newwg,New,wg,moon,active,\n", 2, "area: there is no “moon”"),
    ("twice", GROUPS + "x1,N,wg,int,active,\nx1,N,wg,int,active,\n", 3, "“x1” stands in line 2 already"),
    ("a quote without end", GROUPS + 'newwg,"New,wg,int,active,\n', 2, "is no CSV"),
    ("no UTF-8", GROUPS.encode() + b"newwg,N\xe9w,wg,int,active,\n", 2, "is not UTF-8"),
    ("nothing", "", 1, "is empty"),
    ("a day that is none", "name,kind,group,valid_from,valid_to\nX,full,itu-t,2014-13,\n", 2, "valid_from: “2014-13”"),
    ("a circle of parents", "acronym,name,parent\nitu,ITU,itu-t\n", 2, "would lie in itself"),
    ("a group as a peer", "acronym,name,parent\nccamp,CCAMP,\n", 2, "is a group of ours"),
    ("cut JSON", '{"meta": {},\n "objects": [{"id": 1,', 2, "is no JSON"),
    ("JSON of something else", '{"hello": 1}', 1, "resource_uri: is missing"),
    ("an index without RFCs", "<rfc-index></rfc-index>", 1, "is no index of RFCs"),
    ("a cut index", "<rfc-index>\n<rfc-entry>", 2, "is no XML"),
    ("an index with a DOCTYPE", '<!DOCTYPE a [<!ENTITY b "c">]>\n<rfc-index/>', 1, "holds a DOCTYPE"),
]


@pytest.mark.parametrize(("text", "line", "reason"), [row[1:] for row in DAMAGED], ids=[row[0] for row in DAMAGED])
def test_a_damaged_file_is_refused_with_its_line_and_nothing_changes(
    text: str | bytes, line: int, reason: str, folder: Path
) -> None:
    taken(folder, "first.csv", GROUPS + "newwg,New Work,wg,int,active,\n")
    before = kept(folder)
    said = taken(folder, "damaged", text)
    assert said.exit_code == 65
    assert f"damaged:{line}: " in said.output
    assert reason in said.output
    assert said.output.endswith("nothing was changed\n")
    assert kept(folder) == before


def test_one_damaged_file_of_several_keeps_all_out(folder: Path) -> None:
    (folder / "good.csv").write_text(GROUPS + "newwg,New Work,wg,int,active,\n", "utf-8")
    (folder / "bad.csv").write_text(GROUPS + "a,b\n", "utf-8")
    said = call(folder, "directory", "import", folder / "good.csv", folder / "bad.csv")
    assert said.exit_code == 65
    assert kept(folder) is None


# --- the tracker's dumps ------------------------------------------------------------------------------


def dump_of(tracker: Tracker) -> list[dict[str, object]]:
    return [row for rows in tracker.models.values() for row in rows]


@pytest.mark.parametrize("shape", ["page", "list", "pages", "database"])
def test_dumps_of_the_tracker_are_read_in_each_shape(shape: str, folder: Path) -> None:
    rows = dump_of(small())
    data: object = rows
    if shape == "page":
        data = {"meta": {"next": None}, "objects": rows}
    elif shape == "pages":
        data = [{"meta": {}, "objects": rows[:50]}, {"meta": {}, "objects": rows[50:]}]
    elif shape == "database":
        data = [{"model": str(r["resource_uri"]).split("/")[3] + "." + str(r["resource_uri"]).split("/")[4],
                 "pk": r["id"], "fields": {k: v for k, v in r.items() if k not in ("id", "resource_uri")}}
                for r in rows]  # fmt: skip
    assert taken(folder, "dump.json", json.dumps(data, indent=1)).exit_code == 0
    contents = kept(folder)
    assert contents is not None
    assert {one.name for one in contents.holders} == {"Quentin Chair", "Alma Director", "Mira Manager"}
    with Ledger.open(folder / "state" / "ledger.db", NOW) as ledger:
        assert ledger.tracker_counts() == (3, date(2025, 4, 4))
        assert ledger.tracker_statement(2101).to_groups == ("ccamp",)  # type: ignore[union-attr]


def test_a_row_of_a_dump_that_is_none_is_named_with_its_line(folder: Path) -> None:
    tracker = Tracker()
    group(tracker, 51, "itu-t", "sdo")
    statement(tracker, 2101, 51, 51)
    statement(tracker, 2102, 51, 51)["deadline"] = "next week"
    text = json.dumps({"objects": [*tracker.models[G], *tracker.models[S]]}, indent=1)
    said = taken(folder, "dump.json", text)
    line = next(
        n for n, words in enumerate(text.splitlines(), 1) if '"/api/v1/liaisons/liaisonstatement/2102/"' in words
    )
    assert f"dump.json:{line}: row 3: deadline: “next week” is no day" in said.output


def test_a_dump_without_all_groups_closes_none(folder: Path) -> None:
    tracker = Tracker()
    group(tracker, 3001, "itu-t-sg-22", "sdo", name="ITU-T Study Group 22")
    group(tracker, 1400, "newwg", "wg", list_email="not a mailbox")
    role(tracker, 1, "chair", 1400, 1, "Nora New")
    taken(folder, "dump.json", json.dumps(dump_of(tracker)))
    directory = directory_of(kept(folder))  # type: ignore[arg-type]
    assert directory.groups["ccamp"].active
    assert directory.groups["newwg"].list_email == ""


INDEX = """<?xml version="1.0" encoding="UTF-8"?>
<rfc-index xmlns="https://www.rfc-editor.org/rfc-index">
 <bcp-entry><doc-id>BCP0001</doc-id></bcp-entry>
 <rfc-entry><doc-id>RFC8402</doc-id><title>Segment Routing</title><wg_acronym>spring</wg_acronym></rfc-entry>
 <rfc-entry><doc-id>RFC5331</doc-id><wg_acronym>MPLS</wg_acronym></rfc-entry>
 <rfc-entry><doc-id>RFC3985</doc-id><wg_acronym>pwe3</wg_acronym></rfc-entry>
 <rfc-entry><doc-id>RFC0001</doc-id><wg_acronym>NON WORKING GROUP</wg_acronym></rfc-entry>
 <rfc-entry><doc-id>RFC0002</doc-id></rfc-entry>
</rfc-index>
"""


def test_the_index_of_rfcs_says_which_group_made_what(folder: Path) -> None:
    said = taken(folder, "rfc-index.xml", INDEX)
    assert said.output.startswith("groups of RFCs: 3 new\n")
    directory = directory_of(kept(folder))  # type: ignore[arg-type]
    found = {number: directory.maker(number) for number in (8402, 5331, 3985, 1, 2)}
    assert [one.acronym if one else None for one in found.values()] == ["spring", "mpls", "pals", None, None]


# --- who uses it --------------------------------------------------------------------------------------


def test_explain_and_check_use_the_directory_of_the_ledger(folder: Path) -> None:
    taken(folder, "groups.csv", GROUPS + "ccamp,Common Control,wg,rtg,active,lightpaths@ietf.org\n")
    found = json.loads(call(folder, "explain", "--json", SAMPLE).output)
    assert found["route"]["deliver_to"][0]["to"] == ["ccamp-chairs@ietf.org", "lightpaths@ietf.org"]
    assert f"directory of {date.today().isoformat()}" in call(folder, "check").output
    config = folder / "config.toml"
    config.write_text(
        config.read_text("utf-8") + '[[people]]\nname = "N"\naddress = "n@x.example"\nchairs = ["newwg"]\n'
    )
    assert "unknown group" in call(folder, "check").output
    taken(folder, "more.csv", GROUPS + "newwg,New Work,wg,int,active,\n")
    assert "unknown group" not in call(folder, "check").output


def test_the_running_service_takes_up_a_newer_directory(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        asked: list[object] = []
        settings, people = world.office.settings, world.office.people

        def office(ledger: Ledger) -> Office:
            return Office(settings, people, directory_of(ledger.contents() or snapshot()))

        def reading(directory: object) -> InProcess:
            asked.append(directory)
            return InProcess("liaisonbot.worker:work", initial=directory)

        world.service.load_office, world.service.new_reading = office, reading
        body = "Source: ITU-T Study Group 15\nTitle: LS on x\nRef.: SG15-LS{n}\nFor action to: IETF NEWWG\nplease\n"
        world.arrives(world.statement(body=body))
        assert world.case(1).groups == ()
        contents = snapshot()
        newer = next(one for one in contents.groups if one.acronym == "ccamp")
        with Ledger.open(world.path, world.time, check=False) as other:  # as `directory import` does it, beside the bot
            rows = {kind: contents.rows(kind) for kind in Kind}
            rows[Kind.GROUP] = [*rows[Kind.GROUP], {**rows[Kind.GROUP][0], "acronym": "newwg", "name": "New Work",
                                                    "type": "wg", "area": newer.area}]  # fmt: skip
            other.renew_directory(contents_of(rows, date(2026, 3, 2), "a test"), world.time, "test")
        world.minutes_pass(1)
        assert len(asked) == 1
        world.arrives(world.statement(body=body.replace("LS on x", "LS on y")))
        assert world.case(2).groups == ("newwg",)
        world.minutes_pass(1)
        assert len(asked) == 1, "only once for each renewal"


def test_the_columns_of_each_file_stand_in_the_readme_of_the_data() -> None:
    readme = (Path(__file__).parent.parent / "liaisonbot" / "data" / "README.md").read_text("utf-8")
    for kind, form in FORMS.items():
        (row,) = [line for line in readme.splitlines() if line.startswith(f"| `{kind}.csv`")]
        for column in (*form.columns, *form.optional):
            assert f"`{column}`" in row, (kind, column)
