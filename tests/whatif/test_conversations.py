"""What-ifs of open conversations: the same groups, without a participant or an event."""

from __future__ import annotations

import pytest

import collectif
from collectif.counting import Profile, group_informed_consensus
from collectif.errors import CollectifError
from collectif.exchange.polis import import_polis
from collectif.whatif.asking import what_if
from collectif.whatif.sweeping import sweep

VOTES = {  # two groups: 1 to 3, and 4 and 5; all but one agree to statement 2
    1: (1, -1, 1), 2: (1, -1, 1), 3: (1, -1, 1), 4: (-1, 1, 1), 5: (-1, 1, -1),
}  # fmt: skip
GRADES = {"AGREE": 1, "PASS": 0, "DISAGREE": -1}


@pytest.fixture(scope="module")
def view(tmp_path_factory):
    folder = tmp_path_factory.mktemp("polis")
    start = 1_400_000_000_000
    comments = "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    rows = [f"{start},{n},9,0,0,1,Statement {n}\n" for n in range(3)]
    (folder / "comments.csv").write_text(comments + "".join(rows), "utf-8")
    votes = [
        f"{start + 10 * who + n},{n},{who},{vote}\n"
        for who, row in VOTES.items()
        for n, vote in enumerate(row)
    ]
    table = "timestamp,comment-id,voter-id,vote\n" + "".join(votes)
    (folder / "votes.csv").write_text(table, "utf-8")
    collective = collectif.open("memory:")
    import_polis(folder, collective)
    return collective.view()


def test_a_participant_is_left_out_of_its_group(view):
    """Counted again over the stances that are left, with the same groups."""
    now = what_if(view)
    assert now.before == now.after
    for who in now.before.opinions.participants:
        answer = what_if(view, without=[who])
        standing = {k: s for k, s in now.before.opinions.standing.items() if k[0] != who}
        profile = Profile.from_grades(
            [(a, b, GRADES[s]) for (a, b), s in standing.items()],
            scale=(-1, 1), options=tuple(now.before.opinions.given),
        )  # fmt: skip
        groups = {name: [one for one in group if one != who]
                  for name, group in now.before.consensus.groups.items()}  # fmt: skip
        groups = {name: group for name, group in groups.items() if group}
        alone = group_informed_consensus(profile, at_least=1, groups=groups)
        assert answer.after.consensus == alone
        assert answer.premises[0].details["count"] == 3


def test_an_event_is_left_out(view):
    """The stance before it stands again, or none."""
    row = sweep(view, "events").rows[0]
    answer = what_if(view, excluding=[row.name])
    assert len(answer.after.opinions.standing) == len(answer.before.opinions.standing) - 1
    assert any(one.name == "standings" for one in answer.difference)


def test_rows_are_single_what_ifs(view):
    for over, name in (("members", "without"), ("events", "excluding")):
        found = sweep(view, over)
        assert found.rows
        for row in found.rows:
            assert what_if(view, **{name: [row.name]}).leaders[1] == row.leaders


@pytest.mark.parametrize(
    "changes",
    [{"rule": "borda"}, {"without": ["ghost"]}, {"without_criteria": ["x"]}, {"weights": {"x": 1}}],
)
def test_what_a_conversation_has_not_is_refused(view, changes):
    with pytest.raises(CollectifError):
        what_if(view, **changes)
    with pytest.raises(CollectifError):
        sweep(view, "rules")
