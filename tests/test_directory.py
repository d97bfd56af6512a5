"""What letters call bodies, whom to mail for a group, and whether the data is sound."""

from __future__ import annotations

import csv
import pickle
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.model import names
from liaisonbot.model.directory import Directory, Group, Peer, Recipients, built_in, research_contact
from liaisonbot.model.succession import DatedName, Relation, Successor, first_day, last_day

DIRECTORY = built_in()

OURS = """
ccamp: ccamp | CCAMP | CCAMP WG | Chairs of the CCAMP WG | IETF CCAMP WG | IETF CCAMP Working Group
ccamp: IETF WG CCAMP
rtg: rtg | Routing Area | IETF Routing Area | IETF Routing Area Directors | routing | RTG AREA
iab: IAB | The IAB | Internet Architecture Board | IAB chair | iab@iab.org | iab@ietf.org
iesg: IESG | The IESG | Internet Engineering Steering Group | iesg@ietf.org
ietf: IETF | The IETF | Internet Engineering Task Force | IETF chair | chair@ietf.org
ops: OPS | OPS AREA | OPS Area Director | Operations & Management | Operations and Management Area
opsawg: opsawg | OPSA WG | OPSAWG | Operations and Management Area Working Group
int: INT AREA | INT-AREA | Internet Area | Internet Area Directors | Internet Area Working Groups
intarea: intarea | INTAREA WG | Internet Area Working Group | Int Area WG | int-area@ietf.org
rtgwg: RTGWG | Routing Area Working Group | IETF Routing Area WG
tsv: TSV | Transport Area | Transport Area Directors | IETF Transport
tsvwg: IETF TSVWG | Transport and Services Working Group | Transport Area Working Group
wit: WIT | Web and Internet Transport Area | Web and Internet Transport (WIT) Area | wit-ads@ietf.org
sec: IETF Security Area | IETF Security Area Directors | sec-ads@ietf.org
rai: RAI | RAI area | Real-time Applications and Infrastructure Area
app: Applications Area | Apps Area | IETF Applications Area ADs
sub: Sub-IP | SubIP ADs | IETF Sub-IP Area
emu: EMU | EAP Method Update | EAP Method Update Working Group | EAP Method Update (EMU) WG
isis: IS-IS | IS-IS WG | isis | IS-IS for IP Internets
rohc: RoHC | ROHC WG | Robust Header Compression
mip6: MIP6 | MIP6 WG
quic: QUIC | QUIC WG | IETF QUIC Working Group
httpbis: HTTP | HTTP WG | httpbis | IETF HTTPbis
pwe3: IETF/PWE3 | PWE3 WG | Pseudowire Emulation Edge-to-Edge (PWE3)
v6ops: IETF v6ops WG | V6OPS WG | IPv6 Operations
6man: 6MAN | 6man WG | ipv6@ietf.org | 6man-chairs@ietf.org
avtcore: AVTCORE | avt@ietf.org
avt: IETF avt | Audio/Video Transport
mpls: IETF WG MPLS | IETF MPLS WG Co Chairs | MPLS WG co-chairs | mpls-chairs@tools.ietf.org
l2vpn: L2VPN WG | l2vpn-ads@ietf.org
cfrg: CFRG | Crypto Forum Research Group | cfrg@irtf.org | cfrg-chairs@irtf.org
"""

