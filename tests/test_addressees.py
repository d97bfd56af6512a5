"""Addressees as real letters spell them, each row with its meaning: who is asked, who is only informed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.model.directory import built_in
from liaisonbot.model.statement import Addressee
from liaisonbot.reading.addressees import read_addressees

DIRECTORY = built_in()

# words as written, acronyms asked, acronyms informed; "?" is an addressee that nothing answers to
ROWS = [
    ('IETF CCAMP WG', 'ccamp', ''),
    ('IETF WG MPLS', 'mpls', ''),
    ('IETF: MPLS WG; 3GPP: SA2', 'mpls 3gpp-tsgsa-sa2', ''),
    ('IETF MPLS WG, copy to IETF PCE WG', 'mpls', 'pce'),
    ('IETF (CCAMP, PCE and MPLS WGs), ITU-T SG13', 'ccamp pce mpls itu-t-sg-13', ''),
    ('IETF (DetNet, Foo), IEEE 802.1', 'detnet ? ieee-802-1', ''),
    ('IETF MPLS WG and PEW3 WG', 'mpls ?', ''),
    ('IETF MPLS WG and OPSA WG', 'mpls opsawg', ''),
    ('SIP aand SIPPING WGs', 'sip sipping', ''),
    ('IETF avt and mmusic WG', 'avt mmusic', ''),
    ('IETF MMUSIC WG,IETF SIPPING WG', 'mmusic sipping', ''),
    ('IETF (CCAMP, PCE and MPLS WGs)', 'ccamp pce mpls', ''),
    ('IETF/PWE3 and L2VPN WGs', 'pwe3 l2vpn', ''),
    ('CCAMP WG co-chairs and IEEE-IETF liaisons', 'ccamp', '?'),
    ('IETF CCAMP WG, CC: IETF OSPF WG', 'ccamp', 'ospf'),
    ('IETF MPLS WG Co Chairs (Info: CCAMP WG Co Chairs, MEAD team)', 'mpls', 'ccamp ?'),
    ('IETF Routing Area Directors and IAB  (CC: CCAMP WG)', 'rtg iab', 'ccamp'),
    ('IETF Security Area Directors, CC: IETF CCAMP WG', 'sec', 'ccamp'),
    ('Routing Area Directors and IS-IS WG', 'rtg isis', ''),
    ('Transport Area Directors, PCN WG', 'tsv pcn', ''),
    ('IETF Routing Area (CCAMP WG) and Internet Area (L2VPN WG and L3VPN WG)', 'ccamp l2vpn l3vpn', 'rtg int'),
    ('IETF Internet Area; IETF MIF WG; IETF v6ops WG', 'int mif v6ops', ''),
    ('SAVI WG, V6OPS WG, OPS AREA,  INT AREA', 'savi v6ops ops int', ''),
    ('IETF Transport and Internat Areas', 'tsv ?', ''),
    ('IETF (Sub-IP & Transport Areas)', 'sub tsv', ''),
    ('IETF IESG, IAB, PWE3 WG, MPLS WG, routing and internet Area Directors', 'iesg iab pwe3 mpls rtg int', ''),
    ('IETF – Internet Area Directors, Internet Area Working Groups', 'int', ''),
    ('The IESG and the IAB', 'iesg iab', ''),
    ('EAP Method Update Working Group; Generic EAP Encapsulation', 'emu ?', ''),
    ('IETF Charter group on Authority to Citizen Alert (ATOCA)', 'atoca', ''),
    ('IETF re RoHC', 'ietf', ''),
    ('IETF (Management); Various IETF WGs', 'ietf ?', ''),
    ('IETF and Jane Doe', 'ietf ?', ''),
    ('Jane Doe, John Roe and the IETF', '? ? ietf', ''),
    ('OPS Area Director Jane Doe', 'ops', ''),
    ('SubIP ADs (a@b.example,c@d.example)', 'sub', ''),
    ('chair@ietf.org', 'ietf', ''),
    ('ITU-T SG 15 <tsbsg15@itu.int, a@b.example>', 'itu-t-sg-15', ''),
    ('3GPP, 3GPP2, ARIB, ATIS, CCSA, ETSI, IEEE, IETF,', '3gpp 3gpp2 arib atis ccsa etsi ieee ietf', ''),
    ('SG17, SG13, SG11, JCA-NID, ETSI TISPAN WG4, 3GPP TSG CT4, IESG', 'itu-t-sg-17 itu-t-sg-13 itu-t-sg-11 itu-t etsi-tispan-wg4 3gpp-tsgct-ct4 iesg', ''),
    ('ITU-R WP8F & IETF', 'itu-r-wp8f ietf', ''),
    ('ICANN, IETF/IAB, NRO and ACSIS', 'icann ietf iab nro ?', ''),
    ('SG 13 (SG 11 and SG 12 for information)', 'itu-t-sg-13', 'itu-t-sg-11 itu-t-sg-12'),
    ('Q9, Q11, Q12, Q14 of SG15', 'itu-t-sg-15 itu-t-sg-15 itu-t-sg-15 itu-t-sg-15-q14', ''),
    ('ITU-T SGs: 2 (info), 4, 9', 'itu-t-sg-4 itu-t-sg-9', 'itu-t-sg-2'),
    ('TSG-X Corr to IETF re MIP6 Bootstrapping', '', ''),
    ('Phase 1 report to SG 4; PDNR ITU-R M.[IP CHAR]; DONE; Jane Doe (a@b.example) Done', '', ''),
    ('Completes action above Jane Doe, Area co-Director (a@b.example)', '', ''),
    ('IETF MADINAS WG (madinas-chairs@ietf.org)', 'madinas', ''),
    ('Operations and Management Area', 'ops', ''),
    ('ISO/IEC JTC 1/SC 29/WG 11', 'iso-iec-jtc1-sc29-wg11', ''),
    ('IETF PCE WG, MEF', 'pce mef', ''),
    ('Chairs of IETF OPSAWG, and OPS Area Director', 'opsawg ops', ''),
    ('IETF 6MAN, V6OPS', '6man v6ops', ''),
    ('-', '', ''),
    ('N/A', '', ''),
    ('IETF HTTP WG', 'httpbis', ''),
    ('IETF TSVWG', 'tsvwg', ''),
    ('CT4', '3gpp-tsgct-ct4', ''),
]  # fmt: skip


def groups(addressees: tuple[Addressee, ...]) -> str:
    return " ".join(one.group or "?" for one in addressees)


@pytest.mark.parametrize(("text", "asked", "informed"), ROWS, ids=[row[0][:50] for row in ROWS])
def test_a_spelling_means_what_it_says(text: str, asked: str, informed: str) -> None:
    to, cc = read_addressees(text, DIRECTORY)
    assert (groups(to), groups(cc)) == (asked, informed)


@pytest.mark.parametrize(("text", "may_be"), [("IETF PEW3 WG", "pwe3"), ("IETF Internat Area", "int")])
def test_a_slip_is_a_suggestion_and_never_a_target(text: str, may_be: str) -> None:
    ((one,), _) = read_addressees(text, DIRECTORY)
    assert one.group is None
    assert may_be in one.note


@pytest.mark.parametrize(
    "person", ["Jane Doe", "Dr. Jane Doe, Rapporteur for Question 14", "J. Doe (jane@doe.example)"]
)
def test_a_person_never_resolves_to_a_group_of_ours(person: str) -> None:
    to, cc = read_addressees(person, DIRECTORY)
    assert not any(one.group and DIRECTORY.group(one.group) for one in (*to, *cc))


def test_words_are_kept_as_written() -> None:
    to, _ = read_addressees("IETF CCAMP WG; IETF Operations and Management Area", DIRECTORY)
    assert [one.text for one in to] == ["IETF CCAMP WG", "IETF Operations and Management Area"]


@given(st.text(max_size=400))
def test_any_text_is_read_without_trouble(text: str) -> None:
    to, cc = read_addressees(text, DIRECTORY)
    assert len(to) <= 60
    assert all(one.group is None or DIRECTORY.group(one.group) or DIRECTORY.peer(one.group) for one in (*to, *cc))


PIECES = [
    "IETF",
    "CCAMP WG",
    "(",
    ")",
    ",",
    ";",
    " and ",
    "/",
    "Cc: ",
    "SG 15",
    "Area",
    "Routing",
    "ADs",
    "Q9",
    " of ",
    ":",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_mixture_of_their_parts_is_read(pieces: list[str]) -> None:
    read_addressees("".join(pieces), DIRECTORY)


@pytest.mark.parametrize("filler", [" ", "\t", "(", ")", ",", ". ", "- ", "/", "\n", "& "])
def test_a_field_full_of_marks_is_read_in_no_time(filler: str) -> None:
    """Found by fuzzing: 2,600 blanks took four minutes."""
    began = time.process_time()
    read_addressees(f"IETF MA{filler * 3000}To: IETF{filler * 300} MPLS WG", DIRECTORY)
    assert time.process_time() - began < 2
