"""What fuzzing has kept is read again by every test run, with a few fresh mutations of it."""

from __future__ import annotations

import random

import pytest

from tests.fuzz.mutations import mutated
from tests.fuzz.targets import TARGETS, check

FRESH = 20


@pytest.mark.parametrize("name", sorted(set(TARGETS) - {"reading"}))
def test_nothing_that_was_kept_breaks_a_reader(name: str) -> None:
    target = TARGETS[name]
    corpus = target.corpus()
    kept = [path.read_bytes() for path in sorted(target.kept().glob("*.bin"))]
    fresh = [mutated(random.Random(number), corpus[number * 7 % len(corpus)], corpus) for number in range(FRESH)]
    troubles = {data[:60]: trouble for data in kept + fresh if (trouble := check(target, data)[0])}
    assert not troubles


@pytest.mark.parametrize("name", ["smtp", "letter", "documents"])
def test_a_corpus_is_kept(name: str) -> None:
    assert len(list(TARGETS[name].kept().glob("*.bin"))) >= 10
