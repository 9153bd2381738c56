"""Cases of answers: scores cell by cell, ballots, and the receipts of secret ones."""

from datetime import date, timedelta

from collectif.acts.ballots import BallotCast
from collectif.acts.rounds import BallotTerms
from collectif.acts.scoring import ScoreCast
from collectif.acts.secrecy import BallotReceived
from collectif.testing.cases import fr, records, refuses
from collectif.testing.given import EVENING
from collectif.testing.room import (
    OPENED,
    RULED,
    SCORING,
    chartered,
    closed,
    left,
    mandated,
    moved,
    round_opened,
    scored,
    weighted,
)
from collectif.values import Charter

SCORED = scored("jeune", "s1", "levier", 4)
CONSENTING = (
    *RULED,
    moved(),
    round_opened("rc", kind="CONSENT", subjects=("d1",), criteria_set=None),
)
SECRET = (*RULED, round_opened(visibility="SECRET"))
PERSONS = (*OPENED, chartered(Charter(voice_rule="ONE_PERSON_ONE_VOICE")), weighted)
WHOLE = (*OPENED, chartered(Charter(missing="REFUSE")), weighted, round_opened())
BEFORE = EVENING - timedelta(days=60)
EXPIRED = mandated("m-old", "jeune", "ALTERNATE", valid_until=date(2016, 11, 2))


def asking(kind, *subjects, **terms):
    """Return the rules, and a round of ballots r1 on some of the options."""
    return (
        *RULED,
        round_opened(
            kind=kind,
            subjects=subjects or ("s1", "s2"),
            criteria_set=None,
            terms=BallotTerms(**terms) if terms else None,
        ),
    )


def kept_out(what):
    """Return the declaration of jeune that it keeps out of s1."""
    return lambda c: c.declare_interest(
        declaration="i1",
        member="jeune",
        proposal="s1",
        nature="FUNDING",
        description="Don",
        recuses_from=(what,),
    )


def balloted(c):
    return c.cast(round="rc", member="jeune", ballot={"d1": "CONSENT"})


def answered(answers):
    """Return the ballot of jeune in the round r1."""
    return lambda c: c.cast(round="r1", member="jeune", ballot=answers)


def at(moment, act):
    """Return an act that happened at a moment."""
    return lambda c: act(c.noting(occurred=moment))


def in_the_round(act):
    """Return an act that happened while the round r1 was open, and is told now."""

    def told(c):
        opened = next(e.occurred for e in c.log.read() if e.type == "round-opened")
        return act(c.noting(occurred=opened))

    return told


SCORE = records(
    ScoreCast,
    "A member grades an option by a criterion.",
    SCORING,
    SCORED,
    round_id="r1",
    member_id="jeune",
    mandate_id="m-jeune",
    proposal_id="s1",
    criterion_id="levier",
    value=4,
    sheet_id="r1-jeune",
)
BALLOT = records(
    BallotCast,
    "A member consents to a decision.",
    CONSENTING,
    balloted,
    round_id="rc",
    member_id="jeune",
    mandate_id="m-jeune",
    ballot={"d1": "CONSENT"},
)
RECEIVED = records(
    BallotReceived,
    "A member hands in a secret sheet, and only its receipt is shown.",
    SECRET,
    SCORED,
    round_id="r1",
    member_id="jeune",
    mandate_id="m-jeune",
    scores={"s1": {"levier": 4}},
)

SCORES = (
    SCORE,
    records(
        ScoreCast,
        "A paper grid is typed after the round, and it is said why.",
        (*SCORING, closed()),
        in_the_round(scored("jeune", "s1", "levier", 4, late="Grille papier")),
        round_id="r1",
        member_id="jeune",
        mandate_id="m-jeune",
        proposal_id="s1",
        criterion_id="levier",
        value=4,
        sheet_id="r1-jeune",
        reason=fr("Grille papier"),
    ),
    SCORE.but("RoundNotOpen", "The round is closed.", closed()),
    refuses(
        ScoreCast,
        "LateWithoutReason",
        "A paper grid is typed after the round, and nobody says why.",
        (*SCORING, closed()),
        in_the_round(SCORED),
    ),
    SCORE.but("OffScale", "The grade lies beyond the scale.", value=9),
    SCORE.but("NotMandated", "A funder holds no voice.", member="bailleur"),
    SCORE.but("NotPresent", "The delegate has left the room.", left("m-jeune")),
    SCORE.but(
        "NotPresent",
        "The alternate stands back while the delegate is there.",
        lambda c: c.assembly("a1").sign_in(mandates=("m-alim-sub",)),
        member="alim",
        proposal="s2",
        mandate="m-alim-sub",
    ),
    SCORE.but("UnknownMandate", "There is no such mandate.", mandate="m-9"),
    SCORE.but(
        "MandateNotValid", "The mandate that is named has expired.", EXPIRED, mandate="m-old"
    ),
    refuses(
        ScoreCast,
        "OutsideOfRound",
        "The score is told as given before the round opened.",
        SCORING,
        at(BEFORE, SCORED),
    ),
    SCORE.but("Recused", "A carrier does not score its own option.", member="alim"),
    SCORE.but("Recused", "The member declared an interest.", kept_out("SCORING")),
    SCORE.but("NotInRound", "The criterion is not one of the round.", criterion="beaute"),
    SCORE.but("MissingWords", "The reason has no words.", reason=" "),
    refuses(
        ScoreCast,
        "BallotInvalid",
        "An empty sheet is handed in.",
        SCORING,
        lambda c: c.submit_sheet(round="r1", member="jeune", scores={}),
    ),
    refuses(ScoreCast, "MissingScores", "The rules refuse holes in a sheet.", WHOLE, SCORED),
    refuses(
        ScoreCast,
        "NoVoice",
        "Under the rules only persons have a voice, and the member is an organisation.",
        (*PERSONS, round_opened()),
        SCORED,
    ),
)

