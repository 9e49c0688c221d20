"""What readers tell the editors: whether a part of a page was useful, and what is wrong on it.

Nobody needs an account for that, and their forms carry no CSRF token, so that pages stay the same
bytes for everyone: see `from_our_pages`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from careerportal.accounts.limits import TooOften, network_digest, spending
from careerportal.fields import TOO_LONG, UNSEEN, BodyField, TrapField

from .models import Career, Mistake, PartVote
from .models.career import Viewer
from .page import Section, neighbors, page_of, sections

KEYS_IN_ADDRESS = ("/accounts/", "/admin/", "/careers/preview/", "/community/mail/")
"""Addresses there may hold a key that opens something: nobody should send one without seeing it."""


class WordsForm(forms.Form):
    words = forms.CharField(
        label="What is missing?",
        help_text="You can leave this empty. Only editors read it. Leave out names and phone numbers.",
        required=False,
        max_length=PartVote._meta.get_field("words").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG, "null_characters_not_allowed": UNSEEN},
    )
    website = TrapField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Browsers cut pasted text at it without a word.
        self.fields["words"].widget.attrs.pop("maxlength")


class MistakeForm(forms.ModelForm):
    """The same bytes for every visitor: the trap holds nothing that is made for one."""

    page = forms.CharField(
        label="Which page?",
        help_text="The end of its address, such as /careers/actuary/.",
        max_length=200,
        error_messages={
            "required": "Say which page it is about: the end of its address, such as /careers/actuary/.",
            "max_length": TOO_LONG,
            "null_characters_not_allowed": UNSEEN,
        },
    )
    text = BodyField(
        label="What is wrong?",
        help_text='What it says, what it should say, and how you know. <output id="body-left"></output>',
        max_length=2_000,
        error_messages={"required": "Say what is wrong, in a sentence or two."},
    )
    website = TrapField()

    class Meta:
        model = Mistake
        fields = ["page", "text"]

    def clean_page(self) -> str:
        if path := local_path(self.cleaned_data["page"]):
            return path
        raise forms.ValidationError(
            "Write the end of a page’s address on this site. It begins with a slash, such as /careers/actuary/."
        )


def from_our_pages(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Takes a form without a token, and only from pages of this site.

    A token would need a cookie for every reader. Instead browsers say themselves where a form stood.
    Who says nothing is a program, which acts for nobody but itself: browsers that are old enough to
    be silent could be used by another site for one vote or one message, and nothing else.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not _stood_here(request):
            raise PermissionDenied("This form stood on another site, so nothing was kept.")
        return view(request, **kwargs)

    return wrapped


def _stood_here(request: HttpRequest) -> bool:
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    ours = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", ours) == ours


@from_our_pages
def useful(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a vote on one part, then shows thanks and, after a "No", a field for words."""
    # As visitors see it: what only editors see takes no votes.
    career = page_of(slug, AnonymousUser())
    if career is None:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    part, wish = parts_of(career).get(sent.get("part", "")), sent.get("useful")
    shown: dict[str, Any] = {"career": career, "part": part, "useful": wish == "1"}
    if part and wish in ("0", "1"):
        words = request.POST if "words" in request.POST else None
        shown |= {"form": WordsForm(words, auto_id=f"{part.id}-%s"), "said": "said" in request.GET}
        return (
            _take_vote(request, shown)
            if request.method == "POST"
            else _page(request, "useful", shown)
        )
    if request.method == "POST":
        raise BadRequest("part is one that the page has, useful is 1 or 0")
    return redirect(career)


