"""Videos stay at their host and load on a click; this says which hosts, and how to embed them."""

import re

from django.core.exceptions import ValidationError

EMBEDS = [
    (
        re.compile(r"https://(?:www\.youtube\.com/watch\?v=|youtu\.be/)([\w-]{6,20})\Z"),
        "https://www.youtube-nocookie.com/embed/{}?autoplay=1",
    ),
    (
        re.compile(r"https://vimeo\.com/(\d{5,12})\Z"),
        "https://player.vimeo.com/video/{}?autoplay=1&dnt=1",
    ),
]
FRAME_HOSTS = ["https://www.youtube-nocookie.com", "https://player.vimeo.com"]
"""The only hosts a frame may come from, and only on a page that has a video."""


def embed_url(url: str) -> str | None:
    """The address of the host's player for the address people share; None for any other host."""
    for pattern, player in EMBEDS:
        if match := pattern.match(url):
            return player.format(match[1])
    return None


def validate_video_url(url: str) -> None:
    if not embed_url(url):
        raise ValidationError(
            "Use the address of one video: https://www.youtube.com/watch?v=…, https://youtu.be/… or https://vimeo.com/…",
            code="video_host",
        )
