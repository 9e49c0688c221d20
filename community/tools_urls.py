"""What moderators do with threads and members, and where a member reads about that."""

from django.urls import path

from .views import measures, tools

QUESTION = "moderation/questions/<int:pk>/"
MEMBER = "moderation/members/<slug:handle>/"
AUTHOR = "moderation/posts/<int:pk>/author/"

urlpatterns = [
    path("standing/", measures.own_standing, name="sanction"),
    path(QUESTION, tools.question, name="desk-question"),
    path(f"{QUESTION}merge/", tools.merge, name="merge"),
    path(f"{QUESTION}close/", tools.close, name="close"),
    path(f"{QUESTION}lock/", tools.lock, name="lock"),
    path(f"{QUESTION}pin/", tools.pin, name="pin"),
    path(f"{QUESTION}move/", tools.move, name="move"),
    path(MEMBER, measures.member, name="desk-member"),
    path(f"{MEMBER}notes/", measures.notes, name="member-notes"),
    path(f"{MEMBER}note/", measures.add_note, name="add-note"),
    path(f"{MEMBER}sanction/", measures.sanction, name="sanction-member"),
    path("moderation/sanctions/<int:pk>/end/", measures.end, name="end-sanction"),
    path(AUTHOR, measures.author, name="desk-author"),
    path(f"{AUTHOR}sanction/", measures.sanction_author, name="sanction-author"),
    path(
        f"{AUTHOR}sanctions/<int:number>/end/",
        measures.end_for_author,
        name="end-author-sanction",
    ),
]
