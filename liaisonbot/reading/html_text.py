"""HTML to text lines: what a person sees on the screen, and nothing that is hidden from them.

The tree comes from selectolax (lexbor, a real HTML5 parser); the walk over it is ours, since the library's own
`text()` glues table cells together or splits sentences at a `<b>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_HTML = 2 * 1024 * 1024  # characters; more is cut
MAX_DEPTH = 4_000  # elements open at once; building a tree costs its depth squared (4,000: 0.1 s)
MAX_STYLE = 2_000  # characters of one style attribute

_NEVER_SHOWN = frozenset(
    str.split(
        "head style script template title noframes noembed iframe object applet svg math audio video canvas "
        "textarea select option datalist map area meta link base input"
    )
)
_LINES = frozenset(
    str.split(
        "address article aside body caption center dd details dialog dir div dl dt fieldset figcaption figure "
        "footer form header hgroup hr html legend li main menu nav ol section summary table tbody tfoot thead tr ul"
    )
)
_PARAGRAPHS = frozenset(str.split("p h1 h2 h3 h4 h5 h6 blockquote pre"))
_CELLS = frozenset(("td", "th"))

# Elements that hold what somebody else wrote. Mail programs prefix foreign names with x_.
_QUOTE_NAMES = frozenset(
    str.split(
        "gmail_attr yahoo_quoted protonmail_quote moz-cite-prefix moz-forward-container tutanota_quote "
        "zmail_extra ms-outlook-mobile-reference-message hey_quoted_content"
    )
)
# From here to the end of the mail everything is quoted.
_QUOTE_STARTS = frozenset(
    str.split(
        "divrplyfwdmsg appendonsend olk_src_body_section mail-editor-reference-message-container zwchr "
        "isforwardcontent isreplycontent stopspelling"
    )
)
_SIGNATURE_NAMES = frozenset(
    str.split("gmail_signature moz-signature signature ms-outlook-mobile-signature protonmail_signature_block")
)
_OUTLOOK_DIVIDER = re.compile(r"border:none;border-top:solid#?[a-z0-9]+1\.0pt;padding:3\.0pt")

_HIDDEN_STYLE = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|mso-hide:all|opacity:0?\.?0*(?=;|!|$)"
    r"|(?:left|top|text-indent):-\d{3,}|(?:max-)?(?:height|width):0(?:px|pt|em|%)?(?=;|!|$)(?=.*overflow:hidden)"
    r"|clip:rect\(0|clip-path:inset\((?:50|100)%)"
)
_COLLAPSED_STYLE = re.compile(r"overflow:hidden.*?;(?:max-)?(?:height|width):0(?:px|pt|em|%)?(?=;|!|$)")
_FONT_SIZE = re.compile(r"(?:^|;)font(?:-size)?:(?:[^;]*\s)?(\d*\.?\d+)(px|pt|em|rem|%|cm|mm|in|ex|vw)?(?=[;!/\s]|$)")
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND = re.compile(r"(?:^|;)background(-color)?:([^;!]+)")
_PREFORMATTED = re.compile(r"(?:^|;)white-space:(?:pre|pre-wrap|pre-line|break-spaces)(?=;|!|$)")
_STYLED = re.compile(r"style|hidden|color", re.I)
_RULE = re.compile(r"([^{}@;]{1,200})\{([^{}]{0,2000})\}")
_CLASS_OR_ID = re.compile(r"[a-z0-9]*([.#][\w-]+)", re.I)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_TAG = re.compile(
    r"""<!--.*?(?:-->|\Z)|<(/?)([a-zA-Z][^\s/>]*)(?>[^>"']|"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))*+(?:>|\Z)""", re.S
)
# These never stay open around a next one of their kind, or never open at all: they cost no depth.
_SHALLOW = frozenset(
    str.split(
        "area base br col embed hr img input link meta param source track wbr p li dd dt td th tr tbody thead "
        "tfoot option optgroup html body head"
    )
)
_NAMED_COLOURS = {"white": (255, 255, 255), "black": (0, 0, 0), "transparent": None, "snow": (255, 250, 250)}
_WHITE = (255, 255, 255)
_SPACES = re.compile(r"[ \t\r\n\f\v\xa0]+")

Colour = tuple[int, int, int] | None


def html_to_text(html: str, *, drop_quotes: bool = False) -> str:
    """The visible text of `html`, lines ended by LF; "" when nothing is visible or the markup is a bomb.

    Block elements end lines, a paragraph is followed by an empty line, the cells of a table row are joined by
    a tab. Hidden elements, comments, scripts, styles and templates are gone. With `drop_quotes`, what a mail
    program marks as somebody else's words or as a signature is gone too. At most MAX_HTML characters are
    read. Never raises.
    """
    return _text(html, "drop" if drop_quotes else "keep")


def mail_html_to_text(html: str) -> str:
    """As html_to_text, for the view of a mail: lines in quote containers start with `> `, as in a plain mail."""
    return _text(html, "mark")


def hidden_text(html: str) -> str:
    """The text that nobody sees: what the two above leave out for its style, without quotes. Never raises."""
    return "" if _STYLED.search(html) is None else _text(html, "drop", unseen=True)


def _text(html: str, quotes: str, *, unseen: bool = False) -> str:
    html = html[:MAX_HTML].replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if _too_deep(html):
        return ""
    from selectolax.lexbor import LexborHTMLParser  # 15 ms to import; most letters are plain text

    try:
        root = LexborHTMLParser(html).root
        if root is None:
            return ""
        return _Walk(quotes, _hidden_names(html), unseen=unseen).run(root)
    except (ValueError, RuntimeError, AttributeError, UnicodeError, MemoryError):
        return ""  # lexbor gave up on the markup; an empty text means "could not read"


def _too_deep(html: str) -> bool:
    """True if more than MAX_DEPTH elements are open at once, by a linear count."""
    if html.count("<") <= MAX_DEPTH:
        return False
    depth = 0
    opened: dict[str, int] = {}
    for match in _TAG.finditer(html):
        name = (match[2] or "").lower()
        if not name or name in _SHALLOW:
            continue
        if not match[1]:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif opened.get(name):
            opened[name] -= 1
            depth -= 1
    return False


def _hidden_names(html: str) -> frozenset[str]:
    """`.class` and `#id` names that a style sheet of the mail hides; `@media` rules are for other screens."""
    names: set[str] = set()
    for sheet in re.findall(r"<style[^>]*>(.*?)</style", html, re.S | re.I)[:20]:
        flat = re.sub(r"@[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", _COMMENT.sub("", sheet))
        for selectors, declarations in _RULE.findall(flat):
            if _hides(_squeeze(declarations)):
                matches = (_CLASS_OR_ID.fullmatch(one.strip()) for one in selectors.split(","))
                names.update(match[1].lower() for match in matches if match)
    return frozenset(names)


def _squeeze(style: str) -> str:
    """A style attribute for matching: lower case, no blanks around its marks; what is too long is cut."""
    return re.sub(r"\s*([:;,()!])\s*", r"\1", style[:MAX_STYLE].strip().lower()).replace("\n", " ")


def _hides(style: str) -> bool:
    size = _FONT_SIZE.search(style)
    return bool(_HIDDEN_STYLE.search(style) or _COLLAPSED_STYLE.search(style) or (size and _tiny(size[1], size[2])))


def _tiny(number: str, unit: str | None) -> bool:
    """Nobody can read a font below about two pixels."""
    per_unit = {"em": 16.0, "rem": 16.0, "%": 0.16, "ex": 8.0, "vw": 8.0, "cm": 38.0, "mm": 3.8, "in": 96.0}
    return float(number) * per_unit.get(unit or "px", 1.0) < 2


def _colour(text: str) -> Colour:
    """The colour in `text` as red, green, blue; None when it is transparent or not understood."""
    text = text.strip().lower()
    if text in _NAMED_COLOURS:
        return _NAMED_COLOURS[text]
    if match := re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", text):
        digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := re.match(r"rgba?\((\d{1,3})[,\s]+(\d{1,3})[,\s]+(\d{1,3})", text):
        return int(match[1]), int(match[2]), int(match[3])
    return None


@dataclass(frozen=True, slots=True)
class _Look:
    """How text looks where the walk stands; inherited by the elements inside."""

    ink: Colour = None  # None: not said, taken as readable
    ground: Colour = _WHITE  # None: a picture or something else that cannot be judged
    unseen: bool = False
    kept_spaces: bool = False
    quoted: bool = False

    @property
    def readable(self) -> bool:
        if self.unseen:
            return False
        if self.ink is None or self.ground is None:
            return True
        return max(abs(a - b) for a, b in zip(self.ink, self.ground, strict=True)) > 10


@dataclass(slots=True)
class _Page:
    """Lines as they are written; one page per table cell, one for the rest."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    quoted: bool = False

    def add(self, text: str, look: _Look, mark: bool) -> None:
        if mark and look.quoted != self.quoted:
            self.end_line()
            self.quoted = look.quoted
        if look.kept_spaces:
            *whole, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            for part in whole:
                self.line.append(part)
                self.break_line()
            self.line.append(rest)
        else:
            self.line.append(_SPACES.sub(" ", text))

    def break_line(self) -> None:
        text = "".join(self.line)
        stripped = text.strip(" \t\r\n\xa0")
        self.line.clear()
        self.lines.append(("> " + stripped).rstrip() if self.quoted else stripped)

    def end_line(self) -> None:
        if any(part.strip() for part in self.line):
            self.break_line()
        else:
            self.line.clear()

    def end_paragraph(self) -> None:
        self.end_line()
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def text(self) -> str:
        self.end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")


