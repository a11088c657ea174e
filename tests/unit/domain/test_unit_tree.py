from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewdesk.domain.unit_tree import derive


def test_a_unit_stands_under_the_unit_of_its_heads_manager():
    unit_of = {"chief": "top", "head": "a", "clerk": "a", "odd": "a", "deputy": "b"}
    above = {"head": "chief", "clerk": "head", "odd": "deputy", "deputy": "chief"}
    assert derive(unit_of, above, {}) == {"top": None, "a": "top", "b": "top"}


def test_a_settled_unit_stays_where_it_is():
    assert derive({"x": "a", "y": "b"}, {"x": "y"}, {"a": None})["a"] is None


def test_two_units_above_each_other_are_not_both_believed():
    unit_of = {"a1": "a", "a2": "a", "b1": "b", "b2": "b"}
    found = derive(unit_of, {"a1": "b1", "b2": "a2"}, {})
    assert sorted(found) == ["a", "b"]
    assert None in found.values()


@given(
    st.dictionaries(st.integers(0, 12), st.integers(0, 4)),
    st.dictionaries(st.integers(0, 12), st.integers(0, 12)),
)
def test_every_unit_has_a_way_to_the_top(unit_of, above):
    found = derive(unit_of, above, {})
    assert set(found) == set(unit_of.values())
    for unit in found:
        seen = set()
        current = unit
        while current is not None:
            assert current not in seen
            seen.add(current)
            current = found[current]
