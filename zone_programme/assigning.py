"""Who scores which proposal: shares the work out evenly; pure, no Django."""

from collections.abc import Collection, Iterable, Sequence


def assign(
    proposals: Sequence[int],
    reviewers: Sequence[int],
    *,
    each: int,
    taken: Collection[tuple[int, int]] = (),
    barred: Collection[tuple[int, int]] = (),
) -> list[tuple[int, int]]:
    """Return the (proposal, reviewer) pairs to add, so that every proposal has `each` reviewers where that can be.

    `taken` are pairs there are already, which count towards `each` and towards what somebody has to do; `barred` are
    pairs that must not be, for a conflict of interest. The next proposal goes to whoever has least to do; of equals,
    to the one named first. The same input always gives the same pairs.
    """
    load = dict.fromkeys(reviewers, 0)
    there: dict[int, set[int]] = {proposal: set() for proposal in proposals}
    for proposal, reviewer in taken:
        if reviewer in load:
            load[reviewer] += 1
        if proposal in there:
            there[proposal].add(reviewer)
    place = {reviewer: number for number, reviewer in enumerate(load)}
    refused = set(barred)
    pairs = []
    for proposal in _scarcest_first(there, load, refused):
        for _ in range(each - len(there[proposal])):
            free = [one for one in load if one not in there[proposal] and (proposal, one) not in refused]
            if not free:
                break
            reviewer = min(free, key=lambda one: (load[one], place[one]))
            load[reviewer] += 1
            there[proposal].add(reviewer)
            pairs.append((proposal, reviewer))
    return pairs


def _scarcest_first(
    there: dict[int, set[int]], reviewers: Iterable[int], barred: set[tuple[int, int]]
) -> Iterable[int]:
    """Return the proposals, those that fewest may score first, lest the others use up who is left for them."""
    everybody = list(reviewers)
    return sorted(there, key=lambda proposal: sum((proposal, one) not in barred for one in everybody))
