"""The public pages of the Zone, one module for each group of them."""

from zone_programme.views.my_zone import my_zone
from zone_programme.views.now import now
from zone_programme.views.people import councils, speakers
from zone_programme.views.programme import newest, programme
from zone_programme.views.session import session

__all__ = ["councils", "my_zone", "newest", "now", "programme", "session", "speakers"]
