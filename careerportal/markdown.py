"""The only road from a person's text to HTML."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MAX_LENGTH = 20_000
"""Characters of one text. Checked before rendering, so that rendering time has a bound."""

RENDERER_VERSION = 2
"""Stored beside rendered HTML; raise it when a change here alters what is rendered."""

TAGS = {
    "a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul",
}  # fmt: skip

MAX_MENTIONS = 10
"""Distinct handles of one text that count as mentions; the rest stay words."""

# Not the ends of addresses: mail (ana@mail.example), other sites’ (@ana@site.example, @ana.name).
_MENTION = re.compile(r"(?<![\w@./+-])@([A-Za-z][A-Za-z0-9_-]{2,29})(?![\w@-]|\.\w)")

MAX_LINKS = 200
"""Bare links of one run of text. With more, none becomes a link: each search for the end of one may
go through all that follows."""

Addresses = Callable[[list[str]], Mapping[str, str]]
"""Finds the addresses of handles, which it gets and gives in lower case."""


class _Linkify(LinkifyIt):  # type: ignore[misc]
    def match(self, text: str) -> Any:
        return super().match(text) if text.count("://") <= MAX_LINKS else None


_parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": 20}).enable(
    "linkify"
)
# Bare links are found in finished text only. The rule that looks for them while text is read, and
# links without a scheme ("//host"), take time by the square: 2 s for 20,000 characters of "://a.b?".
_parser.inline.ruler.disable("linkify")
_parser.linkify = _Linkify().add("//", None).add("ftp:", None)


def _heading_open(*_: object) -> str:
    """A person's heading is a line in bold: the outline of the page belongs to the page."""
    return "<p><strong>"


def _heading_close(*_: object) -> str:
    return "</strong></p>\n"


def _prose(block: Token) -> Iterator[Token]:
    """Runs of text outside of links and code. What a backslash escapes is a run of its own kind."""
    links = 0
    for token in block.children or ():
        links += (token.type == "link_open") - (token.type == "link_close")
        if token.type == "text" and not links:
            yield token


def _find_mentions(state: StateCore) -> None:
    """Note the handles in the text, and mark the runs to link when somebody knows addresses."""
    blocks = (token for token in state.tokens if token.type == "inline")
    runs = [run for block in blocks for run in _prose(block) if "@" in run.content]
    found = {handle.lower(): None for run in runs for handle in _MENTION.findall(run.content)}
    handles = state.env["handles"] = list(found)[:MAX_MENTIONS]
    find = state.env.get("find")
    state.env["addresses"] = find(handles) if find and handles else {}
    if state.env["addresses"]:
        for run in runs:
            run.type = "mentions"


def _mentions(_: object, tokens: Sequence[Token], index: int, __: object, env: Any) -> str:
    def link(mention: re.Match[str]) -> str:
        address = env["addresses"].get(mention[1].lower())
        return f'<a href="{escapeHtml(address)}">{mention[0]}</a>' if address else mention[0]

    return _MENTION.sub(link, escapeHtml(tokens[index].content))


_parser.core.ruler.before("text_join", "mentions", _find_mentions)
_parser.add_render_rule("mentions", _mentions)
_parser.add_render_rule("heading_open", _heading_open)
_parser.add_render_rule("heading_close", _heading_close)


def handles(text: str) -> list[str]:
    """The handles that `text` mentions (@ana), in lower case; not those in code, links and mail."""
    env: dict[str, Any] = {}
    _parser.parse(text, env)
    found: list[str] = env["handles"]
    return found


def render(text: str, find: Addresses | None = None) -> SafeString:
    """Safe HTML of `text` (CommonMark with bare links), at most MAX_LENGTH characters.

    Mentions whose address `find` knows become links. Raises ValidationError when the text is longer.
    """
    if len(text) > MAX_LENGTH:
        raise ValidationError(
            f"Keep the text under {MAX_LENGTH:,} characters; it has {len(text):,}.",
            code="max_length",
        )
    html = nh3.clean(
        _parser.render(text, {"find": find}),
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )
    return mark_safe(html)  # noqa: S308  cleaned by nh3 just above
