"""Atom feeds of what everyone may read: the newest questions, and the newest answers to one."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import conditional_page, require_safe

from careers.models import Career

from .models import Post, Question
from .models.question import EPOCH
from .views.reading import career_called, merged

VISITOR = AnonymousUser()
ENTRIES = 30
# What a browser or a form lets through, and XML does not.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def tag(path: str) -> str:
    """An id that stays when the scheme, the port or the title in an address changes."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{path}"


def clean(text: str) -> str:
    return NOT_XML.sub("", text)


class SteadyFeed(Atom1Feed):
    """The same bytes for the same posts, for caches: Django dates an empty feed with this moment."""

    def latest_post_date(self) -> datetime:
        newest: datetime = super().latest_post_date()
        return newest if self.items else EPOCH


class PostFeed(Feed):
    """Posts, the newest first; each with its text as it stands on its page."""

    feed_type = SteadyFeed

    def feed_guid(self, obj: Any) -> str:
        return tag(urlsplit(self.feed_url(obj)).path)

    def feed_url(self, obj: Any) -> str:
        raise NotImplementedError

    def item_title(self, item: Post) -> str:
        title = item.question.title
        if item.kind == Post.Kind.ANSWER:
            title = f"{self.item_author_name(item)} answered: {title}"
        return clean(f"Sample: {title}" if item.question.is_sample else title)

    def item_description(self, item: Post) -> str:
        # Nobody but the renderer writes a tag, so this finds the links and nothing else.
        return clean(item.html.replace('<a href="/', f'<a href="{settings.SITE_URL}/'))

    def item_link(self, item: Post) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Post) -> str:
        return tag(item.get_absolute_url())

    def item_author_name(self, item: Post) -> str:
        return item.author_name

    def item_pubdate(self, item: Post) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Post) -> datetime:
        return item.edited_at or item.created_at


class QuestionFeed(PostFeed):
    """The newest questions, on the whole board or about the career that is called `slug`."""

    def get_object(self, request: HttpRequest, slug: str = "") -> Career | None:
        career = career_called(slug, VISITOR) if slug else None
        if slug and career is None:
            raise Http404
        return career

    def title(self, obj: Career | None) -> str:
        about = f"Questions about {obj.title}" if obj else "Career Community: newest questions"
        return clean(f"{about} – {settings.SITE_NAME}")

    def link(self, obj: Career | None) -> str:
        query = f"?career={obj.slug}" if obj else ""
        return settings.SITE_URL + reverse("community:list") + query

    def feed_url(self, obj: Career | None) -> str:
        if obj is None:
            return settings.SITE_URL + reverse("community:feed")
        return settings.SITE_URL + reverse("community:career-feed", args=[obj.slug])

    def items(self, obj: Career | None) -> list[Post]:
        questions = Question.objects.visible_to(VISITOR).newest_first()
        if obj:
            questions = questions.filter(career=obj)
        newest = list(questions.values_list("pk", flat=True)[:ENTRIES])
        texts = Post.objects.visible_to(VISITOR).filter(question__in=newest, number=0)
        return list(texts.select_related("question", "author").order_by("-question_id"))


class AnswerFeed(PostFeed):
    """The newest answers to one question."""

    def get_object(self, request: HttpRequest, pk: int) -> Question:
        return Question.objects.visible_to(VISITOR).get(pk=pk)

    def title(self, obj: Question) -> str:
        return clean(f"Answers to: {obj.title} – {settings.SITE_NAME}")

    def link(self, obj: Question) -> str:
        return settings.SITE_URL + obj.get_absolute_url()

    def feed_url(self, obj: Question) -> str:
        return settings.SITE_URL + reverse("community:question-feed", args=[obj.pk])

    def items(self, obj: Question) -> list[Post]:
        answers = Post.objects.visible_to(VISITOR).filter(question=obj).answers()
        return list(answers.select_related("question", "author").order_by("-number")[:ENTRIES])


@require_safe
@conditional_page
def questions(request: HttpRequest, slug: str = "") -> HttpResponse:
    return without_date(QuestionFeed()(request, slug))


@require_safe
@conditional_page
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    if not Question.objects.visible_to(VISITOR).filter(pk=pk).exists():
        return redirect("community:question-feed", merged(pk, VISITOR).pk, permanent=True)
    return without_date(AnswerFeed()(request, pk))


def without_date(feed: HttpResponse) -> HttpResponse:
    """A feed gets older when its newest post is hidden: what tells of that is its ETag alone."""
    del feed.headers["Last-Modified"]
    return feed
