"""The one place that decides whether readers see a post at once or a moderator sees it first."""

import re
from collections.abc import Iterable, Sequence

from careerportal.accounts.models import User

from . import contact_details, crisis, standing
from .models import BoardSettings, Level, Review, Sign, State, WatchWord, may_moderate

URGENT = {Sign.CRISIS: Review.Urgency.NOW, Sign.CONTACT: Review.Urgency.SOON}
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def signs(
    author: User, texts: Sequence[str], anonymous: bool = False, seen: Iterable[str] = ()
) -> list[Sign]:
    """Why a post of these `texts` is held; empty when readers may see it at once.

    `seen` are the signs that its form gave: see Sign.TRAP and Sign.FAST.
    """
    if author.is_staff and may_moderate(author):
        return []
    level = standing.level_of(author)
    found = [Sign(sign) for sign in seen]
    if crisis.find(*texts):
        found.append(Sign.CRISIS)
    if contact_details.find(*texts):
        found.append(Sign.CONTACT)
    if watched(texts):
        found.append(Sign.WATCH_WORD)
    if level == Level.NEW:
        found.append(Sign.MINOR if author.is_minor else Sign.FIRST)
    if level < Level.REGULAR and any(map(LINK.search, texts)):
        found.append(Sign.LINK)
    if anonymous and (level < Level.REGULAR or author.is_minor):
        found.append(Sign.ANONYMOUS)
    if BoardSettings.reviews_everything():
        found.append(Sign.EVERYTHING)
    return found


def state_for(found: Sequence[Sign]) -> State:
    return State.PENDING if found else State.PUBLISHED


def urgency(found: Iterable[Sign], texts: Sequence[str]) -> Review.Urgency:
    """How soon a moderator should look at it."""
    levels = [URGENT.get(sign, Review.Urgency.NORMAL) for sign in found]
    levels += [Review.Urgency.SOON for word in watched(texts) if word.is_urgent]
    return max(levels, default=Review.Urgency.NORMAL)


def watched(texts: Sequence[str]) -> list[WatchWord]:
    """The watch words that stand in `texts`, as whole words in any case."""
    said = contact_details.as_read(*texts)
    words = [word for word in WatchWord.objects.all() if word.stem]
    return [word for word in words if _pattern(word).search(said)]


def _pattern(word: WatchWord) -> re.Pattern[str]:
    ending = r"\w*" if word.words.endswith("*") else ""
    return re.compile(rf"(?<!\w){re.escape(word.stem)}{ending}(?!\w)")
