"""Addresses of the board of asks and offers; cards on walls lead to them, so they stay."""

from django.urls import path

from zone_programme.asks import mine, pages

app_name = "asks"

urlpatterns = [
    path("", pages.board, name="board"),
    path("post/", pages.post, name="post"),
    path("post/sent/", pages.sent, name="sent"),
    path("wall/", pages.wall, name="wall"),
    path("cards.pdf", pages.cards_pdf, name="cards"),
    path("notices.atom", pages.feed, name="feed"),
    path("<int:pk>/", pages.notice, name="notice"),
    path("<int:pk>/answer/", pages.answer, name="answer"),
    path("<int:pk>/card.pdf", pages.card_pdf, name="card"),
    path("mine/<str:key>/", mine.overview, name="mine"),
    path("mine/<str:key>/change/", mine.change, name="change"),
    path("mine/<str:key>/end/", mine.end, name="end"),
    path("mine/<str:key>/renew/", mine.renew, name="renew"),
    path("mine/<str:key>/introduce/<int:other>/", mine.introduce, name="introduce"),
    path("mine/<str:key>/introductions/<int:pk>/", mine.answer_introduction, name="answer_introduction"),
]