PEERS = """
itu: ITU | International Telecommunication Union | ITU-D SG 2
itu-t: ITU-T | ITU\u2011T | ITU \u2013 T | TSB | ITU-T SG 99 | JCA-NID | ITU-T FG Unheard-of
itu-t-sg-15: SG15 | SG 15 | ITU-T SG 15 | ITU-T SG15 | ITU - T SG15 | ITU-T Study Group 15 | ITU SG15
itu-t-sg-15: COM 15 | COM15-LS204-E | COM 15 \u2013 LS 39 \u2013 E | SG15-LS83 | SG15 - LS 83 -E | Q12/15
itu-t-sg-15: SG15 Question 6 | All/15 | Q9, Q11, Q12, Q14 of SG15 | Questions 12, 14/15
itu-t-sg-15: ITU-T SG 15 <tsbsg15@itu.int, someone@peer.example> | tsbsg15@itu.int | ITU-T SG15 Rapporteur
itu-t-sg-15: ITU-T SG 15 (Networks, Technologies) | WP 2/15 | SG15 WP2 | itu-t-sg-15-q12
itu-t-sg-15-q14: Q14/15 | Q.14/15 | Question 14/15 | Q14 of SG15 | SQ15 Question 14 | SG15 Q 14
itu-t-sg-15-wp1: WP 1/15 | WP1 of SG15 | ITU-T SG 15 Working Party 1
itu-t-sg-11: ITU-T/SG11 | tsg11gen@itu.int | SG 11 chairman
itu-t-sg-11-q5: Q5/11 | Q5/SG11
itu-t-sg-13: SG-13 | Study Group 13 | WP 3/13 | SG 13 (SG 11 and SG 12 for information) | Q5/13
itu-t-wp-5-13: WP 5/13 | SG13 WP5
itu-t-sg-16: ITUT-T SG 16 | Q8, 9, 10/16
itu-t-sg-4: SG 4 | COM 4-LS12-E
itu-t-tsag: TSAG | ITU-T TSAG | TSAG-TD254 | tsbtsag@itu.int
itu-t-jca-idm: JCA-IdM | ITU-T JCA IdM
itu-t-fg-cloud: FG Cloud | ITU-T Focus Group on Cloud Computing
itu-r: ITU-R | ITU-R SG 5 | ITU-R WP 4B
itu-r-wp5d: ITU-R WP5D | WP 5D | ITU-R Working Party 5D
itu-r-wp8f: ITU-R WP8F
3gpp: 3GPP | 3GPPLiaison@etsi.org | 3gppliaison@etsi.org | PCG54_39 | TSG CN WG4 | 3GPP Liaisons Coordinator
3gpp-tsgsa: 3GPP TSG SA | TSG-SA | SA | SGPP TSG SA | SP-241935
3gpp-tsgsa-sa2: SA2 | S2 | SA WG2 | TSG SA WG2 | 3GPP SA2 | 3GPP (SA2) | S2-2302205
3gpp-tsgsa-sa3: S3 | SA3-LI | 3GPP TSG-SA WG3
3gpp-tsgsa-sa4: 3GPP TSG-SA WG4 | SA4 | S4-241819
3gpp-tsgsa-sa4: 3GPP SA WG4 (SA4) | S4aI240158 | 3GPP TSG SA WG4 #129-e | 3GPP SA4#129
3gpp-tsgct-ct4: CT4 | 3GPP TSG CT4 | C4-185491 | 3GPP TSG CT WG4
3gpp-tsgct: TSG CT | CT2 | CP-191234
o3gpptsgran3: RAN3 | R3 | 3GPP TSG RAN WG3 | 3GPP TSG RAN WG3 Meeting #111 | R3-211274
3gpp-tsgran-ran2: RAN2 | 3GPP RAN WG2 | 3gpp-tsgran-ran2
3gpp-tsgt-wg2: T2 | TSG T WG2 | 3GPP T2
3gpp2: 3GPP2 | TSG-X | Third Generation Partnership Project 2
ieee: IEEE | IEEE 1588
ieee-802: IEEE 802 | IEEE802 | IEEE 802 LMSC | IEEE P802 | IEEE 802.17
ieee-802-1: IEEE 802.1 | IEEE802.1 | IEEE 802.1 WG | IEEE 802.1 Working Group | IEEE 802.1Qcc | 802.1
ieee-802-3: IEEE 802.3 | IEEE P802.3 Ethernet Working Group
ieee-802-11: IEEE 802.11 | 802.11 (WiFi) | IEEE P802.11 Wireless LANs | IEEE 802.11-21/1234r1
iso: ISO | ISO TC 22 SC3 | ISO TC 2
isotc46: ISO TC 46 | ISO/TC 46
iso-iec-jtc1: ISO/IEC JTC 1 | JTC1 | ISO/IEC JTC 1/SC 99
iso-iec-jtc1-sc6: SC 6 | ISO/IEC JTC 1/SC 6 | SC6_N15618 | JTC1/SC6
iso-iec-jtc1-sc29: SC29 4559 | ITU-SC29 | SC 29 N 13820 | ISO/IEC JTC 1/SC 29/WG 3
iso-iec-jtc1-sc29-wg11: JTC 1/SC 29/WG 11 | ISO/IEC JTC 1/SC 29/WG 11 | ISO/IEC JTC SC 29/WG11 | SC29/WG11
iso-iec-jtc1-sc29-wg11: MPEG
iso-iec-jtc1-wg7: ISO/IEC JTC 1/WG 7
etsi: ETSI | ETSI ISG XYZ | ETSI TC ABC | European Telecommunications Standards Institute
etsi-tc-cyber: ETSI TC CYBER | ESTI-TC-CYBER | CyberSupport@etsi.org
etsi-ntech: ETSI NTECH | ETSI NTECH (Network Technologies) | ETSI Technical Committee NTECH
etsi-tispan: ETSI TISPAN | ETSI TISPAN WG5
etsi-tispan-wg4: ETSI TISPAN WG4
etsi-isg-sai: ETSI ISG SAI
etsi-isg-nfv: ETSI ISG NFV | ETSI NFV | ETSI ISG Network Functions Virtualisation | NFVsupport@etsi.org
etsi-sdg-tfs: ETSI TeraFlowSDN | ETSI SDG TFS
broadband-forum: Broadband Forum | BBF | DSL Forum | Broadband Forum (BBF) | LIAISE-301-02 | bbf2017.305
atis: ATIS | T1X1 | T1X1 cc: ITU-T Q. 14/15 (for info)
mef: MEF | Metro Ethernet Forum | MEF Technical Committee
maawg: M3AAWG | M\u00b3AAWG | MAAWG | Messaging, Malware and Mobile Anti-Abuse Working Group
gsma: GSMA | GSMA TSG IMSDCAS
ecma-tc39: Ecma TC39 | TC39 | ecma-tc39
icann-board-of-directors: ICANN Board | ICANN Board of Directors
w3c: W3C | World Wide Web Consortium | W3C Advisory Board
tia: TIA | TIA TR-45
wi-fi-alliance: Wi-Fi Alliance | WiFi Alliance
iown-global-forum: IOWN Global Forum | IOWN GF
o-ran: O-RAN | O-RAN Alliance
tm-forum: TM Forum | TeleManagement Forum
"""

