"""Cases of rounds: opened, closed, their results published; and of open conversations."""

from collectif.acts.conversation import ProposalModerated, StanceGiven
from collectif.acts.rounds import ResultsPublished, RoundClosed, RoundOpened
from collectif.testing.cases import records, refuses
from collectif.testing.means import adopted
from collectif.testing.room import (
    OPENED,
    RULED,
    SCORING,
    amended,
    closed,
    moved,
    named,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter

TALKING = (*OPENED, round_opened(kind="STANCES", subjects=("s1", "s2"), criteria_set=None))
CLOSED = (*SCORING, named("end", closed()))


def told(c):
    return c.publish_results(round="r1", up_to="end")


def stood(c):
    return c.give_stance(round="r1", participant="p1", proposal="s1", stance="AGREE")


def moderated(c):
    return c.moderate(proposal="s1", outcome="ACCEPTED")


def withdrawn(c):
    return c.withdraw(proposal="s1", reason="Non")


OPENING = records(
    RoundOpened,
    "A round of scores is opened on the last version of each option.",
    RULED,
    round_opened(),
    round_id="r1",
    assembly_id="a1",
    number=1,
    kind="SCORING",
    subjects={"s1": 1, "s2": 1, "s3": 1},
    visibility="SEALED",
    criteria_set_id="cs1",
)
CLOSING = records(RoundClosed, "A round closes for good.", SCORING, closed(), round_id="r1")
TOLD = records(
    ResultsPublished,
    "The results of a closed round are published, as the log stood.",
    CLOSED,
    told,
    round_id="r1",
    up_to="end",
    method={
        "aggregation": "MEAN_BY_CRITERION_THEN_WEIGHTS",
        "consensus": Charter().consensus.index,
    },
)
STANCE = records(
    StanceGiven,
    "A participant agrees with a statement.",
    TALKING,
    stood,
    round_id="r1",
    participant_id="p1",
    proposal_id="s1",
    stance="AGREE",
)
MODERATED = records(
    ProposalModerated,
    "A statement is accepted.",
    TALKING,
    moderated,
    proposal_id="s1",
    outcome="ACCEPTED",
)

CASES = (
    OPENING,
    refuses(
        RoundOpened,
        "CharterMissing",
        "There are no rules yet.",
        (*OPENED, weighted),
        round_opened(),
    ),
    OPENING.but(
        "TooManyRounds",
        "The rules allow no third round.",
        *(act for r in ("r8", "r9") for act in (round_opened(r), closed(r))),
    ),
    OPENING.but(
        "UnknownVersion", "An option has another version by now.", amended, subjects={"s1": 1}
    ),
    OPENING.but("AssemblyNotOpen", "The assembly has risen.", lambda c: c.assembly("a1").close()),
    OPENING.but("WrongNumber", "It would be the second, and there is no first.", number=2),
    OPENING.but("UnknownCriteriaSet", "No criteria are named.", criteria_set=None),
    OPENING.but("UnknownProposal", "It is about nothing.", subjects=()),
    OPENING.but("UnknownProposal", "It is about an option that is not there.", subjects=("s9",)),
    OPENING.but(
        "ProposalNotLive",
        "An option was withdrawn.",
        lambda c: c.withdraw(proposal="s3", reason="Non"),
    ),
    OPENING.but("BudgetMissing", "Dots are given, and it does not say how many.", kind="DOTS"),
    OPENING.but(
        "DecisionNotProposed",
        "The decision was taken already.",
        moved(),
        adopted,
        kind="CONSENT",
        subjects=("d1",),
        criteria_set=None,
    ),
    OPENING.but(
        "SecretNotKept",
        "A conversation cannot be secret.",
        kind="STANCES",
        criteria_set=None,
        visibility="SECRET",
    ),
    CLOSING,
    CLOSING.but("RoundNotOpen", "The round is closed already.", closed()),
    refuses(
        RoundClosed,
        "BallotsWithheld",
        "The words of a secret ballot were erased, and closing would lose it.",
        (
            *RULED,
            round_opened(visibility="SECRET"),
            named("b", scored("jeune", "s1", "levier", 4)),
            lambda c: c.redact(target="b", fields=("scores",), note="Demande"),
        ),
        closed(),
    ),
    TOLD,
    refuses(
        ResultsPublished,
        "RoundNotClosed",
        "The round is still open.",
        (*RULED, named("end", round_opened())),
        told,
    ),
    refuses(
        ResultsPublished,
        "RoundNotClosed",
        "They would rest on the log before the round closed.",
        (*RULED, named("end", round_opened()), closed()),
        told,
    ),
    STANCE,
    STANCE.but("RoundNotOpen", "The conversation is over.", closed()),
    refuses(StanceGiven, "NotInRound", "The round asks for scores.", SCORING, stood),
    STANCE.but(
        "ProposalNotLive",
        "The statement was withdrawn.",
        closed(),
        withdrawn,
        round_opened("r2", kind="STANCES", subjects=("s2",), criteria_set=None),
        round="r2",
    ),
    STANCE.but("InvalidId", "The participant has no name.", participant=""),
    MODERATED,
    MODERATED.but("ProposalNotLive", "The statement was withdrawn.", closed(), withdrawn),
)
