"""A career page as readers would see it, at a signed address that ends.

It is made for a signed-out reader whoever looks, so that nothing is on it that readers don't get.
"""

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from .document import lay_over
from .importers.pages import links
from .models import Area, Career, DataRelease, Field, Occupation, Preview, Profile
from .places import with_place
from .video import FRAME_HOSTS
from .views import show

PUBLISHED = Career.State.PUBLISHED
NEVER_SAVED = 2**63 - 1
"""Stands for the key of a page that has none, in memory only; no row has it."""
HEADERS = {
    "Cache-Control": "private, no-store",
    # The address is the key: it is not told to the sites that the page links to.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}

signer = Signer(salt="careers.preview", sep=".")


def path_of(preview: Preview) -> str:
    return reverse("careers:preview", args=[signer.sign(str(preview.pk))])


def still_open() -> QuerySet[Preview]:
    return Preview.objects.filter(expires_at__gt=timezone.now())


@require_safe
@xframe_options_sameorigin
@csp_update({"frame-src": FRAME_HOSTS})
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]
@with_place
def preview(request: HttpRequest, place: Area | None, signed: str) -> HttpResponse:
    """For whoever has the address; 410 once it has expired or was withdrawn."""
    try:
        key = signer.unsign(signed)
    except BadSignature as error:
        raise Http404 from error
    request.user = AnonymousUser()
    found = still_open().filter(pk=key).first()
    if found is None:
        response = render(request, "careers/preview_gone.html", status=410)
    else:
        template = "careers/preview.html"
        response = show(request, place, laid_out(found), template, preview=found)
    for name, value in HEADERS.items():
        response[name] = value
    return response


def blank_page() -> Career:
    """What a page that was never saved begins with, so that it can be shown before it is complete."""
    return Career(
        pk=NEVER_SAVED,
        title="Untitled",
        slug="preview",
        field=Field(name="No field yet", slug="none"),
    )


def laid_out(preview: Preview) -> Career:
    """The page as it would be once it is published, with everything on it; nothing is saved."""
    career = _with_usual(blank_page())
    if preview.career_id:
        career = Career.objects.with_page(AnonymousUser()).get(pk=preview.career_id)
    before = (career.state, career.onet_code)
    lay_over(preview.document | {"state": PUBLISHED}, career)
    _leave_out_hidden(career)
    if before != (PUBLISHED, career.onet_code):
        _take_profile(career)
    return career


def _with_usual(career: Career) -> Career:
    """What `with_page` annotates."""
    usual = Occupation.objects.filter(soc_code=Occupation.ALL)
    found = usual.values_list("pk", "projection__change_percent").first()
    career.usual_id, career.usual_change = found or (None, None)  # type: ignore[attr-defined]
    return career


def _leave_out_hidden(career: Career) -> None:
    """Readers get no links to drafts."""
    links = career.related_careers.all()
    links._result_cache = [link for link in links if link.related.is_public]
    career.__dict__["_prefetched_objects_cache"]["related_careers"] = links


def _take_profile(career: Career) -> None:
    """As publishing does for a page that is new to readers or has another code."""
    in_use = Profile.objects.filter(release__state=DataRelease.State.CURRENT)
    if not career.onet_code:
        codes = set(in_use.values_list("code", flat=True))
        career.onet_code = links(codes, career).get(career.pk, "")
    if career.onet_code:
        career.profile = in_use.filter(code=career.onet_code).first()
