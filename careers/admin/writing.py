"""Help with the words: how Markdown will look, and what is hard to read. It never stops anyone."""

from functools import partial

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from careerportal import markdown
from careerportal.admin import ModelAdmin
from careers.reading import TARGET, grade, long_sentences

LONG = 30
"""Words of a sentence that is worth a look."""


def urls(desk: ModelAdmin) -> list[URLPattern]:
    view = desk.admin_site.admin_view(partial(words, desk=desk))
    return [path("words/", view, name="careers_career_words")]


def words(request: HttpRequest, desk: ModelAdmin) -> HttpResponse:
    """The posted text as readers will see it, with what is hard to read in it."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    text = request.POST.get("text", "")
    try:
        html = markdown.render(text)
    except ValidationError as error:
        return HttpResponse(error.message, status=422, content_type="text/plain")
    context = {"html": html, "notes": notes_on(text)}
    return render(request, "admin/careers/career/_words.html", context)


def notes_on(text: str, short: bool = False) -> list[str]:
    """Sentences for the writer. Of a short text the grade says nothing."""
    found = []
    level = None if short else grade(text)
    if level and level > TARGET:
        found.append(
            f"Reads at grade {level:.1f}; aim for {TARGET} or lower. "
            "Shorter sentences and everyday words help."
        )
    for sentence in long_sentences(text, words=LONG):
        start = Truncator(sentence).words(12)
        found.append(f"More than {LONG} words in one sentence: “{start}”")
    return found


def add_notes(field: forms.Field, text: str, short: bool = False) -> None:
    """Below the help of `field`, where it is read with the field."""
    if notes := notes_on(text, short):
        items = format_html_join("", "<li>{}</li>", ([note] for note in notes))
        field.help_text = format_html(
            '{}<ul class="notes" aria-label="Worth a look">{}</ul>', field.help_text, items
        )
