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
from .professionals import claim, quote, unquote, verify, waiting_questions, withdraw
from .reading import post, question, rules
from .searching import similar
from .writing import accept, helpful

__all__ = [
    "accept",
    "answer",
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
    "rules",
    "similar",
    "stop_mail",
    "unquote",
    "verify",
    "waiting_questions",
    "withdraw",
]
