#!/usr/bin/env python3
"""This file is about checking a record without trusting anybody: a bundle, or a receipt.

It stands alone: copy it anywhere and run it with a bare Python, 3.11 or newer. It opens no network
connection, writes nothing, and runs nothing that it reads.

    python3 -I verify.py FOLDER [--policy FILE] [--key VKEY] [--known NOTE] [--receipt FILE]
    python3 -I verify.py RECEIPT [--policy FILE] [--key VKEY] [--known NOTE]

A bundle is a folder of plain text: `events.jsonl` (each line is the content of one leaf),
`leaves.txt`, `checkpoints.txt`, `disclosures.txt`, `policy.txt`. The formats are those of RFC 6962
(the tree), C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof and tlog-policy (what is
signed), RFC 8032 (Ed25519), RFC 8785 without floats (the events) and RFC 9901 (personal words).

Exit status: 0 nothing is wrong, 1 something is wrong, 2 it cannot be read or was asked for wrongly.
What is not proved is printed too; read it.
"""

from __future__ import annotations

import argparse
import binascii
import hashlib
import json
import re
import sys
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

MAX_EVENT = 65_535
MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1
MAX_NOTE = 200_000
MAX_SIGNATURES = 100
MAX_RECEIPT = 1_000_000
MAX_POLICY = 1_000_000
MAX_FILE = 2**26
MAX_FINDINGS = 100
MAX_SHOWN = 400

# --- what is said of it -------------------------------------------------------------------------


def _told(text: str) -> dict[str, tuple[str, str]]:
    """Return code -> what is said in English and, on the line below it, in French."""
    lines = text.strip().split("\n")
    codes, english = zip(*(line.split(": ", 1) for line in lines[::2]), strict=True)
    return dict(zip(codes, zip(english, map(str.strip, lines[1::2]), strict=True), strict=True))


_WORDS = _told("""
unreadable: {what} cannot be read: {why}.
    {what} est illisible : {why}.
bytes: Event {seq} is not spelled as an event: {why}.
    Le fait {seq} n'est pas écrit comme un fait : {why}.
event: Event {seq} is not the one that the leaf hashes name: it was changed, or is not in place.
    Le fait {seq} n'est pas celui que nomment les empreintes : modifié, ou déplacé.
place: Event {seq} says that it stands at {said}: events are missing, added or out of order.
    Le fait {seq} dit être au rang {said} : il en manque, il y en a trop, ou l'ordre a changé.
twice: Event {seq} has the id {id}, and so has an earlier one.
    Le fait {seq} porte le nom {id}, comme un autre avant lui.
leaves: There are {leaves} leaf hashes and {events} events from {first} on: they do not fit.
    Il y a {leaves} empreintes, et {events} faits à partir de {first} : le compte n'y est pas.
root: The root of the first {size} events is {found}, and the checkpoint says {said}.
    La racine des {size} premiers faits est {found}, et le relevé signé dit {said}.
short: The record holds {held} events, and a checkpoint of {size} was signed: some are missing.
    Le registre compte {held} faits, et un relevé de {size} fut signé : il en manque.
unsigned: No key that is trusted signed this checkpoint ({origin}, {size} events).
    Aucune clé de confiance n'a signé ce relevé ({origin}, {size} faits).
bare: Nothing of this record is signed: there is no checkpoint that a key could have signed.
    Rien de ce registre n'est signé : aucun relevé qu'une clé aurait pu signer.
keyless: Who signed cannot be told: no key of {origin} was given. Give yours with --key.
    Aucune clé de {origin} ne fut donnée : qui a signé? Donnez avec --key celle qu'on vous a dite.
signature: The signature of {name} is false.
    La signature de {name} est fausse.
origin: A checkpoint is of the log {said}, and another one of {origin}.
    Un relevé vient du registre {said}, et un autre de {origin}.
quorum: The witnesses who signed ({signed}) are not enough for the policy ({quorum}).
    Les témoins qui ont signé ({signed}) ne suffisent pas à la règle ({quorum}).
fork: Two signed checkpoints of {size} events of {origin} have two roots: two histories were shown.
    Deux relevés de {size} faits de {origin} ont deux racines : deux histoires furent montrées.
inclusion: The receipt does not lead to the checkpoint: this event is not at {seq} of that log.
    Le reçu ne mène pas au relevé : ce fait n'est pas au rang {seq} du registre.
words: Disclosed words belong to no event that is here: {why}.
    Des mots révélés n'appartiennent à aucun fait d'ici : {why}.
erased: Words of event {id} are disclosed, and event {seq} says that they were erased.
    Des mots du fait {id} sont révélés, et le fait {seq} les dit effacés.
file: {name} is not what SHA256SUMS says: it was changed after the bundle was made.
    {name} n'est pas ce que dit SHA256SUMS : changé depuis que le dossier fut fait.
twofold: Event {seq} holds a digest of words of event {id}: erased words could come back by it.
    Le fait {seq} a l'empreinte de mots de {id} : elles reviendraient, effacées.
key: Event {seq} hands over from a key that did not sign the log before.
    Le fait {seq} remplace une clé qui ne signait pas le registre.
""")
"""What is wrong, by code."""

_PROVED = _told("""
spelling: {count} events ({first} to {last}): each spelled in its one way, in its place
    {count} faits ({first} à {last}) : chacun écrit d'une seule façon, à sa place
root: the record of {size} events has the root {root}
    le registre de {size} faits a la racine {root}
checkpoint: {origin} signed this state of {size} events ({root})
    {origin} a signé cet état de {size} faits ({root})
witness: {name} saw the log at {size} events, at {time} by its clock
    {name} a vu le registre à {size} faits, à {time} selon son horloge
own-checkpoint: a key in these files, which calls itself {origin}, signed {size} events ({root})
    une clé venue avec les fichiers, qui se dit {origin}, a signé {size} faits ({root})
own-witness: a key in these files, which calls itself {name}, signed {size} events ({time})
    une clé venue avec les fichiers, qui se dit {name}, a signé {size} faits ({time})
known: the record continues the state of {size} events that you hold
    le registre continue l'état de {size} faits que vous détenez
event: event {seq} ({type}, {id}) is in the log that was signed
    le fait {seq} ({type}, {id}) est dans le registre signé
words: {count} disclosed words are those that the events hold the digests of
    {count} mots révélés sont ceux dont les faits ont l'empreinte
erased: {count} erasures are recorded, and nothing here shows what they erased
    {count} effacements sont inscrits, et rien ici ne montre ce qui fut effacé
""")
"""What was proved, by code."""

_UNPROVED = _told("""
results: whether results and decisions follow from the events: `collectif audit` asks that
    si les résultats et décisions découlent des faits : `collectif audit` le demande
later: anything that was recorded after the checkpoint
    tout ce qui fut inscrit après le relevé
unlogged: that nothing was refused or left out before it was recorded
    que rien ne fut refusé ou omis avant l'inscription
people: who the participants are, and that they did what is recorded under their names
    qui sont les participants, et qu'ils ont fait ce qui est inscrit à leur nom
times: that the times are right: they are what the operator's clock said
    que les heures sont justes : elles viennent de l'horloge de l'opérateur
keys: whose keys these are: they came with the files; compare them with what you were given
    à qui sont ces clés : elles sont venues avec les fichiers; comparez-les
unsigned: that this is the record that others were shown: no checkpoint from outside was given
    que d'autres ont vu ce registre : aucun relevé venu d'ailleurs ne fut donné
views: that others were not shown another history: no witness whose key you gave signed
    que d'autres n'ont pas vu une autre histoire : aucun témoin dont vous avez donné la clé
uncovered: that events {first} to {last} were shown to anybody: no checkpoint covers them
    que les faits {first} à {last} furent montrés : aucun relevé ne les couvre
before: what events 0 to {last} say: only their hashes are here
    ce que disent les faits 0 à {last} : seules leurs empreintes sont ici
withheld: {count} personal words: withheld or erased; only their digests are here
    {count} mots personnels : retenus ou effacés; seules leurs empreintes sont ici
""")
"""What was not proved, by code."""

