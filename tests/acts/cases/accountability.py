"""Cases of what members owe one another, tell one another, and say of one another's work."""

from datetime import date

from collectif.acts.accounts import AccountRequested, ContributionReported, PeerReviewGiven
from collectif.acts.commitments import (
    CommitmentAccepted,
    CommitmentClosed,
    CommitmentMade,
    CommitmentRevised,
)
from collectif.testing.cases import fr, records
from collectif.testing.promises import (
    DUE,
    PROMISED,
    accepted,
    aimed,
    asked,
    committed,
    ended,
    reported,
    reviewed,
    revised,
)
from collectif.testing.room import MEMBERS

LATER = date(2017, 6, 30)

MADE = records(
    CommitmentMade,
    "Two members promise something to another one and to the community.",
    (*MEMBERS, aimed),
    committed(),
    commitment_id="c1",
    debtors=("alim", "loge"),
    creditors=("jeune", "COLLECTIVE"),
    object=fr("Un jardin"),
    done_when=fr("Planté"),
    due=DUE,
    serves=("m1",),
)
ACCEPTED = records(
    CommitmentAccepted,
    "A creditor says that this is what it expects.",
    PROMISED,
    accepted(),
    commitment_id="c1",
    by="jeune",
)
REVISED = records(
    CommitmentRevised,
    "A commitment is put off, as a creditor agrees.",
    PROMISED,
    revised(due=LATER),
    commitment_id="c1",
    agreed_by=("jeune",),
    reason=fr("La pluie"),
    due=LATER,
)
CLOSED = records(
    CommitmentClosed,
    "Somebody who does not owe it sees that a commitment is kept.",
    PROMISED,
    ended(),
    commitment_id="c1",
    outcome="KEPT",
    attested_by=("jeune",),
    note=fr("Vu"),
)
REPORTED = records(
    ContributionReported,
    "A member tells the community what it did.",
    PROMISED,
    reported(),
    contribution_id="g1",
    members=("alim",),
    state="DONE",
    to=("COLLECTIVE",),
    evidence=(),
    what=fr("Un bout de jardin"),
)
ASKED = records(
    AccountRequested,
    "A member asks another one for an account.",
    PROMISED,
    asked(),
    request_id="q1",
    asker="jeune",
    asked="alim",
    about="c1",
    due=date(2017, 1, 15),
    question=fr("Où en êtes-vous?"),
)
REVIEWED = records(
    PeerReviewGiven,
    "A member says what is good in the work of another, and asks.",
    (*PROMISED, reported()),
    reviewed(),
    review_id="p1",
    reviewer="jeune",
    about="g1",
    strengths=fr("Au bon endroit"),
    questions=fr("Qui arrose?"),
)

CASES = (
    MADE,
    MADE.but(
        "SelfCommitment", "It is owed to nobody but those who owe it.", creditors=("alim", "loge")
    ),
    MADE.but("ServesNothing", "It is for nothing that is shared.", serves=()),
    MADE.but("ServesNothing", "It is for a member.", serves=("alim",)),
    MADE.but("NobodyNamed", "Nobody owes it.", debtors=()),
    ACCEPTED,
    ACCEPTED.but("NotACreditor", "One who owes it receives it.", by="alim"),
    ACCEPTED.but("CommitmentClosed", "It is closed.", ended()),
    REVISED,
    REVISED.but("NotACreditor", "Only one who owes it agrees.", agreed_by=("alim",)),
    REVISED.but("CommitmentClosed", "It is closed.", ended()),
    REVISED.but("NothingRevised", "Nothing of it changes.", due=None),
    REVISED.but("NobodyNamed", "Nobody would owe it any more.", debtors=()),
    REVISED.but(
        "SelfCommitment",
        "Those to whom it is owed would come to owe it.",
        committed("c2", debtors="alim", creditors="loge"),
        commitment="c2",
        agreed_by=("loge",),
        debtors=("loge",),
    ),
    CLOSED,
    CLOSED.but("SelfAttestation", "Those who owe it alone saw it.", attested_by=("alim", "loge")),
    CLOSED.but("SelfAttestation", "Nobody saw it.", attested_by=()),
    CLOSED.but("CommitmentClosed", "It is closed already.", ended()),
    CLOSED.but("ReplacementMissing", "Nobody has taken it over.", outcome="TRANSFERRED"),
    REPORTED,
    REPORTED.but("NotTheAsked", "Another member was asked.", asked(), answers="q1", members="loge"),
    REPORTED.but("NobodyNamed", "Nobody did it.", members=()),
    ASKED,
    ASKED.but("SelfRequest", "The member asks itself.", asker="alim"),
    REVIEWED,
    REVIEWED.but("SelfReview", "The work is its own.", reviewer="alim"),
    REVIEWED.but("MarksNotAllowed", "It gives a mark.", strengths="Du bon travail, 4/5"),
    REVIEWED.but("UnknownTarget", "It is about a member, not about work.", about="alim"),
)
