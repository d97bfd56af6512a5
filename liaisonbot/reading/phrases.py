"""The words and marks by which mail programs set off quotes, forwards and signatures, in the stored languages."""

from __future__ import annotations

import re

MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+'-])[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z]{2,24}(?![A-Za-z])"
)
"""A mail address in running text; each part bounded, so that endless runs of letters are looked at once."""

LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060\u00ad\u180e", None),  # zero width
        **dict.fromkeys("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", None),  # bidi
        **dict.fromkeys("\u00a0\u202f\u2007", " "),
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″", '"'),
    }
)
DASHES = frozenset("-–—―−‒")

# A quoted line: `> text`, `| text`, `: text`, `JD> text`.
QUOTED = re.compile(r"[ \t]*(?:[>|]|: |[A-Za-z]{1,4}>[ \t])")

# The line on top of our letters, whatever clients make of its dashes.
DECOR = r"(?:=2D|=E2=80=94|&mdash;|&#8212;|â€”|[-–—―=_*~·•.\s])"
MARKER = re.compile(rf"{DECOR}{{2,}}+reply\s+above\b", re.I)

ORIGINAL = (
    r"original (?:message|appointment)|ursprüngliche nachricht|originalnachricht|message d'origine|"
    r"message original|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original|"
    r"ursprungligt meddelande|oprindelig meddelelse|alkuperäinen viesti|wiadomość oryginalna|"
    r"исходное сообщение|原始邮件|原始郵件|原郵件|元のメッセージ|오리지널 메시지|원본 메시지"
)
FORWARDED = (
    r"forwarded (?:message|by .{1,80})|weitergeleitete nachricht|message transféré|mensaje reenviado|"
    r"messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada|vidarebefordrat meddelande|"
    r"转发(?:的)?邮件|轉寄郵件|转发的邮件|転送(?:された)?メッセージ|пересылаемое сообщение"
)
BANNER = re.compile(
    rf"[-–—_=*\s>]{{2,}}+(?:{ORIGINAL}|{FORWARDED})[-–—_=*\s]*+:?$|"
    r"(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|début du message (?:réexpédié|"
    r"transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato|begin doorgestuurd bericht|"
    r"início da mensagem (?:reencaminhada|encaminhada))\s*:$",
    re.I,
)
FORWARD_BANNER = re.compile(
    rf"[-–—_=*\s>]{{2,}}+(?:{FORWARDED})[-–—_=*\s]*+:?$|(?:begin forwarded message|anfang der "
    r"weitergeleiteten|début du message|inicio del mensaje reenviado|inizio messaggio inoltrato|begin "
    r"doorgestuurd|início da mensagem)[^:]*:$",
    re.I,
)
SIGNATURE = re.compile(r"(?:--|__+|-{2}\s)$")
PHONE = re.compile(
    r"(?:sent (?:from|via|with|using) (?:my\b|mail for|outlook|proton|yahoo|samsung|the all-new|a mobile|android|"
    r"iphone|ipad|gmail mobile|blackberry|nine|spark|mutt\b)|get outlook for|download outlook for|"
    r"(?:von meinem|gesendet (?:von|mit))\b.{0,40}(?:iphone|ipad|handy|mobil|telefon|smartphone|samsung|outlook|"
    r"mail)|envoyé (?:de|depuis) (?:mon|ma|outlook)|enviado (?:desde|do|de) (?:mi|meu|outlook)|inviato (?:da|dal) |"
    r"verzonden (?:vanaf|met|via) |skickat från |sendt fra |lähetetty |wysłane z |"
    r"отправлено с |发自我的|從我的|发送自我的|来自我的|iphoneから送信|ipadから送信|androidから送信|"
    r"나의 .{1,20}에서 보냄)",
    re.I,
)