NOBODY = [
    *("", " ", "-", "WG", "IETF WG", "Various IETF WGs", "IETF (Management)", "IETF and IAB", "WIG", "DONE"),
    *("<unknown body 0>", "MEAD team", "ISOC", "T1", "3GPP, 3GPP2, ARIB", "SA2, T2, S3", "SG17, SG13, SG11"),
    *("ATIS/TIA", "ITU-R WP8F & IETF", "ITU-T and 3GPP", "IEEE-IETF liaisons", "Tia Example", "Question 12"),
    *(
        "TSG-X Corr to IETF re MIP6 Bootstrapping",
        "3GPP has agreed that it is of use to define this in Release 18",
    ),
    *(
        "someone@peer.example",
        "@",
        "chair@peer.example",
        "Routing Area (CCAMP WG)",
        "Phase 1 report",
        "oLS90",
    ),
]


def cases(table: str) -> list[tuple[str, str]]:
    """(spelling, acronym) for each spelling of a table with lines such as `acronym: spelling | spelling`."""
    rows = [line.split(": ", 1) for line in table.strip().splitlines()]
    return [(text, acronym) for acronym, texts in rows for text in texts.split(" | ")]


@pytest.mark.parametrize(("text", "acronym"), cases(OURS))
def test_ours_are_known_by_the_names_that_letters_use(text: str, acronym: str) -> None:
    assert DIRECTORY.named(text) == acronym


@pytest.mark.parametrize(("text", "acronym"), cases(PEERS))
def test_peers_are_known_by_the_names_that_letters_use(text: str, acronym: str) -> None:
    assert DIRECTORY.peer_named(text) == acronym
    assert DIRECTORY.named(text) == acronym


@pytest.mark.parametrize("text", NOBODY)
def test_what_names_nobody_or_several_is_not_guessed(text: str) -> None:
    assert DIRECTORY.named(text) is None


def test_a_peer_is_never_a_group_of_ours() -> None:
    assert [text for text, _ in cases(OURS) if DIRECTORY.peer_named(text)] == []