class _Walk:
    """One walk over a tree, with a stack of its own: recursion would fall over deep markup."""

    def __init__(self, quotes: str, hidden_names: frozenset[str], *, unseen: bool) -> None:
        self.quotes = quotes
        self.unseen = unseen  # write what nobody sees, and nothing else
        self.hidden_names = hidden_names
        self.page = _Page()
        self.outer: list[_Page] = []
        self.rows: list[list[str]] = []
        self.rest_is_quoted = False

    def run(self, root: LexborNode) -> str:
        stack: list[tuple[LexborNode | str, _Look]] = [(root, _Look())]
        while stack:
            node, look = stack.pop()
            if isinstance(node, str):
                self._leave(node)
                continue
            if node.is_text_node:
                self._write(node, look)
                continue
            tag = (node.tag or "").lower() if node.is_element_node or node.is_document_node else ""
            inner = self._enter(node, tag, look) if tag else None
            if inner is None:
                continue
            stack.append((tag, look))
            stack.extend((child, inner) for child in reversed(list(_children(node))))
        return self.page.text()

    def _write(self, node: LexborNode, look: _Look) -> None:
        if self.rest_is_quoted:
            if self.quotes == "drop":
                return
            look = replace(look, quoted=True)
        if look.readable is not self.unseen:
            text = node.text_content or ""
            if text.strip() or not look.quoted:
                self.page.add(text, look, self.quotes == "mark")

    def _enter(self, node: LexborNode, tag: str, look: _Look) -> _Look | None:
        """How things look inside this element; None when nothing in it is shown."""
        if tag in _NEVER_SHOWN:
            return None
        attributes = node.attributes or {}
        look = _look_inside(tag, attributes, look, self.hidden_names)
        if look.unseen and not self.unseen:
            return None
        if self.quotes != "keep":
            names = _names(attributes)
            if names & _QUOTE_STARTS or _OUTLOOK_DIVIDER.search(_flat_style(attributes)):
                self.page.end_line()
                self.rest_is_quoted = True
            elif self.quotes == "drop" and names & _SIGNATURE_NAMES:
                return None
            elif tag == "blockquote" or names & _QUOTE_NAMES:
                if self.quotes == "drop":
                    return None
                look = replace(look, quoted=True)
        self._open(tag)
        return look

    def _open(self, tag: str) -> None:
        if tag == "br":
            self.page.break_line()
        elif tag in _PARAGRAPHS:
            self.page.end_paragraph()
        elif tag in _LINES:
            self.page.end_line()
        if tag == "tr":
            self.rows.append([])
        elif tag in _CELLS and self.rows:
            self.outer.append(self.page)
            self.page = _Page()

    def _leave(self, tag: str) -> None:
        if tag in _CELLS and self.rows and self.outer:
            self.rows[-1].append(self.page.text())
            self.page = self.outer.pop()
        elif tag == "tr" and self.rows:
            row = "\t".join(self.rows.pop()).strip()
            if row:
                self.page.end_line()
                self.page.lines.extend(row.split("\n"))
        elif tag in _PARAGRAPHS:
            self.page.end_paragraph()
        elif tag in _LINES:
            self.page.end_line()


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _flat_style(attributes: dict[str, str | None]) -> str:
    return (attributes.get("style") or "")[:MAX_STYLE].lower().replace(" ", "").replace("\n", "")