# One row a language: how an attribution opens, what it must hold, both in lower case.
ATTRIBUTIONS = (
    (r"on\b", r"\b(?:wrote|writes)\b"),
    (r"(?:am|um)\b", r"\bschrieb\b"),
    (r"le\b", r"\ba écrit\b"),
    (r"el\b", r"\bescribió\b"),
    (r"(?:il|in data|nel giorno)\b", r"\bha scritto\b"),
    (r"(?:op|in)\b", r"\bschreef\b"),
    (r"(?:em|a|no dia|na)\b", r"\bescreveu\b"),
    (r"(?:den|på)\b", r"\b(?:skrev|skrifaði)\b"),
    (r"(?:w dniu|dnia)\b", r"\bnapisał"),
    (r"(?:在|于|於|\d{4}\s*[年/-])", r"(?:写道|寫道|写到)"),
    (r"\d{4}\s*[年/-]", r"(?:のメール|書きました|さんは|>\s*[:：]$)"),
    (r"\d{4}\s*년", r"(?:작성|님이)"),
)
OPENERS = re.compile("|".join(opener for opener, _ in ATTRIBUTIONS), re.I)
ATTRIBUTION = re.compile("|".join(f"(?:{opener})(?=.*{verb}).{{5,400}}[:：]$" for opener, verb in ATTRIBUTIONS), re.I)
# "Jane Doe <jane@peer.example> writes:", "Jane Doe wrote on 3 Nov:"; counts when a quote follows.
BY_NAME = re.compile(
    r".{0,120}(?:\b(?:wrote|writes|said|schrieb|schreef|skrev|escribió|escreveu|kirjoitti|napisał\(?a?\)?)|a écrit|"
    r"ha scritto|写道|寫道|пишет|написал).{0,60}[:：]$",
    re.I,
)
# The block of fields that Outlook puts over a quoted mail, by field.
FIELD_WORDS = {
    "from": "from|von|de|da|van|fra|från|od|lähettäjä|от|发件人|寄件者|差出人|보낸 사람",
    "date": "sent|date|gesendet|datum|envoyé|fecha|enviado(?: el)?|inviato|data|verzonden|sendt|skickat|wysłano|"
    "lähetetty|отправлено|дата|发送时间|日期|寄件日期|送信日時|日時|날짜|보낸 날짜",
    "to": "to|an|à|para|a|aan|til|till|do|vastaanottaja|кому|收件人|宛先|받는 사람",
    "cc": "cc|kopie|copie|kopia|копия|抄送|副本|참조",
    "subject": "subject|betreff|objet|asunto|oggetto|onderwerp|assunto|emne|ämne|temat|aihe|тема|主题|主旨|件名|제목",
}
FIELD = re.compile(
    r"[*_>\s]*+(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in FIELD_WORDS.items())
    + r")[*_ ]*[:：][*_]*\s*(?P<value>.*)",
    re.I,
)

OUTSIDE_BANNER = re.compile(
    r"[\[*(\s]*(?:external|extern|ext|caution|warning|attention|vorsicht|achtung)\b[\]*)!:\s]*+"
    r"(?:$|.*\b(?:originat|outside|external|extern|unknown sender|außerhalb|sender)\w*)",
    re.I,
)
CONFIDENTIAL = re.compile(
    r"[*_\s]*(?:confidentiality (?:notice|note)|(?:legal )?disclaimer\b|this (?:e-?mail|message|communication|"
    r"transmission)\b.{0,120}\b(?:confidential|privileged|intended (?:only|solely)|proprietary)|"
    r"the information (?:contained )?in this (?:e-?mail|message)|diese e-?mail (?:enthält|kann) vertrauliche|"
    r"ce message (?:et|est).{0,60}confidentiel)",
    re.I,
)
SALUTATION = re.compile(
    r"(?:hi|hello|hallo|hey|dear|good (?:morning|afternoon|day|evening)|greetings|moin|guten (?:tag|morgen)|"
    r"liebe[r]?|sehr geehrte[r]?|bonjour|cher|chère|hola|buenos días|estimad[oa]s?|ciao|buongiorno|gentile|beste|"
    r"geachte|olá|bom dia|caro|cara|prezad[oa]s?|尊敬的|您好|你好|各位)\b[^:]{0,60}[,!.，！]?$",
    re.I,
)


# How lines in small letters begin at which a cut is possible, in texts of ASCII only: most lines are passed over by
# this one look.
CUT_HINT = re.compile(
    r"[ \t]*(?:[-=_*~.&]|sent|get |down|von |gese|envi|invi|verz|skic|send|ipho|ipad|andr|conf|disc|lega|this|the |"
    r"dies|ce m|[^:]{0,60}+:)"
)

BANNER_REST = re.compile(r"do not click|unless you|recogni[sz]e the sender|know the content|links? or", re.I)

OURS = re.compile(r"(?i)\b(?:IETF|IESG|IAB|IRTF|WGs?|working groups?|area|ADs?|external organi[sz]ations?)\b")
"""Words of an addressee that may be one of ours, though the directory does not know it."""