@pytest.mark.parametrize("acronym", [*DIRECTORY.groups, *DIRECTORY.peers])
def test_everybody_answers_to_acronym_and_full_name(acronym: str) -> None:
    bodies: dict[str, Group | Peer] = {**DIRECTORY.groups, **DIRECTORY.peers}
    body = bodies[acronym]
    assert body in (DIRECTORY.group(acronym.upper()), DIRECTORY.peer(acronym.upper()))
    for text in (body.acronym, body.acronym.upper(), body.name, *body.names):
        assert DIRECTORY.named(text) == acronym


def test_unknown_acronyms_are_none() -> None:
    assert DIRECTORY.group("itu-t") is None
    assert DIRECTORY.peer("ccamp") is None


@pytest.mark.parametrize(
    ("address", "peer"),
    [
        ("tsbsg15@itu.int", "itu-t-sg-15"),
        ("TSBSG2@ITU.INT", "itu-t-sg-2"),
        ("tsbsg99@itu.int", "itu-t"),
        ("counsellor@itu.int", "itu-t"),
        ("3gppliaison@etsi.org", "3gpp"),
        ("someone@etsi.org", "etsi"),
        ("e2nasupport@etsi.org", "etsi-e2na"),
        ("liaisons@broadband-forum.org", "broadband-forum"),
        ("technical-chair@mailman.m3aawg.org", "maawg"),
        ("someone@mailman.m3aawg.org", "maawg"),
        ("someone@ieee.org", "ieee"),
        ("someone@itscj.ipsj.or.jp", "iso-iec-jtc1-sc29"),
        ("someone@din.de", None),
        ("someone@notitu.int", None),
        ("someone@company.example", None),
        ("no address", None),
        ("", None),
    ],
)
def test_an_address_belongs_to_a_peer_by_role_and_then_by_domain(address: str, peer: str | None) -> None:
    assert DIRECTORY.peer_of_address(address) == peer


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("ccamp@ietf.org", "ccamp"),
        ("CCAMP-Chairs@ietf.org", "ccamp"),
        ("ccamp-ads@ietf.org", "ccamp"),
        ("ccamp-chairs@tools.ietf.org", "ccamp"),
        ("rtg-ads@ietf.org", "rtg"),
        ("rtg-chairs@ietf.org", "rtg"),
        ("chair@ietf.org", "ietf"),
        ("iesg@ietf.org", "iesg"),
        ("iab-chair@iab.org", "iab"),
        ("execd@iab.org", "iab"),
        ("irtf-chair@irtf.org", "irtf"),
        ("ietf-http-wg@w3.org", "httpbis"),
        ("pwe3-chairs@ietf.org", "pwe3"),
        ("statements@ietf.org", None),
        ("ccamp@peer.example", None),
        ("httpbis@ietf.org", None),
        ("", None),
    ],
)
def test_an_address_of_ours_means_a_group(address: str, group: str | None) -> None:
    assert DIRECTORY.resolve_alias(address) == group


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("PEW3", "pwe3"),
        ("PEW3 WG", "pwe3"),
        ("OPSA", "opsawg"),
        ("Internat", "int"),
        ("IETF Internat Area", "int"),
        ("ccmap", "ccamp"),
        ("ospff", "ospf"),
        ("quick", "quic"),
        ("Deterministic Netwoking", "detnet"),
        ("mpls", "mpls"),
    ],
)
def test_slips_lead_to_the_likeliest_group(text: str, first: str) -> None:
    assert DIRECTORY.near(text)[0] == first


@pytest.mark.parametrize("text", ["", "xx", "WG", "IETF WG", "Nobody knows this name", "MEAD team"])
def test_what_is_near_to_nothing_suggests_nothing(text: str) -> None:
    assert DIRECTORY.near(text) == ()


def test_open_groups_are_suggested_before_closed_ones_and_three_at_most() -> None:
    def group(acronym: str, active: bool) -> Group:
        return Group(acronym, f"The {acronym} of {acronym}", "wg", "rtg", active, (), "")

    closed_first = (group("abca", False), group("abcb", True), group("abcc", False), group("abcd", True))
    directory = Directory(closed_first, (), date(2026, 7, 1))
    assert directory.near("abcx") == ("abcb", "abcd", "abca")


