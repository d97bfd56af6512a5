"""A letter to write and its template become a posting: words, header, tokens, ready for the outbox.

Templates are plain text (Jinja2): `Subject: …` in line 1, a blank line, the body. Whatever is put into one is
made a single clean line first, so that nothing out of a letter can start a line of ours (P11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2 import meta, nodes

from liaisonbot.doors import calendar_file, compose, wording
from liaisonbot.doors.compose import ComposeError
from liaisonbot.doors.html_part import as_html
from liaisonbot.model import tokens
from liaisonbot.model.case import Case
from liaisonbot.model.effects import Send
from liaisonbot.model.mail import MOST_HOPS, Posting, PostKind
from liaisonbot.model.people import Settings
from liaisonbot.model.tokens import TokenKind

LONGEST_SUBJECT = 200

_MOST_REFERENCES = 1900  # bytes of References; the root survives every cut
_LONG_AGO = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of letters (mail-rules 1). `auto` is Auto-Submitted (empty: a person ordered the
    letter). `personal` may carry its reader's token; `shared` may have copies, and the manager in Reply-To;
    `many` may have several addressees; `threaded` goes into the case's thread; `by_person` may name in From
    who caused it; `html` letters say their words a second time as HTML; `most_text` bounds our own
    words, in characters."""

    auto: str
    personal: bool = False
    shared: bool = False
    many: bool = False
    threaded: bool = True
    by_person: bool = False
    html: bool = False
    most_text: int = 40_000


RULES = {
    PostKind.ANSWER: Rule("auto-replied", personal=True, most_text=10_000),
    PostKind.QUESTION: Rule("auto-replied", personal=True, most_text=10_000),
    PostKind.RECEIPT: Rule("auto-replied"),
    PostKind.ROUTING: Rule("auto-generated", shared=True, by_person=True),
    PostKind.NOTICE: Rule("auto-generated", personal=True, by_person=True),
    PostKind.REMINDER: Rule("auto-generated", personal=True, html=True),
    PostKind.DIGEST: Rule("auto-generated", personal=True, threaded=False, html=True),
    PostKind.PEER: Rule("", shared=True, many=True, by_person=True),
    PostKind.ALARM: Rule("auto-generated", personal=True, threaded=False),
}


class TemplateProblem(Exception):
    """A template that cannot be used. Nothing was written or changed because of it."""

    def __init__(self, template: str, line: int, message: str) -> None:
        super().__init__(f"{template}:{line}: {message}" if line else f"{template}: {message}")
        self.template, self.line, self.message = template, line, message


