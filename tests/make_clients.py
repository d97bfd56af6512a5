"""Makes replies as many mail programs write them: python -m tests.make_clients writes tests/mails/clients/*.eml.

Beside each letter stands `.commands`, the command lines that must be read from it, one per line. What is quoted
always holds lines that look like commands; none of them may ever be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from pathlib import Path

CLIENTS = Path(__file__).parent / "mails" / "clients"
SAID = ("LS-1 take", "LS-1 note the draft is in last call")
ASKED = ("done", "LS-1 withdraw because of an error", "!done LS-1", "confirm K7QF-2M9X-4T")
BOT = "Liaison bot <liaison@bot.example>"

ATTRIBUTIONS = {
    "gmail": f"On Mon, Nov 2, 2026 at 9:00 AM {BOT} wrote:",
    "gmail-wrapped": "On Mon, Nov 2, 2026 at 9:00 AM Liaison bot <\nliaison@bot.example> wrote:",
    "gmail-german": f"Am Mo., 2. Nov. 2026 um 09:00 Uhr schrieb {BOT}:",
    "gmail-french": f"Le lun. 2 nov. 2026 à 09:00, {BOT} a écrit :",
    "gmail-spanish": "El lun, 2 nov 2026 a las 9:00, Liaison bot (<liaison@bot.example>)\nescribió:",
    "gmail-chinese": f"{BOT} 于2026年11月2日周一 09:00写道：",
    "gmail-japanese": f"2026年11月2日(月) 9:00 {BOT}:",
    "apple-mail": f"On 2. Nov 2026, at 09:00, {BOT} wrote:",
    "apple-mail-german": f"Am 02.11.2026 um 09:00 schrieb {BOT}:",
    "apple-mail-french": f"Le 2 nov. 2026 à 09:00, {BOT} a écrit :",
    "apple-mail-spanish": f"El 2 nov 2026, a las 9:00, {BOT} escribió:",
    "apple-mail-chinese": f"在 2026年11月2日，上午9:00，{BOT} 写道：",
    "apple-mail-japanese": f"2026/11/02 9:00、{BOT}のメール:",
    "thunderbird": "On 02/11/2026 09:00, Liaison bot wrote:",
    "thunderbird-german": "Am 02.11.26 um 09:00 schrieb Liaison bot:",
    "thunderbird-french": "Le 02/11/2026 à 09:00, Liaison bot a écrit :",
    "thunderbird-spanish": "El 2/11/26 a las 9:00, Liaison bot escribió:",
    "mutt": "On Mon, Nov 02, 2026 at 09:00:00AM +0000, Liaison bot wrote:",
    "gnus": "Liaison bot <liaison@bot.example> writes:",
    "k9": f"On 2 November 2026 09:00:00 CET, {BOT} wrote:",
    "protonmail": f"On Monday, November 2nd, 2026 at 9:00 AM, {BOT} wrote:",
}
"""Programs that mark the quoted lines with `>`, by how they introduce them."""

BLOCKS = {
    "outlook": "From: Liaison bot <liaison@bot.example>\nSent: Monday, November 2, 2026 9:00 AM\n"
    "To: Jane Doe\nSubject: LS-1",
    "outlook-rule": "________________________________\nFrom: Liaison bot\nSent: Monday, November 2, 2026\n"
    "To: Jane Doe\nSubject: LS-1",
    "outlook-old": "-----Original Message-----\nFrom: Liaison bot\nSent: Monday, November 2, 2026\nTo: Jane\nSubject: LS-1",
    "outlook-mobile": "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n"
    "From: Liaison bot\nSent: Monday, November 2, 2026\nTo: Jane\nSubject: LS-1",
    "outlook-german": "Von: Liaison bot\nGesendet: Montag, 2. November 2026 09:00\nAn: Jane Doe\nBetreff: LS-1",
    "outlook-french": "De : Liaison bot\nEnvoyé : lundi 2 novembre 2026 09:00\nÀ : Jane Doe\nObjet : LS-1",
    "outlook-spanish": "De: Liaison bot\nEnviado el: lunes, 2 de noviembre de 2026\nPara: Jane Doe\nAsunto: LS-1",
    "outlook-chinese": "发件人: Liaison bot\n发送时间: 2026年11月2日 9:00\n收件人: Jane Doe\n主题: LS-1",
    "outlook-japanese": "差出人: Liaison bot\n送信日時: 2026年11月2日 9:00\n宛先: Jane Doe\n件名: LS-1",
    "zimbra": "----- Original Message -----\nFrom: Liaison bot\nSent: Monday, 2 November, 2026\nTo: Jane\nSubject: LS-1",
    "marker": "—— reply above · LS-1 · ref k3f9q7 ——",
    "phone": "Sent from my iPhone",
    "signature": "-- \nJane Doe\nExample Networks",
    "disclaimer": "This e-mail is confidential and intended only for its addressee.",
}
"""Programs that quote without marks, by what stands between the answer and the quote."""

HTML_QUOTES = {
    "gmail": '<div class="gmail_quote"><div class="gmail_attr">On Mon, Nov 2, 2026 at 9:00 AM Liaison bot wrote:</div>'
    '<blockquote class="gmail_quote">{}</blockquote></div>',
    "apple-mail": '<blockquote type="cite">{}</blockquote>',
    "outlook-web": '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Liaison bot</div><div>{}</div>',
    "exchange-relay": '<div id="x_divRplyFwdMsg"><b>From:</b> Liaison bot</div><div>{}</div>',
    "thunderbird": '<div class="moz-cite-prefix">On 02/11/2026 09:00, Liaison bot wrote:</div>'
    '<blockquote type="cite">{}</blockquote>',
    "yahoo": '<div class="yahoo_quoted">{}</div>',
    "protonmail": '<div class="protonmail_quote"><blockquote class="protonmail_quote">{}</blockquote></div>',
}
"""Programs that send HTML only, by how they wrap the quote."""


def letters() -> Iterator[tuple[str, EmailMessage, tuple[str, ...]]]:
    """Each letter with its name and the command lines that must be read from it."""
    said, quoted = "\n".join(SAID), "\n".join(f"> {line}" for line in ASKED)
    for number, (client, attribution) in enumerate(ATTRIBUTIONS.items()):
        coding = ("quoted-printable", "base64")[number % 2]
        quote = f"{attribution}\n{quoted}"
        yield f"{client}-above", _plain(f"{said}\n\n{quote}\n", coding), SAID
        yield f"{client}-below", _plain(f"{quote}\n\n{said}\n", coding), ()
        yield f"{client}-between", _plain(f"{SAID[0]}\n\n{quote}\n\n{SAID[1]}\n\n{quoted}\n", coding), SAID[:1]
    for client, block in BLOCKS.items():
        text = f"{said}\n\n{block}\n\n" + "\n".join(ASKED)
        yield f"{client}-block", _plain(text + "\n", "base64"), SAID
    for client, quote in HTML_QUOTES.items():
        yield f"{client}-html-only", _html(quote.format("<br>".join(map(escape, ASKED)))), SAID
    yield "thunderbird-flowed", _flowed(f"{SAID[0]}\nLS-1 note the draft is \nin last call\n\n{quoted}\n"), SAID


def main() -> None:
    for name, letter, commands in letters():
        (CLIENTS / f"{name}.eml").write_bytes(letter.as_bytes(policy=SMTP))
        (CLIENTS / f"{name}.commands").write_text("".join(f"{line}\n" for line in commands), "utf-8")


def _plain(text: str, coding: str) -> EmailMessage:
    letter = _letter()
    letter.set_content(text, cte=coding)
    return letter


def _html(quote: str) -> EmailMessage:
    letter = _letter()
    said = "".join(f"<div>{escape(line)}</div>" for line in SAID)
    letter.set_content(f"<html><body>{said}<br>{quote}</body></html>\n", subtype="html", cte="quoted-printable")
    return letter


def _flowed(text: str) -> EmailMessage:
    letter = _plain(text, "7bit")
    letter.set_param("format", "flowed")
    return letter


def _letter() -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = "Jane Doe <jane@networks.example>"
    letter["To"] = BOT
    letter["Subject"] = "Re: [LS-1] Delay"
    letter["Date"] = "Mon, 02 Nov 2026 10:00:00 +0000"
    letter["Message-ID"] = "<answer@networks.example>"
    return letter


if __name__ == "__main__":
    main()