@pytest.mark.parametrize(
    ("acronym", "expected"),
    [
        ("ccamp", Recipients(("ccamp-chairs@ietf.org", "ccamp@ietf.org"), ("ccamp-ads@ietf.org",))),
        ("avtcore", Recipients(("avtcore-chairs@ietf.org", "avt@ietf.org"), ("avtcore-ads@ietf.org",))),
        ("rtg", Recipients(("rtg-ads@ietf.org",), ("chair@ietf.org",))),
        ("iesg", Recipients(("iesg@ietf.org",), ("chair@ietf.org",))),
        ("ietf", Recipients(("chair@ietf.org",), ("iesg@ietf.org",))),
        ("iab", Recipients(("iab-chair@iab.org", "execd@iab.org"), ("iab@iab.org",))),
        *((closed_or_research, None) for closed_or_research in ("pwe3", "tsv", "cfrg", "itu-t", "")),
        ("irtf", Recipients(("irtf-chair@irtf.org",), ())),
    ],
)
def test_recipients_follow_the_kind_of_group(acronym: str, expected: Recipients | None) -> None:
    assert DIRECTORY.recipients(acronym) == expected


def test_a_group_without_a_list_is_reached_by_its_chairs_alone() -> None:
    group = replace(DIRECTORY.groups["ccamp"], list_email="")
    found = Directory((group,), (), DIRECTORY.dated).recipients("ccamp")
    assert found == Recipients(("ccamp-chairs@ietf.org",), ("ccamp-ads@ietf.org",))


@pytest.mark.parametrize(
    ("acronym", "expected"),
    [
        ("ccamp", ("ccamp-ads@ietf.org",)),
        ("rtg", ("chair@ietf.org",)),
        ("iesg", ("chair@ietf.org",)),
        ("ietf", ("chair@ietf.org",)),
        ("iab", ("iab-chair@iab.org",)),
        *((nobody, ()) for nobody in ("pwe3", "rai", "cfrg", "irtf", "unknown")),
    ],
)
def test_supervisors_follow_the_kind_of_group(acronym: str, expected: tuple[str, ...]) -> None:
    assert DIRECTORY.supervisors(acronym) == expected


def test_lists_and_mailboxes_for_reading_are_never_supervisors() -> None:
    lists = {group.list_email for group in DIRECTORY.groups.values()}
    told = {address for acronym in DIRECTORY.groups for address in DIRECTORY.supervisors(acronym)}
    assert lists & told == set()
    mailed = {address for acronym in DIRECTORY.groups for address in mailed_for(acronym)}
    assert "iab@ietf.org" not in mailed


def mailed_for(acronym: str) -> tuple[str, ...]:
    found = DIRECTORY.recipients(acronym)
    return (*found.to, *found.cc) if found else ()


def test_one_spelling_of_two_bodies_means_neither() -> None:
    twins = (Peer("one", "First", "", ("Twin",)), Peer("two", "Second", "", ("TWIN",)))
    directory = Directory((), twins, DIRECTORY.dated)
    assert directory.peer_named("twin") is None
    assert directory.peer_named("first") == "one"


def test_short_forms_need_a_directory_that_holds_them() -> None:
    empty = Directory((), (), DIRECTORY.dated)
    assert empty.peer_named("Q14/15") is None
    itu_only = Directory((), (DIRECTORY.peers["itu-t"],), DIRECTORY.dated)
    assert itu_only.peer_named("Q14/15") == "itu-t"


def test_a_directory_travels_to_worker_processes() -> None:
    copy = pickle.loads(pickle.dumps(DIRECTORY))
    assert copy.groups == DIRECTORY.groups
    assert copy.peers == DIRECTORY.peers
    assert copy.dated == DIRECTORY.dated
    assert copy.named("RAN3") == "o3gpptsgran3"


# --- names in time and successors --------------------------------------------------------------------


def small(*names_in_time: DatedName, successors: tuple[Successor, ...] = ()) -> Directory:
    groups = tuple(Group(name, name.upper(), "wg", "int", name != "old", (), "") for name in ("old", "new", "other"))
    return Directory(groups, (), date(2026, 7, 1), names_in_time, successors)


def test_a_spelling_means_what_it_meant_on_the_day_of_the_letter() -> None:
    directory = small(
        DatedName("Rings", "alias", "old", None, date(2014, 10, 31)),
        DatedName("Rings", "alias", "new", date(2014, 11, 1), None),
    )
    meant = [directory.as_of(day).named("IETF Rings WG") for day in (date(2014, 10, 31), date(2014, 11, 1))]
    assert meant == ["old", "new"]
    assert directory.named("Rings") == "new"
    assert directory.as_of(date(2026, 1, 1)) is directory


