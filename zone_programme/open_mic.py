"""The list of an open mic: joining it on the day, and what stewards do with it. Each locks the sitting first.

What readers see of the list is `OpenMic`; who holds a steward's link may do the rest.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from innovation_db import links
from innovation_db.models import ContributorLink
from innovation_db.refusals import RefusedError
from zone_programme.models import Sitting, Turn, Zone

WAITING, NO_SHOW = Turn.State.WAITING, Turn.State.NO_SHOW
FULL = "The list is full. Ask the steward at the stand: sometimes somebody does not come."


def _path(link: ContributorLink) -> str:
    zone = Zone.objects.only("year").get(pk=link.about_id or 0)
    return reverse("zone_programme:open_mic_steward", args=[zone.year, link.key])


STEWARD = links.register(
    links.Purpose(name="open-mic", what="the lists of the open mic", template="zone_open_mic", path=_path, days=300)
)


@dataclass(frozen=True)
class OpenMic:
    """An open mic as it is at this moment: who speaks, who comes next and after, who spoke, and how many fit in."""

    sitting: Sitting
    now: Turn | None
    coming: list[Turn]
    done: list[Turn]
    left: int
    over: bool
    joinable: bool

    @property
    def next(self) -> Turn | None:
        return self.coming[0] if self.coming else None

    @property
    def full(self) -> bool:
        return self.left <= 0

    @property
    def state(self) -> str:
        """What tells this list from any other, for pages that need not be sent again."""
        return repr([(turn.pk, turn.state, turn.position) for turn in [*self.coming, *self.done]] + [self.now])


def look(sitting: Sitting) -> OpenMic:
    """Return the list of `sitting` as it is now. Costs one query."""
    turns = list(sitting.turns.order_by("position"))
    moment = timezone.now()
    over = sitting.ends_at <= moment or sitting.off or sitting.zone.state == Zone.State.CLOSED
    waiting = [turn for turn in turns if turn.state == WAITING]
    on = sitting.starts_at <= moment and not over
    return OpenMic(
        sitting=sitting,
        now=waiting[0] if on and waiting else None,
        coming=waiting[1:] if on else waiting,
        done=[turn for turn in turns if turn.state != WAITING],
        left=sitting.size - sum(turn.state != NO_SHOW for turn in turns),
        over=over,
        joinable=not over and is_the_day(sitting),
    )


def is_the_day(sitting: Sitting) -> bool:
    """Whether the list is open: on the day, by the clock of the Zone. A made-up Zone shows it all the time."""
    return sitting.zone.demonstration or sitting.local(timezone.now()).date() == sitting.start.date()


@transaction.atomic
def join(*, sitting: Sitting, name: str, council: str, title: str, helped: bool = False) -> Turn:
    """Put somebody at the end of the list; `helped` says that a steward does. Raises `RefusedError`."""
    sitting = _locked(sitting)
    here = look(sitting)
    if here.over:
        raise RefusedError("This open mic is over.")
    if not here.joinable and not helped:
        raise RefusedError(f"The list opens on {sitting.start:%A} {sitting.start.day} {sitting.start:%B}.")
    if any((turn.name.lower(), turn.title.lower()) == (name.lower(), title.lower()) for turn in here.coming):
        raise RefusedError("You are on the list with this already.")
    if here.full:
        raise RefusedError(FULL)
    last = sitting.turns.aggregate(last=Max("position"))["last"] or 0
    return Turn.objects.create(sitting=sitting, position=last + 1, name=name, council=council, title=title)


@transaction.atomic
def mark(*, turn: Turn, state: Turn.State) -> None:
    """Note that somebody spoke or did not come, or put them back on the list. Raises `RefusedError`."""
    sitting = _locked(turn.sitting)
    if turn.state == NO_SHOW and state != NO_SHOW and look(sitting).full:
        raise RefusedError("The list is full meanwhile, so there is no time left for them.")
    Turn.objects.filter(pk=turn.pk).update(state=state, marked_at=None if state == WAITING else timezone.now())


@transaction.atomic
def move(*, turn: Turn, up: bool) -> None:
    """Let a waiting turn change places with the one before it, or after it."""
    _locked(turn.sitting)
    waiting = list(turn.sitting.turns.waiting())
    place = next((place for place, one in enumerate(waiting) if one.pk == turn.pk), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(waiting):
        return
    one, two = waiting[place], waiting[other]
    Turn.objects.filter(pk=one.pk).update(position=two.position)
    Turn.objects.filter(pk=two.pk).update(position=one.position)


@transaction.atomic
def remove(*, turn: Turn) -> None:
    """Take somebody off the list for good; nothing is kept of them."""
    _locked(turn.sitting)
    Turn.objects.filter(pk=turn.pk).delete()


def _locked(sitting: Sitting) -> Sitting:
    row: Sitting = Sitting.objects.select_for_update(of=("self",), no_key=True).with_names().get(pk=sitting.pk)
    return row
