"""How often something may be done: counted per person and per network, on either database."""

import os
import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone
from pytest_django.asserts import assertNumQueries

from bench import storms
from careerportal.accounts import limits
from careerportal.accounts.limits import LIMITS, Bucket, TooOften
from careerportal.accounts.models import User
from tests.builders import make_user

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def request_by(member=None, address="203.0.113.7", **headers):
    request = RequestFactory().post("/", REMOTE_ADDR=address, headers=headers)
    request.user = member or AnonymousUser()
    return request


def use(action="ask", member=None, newcomer=True, address="203.0.113.7", **headers):
    """Whether it may be done, and is."""
    try:
        with limits.spending(action, request_by(member, address, **headers), newcomer):
            return True
    except TooOften:
        return False


def refusal(action="ask", member=None, newcomer=True):
    with (
        pytest.raises(TooOften) as caught,
        limits.spending(action, request_by(member), newcomer),
    ):
        pass
    return caught.value


@pytest.fixture
def clock(monkeypatch):
    """Moves the time that limits go by."""
    now = [timezone.now()]
    monkeypatch.setattr(limits.timezone, "now", lambda: now[0])

    def move(by):
        now[0] += by

    return move


@pytest.mark.parametrize("newcomer", [True, False])
@pytest.mark.parametrize("action", LIMITS)
def test_a_member_may_do_it_as_often_as_the_table_says(action, newcomer):
    member = make_user()
    per_hour = LIMITS[action].newcomer[0] if newcomer else LIMITS[action].member[0]
    assert [use(action, member, newcomer) for _ in range(per_hour + 1)] == [True] * per_hour + [
        False
    ]


def test_the_table_lets_classes_through_and_trusts_members_more_than_newcomers():
    for action, table in LIMITS.items():
        assert 1 < table.newcomer[0] <= table.newcomer[1], action
        assert table.newcomer[0] < table.member[0] <= table.member[1], action
        assert table.network >= 30, action
    assert LIMITS["ask"].network >= 60


def test_after_an_hour_one_may_again_until_the_limit_of_the_day(clock):
    member = make_user()
    assert [use(member=member) for _ in range(4)] == [True, True, True, False]
    clock(HOUR)
    assert [use(member=member) for _ in range(3)] == [True, True, False]
    clock(22 * HOUR)
    assert not use(member=member)
    clock(HOUR)
    assert use(member=member)


def test_one_is_told_how_often_it_was_and_how_long_to_wait(clock):
    member = make_user()
    for _ in range(3):
        use(member=member)
    clock(timedelta(minutes=35, seconds=30))
    told = refusal(member=member)
    assert str(told) == (
        "You have asked 3 questions in the last hour. You can ask the next one in 25 minutes."
    )
    assert told.seconds == 24 * 60 + 30
    clock(timedelta(minutes=24))
    assert "in a minute." in str(refusal(member=member))


def test_of_two_limits_reached_at_once_the_longer_wait_is_told(clock):
    member = make_user()
    for _ in range(3):
        use(member=member)
    clock(HOUR)
    for _ in range(2):
        use(member=member)
    use_up_the_hour = Bucket.objects.get(key__contains="hour:member")
    Bucket.objects.filter(pk=use_up_the_hour.pk).update(count=3)
    assert str(refusal(member=member)) == (
        "You have asked 5 questions in the last 24 hours. You can ask the next one in 23 hours."
    )


def test_a_refused_attempt_counts_nowhere():
    member = make_user()
    for _ in range(3):
        use(member=member)
    before = list(Bucket.objects.order_by("key").values_list("key", "count", "until"))
    assert len(before) == 3
    assert not use(member=member)
    assert list(Bucket.objects.order_by("key").values_list("key", "count", "until")) == before


def test_the_networks_refusal_leaves_ones_own_count_alone():
    for _ in range(LIMITS["ask"].network):
        use()
    member = make_user()
    told = refusal(member=member)
    assert "share your connection" in str(told)
    assert str(told).endswith("You can go on in 60 minutes.")
    assert not Bucket.objects.filter(key__contains="member").exists()


def test_what_fails_costs_nothing():
    member = make_user()
    with (
        pytest.raises(PermissionError),
        limits.spending("vote", request_by(member), True),
    ):
        raise PermissionError
    assert not Bucket.objects.exists()


