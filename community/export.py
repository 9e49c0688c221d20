"""All that a member wrote and did, as one ZIP of pages for people and of JSON for programs.

What is not theirs is not in it: nobody’s name under a pseudonym, no moderator’s, nor who reported
what. Rows go from the database into the file one by one, so that the memory it takes is bounded.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import chain, repeat
from typing import IO, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from careerportal.accounts.models import User

from .models import (
    AnonymousAuthor,
    CareerFollow,
    Claim,
    Delivery,
    Draft,
    HelpfulVote,
    MailChoice,
    MemberMute,
    Notification,
    Post,
    Question,
    QuestionFollow,
    QuestionMute,
    ReadMark,
    Report,
    Review,
    Revision,
    Sanction,
    Verification,
)

CHUNK = 500
PLACE_OF_ROWS = "<!-- rows -->"

Row = dict[str, Any]
"""What is said of one thing, by names that are words."""


class Kind(NamedTuple):
    name: str
    title: str
    rows: Callable[[User], Iterator[Row]]


def _link(view: str, *args: Any) -> str:
    return settings.SITE_URL + reverse(view, args=args)


def _titled(rows: QuerySet[Any], member: User, column: str = "question") -> Iterator[Any]:
    """Rows with the title of their question as `seen_title`: None where they may not read it now."""
    seen = Question.objects.visible_to(member).filter(pk=OuterRef(column))
    yield from rows.annotate(seen_title=Subquery(seen.values("title")[:1])).iterator(CHUNK)


def _profile(member: User) -> Iterator[Row]:
    choice = MailChoice.objects.filter(member=member).first() or MailChoice()
    yield {
        "e_mail": member.email,
        "handle": member.handle,
        "name": member.name,
        "joined": member.date_joined,
        "last_signed_in": member.last_login,
        "turns_18_in": member.turns_18_in and f"{member.turns_18_in:%Y-%m}",
        "may_not_write_until": member.silenced_until,
        "may_not_take_part_until": member.suspended_until,
        "mail_about_the_board": choice.get_frequency_display(),
    }


def _addresses(member: User) -> Iterator[Row]:
    for address in EmailAddress.objects.filter(user=member).iterator():
        yield {
            "e_mail": address.email,
            "confirmed": address.verified,
            "main_address": address.primary,
        }


def _factors(member: User) -> Iterator[Row]:
    """Without their secrets, with which others could sign in."""
    for factor in Authenticator.objects.filter(user=member).iterator():
        yield {
            "kind": factor.get_type_display(),
            "name": str(factor.wrap()) if factor.type == Authenticator.Type.WEBAUTHN else "",
            "added": factor.created_at,
            "last_used": factor.last_used_at,
        }


def _posts(member: User) -> Iterator[Row]:
    hidden = AnonymousAuthor.objects.written_by(member)
    for posts in (Post.objects.filter(author=member), Post.objects.filter(pk__in=hidden)):
        for post in _titled(posts.order_by("pk"), member):
            yield {
                "address": _link("community:post", post.pk),
                "kind": post.get_kind_display(),
                "question": post.seen_title,
                "state": post.get_state_display(),
                "posted_anonymously_as": post.pseudonym,
                "text": post.text,
                "role": post.role,
                "years_in_it": post.years,
                "still_in_it": post.still_in_role,
                "marked_as_by_a_professional": post.is_verified,
                "found_helpful_by": post.helpful_count,
                "posted": post.created_at,
                "changed": post.edited_at,
                "changed_by_a_moderator": post.edited_by_id is not None,
            }


def _revisions(member: User) -> Iterator[Row]:
    hidden = AnonymousAuthor.objects.written_by(member)
    revisions = Revision.objects.order_by("pk")
    for mine in (revisions.filter(post__author=member), revisions.filter(post__in=hidden)):
        for revision in mine.iterator(CHUNK):
            yield {
                "address": _link("community:post", revision.post_id),
                "version": revision.version,
                "title": revision.title,
                "text": revision.text,
                "written": revision.created_at,
                "shown_to_readers": not revision.is_withheld,
            }


def _drafts(member: User) -> Iterator[Row]:
    for draft in Draft.objects.visible_to(member).select_related("career").iterator(CHUNK):
        yield {
            "address": settings.SITE_URL + draft.get_absolute_url(),
            "title": draft.title,
            "text": draft.body,
            "career": draft.career and draft.career.title,
            "part_of_the_page": draft.get_part_display(),
            "to_be_posted_anonymously": draft.anonymous,
            "role": draft.role,
            "years_in_it": draft.years,
            "still_in_it": draft.still_in_role,
            "saved": draft.updated_at,
        }


def _follows(member: User) -> Iterator[Row]:
    for follow in _titled(QuestionFollow.objects.filter(member=member), member):
        address = _link("community:question-short", follow.question_id)
        yield {"question": follow.seen_title, "address": address, "since": follow.created_at}
    under_pseudonym = AnonymousAuthor.objects.filter(wants_news=True).asked_by(member)
    for question in Question.objects.filter(pk__in=under_pseudonym).iterator(CHUNK):
        address = _link("community:question-short", question.pk)
        yield {"question": question.title, "address": address, "since": question.created_at}
    for career in CareerFollow.objects.filter(member=member).select_related("career").iterator():
        yield {"career": career.career.title, "since": career.created_at}


def _mutes(member: User) -> Iterator[Row]:
    for mute in MemberMute.objects.filter(member=member).select_related("muted").iterator(CHUNK):
        yield {"member": mute.muted.handle}
    for muted in _titled(QuestionMute.objects.filter(member=member), member):
        address = _link("community:question-short", muted.question_id)
        yield {"question": muted.seen_title, "address": address}


def _votes(member: User) -> Iterator[Row]:
    votes = HelpfulVote.objects.filter(voter=member).order_by("pk")
    for vote in _titled(votes, member, "post__question"):
        address = _link("community:post", vote.post_id)
        yield {"under": vote.seen_title, "address": address, "marked": vote.created_at}


def _applications(member: User) -> Iterator[Row]:
    own = Verification.objects.filter(member=member).order_by("pk").prefetch_related("careers")
    for application in own.iterator(CHUNK):
        yield {
            "job": application.role,
            "years_in_it": application.years,
            "careers": ", ".join(career.title for career in application.careers.all()),
            "evidence": application.evidence,
            "state": application.get_state_display(),
            "decided": application.decided_at,
            "reason": application.reason,
            "holds_until": application.expires_on,
            "sent": application.created_at,
        }


def _claims(member: User) -> Iterator[Row]:
    for claim in _titled(Claim.objects.filter(member=member), member):
        address = _link("community:question-short", claim.question_id)
        yield {"question": claim.seen_title, "address": address, "until": claim.until}


def _notifications(member: User) -> Iterator[Row]:
    """What is hidden by now is told of without its words."""
    seen = Notification.objects.visible_to(member).filter(pk=OuterRef("pk"))
    own = Notification.objects.filter(recipient=member).with_story()
    for note in own.annotate(is_seen=Exists(seen)).order_by("pk").iterator(CHUNK):
        yield {
            "kind": note.get_kind_display(),
            "words": f"{note.words} {note.about}" if note.is_seen else "",
            "told": note.created_at,
            "read": note.read_at,
        }


def _mails(member: User) -> Iterator[Row]:
    for mail in Delivery.objects.filter(recipient=member).order_by("pk").iterator(CHUNK):
        yield {"state": mail.get_state_display(), "opened": mail.created_at, "sent": mail.sent_at}


def _read_marks(member: User) -> Iterator[Row]:
    for mark in _titled(ReadMark.objects.filter(member=member).order_by("pk"), member):
        yield {
            "question": mark.seen_title,
            "address": _link("community:question-short", mark.question_id),
            "answers_there_were": mark.answer_count,
            "read": mark.read_at,
        }


def _sanctions(member: User) -> Iterator[Row]:
    for sanction in Sanction.objects.filter(member=member).order_by("pk").iterator():
        yield {
            "kind": sanction.get_kind_display(),
            "reason": sanction.reason,
            "from": sanction.created_at,
            "until": sanction.until,
            "ended_early": sanction.ended_at,
        }


def _decisions(member: User) -> Iterator[Row]:
    """What moderators decided about one’s posts. Of reports that led to nothing nobody is told."""
    told = ~Q(kind=Review.Kind.REPORT) | Q(was_hidden_at_once=True)
    told |= Q(decision__in=[Review.Decision.HIDDEN, Review.Decision.RESTORED])
    hidden = AnonymousAuthor.objects.written_by(member)
    reviews = Review.objects.filter(told).order_by("pk")
    for mine in (reviews.filter(post__author=member), reviews.filter(post__in=hidden)):
        for review in mine.iterator(CHUNK):
            is_report = review.kind == Review.Kind.REPORT
            yield {
                "address": _link("community:post", review.post_id),
                "about": "Post" if is_report else review.get_kind_display(),
                "title_put_forward": review.title,
                "text_put_forward": review.text,
                "job_put_forward": review.role,
                "appeal": review.plea,
                "decision": review.get_decision_display() or "Not decided yet",
                "reason": review.reason,
                "decided": review.decided_at,
            }


def _reports(member: User) -> Iterator[Row]:
    sent = Report.objects.filter(reporter=member).select_related("review").order_by("pk")
    for report in sent.iterator(CHUNK):
        post = report.review.post_id
        yield {
            "address": _link("community:post", post) if post else "",
            "reason": report.get_reason_display(),
            "text": report.text,
            "sent": report.created_at,
        }


KINDS = [
    Kind("profile", "Your profile", _profile),
    Kind("addresses", "Your e-mail addresses", _addresses),
    Kind("sign-in", "Ways to sign in besides your password", _factors),
    Kind("posts", "Your questions, answers and comments", _posts),
    Kind("earlier-versions", "What your posts said before", _revisions),
    Kind("drafts", "Your drafts", _drafts),
    Kind("follows", "What you follow", _follows),
    Kind("mutes", "Whom and what you muted", _mutes),
    Kind("helpful", "Posts you found helpful", _votes),
    Kind("applications", "Your applications as a professional", _applications),
    Kind("claims", "Questions you said you are answering", _claims),
    Kind("notifications", "What you were told", _notifications),
    Kind("mails", "Mails about the board", _mails),
    Kind("read", "Questions you have opened", _read_marks),
    Kind("measures", "Measures against you", _sanctions),
    Kind("decisions", "Decisions about your posts", _decisions),
    Kind("reports", "Reports you sent", _reports),
]


def write(member: User, file: IO[bytes]) -> None:
    """Write the ZIP of `member` into `file`."""
    now = timezone.localtime()
    with ZipFile(file, "w") as archive:

        def add(name: str, parts: Iterator[str]) -> None:
            about = ZipInfo(f"your-data/{name}", now.timetuple()[:6])
            about.compress_type = ZIP_DEFLATED
            with archive.open(about, "w") as entry:
                for part in parts:
                    entry.write(part.encode())

        for kind in KINDS:
            add(f"{kind.name}.json", _json(kind.rows(member)))
            add(f"{kind.name}.html", _page(kind.title, map(_article, kind.rows(member))))
        links = format_html_join(
            "\n", '<li><a href="{}.html">{}</a></li>', ((kind.name, kind.title) for kind in KINDS)
        )
        add("index.html", _page("Your data", iter([format_html("<ul>{}</ul>", links)]), now))


def _json(rows: Iterator[Row]) -> Iterator[str]:
    encode = DjangoJSONEncoder(ensure_ascii=False, indent=1).encode
    separators = chain(["[\n"], repeat(",\n"))
    written = (before + encode(row) for row, before in zip(rows, separators, strict=False))
    first = next(written, "[")
    return chain([first], written, ["\n]\n"])


def _page(title: str, rows: Iterator[SafeString], made: datetime | None = None) -> Iterator[str]:
    context = {"title": title, "made": made, "rows": SafeString(PLACE_OF_ROWS)}
    context["site_name"] = settings.SITE_NAME
    page = render_to_string("community/privacy/export.html", context)
    begin, _, end = page.partition(PLACE_OF_ROWS)
    first = next(rows, SafeString("<p>There is nothing here.</p>"))
    return chain([begin, first], rows, [end])


def _article(row: Row) -> SafeString:
    said = [(name, value) for name, value in row.items() if value not in (None, "")]
    rows = ((name.replace("_", " ").capitalize(), _shown(name, value)) for name, value in said)
    return format_html("<dl>\n{}\n</dl>\n", format_html_join("\n", "<dt>{}</dt><dd>{}</dd>", rows))


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if name == "address":
        return format_html('<a href="{0}">{0}</a>', value)
    return str(value)
