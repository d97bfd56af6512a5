"""Who a letter is really from: DKIM and our own server's Authentication-Results, as facts without judgement.

A valid DKIM signature is less than it seems, so each one must pass bounds of our own before dkimpy is asked
(commands 6, promises §5): `l=` leaves appended text unsigned, rsa-sha1 is still about, and a second Subject
may stand on top. Of the fields that a mail server adds, only the topmost is believed, and only under the
pinned name (RFC 8601 §5, §7.1).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, NamedTuple

from liaisonbot.model.mail import ProofFacts

_MAX_SIGNATURES = 5
_MAX_BYTES = 10 << 20
_MAX_HEADER = 256 << 10
_MAX_FIELD = 16 << 10
_MAX_BLANKS = 1000  # dkimpy's time grows with the square of a run of blanks
_MAX_EFFORT = 20_000_000  # so the squares of all long runs are added up, too: about a second
_MAX_WORK = _MAX_BYTES  # over all signatures of a letter but the first: about a second of the desk's time
_MIN_KEY_BITS = 1024
_MAX_AGE = timedelta(days=7)
_SLACK = timedelta(hours=1)  # a sender's clock may be fast

_LONG_BLANKS = re.compile(rb"[ \t]{64,}")
_FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]+):(.*)", re.DOTALL)
_WHERE = ("to", "cc", "in-reply-to", "references")
_MUST_COVER = ("from", "date", "subject", "message-id")
# RFC 5322 §3.6 and RFC 2045 §3 allow these once; with two, readers differ in which one they show.
_ONCE = frozenset(
    {"from", "sender", "reply-to", "to", "cc", "date", "subject", "message-id", "in-reply-to", "references"}
    | {"mime-version", "content-type", "content-transfer-encoding"}
)
_ALGORITHMS = ("rsa-sha256", "ed25519-sha256")
# Exchange Online writes action=… into its DMARC verdict, which RFC 8601 does not know.
_ACTION = re.compile(r"\saction=[a-z.]+(?=[\s;])", re.IGNORECASE)


class DnsTrouble(Exception):
    """The name servers gave no answer: nothing is known yet, try the letter again later."""


class _NoProof(Exception):
    """This signature, or all of them, proves nothing; the text is the reason in words."""


class _Field(NamedTuple):
    name: str  # lower case
    value: bytes  # unfolded


def prove(
    raw: bytes,
    *,
    from_domain: str | None,
    txt: Callable[[str], list[str]],
    authserv_id: str,
    now: datetime,
    dkim: bool = True,
) -> ProofFacts:
    """What is proven about the From domain of a letter.

    `raw` are its bytes as received, `from_domain` the domain of its one From address (None: there is no such address,
    and nothing can be proven). `txt` looks up the TXT records of a name, none for a name that does not exist, and
    raises DnsTrouble, which passes through. It is asked for keys, and for the policy of a domain whose mail fails it.
    `authserv_id` is the pinned name of our own mail server: "" trusts none, "-" is a server that writes no name
    (Exchange Online). `now` is when the letter arrived first. Whatever else goes wrong is a note.
    """
    if from_domain is None:
        return ProofFacts(notes=("the letter has no single From address",))
    try:
        fields = _fields(raw)
        _check_once(fields)
    except _NoProof as reason:
        return ProofFacts(notes=(str(reason),))
    domains, notes, uncovered = _dkim(raw, fields, from_domain, txt, now) if dkim else ((), (), frozenset())
    verdict, note = _verdict(fields, from_domain, authserv_id)
    return ProofFacts(
        dkim=domains,
        trusted_dmarc=from_domain if verdict == "pass" else None,
        dmarc_fail=verdict == "fail" and _policy(from_domain, txt) == "reject",
        notes=notes + note,
        uncovered=uncovered,
    )


def organisation(domain: str) -> str | None:
    """The organisational domain: `ericsson.com` of `mail.ericsson.com`, `y.co.uk` of `x.y.co.uk`; None of a
    public suffix such as `co.uk`, and of what is no domain."""
    found: str | None = _suffixes().privatesuffix(_plain(domain))
    return found


def aligned(signer: str, from_domain: str) -> bool:
    """Whether a signature of `signer` speaks for `from_domain`: the same domain, or a parent of it within the
    same organisation. Stricter than DMARC's relaxed mode, where one department signs for another."""
    signer, from_domain = _plain(signer), _plain(from_domain)
    if organisation(signer) is None:
        return False
    return signer == from_domain or from_domain.endswith("." + signer)