def built_in_templates() -> Path:
    """The folder of the letters that ship: inside the package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


class Render:
    """Writes our letters. `folders` are looked at before the built-in one; `key` signs tokens and ids;
    `instance` tells this ledger from any other; `person_number` gives the number that stands for an address
    in tokens."""

    def __init__(
        self,
        folders: Sequence[Path],
        settings: Settings,
        key: bytes,
        instance: str,
        person_number: Callable[[str], int],
    ) -> None:
        self._settings, self._key, self._instance = settings, key, compose.clean(instance, 40)
        self._person_number = person_number
        self._attachment = lru_cache(1)(self._attachment_of)  # one statement goes to several groups in a row
        self.templates = wording.environment([*folders, built_in_templates()])

    def render(
        self, send: Send, number: int, *, now: datetime, case: Case | None, original: bytes | None, hop: int = 0
    ) -> Posting:
        """The posting for `send`, with outbox number `number` in its Message-ID and return path. `original` are
        the bytes to attach if the letter asks for that, None if they must not be passed on. Raises
        TemplateProblem for anything wrong with the template, ComposeError for a letter that must not leave."""
        self._check(send, hop)
        token = self._token(send, number, now)
        too_large = original is not None and len(original) > compose.MOST_OF_ORIGINAL
        uncut = send.attach_original and original is None
        subject, text = self._words(send, case, now, too_large=too_large, uncut=uncut)
        leaves = max(now, send.not_before or now)
        attached = None
        if send.attach_original and original is not None and not too_large:
            attached = self._attachment(f"{case.name}.eml" if case else "letter.eml", original)
        if send.calendar is not None:
            attached = compose.file("liaison.ics", calendar_file.MEDIA_TYPE, self._calendar(send))
        message_id = self._message_id(send, number)
        fields = self._fields(send, number, subject, message_id, token, leaves, hop)
        words = self._marker(send, token) + text
        raw = compose.compose(fields, words, attached, as_html(words) if RULES[send.kind].html and send.html else None)
        self._insist_on_secrecy(send, raw, attached, token)
        return Posting(
            number=number,
            kind=send.kind,
            template=send.template,
            case=send.case,
            message_id=message_id,
            envelope_from="" if send.null_sender else self._return_path(number, now),
            recipients=tuple(dict.fromkeys((*send.to, *send.cc))),
            subject=subject,
            raw=raw,
            not_before=leaves,
            once=send.once,
            rows=send.rows,
            hold=send.hold,
        )

    # --- who may read what ------------------------------------------------------------------------------

    @staticmethod
    def _check(send: Send, hop: int) -> None:
        """The letter must fit its row of the table."""
        rule = RULES[send.kind]
        if not send.to or (len(send.to) > 1 and not rule.many) or (send.cc and not rule.shared):
            raise ComposeError(f"{send.template}: a letter of kind {send.kind} has exactly one reader")
        if send.reply_also and not rule.shared:
            raise ComposeError(f"{send.template}: answers to a letter of kind {send.kind} go to one address")
        if hop >= MOST_HOPS:
            raise ComposeError(f"{send.template}: it would answer an answer to our answer")

    def _token(self, send: Send, number: int, now: datetime) -> str | None:
        """The reader's personal token: only to that very person, and never to a list (P20)."""
        if send.reply_token is None or self._is_list(send.reply_token):
            return None
        reader = send.reply_token.lower()
        if not RULES[send.kind].personal or send.to[0].lower() != reader:
            raise ComposeError(f"{send.template}: a personal token in a letter that others read")
        person = self._person_number(send.reply_token)
        if send.rows and not send.case:
            return tokens.mint(self._key, TokenKind.ROWS, number, person, now.date())
        if send.answers_letter:
            return tokens.mint(self._key, TokenKind.LETTER, send.answers_letter, person, now.date())
        kind = TokenKind.REPLY if send.case else TokenKind.GENERAL
        return tokens.mint(self._key, kind, send.case or 0, person, now.date())

    def _is_list(self, address: str) -> bool:
        return address.lower() == self._settings.coordinators.lower()

    def _is_ours(self, text: str) -> bool:
        return tokens.read(self._key, text, _LONG_AGO) is not None

    def _insist_on_secrecy(self, send: Send, raw: bytes, attached: bytes | None, token: str | None) -> None:
        """No token but the reader's own stands anywhere; `attached` was searched when it was made."""
        written = raw.replace(attached, b"", 1) if attached else raw
        if compose.has_token(written, lambda found: found != token and self._is_ours(found)):
            raise ComposeError(f"{send.template}: a reply token where it must not be")

    def _attachment_of(self, name: str, original: bytes) -> bytes:
        return compose.attachment(name, compose.without_tokens(compose.without_trace(original), self._is_ours))

    def _calendar(self, send: Send) -> bytes:
        settings = self._settings
        return calendar_file.calendar(
            send.calendar or (),
            name=f"{settings.display}: {send.to[0]}",
            domain=settings.domain,
            zone=settings.zone,
            record_url=settings.record_url,
        )

    # --- words ------------------------------------------------------------------------------------------

    def _words(self, send: Send, case: Case | None, now: datetime, *, too_large: bool, uncut: bool) -> tuple[str, str]:
        """Subject and body, as the template says them."""
        values = {
            **send.context,
            "bot": self._settings,
            "case": case,
            "today": now.date(),
            "attached": send.attach_original and not (too_large or uncut),
            "too_large": send.attach_original and too_large,
            "uncut": uncut,
        }
        first, _, body = self._filled(f"{send.template}.txt", values).partition("\n")
        if not first.startswith("Subject:"):
            raise TemplateProblem(f"{send.template}.txt", 1, "line 1 must begin with `Subject:`")
        while "\n\n\n" in body:
            body = body.replace("\n\n\n", "\n\n")
        text = wording.shortened(body.strip("\n"), RULES[send.kind].most_text)
        return self._subject(first.removeprefix("Subject:"), send), text + "\n"

    def _filled(self, name: str, values: dict[str, object]) -> str:
        """The text of a filled-in template, with no token of ours in it (they come in quoted letters)."""
        try:
            text = self.templates.get_template(name).render(values)
        except Exception as problem:  # whatever a template's expressions raise is the template's mistake
            raise _template_problem(problem, name) from problem
        for found in compose.tokens_in(text, self._is_ours):
            text = re.sub(found, compose.REMOVED, text, flags=re.IGNORECASE)
        return text

    @staticmethod
    def _subject(text: str, send: Send) -> str:
        """`[LS-12] title`; the tag stands behind `Re:`, and once."""
        plain = compose.clean(text)
        tag = f"[LS-{send.case}] " if send.case else ""
        head = "Re: " if plain.lower().startswith("re:") else ""
        rest = plain[3:].lstrip() if head else plain
        return compose.clean(head + tag + rest.removeprefix(tag), LONGEST_SUBJECT)

    @staticmethod
    def _marker(send: Send, token: str | None) -> str:
        """The line above which an answer is written: cut point, and third carrier of the token."""
        if send.case:
            return f"—— reply above · LS-{send.case} · ref {token or f'ls{send.case}'} ——\n\n"
        return f"—— reply above · ref {token} ——\n\n" if token else ""

    # --- header -----------------------------------------------------------------------------------------

    def _fields(
        self, send: Send, number: int, subject: str, message_id: str, token: str | None, leaves: datetime, hop: int
    ) -> list[tuple[str, str]]:
        settings, rule = self._settings, RULES[send.kind]
        shown = f"{send.via} via {settings.display}" if send.via and rule.by_person else settings.display
        fields = [
            ("From", compose.mailbox(shown, settings.address)),
            ("To", ", ".join(compose.address(one) for one in send.to)),
            ("Cc", ", ".join(compose.address(one) for one in send.cc)),
            ("Reply-To", self._reply_to(send, token)),
            ("Subject", compose.encoded(subject)),
            ("Message-ID", message_id),
            *(self._threading(send) if rule.threaded else ()),
            ("Date", format_datetime(leaves.astimezone(UTC))),
            ("Auto-Submitted", rule.auto),
            ("X-Auto-Response-Suppress", "" if rule.shared else "All"),
        ]
        if send.kind is PostKind.DIGEST:
            fields += [
                ("Precedence", "bulk"),
                ("List-Id", f"liaison digest <digest.{settings.domain}>"),
                ("List-Help", f"<mailto:{settings.local}-help@{settings.domain}>"),
            ]
        ending = _way_out(send)
        if ending and token:  # RFC 2369: a word by mail, to the reader's own address
            fields.append(("List-Unsubscribe", f"<mailto:{settings.local}+{token}@{settings.domain}?subject={ending}>"))
        fields += [
            ("X-Loop", settings.address),
            ("X-Liaisonbot", self._mark(send, number, hop)),
            ("Content-Language", "en"),
        ]
        return [(name, value) for name, value in fields if value]

    def _reply_to(self, send: Send, token: str | None) -> str:
        settings = self._settings
        if token:
            answers = f"{settings.local}+{token}@{settings.domain}"
        else:
            answers = settings.case_address(send.case) if send.case else settings.address
        name = f"LS-{send.case}" if send.case else ""
        return ", ".join([compose.mailbox(name, answers), *map(compose.address, send.reply_also)])

    def _threading(self, send: Send) -> list[tuple[str, str]]:
        """In-Reply-To and References: the case's root first, then what can be had of the rest."""
        root = self._settings.root_id(send.case) if send.case else None
        parent = compose.message_id(send.answers or "")
        chain = [one for one in (*send.thread[-8:], parent or "") if one != root and compose.message_id(one)]
        chain = list(dict.fromkeys(reversed(chain)))[::-1]
        while sum(len(one) + 1 for one in chain) > _MOST_REFERENCES:
            chain = chain[1:]
        return [
            ("In-Reply-To", parent or root or ""),
            ("References", " ".join([root, *chain] if root else chain)),
        ]

    def _message_id(self, send: Send, number: int) -> str:
        plain = f"{send.kind}.{send.case or 0}.{number}"
        mac = tokens.mac(self._key, "message-id", self._instance + plain)
        return f"<{plain}.{mac}@{self._settings.domain.lower()}>"

    def _return_path(self, number: int, now: datetime) -> str:
        token = tokens.mint(self._key, TokenKind.BOUNCE, number, 0, now.date())
        return f"{self._settings.local}-bounces+{token}@{self._settings.domain}"

    def _mark(self, send: Send, number: int, hop: int) -> str:
        case = f"LS-{send.case}" if send.case else "none"
        plain = f"v=1; i={self._instance}; k={send.kind}; r={case}; e={number}; h={hop}"
        return f"{plain}; m={tokens.mac(self._key, 'mark', plain)}"


