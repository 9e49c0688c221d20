from .asking import answer, ask
from .comments import comment, comments
from .drafts import discard, drafts
from .following import follow_career, follow_question
from .history import delete, edit, history
from .lists import question_list
from .members import member, mute_member, mute_question, muted
from .notifications import (
    mail_settings,
    notification,
    notifications,
    read_notifications,
    stop_mail,
)
from .privacy import leave, left, your_data
from .professionals import claim, quote, unquote, verify, waiting_questions, withdraw
from .reading import post, question, rules
from .reports import appeal, report_member, report_post, reported
from .searching import similar
from .writing import accept, helpful

__all__ = [
    "accept",
    "answer",
    "appeal",
    "ask",
    "claim",
    "comment",
    "comments",
    "delete",
    "discard",
    "drafts",
    "edit",
    "follow_career",
    "follow_question",
    "helpful",
    "history",
    "leave",
    "left",
    "mail_settings",
    "member",
    "mute_member",
    "mute_question",
    "muted",
    "notification",
    "notifications",
    "post",
    "question",
    "question_list",
    "quote",
    "read_notifications",
    "report_member",
    "report_post",
    "reported",
    "rules",
    "similar",
    "stop_mail",
    "unquote",
    "verify",
    "waiting_questions",
    "withdraw",
    "your_data",
]
