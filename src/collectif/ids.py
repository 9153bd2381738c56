"""This module is about names of things: every id is a typed string.

The type of an id field is what makes the field a *reference*: an event with a field of type
`MemberId` is about that member, and `Query.about(member="alim")` finds it. The kind of a
reference is the type's name without `Id`, in snake case (`CriteriaSetId` -> `criteria_set`).
Ids are ASCII, because they become keys of the stored JSON.
"""

from __future__ import annotations

from typing import NewType

AllocationId = NewType("AllocationId", str)
AssemblyId = NewType("AssemblyId", str)
CommentId = NewType("CommentId", str)
CommitmentId = NewType("CommitmentId", str)
ContractId = NewType("ContractId", str)
ContributionId = NewType("ContributionId", str)
CriteriaSetId = NewType("CriteriaSetId", str)
CriterionId = NewType("CriterionId", str)
DatasetId = NewType("DatasetId", str)
DecisionId = NewType("DecisionId", str)
DeclarationId = NewType("DeclarationId", str)
EventId = NewType("EventId", str)
ImportId = NewType("ImportId", str)
IndicatorId = NewType("IndicatorId", str)
InvitationId = NewType("InvitationId", str)
LearningId = NewType("LearningId", str)
LotId = NewType("LotId", str)
MandateId = NewType("MandateId", str)
MeasureId = NewType("MeasureId", str)
MemberId = NewType("MemberId", str)
MissionId = NewType("MissionId", str)
ObjectionId = NewType("ObjectionId", str)
ObjectiveId = NewType("ObjectiveId", str)
ParticipantId = NewType("ParticipantId", str)
PledgeId = NewType("PledgeId", str)
ProposalId = NewType("ProposalId", str)
ReceiptId = NewType("ReceiptId", str)
RequestId = NewType("RequestId", str)
ReuserId = NewType("ReuserId", str)
ReviewId = NewType("ReviewId", str)
RoundId = NewType("RoundId", str)
SheetId = NewType("SheetId", str)
SpendingId = NewType("SpendingId", str)
SuccessId = NewType("SuccessId", str)
TermId = NewType("TermId", str)
WishId = NewType("WishId", str)

Ref = NewType("Ref", str)
"""The id of any entity or event; it matches a query for that id whatever the kind asked for."""
