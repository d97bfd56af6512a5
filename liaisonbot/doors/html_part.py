"""A letter's text as HTML: the same words in the same order, with its rows as a table that fits on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

_TITLE = re.compile(r"— (.+) —")
_ROW = re.compile(r" {2}<(\d+)> (.*)")
_CASE = re.compile(r"(?:<\d+> )?LS-\d+ .+")
_ITEM = re.compile(r" {2}- \S")
_FIELD = re.compile(r" {2}(\S[^:]{0,20}:) +(\S.*)")
_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.45 system-ui,sans-serif;max-width:44em;margin:0 auto;padding:8px;overflow-wrap:anywhere}"
    "h2{font-size:1em;margin:1.6em 0 .3em}table{border-collapse:collapse;width:100%}"
    "td{border-top:1px solid #8886;padding:6px 4px;vertical-align:top}"
    "td.n{width:2.6em;white-space:nowrap}td.k{width:6.5em}"
    "pre{white-space:pre-wrap;margin:.5em 0;padding:8px;border-radius:6px;background:#8882;font-size:14px}"
    ".small{opacity:.75;font-size:13px;margin-top:1.6em}"
)


def as_html(text: str) -> str:
    """`text` (a plain letter, paragraphs folded for flowing) as one HTML page. Nothing in it is fetched or run."""
    body, footer, card = text.partition("\n-- \n")
    blocks = "".join(_blocks(_unfolded(body)))
    if footer:
        blocks += f'<div class="small"><p>--</p>{"".join(_blocks(_unfolded(card)))}</div>'
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head>{head}\n<style>{_STYLE}</style></head>\n<body>{blocks}</body></html>\n'
    )


def _unfolded(text: str) -> list[str]:
    """The lines, with those of a flowing paragraph put together again."""
    lines: list[str] = []
    flows = False
    for line in text.split("\n"):
        if flows and line:
            lines[-1] += line.rstrip(" ")
        else:
            lines.append(line.rstrip(" "))
        flows = line.endswith(" ") and not line.startswith((" ", ">"))
        if flows:
            lines[-1] += " "
    return lines


def _blocks(lines: list[str]) -> Iterator[str]:
    """One block after the other: headings, rows, fields, samples, quotes, paragraphs."""
    place = 0
    while place < len(lines):
        line = lines[place]
        end = place + 1
        if found := _TITLE.fullmatch(line):
            yield f"\n<h2>— {escape(found[1])} —</h2>"
        elif _ROW.match(line):
            while end < len(lines) and (_ROW.match(lines[end]) or lines[end].startswith(" " * 6)):
                end += 1
            yield f"\n<table>{''.join(_rows(lines[place:end]))}</table>"
        elif _FIELD.match(line):
            while end < len(lines) and (_FIELD.match(lines[end]) or lines[end].startswith(" " * 13)):
                end += 1
            yield f"\n<table>{''.join(_fields(lines[place:end]))}</table>"
        elif _ITEM.match(line):
            while end < len(lines) and lines[end].startswith("    "):
                end += 1
            yield f"\n<p>{escape(' '.join(map(str.strip, lines[place:end])))}</p>"
        elif line.startswith((" ", ">")):
            while end < len(lines) and lines[end].startswith((" ", ">")) and not _ROW.match(lines[end]):
                end += 1
            yield f"\n<pre>{escape(chr(10).join(lines[place:end]))}</pre>"
        elif line.startswith("——"):
            yield f'\n<p class="small">{escape(line)}</p>'
        elif _CASE.fullmatch(line):
            while end < len(lines) and lines[end].startswith("  ") and not _FIELD.match(lines[end]):
                end += 1
            yield f"\n<p><b>{escape(' '.join(map(str.strip, lines[place:end])))}</b></p>"
        elif line:
            yield f"\n<p>{escape(line.strip())}</p>"
        place = end


def _rows(lines: list[str]) -> Iterator[str]:
    """Numbered rows: what a row is called in bold, what is said of it below."""
    number, title, more = "", "", ""
    for line in [*lines, "  <0> "]:
        if found := _ROW.match(line):
            if number:
                below = f"<br>\n{escape(more.strip())}" if more else ""
                yield f'\n<tr><td class="n">&lt;{number}&gt;</td><td><b>{escape(title)}</b>{below}</td></tr>'
            number, title, more = found[1], found[2], ""
        elif more or line.strip().startswith("from "):
            more += f" {line.strip()}"
        else:
            title += f" {line.strip()}"


def _fields(lines: list[str]) -> Iterator[str]:
    label, value = "", ""
    for line in [*lines, "  End: ."]:
        if found := _FIELD.match(line):
            if label:
                yield f'\n<tr><td class="k">{escape(label)}</td><td>{escape(value)}</td></tr>'
            label, value = found[1], found[2]
        else:
            value += f" {line.strip()}"
