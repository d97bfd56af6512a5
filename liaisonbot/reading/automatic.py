"""Is a letter written by a person or by a machine? (RFC 3834, RFC 3464, RFC 8098)

A list's marks, `Precedence: bulk` and X-Auto-Response-Suppress alone say nothing: people's letters carry them.
"""

from __future__ import annotations

import logging
import re
from email.message import Message
from enum import StrEnum

from liaisonbot.reading.headers import Fields, parameters, plain_text
from liaisonbot.reading.mailboxes import is_address
from liaisonbot.reading.mime import children


class Robot(StrEnum):
    """Why a letter counts as automatic."""

    BOUNCE = "bounce"  # a delivery report or a null sender's complaint about a mail of ours
    DELIVERED = "delivered"  # success or delay report, read receipt
    AUTO_REPLY = "auto-reply"  # out of office and its like
    AUTO_GENERATED = "auto-generated"  # Auto-Submitted says so
    OWN = "own"  # a letter of ours came back
    COMPLAINT = "complaint"  # a reader called a letter of ours unwanted (RFC 5965)
    LIST_NOTICE = "list notice"  # a list holds or rejects a letter, or wants a word confirmed
    CHALLENGE = "challenge"  # a filter asks whether we are human


_MACHINE_FIELDS = {
    "x-autoreply": Robot.AUTO_REPLY,
    "x-autorespond": Robot.AUTO_REPLY,
    "x-autoresponse": Robot.AUTO_REPLY,
    "auto-response": Robot.AUTO_REPLY,
    "x-fc-machinegenerated": Robot.AUTO_GENERATED,
}
_CLASS_FIELDS = ("x-message-class", "content-class", "x-mailer", "x-ms-exchange-message-class")
_VACATION_CLASS = re.compile(r"\boof|rules\.oof|vacation|autoresponder", re.I)
_MAX_AWAY = 1_500  # characters; a note of absence is short, a statement on absence is not
_AWAY_SUBJECT = re.compile(
    r"(?:\[[^\]]{1,60}\]\s*)*"
    r"(?:auto(?:matic|mated|matisch)?[ -]?(?:reply|response|responder|antwort|antwoord)|auto|ooo|vacation|"
    r"out[- ]of[- ](?:the[- ])?office|away from (?:the |my )?(?:office|mail)|on (?:vacation|annual leave|leave)|"
    r"abwesenheits\w*|automatische antwort|außer haus|nicht im (?:büro|haus)|"
    r"réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|"
    r"risposta automatica|fuori sede|automatisch antwoord|afwezig\w*|resposta automática|fora do escritório|"
    r"autosvar|automatiskt svar|frånvaro\w*|automaattinen vastaus|poissa\w*|odpowiedź automatyczna|"
    r"автоответ|автоматический ответ|自动(?:回复|答复)|自動(?:返信|回覆|応答)|不在\w*|자동 ?(?:회신|응답))"
    r"(?: (?:reply|response|message|notice|notification|auto[- ]?reply))?\s*(?:[:：!(–-]|$)",
    re.I,
)
_AWAY_TEXT = re.compile(
    r"out of (?:the |my )?office|on (?:annual |parental |sick |maternity |paternity )?(?:leave|vacation|holidays?|"
    r"travel|a business trip)|(?:i am|i'm|i will be) (?:currently )?(?:away|absent|travell?ing|unavailable)|"
    r"limited (?:access|availability)|no longer (?:with|work)|return(?:ing)? (?:to (?:the|my) office )?on|"
    r"will be back|abwesen|urlaub|nicht im (?:büro|haus)|nicht erreichbar|absent|en congés?|vacances|"
    r"vacaciones|fuera de|fuori|ferie|afwezig|vakantie|férias|ausente|ferier?\b|lomalla|urlop|отпуск|"
    r"休假|外出|出差|不在|休暇|휴가|부재",
    re.I,
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|undelivered|delivery (?:status|failure|has failed|incomplete|problem|report)|delivery to .* failed|"
    r"mail delivery (?:failed|failure|system|problem|error)|failure notice|failed mail|returned (?:mail|to sender)|"
    r"mail (?:system error|failure)|non[- ]?delivery|"
    r"message (?:could not be delivered|not delivered|undeliverable)|unzustellbar|nicht zugestellt|zustellung|"
    r"non remis|échec de la remise|no se puede entregar|"
    r"no entregado|mancato recapito|onbestelbaar|não (?:foi )?entregue|退信|无法投递|配信不能|配達不能",
    re.I,
)
_LIST_ENDINGS = ("-bounces", "-owner", "-request", "-confirm", "-admin")
_LIST_SUBJECT = re.compile(
    r"await(?:s|ing) moderator|(?:is |was )?(?:held|waiting) for (?:approval|moderation)|moderator approval|"
    r"^confirm [0-9a-f]{16,}|confirmation (?:required|of subscription|is needed)|"
    r"post(?:ing)? (?:to \S+ )?(?:rejected|held|denied)|request to mailing list .{1,80} rejected|"
    r"message (?:to \S+ )?(?:was )?(?:rejected|distribution denied)|rejected post(?:ing)?|subscribers? only",
    re.I,
)
_CHALLENGE = re.compile(
    r"are you (?:a )?human|(?:prove|confirm|verify|show) (?:that )?you are (?:a )?(?:human|no robot|not a robot)|"
    r"(?:click|reply|follow)\b.{0,60}\b(?:to have|to get|so that) your (?:message|e-?mail) (?:is |be )?delivered|"
    r"sender (?:verification|authentication) (?:is )?(?:required|needed)|protected by (?:spam ?arrest|boxbe)",
    re.I | re.S,
)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_POSTMASTERS = frozenset(("mailer-daemon", "postmaster", "maildaemon", "mail-daemon"))


