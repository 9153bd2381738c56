"""Cases of options, of what is said of them, and of what stands in their way."""

from collectif.acts.deliberation import (
    CommentMade,
    InterestDeclared,
    ObjectionRaised,
    ObjectionResolved,
)
from collectif.acts.proposals import ProposalAmended, ProposalSubmitted, ProposalWithdrawn
from collectif.testing.cases import fr, records
from collectif.testing.means import adopted
from collectif.testing.room import (
    CONVENED,
    OPENED,
    RULED,
    amended,
    chartered,
    commented,
    moved,
    opened,
    proposed,
    round_opened,
    weighted,
)
from collectif.values import Charter, DecisionRule

RISEN = (opened, lambda c: c.assembly("a1").close())
OVERRIDING = Charter(decision=DecisionRule(allow_override=True))


def withdrawn(c):
    return c.withdraw(proposal="s3", reason="Trop tôt")


def tied(c):
    return c.declare_interest(
        declaration="i1", member="jeune", proposal="s1", nature="FUNDING", description="Don"
    )


def objected(c):
    return c.object(
        objection="x1", target="s1", member="jeune", grounds="Trop loin", harms=("levier",)
    )


def resolved(c):
    return c.resolve(objection="x1", outcome="WITHDRAWN", how="Entendu", confirmed_by="jeune")


SUBMITTED = records(
    ProposalSubmitted,
    "A member brings an option to the assembly.",
    CONVENED,
    proposed("s4", "alim"),
    proposal_id="s4",
    title=fr("s4"),
    summary=fr("Un scénario"),
    carriers=("alim",),
    answers={},
    assembly_id="a1",
)
AMENDED = records(
    ProposalAmended,
    "An option is amended, and becomes version 2.",
    CONVENED,
    amended,
    proposal_id="s1",
    version=2,
    changes=fr("Mieux"),
    because=(),
    title=fr("Titre"),
)
WITHDRAWN = records(
    ProposalWithdrawn,
    "An option is withdrawn.",
    CONVENED,
    withdrawn,
    proposal_id="s3",
    reason=fr("Trop tôt"),
)
COMMENTED = records(
    CommentMade,
    "Somebody of the public speaks for an option.",
    CONVENED,
    commented(),
    comment_id="k1",
    target="s2",
    stance="SUPPORT",
    channel="SPOKEN",
    text=fr("Une maladie"),
)
TIED = records(
    InterestDeclared,
    "A member declares a tie to an option, and will not score it.",
    CONVENED,
    tied,
    declaration_id="i1",
    member_id="jeune",
    proposal_id="s1",
    nature="FUNDING",
    recuses_from=frozenset({"SCORING"}),
    description=fr("Don"),
)
OBJECTED = records(
    ObjectionRaised,
    "A member objects to an option, and names the criterion that it harms.",
    CONVENED,
    objected,
    objection_id="x1",
    target="s1",
    member_id="jeune",
    severity="OBJECTION",
    harms=("levier",),
    grounds=fr("Trop loin"),
)
RESOLVED = records(
    ObjectionResolved,
    "The objector takes the objection back.",
    (*CONVENED, objected),
    resolved,
    objection_id="x1",
    outcome="WITHDRAWN",
    through=(),
    confirmed_by="jeune",
    how=fr("Entendu"),
)

CASES = (
    SUBMITTED,
    SUBMITTED.but("DuplicateId", "Another option has that name.", proposal="s1"),
    SUBMITTED.but("AssemblyNotOpen", "The assembly has risen.", *RISEN),
    SUBMITTED.but("UnknownAssembly", "The assembly is not there.", assembly="a9"),
    SUBMITTED.but("UnknownObjective", "The plan has no such objective.", objectives=("o9",)),
    SUBMITTED.but("UnknownCriterion", "It answers to no criterion.", answers={"beaute": "Oui"}),
    AMENDED,
    AMENDED.but("VersionConflict", "A version would be left out.", version=3),
    AMENDED.but(
        "ProposalInOpenRound",
        "People are scoring this version.",
        opened,
        chartered(),
        weighted,
        round_opened(),
    ),
    AMENDED.but("ProposalNotLive", "The option was withdrawn.", withdrawn, proposal="s3"),
    AMENDED.but("UnknownObjective", "The plan has no such objective.", objectives=("o9",)),
    WITHDRAWN,
    WITHDRAWN.but("ProposalNotLive", "The option was withdrawn already.", withdrawn),
    WITHDRAWN.but("ProposalNotLive", "It would be merged into itself.", merged_into="s3"),
    WITHDRAWN.but(
        "ProposalInOpenRound",
        "People are scoring it.",
        opened,
        chartered(),
        weighted,
        round_opened(),
    ),
    COMMENTED,
    COMMENTED.but("UnknownTarget", "It is about nothing that is there.", target="s9"),
    COMMENTED.but("NegativeNumber", "It is said to last less than no time.", seconds=-5),
    COMMENTED.but(
        "UnknownTarget",
        "It answers a comment on something else.",
        commented("k0", target="s1"),
        reply_to="k0",
    ),
    COMMENTED.but(
        "Recused",
        "The member keeps out of the conversation on this option.",
        lambda c: c.declare_interest(
            declaration="i1",
            member="jeune",
            proposal="s2",
            nature="EMPLOYMENT",
            description="Emploi",
            recuses_from=("DELIBERATION",),
        ),
        member="jeune",
    ),
    TIED,
    TIED.but("UnknownMember", "Nobody joined by that name.", member="inconnu"),
    TIED.but("ProposalNotLive", "The option was withdrawn.", withdrawn, proposal="s3"),
    OBJECTED,
    OBJECTED.but("GroundsRequired", "It gives no grounds.", grounds=""),
    OBJECTED.but("GroundsRequired", "It names nothing that is harmed.", harms=()),
    OBJECTED.but("UnknownTarget", "What it says is harmed is an option.", harms=("s2",)),
    OBJECTED.but("ProposalNotLive", "The option was withdrawn.", withdrawn, target="s3"),
    OBJECTED.but(
        "DecisionNotProposed",
        "The decision was taken already.",
        *RULED[len(CONVENED) :],
        moved(),
        adopted,
        target="d1",
    ),
    RESOLVED,
    RESOLVED.but("NotConfirmedByObjector", "Another member says so.", confirmed_by="alim"),
    RESOLVED.but("OverrideNotAllowed", "The rules allow no override.", outcome="OVERRULED"),
    RESOLVED.but("AmendmentRequired", "No amendment integrates it.", outcome="INTEGRATED"),
    RESOLVED.but("ObjectionNotOpen", "It was resolved already.", resolved),
    records(
        ObjectionResolved,
        "The collective overrules the objection, as the rules allow, and it stays in view.",
        (*OPENED, chartered(OVERRIDING), objected),
        lambda c: c.resolve(
            objection="x1", outcome="OVERRULED", how="Voté", confirmed_by="COLLECTIVE"
        ),
        objection_id="x1",
        outcome="OVERRULED",
        through=(),
        confirmed_by="COLLECTIVE",
        how=fr("Voté"),
    ),
)