def test_a_name_out_of_its_time_still_means_the_one_body_that_had_it() -> None:
    directory = small(DatedName("Rings", "alias", "old", date(1999, 1, 1), date(2001, 1, 1)))
    assert directory.named("Rings") == directory.as_of(date(2000, 1, 1)).named("Rings") == "old"


def test_a_name_of_two_bodies_at_a_time_means_neither() -> None:
    directory = small(DatedName("Rings", "alias", "old"), DatedName("Rings", "alias", "new"))
    assert directory.named("Rings") is None


@pytest.mark.parametrize(
    ("rows", "heir"),
    [
        ([("old", "new", Relation.RENAMED, True)], "new"),
        ([("old", "new", Relation.MERGED, True)], "new"),
        ([("old", "new", Relation.SPLIT, True)], None),
        ([("old", "new", Relation.SCOPE_MOVED, True)], None),
        ([("old", "new", Relation.RENAMED, False)], None),
        ([("old", "new", Relation.RENAMED, True), ("old", "other", Relation.RENAMED, True)], None),
        ([("old", "gone", Relation.RENAMED, True), ("gone", "new", Relation.MERGED, True)], "new"),
        ([("old", "new", Relation.RENAMED, True), ("new", "old", Relation.RENAMED, True)], None),
    ],
)
def test_only_one_certain_successor_is_an_heir(rows: list[tuple[str, str, Relation, bool]], heir: str | None) -> None:
    successors = tuple(Successor(old, new, None, relation, confirmed) for old, new, relation, confirmed in rows)
    found = small(successors=successors).heir("old")
    assert (found.acronym if found else None) == heir


def test_days_may_be_a_year_or_a_month() -> None:
    assert [first_day(text) for text in ("", "2014", "2014-02")] == [None, date(2014, 1, 1), date(2014, 2, 1)]
    assert [last_day(text) for text in ("", "2014", "2016-02")] == [None, date(2014, 12, 31), date(2016, 2, 29)]


def test_dated_names_and_successors_name_bodies_that_there_are() -> None:
    known = {*DIRECTORY.groups, *DIRECTORY.peers}
    for row in csv.DictReader(data("names.csv").splitlines()):
        assert row["group"] in known, row
        assert row["kind"] in ("acronym", "full", "alias", "misspelling"), row
        assert DIRECTORY.named(row["name"]) == row["group"], row
    for row in csv.DictReader(data("successors.csv").splitlines()):
        assert {row["old"], row["new"]} <= known, row
        assert row["confirmed"] in ("yes", "no"), row
        if row["confirmed"] == "yes" and row["old"] not in ("app", "pwe3", "rai"):  # from knowledge: no page found yet
            assert row["source"].startswith("https://"), f"says who? {row}"


# --- the data itself ---------------------------------------------------------------------------------

ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*@[a-z0-9-]+(\.[a-z0-9-]+)+")


def test_acronyms_are_well_formed_and_stand_once() -> None:
    acronyms = [line.split(",")[0] for name in ("groups.csv", "peers.csv") for line in data(name).splitlines()[1:]]
    assert [acronym for acronym in acronyms if not re.fullmatch(r"[a-z0-9-]+", acronym)] == []
    assert [acronym for acronym, count in Counter(acronyms).items() if count > 1] == []


def test_groups_hang_together() -> None:
    groups = DIRECTORY.groups
    assert {group.type for group in groups.values()} == {"ietf", "iesg", "iab", "irtf", "area", "wg", "rg"}
    for group in groups.values():
        assert set(group.successors) <= set(groups), group
        assert group.acronym not in group.successors
        if group.type in ("wg", "rg"):
            assert group.area in groups, group
        if group.type == "wg" and group.active:
            assert groups[group.area].type == "area"
            assert groups[group.area].active, group
            assert group.list_email, group


def test_every_peer_has_a_known_parent_and_no_circle() -> None:
    for peer in DIRECTORY.peers.values():
        seen, outer = {peer.acronym}, peer.parent
        while outer:
            assert outer in DIRECTORY.peers, peer
            assert outer not in seen, peer
            seen.add(outer)
            outer = DIRECTORY.peers[outer].parent


