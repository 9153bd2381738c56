"""This module is about the laws of voices, rounds, ballots, secrecy and decisions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from collectif.acts.secrecy import is_voice
from collectif.acts.state import Known
from collectif.acts.things import Round
from collectif.acts.voices import Matter, quorum, recused
from collectif.ids import MemberId
from collectif.projections.ranking import results
from collectif.projections.scores import SCORES
from collectif.record.envelope import Recorded
from collectif.testing.machine.law import held, law
from collectif.testing.machine.trial import Trial

_SCORES = "domain.md 7, Scores"
_BALLOTS = "domain.md 7, Ballots"
_VOICES = "domain.md 3.2, one organisation one voice"

ANSWERS = ("score-cast", "ballot-cast", "ballot-received")


def _answers(trial: Trial) -> list[tuple[Recorded[Any], Round]]:
    """Return what the last command answered, each with its round as it was before."""
    answers = [event for event in trial.new if event.type in ANSWERS]
    return [(event, trial.before.rounds[event.data.round_id]) for event in answers]


@law(_VOICES)
def who_answers_has_a_voice_there(trial: Trial) -> None:
    """A voting member answers, under a mandate of its own that lets it and was there."""
    known = trial.before
    for event, round in _answers(trial):
        if is_voice(event.data.member_id):
            continue
        member, mandate = event.data.member_id, known.mandates.get(event.data.mandate_id)
        held(known.members[member].voting, member, "does not vote")
        held(mandate is not None and mandate.member == member, member, "has no mandate")
        held(mandate is not None and mandate.powers & {"SCORE", "DECIDE"}, member, "has no power")
        there = round.attended if round.closed else known.rooms[round.assembly].present
        held(event.data.mandate_id in there, member, "was not there")


@law(_VOICES)
def one_voice_a_member(trial: Trial) -> None:
    """No round counts more ballots, or more answers on a cell, than there are members."""
    there = len(trial.now.members) + len(trial.now.former)
    for round in trial.now.rounds.values():
        held(len(round.ballots) <= there and len(round.urn) <= there, round.id)
    last = Counter(
        (event.data.round_id, event.data.member_id)
        for event in trial.told
        if event.type == "ballot-cast" and is_voice(event.data.member_id)
    )
    held(all(count == 1 for count in last.values()), "a voice spoke twice", last)


@law(_VOICES)
def who_keeps_out_keeps_out(trial: Trial) -> None:
    """A member that keeps out of a proposal neither scores it nor decides on it."""
    for event, round in _answers(trial):
        room = trial.before.rooms[round.assembly]
        subjects = getattr(event.data, "ballot", None)
        if event.type == "score-cast":
            subjects = (event.data.proposal_id,)
        elif event.type == "ballot-received":
            subjects = event.data.scores or event.data.answers or ()
        for subject in subjects or ():
            decision = trial.before.decisions.get(subject)
            matter: Matter = "DECISION" if decision or round.kind == "CONSENT" else "SCORING"
            for proposal in decision.selects if decision else (subject,):
                out = recused(trial.before, event.data.member_id, proposal, matter, room.charter)
                held(not out, event.data.member_id, proposal)


@law(_VOICES)
def a_member_has_one_delegate_at_a_time(trial: Trial) -> None:
    """No two live mandates of delegates of a member hold at the same time and place."""
    live = [m for m in trial.now.mandates.values() if not m.ended and m.role == "DELEGATE"]
    for place, one in enumerate(live):
        for other in live[place + 1 :]:
            held(one.member != other.member or not one.overlaps(other), one.id, other.id)


@law("domain.md 3.4, rounds never reopen")
def closed_rounds_take_only_late_entries(trial: Trial) -> None:
    """After a round closed it takes what was given while it was open, in no secret round."""
    for event, round in _answers(trial):
        if round.closed is None:
            continue
        held(round.visibility != "SECRET", round.id, "was secret")
        charter = trial.before.rooms[round.assembly].charter
        admitted = charter is not None and charter.late_entries == "SECRETARY_WITH_REASON"
        held(admitted, round.id, "admits none")
        held(round.ended and round.began <= event.occurred <= round.ended, event.id, "is too late")
        held(event.data.reason, event.id, "says no reason")


@law("domain.md 3.4, Assembly")
def no_room_closes_over_an_open_round(trial: Trial) -> None:
    """While a round is open its assembly is."""
    for round in trial.now.rounds.values():
        room = trial.now.rooms[round.assembly]
        held(round.status != "OPEN" or room.status == "OPEN", round.id, room.status)


@law(_SCORES)
def the_last_score_counts(trial: Trial) -> None:
    """Of the scores of a member on a cell the last one counts, as corrected, once it is seen."""
    wanted: dict[str, dict[tuple[str, ...], Any]] = {}
    for event in trial.of("score-cast"):
        cast = event.data
        cell = cast.member_id, cast.proposal_id, cast.criterion_id
        wanted.setdefault(cast.round_id, {})[cell] = cast.value
    seen = {id: round for id, round in SCORES.replay(trial.view).items() if round.visible}
    wanted = {id: cells for id, cells in wanted.items() if id in seen}
    counted = {id: dict(round.cells) for id, round in seen.items() if round.cells}
    held(wanted == counted, wanted, counted)


@law(_SCORES, at_end=True)
def means_lie_within_the_grades(trial: Trial) -> None:
    """A mean is that of the grades alone, silences left out; levels of agreement are shares."""
    for result in results(trial.view).values():
        grades: dict[tuple[str, str], list[int]] = {}
        for (member, proposal, criterion), value in result.round.cells.items():
            if isinstance(value, int) and member not in result.counted.left_out:
                grades.setdefault((proposal, criterion), []).append(value)
        for cell, mean in result.counted.means().items():
            if mean is None:
                continue
            given = _normed(grades[cell], cell[1], result)
            held(min(given) <= mean <= max(given), cell, mean, given)
            if not result.counted.charter.colleges:
                held(mean == Fraction(sum(given), len(given)), cell, mean, given)
        _shares(result)


def _normed(grades: list[int], criterion: str, result: Any) -> list[int]:
    """Return grades as they count: the other way round where lower is better."""
    scale = result.counted.charter.scale
    lower = criterion in result.round.lower_is_better
    return [scale.min + scale.max - grade if lower else grade for grade in grades]


def _shares(result: Any) -> None:
    level = result.agreement
    for value in (level.overall, *level.by_option.values(), *level.cells.values()):
        held(value is None or 0 <= value <= 1, value)
    held(all(0 <= score <= 100 for score in result.ranking.scores.values()), result.ranking.scores)


@law(_BALLOTS)
def dots_stay_within_their_budget(trial: Trial) -> None:
    """Nobody gives more dots than there are, nor fewer than none."""
    for round in trial.now.rounds.values():
        if round.kind == "DOTS":
            for ballot in (*round.ballots.values(), *(b or {} for b in round.urn.values())):
                dots = [int(answer) for answer in ballot.values()]
                held(min(dots, default=0) >= 0, ballot)
                held(sum(dots) <= round.terms.budget, ballot, round.terms.budget)


@law(_BALLOTS)
def tallies_sum_to_live_ballots(trial: Trial) -> None:
    """The tally of a balloted decision has one answer for each ballot that counts."""
    for event in trial.new:
        if event.type == "decision-taken" and event.data.ballot_round is not None:
            ballots = trial.before.rounds[event.data.ballot_round].ballots.values()
            live = sum(event.data.decision_id in ballot for ballot in ballots)
            held(sum(event.data.tally.values()) == live, event.data.tally, live)


@law(_BALLOTS)
def adopting_takes_a_quorum(trial: Trial) -> None:
    """A decision is adopted only while enough members are in the room."""
    known = trial.before
    for event in trial.new:
        if event.type != "decision-taken" or event.data.outcome != "ADOPTED":
            continue
        room = known.rooms[known.decisions[event.data.decision_id].assembly]
        there = {
            mandate.member
            for mandate in (known.mandates[id] for id in room.present)
            if not mandate.ended and mandate.role != "OBSERVER" and _votes(known, mandate.member)
        }
        excused = room.resumed and room.charter is not None and there
        if excused and room.charter and room.charter.quorum.fallback == "PRESENT_ARE_QUORUM":
            continue
        held(len(there) >= quorum(known, room), there, quorum(known, room))


def _votes(known: Known, member: str) -> bool:
    found = known.members.get(MemberId(member))
    return found is not None and found.voting


@law(_BALLOTS)
def nothing_is_adopted_over_an_objection(trial: Trial) -> None:
    """No open objection is older than the adoption of what it is about."""
    raised = {event.data.objection_id: event.seq for event in trial.of("objection-raised")}
    for event in trial.of("decision-taken"):
        decision = trial.now.decisions.get(event.data.decision_id)
        if decision is None or decision.status != "ADOPTED":
            continue
        for objection in trial.now.objections.values():
            stands = objection.open and objection.severity != "CONCERN"
            about = objection.target in {decision.id, *decision.selects}
            held(not (stands and about and raised[objection.id] < event.seq), objection.id)


@law("domain.md 7, Privacy")
def secret_rounds_tie_no_value_to_a_member(trial: Trial) -> None:
    """Neither the bytes of the log nor what is shown of a secret round says who gave what."""
    secret = {id for id, round in trial.now.rounds.items() if round.visibility == "SECRET"}
    if not secret:
        return
    for event in trial.new:
        if getattr(event.data, "round_id", None) in secret and event.type in ANSWERS:
            _tells_nothing(trial, event, json.loads(trial.rows[event.seq])["data"])
    for id, round in SCORES.replay(trial.view).items():
        if id in secret:
            tied = [*(member for member, _, _ in round.cells), *round.ballots]
            held(all(map(is_voice, tied)), id, tied)


def _tells_nothing(trial: Trial, event: Recorded[Any], stored: Mapping[str, Any]) -> None:
    """Check what an answer in a secret round says of who gave it."""
    values = {"value", "ballot", "scores", "answers"}
    if event.type == "ballot-received":
        held(not values & stored.keys(), "a receipt holds values", stored)
        shown = trial.collective.log.codec.plain(event)["data"]
        told = [shown[name] for name in values & shown.keys()]
        held(all(one == {"withheld": True} for one in told), "a receipt shows values", shown)
        return
    held(is_voice(event.data.member_id) and is_voice(event.data.mandate_id), stored)
    names = {*trial.now.members, *trial.now.former, *trial.now.mandates}
    said = {word for word in json.dumps(stored).split('"') if word in names}
    held(event.actor is None and not said, "a member is named", said)


VOICES = (
    who_answers_has_a_voice_there, one_voice_a_member, who_keeps_out_keeps_out,
    a_member_has_one_delegate_at_a_time, closed_rounds_take_only_late_entries,
    no_room_closes_over_an_open_round, the_last_score_counts, means_lie_within_the_grades,
    dots_stay_within_their_budget, tallies_sum_to_live_ballots, adopting_takes_a_quorum,
    nothing_is_adopted_over_an_objection, secret_rounds_tie_no_value_to_a_member,
)  # fmt: skip
"""Laws of voices, rounds, ballots, secrecy and decisions."""
