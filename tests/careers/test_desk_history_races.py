"""Two editors who bring back the same deleted page at the same time, on either database."""

import pytest

from careers import publishing
from careers.models import Career, Version
from tests.builders import make_career, make_user
from tests.community.test_races import post_all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_that_many_recover_at_once_comes_back_once() -> None:
    career = make_career("Nurse")
    key = career.pk
    publishing.delete(key, None)
    version = Version.objects.get(event=Version.Event.DELETED)
    address = f"/admin/careers/career/deleted/{version.pk}/recover/"
    people = [make_user(is_staff=True, is_superuser=True) for _ in range(4)]
    codes = sorted(
        answer.status_code for answer in post_all_at_once([(who, address, {}) for who in people])
    )
    assert codes.count(302) == 1
    # The others find it there already, or no longer among the deleted ones.
    assert set(codes) <= {302, 404, 409}
    assert Career.objects.get().pk == key
    assert Version.objects.filter(event=Version.Event.RESTORED).count() == 1
