"""Cases of what is learned and achieved together, and of the means that serve it."""

from collectif.acts.funding import (
    FundsAllocated,
    ResourcePledged,
    ResourceReceived,
    SpendingReported,
)
from collectif.acts.knowledge import LearningReused, LearningShared, SuccessCelebrated
from collectif.acts.outcomes import OutcomeContractSigned, OutcomeVerified
from collectif.testing.cases import fr, records, refuses
from collectif.testing.means import (
    CONTRACTED,
    DECIDED,
    FUNDED,
    INDICATED,
    MEASURED,
    allocated,
    cad,
    learned,
    measured,
    pledged,
    received,
    signed,
    spent,
    term,
    verified,
)
from collectif.testing.promises import reported
from collectif.testing.room import MEMBERS, joined, moved, named, rectified
from collectif.values import Money

EUROS = Money(amount_cents=5, currency="EUR")
MET = measured("x2", 250, kind="FOLLOW_UP")


def reused(c):
    return c.reuse(learning="l1", by="jeune", context="À la maison des jeunes")


def celebrated(c):
    return c.celebrate(
        success="w1",
        mission="mis",
        statement="On mange mieux",
        measures=("x1",),
        contributions=("g1",),
    )


LEARNED = records(
    LearningShared,
    "Two members offer to all what they learned.",
    MEMBERS,
    learned(),
    learning_id="l1",
    by=("alim", "loge"),
    title=fr("Les heures"),
    kind="PRACTICE",
    builds_on=(),
    licence="CC-BY-4.0",
    text=fr("Ouvrir le soir"),
)
REUSED = records(
    LearningReused,
    "A member uses what others learned.",
    (*MEMBERS, learned()),
    reused,
    learning_id="l1",
    by="jeune",
    context=fr("À la maison des jeunes"),
)
CELEBRATED = records(
    SuccessCelebrated,
    "A mission has succeeded, as a measure shows and two members worked for.",
    (*MEASURED, reported("g1", ("alim", "loge"))),
    celebrated,
    success_id="w1",
    mission_id="mis",
    statement=fr("On mange mieux"),
    measures=("x1",),
    contributions=("g1",),
)
PLEDGED = records(
    ResourcePledged,
    "A funder promises money to a mission.",
    DECIDED,
    pledged(),
    pledge_id="pl1",
    giver="bailleur",
    mission_id="mis",
    kind="MONEY",
    conditions=(),
    money=cad(1000),
)
RECEIVED = records(
    ResourceReceived,
    "The money of a pledge comes in.",
    (*DECIDED, pledged()),
    received(),
    receipt_id="rc1",
    pledge_id="pl1",
    money=cad(1000),
)
ALLOCATED = records(
    FundsAllocated,
    "Received money is put in the hands of a member, by an adopted decision.",
    FUNDED,
    allocated(),
    allocation_id="al1",
    mission_id="mis",
    bearer="alim",
    money=cad(600),
    purpose=fr("Étals"),
    decision_id="d1",
)
SPENT = records(
    SpendingReported,
    "Allocated money is spent.",
    (*FUNDED, allocated()),
    spent(),
    spending_id="sp1",
    allocation_id="al1",
    money=cad(400),
    what=fr("Denrées"),
    evidence=(),
)
SIGNED = records(
    OutcomeContractSigned,
    "It is signed who pays when a measure meets a term, and who judges it.",
    (*MEASURED, joined("univ", "INSTITUTION")),
    signed(),
    contract_id="cis",
    mission_id="mis",
    payers=("loge",),
    investors=("bailleur",),
    providers=("alim",),
    evaluator="univ",
    terms=(term(),),
)
VERIFIED = records(
    OutcomeVerified,
    "The evaluator finds that a measure meets a term.",
    (*CONTRACTED, MET),
    verified(),
    contract_id="cis",
    term_id="t1",
    measure_id="x2",
    met=True,
    by="univ",
)

