"""Group-informed consensus beside what Polis itself worked out, of three conversations.

Small et al. 2021, "Polis: Scaling deliberation by mapping high dimensional opinion spaces",
Recerca 26(2); in the source of Polis, `group-aware-consensus` in
math/src/polismath/math/conversation.clj: the product over groups of (A + 1) / (S + 2), A the
participants of the group who agree and S those who voted, a pass included.
"""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from collectif.counting import GeometricMean, Profile, group_informed_consensus, tiers_of

SEATTLE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "polis_seattle15"

SERVED = {
    "0": ((3, 1, 5), (0, 4, 4), 0.09523809523809523),
    "1": ((0, 5, 6), (3, 0, 3), 0.1),
    "2": ((2, 3, 6), (0, 3, 3), 0.07500000000000001),
    "3": ((0, 1, 2), (2, 0, 2), 0.1875),
    "4": ((0, 0, 1), (0, 0, 0), 0.16666666666666666),
    "5": ((1, 0, 2), (0, 1, 1), 0.16666666666666666),
    "6": ((0, 1, 2), (0, 0, 0), 0.125),
    "7": ((2, 2, 5), (1, 1, 2), 0.21428571428571427),
    "8": ((1, 0, 2), (0, 0, 0), 0.25),
    "9": ((1, 1, 3), (3, 0, 3), 0.32000000000000006),
    "10": ((2, 0, 3), (0, 0, 0), 0.30000000000000004),
    "11": ((0, 0, 1), (0, 0, 0), 0.16666666666666666),
    "12": ((0, 0, 1), (0, 0, 0), 0.16666666666666666),
    "13": ((3, 0, 4), (1, 2, 3), 0.26666666666666666),
    "14": ((0, 0, 1), (0, 0, 0), 0.16666666666666666),
}
"""Statement -> (A, D, S) of a group of 6 and of a group of 5, and `group-aware-consensus`.

What a Polis server told of a conversation of 11 participants on 23 January 2025 (`group-votes` and
`group-aware-consensus` of its math document), as quoted in public notes on the interface of Polis.
"""

BIKE_LANES = {
    "a": """
        --+---+---+- -.....--.-.- -+-+00+0++++ --------+-++ ++-+++++++-+ ---+----+-0-
    """,
    "b": """
        ++-+++++++++ ++++++++++-- ++++++++++0+ ............ ++++++-+++-- +++++++0+--0
        .....+...... ............ +.+++++.++.- ++++++++++++ +0++++++0+-0 .+........-.
        +0++++++++0- ++++++++++-- +++++0++0+0+ ++0+++++++-+ 0+0+++++0+-0 0+++00++++00
        ++++++++-+-- ++++++++++-0 +++++++++00- ++++++++0+-- +++.+..++..+ ++++++++-+--
        +.+...+.++-- +...++.....- -++++++-0+++ .+.......+.. +++++++++0+- +.++++.+-.-0
        ......++.+.. .....+...... .+..++.+.... ++++++++0+-- ++0+0..++... ............
    """,
}
"""Group -> the votes of its participants on statements 0 to 11: + agrees, - disagrees, 0 passes.

"Bike Lanes in Toronto", pol.is/7btrabcujr, exported 29 August 2025 (participant-votes.csv; 42 of
46 participants are in a group), as kept with the tests of polis-community/red-dwarf.
"""

BIKE_LANES_COUNTED = (
    ((1, 6), (24, 27)),
    ((2, 5), (24, 26)),
    ((1, 5), (22, 26)),
    ((3, 5), (24, 24)),
    ((1, 5), (25, 27)),
    ((1, 5), (25, 27)),
    ((3, 6), (23, 24)),
    ((1, 6), (24, 26)),
    ((4, 5), (17, 26)),
    ((2, 6), (22, 25)),
    ((3, 5), (4, 24)),
    ((3, 6), (7, 26)),
)
"""For each statement (agrees, votes) of both groups, in comment-groups.csv of the same export."""