def robot_of(
    message: Message, fields: Fields, sender: str, subject: str, new_text: str
) -> tuple[Robot | None, tuple[str, ...]]:
    """What kind of machine wrote the letter, None for a person, and the recipients that a bounce names.

    `sender` is the address of the strict From, "" if there is none; `new_text` what the letter newly says.
    """
    report = _report(message, fields)
    if report is not None:
        return report
    if _looks_like_bounce(fields, sender, subject):
        return Robot.BOUNCE, _scan(message)
    if _is_challenge(fields, subject, new_text):
        return Robot.CHALLENGE, ()
    if _is_list_notice(fields, sender, subject):
        return Robot.LIST_NOTICE, ()
    submitted = fields.first("auto-submitted").split(";")[0].split("(")[0].strip().lower()
    if submitted and submitted != "no":
        return (Robot.AUTO_REPLY if submitted.startswith("auto-repl") else Robot.AUTO_GENERATED), ()
    for name, robot in _MACHINE_FIELDS.items():
        if name in fields and fields.first(name).lower() not in ("no", "false", "0"):
            return robot, ()
    if fields.first("precedence").lower().replace("-", "_") == "auto_reply":
        return Robot.AUTO_REPLY, ()
    if any(_VACATION_CLASS.search(fields.first(name)) for name in _CLASS_FIELDS if name in fields):
        return Robot.AUTO_REPLY, ()
    if _AWAY_SUBJECT.match(subject):
        text = new_text.strip()
        if not text or (len(text) <= _MAX_AWAY and _AWAY_TEXT.search(text)):
            return Robot.AUTO_REPLY, ()
    return None, ()


def _is_list_notice(fields: Fields, sender: str, subject: str) -> bool:
    """A list's own program writes: that it holds a letter, rejects it, or wants a word confirmed (Mailman, Sympa)."""
    local = sender.partition("@")[0].lower()
    by_list = local.endswith(_LIST_ENDINGS) or local.startswith(("owner-", "sympa", "listserv", "majordomo"))
    return by_list and bool(_LIST_SUBJECT.search(subject))


def _is_challenge(fields: Fields, subject: str, text: str) -> bool:
    """A filter wants a sign of life before it lets our letter through: it answers one, is short, and says so."""
    answers = "in-reply-to" in fields or "references" in fields or subject.lower().startswith("re:")
    return answers and len(text) <= _MAX_AWAY and bool(_CHALLENGE.search(f"{subject}\n{text}"))


