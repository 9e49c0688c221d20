"""Every kind of page, for the tests that look at all of them: axe-core and the Nu checker."""

import uuid
from datetime import timedelta

from django.utils import timezone

from careerportal.accounts import audit
from careerportal.accounts.models import User
from careers.document import content
from careers.models import Career, Occupation, Preview, Version, WageEstimate
from careers.previews import signer
from community import measures, posting, threads
from community.mail import stop_url
from community.models import Draft, MemberMute, Post, Question, QuestionMute, Review, State
from tests.builders import (
    add_parts,
    make_answer,
    make_area,
    make_attainment,
    make_career,
    make_comment,
    make_data_page,
    make_local_wages,
    make_occupation,
    make_profile,
    make_projection,
    make_question,
    make_release,
    make_user,
)
from tests.careers.profiles import make_rich_profile
from tests.community.desk import make_appeal, make_report
from tests.community.professionals import make_quotation, make_verification

READER = [
    "/", "/careers/", "/careers/?q=nothing", "/careers/?pay_from=100000&pay_to=50000&page=9",
    "/careers/fields/health-care/", "/careers/sample-keeper/", "/careers/bare/", "/careers/sample-keeper/changes/", "/careers/sample-keeper/changes/?version=2", "/careers/preview/{preview}/", "/careers/rich-data/", "/careers/thin-data/", "/careers/compare/",
    "/careers/compare/?career=sample-keeper&career=airline-pilot", "/careers/compare/?add=a&add=zq",
    "/careers/sample-keeper/?place=texas", "/careers/place/?state=TX", "/careers/place/?q=zq", "/careers/interests/?a=l", "/careers/interests/results/?a=lldudullduduldududlldududuldud",
    "/careers/change/?from=z", "/careers/change/?from=sample-keeper&to=airline-pilot",
    "/search/", "/search/?q=sample",
    "/search/?q=zzzz", "/careers/sample-keeper/useful/?part=salary&useful=0",
    "/mistake/?page=/careers/sample-keeper/", "/mistake/sent/?page=/careers/sample-keeper/", "/about/data/", "/about/pay/", "/api/", "/privacy/", "/accessibility/", "/contact/", "/community/",
    "/community/?show=unanswered", "/community/?career=airline-pilot", "/community/rules/",
    "/community/questions/{question}/x/", "/community/posts/{answer}/comments/",
    "/community/posts/{answer}/history/", "/nowhere/", "/community/members/reader/",
    "/community/?show=active&career=sample-keeper&part=salary", "/community/?show=verified",
    "/community/ask/?career=sample-keeper&part=salary", "/community/questions/{question}/answer/",
    "/community/mail/stop/{stop}/", "/community/posts/{answer}/report/",
    "/community/your-data/left/",
    "/community/members/reader/report/", "/community/reported/?help=1",
    "/community/questions/{closed}/x/",
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
]  # fmt: skip
MEMBER = [
    "/community/ask/?career=sample-keeper", "/community/questions/{question}/x/",
    "/community/questions/{question}/answer/", "/community/posts/{post}/edit/", "/community/drafts/",
    "/community/posts/{answer}/comment/", "/community/posts/{own}/delete/",
    "/community/posts/{answer}/report/", "/community/posts/{hidden}/",
    "/community/posts/{hidden}/appeal/",
    "/community/posts/{changed}/edit/", "/community/verify/", "/community/verify/questions/",
    "/community/?show=following",
    "/community/muted/", "/community/muted/?show=questions", "/community/members/{folded}/",
    "/community/notifications/", "/community/notifications/?after=1", "/community/mail/",
    "/community/standing/",
    "/community/your-data/", "/community/your-data/leave/",
    "/accounts/profile/", "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/",
    "/accounts/logout/",
]  # fmt: skip
MODERATOR = [
    "/community/moderation/", "/community/moderation/?show=mine",
    "/community/moderation/reviews/{waiting}/", "/community/moderation/reviews/{reported}/",
    "/community/moderation/reviews/{appealed}/", "/community/moderation/reviews/{of_member}/",
    "/community/moderation/reviews/{decided}/", "/community/posts/{answer}/moderate/",
    "/community/moderation/figures/", "/community/moderation/log/",
    "/community/moderation/questions/{question}/", "/community/moderation/questions/{closed}/",
    "/community/moderation/members/{folded}/", "/community/moderation/posts/{anonymous}/author/",
]  # fmt: skip


