"""Cases of who is in the community, and who may act for whom."""

from datetime import date, timedelta

from collectif.acts.community import CollectiveFounded, MemberJoined, MemberLeft
from collectif.acts.mandates import MandateEnded, MandateGiven
from collectif.testing.cases import fr, records, refuses
from collectif.testing.given import EVENING
from collectif.testing.room import CONVENED, MEMBERS, founded, joined, mandated


def gone(c):
    return c.record_departure(member="jeune", reason="Fin de mandat")


def ended(c):
    return c.end_mandate(mandate="m-loge", reason="Nouveau conseil")


FOUNDED = records(
    CollectiveFounded,
    "A community founds the collective.",
    (),
    founded,
    name=fr("La communauté"),
    territory=fr("Le quartier"),
    languages=("fr", "en"),
    timezone="America/Toronto",
)
JOINED = records(
    MemberJoined,
    "A community organisation joins, and holds a voice.",
    (founded,),
    joined("alim"),
    member_id="alim",
    name=fr("ALIM"),
    kind="COMMUNITY_ORG",
    sectors=(),
    voting=True,
)
LEFT = records(
    MemberLeft,
    "A member leaves, and nobody takes up what it leaves.",
    MEMBERS,
    gone,
    member_id="jeune",
    reason=fr("Fin de mandat"),
)
GIVEN = records(
    MandateGiven,
    "A member lets a delegate act for it in an assembly.",
    CONVENED,
    mandated("m-table", "table"),
    mandate_id="m-table",
    member_id="table",
    role="DELEGATE",
    powers=frozenset({"SPEAK", "SCORE", "DECIDE", "COMMIT"}),
    valid_from=date(2016, 11, 1),
    bearer="personne",
    assembly_id="a1",
)
ENDED = records(
    MandateEnded,
    "A mandate ends, and what was done under it stays.",
    CONVENED,
    ended,
    mandate_id="m-loge",
    reason=fr("Nouveau conseil"),
)

CASES = (
    FOUNDED,
    FOUNDED.but("AlreadyFounded", "The log is that of a collective already.", founded),
    FOUNDED.but("MissingWords", "The collective works in no language.", languages=()),
    JOINED,
    records(
        MemberJoined,
        "A funder joins, and holds no voice unless told otherwise.",
        (founded,),
        joined("bailleur", "FUNDER"),
        member_id="bailleur",
        name=fr("BAILLEUR"),
        kind="FUNDER",
        sectors=(),
        voting=False,
    ),
    JOINED.but(
        "DuplicateId",
        "A member that left had that name.",
        joined("alim"),
        lambda c: c.record_departure(member="alim", reason="Fin"),
    ),
    refuses(MemberJoined, "NotFounded", "The collective is not founded.", (), joined("alim")),
    JOINED.but("DuplicateId", "The name stands for the whole community.", member="COLLECTIVE"),
    refuses(
        MemberJoined,
        "InTheFuture",
        "It is told as done tomorrow.",
        MEMBERS,
        lambda c: joined("nouveau")(c.noting(occurred=EVENING + timedelta(days=1))),
    ),
    LEFT,
    LEFT.but("UnknownMember", "The member left already.", gone),
    LEFT.but("UnknownMember", "The member would be its own successor.", successor="jeune"),
    GIVEN,
    GIVEN.but("MandateConflict", "The member has a delegate for that assembly.", member="loge"),
    GIVEN.but(
        "PowerNotAllowed", "An observer is given power to score.", role="OBSERVER", powers=["SCORE"]
    ),
    GIVEN.but(
        "MandateNotValid", "The mandate would end before it begins.", valid_until=date(2016, 1, 1)
    ),
    GIVEN.but("UnknownAssembly", "It is for an assembly that is not there.", assembly="a9"),
    ENDED,
    ENDED.but("UnknownMandate", "The mandate has ended already.", ended),
)
