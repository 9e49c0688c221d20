from .draft import Draft
from .following import CareerFollow, MemberMute, QuestionFollow, QuestionMute, ReadMark
from .notification import Delivery, MailChoice, Notification
from .post import (
    ANSWERS_PER_PAGE,
    COMMENT_MAX_LENGTH,
    COMMENTS_PER_PAGE,
    COMMENTS_SHOWN,
    Conflict,
    HelpfulVote,
    Post,
    Sort,
)
from .professional import Claim, Verification
from .question import CareerBoard, PagePart, Question, State
from .quotation import Quotation
from .revision import Revision

__all__ = [
    "ANSWERS_PER_PAGE",
    "COMMENTS_PER_PAGE",
    "COMMENTS_SHOWN",
    "COMMENT_MAX_LENGTH",
    "CareerBoard",
    "CareerFollow",
    "Claim",
    "Conflict",
    "Delivery",
    "Draft",
    "HelpfulVote",
    "MailChoice",
    "MemberMute",
    "Notification",
    "PagePart",
    "Post",
    "Question",
    "QuestionFollow",
    "QuestionMute",
    "Quotation",
    "ReadMark",
    "Revision",
    "Sort",
    "State",
    "Verification",
]
