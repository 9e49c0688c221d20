"""What search engines may list: what a signed-out visitor may read."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from careers.models import Career, Field
from community.models import Question

VISITOR = AnonymousUser()


class SiteSitemap(Sitemap):
    """Addresses under SITE_URL, whatever host the request came to."""

    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PageSitemap(SiteSitemap):
    def items(self) -> list[str]:
        return [
            "home",
            "careers:index",
            "community:list",
            "about-data",
            "api",
            "about-pay",
            "community:rules",
            "privacy",
            "accessibility",
            "contact",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class FieldSitemap(SiteSitemap):
    def items(self) -> QuerySet[Field]:
        return Field.objects.filter(careers__in=Career.objects.visible_to(VISITOR)).distinct()


class CareerSitemap(SiteSitemap):
    def items(self) -> QuerySet[Career]:
        return Career.objects.visible_to(VISITOR).worth_finding().order_by("pk")

    def lastmod(self, item: Career) -> datetime:
        return item.updated_at


class QuestionSitemap(SiteSitemap):
    """Answered questions only: an unanswered one is not worth finding from outside."""

    limit = 5_000

    def items(self) -> QuerySet[Question]:
        return Question.objects.visible_to(VISITOR).exclude(answer_count=0).order_by("pk")

    def lastmod(self, item: Question) -> datetime:
        return item.last_activity_at


SITEMAPS = {
    "pages": PageSitemap,
    "fields": FieldSitemap,
    "careers": CareerSitemap,
    "questions": QuestionSitemap,
}
