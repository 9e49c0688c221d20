"""How often something may be done, counted in the database so that all processes share it.

Everyone’s own limits come first. Visitors and newcomers, who could come back under another name,
also share the limit of their network, which lets a class of thirty behind one address through.
Members in standing never count against it.

A count begins with the first use and starts again an hour, or a day, after that.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.db import connection, models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Limits(NamedTuple):
    """Of one action: how often it may be done, and the words for it."""

    newcomer: tuple[int, int]
    """In an hour and in a day, by a member who is new here."""
    member: tuple[int, int]
    """The same for members in standing."""
    network: int
    """In an hour, by all visitors and newcomers behind one address together."""
    done: str
    again: str


LIMITS = {
    "ask": Limits((3, 5), (10, 30), 60, "asked {} questions", "ask the next one"),
    "answer": Limits((6, 15), (30, 120), 120, "posted {} answers", "post the next one"),
    "comment": Limits((10, 30), (60, 250), 200, "posted {} comments", "post the next one"),
    "edit": Limits((20, 60), (60, 250), 300, "changed posts {} times", "save the next change"),
    "vote": Limits((40, 120), (300, 1200), 600, "marked posts {} times", "mark the next one"),
    "follow": Limits((30, 90), (120, 500), 400, "pressed Follow or Mute {} times", "do so again"),
    "report": Limits((5, 15), (20, 60), 60, "sent {} reports", "send the next one"),
    "apply": Limits((2, 4), (4, 10), 40, "applied {} times", "apply again"),
    "export": Limits((2, 5), (3, 10), 60, "asked for your data {} times", "ask for it again"),
    "useful": Limits((60, 200), (120, 400), 300, "said {} times what was useful", "say it again"),
    "mistake": Limits((5, 15), (20, 60), 60, "reported {} mistakes", "report the next one"),
}

CROWDED = (
    "Many people who are new here share your connection to the internet, as at a school, and "
    "together they have reached its limit."
)


class Bucket(models.Model):
    """How often `key` was used in the window that ends at `until`. The key holds no name or address."""

    key = models.CharField(max_length=120, unique=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


# One statement decides, so that of many at once no more get through than may. Both databases know it.
TAKE = f"""
    INSERT INTO {Bucket._meta.db_table} AS bucket ("key", "count", "until") VALUES (%s, 1, %s)
    ON CONFLICT ("key") DO UPDATE SET
        "count" = CASE WHEN bucket."until" <= %s THEN 1 ELSE bucket."count" + 1 END,
        "until" = CASE WHEN bucket."until" <= %s THEN excluded."until" ELSE bucket."until" END
    WHERE bucket."until" <= %s OR bucket."count" < %s
"""  # noqa: S608  the table's name is ours


class Limit(NamedTuple):
    """One count that a use adds to."""

    key: str
    most: int
    window: timedelta
    reached: str
    """What someone is told who has reached it, with a place for the count."""
    again: str

    def take(self, now: datetime) -> bool:
        """Count one use; False, and nothing is counted, when the limit is reached."""
        until, at = map(connection.ops.adapt_datetimefield_value, (now + self.window, now))
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [self.key, until, at, at, at, self.most])
            return bool(cursor.rowcount)


class TooOften(Exception):  # noqa: N818  it is no error: people get ahead of a limit
    """A limit is reached until `until`. As text: what is said to the person, in two sentences."""

    def __init__(self, limit: Limit, bucket: Bucket, now: datetime) -> None:
        self.until = bucket.until
        self.seconds = max(1, math.ceil((bucket.until - now).total_seconds()))
        reached = limit.reached.format(bucket.count)
        super().__init__(f"{reached} You can {limit.again} in {self._wait()}.")

    def _wait(self) -> str:
        minutes = math.ceil(self.seconds / 60)
        if minutes >= 120:
            return f"{math.ceil(minutes / 60)} hours"
        return f"{minutes} minutes" if minutes > 1 else "a minute"


@contextmanager
def spending(action: str, request: HttpRequest, newcomer: bool) -> Iterator[None]:
    """One transaction for an act and for counting it: what undoes the act gives the use back.

    Raises TooOften, and counts nothing, when a limit of the person or of their network is reached.
    """
    now = timezone.now()
    with transaction.atomic():
        limits = _limits(action, request, newcomer)
        for number, limit in enumerate(limits):
            if not limit.take(now):
                raise _refusal(limits[number:], now)
        yield


def _limits(action: str, request: HttpRequest, newcomer: bool) -> list[Limit]:
    """What a use counts against, in this order: whoever is refused by a limit of their own takes
    nothing from their network.
    """
    table, limits = LIMITS[action], []
    if request.user.is_authenticated:
        per_hour, per_day = table.newcomer if newcomer else table.member
        for name, most, window in (("hour", per_hour, HOUR), ("24 hours", per_day, DAY)):
            key = f"{action}:{name}:member:{request.user.pk}"
            reached = f"You have {table.done} in the last {name}."
            limits.append(Limit(key, most, window, reached, table.again))
    if newcomer or not request.user.is_authenticated:
        key = f"{action}:hour:network:{network_digest(request)}"
        limits.append(Limit(key, table.network, HOUR, CROWDED, "go on"))
    return limits


def _refusal(limits: list[Limit], now: datetime) -> TooOften:
    """Of these limits, the first of which is reached: the one that takes longest to wait for."""
    by_key = {limit.key: limit for limit in limits}
    rows = Bucket.objects.filter(key__in=by_key, until__gt=now).order_by("-until")
    row = next(row for row in rows if row.count >= by_key[row.key].most)
    return TooOften(by_key[row.key], row, now)


def network_digest(request: HttpRequest) -> str:
    """Names where a request comes from without the address: by it networks can only be told apart.

    An IPv6 address stands for its /64, which is what one household or school gets.
    """
    address = ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Network((int(address), 64), strict=False)[0]
    return salted_hmac("careerportal.limits", str(address), algorithm="sha256").hexdigest()


def forget_old() -> int:
    """Delete what no longer counts; how many rows that were."""
    return Bucket.objects.filter(until__lte=timezone.now()).delete()[0]