def _way_out(send: Send) -> str:
    """The words that end letters of this kind, as the subject of a mail; reminders are quiet for a fortnight."""
    if send.template == "digest":
        return "digest%20off"
    if send.kind is PostKind.REMINDER:
        rows = f"1-{len(send.rows)}%20" if len(send.rows) > 1 else ""
        return f"{rows}snooze%20for%202%20weeks"
    return "unsubscribe" if send.unsubscribe else ""


# --- the check of templates -----------------------------------------------------------------------------

_SPEAKS_FOR_OTHERS = re.compile(
    r"\b(?:(?:the )?(?:ietf|iab|iesg|irtf) (?:thinks|believes|agrees|supports|opposes|endorses|approves|wants|"
    r"decided|has decided|concurs|recommends|considers)|(?:ietf|iab|iesg|irtf)(?:'s|’s)? (?:position|view|opinion|"
    r"consensus)|(?:on behalf|in the name) of the (?:ietf|iab|iesg|irtf)|we (?:agree|concur|support|endorse|"
    r"approve|disagree)|consensus (?:was|has been) reached)\b",
    re.IGNORECASE,
)
"""What no letter of a robot may say: it would be a position in somebody's name (R64)."""

_EVERYWHERE = frozenset(["bot", "case", "today", "attached", "too_large", "uncut", "why"])


