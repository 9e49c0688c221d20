"""Every kind of page, for the tests that look at all of them: axe-core and the Nu checker."""

from datetime import timedelta

from django.utils import timezone

from careers.models import Career
from community.mail import stop_url
from community.models import Draft, MemberMute, QuestionMute
from tests.builders import (
    add_parts,
    make_answer,
    make_attainment,
    make_career,
    make_comment,
    make_occupation,
    make_projection,
    make_question,
    make_user,
)
from tests.community.professionals import make_quotation, make_verification

READER = [
    "/", "/careers/", "/careers/?q=nothing", "/careers/?pay_from=100000&pay_to=50000&page=9",
    "/careers/fields/health-care/", "/careers/sample-keeper/", "/careers/bare/", "/careers/compare/",
    "/careers/compare/?career=sample-keeper&career=airline-pilot", "/search/", "/search/?q=sample",
    "/search/?q=zzzz", "/about/data/", "/privacy/", "/accessibility/", "/contact/", "/community/",
    "/community/?show=unanswered", "/community/?career=airline-pilot", "/community/rules/",
    "/community/questions/{question}/x/", "/community/posts/{answer}/comments/",
    "/community/posts/{answer}/history/", "/nowhere/", "/community/members/reader/",
    "/community/?show=active&career=sample-keeper&part=salary", "/community/?show=verified",
    "/community/ask/?career=sample-keeper&part=salary", "/community/questions/{question}/answer/",
    "/community/mail/stop/{stop}/",
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
]  # fmt: skip
MEMBER = [
    "/community/ask/?career=sample-keeper", "/community/questions/{question}/x/",
    "/community/questions/{question}/answer/", "/community/posts/{post}/edit/", "/community/drafts/",
    "/community/posts/{answer}/comment/", "/community/posts/{own}/delete/",
    "/community/verify/", "/community/verify/questions/", "/community/?show=following",
    "/community/muted/", "/community/muted/?show=questions", "/community/members/{folded}/",
    "/community/notifications/", "/community/notifications/?after=1", "/community/mail/",
    "/accounts/profile/", "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/",
    "/accounts/logout/",
]  # fmt: skip


def make_site() -> dict[str, int | str]:
    """One of everything the addresses name; gives what stands in them.

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
    question = make_question(career=career, author=member, text=text, part="salary")
    for place in ("ask", f"answer:{question.pk}"):
        Draft.objects.keep(member, place, 0, title="How do I", body="begin?")
    ends = timezone.localdate() + timedelta(days=9)
    make_verification(member, career, state="approved", expires_on=ends, reason="Welcome.")
    make_question("What does a sample keeper do all day?", career=career)
    answer = make_answer(question)
    question.accept(answer)
    own = make_answer(question, author=member)
    make_quotation(own, own.text)
    answer.rewrite("Ask on the *second* day.", 1)
    for _ in range(6):
        make_comment(answer, text="Which *one*?", author=member)
    folded = make_answer(question)
    assert folded.author
    make_comment(answer, author=folded.author)
    MemberMute.objects.set_muted(member, folded.author, True)
    QuestionMute.objects.set_muted(member, make_question(), True)
    return {
        "folded": folded.author.handle,
        "question": question.pk,
        "post": question.posts.get(number=0).pk,
        "answer": answer.pk,
        "own": own.pk,
        "stop": stop_url(member, question.pk).rstrip("/").rpartition("/")[2],
    }
