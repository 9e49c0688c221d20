"""Addresses that are put together without a search of the site's map."""

import pytest
from django.urls import reverse

from careerportal.addresses import address


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("home", []),
        ("community:post", [7]),
        ("community:question", [10**17, "how-do-new-nurses-get-day-shifts"]),
        ("community:question", [7, "naïve plan 100%"]),
        ("community:member", ["jonah_p-2"]),
        ("careers:career", ["registered-nurse"]),
    ],
)
def test_an_address_is_the_one_on_the_map_of_the_site(name, parts):
    assert address(name, *parts) == reverse(name, args=parts)


def test_nothing_in_an_address_ends_the_attribute_it_stands_in():
    found = address("community:question", 7, """x" onclick='y'><b>&""")
    assert not set("\"'<>& ") & set(found)