_WITHIN = """
a checkpoint
    un relevé
a key
    une clé
a request
    une requête
a signature
    une signature
a signed note
    une note signée
a signing key
    une clé qui signe
base64
    du base64
the checkpoints
    les relevés
the policy
    la règle
the receipt
    le reçu
a group names strangers or one member twice, or asks for too many
    un groupe nomme des inconnus ou deux fois le même, ou en demande trop
a line is not a sum, two spaces and a name
    une ligne n'est pas une somme, deux espaces et un nom
a line is not the base64 of 32 bytes
    une ligne n'est pas le base64 de 32 octets
a line is too long, or the last one is cut short
    une ligne est trop longue, ou la dernière est coupée
a receipt is looked for in the folder of a bundle
    un reçu se cherche dans un dossier de registre
a size or position is not a whole number in its shortest spelling
    une taille ou un rang n'est pas un nombre entier dans son écriture la plus courte
a value of its envelope is of another kind than it should be
    une valeur de son enveloppe n'est pas du genre voulu
a whole number is beyond 2**53 - 1
    un nombre entier dépasse 2**53 - 1
an object names a key twice, or one that is not ASCII
    un objet nomme une clé deux fois, ou une clé qui n'est pas en ASCII
each is a text, an empty line and signatures; one is cut short
    chacun est un texte, une ligne vide et des signatures; l'un d'eux est coupé
it defines {name} twice
    elle définit {name} deux fois
it does not begin with {head}
    il ne commence pas par {head}
it does not have the keys of an envelope
    il n'a pas les clés d'une enveloppe
it does not hold an event and its openings
    il ne contient pas un fait et ses révélations
it does not hold its event
    il ne contient pas son fait
it does not name {name}
    il ne nomme pas {name}
it does not say at which position the event is
    il ne dit pas à quel rang est le fait
it has a line that is not understood: {line}
    elle a une ligne que l'on ne comprend pas : {line}
it has more than {most} signatures
    elle a plus de {most} signatures
it has no quorum line
    elle n'a pas de ligne quorum
it holds control characters, or halves of characters
    elle contient des caractères de commande, ou des moitiés de caractères
it holds {held} bytes, and {needed} are needed
    elle a {held} octets, et il en faut {needed}
it is longer than {most} bytes
    il dépasse {most} octets
it is not a name, a hash of 8 digits and base64, joined by +
    ce n'est pas un nom, une empreinte de 8 chiffres et du base64, liés par +
it is not a plain file in the folder
    ce n'est pas un simple fichier du dossier
it is not an origin, a size and a root, one a line
    ce n'est pas une origine, une taille et une racine, une par ligne
it is not base64
    ce n'est pas du base64
it is not spelled canonically
    ce n'est pas l'écriture canonique
it is not UTF-8
    ce n'est pas de l'UTF-8
it is not UTF-8 text
    ce n'est pas un texte en UTF-8
it is too long, or holds control characters
    elle est trop longue, ou contient des caractères de commande
it is too short
    elle est trop courte
it nests deeper than {most} levels
    il s'emboîte sur plus de {most} niveaux
it nests too deep
    il s'emboîte trop profondément
it takes {held} bytes, and at most {most} are allowed
    il a {held} octets, et {most} au plus sont permis
it takes {held} characters, and at most {most} are read
    il y a {held} caractères, et {most} au plus se lisent
its base64 has another spelling
    son base64 s'écrit autrement
its digests of words are not a sorted list of digests
    ses empreintes de mots ne sont pas une liste d'empreintes en ordre
its format is not 1
    son format n'est pas 1
its hash should be {hash}
    son empreinte devrait être {hash}
its id or its type is not a name
    son id ou son type n'est pas un nom
its line is not a dash, a name and base64
    sa ligne n'est pas un tiret, un nom et du base64
its name is empty, or holds spaces, a plus or what no text holds
    son nom est vide, ou contient une espace, un plus ou ce qu'aucun texte ne contient
its proof is longer than any
    sa preuve est plus longue qu'aucune ne l'est
its quorum {name} is not defined above
    son quorum {name} n'est pas défini plus haut
its root is not of 32 bytes
    sa racine n'a pas 32 octets
its type of signature is not known here
    son genre de signature n'est pas connu ici
no event holds the digest {digest} for them
    aucun fait n'en a l'empreinte {digest}
no known key signed it
    aucune clé connue ne l'a signée
no lines of signatures follow an empty line
    aucune ligne de signature ne suit une ligne vide
the key {name} is named twice, or signs otherwise
    la clé {name} est nommée deux fois, ou signe autrement
there is no such file
    ce fichier n'existe pas
they are not a salt, a place and a value
    ce ne sont pas un sel, une place et une valeur
what it holds is not spelled canonically
    ce qu'il contient n'est pas dans l'écriture canonique
{text} is not a whole number
    {text} n'est pas un nombre entier
{said} at character {place}
    le lecteur dit : « {said} » au caractère {place}
""".strip().split("\n")
"""What stands inside those sentences, in English and, on the line below, in French."""


def _within(words: str) -> str:
    """Return in French what stands inside a sentence; what is a name stays as it is."""
    for english, french in zip(_WITHIN[::2], _WITHIN[1::2], strict=True):
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(english))
        if found := re.fullmatch(pattern, words, re.DOTALL):
            return french.strip().format(**found.groupdict())
    return words


def _in(table: Mapping[str, tuple[str, str]], code: str, lang: str, details: Any) -> str:
    shown = {name: _shown(one) for name, one in details.items()}
    if lang == "fr":
        shown |= {name: _within(shown[name]) for name in ("what", "why") if name in shown}
    return table[code][lang == "fr"].format(**shown)


def _shown(value: object) -> str:
    """Return what a stranger wrote so that it cannot move a cursor, end a line or hide itself."""
    text = str(value)
    return "".join(c if c.isprintable() else f"⟨U+{ord(c):04X}⟩" for c in text[:MAX_SHOWN])