def check_templates(folders: Sequence[Path], settings: Settings) -> list[str]:
    """What is wrong with the templates in `folders` and the built-in ones, each with file and, where known,
    line: a letter that cannot be written from its samples, a value that no letter has, a file that no letter
    uses, words that speak for the IETF (R64). Empty: all is well."""
    from liaisonbot.doors.letter_samples import SAMPLES, SENT_AT

    render = Render(folders, settings, b"check", "check", lambda _address: 1)
    problems = _strangers(folders, [*SAMPLES, "_attached", "_card", "_facts", "_replies", "_rows", "_tallies"])
    for template, samples in SAMPLES.items():
        values = {name for sample in samples for name in sample.send.context}
        try:
            problems += _unknown_values(render.templates, f"{template}.txt", _EVERYWHERE | values)
            for sample in samples:
                render.render(sample.send, 1, now=SENT_AT, case=sample.case, original=sample.original)
        except (TemplateProblem, ComposeError) as problem:
            problems.append(str(problem))
    return list(dict.fromkeys(problems))


def speaks_for_others(text: str) -> str | None:
    """The first words in `text` that would be a position in the name of the IETF or a part of it, or None."""
    found = _SPEAKS_FOR_OTHERS.search(" ".join(text.split()))
    return found.group() if found else None


def _strangers(folders: Sequence[Path], known: Sequence[str]) -> list[str]:
    """Files that no letter will ever use: most often a slip in the name."""
    names = {f"{one}.txt" for one in known}
    found = (path for folder in folders for path in sorted(folder.glob("*")) if path.is_file())
    return [f"{path}: no letter has this name" for path in found if path.name not in names]


def _unknown_values(templates: jinja2.Environment, name: str, known: frozenset[str] | set[str]) -> list[str]:
    assert templates.loader is not None
    source, _, _ = templates.loader.get_source(templates, name)
    problems = []
    if words := speaks_for_others(source):
        problems.append(f"{name}: “{words}” speaks for others; a letter of ours never does")
    try:
        tree = templates.parse(source, name)
    except jinja2.TemplateSyntaxError as problem:
        raise _template_problem(problem, name) from problem
    for unknown in sorted(meta.find_undeclared_variables(tree) - known):
        line = next((node.lineno for node in tree.find_all(nodes.Name) if node.name == unknown), 0)
        problems.append(str(TemplateProblem(name, line, f"there is no value `{unknown}`")))
    return problems


def _template_problem(problem: Exception, name: str) -> TemplateProblem:
    """Where in which template something went wrong; an included one is named, not the one that includes it."""
    if isinstance(problem, jinja2.TemplateSyntaxError):
        return TemplateProblem(problem.name or name, problem.lineno, problem.message or "syntax")
    if isinstance(problem, jinja2.TemplateNotFound):
        return TemplateProblem(name, 0, f"there is no template {problem.name}")
    trace, line = problem.__traceback__, 0
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.suffix == ".txt":
            name, line = file.name, trace.tb_lineno
        trace = trace.tb_next
    return TemplateProblem(name, line, str(problem) or type(problem).__name__)
