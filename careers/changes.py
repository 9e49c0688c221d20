"""What readers may know of how a page came to be what it is: what changed before them, and when.

Nothing of drafts, and neither who wrote nor why: that is for editors.
"""

from dataclasses import dataclass
from itertools import starmap, zip_longest
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .comparison import PartChange, compare
from .models import Career, FormerSlug, Profile, Version

SHOWN = 10


@dataclass(frozen=True)
class Change:
    """What a version that readers had before them changed in the one before it."""

    version: Version
    earlier: Version | None

    @property
    def comparison(self) -> list[PartChange]:
        return compare(self.earlier.document, self.version.document) if self.earlier else []


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
    rows = list(starmap(Change, zip_longest(found, found[1:])))[:shown]
    context: dict[str, Any] = {"career": career, "changes": rows, "before": before}
    if one:
        return render(request, "careers/changed.html", context | {"change": rows[0]})
    context["more"] = rows[-1].version.number if len(found) > SHOWN else None
    return render(request, "careers/changes.html", context)


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
