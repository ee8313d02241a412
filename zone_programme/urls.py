"""Addresses of the Zone; others script against them, so they stay."""

from django.urls import include, path

from zone_programme import views
from zone_programme.propose import KIT
from zone_programme.views import (
    appointments,
    door,
    exports,
    feedback,
    files,
    host,
    open_mic,
    propose,
    reviewing,
    speaker,
)
from zone_programme.views.favourites import favourites

app_name = "zone_programme"

urlpatterns = [
    path("", views.newest, name="newest"),
    path("<int:year>/", views.programme, name="programme"),
    path("<int:year>/sessions/<slug:slug>/", views.session, name="session"),
    path("<int:year>/speakers/", views.speakers, name="speakers"),
    path("<int:year>/councils/", views.councils, name="councils"),
    path("<int:year>/now/", views.now, name="now"),
    path("<int:year>/propose/<str:key>/withdraw/", propose.withdraw, name="propose_withdraw"),
    path("<int:year>/propose/", include(KIT.urls)),
    path("<int:year>/speaker/<str:key>/", speaker.speaker, name="speaker"),
    path("<int:year>/speaker/<str:key>/picture/", speaker.own_picture, name="speaker_own_picture"),
    path("<int:year>/speaker/<str:key>/files/", files.speaker_files, name="speaker_files"),
    path("files/<int:pk>/<str:name>", files.download, name="session_file"),
    path("speakers/<int:pk>/<str:name>", speaker.picture, name="speaker_picture"),
    path("<int:year>/my/", views.my_zone, name="my_zone"),
    path("<int:year>/my/stars/", favourites, name="stars"),
    path("<int:year>/review/", reviewing.reviews, name="reviews"),
    path("<int:year>/review/<int:proposal>/", reviewing.review, name="review"),
    path("<int:year>/review/<int:proposal>/conflict/", reviewing.conflict, name="review_conflict"),
    path("<int:year>/feedback/", feedback.choose, name="feedback_choice"),
    path("<int:year>/sessions/<slug:slug>/feedback/", feedback.session_feedback, name="feedback"),
    path("<int:year>/door/<str:key>/", door.doors, name="door"),
    path("<int:year>/door/<str:key>/presses/", door.presses, name="presses"),
    path("<int:year>/door/<str:key>/worker.js", door.worker, name="door_worker"),
    path("<int:year>/door/<str:key>/at/<uuid:slot>/", door.counter, name="counter"),
    path("<int:year>/door/<str:key>/<slug:space>/", door.space_now, name="door_space"),
    path("<int:year>/appointments/", appointments.index, name="appointments"),
    path("<int:year>/appointments/<int:pk>/", appointments.book, name="book"),
    path("<int:year>/appointments/yours/<str:key>/", appointments.appointment, name="appointment"),
    path("<int:year>/appointments/yours/<str:key>/cancel/", appointments.cancel, name="cancel_appointment"),
    path("<int:year>/appointments/host/<str:key>/", host.host, name="host"),
    path("<int:year>/open-mic/", open_mic.open_mics, name="open_mics"),
    path("<int:year>/open-mic/<int:pk>/", open_mic.open_mic, name="open_mic"),
    path("<int:year>/open-mic/steward/<str:key>/", open_mic.steward, name="open_mic_steward"),
    path("<int:year>/programme.ics", exports.calendar, name="calendar"),
    path("<int:year>/programme.pdf", exports.export("programme.pdf"), name="pdf"),
    path("<int:year>/programme-folded.pdf", exports.export("programme-folded.pdf"), name="folded_pdf"),
    path("<int:year>/changes.atom", exports.changes, name="changes"),
    *[
        path(f"<int:year>/{name}", exports.export(name), name=name)
        for name in ("schedule.xml", "schedule.json", "programme.csv", "programme.json")
    ],
]
