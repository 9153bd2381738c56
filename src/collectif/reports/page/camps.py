"""This module is about stance groups on the page: who stands close to whom, and what all can bear.

Groups describe scores, not people. Of a secret round nothing is told: whoever knows how a group is
made up may find out who gave what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from collectif.counting import RivalScoring, rival_scoring
from collectif.projections.beside import RoundGroups, groups_of
from collectif.projections.ranking import Result
from collectif.reports.page.blocks import Figure, Figures, Folded, Part, Table, panel
from collectif.reports.page.context import Context
from collectif.reports.page.facts import rounds
from collectif.reports.page.speaker import Speaker

CLOSE, CLOSER = Fraction(1, 4), Fraction(1, 5)
"""How far apart two members of a group may be, as a share of the scale."""

MOST_VOTERS = 60
"""How many voters a round may have for its groups to be told; more are no room, but a crowd."""

MOST_PROPOSALS = 30
"""How many proposals groups are told for, one by one."""


def camps(context: Context) -> Mapping[str, Any] | None:
    """Return the groups of each scoring round, the bridges, and how rivals scored one another."""
    say = Speaker(context)
    parts = [_round(id, result, say) for id, result in context.once(_told).items()]
    return panel(say.words("groups-lead"), *parts) if parts else None


def _told(context: Context) -> Mapping[str, Result]:
    """Return the scoring rounds of which groups are told."""
    return {
        one.id: one.told
        for one in context.once(rounds)
        if isinstance(one.told, Result)
        and one.told.round.opened.visibility != "SECRET"
        and 0 < one.told.voters <= MOST_VOTERS
    }


def _round(id: str, result: Result, say: Speaker) -> Part:
    options = result.counted.profile.options[:MOST_PROPOSALS]
    overall = {tau: groups_of(result, tau=tau) for tau in (CLOSE, CLOSER)}
    wide = Figures(tuple(_group(id, f"all/{tau}", one, say) for tau, one in overall.items()))
    each = Figures(
        tuple(_group(id, f"{option}/{CLOSE}", groups_of(result, proposal=option), say)
              for option in options)
    )  # fmt: skip
    return say.part(
        "groups-of",
        wide,
        _bridges(id, overall[CLOSE], options, say),
        Folded(line=say("groups-each"), blocks=(each,)),
        Folded(line=say("rivals"), blocks=(say.words("rivals-lead"), *_rivals(id, result, say))),
        round=id,
    )


def _group(round: str, about: str, found: RoundGroups, say: Speaker) -> Figure:
    """Return the groups over all proposals, or on one, as a figure: names, and ids to compare."""
    option, _, tau = about.partition("/")
    label = (
        say("groups-all", tau=Fraction(tau))
        if option == "all"
        else say("groups-on", proposal=option, tau=Fraction(tau))
    )
    groups = found.groups.groups
    exact = " | ".join(", ".join(group) for group in groups)
    shown = tuple(
        say("group", number=str(n), members=say.ends(group), kinds=_kinds(kinds, say))
        for n, (group, kinds) in enumerate(zip(groups, found.kinds, strict=True), 1)
    )
    name = f"groups/{round}/{about}"
    return Figure(name=name, label=label, shown=shown or "–", exact=exact, ask=round)


def _kinds(kinds: Mapping[str, int], say: Speaker) -> str:
    return ", ".join(say("of-kind", kind=say.kind(kind), count=str(n)) for kind, n in kinds.items())


def _bridges(round: str, found: RoundGroups, options: tuple[str, ...], say: Speaker) -> Table:
    """Return for each proposal what each group gives it, and the lowest: its bridge score."""
    means, bridges = found.groups.means, found.groups.bridges
    return Table(
        caption=say("bridges", round=round),
        head=(
            say("proposal"),
            say("bridge"),
            *(say("group-number", number=str(n)) for n, _ in enumerate(found.groups.groups, 1)),
        ),
        rows=tuple(
            (say.thing(one), say.spelled(bridges[one]), *map(say.spelled, means[one]))
            for one in options
        ),
        more="",
    )


def _rivals(round: str, result: Result, say: Speaker) -> tuple[Figures, ...]:
    """Return for each proposal what carriers of others gave it, and what all others gave."""
    carriers = {str(id): members for id, members in result.counted.panel.carriers.items()}
    found = rival_scoring(result.counted.profile, carriers)
    return tuple(
        Figures(tuple(_rival(id, one, f"rivals/{round}/{id}", f"{round}/{id}/rivals", say)))
        for id, one in list(found.items())[:MOST_PROPOSALS]
    )


def _rival(id: str, one: RivalScoring, name: str, ask: str, say: Speaker) -> Iterator[Figure]:
    told = {
        "rival-carriers": one.rivals,
        "rival-others": one.others,
        "rival-gap": one.gap,
        "rival-n": one.rival_voters,
        "other-n": one.other_voters,
    }
    for phrase, value in told.items():
        yield say.labelled(say(phrase, proposal=id), value, f"{name}/{phrase}", ask=ask)