CASES = (
    LEARNED,
    LEARNED.but("UnknownTarget", "It builds on nothing that is there.", builds_on=("l9",)),
    REUSED,
    REUSED.but("UnknownLearning", "Nobody shared it.", learning="l9"),
    REUSED.but("MissingWords", "Nobody used it.", by=" "),
    CELEBRATED,
    CELEBRATED.but("SuccessNamesMember", "It names a member.", statement="Bravo à ALIM"),
    CELEBRATED.but(
        "TooFewContributors",
        "It is the work of one member alone.",
        reported("g2", "alim"),
        contributions=("g2",),
    ),
    CELEBRATED.but("NoMeasure", "Nothing was measured.", measures=()),
    PLEDGED,
    PLEDGED.but("UnknownMission", "It is for a member, not for a mission.", mission="alim"),
    PLEDGED.but("MeansMismatch", "It is money, and does not say how much.", money=None),
    PLEDGED.but("AmountNotPositive", "It is less than nothing.", money=cad(-1)),
    RECEIVED,
    RECEIVED.but("UnknownPledge", "Nobody pledged it.", pledge="pl9"),
    RECEIVED.but("MeansMismatch", "It comes in another currency.", money=EUROS),
    RECEIVED.but("AmountNotPositive", "Nothing comes in.", money=cad(0)),
    refuses(
        ResourceReceived,
        "InsufficientFunds",
        "It would be corrected to less than was allocated from it.",
        (*DECIDED, pledged(), named("e-r", received()), allocated()),
        rectified("e-r", {"money": {"amount_cents": 100, "currency": "CAD"}}),
    ),
    ALLOCATED,
    ALLOCATED.but("InsufficientFunds", "More is allocated than came in.", money=cad(1001)),
    ALLOCATED.but(
        "DecisionNotAdopted", "The decision is only proposed.", moved("d2"), decision="d2"
    ),
    ALLOCATED.but("AmountNotPositive", "Nothing is allocated.", money=cad(0)),
    SPENT,
    SPENT.but("OverSpent", "More is spent than was allocated.", money=cad(601)),
    SPENT.but("OverSpent", "It is spent in another currency.", money=EUROS),
    SPENT.but("AmountNotPositive", "Nothing is spent.", money=cad(0)),
    SIGNED,
    SIGNED.but("EvaluatorNotIndependent", "Who does the work would judge it.", evaluator="alim"),
    SIGNED.but("DuplicateId", "Two terms have the same name.", terms=(term(), term())),
    SIGNED.but("AmountNotPositive", "A term pays nothing.", terms=(term(pays=cad(0)),)),
    SIGNED.but(
        "UnknownIndicator", "A term is on no indicator.", terms=(term(indicator_id="autre"),)
    ),
    refuses(
        OutcomeContractSigned,
        "NoBaseline",
        "Nobody measured where things start.",
        (*INDICATED, joined("univ", "INSTITUTION")),
        signed(),
    ),
    SIGNED.but("UnknownMember", "Nobody by that name pays.", payers=("inconnu",)),
    refuses(
        OutcomeContractSigned,
        "VerdictMismatch",
        "A term would be corrected under a verdict that was given.",
        (*CONTRACTED[:-1], named("e-c", signed()), MET, verified()),
        rectified(
            "e-c",
            {
                "terms": [
                    {
                        "term_id": "t1",
                        "indicator_id": "menages",
                        "op": ">=",
                        "threshold": "300",
                        "by": "2018-10-31",
                        "pays": {"amount_cents": 300, "currency": "CAD"},
                    }
                ]
            },
        ),
    ),
    VERIFIED,
    VERIFIED.but("NotTheEvaluator", "Another member gives the verdict.", by="loge"),
    VERIFIED.but("VerdictMismatch", "The verdict is not what the measure says.", met=False),
    VERIFIED.but("UnknownTerm", "The contract has no such term.", term="t9"),
)
