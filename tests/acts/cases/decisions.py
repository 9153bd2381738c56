"""Cases of deciding: on what grounds, by what ballots, and what becomes of it later."""

from collectif.acts.decision import DecisionProposed, DecisionTaken, Dissent
from collectif.acts.reviews import DecisionReviewed, DecisionSuperseded
from collectif.testing.cases import fr, records, refuses
from collectif.testing.means import adopted
from collectif.testing.room import (
    OPENED,
    RULED,
    SCORING,
    balloted,
    chartered,
    closed,
    left,
    moved,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter

MOVED = (*RULED, moved())
ADOPTED = (*MOVED, adopted)
CONSENTED = (*MOVED, *balloted(alim="CONSENT", loge="CONSENT", jeune="RESERVATION"))
GRADED = (
    scored("loge", "s1", "levier", 2),
    scored("loge", "s1", "priorite", 2),
    scored("jeune", "s1", "levier", 2),
    scored("jeune", "s1", "priorite", 2),
    scored("alim", "s2", "levier", 5),
    scored("alim", "s2", "priorite", 5),
    scored("jeune", "s2", "levier", 5),
    scored("jeune", "s2", "priorite", 5),
    closed(),
    lambda c: c.noting(id="e-p").publish_results(round="r1", up_to=last(c)),
)
GATED = (*OPENED, chartered(Charter(gate={"levier": "3/1"})), weighted, round_opened(), *GRADED)


def last(c):
    """Return the id of the last event of a log."""
    (event,) = c.log.read(after=c.log.size - 1)
    return event.id


def withdrawn(c):
    return c.withdraw(proposal="s1", reason="Trop tôt")


def objected(c):
    return c.object(
        objection="x1", target="d1", member="jeune", grounds="Trop loin", harms=("levier",)
    )


def counted(c):
    return c.take_decision(
        decision="d1", outcome="ADOPTED", ballot_round="rc", dissents={"jeune": "Une réserve"}
    )


def reviewed(c):
    return c.review_decision(decision="d1", outcome="CONFIRMED", findings="Tout va bien")


def second(c):
    moved("d2", selects=("s2",))(c)
    return c.take_decision(decision="d2", outcome="ADOPTED", tally={"CONSENT": 3})


def replaced(c):
    return c.supersede_decision(decision="d1", by="d2", reason="Le local est pris")


PROPOSED = records(
    DecisionProposed,
    "A member in the room moves that an option be selected.",
    RULED,
    moved(),
    decision_id="d1",
    assembly_id="a1",
    motion=fr("Que s1"),
    mover="loge",
    selects=("s1",),
    basis=(),
    departs_from_ranking=False,
)
TAKEN = records(
    DecisionTaken,
    "A decision is adopted by consent, and a dissent stays beside it.",
    CONSENTED,
    counted,
    decision_id="d1",
    outcome="ADOPTED",
    method="CONSENT",
    tally={"CONSENT": 2, "RESERVATION": 1, "STAND_ASIDE": 0, "OBJECT": 0},
    conditions=(),
    dissents=(Dissent(member_id="jeune", text=fr("Une réserve")),),
    ballot_round="rc",
)
REVIEWED = records(
    DecisionReviewed,
    "A decision is looked at again, and confirmed.",
    ADOPTED,
    reviewed,
    decision_id="d1",
    outcome="CONFIRMED",
    evidence=(),
    findings=fr("Tout va bien"),
)
SUPERSEDED = records(
    DecisionSuperseded,
    "Another adopted decision takes the place of one.",
    (*ADOPTED, second),
    replaced,
    decision_id="d1",
    by="d2",
    reason=fr("Le local est pris"),
)

CASES = (
    PROPOSED,
    refuses(
        DecisionProposed,
        "JustificationRequired",
        "It selects the second of the ranking, and nobody says why.",
        (*SCORING, *GRADED),
        moved(basis=("e-p",)),
    ),
    PROPOSED.but("MoverNotPresent", "The mover has left the room.", left("m-loge")),
    PROPOSED.but(
        "ProposalNotLive",
        "The option was withdrawn.",
        withdrawn,
    ),
    PROPOSED.but("AssemblyNotOpen", "The assembly has risen.", lambda c: c.assembly("a1").close()),
    refuses(
        DecisionProposed,
        "GateNotPassed",
        "It selects an option that does not reach the lowest mean that the rules ask for.",
        GATED,
        moved(basis=("e-p",), justification="Quand même"),
    ),
    TAKEN,
    TAKEN.but("NoQuorum", "Too many have left the room.", left("m-alim", "m-loge")),
    TAKEN.but("OpenObjection", "Somebody still objects.", objected),
    TAKEN.but("TallyMismatch", "It is said that all consent.", tally={"CONSENT": 3}),
    refuses(
        DecisionTaken,
        "TallyMismatch",
        "It counts an answer that nobody can give.",
        MOVED,
        lambda c: c.take_decision(decision="d1", outcome="ADOPTED", tally={"PEUT-ETRE": 3}),
    ),
    refuses(
        DecisionTaken,
        "ThresholdNotMet",
        "Somebody objects in the ballot.",
        (*MOVED, *balloted(alim="CONSENT", loge="OBJECT")),
        counted,
    ),
    TAKEN.but("DecisionNotProposed", "It was taken already.", adopted),
    TAKEN.but("AssemblyNotOpen", "The assembly has risen.", lambda c: c.assembly("a1").close()),
    TAKEN.but(
        "ProposalNotLive",
        "What it selects was withdrawn.",
        withdrawn,
    ),
    TAKEN.but("UnknownMember", "Nobody by that name dissents.", dissents={"inconnu": "Non"}),
    refuses(
        DecisionTaken,
        "NotInRound",
        "The round was about scores.",
        (*SCORING, moved(), closed()),
        lambda c: c.take_decision(decision="d1", outcome="ADOPTED", ballot_round="r1"),
    ),
    refuses(
        DecisionTaken,
        "RoundNotClosed",
        "The round of ballots is still open.",
        CONSENTED[:-1],
        counted,
    ),
    refuses(
        DecisionTaken,
        "CharterMissing",
        "There are no rules by which to decide.",
        (*OPENED, moved()),
        adopted,
    ),
    REVIEWED,
    refuses(
        DecisionReviewed, "DecisionNotAdopted", "The decision was not taken yet.", MOVED, reviewed
    ),
    REVIEWED.but("DecisionNotAdopted", "Another decision has taken its place.", second, replaced),
    SUPERSEDED,
    SUPERSEDED.but("DecisionNotAdopted", "The newer one is only proposed.", moved("d3"), by="d3"),
    SUPERSEDED.but("DecisionNotAdopted", "It would take its own place.", by="d1"),
    SUPERSEDED.but("DecisionNotAdopted", "It was replaced already.", replaced),
)
