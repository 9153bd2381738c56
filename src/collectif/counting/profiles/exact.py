"""This module is about exact numbers that somebody declares, and that are never floats.

A float such as 0.1 is a little more than one tenth: what just reaches a share would miss it.
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

from collectif.counting.profiles.grades import shown
from collectif.errors import InvalidInput, Reason


def exact(value: Fraction | str | int, role: Reason) -> Fraction:
    """Return an exact number from a whole number, a fraction or a text.

    Raises:
        InvalidInput: It is none of these.
    """
    if type(value) in (int, str, Fraction):
        with suppress(ValueError, ZeroDivisionError):
            return Fraction(value)
    raise InvalidInput.of("exact.given", value=shown(value), role=role)


def exact_share(value: Fraction | str | int, role: Reason) -> Fraction:
    """Return a share from 0 to 1 as a fraction.

    Raises:
        InvalidInput: It is no exact share.
    """
    share = None
    with suppress(InvalidInput):
        share = exact(value, role)
    if share is None or not 0 <= share <= 1:
        raise InvalidInput.of("exact.not-a-share", role=role, value=shown(value))
    return share