class Unsound(Exception):
    """Something that is wrong with a record, or cannot be read as one.

    Attributes:
        code: What is wrong, for programs; a key of `_WORDS`.
        details: Where, and what was found.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def told(self, lang: str = "en") -> str:
        """Return it as a sentence, in `"en"` or `"fr"`."""
        return _in(_WORDS, self.code, lang, self.details)

    def __str__(self) -> str:
        return self.told()


def _no(what: str, why: str) -> NoReturn:
    raise Unsound("unreadable", what=what, why=why)


# --- Ed25519 (RFC 8032, section 5.1.7; public data only) ------------------------------------------

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_1 = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]  # extended homogeneous coordinates


@lru_cache(maxsize=256)
def ed25519_verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a signature is that of a message under a public key.

    The equation is the one without cofactor, R = [S]B - [k]A compared as bytes, so that S, R and A
    have one spelling each; a public key that is not spelled canonically is refused, as RFC 8032
    asks (OpenSSL accepts those). What was checked lately is remembered: receipts share their
    checkpoints.
    """
    if len(key) != 32 or len(signature) != 64:
        return False
    point, scalar = _decoded(key), int.from_bytes(signature[32:], "little")
    if point is None or scalar >= _ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    x, y, z, t = _times(int.from_bytes(digest, "little") % _ORDER, point)
    x, y, z, _ = _plus(_times(scalar, _BASE), (-x % _P, y, z, -t % _P))
    one = pow(z, -1, _P)
    return (y * one % _P | (x * one % _P & 1) << 255).to_bytes(32, "little") == signature[:32]


def _plus(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: _Point) -> _Point:
    found = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _plus(found, point)
        point, scalar = _plus(point, point), scalar >> 1
    return found


def _decoded(raw: bytes) -> _Point | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * _ROOT_OF_MINUS_1 % _P
    if x * x % _P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


