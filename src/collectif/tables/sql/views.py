"""This module is about common questions, each a view of the database.

A view is named by what it answers; `views` of `locale/tables.LANG.toml` says it in words.
"""

from __future__ import annotations

from collections.abc import Mapping

ASKED = ("score-cast", "event-rectified", "event-retracted")
"""The types of events that views read, which have a table in every database."""

VIEWS: Mapping[str, str] = {
    "scores": """
select round_id as round, member_id as member, proposal_id as proposal,
       criterion_id as criterion, value as score, max(seq) as seq
from event_score_cast
where round_id is not null
group by round_id, member_id, proposal_id, criterion_id
""",
    "leaders": """
select round, published, proposal, title_fr, title_en, score, score_decimal,
       agreement, agreement_decimal
from rankings left join proposals using (proposal)
where place = 1
""",
    "changed_since_published": """
select then_.round, then_.published, then_.proposal,
       then_.place as place_then, now_.place as place_now,
       then_.score as score_then, now_.score as score_now
from rankings as then_
join rankings as now_ on now_.published is null
  and now_.round = then_.round and now_.proposal = then_.proposal
where then_.published is not null
  and (then_.score is not now_.score or then_.place is not now_.place)
""",
    "divided_cells": """
select round, proposal, criterion, grades, mean, mean_decimal, polarity, polarity_decimal
from cells
where polarity_decimal < 0
order by polarity_decimal, round, proposal, criterion
""",
    "open_commitments": """
select commitment, debtors, creditors, object_fr, object_en, due
from commitments
where state = 'OPEN'
order by due, commitment
""",
    "who_owes_whom": """
select edges.source as debtor, edges.target as creditor, count(*) as commitments,
       min(commitments.due) as first_due
from edges join commitments on commitments.commitment = edges.about
where edges.kind = 'OWES' and commitments.state = 'OPEN' and edges.until is null
group by debtor, creditor
order by debtor, creditor
""",
    "unanswered_requests": """
select request, asker, asked, about, due
from requests
where answered is null
order by due, request
""",
    "waiting_wishes": """
select wish, themes
from wishes
where answer is null
""",
    "corrections": """
select seq, type, target, occurred, recorded
from (
  select seq, target from event_event_rectified
  union all select seq, target from event_event_retracted
) join events using (seq)
order by seq
""",
}
"""Name -> the query that answers it."""