def _take_vote(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    form, part = shown["form"], shown["part"].id
    if form.is_bound and not form.is_valid():
        return _page(request, "useful", shown, 422)
    try:
        with spending("useful", request, newcomer=False):
            keep_vote(request, shown["career"], part, shown["useful"], form)
    except TooOften as refusal:
        return _refused(request, "useful", shown, refusal)
    query = {"part": part, "useful": int(shown["useful"])}
    query |= {"said": 1} if form.is_bound else {}
    return redirect(f"{request.path}?{urlencode(query)}")


def parts_of(career: Career) -> dict[str, Section]:
    """What of the page may be voted on, by id. The questions are the board's, not the editors'."""
    related, _ = neighbors(career, AnonymousUser())
    return {part.id: part for part in sections(career, related) if part.id != "questions"}


def keep_vote(
    request: HttpRequest, career: Career, part: str, is_useful: bool, form: WordsForm
) -> None:
    """One statement, so that of two at once neither fails: the later is the visitor's vote."""
    said = form.cleaned_data if form.is_bound else {}
    if said.get("website"):
        return
    vote = PartVote(career=career, part=part, useful=is_useful, words=said.get("words", ""))
    vote.visitor = visitor_of(request, career, part)
    # A second "No" without words leaves those of the first.
    changed = ["useful", "at"] + (["words"] if form.is_bound or is_useful else [])
    PartVote.objects.bulk_create(
        [vote],
        update_conflicts=True,
        unique_fields=["career", "part", "visitor"],
        update_fields=changed,
    )


def visitor_of(request: HttpRequest, career: Career, part: str) -> str:
    """The same for the same visitor to this part, and another for every other part.

    Members are told apart by their account, others by network and browser: of a class that shares
    one connection and one kind of computer, only the last vote counts, and someone who changes
    browsers has two. Without the site's key nobody can find out who it was.
    """
    who = f"network {network_digest(request)} {request.headers.get('User-Agent', '')}"
    if request.user.is_authenticated:
        who = f"member {request.user.pk}"
    told_apart = f"{career.pk} {part} {who}"
    return salted_hmac("careers.part-vote", told_apart, algorithm="sha256").hexdigest()


@from_our_pages
def mistake(request: HttpRequest) -> HttpResponse:
    page = local_path(request.GET.get("page", ""))
    initial = {"page": "" if page.startswith(KEYS_IN_ADDRESS) else page}
    form = MistakeForm(request.POST if request.method == "POST" else None, initial=initial)
    shown = {"form": form}
    if not form.is_valid():
        return _page(request, "mistake", shown, 422 if form.is_bound else 200)
    found = form.save(commit=False)
    try:
        with spending("mistake", request, newcomer=False):
            if not form.cleaned_data["website"]:
                keep_mistake(found, request.user)
    except TooOften as refusal:
        return _refused(request, "mistake", shown, refusal)
    return redirect(f"{reverse('mistake-sent')}?{urlencode({'page': found.page})}")


@require_safe
def mistake_sent(request: HttpRequest) -> HttpResponse:
    return _page(request, "mistake_sent", {"back": local_path(request.GET.get("page", ""))})


def local_path(address: str) -> str:
    """The path of an address of this site, "" of any other. A query may hold what someone looked for."""
    address = address.strip().removeprefix(settings.SITE_URL)
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return urlsplit(address).path
    return ""


def keep_mistake(found: Mistake, viewer: Viewer) -> None:
    """Once, however often the button is pressed: whoever counted this use lets the next one wait."""
    open_ones = Mistake.objects.filter(page=found.page, text=found.text, settled_at=None)
    if not open_ones.exists():
        found.career = career_at(found.page, viewer)
        found.save()


def career_at(path: str, viewer: Viewer) -> Career | None:
    """The career whose page this is, if `viewer` may see it."""
    try:
        place = resolve(path)
    except Resolver404:
        return None
    if place.view_name not in ("careers:career", "careers:useful"):
        return None
    return Career.objects.visible_to(viewer).filter(slug=place.kwargs["slug"]).first()


def _page(
    request: HttpRequest, name: str, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(request, f"careers/{name}.html", shown, status=status)


def _refused(
    request: HttpRequest, name: str, shown: dict[str, Any], refusal: TooOften
) -> HttpResponse:
    """The form again with what was typed, and for programs how long to wait."""
    response = _page(request, name, shown | {"refusal": refusal}, 429)
    response.headers["Retry-After"] = str(refusal.seconds)
    return response