def test_no_spelling_stands_for_two_bodies() -> None:
    bodies: list[Group | Peer] = [*DIRECTORY.groups.values(), *DIRECTORY.peers.values()]
    spelt = {(names.key(names.words(name)), body.acronym) for body in bodies for name in (body.name, *body.names)}
    assert [key for key, count in Counter(key for key, _ in spelt).items() if count > 1] == []


def test_addresses_look_like_addresses() -> None:
    peers, groups = DIRECTORY.peers.values(), DIRECTORY.groups.values()
    addresses = [address for peer in peers for address in (*peer.addresses, peer.reply_to) if address]
    addresses += [address for group in groups for address in (*group.mailboxes, group.list_email) if address]
    addresses += [f"someone@{domain}" for peer in peers for domain in peer.domains]
    addresses.append(research_contact)
    assert [address for address in addresses if not ADDRESS.fullmatch(address)] == []


def test_a_mailbox_or_domain_belongs_to_one_peer() -> None:
    peers = DIRECTORY.peers.values()
    owned = Counter(owned.lower() for peer in peers for owned in (*peer.addresses, *peer.domains))
    assert [what for what, count in owned.items() if count > 1] == []


def test_a_list_belongs_to_one_open_group() -> None:
    lists = Counter(group.list_email for group in DIRECTORY.groups.values() if group.active and group.list_email)
    assert [address for address, count in lists.items() if count > 1] == []


def test_cells_are_clean_and_the_readme_says_the_day() -> None:
    rows = [row for name in ("groups.csv", "peers.csv") for row in csv.reader(data(name).splitlines())]
    cells = [part for row in rows for cell in row if cell for part in cell.split("; ")]
    assert [cell for cell in cells if not cell or cell != " ".join(cell.split()) or ";" in cell] == []
    assert {len(row) for row in rows} == {8}
    assert DIRECTORY.dated.isoformat() in data("README.md")


def data(name: str) -> str:
    return (files("liaisonbot") / "data" / name).read_text(encoding="utf-8")


# --- any text at all ---------------------------------------------------------------------------------

PIECES = st.sampled_from(["ITU-T", "SG", "Q", "14", "/15", "WG", "3GPP", "TSG", "S", " ", "\u2011", "(", ")", "@"])
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join))


@given(TEXTS)
def test_no_text_is_too_odd_to_look_up(text: str) -> None:
    known = {None, *DIRECTORY.groups, *DIRECTORY.peers}
    assert DIRECTORY.named(text) in known
    assert DIRECTORY.peer_named(text) in {None, *DIRECTORY.peers}
    assert set(DIRECTORY.near(text)) <= set(DIRECTORY.groups)
    assert DIRECTORY.peer_of_address(text) in {None, *DIRECTORY.peers}
    assert DIRECTORY.resolve_alias(text) in {None, *DIRECTORY.groups}


@pytest.mark.parametrize("piece", ["9", "Q 1 ", "1/", "ITU-T ", "((", "wg ", "\ufdfa", "and 1 "])
def test_a_text_without_end_is_nobody_and_costs_nothing(piece: str) -> None:
    text = piece * 100_000
    assert DIRECTORY.named(text) is None
    assert DIRECTORY.near(text) == ()


@given(
    st.sampled_from(cases(OURS) + cases(PEERS)),
    st.sampled_from(["-", "\u2011", "\u2013", "\u2212", "\u00a0"]),
)
def test_case_and_the_kind_of_dash_or_blank_do_not_matter(case: tuple[str, str], dash: str) -> None:
    text, acronym = case
    if "@" not in text:
        assert DIRECTORY.named(text.replace("-", dash).upper()) == acronym
        assert DIRECTORY.named(text.replace("-", dash).lower()) == acronym


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_slips_count_the_same_both_ways(one: str, other: str) -> None:
    count = names.slips(one, other)
    assert count == names.slips(other, one)
    assert (count == 0) == (one == other)
    assert abs(len(one) - len(other)) <= count <= max(len(one), len(other))


def test_neighbours_swapped_are_one_slip() -> None:
    assert names.slips("pew3", "pwe3") == 1
    assert names.slips("internat", "internet") == 1
    assert names.slips("", "abc") == 3