def test_actions_and_members_are_counted_apart():
    member = make_user()
    for _ in range(3):
        use(member=member)
    assert not use(member=member)
    assert use("answer", member)
    assert use(member=make_user())


def test_a_class_behind_one_address_gets_through_though_one_pupil_does_not_stop():
    pupils = [make_user() for _ in range(30)]
    busy = pupils[0]
    for _ in range(3):
        use(member=busy)
    assert not any(use(member=busy) for _ in range(50))
    assert all(use(member=pupil) for pupil in pupils[1:])
    assert all(use(member=pupil) for pupil in pupils[2:])
    assert Bucket.objects.get(key__contains="network").count == 60
    assert not use(member=pupils[1])
    assert use(member=pupils[1], address="203.0.113.8")


def test_members_in_standing_neither_fill_a_network_nor_wait_for_it():
    member = make_user()
    assert use(member=member, newcomer=False)
    assert not Bucket.objects.filter(key__contains="network").exists()
    for _ in range(LIMITS["ask"].network):
        use()
    assert not use()
    assert use(member=member, newcomer=False)


def test_a_newcomer_who_becomes_a_member_goes_on_from_the_same_count():
    member = make_user()
    for _ in range(3):
        use(member=member)
    assert [use(member=member, newcomer=False) for _ in range(8)] == [True] * 7 + [False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::1", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
    ],
)
def test_an_ipv6_network_is_its_64_and_a_mapped_address_is_ipv4(one, other, same):
    use("report", address=one)
    use("report", address=other)
    assert Bucket.objects.count() == (1 if same else 2)


def test_a_forwarded_address_is_believed_from_trusted_proxies_only(settings):
    forged = {"X-Forwarded-For": "198.51.100.1"}
    assert limits.network_digest(request_by(**forged)) == limits.network_digest(request_by())
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    behind = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    assert limits.network_digest(request_by(**behind)) == limits.network_digest(
        request_by(address="203.0.113.9")
    )


def test_a_key_tells_nobody_the_address_the_handle_or_the_mail(settings):
    use(member=make_user("mara"))
    keys = "".join(Bucket.objects.values_list("key", flat=True))
    assert "203.0" not in keys
    assert "mara" not in keys
    before = limits.network_digest(request_by())
    settings.SECRET_KEY = "another site's"
    assert limits.network_digest(request_by()) != before


def test_what_no_longer_counts_is_forgotten(clock):
    member = make_user()
    use(member=member)
    assert limits.forget_old() == 0
    clock(HOUR)
    assert limits.forget_old() == 2
    assert list(Bucket.objects.values_list("key", flat=True)) == [
        f"ask:24 hours:member:{member.pk}"
    ]


def test_counting_takes_few_statements():
    member = make_user()
    for newcomer, statements in ((False, 2), (True, 3)):
        # Beside the two that begin and end the transaction of the act.
        with assertNumQueries(statements + 2):
            use(member=member, newcomer=newcomer)


@pytest.fixture(scope="module")
def pool(django_db_setup, django_db_blocker):
    before = dict(os.environ)
    with django_db_blocker.unblock(), storms.open_pool() as pool:
        yield pool
    os.environ.clear()
    os.environ.update(before)


def use_in_a_process(job):
    """How many of `times` tries in a row are let through."""
    action, member, times, start = job
    user = User.objects.get(pk=member) if member else None
    time.sleep(max(0, start - time.time()))
    return sum(use(action, user, newcomer=False) for _ in range(times))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize(
    ("action", "signed_in", "most"), [("ask", True, 10), ("report", False, 60)]
)
def test_of_many_at_once_no_more_get_through_than_may(pool, action, signed_in, most, over):
    member = make_user() if signed_in else None
    if over:
        use(action, member, newcomer=False)
        Bucket.objects.update(count=1000, until=timezone.now() - HOUR)
    start = time.time() + 1
    jobs = [(action, member and member.pk, most // 2, start)] * storms.PROCESSES
    assert sum(pool.map(use_in_a_process, jobs)) == most
    assert set(Bucket.objects.values_list("count", flat=True)) == {most}