BALLOTS = (
    BALLOT,
    BALLOT.but("BallotInvalid", "It answers for nothing.", ballot={}),
    BALLOT.but("BallotInvalid", "It answers for what was not asked.", ballot={"s1": "CONSENT"}),
    BALLOT.but(
        "BallotInvalid", "It answers with a word off the scale.", ballot={"d1": "PEUT-ETRE"}
    ),
    refuses(
        BallotCast,
        "BallotInvalid",
        "It answers with a degree off the gradient of agreement.",
        asking("GRADIENT"),
        answered({"s1": 9}),
    ),
    refuses(
        BallotCast,
        "BallotInvalid",
        "It gives more dots than the round allows.",
        asking("DOTS", budget=5),
        answered({"s1": 3, "s2": 3}),
    ),
    refuses(
        BallotCast,
        "BallotInvalid",
        "It puts two options level, and the round wants none level.",
        asking("RANKING"),
        answered({"s1": 1, "s2": 1}),
    ),
    refuses(
        BallotCast,
        "BallotInvalid",
        "It leaves an option out, and the round wants them all ranked.",
        asking("RANKING"),
        answered({"s1": 1}),
    ),
    refuses(
        BallotCast,
        "BallotInvalid",
        "It approves of an option more than once.",
        asking("APPROVAL"),
        answered({"s1": 2}),
    ),
    BALLOT.but("RoundNotOpen", "The round is closed.", closed("rc")),
    BALLOT.but("NotMandated", "A funder holds no voice.", member="bailleur"),
    BALLOT.but(
        "NotMandated",
        "The mandate lets its bearer speak and no more.",
        mandated("m-mute", "jeune", "ALTERNATE", powers=("SPEAK",)),
        mandate="m-mute",
    ),
    BALLOT.but("NotPresent", "The delegate has left the room.", left("m-jeune")),
    BALLOT.but("UnknownMandate", "There is no such mandate.", mandate="m-9"),
    BALLOT.but(
        "MandateNotValid", "The mandate that is named has expired.", EXPIRED, mandate="m-old"
    ),
    refuses(
        BallotCast,
        "OutsideOfRound",
        "The ballot is told as cast before the round opened.",
        CONSENTING,
        at(BEFORE, balloted),
    ),
    BALLOT.but(
        "Recused", "The member keeps out of deciding on what is selected.", kept_out("DECISION")
    ),
    refuses(
        BallotCast,
        "Recused",
        "A carrier does not weigh its own option.",
        asking("APPROVAL"),
        lambda c: c.cast(round="r1", member="alim", ballot={"s1": 1}),
    ),
    refuses(BallotCast, "NotInRound", "The round asks for scores.", SCORING, answered({"s1": 1})),
    refuses(
        BallotCast,
        "LateWithoutReason",
        "It is typed after the round, and nobody says why.",
        (*asking("APPROVAL"), closed()),
        in_the_round(answered({"s1": 1})),
    ),
    refuses(
        BallotCast,
        "NoVoice",
        "Under the rules only persons have a voice, and the member is an organisation.",
        (*PERSONS, *CONSENTING[len(RULED) :]),
        balloted,
    ),
)

RECEIPTS = (
    RECEIVED,
    RECEIVED.but("SecretHasNoReasons", "Words beside it could tell whose it is.", reason="Moi"),
    RECEIVED.but("RoundNotOpen", "The secret round is closed, and takes nothing late.", closed()),
    RECEIVED.but("OffScale", "The grade lies beyond the scale.", value=9),
    RECEIVED.but("Recused", "A carrier does not score its own option.", member="alim"),
    RECEIVED.but("NotPresent", "The delegate has left the room.", left("m-jeune")),
)

CASES = (*SCORES, *BALLOTS, *RECEIPTS)
