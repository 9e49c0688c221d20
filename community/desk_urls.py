"""The moderators’ desk, below /community/moderation/."""

from django.urls import path

from .views import desk_item, desk_overview, desk_queue

urlpatterns = [
    path("", desk_queue.queue, name="desk"),
    path("decide/", desk_queue.decide_chosen, name="desk-decide"),
    path("reviews/<int:pk>/", desk_item.review, name="desk-review"),
    path("reviews/<int:pk>/claim/", desk_item.claim, name="desk-claim"),
    path("posts/<int:pk>/", desk_item.post, name="desk-post"),
    path("figures/", desk_overview.figures, name="desk-figures"),
    path("log/", desk_overview.log, name="desk-log"),
]
