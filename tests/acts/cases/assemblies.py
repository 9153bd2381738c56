"""Cases of what happens in the room, from the invitation to the minutes."""

from datetime import timedelta

from collectif.acts.assembly import (
    AgendaItemStarted,
    AssemblyClosed,
    AssemblyConvened,
    AssemblyOpened,
    InvitationSent,
)
from collectif.acts.charter import CharterAdopted
from collectif.acts.minutes import MinutesAdopted
from collectif.acts.presence import AttendanceRecorded
from collectif.testing.cases import fr, records, refuses
from collectif.testing.given import EVENING
from collectif.testing.room import (
    CONVENED,
    MEMBERS,
    OPENED,
    SCORING,
    arrived,
    chartered,
    closed,
    convened,
    left,
    mandated,
    named,
    opened,
)
from collectif.values import AgendaItem, Charter, Quorum

ITEM = AgendaItem(item_id="debut", title={"fr": "Début"}, kind="WELCOME")


def invited(c):
    return c.assembly("a1").invite(
        invitation="i1", to=("alim",), challenge="Se nourrir", message="Venez", channel="courriel"
    )


def started(c):
    return c.assembly("a1").start_item(item="debut")


def risen(c):
    return c.assembly("a1").close(next_steps="Suite en janvier")


def adjourned(c):
    return c.assembly("a1").close(resumes_on=EVENING + timedelta(days=7))


def minuted(c):
    return c.assembly("a1").adopt_minutes(up_to="end", adopted_by="L'assemblée")


CONVENING = records(
    AssemblyConvened,
    "A member convenes an assembly.",
    MEMBERS,
    convened,
    assembly_id="a1",
    title=fr("Assemblée"),
    planned_for=EVENING,
    convenor="table",
    shared_intention=fr("Vivre mieux"),
    objective=fr("Choisir"),
    agenda=(ITEM,),
)
INVITING = records(
    InvitationSent,
    "A member is invited to take up the common challenge.",
    CONVENED,
    invited,
    invitation_id="i1",
    assembly_id="a1",
    to=("alim",),
    challenge=fr("Se nourrir"),
    message=fr("Venez"),
    channel="courriel",
)
RULING = records(
    CharterAdopted,
    "The assembly adopts the rules of the game.",
    OPENED,
    chartered(),
    assembly_id="a1",
    charter=Charter(),
    how=fr("À main levée"),
)
ARRIVING = records(
    AttendanceRecorded,
    "A delegate arrives.",
    (*CONVENED, opened),
    arrived("m-alim"),
    assembly_id="a1",
    mandate_ids=("m-alim",),
    status="ARRIVED",
    mode="IN_PERSON",
)
OPENING = records(
    AssemblyOpened,
    "The assembly opens.",
    CONVENED,
    opened,
    assembly_id="a1",
    resumed=False,
    facilitators=("animation",),
    secretary="secrétaire",
)
STARTING = records(
    AgendaItemStarted,
    "The assembly goes on to a part of its agenda.",
    OPENED,
    started,
    assembly_id="a1",
    item_id="debut",
)
CLOSING = records(
    AssemblyClosed,
    "The assembly rises.",
    OPENED,
    risen,
    assembly_id="a1",
    next_steps=fr("Suite en janvier"),
)
MINUTING = records(
    MinutesAdopted,
    "The minutes of a closed assembly are adopted.",
    (*OPENED, named("end", risen)),
    minuted,
    assembly_id="a1",
    up_to="end",
    adopted_by=fr("L'assemblée"),
)

CASES = (
    CONVENING,
    CONVENING.but(
        "DuplicateId", "Two parts of the agenda have the same name.", agenda=(ITEM, ITEM)
    ),
    INVITING,
    INVITING.but("AssemblyNotConvened", "The assembly is open already.", opened),
    RULING,
    refuses(
        CharterAdopted, "CharterFrozen", "A round was opened under the rules.", SCORING, chartered()
    ),
    RULING.but("CharterFrozen", "The assembly has risen.", risen),
    RULING.but(
        "CharterInvalid",
        "The quorum is more than everybody.",
        charter=Charter(quorum=Quorum(kind="SHARE", value="3/2")),
    ),
    ARRIVING,
    records(
        AttendanceRecorded,
        "A delegate leaves.",
        OPENED,
        left("m-alim"),
        assembly_id="a1",
        mandate_ids=("m-alim",),
        status="LEFT",
        mode="IN_PERSON",
    ),
    ARRIVING.but(
        "MandateNotValid",
        "The mandate is over.",
        mandated("old", "alim", "ALTERNATE", valid_until=EVENING.date() - timedelta(days=1)),
        mandates=("old",),
    ),
    ARRIVING.but("NegativeNumber", "Fewer people than none are counted.", public_headcount=-3),
    ARRIVING.but("NotPresent", "A delegate leaves who never arrived.", status="LEFT"),
    ARRIVING.but("AssemblyNotOpen", "The assembly has risen.", risen),
    ARRIVING.but("UnknownMandate", "There is no such mandate.", mandates=("m-9",)),
    OPENING,
    OPENING.but("AlreadyOpen", "The assembly is open.", opened),
    OPENING.but("NotAdjourned", "It is said to resume, and was never adjourned.", resumed=True),
    records(
        AssemblyOpened,
        "The assembly resumes after an adjournment.",
        (*OPENED, adjourned),
        opened,
        assembly_id="a1",
        resumed=True,
        facilitators=("animation",),
        secretary="secrétaire",
    ),
    STARTING,
    STARTING.but("UnknownAgendaItem", "The agenda has no such part.", item="fin"),
    STARTING.but("AssemblyNotOpen", "The assembly has risen.", risen),
    CLOSING,
    refuses(AssemblyClosed, "RoundStillOpen", "A round is still open.", SCORING, risen),
    CLOSING.but("AssemblyNotOpen", "The assembly has risen already.", risen),
    records(
        AssemblyClosed,
        "The assembly is adjourned, its round being closed.",
        (*SCORING, closed()),
        adjourned,
        assembly_id="a1",
        resumes_on=EVENING + timedelta(days=7),
    ),
    MINUTING,
    refuses(
        MinutesAdopted,
        "AssemblyNotClosed",
        "The assembly was only adjourned.",
        (*OPENED, named("end", adjourned)),
        minuted,
    ),
    refuses(
        MinutesAdopted,
        "AssemblyNotClosed",
        "The minutes stop before the end of the assembly.",
        (*CONVENED, named("end", opened), risen),
        minuted,
    ),
)
