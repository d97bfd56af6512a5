"""Letters from files and pipes: each one whole, none cut in two, none made up."""

from __future__ import annotations

import io
import mailbox
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaisonbot.doors.mailbox_files import read_mail_files

ONE = b"From: a@peer.example\nSubject: LS 1\n\nFrom the point of view of SG15\n\nFrom here on it is text.\n"
TWO = b"Subject: LS 2\nFrom: b@peer.example\n\ntext\n"
STAMP = b"From a@peer.example Mon Mar  2 09:00:00 2026\n"


def read(*paths: Path, stdin: bytes = b"") -> list[tuple[str, bytes]]:
    return list(read_mail_files(paths, io.BytesIO(stdin)))


def letters(*paths: Path, stdin: bytes = b"") -> list[bytes]:
    return [raw for _, raw in read(*paths, stdin=stdin)]


@pytest.mark.parametrize(
    "raw", [ONE, ONE.replace(b"\n", b"\r\n"), ONE.replace(b"\n", b"\r"), b"\n" + ONE, b"no header", ONE[:-1]]
)
def test_a_single_mail_keeps_every_byte(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.eml"
    path.write_bytes(raw)
    assert read(path) == [(str(path), raw)]
    assert read(Path("-"), stdin=raw) == [("standard input", raw)]


def test_a_byte_order_mark_is_no_part_of_a_mail(tmp_path: Path) -> None:
    path = tmp_path / "x.eml"
    path.write_bytes(b"\xef\xbb\xbf" + ONE)
    assert letters(path) == [ONE]


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_an_mbox_is_taken_apart(tmp_path: Path, ends: bytes) -> None:
    path = tmp_path / "box"
    quoted = ONE.replace(b"\nFrom ", b"\n>From ")
    path.write_bytes((STAMP + quoted + b"\n" + STAMP + TWO + b"\n").replace(b"\n", ends))
    assert read(path) == [
        (f"{path}, letter 1", ONE.replace(b"\n", ends)),
        (f"{path}, letter 2", TWO.replace(b"\n", ends)),
    ]


def test_unquoted_from_lines_do_not_cut_a_letter_in_two(tmp_path: Path) -> None:
    path = tmp_path / "box"
    meeting = TWO + b"\nFrom SG15 Monday 2026\nDeadline: Friday\n\n" + STAMP + b"was the line above a mail's.\n"
    path.write_bytes(STAMP + ONE + b"\n" + STAMP + meeting + b"\n")
    assert letters(path) == [ONE, meeting]


def test_an_mta_pipes_one_letter_and_nothing_of_it_is_changed() -> None:
    quoting = ONE + b"\n>From the last meeting:\n>> more\n\n"
    assert read(Path("-"), stdin=STAMP + quoting) == [("standard input", quoting)]


def test_an_mbox_may_be_piped_too() -> None:
    found = read(Path("-"), stdin=STAMP + ONE + b"\n" + STAMP + TWO)
    assert found == [("standard input, letter 1", ONE), ("standard input, letter 2", TWO)]


def test_a_maildir_is_read_in_the_order_of_arrival(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    (tmp_path / "box" / "cur" / "1700000002.x:2,S").write_bytes(TWO)
    (tmp_path / "box" / "new" / "1700000001.x").write_bytes(ONE)
    (tmp_path / "box" / "new" / ".hidden").write_bytes(b"no mail")
    (tmp_path / "box" / "tmp" / "1700000000.x").write_bytes(b"half")
    box.close()
    assert letters(tmp_path / "box") == [ONE, TWO]


def test_a_folder_of_files(tmp_path: Path) -> None:
    for name, raw in (("b.eml", TWO), ("a.eml", ONE), ("notes.txt", b"x")):
        (tmp_path / name).write_bytes(raw)
    assert letters(tmp_path, Path("-"), stdin=TWO) == [ONE, TWO, TWO]


def test_what_holds_no_letter(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert read(tmp_path / "empty") == [], "a mailbox without letters"
    for name in ("new", "cur", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    assert read(tmp_path / "box") == []
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="neither a Maildir nor"):
        read(tmp_path / "folder")
    with pytest.raises(OSError, match="no letter came"):
        read(Path("-"))
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "away.eml")


LINES = st.sampled_from(
    [b"text", b"", b"From here", b"From: x@y.example", b"X: y", b"From a Mon Mar  2 09:00:00 2026", b"\xe4 \0"]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(LINES, max_size=6), min_size=1, max_size=4))
def test_what_the_standard_library_packs_we_unpack(tmp_path: Path, bodies: list[list[bytes]]) -> None:
    mails = [b"Subject: x\n\n" + b"".join(line + b"\n" for line in [*body, b"end"]) for body in bodies]
    path = tmp_path / "box"
    path.unlink(missing_ok=True)
    box = mailbox.mbox(path)
    for mail in mails:
        box.add(mail)
    box.close()
    assert letters(path) == mails


@given(st.binary(max_size=200), st.booleans())
def test_no_byte_is_lost_whatever_comes(raw: bytes, stamped: bool) -> None:
    if raw and not raw.startswith((b"From ", b"\xef\xbb\xbf")):
        assert b"".join(letters(Path("-"), stdin=(STAMP if stamped else b"") + raw)) == raw


def test_a_name_that_is_no_text_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"m\xe4il.eml")
    path.write_bytes(ONE)
    assert letters(path) == [ONE]