def test_what_a_polis_server_told() -> None:
    """Products to the last digit that it printed; its statements in the same order."""
    rows = []
    for statement, (one, other, _) in SERVED.items():
        for group, (agrees, disagrees, seen) in (("g0", one), ("g1", other)):
            votes = [1] * agrees + [-1] * disagrees + [0] * (seen - agrees - disagrees)
            rows += [(f"{group}-{i}", statement, vote) for i, vote in enumerate(votes)]
    groups = {"g0": [f"g0-{i}" for i in range(6)], "g1": [f"g1-{i}" for i in range(5)]}
    room = Profile.from_grades(
        rows, scale=(-1, 1), options=SERVED, voters=[*groups["g0"], *groups["g1"]]
    )

    found = group_informed_consensus(room, at_least=1, groups=groups)

    for statement, (one, other, consensus) in SERVED.items():
        said = found.votes[statement]
        assert [one[::2], other[::2]] == [(s.agrees, s.n) for s in said.values()]
        assert float(found.products[statement]) == pytest.approx(consensus, rel=1e-15)
        assert float(found.means[statement]) == pytest.approx(consensus**0.5, rel=1e-12)
    printed = {s: Fraction(value).limit_denominator(1000) for s, (_, _, value) in SERVED.items()}
    assert tiers_of(printed) == found.tiers


def test_groups_of_the_bike_lanes() -> None:
    """The agreements and votes of each group, as Polis counted them in its own export."""
    groups = {
        name: {f"{name}{i}": votes for i, votes in enumerate(rows.split())}
        for name, rows in BIKE_LANES.items()
    }
    value = {"+": 1, "-": -1, "0": 0}
    room = Profile.from_grades(
        [
            (who, str(statement), value[vote])
            for members in groups.values()
            for who, votes in members.items()
            for statement, vote in enumerate(votes)
            if vote != "."
        ],
        scale=(-1, 1),
        options=map(str, range(12)),
        voters=[who for members in groups.values() for who in members],
    )

    found = group_informed_consensus(room, at_least=1, groups=groups)

    assert [6, 36] == [len(members) for members in found.groups.values()]
    assert BIKE_LANES_COUNTED == tuple(
        tuple((said.agrees, said.n) for said in votes.values()) for votes in found.votes.values()
    )
    # What most agree to is not what both groups agree to: the smaller group would not have "0".
    assert 25 == sum(said.agrees for said in found.votes["0"].values())
    assert found.means["0"] < GeometricMean(product=Fraction(1, 2), k=1) < found.means["3"]


@pytest.mark.skipif(not SEATTLE.is_dir(), reason=f"the Seattle conversation is not at {SEATTLE}")
def test_groups_of_seattle() -> None:
    """Agreements and votes of each group add up to those published of its participants.

    Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under
    CC BY 4.0 with Attribution to The Computational Democracy Project.
    """
    with (SEATTLE / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    statements = [name for name in people[0] if name.isdigit()]
    groups = {
        name: [row["participant"] for row in people if row["group-id"] == name] for name in "01"
    }
    room = Profile.from_grades(
        [(row["participant"], s, int(row[s])) for row in people for s in statements if row[s]],
        scale=(-1, 1),
        options=statements,
        voters=[row["participant"] for row in people],
    )

    found = group_informed_consensus(room, at_least=1, groups=groups)

    assert (99, 39, 201) == (*map(len, found.groups.values()), len(found.ungrouped))
    for name in groups:
        rows = [row for row in people if row["group-id"] == name]
        assert sum(int(row["n-agree"]) for row in rows) == sum(
            votes[name].agrees for votes in found.votes.values()
        )
        assert sum(int(row["n-votes"]) for row in rows) == sum(
            votes[name].n for votes in found.votes.values()
        )
    for statement in statements:
        product = Fraction(1)
        for name in groups:
            column = [row[statement] for row in people if row["group-id"] == name]
            product *= Fraction(column.count("1") + 1, len(column) - column.count("") + 2)
        assert product == found.products[statement]