def make_site() -> dict[str, int | str]:
    """One of everything the addresses name; gives what stands in them.

    The member is called "reader", the moderator "warden".
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
    make_history(career)
    top_coded = make_occupation(median=226_600, annual_p75=239_200, annual_p90=239_200)
    make_career("Airline Pilot", occupation=top_coded)
    make_pay_in_places(occupation)
    make_data_page(make_rich_profile(occupation), title="Rich", slug="rich-data")
    make_data_page(make_profile(make_occupation()), title="Thin, All Other", slug="thin-data")
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
    hidden, changed = make_at_the_desk(member)
    return (
        make_queue(answer, changed)
        | make_measures(folded.author)
        | {
            "folded": folded.author.handle,
            "question": question.pk,
            "preview": make_preview(career, member),
            "post": question.posts.get(number=0).pk,
            "answer": answer.pk,
            "own": own.pk,
            "hidden": hidden.pk,
            "changed": changed.pk,
            "stop": stop_url(member, question.pk).rstrip("/").rpartition("/")[2],
        }
    )


def make_history(career: Career) -> None:
    """Rows added, moved and changed, words and choices changed."""
    now = content(career)
    before = now | {
        "summary": "Keeps samples.",
        "skills": now["skills"][:0:-1],
        "education": now["education"] | {"minimum": "masters"},
    }
    for number, document in enumerate((before, now), start=1):
        Version.objects.create(career=career, number=number, event="published", document=document)


def make_preview(career: Career, editor: User) -> str:
    """What stands in its address."""
    ends = timezone.now() + timedelta(days=9)
    row = Preview.objects.create(
        career=career, document=content(career), made_by=editor, expires_at=ends
    )
    return signer.sign(str(row.pk))


def make_pay_in_places(occupation: Occupation) -> None:
    """Seven states, one of which publishes nothing, a metropolitan area, and a year before."""
    WageEstimate.objects.create(
        occupation=occupation, release=make_release(2023), annual_median=55_000
    )
    for number, code in enumerate(["TX", "CA", "NY", "OH", "WA", "FL", "VT"]):
        area = make_area("Texas" if code == "TX" else f"State of {code}", state=code)
        make_local_wages(occupation, area, 60_000 + 5_000 * number if code != "VT" else None)
    make_local_wages(occupation, make_area("Austin, TX", kind="metro", state="TX"), hourly_mean=31)


def make_at_the_desk(author: User) -> tuple[Post, Post]:
    """A thread with all that can happen to one's answers: hidden, to be changed, waiting."""
    hidden, changed = (make_answer(question, author=author) for question in [make_question()] * 2)
    phone = "Call me at 555-123-4567."
    posting.rewrite(changed, author, phone, 1)
    make_answer(hidden.question, phone, author)
    review = Review.objects.of_post(hidden, Review.Kind.REPORT, [])
    review.close(Review.Decision.HIDDEN, None, "It names a school.\n\nLeave the name out.")
    hidden.set_state(State.HIDDEN)
    return hidden, changed


def make_queue(answer: Post, changed: Post) -> dict[str, int | str]:
    """A moderator and one review of each kind."""
    make_user("warden", is_staff=True, is_superuser=True)
    make_report(answer, "harm", "She said so.\n\nTwice.")
    hidden = make_answer(changed.question)
    decided = make_report(hidden)
    decided.close(Review.Decision.HIDDEN, None, "It is unkind.\n\nSay it another way.")
    hidden.set_state(State.HIDDEN)
    make_appeal(hidden, "It names nobody.")
    audit.record(None, "post.hidden", hidden, f"review {decided.pk}")
    audit.record(None, "member.silence", make_user(), "sanction 1")
    return {
        "waiting": Review.objects.open().get(post=changed).pk,
        "reported": Review.objects.open().get(post=answer).pk,
        "appealed": Review.objects.open().get(post=hidden).pk,
        "of_member": Review.objects.create(kind="report", member=make_user(), signs=["spam"]).pk,
        "decided": decided.pk,
    }


def make_measures(member: User) -> dict[str, int | str]:
    """A member and the author of an anonymous question who may not write; a thread that is closed."""
    warden, until = User.objects.get(handle="warden"), timezone.now() + timedelta(days=9)
    what = {"kind": "silence", "until": until, "reason": "No phone numbers.\n\nNot even yours."}
    measures.sanction(member, warden, 0, **what)
    measures.add_note(member, warden, "Was warned.")
    asked = Question(title="Is it normal to cry after a shift?", author=make_user())
    anonymous = posting.ask(asked, "I can’t say who I am.", uuid.uuid4(), anonymous=True)
    measures.sanction_author(anonymous, warden, 0, **what)
    closed = make_question("Which courses do welders take first?")
    threads.close(closed, warden, "The course is no longer offered.")
    threads.set_pinned(closed, warden, True)
    return {"closed": closed.pk, "anonymous": anonymous.pk}
