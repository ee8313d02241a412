"""The wall: which notices a screen shows now. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from zone_programme.models import AskOffer

AT_ONCE = 3  # of each kind: as many as can be read from three metres
SECONDS = 20  # that each turn stays


@dataclass(frozen=True)
class Column:
    title: str
    kind: str
    notices: list[AskOffer]
    total: int


class Wall:
    """The notices of one turn. The screen asks for the next turn by itself; after the last comes the first."""

    def __init__(self, notices: Iterable[AskOffer], turn: str) -> None:
        by_kind: dict[str, list[AskOffer]] = {kind: [] for kind in AskOffer.Kind.values}
        for notice in notices:
            by_kind[notice.kind].append(notice)
        self.turns = max(1, *(-(-len(found) // AT_ONCE) for found in by_kind.values()))
        self.turn = int(turn) % self.turns if turn.isdecimal() and len(turn) < 6 else 0
        self.columns = [
            Column(title, kind, _turn(by_kind[kind], self.turn), len(by_kind[kind]))
            for kind, title in ((AskOffer.Kind.ASK, "Who can help?"), (AskOffer.Kind.OFFER, "Who wants this?"))
        ]

    @property
    def empty(self) -> bool:
        return not any(column.total for column in self.columns)

    @property
    def next(self) -> str:
        """The address of the next turn."""
        return f"?turn={(self.turn + 1) % self.turns}"

    @property
    def seconds(self) -> int:
        return SECONDS


def _turn(notices: list[AskOffer], turn: int) -> list[AskOffer]:
    """Return the notices of a turn; a kind with fewer turns than the other begins again."""
    own = max(1, -(-len(notices) // AT_ONCE))
    first = turn % own * AT_ONCE
    return notices[first : first + AT_ONCE]