_BASE: _Point = _decoded((4 * pow(5, -1, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


# --- text with one spelling -----------------------------------------------------------------------


def unbase64(text: str, what: str = "base64") -> bytes:
    """Return what base64 text stands for; only its one spelling is taken (RFC 4648, section 4)."""
    try:
        raw = b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        _no(what, "it is not base64")
    if b64encode(raw).decode() != text:
        _no(what, "its base64 has another spelling")
    return raw


def _decimal(text: str, what: str) -> int:
    """Return a whole number written without sign and leading zeros, at most 2**63 - 1."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text) or int(text) >= 2**63:
        _no(what, "a size or position is not a whole number in its shortest spelling")
    return int(text)


_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)


def said(body: bytes) -> Any:
    """Return what canonical JSON says: RFC 8785 without floats, whole numbers within 2**53 - 1,
    ASCII keys, at most 32 levels and 65,535 bytes; raise `ValueError` for any other spelling."""
    if len(body) > MAX_EVENT:
        raise ValueError(f"it takes {len(body)} bytes, and at most {MAX_EVENT} are allowed")
    _check_depth(body)
    try:
        value = _DECODER.decode(body.decode("utf-8"))
        same = _spelled(value) == body
    except UnicodeError:
        raise ValueError("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg.lower()} at character {error.pos}") from None
    except RecursionError:
        raise ValueError("it nests too deep") from None
    if not same:
        raise ValueError("it is not spelled canonically")
    return value


def _check_depth(body: bytes) -> None:
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for character in re.sub(rb"[^][}{]+", b"", _STRING.sub(b"", body)):
        depth += 1 if character in b"[{" else -1
        if depth > MAX_DEPTH:
            raise ValueError(f"it nests deeper than {MAX_DEPTH} levels")


def _spelled(value: object) -> bytes:
    return _ENCODER.encode(value).encode("utf-8")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs) or not all(map(str.isascii, value)):
        raise ValueError("an object names a key twice, or one that is not ASCII")
    return value


def _integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise ValueError("a whole number is beyond 2**53 - 1")
    return int(text)


def _refused(text: str) -> NoReturn:
    raise ValueError(f"{text[:20]} is not a whole number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_refused, parse_int=_integer, parse_constant=_refused
)
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# --- the tree (RFC 6962 and RFC 9162, section 2.1) ------------------------------------------------

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(body: bytes) -> bytes:
    """Return the leaf of an event."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the parent of two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root of the tree over some leaves."""
    row = list(leaves)
    while len(row) > 1:
        odd = row[len(row) & ~1 :]
        row = [node_hash(a, b) for a, b in zip(row[::2], row[1::2], strict=False)] + odd
    return row[0] if row else EMPTY_ROOT


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Return whether `proof` shows that `leaf` stands at `index` of the tree with this root.

    The algorithm is that of RFC 9162, section 2.1.3.2. Nothing is raised: a position outside the
    tree, a hash that is not of 32 bytes, or a proof too short or too long is refused, as is a
    wrong one.

    Args:
        leaf: The leaf hash, not the event.
        index: Position of the leaf, from 0.
        size: Number of leaves of the tree.
        proof: The hashes of RFC 6962, section 2.1.1, from the leaf up.
        root: The root that is trusted for this size.
    """
    if not 0 <= index < size or not _are_hashes((leaf, root, *proof)):
        return False
    sides = _sides(index, size - 1, len(proof))
    if sides is None:
        return False
    found = leaf
    for sibling, left in zip(proof, sides, strict=True):
        found = node_hash(sibling, found) if left else node_hash(found, sibling)
    return found == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Return whether `proof` shows that the tree of `new` leaves begins with that of `old`.

    The algorithm is that of RFC 9162, section 2.1.4.2. Nothing is raised: sizes in the wrong
    order, a hash that is not of 32 bytes, or a proof too short or too long is refused, as is a
    wrong one. Between equal sizes there is nothing to hash: the roots must be equal and the proof
    empty. From size 0 everything is refused, for every tree continues the empty one and a proof of
    it would say nothing.

    Args:
        old: Number of leaves of the earlier tree.
        new: Number of leaves of the later tree.
        old_root: The root that is trusted for `old`.
        new_root: The root that is claimed for `new`.
        proof: The hashes of RFC 6962, section 2.1.2; empty when the sizes are the same.
    """
    if old == new:
        return old > 0 and not proof and old_root == new_root
    if not 0 < old < new or not _are_hashes((old_root, new_root, *proof)):
        return False
    complete = old.bit_count() == 1  # then the old root is itself a node of the new tree
    path = (old_root, *proof) if complete else tuple(proof)
    height = _trailing_zeros(old)
    sides = _sides((old - 1) >> height, (new - 1) >> height, len(path) - 1)
    if sides is None:
        return False
    before = after = path[0]
    for sibling, left in zip(path[1:], sides, strict=True):
        before = node_hash(sibling, before) if left else before
        after = node_hash(sibling, after) if left else node_hash(after, sibling)
    return (before, after) == (old_root, new_root)


def _sides(position: int, last: int, count: int) -> list[bool] | None:
    """Return whether each sibling of a path stands on the left; None unless there are `count`.

    Never walks further than `count`, whatever sizes a stranger claims.
    """
    sides = list(islice(_climb(position, last), max(count, 0) + 1))
    return sides if len(sides) == count else None


def _climb(position: int, last: int) -> Iterator[bool]:
    """Yield for each sibling above a node whether it is on the left; `last` ends the node's row."""
    while last:
        left = bool(position & 1) or position == last
        if left:  # the last node of a row has no sibling until it becomes a right child
            height = _trailing_zeros(position)
            position, last = position >> height, last >> height
        yield left
        position, last = position >> 1, last >> 1


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _are_hashes(values: Iterable[bytes]) -> bool:
    return all(isinstance(value, bytes) and len(value) == 32 for value in values)


# --- notes, checkpoints, keys, witnesses (C2SP) ---------------------------------------------------

ED25519 = 0x01
COSIGNATURE = 0x04


class Key(NamedTuple):
    """A verifier key: who signs, and how that is checked.

    Attributes:
        name: Whose key it is; for a log, its origin.
        id: The first four bytes of a hash over name and key.
        kind: The signature type, one byte of C2SP's signed-note.
        raw: The public key.
    """

    name: str
    id: bytes
    kind: int
    raw: bytes

    @property
    def text(self) -> str:
        """The key as C2SP writes it, `NAME+HASH+BASE64`."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.kind]) + self.raw).decode()}"


Rotation = tuple[int, Key, str | None]
"""What a `key-rotated` event says: its position, the new key, the text of the one it replaces."""


class Signature(NamedTuple):
    """A signature line of a note; `raw` is what follows the key id."""

    name: str
    id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        """The line, with its end."""
        return f"— {self.name} {b64encode(self.id + self.raw).decode()}\n"


class Note(NamedTuple):
    """A signed text; it ends with the end of a line."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(one.line for one in self.signatures)}"


class Checkpoint(NamedTuple):
    """A signed state of a log: its first `size` events have this root."""

    origin: str
    size: int
    root: bytes
    note: Note


class Scheme(NamedTuple):
    """How signatures of one type are checked; to know another type is to add one to `SCHEMES`.

    Attributes:
        key_size: Bytes of a public key.
        dated: Whether a time stands before the signature itself.
        message: Name of the signer, text of the note, time -> the bytes that are signed.
        verify: Key, message, signature -> whether it is one.
    """

    key_size: int
    dated: bool
    message: Callable[[str, str, int], bytes]
    verify: Callable[[bytes, bytes, bytes], bool]


SCHEMES: dict[int, Scheme] = {
    ED25519: Scheme(32, False, lambda name, text, time: text.encode(), ed25519_verify),
    COSIGNATURE: Scheme(
        32,
        True,
        lambda name, text, time: f"cosignature/v1\ntime {time}\n{text}".encode(),
        ed25519_verify,
    ),
}
"""Signature type -> how it is checked."""


def key_id(name: str, kind: int, raw: bytes) -> bytes:
    """Return the id of a key; raise `Unsound` for a name that no key may have."""
    if not _is_name(name):
        _no("a key", "its name is empty, or holds spaces, a plus or what no text holds")
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + raw).digest()[:4]


def parse_key(text: str) -> Key:
    """Return a verifier key, `NAME+HASH+BASE64`."""
    name, _, rest = text.partition("+")
    hashed, _, encoded = rest.partition("+")
    if not _is_name(name) or not re.fullmatch("[0-9a-f]{8}", hashed):
        _no("a key", "it is not a name, a hash of 8 digits and base64, joined by +")
    raw = unbase64(encoded, "a key")
    scheme = SCHEMES.get(raw[0]) if raw else None
    if scheme is None:
        _no("a key", "its type of signature is not known here")
    if len(raw) != 1 + scheme.key_size:
        _no("a key", f"it holds {len(raw) - 1} bytes, and {scheme.key_size} are needed")
    key = Key(name, key_id(name, raw[0], raw[1:]), raw[0], raw[1:])
    if key.id.hex() != hashed:
        _no("a key", f"its hash should be {key.id.hex()}")
    return key


def parse_note(text: str) -> Note:
    """Return a signed note; nothing is believed yet."""
    if len(text) > MAX_NOTE:
        _no("a signed note", f"it takes {len(text)} characters, and at most {MAX_NOTE} are read")
    if any((ord(one) < 0x20 and one != "\n") or 0xD800 <= ord(one) < 0xE000 for one in text):
        _no("a signed note", "it holds control characters, or halves of characters")
    said_text, empty, block = text.rpartition("\n\n")
    if not empty or not block.endswith("\n"):
        _no("a signed note", "no lines of signatures follow an empty line")
    lines = block[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        _no("a signed note", f"it has more than {MAX_SIGNATURES} signatures")
    return Note(said_text + "\n", tuple(parse_signature(line) for line in lines))


def parse_signature(line: str) -> Signature:
    """Return a signature line, without its end."""
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—" or not _is_name(name):
        _no("a signature", "its line is not a dash, a name and base64")
    raw = unbase64(encoded, "a signature")
    if len(raw) < 5:
        _no("a signature", "it is too short")
    return Signature(name, raw[:4], raw[4:])


def parse_checkpoint(text: str) -> Checkpoint:
    """Return a checkpoint; nothing is believed yet."""
    note = parse_note(text)
    origin, size, root = parse_head(note.text)
    return Checkpoint(origin, size, root, note)


def as_sent(text: str) -> str:
    """Return a note that came by mail without what mail puts around it: line ends, empty lines."""
    return text.replace("\r\n", "\n").strip("\n") + "\n"


def parse_head(text: str) -> tuple[str, int, bytes]:
    """Return the origin, the size and the root of the text of a checkpoint."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        _no("a checkpoint", "it is not an origin, a size and a root, one a line")
    root = unbase64(lines[2], "a checkpoint")
    if len(root) != 32:
        _no("a checkpoint", "its root is not of 32 bytes")
    return lines[0], _decimal(lines[1], "a checkpoint"), root


def parse_checkpoints(text: str) -> list[Checkpoint]:
    """Return several checkpoints, with an empty line between them; none of an empty text."""
    if not text:
        return []
    pieces = text.split("\n\n")
    if len(pieces) % 2:
        _no("the checkpoints", "each is a text, an empty line and signatures; one is cut short")
    ends = ["\n"] * (len(pieces) // 2 - 1) + [""]
    return [
        parse_checkpoint(f"{body}\n\n{signed}{end}")
        for body, signed, end in zip(pieces[::2], pieces[1::2], ends, strict=True)
    ]


def signed_by(note: Note, key: Key) -> int | None:
    """Return when a key signed a note, in seconds since 1970; 0 where its type tells no time.

    None means that it did not sign.

    Raises:
        Unsound: If a signature is said to be its own, and is not.
    """
    scheme, found = SCHEMES[key.kind], None
    for one in note.signatures:
        if (one.name, one.id) != (key.name, key.id):
            continue
        stamp, raw = (one.raw[:8], one.raw[8:]) if scheme.dated else (b"", one.raw)
        time = int.from_bytes(stamp, "big")
        valid = len(stamp) == 8 * scheme.dated and time < 2**63
        if not valid or not scheme.verify(key.raw, scheme.message(key.name, note.text, time), raw):
            raise Unsound("signature", name=key.name)
        found = time if found is None else min(found, time)
    return found


def verified(note: Note, keys: Iterable[Key]) -> list[Key]:
    """Return those of some keys that signed a note; raise `Unsound` if one did falsely, or none."""
    signers = [key for key in keys if signed_by(note, key) is not None]
    if not signers:
        _no("a signed note", "no known key signed it")
    return signers


def compare(one: Checkpoint, other: Checkpoint) -> None:
    """Raise `Unsound` if two checkpoints prove that one origin showed two histories."""
    same = (one.origin, one.size) == (other.origin, other.size)
    if same and one.root != other.root:
        raise Unsound("fork", size=one.size, origin=one.origin)


def _is_name(name: str) -> bool:
    unfit = any(ord(one) < 0x20 or 0xD800 <= ord(one) < 0xE000 or one.isspace() for one in name)
    return bool(name) and "+" not in name and not unfit


class Policy(NamedTuple):
    """Who must have signed: C2SP tlog-policy.

    Attributes:
        logs: The keys of logs; any of them will do.
        witnesses: Name -> key.
        groups: Name -> how many of which members.
        quorum: The name of a witness or a group; `"none"` asks for no witness.
    """

    logs: tuple[Key, ...]
    witnesses: Mapping[str, Key]
    groups: Mapping[str, tuple[int, tuple[str, ...]]]
    quorum: str

    def satisfied(self, signed: Iterable[str]) -> bool:
        """Return whether witnesses of these names are enough."""
        seen = set(signed)
        for name, (least, members) in self.groups.items():  # in order: members come first
            if len(seen.intersection(members)) >= least:
                seen.add(name)
        return self.quorum == "none" or self.quorum in seen


def parse_policy(text: str) -> Policy:
    """Return a policy; raise `Unsound` for anything that C2SP's tlog-policy does not allow."""
    if len(text) > MAX_POLICY or any(ord(one) < 0x20 and one not in "\t\n" for one in text):
        _no("the policy", "it is too long, or holds control characters")
    logs, witnesses = list[Key](), dict[str, Key]()
    groups = dict[str, tuple[int, tuple[str, ...]]]()
    quorum, member_of = None, set[str]()
    for line in text.split("\n"):
        word, *rest = re.split("[ \t]+", line.strip(" \t"))
        if word == "log" and 1 <= len(rest) <= 2:
            logs.append(_key_of(rest[0], False, {key.raw for key in logs}))
        elif word == "witness" and 2 <= len(rest) <= 3:
            _new_name(rest[0], witnesses, groups)
            known = {key.raw for key in witnesses.values()}
            witnesses[rest[0]] = _key_of(rest[1], True, known)
        elif word == "group" and len(rest) >= 3:
            _new_name(rest[0], witnesses, groups)
            groups[rest[0]] = _group(rest[1], rest[2:], {*witnesses, *groups}, member_of)
            member_of.update(rest[2:])
        elif word == "quorum" and len(rest) == 1 and quorum is None:
            if rest[0] not in {"none", *witnesses, *groups}:
                _no("the policy", f"its quorum {rest[0][:40]!r} is not defined above")
            quorum = rest[0]
        elif word and not word.startswith("#"):
            _no("the policy", f"it has a line that is not understood: {line[:40]!r}")
    if quorum is None:
        _no("the policy", "it has no quorum line")
    return Policy(tuple(logs), witnesses, groups, quorum)


def _key_of(text: str, dated: bool, known: set[bytes]) -> Key:
    key = parse_key(text)
    if SCHEMES[key.kind].dated != dated or key.raw in known:
        _no("the policy", f"the key {key.name[:40]!r} is named twice, or signs otherwise")
    return key


def _new_name(name: str, *taken: Mapping[str, object]) -> None:
    if name == "none" or any(name in names for names in taken):
        _no("the policy", f"it defines {name[:40]!r} twice")


def _group(
    least: str, members: list[str], defined: set[str], member_of: set[str]
) -> tuple[int, tuple[str, ...]]:
    count = {"any": 1, "all": len(members)}.get(least)
    if count is None:
        count = _decimal(least, "the policy")
    once = len(set(members)) == len(members) and member_of.isdisjoint(members)
    if not (once and defined.issuperset(members) and 1 <= count <= len(members)):
        _no("the policy", "a group names strangers or one member twice, or asks for too many")
    return count, tuple(members)


# --- personal words (RFC 9901) --------------------------------------------------------------------


def digest_of(disclosure: str) -> str:
    """Return what an event holds in the stead of words."""
    raw = hashlib.sha256(disclosure.encode("ascii", "replace")).digest()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def opened(disclosure: str) -> tuple[str, Any]:
    """Return where words stand in their event, as a JSON Pointer, and the words."""
    try:
        raw = b64decode(disclosure + "=" * (-len(disclosure) % 4), altchars=b"-_", validate=True)
        value = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unsound("words", why="they are not a salt, a place and a value") from None
    one_spelling = urlsafe_b64encode(raw).rstrip(b"=").decode() == disclosure
    listed = isinstance(value, list) and len(value) == 3
    if not (one_spelling and listed and all(isinstance(one, str) for one in value[:2])):
        raise Unsound("words", why="they are not a salt, a place and a value")
    return value[1], value[2]


# --- a receipt (C2SP tlog-proof) ------------------------------------------------------------------

PROOF_HEAD = "c2sp.org/tlog-proof@v1"


class Receipt(NamedTuple):
    """The proof that one event is in a signed log.

    Attributes:
        event: The bytes of the event; None where the receipt does not hold them.
        openings: Disclosures of its words, as far as the holder has them.
        seq: The position of the event.
        proof: From its leaf up to the root.
        checkpoint: The signed state that it is proved against.
    """

    event: bytes | None
    openings: tuple[str, ...]
    seq: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint

    def __str__(self) -> str:
        return "\n".join((PROOF_HEAD, *self._lines(), "", str(self.checkpoint.note)))

    def _lines(self) -> Iterator[str]:
        if self.event is not None:
            extra = {"event": self.event.decode(), "openings": list(self.openings)}
            yield f"extra {b64encode(_spelled(extra)).decode()}"
        yield f"index {self.seq}"
        yield from (b64encode(one).decode() for one in self.proof)


def parse_receipt(text: str) -> Receipt:
    """Return a receipt; nothing is believed yet."""
    if len(text) > MAX_RECEIPT:
        _no("the receipt", f"it takes {len(text)} characters, and at most {MAX_RECEIPT} are read")
    head, empty, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    if first != PROOF_HEAD or not empty or not lines:
        _no("the receipt", f"it does not begin with {PROOF_HEAD}")
    event: bytes | None = None
    openings: tuple[str, ...] = ()
    if lines[0].startswith("extra "):
        event, openings = _extra(unbase64(lines.pop(0)[6:], "the receipt"))
    if not lines or not lines[0].startswith("index "):
        _no("the receipt", "it does not say at which position the event is")
    index = _decimal(lines[0][6:], "the receipt")
    if len(lines) > 64:
        _no("the receipt", "its proof is longer than any")
    proof = tuple(unbase64(line, "the receipt") for line in lines[1:])
    return Receipt(event, openings, index, proof, parse_checkpoint(note))


def _extra(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the event and the openings; they have one spelling too, like all in a receipt."""
    try:
        value = json.loads(raw.decode("utf-8"))
        event, openings = value["event"], value["openings"]
        body = event.encode("utf-8")
        same = set(value) == {"event", "openings"} and _spelled(value) == raw
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        _no("the receipt", "it does not hold an event and its openings")
    if not same or not isinstance(openings, list) or not all(type(o) is str for o in openings):
        _no("the receipt", "what it holds is not spelled canonically")
    return body, tuple(openings)


# --- what is trusted, and what comes of it --------------------------------------------------------


class Trust(NamedTuple):
    """What the one who checks holds from outside, and relies on.

    Attributes:
        keys: Keys of the log.
        policy: Which logs and witnesses must have signed; None where nothing is asked.
        known: States of the log that were handed out before.
        brought: Whether keys and policy come from whoever checks, and not with the files.
    """

    keys: tuple[Key, ...] = ()
    policy: Policy | None = None
    known: tuple[Checkpoint, ...] = ()
    brought: bool = True

    @property
    def logs(self) -> tuple[Key, ...]:
        """All keys of logs that are relied on."""
        return self.keys + (self.policy.logs if self.policy else ())


class Verdict:
    """What checking has found.

    Attributes:
        findings: What is wrong; nothing is if there is none.
        proved: Code and details of what was proved.
        unproved: Code and details of what was not.
    """

    def __init__(self) -> None:
        self.findings: list[Unsound] = []
        self.proved: list[tuple[str, dict[str, Any]]] = []
        self.unproved: list[tuple[str, dict[str, Any]]] = []

    def find(self, code: str, **details: object) -> None:
        """Note what is wrong."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Unsound(code, **details))

    def prove(self, code: str, **details: object) -> None:
        """Note what is proved."""
        self.proved.append((code, details))

    def leave(self, code: str, **details: object) -> None:
        """Note what is not proved."""
        if (code, details) not in self.unproved:
            self.unproved.append((code, details))

    def told(self, lang: str = "en") -> Iterator[str]:
        """Yield the verdict as lines of text, in `"en"` or `"fr"`."""
        wrong, right, open_ = {
            "en": ("WRONG", "Proved", "Not proved"),
            "fr": ("FAUX", "Prouvé", "Non prouvé"),
        }[lang]
        for finding in self.findings:
            yield f"{wrong}{' ' * (lang == 'fr')}: {finding.told(lang)}"
        for head, table, notes in (
            (right, _PROVED, self.proved),
            (open_, _UNPROVED, self.unproved),
        ):
            if notes:
                yield f"{head} :" if lang == "fr" else f"{head}:"
                yield from (f"- {_in(table, code, lang, details)}" for code, details in notes)

    def plain(self) -> dict[str, Any]:
        """Return the verdict as plain data."""
        return {
            "sound": not self.findings,
            "findings": [{**f.details, "code": f.code, "what": f.told()} for f in self.findings],
            "proved": [{"code": code, **details} for code, details in self.proved],
            "unproved": [{"code": code, **details} for code, details in self.unproved],
        }


_ALWAYS_OPEN = ("later", "results", "unlogged", "people", "times")


def check_receipt(receipt: Receipt, trust: Trust) -> Verdict:
    """Return whether an event is in the log that was signed, and its opened words are its own."""
    verdict = Verdict()
    _check_signatures(receipt.checkpoint, trust, verdict)
    for known in trust.known:
        _catch(verdict, compare, receipt.checkpoint, known)
        if known.origin != receipt.checkpoint.origin:
            verdict.find("origin", said=receipt.checkpoint.origin, origin=known.origin)
    if receipt.event is None:
        _no("the receipt", "it does not hold its event")
    leaf, checkpoint = leaf_hash(receipt.event), receipt.checkpoint
    if not verify_inclusion(leaf, receipt.seq, checkpoint.size, receipt.proof, checkpoint.root):
        verdict.find("inclusion", seq=receipt.seq)
    words = _Words()
    event = _event(receipt.event, receipt.seq, verdict)
    if event is not None:
        words.take(event)
        if not verdict.findings:
            verdict.prove("event", seq=receipt.seq, id=event["id"], type=event["type"])
    words.check(receipt.openings, verdict)
    for code in _ALWAYS_OPEN:
        verdict.leave(code)
    return verdict


def _check_signatures(checkpoint: Checkpoint, trust: Trust, verdict: Verdict) -> bool:
    """Check who signed a state of a log; return whether a key of that log did."""
    origin, size, root, note = checkpoint
    known = [key for key in dict.fromkeys(trust.logs) if key.name == origin]
    signers = [key for key in known if _signed(note, key, verdict) is not None]
    own = "" if trust.brought else "own-"
    if signers:
        told = b64encode(root).decode()
        verdict.prove(f"{own}checkpoint", origin=origin, size=size, root=told)
    elif known:
        verdict.find("unsigned", origin=origin, size=size)
    else:
        verdict.find("keyless", origin=origin)
    signed = dict[str, int]()
    for name, key in trust.policy.witnesses.items() if trust.policy else ():
        time = _signed(note, key, verdict)
        if time is not None:
            signed[name] = time
            verdict.prove(f"{own}witness", name=name, size=size, time=_moment(time))
    if trust.policy and not trust.policy.satisfied(signed):
        verdict.find("quorum", signed=", ".join(signed) or "-", quorum=trust.policy.quorum)
    if own or not signed:
        verdict.leave("views")
    return bool(signers)


def _signed(note: Note, key: Key, verdict: Verdict) -> int | None:
    time: int | None = _catch(verdict, signed_by, note, key)
    return time


def _catch(verdict: Verdict, function: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return function(*arguments)
    except Unsound as found:
        verdict.find(found.code, **found.details)
        return None


def _moment(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return str(seconds)


# --- events ---------------------------------------------------------------------------------------

_NEEDED: dict[str, type] = {
    **dict.fromkeys(("format", "seq", "version"), int),
    **dict.fromkeys(("id", "type", "occurred", "recorded", "source"), str),
    "data": dict,
}
_MORE = {"actor", "assembly", "batch", "cause", "precision", "provenance", "recorder"}
_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")
_ID = re.compile(r"[!-~]{1,200}")
_TYPE = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)?")


def _event(body: bytes, seq: int, verdict: Verdict) -> dict[str, Any] | None:
    """Return what the bytes of an event say; None if they are not those of one."""
    try:
        event = said(body)
        _check_envelope(event)
    except ValueError as error:
        verdict.find("bytes", seq=seq, why=str(error))
        return None
    if event["seq"] != seq:
        verdict.find("place", seq=seq, said=event["seq"])
    return dict(event)


def _check_envelope(event: Any) -> None:
    if not isinstance(event, dict) or not _NEEDED.keys() <= event.keys() <= _NEEDED.keys() | _MORE:
        raise ValueError("it does not have the keys of an envelope")
    if any(type(event[name]) is not kind for name, kind in _NEEDED.items()):
        raise ValueError("a value of its envelope is of another kind than it should be")
    if event["format"] != 1:
        raise ValueError("its format is not 1")
    if not (_ID.fullmatch(event["id"]) and _TYPE.fullmatch(event["type"])):
        raise ValueError("its id or its type is not a name")
    digests = event["data"].get("_sd", [])
    if (
        type(digests) is not list
        or not all(type(one) is str and _DIGEST.fullmatch(one) for one in digests)
        or sorted(set(digests)) != digests
    ):
        raise ValueError("its digests of words are not a sorted list of digests")


class _Words:
    """The digests of words that events hold, and which of them the record says are erased."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self.erasures = 0
        self._twofold: list[tuple[int, str]] = []
        self._gone: dict[str, tuple[int, set[str]]] = {}
        self._corrects: dict[str, str] = {}

    def take(self, event: dict[str, Any]) -> None:
        """Take in an event."""
        data, id = event["data"], event["id"]
        for digest in data.get("_sd", ()):
            if self.of.setdefault(digest, id) != id:
                self._twofold.append((event["seq"], self.of[digest]))
        if event["type"] == "event-rectified":
            self._corrects[id] = str(data.get("target"))
        elif event["type"] == "content-redacted":
            self._erase(event["seq"], [data.get("target")], data.get("fields"))
        elif event["type"] == "words-forgotten":
            self._erase(event["seq"], data.get("events"), data.get("fields") or ["*"])

    def check(self, disclosures: Iterable[str], verdict: Verdict) -> None:
        """Check that disclosed words are words of these events, and are not erased."""
        seen, wrong = set[str](), len(verdict.findings)
        for seq, id in self._twofold:
            verdict.find("twofold", seq=seq, id=id)
        for disclosure in disclosures:
            digest = digest_of(disclosure)
            where = _catch(verdict, opened, disclosure)
            if digest not in self.of or digest in seen:
                verdict.find("words", why=f"no event holds the digest {digest} for them")
            elif where is not None:
                self._check_erased(self.of[digest], where[0], verdict)
            seen.add(digest)
        if seen and len(verdict.findings) == wrong:
            verdict.prove("words", count=len(seen))
        if self.erasures and len(verdict.findings) == wrong:
            verdict.prove("erased", count=self.erasures)
        if len(self.of) > len(seen):
            verdict.leave("withheld", count=len(self.of) - len(seen))

    def _erase(self, seq: int, targets: Any, fields: Any) -> None:
        self.erasures += 1
        places = {"/" + str(one).removeprefix("/") for one in _listed(fields)}
        for target in _listed(targets):
            self._gone.setdefault(str(target), (seq, set()))[1].update(places)

    def _check_erased(self, id: str, place: str, verdict: Verdict) -> None:
        asked = [(id, place)]
        if id in self._corrects and place.startswith("/payload/"):
            asked.append((self._corrects[id], place.removeprefix("/payload")))
        for target, where in asked:
            seq, fields = self._gone.get(target, (0, set()))
            if any(_covers(one, where) for one in fields):
                verdict.find("erased", id=id, seq=seq)


def _listed(value: Any) -> list[Any]:
    return value if type(value) is list else []


def _covers(name: str, place: str) -> bool:
    """Whether a field, or a JSON Pointer, stands for words: those below it too; `*` is any step."""
    wanted, steps = name.split("/"), place.split("/")
    return len(wanted) <= len(steps) and all(
        one == other or "*" in (one, other) for one, other in zip(wanted, steps, strict=False)
    )


# --- a bundle -------------------------------------------------------------------------------------

BUNDLE = ("events.jsonl", "leaves.txt", "checkpoints.txt", "disclosures.txt", "policy.txt")
SUMS = "SHA256SUMS"


def check_bundle(folder: Path, trust: Trust, receipts: Sequence[Receipt] = ()) -> Verdict:
    """Return whether the files of a bundle are a record that fits what was signed of it."""
    verdict = Verdict()
    _check_sums(folder, verdict)
    words, rotations = _Words(), list[Rotation]()
    first, leaves = _check_events(folder, words, rotations, verdict)
    words.check(_lines(folder, "disclosures.txt"), verdict)
    checkpoints = parse_checkpoints(_text(folder, "checkpoints.txt"))
    if not (trust.keys or trust.policy):
        trust = _trust_of(folder, rotations, trust)
        verdict.leave("keys")
    logs = check_checkpoints(checkpoints, leaves, trust, rotations, verdict)
    for receipt in receipts:
        check_against(receipt, leaves, trust._replace(keys=tuple(logs)), verdict)
    _leave_uncovered(leaves, (*checkpoints, *trust.known), verdict)
    if first:
        verdict.leave("before", last=first - 1)
    for code in _ALWAYS_OPEN:
        verdict.leave(code)
    return verdict


def check_against(
    receipt: Receipt, leaves: Sequence[bytes], trust: Trust, verdict: Verdict
) -> None:
    """Check a receipt alone, and that what was signed when it was given is the record's past."""
    found = check_receipt(receipt, trust)
    verdict.findings += found.findings
    verdict.proved += [one for one in found.proved if one not in verdict.proved]
    here = leaves[receipt.seq] if receipt.seq < len(leaves) else None
    if receipt.event is not None and here != leaf_hash(receipt.event):
        verdict.find("inclusion", seq=receipt.seq)
    state = receipt.checkpoint
    _check_state(state, roots_at(leaves, [state.size]), len(leaves), verdict)


def _leave_uncovered(
    leaves: Sequence[bytes], states: Sequence[Checkpoint], verdict: Verdict
) -> None:
    covered = max((one.size for one in states), default=0)
    if covered < len(leaves) and states:
        verdict.leave("uncovered", first=covered, last=len(leaves) - 1)


def _check_sums(folder: Path, verdict: Verdict) -> None:
    """Check that no file changed since the bundle was made; who changed both is found otherwise."""
    told = dict[str, str]()
    for line in _lines(folder, SUMS):
        sum, _, name = line.partition("  ")
        if not re.fullmatch("[0-9a-f]{64}", sum) or name in told or not _is_file_name(name):
            _no(SUMS, "a line is not a sum, two spaces and a name")
        told[name] = sum
    missing = {"events.jsonl", "leaves.txt", "checkpoints.txt", "disclosures.txt"} - told.keys()
    if missing:
        _no(SUMS, f"it does not name {sorted(missing)[0]}")
    for name, sum in told.items():
        with _opened(folder, name) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sum:
                verdict.find("file", name=name)
    for name in set(BUNDLE) - told.keys():
        if (folder / name).exists():
            verdict.find("file", name=name)


def _check_events(
    folder: Path, words: _Words, rotations: list[Rotation], verdict: Verdict
) -> tuple[int, list[bytes]]:
    """Check each event; return the position of the first one, and all leaf hashes."""
    leaves = [_hash_of(line) for line in _lines(folder, "leaves.txt")]
    first, count, ids = 0, 0, set[str]()
    wrong = len(verdict.findings)
    for count, body in enumerate(_bodies(folder), 1):
        if count == 1:
            first = _first(body)
        seq = first + count - 1
        if seq >= len(leaves) or leaf_hash(body) != leaves[seq]:
            verdict.find("event", seq=seq)
        event = _event(body, seq, verdict)
        if event is None:
            continue
        if event["id"] in ids:
            verdict.find("twice", seq=seq, id=event["id"])
        ids.add(event["id"])
        words.take(event)
        if event["type"] == "key-rotated":
            take_rotation(event, rotations, verdict)
    if len(leaves) != first + count:
        verdict.find("leaves", leaves=len(leaves), events=count, first=first)
    if len(verdict.findings) == wrong:
        verdict.prove("spelling", count=count, first=first, last=first + count - 1)
        root = b64encode(root_of(leaves)).decode()
        verdict.prove("root", size=len(leaves), root=root)
    return first, leaves


def _first(body: bytes) -> int:
    """Return the position that the first event claims; whether it stands there is found later."""
    try:
        seq = json.loads(body.decode("utf-8"))["seq"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return 0
    return seq if type(seq) is int and 0 <= seq < 2**53 else 0


def take_rotation(event: dict[str, Any], rotations: list[Rotation], verdict: Verdict) -> None:
    """Take in a `key-rotated` event, as plain data, if it hands over from the key before."""
    before = rotations[-1][1].text if rotations else None
    key = _catch(verdict, parse_key, str(event["data"].get("key")))
    if key is not None:
        if rotations and event["data"].get("replaces") != before:
            verdict.find("key", seq=event["seq"])
        rotations.append((event["seq"], key, event["data"].get("replaces")))


def _trust_of(folder: Path, rotations: Sequence[Rotation], trust: Trust) -> Trust:
    """Return the trust that a bundle asks for itself, where nobody brought any from outside.

    It may be none: then its checkpoints say something only to those who know whose keys signed.
    """
    text = _text(folder, "policy.txt") if (folder / "policy.txt").exists() else ""
    policy = parse_policy(text) if text else None
    keys = () if policy else tuple(key for _, key, _ in rotations)
    return trust._replace(keys=keys, policy=policy, brought=False)


def check_checkpoints(
    checkpoints: Sequence[Checkpoint],
    leaves: Sequence[bytes],
    trust: Trust,
    rotations: Sequence[Rotation],
    verdict: Verdict,
) -> set[Key]:
    """Check what was signed against the leaf hashes of a log.

    Args:
        checkpoints: What the log, or its operator, keeps.
        leaves: All leaf hashes.
        trust: What is relied on; without keys, signatures are not asked about.
        rotations: What the `key-rotated` events say.
        verdict: Where it is noted.

    Returns:
        The keys of the log: those relied on, and those that signed rotations tie to them.
    """
    every = tuple(dict.fromkeys((*checkpoints, *trust.known)))
    if not every:
        verdict.leave("unsigned")
    if not checkpoints and trust.brought and (trust.keys or trust.policy):
        verdict.find("bare")
    roots = roots_at(leaves, {one.size for one in every})
    for one in every:
        if one.origin != every[0].origin:
            verdict.find("origin", said=one.origin, origin=every[0].origin)
        elif _check_state(one, roots, len(leaves), verdict) and one in trust.known:
            verdict.prove("known", size=one.size)
    logs, last = _logs(checkpoints, trust, rotations), max((c.size for c in checkpoints), default=0)
    states = dict[int, Checkpoint]()
    for one in every if logs or trust.policy else ():
        # Witnesses must have seen the latest state: earlier ones may have been handed out alone.
        asked = trust.policy if one in checkpoints and one.size == last else None
        if _check_signatures(one, trust._replace(keys=tuple(logs), policy=asked), verdict):
            _catch(verdict, compare, states.setdefault(one.size, one), one)
    return logs


def _check_state(one: Checkpoint, roots: Mapping[int, bytes], held: int, verdict: Verdict) -> bool:
    """Whether a record holds a state: as many events, and the root of the first of them."""
    if one.size > held:
        verdict.find("short", held=held, size=one.size)
    elif roots[one.size] != one.root:
        found, told = b64encode(roots[one.size]).decode(), b64encode(one.root).decode()
        verdict.find("root", size=one.size, found=found, said=told)
    else:
        return True
    return False


def _logs(
    checkpoints: Sequence[Checkpoint],
    trust: Trust,
    rotations: Sequence[Rotation],
) -> set[Key]:
    """Return the keys of the log: those trusted, and those that a signed rotation ties to them."""
    logs = set(trust.logs)
    for _ in rotations:  # as many times as a chain may be long
        for seq, key, replaces in rotations:
            pair = {key, *(one for _, one, _ in rotations if one.text == replaces)}
            sealed = logs & pair
            if sealed and any(
                one.size > seq and _catch(Verdict(), signed_by, one.note, key) is not None
                for one in checkpoints
                for key in sealed
            ):
                logs |= pair
    return logs


def roots_at(leaves: Sequence[bytes], sizes: Iterable[int]) -> dict[int, bytes]:
    """Return the root of the first n leaves for each n that is asked for and is there."""
    wanted, stack, found = set(sizes), list[bytes](), {0: EMPTY_ROOT}
    for count, leaf in enumerate(leaves, 1):
        node, digits = leaf, count
        while not digits & 1:
            node, digits = node_hash(stack.pop(), node), digits >> 1
        stack.append(node)
        if count in wanted:
            root = stack[-1]
            for left in reversed(stack[:-1]):
                root = node_hash(left, root)
            found[count] = root
    return found


def _hash_of(line: str) -> bytes:
    raw = unbase64(line, "leaves.txt")
    if len(raw) != 32:
        _no("leaves.txt", "a line is not the base64 of 32 bytes")
    return raw


def _is_file_name(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}", name) is not None and name != SUMS


def _opened(folder: Path, name: str) -> Any:
    """Open a file of a bundle: a plain file in the folder itself, and nothing else."""
    path = folder / name
    if path.is_symlink() or not path.is_file():
        _no(name, "it is not a plain file in the folder")
    return path.open("rb")


def _bodies(folder: Path) -> Iterator[bytes]:
    """Yield the lines of `events.jsonl`, never more than one in memory."""
    with _opened(folder, "events.jsonl") as file:
        while line := file.readline(MAX_EVENT + 2):
            if not line.endswith(b"\n"):
                _no("events.jsonl", "a line is too long, or the last one is cut short")
            yield line[:-1]


def _text(folder: Path, name: str) -> str:
    """Return the text of a file; the notes of a log that signs often are long, but not endless."""
    with _opened(folder, name) as file:
        raw = file.read(MAX_FILE + 1)
    if len(raw) > MAX_FILE:
        _no(name, f"it is longer than {MAX_FILE} bytes")
    return _decoded_text(raw, name)


def _lines(folder: Path, name: str) -> Iterator[str]:
    """Yield the lines of a file, each of which has an end."""
    with _opened(folder, name) as file:
        while line := file.readline(2 * MAX_EVENT):
            if not line.endswith(b"\n"):
                _no(name, "a line is too long, or the last one is cut short")
            yield _decoded_text(line[:-1], name)


def _decoded_text(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        _no(name, "it is not UTF-8 text")


# --- the command line -----------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what a command line names; print the verdict and return the exit status."""
    parser = argparse.ArgumentParser(description="Check a bundle or a receipt, offline.")
    parser.add_argument("path", type=Path, help="the folder of a bundle, or a receipt")
    parser.add_argument("--policy", type=Path, help="a file: who must have signed")
    parser.add_argument(
        "--key", action="append", default=[], help="a key of the log, NAME+HASH+BASE64"
    )
    parser.add_argument(
        "--known", action="append", default=[], type=Path, help="a file: a checkpoint you hold"
    )
    parser.add_argument(
        "--receipt", action="append", default=[], type=Path, help="a file: a receipt of it"
    )
    parser.add_argument("--lang", choices=["en", "fr"], default="en")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    asked = parser.parse_args(arguments)
    try:
        verdict = _asked(asked)
    except Unsound as error:
        print(f"verify: {error.told(asked.lang)}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"verify: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    if asked.format == "json":
        print(json.dumps(verdict.plain(), indent=1))
    else:
        print(*verdict.told(asked.lang), sep="\n")
    return 1 if verdict.findings else 0


def _asked(asked: argparse.Namespace) -> Verdict:
    policy = parse_policy(_file(asked.policy)) if asked.policy else None
    keys = tuple(map(parse_key, asked.key))
    known = tuple(parse_checkpoint(as_sent(_file(path))) for path in asked.known)
    trust = Trust(keys, policy, known)
    if asked.receipt and not asked.path.is_dir():
        _no(str(asked.path), "a receipt is looked for in the folder of a bundle")
    if asked.path.is_dir():
        receipts = [parse_receipt(_file(path)) for path in asked.receipt]
        return check_bundle(asked.path, trust, receipts)
    return check_receipt(parse_receipt(_file(asked.path)), trust)


def _file(path: Path) -> str:
    if not path.is_file():
        _no(str(path), "there is no such file")
    with path.open("rb") as file:
        return _decoded_text(file.read(MAX_RECEIPT + 1), str(path))


if __name__ == "__main__":
    sys.exit(main())
