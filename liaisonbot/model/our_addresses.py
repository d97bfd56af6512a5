"""The addresses that are ours, and what each is for (commands 2): intake, help, dry runs, bounces, the operator."""

from __future__ import annotations

import re
from enum import StrEnum

from liaisonbot.model.people import Settings

_TOKEN = r"[a-z2-7]{36}"
_TAGGED = re.compile(rf"(?:r-)?{_TOKEN}|ls\d{{1,9}}")
_BARE_TOKEN = re.compile(_TOKEN)


class Desk(StrEnum):
    """What a letter to one of our addresses is for."""

    INTAKE = "intake"  # statements, replies, commands
    PREVIEW = "preview"  # commands that are only tried
    HELP = "help"
    REQUEST = "request"  # commands about no case
    PROBLEM = "problem"  # problems with a relationship, with the peer behind a plus
    BOUNCES = "bounces"  # the envelope sender of our own letters
    OPERATOR = "operator"  # owner, postmaster, abuse: a person reads it, never a command
    NOBODY = "nobody"  # noreply, mailer-daemon: never a case, never a person


_SUFFIXES = {
    "preview": Desk.PREVIEW,
    "help": Desk.HELP,
    "request": Desk.REQUEST,
    "problem": Desk.PROBLEM,
    "bounces": Desk.BOUNCES,
    "owner": Desk.OPERATOR,
}
_ROLES = {
    "postmaster": Desk.OPERATOR,
    "abuse": Desk.OPERATOR,
    "noreply": Desk.NOBODY,
    "no-reply": Desk.NOBODY,
    "mailer-daemon": Desk.NOBODY,
}


def desk_of(address: str, settings: Settings) -> Desk | None:
    """What `address` is for, None if it is not ours. A reply token may stand behind `+`, `=` or `-`, as
    `liaison-r-TOKEN@` or `TOKEN@r.DOMAIN`: some mail systems take no plus, or only one."""
    local, _, domain = address.strip("<> ").lower().rpartition("@")
    if domain == f"r.{settings.domain.lower()}":
        return Desk.INTAKE if _BARE_TOKEN.fullmatch(local) else None
    for base in (settings.address, *settings.aliases):
        name, _, at = base.lower().partition("@")
        if domain == at and (desk := _behind(local, name)):
            return desk
    return _ROLES.get(local) if domain == settings.domain.lower() else None


def problem_tag(address: str, settings: Settings) -> str:
    """The peer that a letter to `liaison-problem+PEER@` names, as it is written there; "" for every other address."""
    if desk_of(address, settings) is not Desk.PROBLEM:
        return ""
    return address.strip("<> ").lower().rpartition("@")[0].partition("+")[2]


def _behind(local: str, name: str) -> Desk | None:
    """What the local part is for, of a mailbox called `name`."""
    if local == name or local.startswith(f"{name}+"):
        return Desk.INTAKE
    if local[: len(name)] != name or local[len(name) : len(name) + 1] not in ("-", "="):
        return None
    rest = local[len(name) + 1 :]
    if _TAGGED.fullmatch(rest):
        return Desk.INTAKE
    return _SUFFIXES.get(re.split(r"[+=]", rest)[0])
