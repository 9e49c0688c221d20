"""Mail about the board: opened with the news, written when it is sent, tried again when that fails.

Killed at any moment, it neither forgets a mail nor sends one more than twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.db import connection, transaction
from django.db.models import Case, CharField, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from careerportal.accounts.models import User

from .models import Delivery, MailChoice, Notification

LEASE = timedelta(minutes=10)
"""After this time a worker that began to send a mail counts as dead. Far more than sending takes."""
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480)]
NEWS_SHOWN = 30
NEWS_AT_ONCE = 1000

Frequency = MailChoice.Frequency
State = Delivery.State
Clock = Callable[[], datetime]
log = logging.getLogger(__name__)
signer = Signer(salt="community.mail")


def open_deliveries(members: QuerySet[User], now: datetime) -> None:
    """Have a mail ready for each of `members` who wants any, in the transaction of the news.

    News join a mail that waits already. The UPDATE that changes nothing locks it until this
    transaction ends: else it could leave without news that are not committed yet. Call this once
    per transaction: all lock in one order, so that nobody waits for each other.
    """
    times = [
        When(mail_choice__frequency=frequency, then=Value(frequency.next_time(now)))
        for frequency in (Frequency.DAILY, Frequency.WEEKLY)
    ]
    wanting = members.exclude(mail_choice__frequency=Frequency.NEVER).order_by("pk")
    rows = wanting.values_list(
        "pk",
        Concat(Value("mail:"), Cast("pk", CharField())),
        Value(State.WAITING.value),
        Value(0),
        Case(*times, default=Value(Frequency.AT_ONCE.next_time(now))),
        Value(now),
        Value(""),
    )
    select, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO community_delivery "
            "(recipient_id, key, state, attempts, next_at, created_at, error) "
            f"{select} ON CONFLICT (key) DO UPDATE SET key = excluded.key",
            params,
        )


def send_due(go_on: Callable[[], bool] = lambda: True, clock: Clock = timezone.now) -> int:
    """Send what is due, until `go_on` says no; how many mails left. Any number may run at once."""
    sent = 0
    while go_on() and (delivery := Delivery.objects.due(clock()).first()):
        if _claim(delivery, clock()):
            sent += _send(delivery, clock)
    return sent


def _claim(delivery: Delivery, now: datetime) -> bool:
    """Whether this worker is the one to send it: one UPDATE decides."""
    unclaimed = Delivery.objects.filter(
        pk=delivery.pk, state=delivery.state, attempts=delivery.attempts, next_at=delivery.next_at
    )
    delivery.attempts += 1
    return bool(
        unclaimed.update(state=State.SENDING, attempts=delivery.attempts, next_at=now + LEASE)
    )


def _send(delivery: Delivery, clock: Clock) -> bool:
    unmailed = Notification.objects.filter(recipient=delivery.recipient_id, mailed_at=None)
    news = list(unmailed.order_by("pk").values_list("pk", flat=True)[:NEWS_AT_ONCE])
    try:
        message = write(delivery, news)
        if message:
            message.send()
    except Exception as error:  # noqa: BLE001  whatever breaks one mail must not hold back the others
        log.warning("Mail %s was not sent: %r", delivery.pk, error)
        _put_off(delivery, error, clock())
        return False
    _finish(delivery, news, State.SENT if message else State.EMPTY, clock())
    return bool(message)


def _put_off(delivery: Delivery, error: Exception, now: datetime) -> None:
    """Try again after a pause, or give up; then the news wait for the next mail."""
    row, said = _mine(delivery), repr(error)[:200]
    if delivery.attempts > len(PAUSES):
        row.update(state=State.FAILED, key=_finished_key(delivery), error=said)
    else:
        pause = PAUSES[delivery.attempts - 1]
        row.update(state=State.WAITING, next_at=now + pause, error=said)


@transaction.atomic
def _finish(delivery: Delivery, news: list[int], state: Delivery.State, now: datetime) -> None:
    """Close the mail, and open the next one when there was news while it was being sent."""
    key = _finished_key(delivery)
    _mine(delivery).update(state=state, key=key, sent_at=now, error="")
    Notification.objects.filter(pk__in=news).settle(mailed_at=now)
    left = Notification.objects.filter(recipient=delivery.recipient_id, mailed_at=None)
    open_deliveries(User.objects.filter(pk__in=left.values("recipient")[:1]), now)


def _finished_key(delivery: Delivery) -> str:
    """Makes room for the member's next mail."""
    return f"mail:{delivery.recipient_id}:{delivery.pk}"


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, unless another worker took it over."""
    return Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)


def write(delivery: Delivery, news: list[int]) -> EmailMultiAlternatives | None:
    """The mail, from what its recipient may read now and has not read; None when nothing is left."""
    member = delivery.recipient
    told = Notification.objects.visible_to(member).unread().filter(pk__in=news)
    notes = list(told.with_story().order_by("pk")[: NEWS_SHOWN + 1])
    wanted = MailChoice.objects.filter(member=member, frequency=Frequency.NEVER)
    if not notes or not member.is_active or wanted.exists():
        return None
    questions = {note.question for note in notes}
    context = {
        "member": member,
        "notes": notes[:NEWS_SHOWN],
        "more": len(notes) > NEWS_SHOWN,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "stop": stop_url(member),
    }
    if len(questions) == 1 and (question := notes[0].question):
        context |= {"question": question, "stop_following": stop_url(member, question.pk)}
    message = EmailMultiAlternatives(
        settings.EMAIL_SUBJECT_PREFIX + _subject(notes),
        render_to_string("community/email/news.txt", context),
        to=[member.email],
        headers=_headers(delivery, stop_url(member)),
    )
    message.attach_alternative(render_to_string("community/email/news.html", context), "text/html")
    return message


def _subject(notes: list[Notification]) -> str:
    about = Truncator(notes[0].about).chars(60)
    first = f"{notes[0].words} " + (f"“{about}”" if notes[0].title else about)
    more = len(notes) - 1
    rest = (", and more" if more == NEWS_SHOWN else f", and {more} more") if more else ""
    # One line, as a header must be.
    return " ".join(f"{first}{rest}".split())


def _headers(delivery: Delivery, stop: str) -> dict[str, str]:
    host = urlsplit(settings.SITE_URL).hostname
    return {
        # The same for each attempt, so that a mail program can tell that a second one is the first.
        "Message-ID": f"<delivery-{delivery.pk}@{host}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def stop_url(member: User, question: int | None = None) -> str:
    """The address that ends all mail to `member`, or their following of one question."""
    token = signer.sign_object([member.pk, question])
    return settings.SITE_URL + reverse("community:stop-mail", args=[token])


def read_token(token: str) -> tuple[int, int | None]:
    """Whose mail, and which question, if one, a stop address is about. ValueError: it is not ours."""
    try:
        member, question = signer.unsign_object(token)
    except BadSignature as error:
        raise ValueError("This address was not made here.") from error
    return member, question
