from .draft import Draft
from .following import CareerFollow, MemberMute, QuestionFollow, QuestionMute, ReadMark
from .notification import Delivery, MailChoice, Notification
from .post import ANSWERS_PER_PAGE, HelpfulVote, Post, Sort
from .professional import Claim, Verification
from .question import CareerBoard, PagePart, Question, State
from .quotation import Quotation
from .revision import Revision

__all__ = [
    "ANSWERS_PER_PAGE",
    "CareerBoard",
    "CareerFollow",
    "Claim",
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
