"""This module is about who may read what: one table, which every list, report and export asks.

It speaks of what is shown by `collectif`, to whom. It hides nothing from whoever holds the files of
a log: see `docs/explanation/who-may-read.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast, get_args

from attrs import field, frozen

from collectif.errors import InvalidInput
from collectif.ids import MemberId

Role = Literal["PUBLIC", "DELEGATE", "SECRETARY", "AUDITOR"]
"""In what capacity somebody reads: anybody, for one member, keeping the log, checking it."""

Matter = Literal["SEALED_VALUES", "SECRET_BALLOTS", "SMALL_GROUPS", "WORDS"]
"""What is not for everybody: values of a round that is sealed while it is open; what stands on the
ballot behind the receipt of a secret one; what rests on fewer voices than the charter lets tell;
personal words."""

Reach = Literal["NOTHING", "OWN", "ALL"]
"""How much of a matter a role reads; OWN is what comes from the member that it reads for."""

MAY_READ: Mapping[Matter, Mapping[Role, Reach]] = {
    "SEALED_VALUES": {
        "PUBLIC": "NOTHING", "DELEGATE": "OWN", "SECRETARY": "NOTHING", "AUDITOR": "NOTHING",
    },
    "SECRET_BALLOTS": {
        "PUBLIC": "NOTHING", "DELEGATE": "OWN", "SECRETARY": "NOTHING", "AUDITOR": "NOTHING",
    },
    "SMALL_GROUPS": {
        "PUBLIC": "NOTHING", "DELEGATE": "NOTHING", "SECRETARY": "NOTHING", "AUDITOR": "ALL",
    },
    "WORDS": {
        "PUBLIC": "NOTHING", "DELEGATE": "OWN", "SECRETARY": "ALL", "AUDITOR": "NOTHING",
    },
}  # fmt: skip
"""Matter -> role -> how much of it that role reads. Everything else is for everybody."""


def _member_of_a_delegate(reader: Reader, attribute: object, member: MemberId | None) -> None:
    if (reader.role == "DELEGATE") != bool(member):
        raise InvalidInput.of(
            "readers.nobody-can-read", role=reader.role, member=member or "no member"
        )


@frozen(kw_only=True)
class Reader:
    """Who reads.

    Attributes:
        role: In what capacity.
        member: For which member a DELEGATE reads; None for all others.
    """

    role: Role
    member: MemberId | None = field(default=None, validator=_member_of_a_delegate)

    @classmethod
    def parsed(cls, text: str) -> Reader:
        """Return the reader that is named `public`, `delegate:ID`, `secretary` or `auditor`."""
        name, colon, member = text.partition(":")
        role = name.upper()
        if name.lower() != name or role not in get_args(Role) or (colon and role != "DELEGATE"):
            raise InvalidInput.of("readers.nobody-reads", text=text)
        return cls(role=cast(Role, role), member=MemberId(member) if member else None)


PUBLIC = Reader(role="PUBLIC")
SECRETARY = Reader(role="SECRETARY")
AUDITOR = Reader(role="AUDITOR")


def may_read(reader: Reader, matter: Matter, *, of: str | None = None) -> bool:
    """Whether somebody may read a matter.

    Args:
        reader: Who reads.
        matter: What.
        of: The member from whom it comes; None asks for all of it, whoever it comes from.
    """
    reach = MAY_READ[matter][reader.role]
    return reach == "ALL" or (reach == "OWN" and of is not None and of == reader.member)
