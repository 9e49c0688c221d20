"""What readers may know of how a page came to be what it is: what changed before them, and when.

Nothing of drafts, and neither who wrote nor why: that is for editors.
"""

from collections.abc import Set
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .comparison import PartChange, compare
from .document import RELATED
from .models import Career, FormerSlug, Profile, Version

SHOWN = 10


@dataclass(frozen=True)
class Change:
    """What a version that readers had before them changed in the one before it."""

    version: Version
    earlier: Version | None
    shown: Set[str]
    """Addresses of careers that readers may see: what is related to a page may be a draft."""

    @property
    def comparison(self) -> list[PartChange]:
        if not self.earlier:
            return []
        old, new = (
            version.document | {RELATED: [slug for slug in _related(version) if slug in self.shown]}
            for version in (self.earlier, self.version)
        )
        return compare(old, new)


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    pages = Career.objects.visible_to(request.user).select_related("field", "profile__release")
    unread = [f"profile__{name}" for name in Profile.LONG]
    career = pages.defer(*unread).filter(slug=slug).first()
    if career is None:
        return _moved(request, slug)
    one, before = (_number(request.GET.get(name, "")) for name in ("version", "before"))
    versions = career.versions.public()
    if one or before:
        versions = versions.filter(number__lte=one) if one else versions.filter(number__lt=before)
    shown = 1 if one else SHOWN
    found = list(versions[: shown + 1])
    if one and (not found or found[0].number != one):
        raise Http404
    public = _public({slug for version in found for slug in _related(version)})
    rows = [Change(*pair, public) for pair in zip_longest(found, found[1:])][:shown]
    context: dict[str, Any] = {"career": career, "changes": rows, "before": before}
    if one:
        return render(request, "careers/changed.html", context | {"change": rows[0]})
    context["more"] = rows[-1].version.number if len(found) > SHOWN else None
    return render(request, "careers/changes.html", context)


def _related(version: Version) -> list[str]:
    slugs: list[str] = version.document.get(RELATED, [])
    return slugs


def _public(slugs: Set[str]) -> Set[str]:
    """Those that lead to a public page, under their own address or a former one."""
    if not slugs:
        return set()
    public = Career.objects.public().order_by()
    former = FormerSlug.objects.filter(slug__in=slugs, career__in=public)
    own = public.filter(slug__in=slugs)
    return set(own.values_list("slug", flat=True).union(former.values_list("slug", flat=True)))


def _number(text: str) -> int:
    """The number of a version; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _moved(request: HttpRequest, slug: str) -> HttpResponse:
    """To the changes of the career with this former address; 404 when this viewer may not see it."""
    visible = Career.objects.visible_to(request.user)
    former = FormerSlug.objects.filter(slug=slug, career__in=visible).select_related("career")
    if not (found := former.first()):
        raise Http404
    return redirect(reverse("careers:changes", args=[found.career.slug]), permanent=True)
