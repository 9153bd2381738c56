"""Cases of the wall, of lots and keys, of open data."""

from base64 import b64encode
from hashlib import sha256

from collectif.acts.keys import KeyRotated
from collectif.acts.lots import LotDrawn
from collectif.acts.openness import DatasetPublished
from collectif.acts.wall import WishAnswered, WishPosted
from collectif.testing.cases import fr, records, refuses
from collectif.testing.room import CONVENED, MEMBERS, RULED, named, rectified, round_opened

POSTED = (*MEMBERS, named("e-w", lambda c: posted(c)))


def posted(c):
    return c.post_wish(wish="w1", verbatim="Un marché le samedi", medium="CARD")


def answered(c):
    return c.answer_wish(wish="w1", answer="NOT_NOW", explanation="Pas cette année")


def lot(c):
    return c.draw_lot(
        lot="t1",
        purpose="Parler en premier",
        among=("s1", "s2", "s3"),
        seed="30 nov",
        source="Loto",
    )


def verifier(name):
    """Return the line by which others verify what a key of that name signs."""
    raw = bytes([1]) + bytes(32)
    hashed = sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
    return f"{name}+{hashed}+{b64encode(raw).decode()}"


ONE, TWO = verifier("collectif.example/un"), verifier("collectif.example/deux")


def signing(c):
    return c.rotate_key(key=ONE)


def published(c):
    return c.publish_dataset(dataset="o1", scope="Tout", up_to="r")


POSTING = records(
    WishPosted,
    "A resident puts a wish on the wall, in its own words.",
    MEMBERS,
    posted,
    wish_id="w1",
    medium="CARD",
    themes=(),
    verbatim="Un marché le samedi",
    readings=(),
)
ANSWERING = records(
    WishAnswered,
    "The collective says not now, and why.",
    POSTED,
    answered,
    wish_id="w1",
    answer="NOT_NOW",
    links=(),
    explanation=fr("Pas cette année"),
    by="COLLECTIVE",
)
DRAWING = records(
    LotDrawn,
    "Who speaks first is drawn by lot.",
    CONVENED,
    lot,
    lot_id="t1",
    purpose=fr("Parler en premier"),
    among=("s1", "s2", "s3"),
    drawn=("s3",),
    seed="30 nov",
    source=fr("Loto"),
)
SIGNING = records(KeyRotated, "A first key signs the log.", MEMBERS, signing, key=ONE)
PUBLISHING = records(
    DatasetPublished,
    "The log up to a round is published, with nobody's secret in it.",
    (*RULED, named("r", round_opened(visibility="SECRET"))),
    published,
    dataset_id="o1",
    scope=fr("Tout"),
    up_to="r",
    licence="CC-BY-4.0",
    pseudonymised=True,
)

CASES = (
    POSTING,
    POSTING.but("MissingWords", "Nothing stands on the card.", verbatim=" "),
    POSTING.but("UnknownAssembly", "It is for an assembly that is not there.", assembly="a9"),
    refuses(
        WishPosted,
        "VerbatimIsFixed",
        "The words on the card would be corrected.",
        POSTED,
        rectified("e-w", {"verbatim": "Un marché le dimanche"}),
    ),
    ANSWERING,
    ANSWERING.but("ExplanationRequired", "Nobody says why.", explanation=""),
    ANSWERING.but("LinkRequired", "It is taken up, and nothing says by what.", answer="TAKEN_UP"),
    DRAWING,
    DRAWING.but("LotInvalid", "There is no seed by which to check it.", seed=" "),
    DRAWING.but("LotInvalid", "Everything would be drawn.", count=3),
    DRAWING.but("UnknownAssembly", "It is drawn in an assembly that is not there.", assembly="a9"),
    SIGNING,
    SIGNING.but("KeyUnknown", "It takes over from a key that never signed.", replaces=TWO),
    SIGNING.but("KeyInvalid", "The key is not spelled as a key.", key="clé"),
    records(
        KeyRotated,
        "A key takes over from another one.",
        (*MEMBERS, signing),
        lambda c: c.rotate_key(key=TWO, replaces=ONE),
        key=TWO,
        replaces=ONE,
    ),
    PUBLISHING,
    PUBLISHING.but(
        "SecretRoundNotPseudonymised",
        "Who gave which secret ballot could be told from it.",
        pseudonymised=False,
    ),
)
