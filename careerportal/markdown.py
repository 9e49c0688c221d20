"""The only road from a person's text to HTML."""

import nh3
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt

MAX_LENGTH = 20_000
"""Characters of one text. Checked before rendering, so that rendering time has a bound."""

RENDERER_VERSION = 1
"""Stored beside rendered HTML; raise it when a change here alters what is rendered."""

TAGS = {
    "a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul",
}  # fmt: skip

_parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": 20}).enable(
    "linkify"
)
# Bare links are found in finished text only. The rule that looks for them while text is read, and
# links without a scheme ("//host"), take time by the square: 2 s for 20,000 characters of "://a.b?".
_parser.inline.ruler.disable("linkify")
_parser.linkify = LinkifyIt().add("//", None).add("ftp:", None)


def _heading_open(*_: object) -> str:
    """A person's heading is a line in bold: the outline of the page belongs to the page."""
    return "<p><strong>"


def _heading_close(*_: object) -> str:
    return "</strong></p>\n"


_parser.add_render_rule("heading_open", _heading_open)
_parser.add_render_rule("heading_close", _heading_close)


def render(text: str) -> SafeString:
    """Safe HTML of `text` (CommonMark with bare links), at most MAX_LENGTH characters.

    Raises ValidationError when the text is longer.
    """
    if len(text) > MAX_LENGTH:
        raise ValidationError(
            f"Keep the text under {MAX_LENGTH:,} characters; it has {len(text):,}.",
            code="max_length",
        )
    html = nh3.clean(
        _parser.render(text),
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )
    return mark_safe(html)  # noqa: S308  cleaned by nh3 just above
