from .reading import post, question, question_list, rules
from .writing import accept, answer, ask, edit, helpful

__all__ = [
    "accept",
    "answer",
    "ask",
    "edit",
    "helpful",
    "post",
    "question",
    "question_list",
    "rules",
]
