"""Many at once in processes of their own, as the server has them; full sizes: bench/storms.py."""

import os

import pytest

from bench import storms

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def pool(django_db_setup, django_db_blocker):
    before = dict(os.environ)
    with django_db_blocker.unblock(), storms.open_pool() as pool:
        yield pool
    os.environ.clear()
    os.environ.update(before)


def test_every_vote_of_fifty_members_who_change_their_minds_is_counted_once(pool):
    assert storms.votes(pool, toggles=240, members=50).wrong == []


def test_of_two_answers_accepted_at_once_one_is_accepted(pool):
    assert storms.acceptances(pool, races=15).wrong == []


def test_answers_given_at_once_get_numbers_of_their_own(pool):
    assert storms.answers(pool, count=60).wrong == []


def test_a_form_that_is_sent_twenty_times_at_once_makes_one_post(pool):
    assert storms.identical(pool, times=20).wrong == []
