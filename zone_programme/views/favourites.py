"""Where a browser sends its stars, when its reader wants us to have them."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from innovation_db.rate_limits import limited
from zone_programme.models import FavouriteSet
from zone_programme.my_zone import MyZone
from zone_programme.views.answers import released


class FavouritesForm(forms.Form):
    key = forms.UUIDField()
    sessions = forms.CharField(required=False, max_length=4000)


@csrf_exempt  # nothing here goes by who is signed in, and the page that asks is the same for everybody
@require_POST
@limited("stars")
def favourites(request: HttpRequest, year: int) -> HttpResponse:
    """Keep the stars in place of those sent before with the same key; none takes them back."""
    here, reading = released(year)
    form = FavouritesForm(request.POST)
    if not form.is_valid():
        return HttpResponse("Send a key and session numbers, such as 3,7,12.", status=422, content_type="text/plain")
    said = form.cleaned_data
    ids = sorted(session.id for session in MyZone(reading, said["sessions"]).sessions)
    if ids:
        FavouriteSet.objects.update_or_create(zone=here.zone, key=said["key"], defaults={"sessions": ids})
    else:
        FavouriteSet.objects.of(here.zone).filter(key=said["key"]).delete()
    return HttpResponse(status=204)
