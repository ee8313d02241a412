"""The balance of a shortlist, and how proposals are shared out among reviewers."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zone_programme.assigning import assign
from zone_programme.balance import Entry, Origin, Share, balance

HILL = Origin(1, "Hill", "North West", "District council")
DALE = Origin(2, "Dale", "North West", "Unitary authority", featured=True)
MOOR = Origin(3, "Moor", "Wales", "District council")
ENTRIES = [Entry(1, "Data", (HILL, DALE)), Entry(2, "Data", (MOOR,)), Entry(3, "", (DALE,)), Entry(4, "Ageing")]

origins = st.builds(
    lambda pk: Origin(pk, f"Council {pk}", "NESW"[pk % 4], "ab"[pk % 2], featured=pk % 3 == 0), st.integers(1, 9)
)
entries = st.lists(st.tuples(st.sampled_from(["", "x", "y"]), st.lists(origins, max_size=3)), max_size=8).map(
    lambda rows: [Entry(number, theme, tuple(councils)) for number, (theme, councils) in enumerate(rows)]
)


def test_each_share_of_a_choice_beside_all() -> None:
    found = balance(ENTRIES, [1, 4])
    assert (found.chosen, found.all, found.councils) == (2, 4, 2)
    assert found.themes == [Share("Ageing", 1, 1), Share("Data", 1, 2), Share("No theme", 0, 1)]
    assert found.regions == [Share("No council", 1, 1), Share("North West", 1, 2), Share("Wales", 0, 1)]
    assert found.kinds == [
        Share("District council", 1, 2),
        Share("No council", 1, 1),
        Share("Unitary authority", 1, 2),
    ]


def test_councils_never_featured_are_named_chosen_or_not() -> None:
    found = balance(ENTRIES, [1])
    assert (found.new_councils, found.new_left_out) == ([HILL], [MOOR])


def test_whether_any_proposal_names_a_council() -> None:
    assert balance(ENTRIES, []).names_councils
    assert not balance([Entry(4, "Ageing")], [4]).names_councils


def test_nothing_proposed_yet() -> None:
    found = balance([], [1])
    assert (found.chosen, found.all, found.themes, found.new_left_out) == (0, 0, [], [])


@given(entries, st.sets(st.integers(0, 9)))
def test_every_entry_is_counted(of: list[Entry], chosen: set[int]) -> None:
    found = balance(of, chosen)
    assert sum(share.all for share in found.themes) == len(of) == found.all
    assert sum(share.chosen for share in found.themes) == found.chosen
    for shares in (found.themes, found.regions, found.kinds):
        assert all(0 <= share.chosen <= share.all <= len(of) for share in shares)
    new = {council.id for entry in of for council in entry.councils if not council.featured}
    assert {council.id for council in [*found.new_councils, *found.new_left_out]} == new


@given(
    st.integers(0, 8),
    st.integers(0, 5),
    st.integers(0, 5),
    st.sets(st.tuples(st.integers(0, 7), st.integers(0, 4))),
    st.sets(st.tuples(st.integers(0, 7), st.integers(0, 4))),
)
def test_proposals_are_shared_out(
    proposals: int, reviewers: int, each: int, taken: set[tuple[int, int]], barred: set[tuple[int, int]]
) -> None:
    pairs = assign(range(proposals), range(reviewers), each=each, taken=taken, barred=barred)
    assert len(set(pairs)) == len(pairs)
    assert not set(pairs) & (taken | barred)
    for proposal in range(proposals):
        has = {one for place, one in [*taken, *pairs] if place == proposal}
        could = {one for one in range(reviewers) if (proposal, one) not in barred}
        before = {one for place, one in taken if place == proposal}
        assert len(has) == max(len(before), min(each, len(before | could)))


@pytest.mark.parametrize(("proposals", "reviewers", "each"), list(product([1, 7, 30], [1, 3, 4], [1, 2, 3])))
def test_nobody_has_much_more_to_do_than_another(proposals: int, reviewers: int, each: int) -> None:
    pairs = assign(range(proposals), range(reviewers), each=each)
    loads = [sum(one == reviewer for _, one in pairs) for reviewer in range(reviewers)]
    assert max(loads) - min(loads) <= 1
