"""How an input becomes a stranger one: bytes flipped, cut, doubled, spliced with others, nasty words put in."""

from __future__ import annotations

import random
from collections.abc import Sequence

NASTY = (
    b"\x00", b"\xff\xfe", b"\r", b"\n", b"\r\n\r\n", b"=?utf-8?q?", b"?=", b"=?utf-8?b?4pyT", b"\xe2\x80\x8b", b"\xe2\x80\xae",
    b"(" * 300, b")" * 300, b"[" * 200, b"," * 500, b";" * 500, b" " * 5000, b"\t" * 500, b":" * 100, b"<" * 50, b"@" * 50,
    b"9" * 400, b"--", b"Deadline: ", b"Title: ", b"To: IETF ", b"For action to: ", b"31 February 2026", b"0/0/0000",
    b"1 - 2 - 3 May 20265", b"Content-Type: multipart/mixed; boundary=\"\"\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b"begin 644 x\n", b"PK\x03\x04", b"%PDF-1.7", b"{\\rtf1", b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b 'c'>]>",
    "Überraschung".encode(), "截止日期".encode(), "\ud800".encode("utf-8", "surrogatepass"), b"q" * 70_000,
)  # fmt: skip
"""What has broken readers of mail before."""


def mutated(seed: random.Random, one: bytes, others: Sequence[bytes], most: int = 400_000) -> bytes:
    """`one` after one to six changes; at most `most` bytes."""
    data = bytearray(one)
    for _ in range(seed.randint(1, 6)):
        change = seed.choice((_flip, _cut, _double, _put_in, _swap_lines))
        change(seed, data)
        if seed.random() < 0.15:
            _splice(seed, data, seed.choice(others))
        del data[most:]
    return bytes(data)


def _place(seed: random.Random, data: bytearray) -> int:
    """Mostly near the start, where headers and labels stand."""
    return min(len(data), int(len(data) * seed.random() ** 2))


def _flip(seed: random.Random, data: bytearray) -> None:
    for _ in range(seed.randint(1, 8)):
        if data:
            data[_place(seed, data) % len(data)] = seed.randrange(256)


def _cut(seed: random.Random, data: bytearray) -> None:
    start = _place(seed, data)
    del data[start : start + seed.choice((1, 7, 80, 2000))]


def _double(seed: random.Random, data: bytearray) -> None:
    start = _place(seed, data)
    piece = data[start : start + seed.choice((3, 40, 900))]
    data[start:start] = piece * seed.choice((1, 2, 60))


def _put_in(seed: random.Random, data: bytearray) -> None:
    start = _place(seed, data)
    data[start:start] = seed.choice(NASTY)


def _swap_lines(seed: random.Random, data: bytearray) -> None:
    lines = data.split(b"\n")
    first, second = seed.randrange(len(lines)), seed.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    data[:] = b"\n".join(lines)


def _splice(seed: random.Random, data: bytearray, other: bytes) -> None:
    start, cut = _place(seed, data), seed.randrange(len(other) + 1)
    data[start:] = other[cut:]
