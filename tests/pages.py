"""Every kind of page, for the tests that look at all of them: axe-core and the Nu checker."""

from careers.models import Career
from tests.builders import (
    add_parts,
    make_answer,
    make_attainment,
    make_career,
    make_occupation,
    make_projection,
    make_question,
    make_user,
)

READER = [
    "/", "/careers/", "/careers/?q=nothing", "/careers/?pay_from=100000&pay_to=50000&page=9",
    "/careers/fields/health-care/", "/careers/sample-keeper/", "/careers/bare/", "/careers/compare/",
    "/careers/compare/?career=sample-keeper&career=airline-pilot", "/search/", "/search/?q=sample",
    "/search/?q=zzzz", "/about/data/", "/privacy/", "/accessibility/", "/contact/", "/community/",
    "/community/?show=unanswered", "/community/?career=airline-pilot", "/community/rules/",
    "/community/questions/{question}/x/", "/nowhere/", "/accounts/login/", "/accounts/signup/",
    "/accounts/password/reset/",
]  # fmt: skip
MEMBER = [
    "/community/ask/?career=sample-keeper", "/community/questions/{question}/x/",
    "/community/questions/{question}/answer/", "/community/posts/{post}/edit/",
    "/accounts/profile/", "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/",
    "/accounts/logout/",
]  # fmt: skip


def make_site() -> dict[str, int]:
    """One of everything the addresses name; gives the numbers that stand in them.

    The member is called "reader".
    """
    occupation = make_occupation("15-2051")
    make_projection(occupation)
    make_attainment(occupation)
    career = add_parts(
        make_career("Sample Keeper", occupation=occupation, reviewed_on="2026-11-20"), 3
    )
    Career.objects.filter(pk=career.pk).update(
        video_url="https://vimeo.com/12345", video_transcript="Hello."
    )
    top_coded = make_occupation(median=226_600, annual_p75=239_200, annual_p90=239_200)
    make_career("Airline Pilot", occupation=top_coded)
    make_career("Bare")
    member = make_user("reader")
    text = "## A heading\n\n- a list\n\n`code` and **bold**"
    question = make_question(career=career, author=member, text=text)
    answer = make_answer(question)
    question.accept(answer)
    make_answer(question, author=member)
    return {"question": question.pk, "post": question.posts.get(number=0).pk}
