"""K10: mutated letters, documents, dates, commands and SMTP dialogues: nothing unhandled, nothing slow (P5).

The targets are those of `./dev fuzz`, which also runs one of them for as long as one likes.
"""

from __future__ import annotations

import random

from tests.bench.measure import at_most
from tests.fault.plan import Found, Plan, progress
from tests.fuzz.mutations import mutated
from tests.fuzz.targets import TARGETS, check


def run(plan: Plan) -> Found:
    """Each target with so many inputs."""
    found, inputs = Found(), plan.size(40, 100_000)
    for number in plan.rounds("target", len(TARGETS), len(TARGETS)):
        target = TARGETS[sorted(TARGETS)[number % len(TARGETS)]]
        corpus = target.corpus()
        for place in range(inputs):
            seed = plan.seed + number * inputs + place
            chance = random.Random(seed)
            if place % 100 == 0:
                progress(f"K10: {target.name} {place} of {inputs}")
            trouble = check(target, mutated(chance, chance.choice(corpus), corpus))
            if isinstance(trouble, str):
                found.wrong.append(f"{target.name}: {trouble} (./dev fuzz {target.name} --seed {seed} --seconds 0.001)")
    found.count("inputs", inputs * len(TARGETS))
    found.count("… that raised, or took more than ten seconds", len(found.wrong), "", at_most(0))
    return found
