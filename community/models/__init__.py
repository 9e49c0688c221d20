from .post import ANSWERS_PER_PAGE, HelpfulVote, Post, Sort
from .question import CareerBoard, Question, State

__all__ = ["ANSWERS_PER_PAGE", "CareerBoard", "HelpfulVote", "Post", "Question", "Sort", "State"]
