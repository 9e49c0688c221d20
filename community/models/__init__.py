from .anonymity import AnonymousAuthor
from .desk import (
    BoardSettings,
    Departure,
    MemberNote,
    ReasonTemplate,
    Sanction,
    WatchWord,
    may_moderate,
)
from .draft import Draft
from .following import CareerFollow, MemberMute, QuestionFollow, QuestionMute, ReadMark
from .notification import Delivery, MailChoice, Notification
from .post import Conflict, Post
from .post_query import (
    ANSWERS_PER_PAGE,
    COMMENT_MAX_LENGTH,
    COMMENTS_PER_PAGE,
    COMMENTS_SHOWN,
    Sort,
)
from .professional import Claim, Verification
from .question import CareerBoard, PagePart, Question, State
from .quotation import Quotation
from .review import Report, Review, Sign
from .revision import Revision
from .standing import Level, Standing
from .vote import HelpfulVote

__all__ = [
    "ANSWERS_PER_PAGE",
    "COMMENTS_PER_PAGE",
    "COMMENTS_SHOWN",
    "COMMENT_MAX_LENGTH",
    "AnonymousAuthor",
    "BoardSettings",
    "CareerBoard",
    "CareerFollow",
    "Claim",
    "Conflict",
    "Delivery",
    "Departure",
    "Draft",
    "HelpfulVote",
    "Level",
    "MailChoice",
    "MemberMute",
    "MemberNote",
    "Notification",
    "PagePart",
    "Post",
    "Question",
    "QuestionFollow",
    "QuestionMute",
    "Quotation",
    "ReadMark",
    "ReasonTemplate",
    "Report",
    "Review",
    "Revision",
    "Sanction",
    "Sign",
    "Sort",
    "Standing",
    "State",
    "Verification",
    "WatchWord",
    "may_moderate",
]