def _report(message: Message, fields: Fields) -> tuple[Robot, tuple[str, ...]] | None:
    """What a multipart/report says, None if the letter is none."""
    media_type, options = parameters(next(iter(fields.raw("content-type")), ""))
    if media_type not in ("multipart/report", "multipart/mixed") and not media_type.startswith("message/"):
        return None
    parts = {_type_of(part): part for part in reversed(children(message))}
    kind = options.get("report-type", "").lower() if media_type == "multipart/report" else ""
    status = parts.get("message/delivery-status") or parts.get("message/global-delivery-status")
    if kind == "delivery-status" or (status and media_type == "multipart/report"):
        return _delivery(message, status)
    if kind == "disposition-notification" or "message/disposition-notification" in parts:
        return Robot.DELIVERED, ()
    if kind == "feedback-report" or "message/feedback-report" in parts:
        return Robot.COMPLAINT, ()
    return None


def _type_of(part: Message) -> str:
    return parameters(next(iter(Fields(part).raw("content-type")), ""))[0]


def _delivery(message: Message, status: Message | None) -> tuple[Robot, tuple[str, ...]]:
    """Bounced, or merely late or delivered, by the Action of each recipient (RFC 3464 §2.3.3)."""
    blocks = [Fields(block) for block in children(status)] if status else []
    actions = [fields.first("action").split("(")[0].strip().lower() for fields in blocks if "action" in fields]
    failed = [fields for fields in blocks if fields.first("action").lower().startswith("failed")]
    if actions and not failed:
        return Robot.DELIVERED, ()
    named = (_recipient(fields) for fields in failed)
    recipients = tuple(dict.fromkeys(address for address in named if address))
    return Robot.BOUNCE, recipients or _scan(message)


def _recipient(block: Fields) -> str:
    """The recipient as we wrote it (Original-Recipient), else as the reporting server knows it."""
    for name in ("original-recipient", "final-recipient"):
        address = block.first(name).rpartition(";")[2].strip().strip("<>")
        if is_address(address):
            return address
    return ""


def _looks_like_bounce(fields: Fields, sender: str, subject: str) -> bool:
    """A failure notice without a report: a sender that no person has, and words in the subject."""
    local = sender.partition("@")[0].lower()
    null_path = any(value.strip() == "<>" for value in fields.all("return-path"))
    by_machine = local in _POSTMASTERS or local.startswith("microsoftexchange")  # that one adds a number
    if not (null_path or by_machine or "x-failed-recipients" in fields):
        return False
    return _BOUNCE_SUBJECT.search(subject) is not None


def _scan(message: Message) -> tuple[str, ...]:
    """The recipients that flufl.bounce finds in the many shapes of bounces that are no reports."""
    from flufl.bounce import scan_message  # 20 ms to import, and bounces are few

    # It logs what its detectors trip over with a trace: for us a letter like any other, and never log text.
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
    plain = Message()  # its detectors take header values for strings, which those with 8-bit bytes are not
    for name, value in message.raw_items():
        plain[name] = plain_text(str(value)).encode("ascii", "replace").decode("ascii")
    plain.set_payload(message.get_payload())
    try:
        found = scan_message(plain)
    except Exception:  # a hostile letter may break any of its twenty detectors: then no recipient is known
        return ()
    return tuple(sorted(address.decode("ascii", "replace") for address in found))


def returned(message: Message) -> tuple[str, str]:
    """The Message-ID of the letter that a report is about, and the status that it gives (`5.1.1`, RFC 3463); "" for
    what it does not say. Reports hold the letter, or its header, as their last part."""
    parts = children(message)
    status = next((part for part in parts if _type_of(part).endswith("delivery-status")), None)
    blocks = [Fields(block) for block in children(status)] if status else []
    codes = (_STATUS.search(block.first("status")) for block in blocks if "status" in block)
    code = next((found[1] for found in codes if found), "")
    for part in reversed(parts):
        media_type = _type_of(part)
        if media_type == "message/rfc822":
            inner = next(iter(children(part)), None)
            return (Fields(inner).first("message-id") if inner is not None else ""), code
        if media_type in ("text/rfc822-headers", "message/rfc822-headers"):
            found = re.search(r"(?im)^message-id:\s*(<[^<>\s]+>)", str(part.get_payload()))
            return (found[1] if found else ""), code
    return "", code
