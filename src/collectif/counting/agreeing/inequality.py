"""This module is about inequality: how unevenly something is shared, such as speaking turns."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from collectif.errors import InvalidProfile


def gini(amounts: Iterable[int]) -> Fraction | None:
    """Return the Gini coefficient of some amounts, corrected for small groups.

    G = (sum over ordered pairs of |x - y|) / (2 n sum) * n / (n - 1). Zeros belong in it: who
    could have had a share and had none is the point.

    Source: Gini 1912; the correction as in Deltas 2003.

    >>> gini([3, 3, 3]), gini([9, 0, 0])
    (Fraction(0, 1), Fraction(1, 1))

    Args:
        amounts: Whole numbers from 0 on, one for each who could have had a share.

    Returns:
        0 <= G <= 1: 0 when all have the same, 1 when one has everything. None with fewer than two
        amounts, or when there is nothing to share.

    Raises:
        InvalidProfile: An amount is negative or not whole.
    """
    rising = sorted(amounts)
    if not all(type(amount) is int and amount >= 0 for amount in rising):
        raise InvalidProfile.of("inequality.share-is-negative-or-not")
    n, total = len(rising), sum(rising)
    if n < 2 or not total:
        return None
    apart = sum((2 * place - n - 1) * amount for place, amount in enumerate(rising, start=1))
    return Fraction(apart, (n - 1) * total)