def _names(attributes: dict[str, str | None]) -> frozenset[str]:
    """Classes and id of an element in lower case, without the `x_` that mail programs put before foreign names."""
    words = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()
    return frozenset(re.sub(r"^(?:x_)+", "", word) for word in words)


def _look_inside(tag: str, attributes: dict[str, str | None], look: _Look, hidden_names: frozenset[str]) -> _Look:
    """The look that an element hands down to what is in it."""
    if tag == "pre":
        look = replace(look, kept_spaces=True)
    if not attributes:
        return look
    if "hidden" in attributes or (hidden_names and _hidden_by_sheet(attributes, hidden_names)):
        return replace(look, unseen=True)
    if colour := attributes.get("bgcolor"):
        look = replace(look, ground=_colour(colour))
    if tag == "font" and (ink := attributes.get("color")):
        look = replace(look, ink=_colour(ink))
    style = attributes.get("style")
    return _styled(_squeeze(style), look) if style else look


def _hidden_by_sheet(attributes: dict[str, str | None], hidden_names: frozenset[str]) -> bool:
    classes = (attributes.get("class") or "").lower().split()
    identity = attributes.get("id")
    return any(f".{name}" in hidden_names for name in classes) or f"#{identity or ''}".lower() in hidden_names


def _styled(style: str, look: _Look) -> _Look:
    if _HIDDEN_STYLE.search(style) or _COLLAPSED_STYLE.search(style):
        return replace(look, unseen=True)
    if ground := _GROUND.search(style):
        look = replace(look, ground=_colour(ground[2].split(" ")[0]))
    if ink := _COLOUR.search(style):
        shown = _colour(ink[1])
        look = replace(look, ink=look.ground if ink[1].strip() == "transparent" else shown)
    if size := _FONT_SIZE.search(style):
        # A layout may set 0 on a cell and a real size inside it: paint with the ground, let the inside repaint.
        if _tiny(size[1], size[2]):
            look = replace(look, ink=look.ground or _WHITE, ground=look.ground or _WHITE)
        elif look.ink is not None and look.ink == look.ground and not _COLOUR.search(style):
            look = replace(look, ink=None)
    if _PREFORMATTED.search(style):
        look = replace(look, kept_spaces=True)
    return look
