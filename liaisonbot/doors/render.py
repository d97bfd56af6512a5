"""A letter to write and its template become a posting: all headers, all tokens, ready for the outbox."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path

import jinja2

from liaisonbot.doors import compose
from liaisonbot.model import tokens
from liaisonbot.model.case import Case
from liaisonbot.model.days import DayText
from liaisonbot.model.effects import Send
from liaisonbot.model.mail import Posting, PostKind
from liaisonbot.model.people import Settings
from liaisonbot.model.tokens import TokenKind

WIDTH = 72
_ANSWERS = (PostKind.ANSWER, PostKind.QUESTION, PostKind.RECEIPT)
_PERSONAL = (
    PostKind.ANSWER,
    PostKind.QUESTION,
    PostKind.NOTICE,
    PostKind.REMINDER,
    PostKind.DIGEST,
    PostKind.ALARM,
)


class TemplateProblem(Exception):
    """A template that cannot be used: which, in which line, why. Nothing was written or changed."""

    def __init__(self, template: str, line: int, why: str) -> None:
        super().__init__(f"{template}:{line}: {why}")


def built_in_templates() -> Path:
    """The folder of the letters that ship: inside the package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


class Render:
    """Writes our letters. `folders` are looked at before the built-in one; `key` signs tokens and ids;
    `person_number` gives the number that stands for an address in tokens."""

    def __init__(
        self,
        folders: Sequence[Path],
        settings: Settings,
        key: bytes,
        instance: str,
        person_number: Callable[[str], int],
    ) -> None:
        self._settings, self._key, self._instance = settings, key, instance
        self._person_number = lru_cache(1024)(person_number)
        loader = jinja2.FileSystemLoader([*folders, built_in_templates()])
        self._templates = jinja2.Environment(
            loader=loader, undefined=jinja2.StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.filters.update(wrap=wrap, quote=quote, size=size, days=days)

    def render(
        self, send: Send, number: int, *, now: datetime, case: Case | None, original: bytes | None, hop: int = 0
    ) -> Posting:
        """The posting for `send` with outbox number `number`. Raises TemplateProblem, ComposeError."""
        too_large = original is not None and len(original) > compose.MOST_OF_ORIGINAL
        token = self._token(send, now)
        subject, text = self._words(send, case, now, too_large=too_large)
        marker = self._marker(send, token)
        message_id = self._message_id(send, number)
        fields = self._fields(send, number, subject, message_id, token, now, hop)
        attached = None if original is None or too_large else self._original(send, case, original)
        raw = compose.compose(fields, marker + text, attached)
        recipients = tuple(dict.fromkeys(one for one in (*send.to, *send.cc)))
        return Posting(
            number=number,
            kind=send.kind,
            template=send.template,
            case=send.case,
            message_id=message_id,
            envelope_from="" if send.null_sender else self._return_path(number, now),
            recipients=recipients,
            subject=subject,
            raw=raw,
            not_before=send.not_before or now,
            once=send.once,
        )

    def _token(self, send: Send, now: datetime) -> str | None:
        """The reader's personal token, only for letters with exactly one reader (P20)."""
        if send.reply_token is None:
            return None
        if len(send.to) != 1 or send.cc or send.kind not in _PERSONAL:
            raise compose.ComposeError(f"{send.template}: a personal token in a letter with several readers")
        kind = TokenKind.REPLY if send.case else TokenKind.GENERAL
        person = self._person_number(send.reply_token)
        return tokens.mint(self._key, kind, send.case or 0, person, now.date())

    def _words(self, send: Send, case: Case | None, now: datetime, *, too_large: bool) -> tuple[str, str]:
        name = f"{send.template}.txt"
        values = {
            **send.context,
            "bot": self._settings,
            "case": case,
            "today": now.date(),
            "attached": send.attach_original and not too_large,
        }
        try:
            text = self._templates.get_template(name).render(values)
        except jinja2.TemplateSyntaxError as problem:
            raise TemplateProblem(problem.name or name, problem.lineno, problem.message or "syntax") from problem
        except Exception as problem:  # whatever a template's expressions raise is the template's mistake
            raise TemplateProblem(
                name, _line_of(problem, name), str(problem) or type(problem).__name__
            ) from problem
        first, _, body = text.partition("\n")
        if not first.startswith("Subject:"):
            raise TemplateProblem(name, 1, "the first line must be the Subject")
        return self._subject(first.removeprefix("Subject:"), send), body.strip("\n") + "\n"

    def _subject(self, text: str, send: Send) -> str:
        tag = f"[LS-{send.case}]" if send.case else ""
        plain = compose.clean(text, 200)
        if not tag or tag in plain:
            return plain
        return f"Re: {tag} {plain[4:]}" if plain.startswith("Re: ") else f"{tag} {plain}"

    def _marker(self, send: Send, token: str | None) -> str:
        """The line above which an answer is written: cut point and third carrier of the token."""
        if token is None:
            return ""
        name = f" · LS-{send.case}" if send.case else ""
        return f"—— reply above{name} · ref {token} ——\n\n"

    def _message_id(self, send: Send, number: int) -> str:
        plain = f"{send.kind}.{send.case or 0}.{number}"
        return f"<{plain}.{tokens.mac(self._key, 'message-id', self._instance + plain)}@{self._settings.domain.lower()}>"

    def _return_path(self, number: int, now: datetime) -> str:
        token = tokens.mint(self._key, TokenKind.BOUNCE, number, 0, now.date())
        return f"{self._settings.local}-bounces+{token}@{self._settings.domain}"

    def _fields(
        self, send: Send, number: int, subject: str, message_id: str, token: str | None, now: datetime, hop: int
    ) -> list[tuple[str, str]]:
        settings, kind = self._settings, send.kind
        shown = f"{send.via} via {settings.display}" if send.via else settings.display
        fields = [("From", compose.mailbox(shown, settings.address))]
        fields.append(("To", ", ".join(compose.address(one) for one in send.to)))
        if send.cc:
            fields.append(("Cc", ", ".join(compose.address(one) for one in send.cc)))
        fields.append(("Reply-To", self._reply_to(send, token)))
        fields.append(("Subject", compose.encoded(subject)))
        fields.append(("Date", format_datetime(now.astimezone(UTC))))
        fields.append(("Message-ID", message_id))
        fields += self._threading(send)
        if kind is not PostKind.PEER:
            fields.append(("Auto-Submitted", "auto-replied" if kind in _ANSWERS else "auto-generated"))
        if kind not in (PostKind.ROUTING, PostKind.PEER):
            fields.append(("X-Auto-Response-Suppress", "All"))
        if kind is PostKind.DIGEST:
            fields.append(("Precedence", "bulk"))
            fields.append(("List-Id", f"liaison digest <digest.{settings.domain}>"))
            fields.append(("List-Help", f"<mailto:{settings.local}-help@{settings.domain}>"))
        fields.append(("X-Loop", settings.address))
        fields.append(("X-Liaisonbot", self._mark(send, number, hop)))
        fields.append(("Content-Language", "en"))
        return fields

    def _reply_to(self, send: Send, token: str | None) -> str:
        settings = self._settings
        if token:
            addr = f"{settings.local}+{token}@{settings.domain}"
        else:
            addr = settings.case_address(send.case) if send.case else settings.address
        name = f"LS-{send.case}" if send.case else ""
        return ", ".join([compose.mailbox(name, addr), *(compose.address(one) for one in send.reply_also)])

    def _threading(self, send: Send) -> list[tuple[str, str]]:
        """In-Reply-To and References; ids that cannot stand in a header are left out."""
        root = self._settings.root_id(send.case) if send.case else ""
        answers = compose.message_id(send.answers or "") or root
        chain = [one for one in (root, *send.thread[-8:], answers) if compose.message_id(one)]
        fields = [("In-Reply-To", answers)] if answers else []
        return [*fields, ("References", " ".join(dict.fromkeys(chain)))] if chain else fields

    def _mark(self, send: Send, number: int, hop: int) -> str:
        plain = f"v=1; i={self._instance}; k={send.kind}; r=LS-{send.case or 0}; e={number}; h={hop}"
        return f"{plain}; m={tokens.mac(self._key, 'mark', plain)}"

    def _original(self, send: Send, case: Case | None, original: bytes) -> bytes:
        def ours(text: str) -> bool:
            return tokens.read(self._key, text, datetime.min.date()) is not None

        name = f"{case.name}.eml" if case else "letter.eml"
        return compose.attachment(name, compose.without_tokens(compose.without_trace(original), ours))


def wrap(text: object, indent: int = 0, hang: int = 0) -> str:
    """Text folded at 72 columns, indented, further lines by `hang` more; long words stay whole."""
    pad = " " * indent
    lines = str(text).splitlines() or [""]
    return "\n".join(
        textwrap.fill(
            line,
            WIDTH,
            initial_indent=pad,
            subsequent_indent=pad + " " * hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    )


def quote(lines: Sequence[str]) -> str:
    """Lines of somebody else's letter, marked as quoted and folded."""
    folded = [
        part for line in lines for part in (textwrap.wrap(str(line), WIDTH - 2, break_long_words=False) or [""])
    ]
    return "\n".join(f"> {line}".rstrip() for line in folded)


def days(count: int) -> str:
    """A number of days as people say it."""
    return "1 day" if count == 1 else f"{count} days"


def size(count: int) -> str:
    """A size in bytes as people read it."""
    if count < 1024:
        return f"{count} bytes"
    return f"{count / 1024:.0f} kB" if count < 1 << 20 else f"{count / (1 << 20):.1f} MB"


def _line_of(problem: BaseException, name: str) -> int:
    trace, line = problem.__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(name):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


__all__ = ["DayText", "Render", "TemplateProblem", "built_in_templates"]