# DKIM


def _dkim(
    raw: bytes, fields: list[_Field], from_domain: str, txt: Callable[[str], list[str]], now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """The aligned domains whose signatures hold, notes, and the fields that say where a letter belongs and that
    none of those signatures covers."""
    signatures = [field.value for field in fields if field.name == "dkim-signature"]
    if not signatures:
        return (), (), frozenset()
    loose = {name for name in _WHERE if any(field.name == name for field in fields)}
    domains: list[str] = []
    notes: list[str] = []
    try:
        work, done = _effort(raw, len(signatures)), 0
    except _NoProof as reason:
        return (), (f"DKIM: {reason}",), frozenset()
    for number, value in enumerate(signatures):
        signer = "?"
        try:
            tags = _tags(value)
            signer = _plain(tags.get("d", ""))
            notes += _check_signature(tags, signer, fields, from_domain, now)
            if done and done + work > _MAX_WORK:
                raise _NoProof("the letter is too large to verify one more signature")
            done += work
            _verify(raw, number, tags, txt)
        except DnsTrouble:
            raise
        except _NoProof as reason:
            notes.append(f"DKIM signature of {_words(signer)}: {reason}")
        except Exception as error:  # dkimpy's parsers raise all sorts on mutated input
            notes.append(f"DKIM signature of {_words(signer)}: cannot be read ({type(error).__name__})")
        else:
            domains.append(signer)
            loose -= {name.strip().lower() for name in tags["h"].split(":")}
    return tuple(dict.fromkeys(domains)), tuple(notes), frozenset(loose) if domains else frozenset()


def _effort(raw: bytes, signatures: int) -> int:
    """What verifying one signature costs, in bytes of plain text. Raises _NoProof where that is too much."""
    if signatures > _MAX_SIGNATURES:
        raise _NoProof(f"more than {_MAX_SIGNATURES} signatures")
    if len(raw) > _MAX_BYTES:
        raise _NoProof("the letter is too large to verify")
    if b" " * _MAX_BLANKS in raw.replace(b"\t", b" "):
        raise _NoProof(f"{_MAX_BLANKS} blanks in a row")
    squares = sum((run.end() - run.start()) ** 2 for run in _LONG_BLANKS.finditer(raw))
    if squares > _MAX_EFFORT:
        raise _NoProof("too many long runs of blanks")
    return len(raw) + squares // 2


def _check_signature(
    tags: dict[str, str], signer: str, fields: list[_Field], from_domain: str, now: datetime
) -> Iterator[str]:
    """Raises _NoProof for what a valid signature could still hide; yields what people should know."""
    if not aligned(signer, from_domain):
        raise _NoProof(f"does not speak for {_words(from_domain)}")
    if "l" in tags:
        raise _NoProof("covers a part of the text only (l=)")
    if tags.get("a", "").lower() not in _ALGORITHMS:
        raise _NoProof(f"algorithm {_words(tags.get('a', 'unknown'))} is too weak or unknown")
    covered = Counter(name.strip().lower() for name in tags.get("h", "").split(":"))
    if missing := [name for name in _MUST_COVER if name not in covered]:
        raise _NoProof(f"does not cover {', '.join(missing)}")
    present = Counter(field.name for field in fields)
    if doubles := [name for name in covered if present[name] > covered[name]]:
        raise _NoProof(f"the letter has more fields {_words(', '.join(doubles))} than it covers")
    _check_age(tags, fields, now)
    if loose := [name for name in ("to", "in-reply-to") if name in present and name not in covered]:
        yield f"DKIM signature of {signer}: does not cover {', '.join(loose)}"


def _check_age(tags: dict[str, str], fields: list[_Field], now: datetime) -> None:
    """Replay: a signature counts for seven days from `t=`, else from Date, and never after `x=`."""
    signed = _seconds(tags["t"]) if "t" in tags else _date(fields)
    if signed > now + _SLACK:
        raise _NoProof("was made in the future")
    if now - signed > _MAX_AGE:
        raise _NoProof(f"is older than {_MAX_AGE.days} days")
    if "x" in tags and _seconds(tags["x"]) < now:
        raise _NoProof("has expired (x=)")


def _seconds(text: str) -> datetime:
    if not re.fullmatch(r"[0-9]{1,11}", text):
        raise _NoProof("holds a time that is no number")
    return datetime.fromtimestamp(int(text), UTC)


def _date(fields: list[_Field]) -> datetime:
    text = next((field.value for field in fields if field.name == "date"), b"").decode("ascii", "replace")
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        raise _NoProof("the letter's Date cannot be read") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _verify(raw: bytes, number: int, tags: dict[str, str], txt: Callable[[str], list[str]]) -> None:
    """Has dkimpy do the cryptography. The times are left out: it would judge them by the system's clock."""
    import dkim

    record = _key_record(f"{tags['s']}._domainkey.{tags['d']}", txt)
    letter = dkim.DKIM(raw, minkey=_MIN_KEY_BITS)
    header = [field for field in letter.headers if field[0].lower() == b"dkim-signature"][number]
    signature = {key.encode(): value.encode() for key, value in tags.items() if key not in ("t", "x")}
    covered = [name.strip().lower().encode() for name in tags["h"].split(":")]
    try:
        dkim.validate_signature_fields(signature)
        good = letter.verify_sig(signature, covered, header, lambda *_, **__: record.encode())
    except dkim.KeyFormatError:
        raise _NoProof(f"its key cannot be used, or has less than {_MIN_KEY_BITS} bits") from None
    except dkim.ValidationError as error:
        changed = "body hash" in str(error)
        raise _NoProof("the text was changed on its way" if changed else "is not well-formed") from None
    if not good:
        raise _NoProof("does not verify")


def _key_record(name: str, txt: Callable[[str], list[str]]) -> str:
    """The one key record of a name (RFC 6376 §3.6.2.2: more than one is undefined)."""
    records = [record for record in txt(name) if re.search(r"(?:^|;)\s*p\s*=", record)]
    if not records:
        raise _NoProof("its key is not published")
    if len(records) > 1:
        raise _NoProof("several keys are published under its name")
    tags = _tags(records[0].encode("ascii", "replace"))
    if not tags.get("p"):
        raise _NoProof("its key was revoked")
    if "y" in (flag.strip() for flag in tags.get("t", "").split(":")):
        raise _NoProof("its domain only tests DKIM (t=y)")  # RFC 6376 §3.6.1: as good as unsigned
    return records[0]


def _tags(value: bytes) -> dict[str, str]:
    """A tag list of RFC 6376 §3.2, blanks inside values left out. A double makes it invalid."""
    found: dict[str, str] = {}
    for part in value.decode("ascii").strip().rstrip(";").split(";"):
        key, equals, text = part.partition("=")
        if not equals or not key.strip() or key.strip() in found:
            raise _NoProof("is not well-formed")
        found[key.strip()] = re.sub(r"\s+", "", text)
    return found


# Authentication-Results


def _verdict(fields: list[_Field], from_domain: str, authserv_id: str) -> tuple[str, tuple[str, ...]]:
    """Our own server's DMARC verdict on the From domain, "" if there is none to be trusted, and a note. Only
    the topmost field counts: whatever stands below may have come with the letter."""
    if not authserv_id:
        return "", ()
    top = next((field.value for field in fields if field.name == "authentication-results"), None)
    if top is None:
        return "", ("our mail server wrote no Authentication-Results",)
    try:
        return _dmarc(top, from_domain, authserv_id), ()
    except _NoProof as reason:
        return "", (f"Authentication-Results: {reason}",)
    except Exception as error:  # authres raises several kinds, RecursionError among them
        return "", (f"Authentication-Results: cannot be read ({type(error).__name__})",)


def _dmarc(value: bytes, from_domain: str, authserv_id: str) -> str:
    if len(value) > _MAX_FIELD:
        raise _NoProof("too long")
    text = _ACTION.sub(" ", value.decode("ascii") + " ").strip()
    header = _read_results(f"-; {text}" if authserv_id == "-" else text)
    if header.authserv_id != authserv_id.lower():
        raise _NoProof("the topmost is not our mail server's")
    results = [result for result in header.results if result.method == "dmarc"]
    if len(results) != 1:
        raise _NoProof("several DMARC verdicts" if results else "no DMARC verdict")
    named = [part.value for part in results[0].properties if (part.type, part.name) == ("header", "from")]
    if [_plain(str(name)) for name in named] != [_plain(from_domain)]:
        raise _NoProof("the DMARC verdict is about another domain")
    return str(results[0].result)


def _policy(from_domain: str, txt: Callable[[str], list[str]]) -> str:
    """What the domain asks others to do with mail that fails (RFC 7489 §6.3, §6.6.3): `reject`, `quarantine`, `none`;
    "" where it publishes nothing, or nothing that can be read. The results name the policy in a comment at best, and
    comments are not to be trusted, so it is looked up."""
    whole = organisation(from_domain)
    for domain in dict.fromkeys((_plain(from_domain), whole)):
        records = [one for one in txt(f"_dmarc.{domain}") if re.match(r"\s*v\s*=\s*DMARC1\s*;", one)] if domain else []
        if len(records) != 1:
            continue
        try:
            tags = _tags(records[0].encode("ascii", "replace"))
        except _NoProof:
            return ""
        own = domain == _plain(from_domain)
        return (tags.get("p", "") if own else tags.get("sp", tags.get("p", ""))).lower()
    return ""


def _read_results(text: str) -> Any:
    """The field as authres reads it, but raising at what it would usually step over."""
    import authres
    from authres.core import AuthenticationResultsHeader

    class Strict(AuthenticationResultsHeader):  # type: ignore[misc]  # authres has no types
        def __init__(self, features: object) -> None:
            super().__init__(features, strict=True)

    return Strict.parse_value(authres.core_features(), text)


# Fields and domains


def _fields(raw: bytes) -> list[_Field]:
    """The header fields, top to bottom, unfolded. What two readers could take apart differently raises."""
    block = re.split(rb"\r?\n\r?\n", raw[:_MAX_HEADER], maxsplit=1)[0]
    if len(block) == _MAX_HEADER:
        raise _NoProof("the header is too long")
    lines = re.split(rb"\r?\n", re.sub(rb"\r?\n(?=[ \t])", b"", block))
    if re.match(rb"From [^ \t:]", lines[0]):  # an mbox's separator
        lines.pop(0)
    return [_field(line) for line in lines if line]


def _field(line: bytes) -> _Field:
    match = _FIELD.fullmatch(line)
    if not match or b"\r" in line or b"\0" in line:
        raise _NoProof("a line of the header is no field")
    return _Field(match[1].decode().lower(), match[2])


def _check_once(fields: list[_Field]) -> None:
    present = Counter(field.name for field in fields)
    if doubles := sorted(name for name in _ONCE if present[name] > 1):
        raise _NoProof(f"the letter has more than one {', '.join(doubles)}")


def _plain(domain: str) -> str:
    """Lower case, ASCII, without a dot at the end; "" for what is no domain."""
    name = domain.strip().rstrip(".").lower()
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _words(text: str) -> str:
    """What a stranger wrote, fit for a note: printable and short."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:100]


@cache
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
