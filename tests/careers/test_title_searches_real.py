"""What people type, against the titles of the official release: see title_searches.py."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from careers.importers.oews import import_oews
from careers.starter.loading import load
from careers.title_search import Found, did_you_mean, find, suggest
from tests.careers.importers.onet_releases import real_releases_in_use, without_rests
from tests.careers.importers.workbooks import reference
from tests.careers.title_searches import KEPT_ASIDE, SEARCHES

VISITOR = AnonymousUser()
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _releases(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The starter catalogue, a year of wages, and 29.3 with its 60,000 titles."""
    wages = reference("bls_oews_national", "national_M2024_dl.xlsx")
    with django_db_blocker.unblock(), transaction.atomic():
        with without_rests():
            load()
            import_oews([wages])
        with real_releases_in_use("onet_29_3_excel"):
            yield
        transaction.set_rollback(True)


def first_three(words: str) -> list[Found]:
    """As the search page shows them: what the words were meant to be, where they find nothing."""
    return find(words, VISITOR, limit=3) or find(did_you_mean(words), VISITOR, limit=3)


def missed(searches: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Searches that do not lead to their page, with where they lead."""
    led = {words: first_three(words) for words, _ in searches}
    return {
        words: [str(one.career) for one in led[words]]
        for words, pages in searches
        if not {one.career.slug for one in led[words]} & set(pages.split())
        and not {one.career.onet_code for one in led[words]} & set(pages.split())
    }


def test_what_people_type_leads_to_the_right_page() -> None:
    wrong = missed(SEARCHES)
    assert len(SEARCHES) >= 60
    assert len(wrong) <= len(SEARCHES) * 0.05, wrong


def test_what_was_kept_aside_while_the_search_was_tuned_leads_to_the_right_page_too() -> None:
    wrong = missed(KEPT_ASIDE)
    assert len(wrong) <= len(KEPT_ASIDE) * 0.1, wrong


@pytest.mark.parametrize("begun", ["ma", "as", "su", "re", "op", "an", "man", "ass man"])
def test_what_many_titles_begin_with_is_suggested_in_two_queries(
    begun: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        assert len(suggest(begun, VISITOR)) == 8


def test_titles_of_the_pages_themselves_come_before_the_many_others() -> None:
    titles = [one.career.title for one in suggest("surg", VISITOR)]
    assert "Surgical Technologists" in titles[:4]
    assert titles[0].startswith("Surg")
