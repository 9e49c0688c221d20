"""Where a fact is from: `{% source release %}`, `{% source release note %}`, `{% credit release %}`.

The mark is a native `<details>` and so a block: put it under a paragraph or into a cell, never inside a `<p>`.
"""

from functools import lru_cache

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from careers.models import Area, DataRelease

register = template.Library()

Dataset = DataRelease.Dataset
SHORT = {
    Dataset.OEWS: "BLS wage survey",
    Dataset.PROJECTIONS: "BLS projections",
    Dataset.ATTAINMENT: "Census survey",
    Dataset.SKILLS: "BLS skill scores",
    Dataset.ONET: "O*NET® data",
    Dataset.PROGRAMS: "CIP–SOC crosswalk",
}
"""What a mark calls a data set before it is opened."""


@register.simple_tag
def source(release: DataRelease | None, note: str = "") -> SafeString:
    """A small mark that opens and says which release a fact was copied from; nothing without one.

    `note` is a sentence about this one figure, said first. Costs no query.
    """
    if release is None:
        return SafeString("")
    if not note:
        return _mark(*_key(release))
    return format_html(_MARK, _short(release.dataset, release.when), f"{note} ", credit(release))


@register.simple_tag
def credit(release: DataRelease) -> SafeString:
    """The whole credit as text for a paragraph: publisher, release, date, license, address."""
    return _credit(*_key(release))


@register.filter
def places(coverage: list[str]) -> str:
    """Kinds of places in words: "the United States, states and metropolitan areas"."""
    words = [PLACES.get(kind, kind) for kind in coverage]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


PLACES = {
    "nation": "the United States",
    Area.Kind.STATE: "states",
    Area.Kind.TERRITORY: "territories",
    Area.Kind.METRO: "metropolitan areas",
    Area.Kind.NONMETRO: "nonmetropolitan areas",
}

_MARK = '<details class="src"><summary>{}</summary><p>{}{}</p></details>'


def _key(release: DataRelease) -> tuple[str, ...]:
    """All that the credit says, so that a release corrected by an editor is remembered anew."""
    return (
        release.dataset, release.when, release.publisher, release.name, release.version,
        f"{release.period:%B %Y}" if release.version else f"{release.period:%Y}",
        release.license, release.url, settings.SITE_NAME,
    )  # fmt: skip


def _short(dataset: str, when: str) -> str:
    return f"Source: {SHORT.get(Dataset(dataset), 'official data')}, {when}"


@lru_cache(maxsize=256)
def _mark(*key: str) -> SafeString:
    return format_html(_MARK, _short(*key[:2]), "", _credit(*key))


@lru_cache(maxsize=256)
def _credit(
    dataset: str, when: str, publisher: str, name: str, version: str,
    published: str, license: str, url: str, site: str,
) -> SafeString:  # fmt: skip
    if dataset == Dataset.ONET:
        # The words USDOL/ETA asks for from those who changed the database.
        return format_html(
            '<a href="{}" rel="noopener">O*NET® {} Database</a> ({}) by the U.S. Department of Labor, '
            "Employment and Training Administration (USDOL/ETA). Used under the "
            '<a href="https://creativecommons.org/licenses/by/4.0/" rel="noopener license">CC BY 4.0</a> license. '
            "{} has modified all or some of this information. "
            "USDOL/ETA has not approved, endorsed, or tested these modifications.",
            url, version, published, site,
        )  # fmt: skip
    return format_html(
        '{}, <a href="{}" rel="noopener">{}</a> ({}).{}{}',
        publisher, url, name, when,
        "" if published in when else f" Published in {published}.",
        f" {license}." if license else "",
    )  # fmt: skip
