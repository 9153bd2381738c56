"""Cases of correcting what was recorded, and of words that must go."""

from datetime import date, timedelta

from collectif.acts.anonymisation import AnonymisationAssessed
from collectif.acts.correction import EventRectified, EventRetracted
from collectif.acts.erasure import ContentRedacted, WordsForgotten
from collectif.testing.cases import fr, records, refuses
from collectif.testing.given import EVENING
from collectif.testing.room import (
    CONVENED,
    MEMBERS,
    RULED,
    SCORING,
    arrived,
    chartered,
    closed,
    commented,
    founded,
    mandated,
    named,
    opened,
    rectified,
    retracted,
    round_opened,
    scored,
    weighted,
)

CAST = named("e-s", scored("jeune", "s1", "levier", 4))
TOLD = (*CONVENED, named("k", commented()))
SPOKEN = (*CONVENED, lambda c: commented()(c.noting(id="k", subject="Ana")))


def posted(c):
    return c.post_wish(wish="w1", verbatim="Un parc", medium="CARD")


def redacted(c):
    return c.redact(target="k", fields=("text",), note="Santé")


def forgotten(c):
    return c.forget(subject="Ana", asked_by="SUBJECT", note="À sa demande")


def assessed(c):
    return c.assess_anonymisation(
        scope="Les notes de la soirée",
        size=2,
        purposes="Étudier comment on s'accorde",
        techniques="Pseudonymes par assemblée, mots effacés",
        individualisation="PARTLY",
        correlation="MET",
        inference="MET",
        residual_risk="LOW",
        by="La responsable",
        next_assessment=date(2018, 1, 1),
    )


RECTIFIED = records(
    EventRectified,
    "A score was typed wrong, and is rectified.",
    (*SCORING, CAST),
    rectified("e-s", {"value": 2}),
    target="e-s",
    payload={"value": 2},
    evidence=(),
    reason=fr("Erreur de saisie"),
)
RETRACTED = records(
    EventRetracted,
    "A score that was never given is retracted.",
    (*SCORING, CAST),
    retracted("e-s"),
    target="e-s",
    reason=fr("Jamais arrivé"),
)
REDACTED = records(
    ContentRedacted,
    "The words of a comment go, and its other fields stay.",
    TOLD,
    redacted,
    target="k",
    fields=("text",),
    ground="PRIVACY",
    note=fr("Santé"),
)
FORGOTTEN = records(
    WordsForgotten,
    "All words of one person go, and the log does not say whose they were.",
    SPOKEN,
    forgotten,
    events=("k",),
    ground="REQUEST",
    asked_by="SUBJECT",
    note=fr("À sa demande"),
)
ASSESSED = records(
    AnonymisationAssessed,
    "Somebody looked whether people can still be told from the scores.",
    MEMBERS,
    assessed,
    scope=fr("Les notes de la soirée"),
    size=2,
    purposes=fr("Étudier comment on s'accorde"),
    techniques=fr("Pseudonymes par assemblée, mots effacés"),
    individualisation="PARTLY",
    correlation="MET",
    inference="MET",
    residual_risk="LOW",
    by=fr("La responsable"),
    next_assessment=date(2018, 1, 1),
)

CASES = (
    RECTIFIED,
    RECTIFIED.but("NotRectifiable", "The event has no such field.", changes={"couleur": "rouge"}),
    refuses(
        EventRectified,
        "NotRectifiable",
        "A publication is made again, not rectified.",
        (
            *SCORING,
            named("e-c", closed()),
            named("e-p", lambda c: c.publish_results(round="r1", up_to="e-c")),
        ),
        rectified("e-p", {"digest": "0"}),
    ),
    RECTIFIED.but("IdentityChanged", "It would be another's score.", changes={"member_id": "loge"}),
    refuses(
        EventRectified,
        "ActsRestOnIt",
        "The member would have had no voice when it scored.",
        (*MEMBERS[:-1], named("e-j", MEMBERS[-1]), *SCORING[len(MEMBERS) :], CAST),
        rectified("e-j", {"voting": False}),
    ),
    RECTIFIED.but("ChangeDoesNotFit", "The new value is no grade.", changes={"value": "banane"}),
    RECTIFIED.but("OffScale", "The new grade lies beyond the scale.", changes={"value": 9}),
    RECTIFIED.but("NothingChanged", "Nothing of it changes.", changes=None),
    RECTIFIED.but(
        "InTheFuture",
        "It would have happened tomorrow.",
        occurred_at=EVENING + timedelta(days=1),
    ),
    RECTIFIED.but(
        "OutsideOfRound",
        "It would have been given before its round opened.",
        occurred_at=EVENING - timedelta(days=1),
    ),
    refuses(
        EventRectified,
        "ActsRestOnIt",
        "The mandate would not have let the delegate come in.",
        (*CONVENED, named("e-m", mandated("m-table", "table")), opened, arrived("m-table")),
        rectified("e-m", {"valid_from": "2016-12-01"}),
    ),
    RECTIFIED.but("UnknownEvent", "It was retracted.", retracted("e-s")),
    refuses(
        EventRectified,
        "CharterFrozen",
        "The rules would be corrected after they were used.",
        (*SCORING[: len(CONVENED) + 2], named("e-r", chartered()), weighted, round_opened()),
        rectified("e-r", {"charter": {"recusal": "NONE"}}),
    ),
    refuses(
        EventRectified,
        "CriteriaFrozen",
        "The weights would be corrected after they were used.",
        (*RULED[:-1], named("e-w", weighted), round_opened()),
        rectified("e-w", {"weights": {"priorite": 1, "levier": 3}}),
    ),
    refuses(
        EventRectified,
        "VerbatimIsFixed",
        "The words of a wish would be corrected.",
        (
            *MEMBERS,
            named("e-w", posted),
        ),
        rectified("e-w", {"verbatim": "Un bar"}),
    ),
    RETRACTED,
    refuses(
        EventRetracted,
        "HasDependents",
        "A score was given in the round.",
        (*RULED, named("e-r", round_opened()), CAST),
        retracted("e-r"),
    ),
    refuses(
        EventRetracted,
        "NotRetractable",
        "Everything rests on it.",
        (named("e-f", founded),),
        retracted("e-f"),
    ),
    RETRACTED.but("UnknownEvent", "It was retracted already.", retracted("e-s")),
    REDACTED,
    REDACTED.but("NotRedactable", "The field holds no words.", fields=("stance",)),
    REDACTED.but("NotRedactable", "No field is named.", fields=()),
    FORGOTTEN,
    FORGOTTEN.but("NothingToForget", "No words are noted as that person's.", subject="Luc"),
    FORGOTTEN.but(
        "AskerDoesNotFit", "A schedule makes no request.", asked_by="SCHEDULE", ground="REQUEST"
    ),
    ASSESSED,
    ASSESSED.but(
        "RiskUnderstated",
        "People can be told apart, and the risk is called very low.",
        individualisation="NOT_MET",
        residual_risk="VERY_LOW",
    ),
    ASSESSED.but("SizeNotThere", "It is of events that are not there.", size=999),
    ASSESSED.but(
        "AssessmentInThePast", "It would be due already.", next_assessment=date(2016, 1, 1)
    ),
)
