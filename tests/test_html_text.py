"""HTML as a person sees it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.reading.html_text import MAX_DEPTH, MAX_HTML, html_to_text, mail_html_to_text

TEXTS = [
    ("", ""),
    ("plain & simple", "plain & simple"),
    ("<p>a</p>tail<br>z", "a\n\ntail\nz"),
    ("<div>a<br></div><div><br></div><div>b</div>", "a\n\nb"),
    ("<div>one</div><div>two</div>", "one\ntwo"),
    ("some <b>bold</b>ly\n  wrapped&nbsp;text", "some boldly wrapped text"),
    ("<ul><li>one<li>two</ul>", "one\ntwo"),
    ("<pre>a  b\n  c</pre>", "a  b\nc"),
    ("<table><tr><td>Deadline<td>15 <i>Ju</i>ne</table>", "Deadline\t15 June"),
    ("<table><tr><td><p>Deadline</p></td><td><p>15 June</p></td></tr></table>", "Deadline\t15 June"),
    ("<table><tr><th>To<td>a@x<br>b@x<tr><td>Cc<td>c@x</table>after", "To\ta@x\nb@x\nCc\tc@x\nafter"),
    ("<table><tr><td>x<table><tr><td>k<td>v</table>y</table>", "x\nk\tv\ny"),
    ("<a href='https://x.example/'>the page</a>", "the page"),
    ("<script>x</script><style>y</style><template>z</template><!-- c --><title>t</title>v", "v"),
    ("&lt;b&gt; &amp; &eacute;", "<b> & é"),
    ("<p>unclosed <b>everywhere", "unclosed everywhere"),
]


@pytest.mark.parametrize(("html", "text"), TEXTS)
def test_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


HIDDEN = [
    "<p style='display:none'>done</p>",
    "<p style='color:red; DISPLAY : NONE !important'>done</p>",
    "<p style='visibility:hidden'>done</p>",
    "<p style='mso-hide:all'>done</p>",
    "<p style='opacity:0'>done</p>",
    "<p style='font-size:0'>done</p>",
    "<p style='font-size:0.0pt'>done</p>",
    "<p style='font-size:1px'>done</p>",
    "<p style='font: 0/0 a'>done</p>",
    "<p style='color:#fff'>done</p>",
    "<p style='color:white'>done</p>",
    "<p style='color:#FEFEFE'>done</p>",
    "<p style='color:rgb(255, 255, 255)'>done</p>",
    "<p style='color:transparent'>done</p>",
    "<font color=white>done</font>",
    "<table bgcolor='#003366'><tr><td style='color:#036'>done</table>",
    "<p style='max-height:0;overflow:hidden'>done</p>",
    "<p style='overflow:hidden;height:0px'>done</p>",
    "<p style='position:absolute;left:-9999px'>done</p>",
    "<p style='text-indent:-1000em'>done</p>",
    "<p hidden>done</p>",
    "<div style='display:none'><p style='display:block'>done</p></div>",
    "<style>.pre { display: none }</style><p class='x Pre'>done</p>",
    "<style>p#gone, i { font-size: 0 }</style><p id=gone>done</p>",
    "<textarea>done</textarea><select><option>done</select>",
    "<!--[if mso]><p>done</p><![endif]-->",
    "<svg><text>done</text></svg>",
    "<iframe>done</iframe><object>done</object>",
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_nobody_sees_is_gone(hidden: str) -> None:
    for view in (html_to_text, mail_html_to_text):
        assert view(f"<p>seen</p>{hidden}<p>too</p>").split() == ["seen", "too"]


SEEN = [
    "<div style='background:#003;color:#fff'>seen</div>",
    "<table bgcolor=black><tr><td><font color=white>seen</font></table>",
    "<div style='font-size:0'><span style='font-size:14px'>seen</span></div>",
    "<div style='color:#fff'><span style='color:#000'>seen</span></div>",
    "<div style='background-image:url(x);background:url(x);color:white'>seen</div>",
    "<p style='height:0'>seen</p>",
    "<p style='opacity:0.9'>seen</p>",
    "<style>@media print { .m { display:none } }</style><p class=m>seen</p>",
    "<p style='font-size:80%'>seen</p>",
    "<noscript>seen</noscript>",
    "<p style='background-color:#eee;color:#333;border:none'>seen</p>",
]


@pytest.mark.parametrize("html", SEEN)
def test_what_is_seen_stays(html: str) -> None:
    assert html_to_text(html) == "seen"


QUOTES = [
    "<blockquote>old</blockquote>",
    "<blockquote type=cite><div>old</div></blockquote>",
    "<div class='gmail_quote'><div class='gmail_attr'>old</div><blockquote>old</blockquote></div>",
    "<div class='x_gmail_attr'>old</div>",
    "<div id='divRplyFwdMsg'>old</div>old",
    "<hr><div id='x_x_divRplyFwdMsg'>old</div>",
    "<div id='appendonsend'></div><div>old</div>",
    "<div class='yahoo_quoted'>old</div>",
    "<div class='moz-cite-prefix'>old</div>",
    "<div class='protonmail_quote'>old</div>",
    "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'>old</div><p>old</p>",
    "<hr id='zwchr'><div>old</div>",
    "<div id='OLK_SRC_BODY_SECTION'>old</div>",
]


@pytest.mark.parametrize("quote", QUOTES)
def test_quotes(quote: str) -> None:
    html = f"<div>new</div>{quote}"
    assert html_to_text(html, drop_quotes=True) == "new"
    assert "old" in html_to_text(html)
    marked = mail_html_to_text(html).split("\n")
    assert marked[0] == "new"
    assert all(line.startswith(">") for line in marked[1:] if line)


def test_a_new_mail_inside_a_quote_wrapper_is_kept() -> None:
    html = "<div class='gmail_quote'><div>new words</div><blockquote>old</blockquote></div>"
    assert html_to_text(html, drop_quotes=True) == "new words"


def test_signatures_go_with_the_quotes_only() -> None:
    html = "new<div class='gmail_signature'>Jane</div>"
    assert html_to_text(html, drop_quotes=True) == "new"
    assert html_to_text(html) == "new\nJane"


@given(st.text(alphabet="<>/=\"' abdivtrspnlockque!-\ud800\0&;#", max_size=300))
def test_never_raises(html: str) -> None:
    for text in (html_to_text(html), html_to_text(html, drop_quotes=True), mail_html_to_text(html)):
        text.encode("utf-8")
        assert "\0" not in text


def test_bounds() -> None:
    assert len(html_to_text("a" * (MAX_HTML + 10))) == MAX_HTML
    assert html_to_text("<div>" * (MAX_DEPTH + 1) + "x") == ""
    assert html_to_text("<div>" * (MAX_DEPTH - 1) + "x") == "x"


@pytest.mark.parametrize(
    "html",
    [
        "<i></b>" * 200_000,
        "".join(f"<b id={n}>" for n in range(100_000)),
        "<p>a" * 300_000,
        "<" * 2_000_000,
        "<!--" * 500_000,
        '<a "' * 400_000,
        "<p style='" + "height:0;" * 100_000 + "'>x",
        "<style>" + ".a{display:none}" * 50_000 + "</style>x",
        "<style>" * 100_000,
        "<table><tr><td>" * 5_000 + "x",
    ],
    ids=lambda html: html[:12],
)
def test_bombs_take_bounded_time(html: str) -> None:
    start = time.process_time()
    mail_html_to_text(html)
    assert time.process_time() - start < 8.0
