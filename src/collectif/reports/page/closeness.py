"""This module is about other ways to look at agreement: by criterion, on totals, in the order.

They stand beside each ranking, folded. Each answers another question, and none is added to another.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectif.counting import agreement_on_totals, kendall_w, lowest_cell, order_agreement
from collectif.projections.ranking import Result
from collectif.reports.page.blocks import Block, Figure, Figures, Folded
from collectif.reports.page.camps import MOST_PROPOSALS, MOST_VOTERS
from collectif.reports.page.context import Context
from collectif.reports.page.facts import rounds as last_published
from collectif.reports.page.rounds import fine
from collectif.reports.page.speaker import Speaker


def closeness(context: Context, round: str) -> tuple[Block, ...]:
    """Return how close the members of a round are, as it counts now and as it was published.

    Nothing of a round whose every figure may not be told, nor of a crowd.

    Args:
        context: What it is told from.
        round: The round.
    """
    now = {shown.id: result for shown, result in fine(context)}.get(round)
    if now is None or not 0 < now.voters <= MOST_VOTERS:
        return ()
    then = {one.id: one.told for one in context.once(last_published)}.get(round)
    folded = [_folded(context, "closeness", round, now)]
    if isinstance(then, Result) and then.agreement != now.agreement:
        folded.append(_folded(context, "closeness-published", round, then))
    return tuple(folded)


def _folded(context: Context, line: str, round: str, result: Result) -> Folded:
    say = Speaker(context)
    told = Figures(tuple(_figures(say, f"{line}/{round}", round, result)))
    return Folded(line=say(line), blocks=(say.words("closeness-lead"), told))


def _figures(say: Speaker, name: str, round: str, result: Result) -> Iterator[Figure]:
    profile = result.counted.profile
    for criterion, level in result.agreement.by_criterion.items():
        label = say("closeness-on", criterion=criterion)
        yield say.labelled(label, level, f"{name}/{criterion}", ask=round)
    for option, level in list(agreement_on_totals(profile).items())[:MOST_PROPOSALS]:
        label = say("closeness-totals", proposal=option)
        yield say.labelled(label, level, f"{name}/totals/{option}", ask=f"{round}/{option}")
    order, judges = order_agreement(profile), kendall_w(profile)
    yield say.figure("closeness-order", order, f"{name}/order", ask=round)
    yield say.labelled(
        say("closeness-judges", members=judges.judges), judges.value, f"{name}/judges", ask=round
    )
    lowest = lowest_cell(profile)
    if lowest is not None:
        label = say("closeness-lowest", proposal=lowest.option, criterion=lowest.criterion)
        yield say.labelled(label, lowest.level, f"{name}/lowest", ask=round)
