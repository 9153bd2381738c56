"""This module is about the laws of the log, of corrections and of erasure."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from collectif.acts.correction import EventRectified, EventRetracted
from collectif.acts.erasure import ERASING
from collectif.acts.secrecy import is_voice
from collectif.acts.wall import WishPosted
from collectif.record.envelope import Recorded
from collectif.record.event import Withheld
from collectif.record.view import CORRECTIONS, View
from collectif.testing.given import state_of
from collectif.testing.machine.law import held, law
from collectif.testing.machine.trial import Trial, tokens

_LOG = "domain.md 7, Log"
_CORRECTIONS = "domain.md 7, Corrections"
_PRIVACY = "domain.md 7, Privacy"
_WITHHELD = {"withheld": True}


@law(_LOG)
def numbers_have_no_gap_and_time_goes_on(trial: Trial) -> None:
    """Positions count from 0, and the log learns nothing earlier than what it learned before."""
    held([event.seq for event in trial.told] == list(range(len(trial.told))), "a gap")
    last = trial.told[-1 - len(trial.new) :]
    held(all(one.recorded <= other.recorded for one, other in pairwise(last)), "time went back")


@law(_LOG)
def folding_anew_says_the_same(trial: Trial) -> None:
    """What is known step by step is what folding the whole log says."""
    known, anew = state_of(trial.collective._core.known()), state_of(trial.now)
    differing = [name for name in anew if anew[name] != known[name]]
    held(not differing, differing, *((known[name], anew[name]) for name in differing))


@law(_LOG, at_end=True)
def the_log_verifies(trial: Trial) -> None:
    """Every stored byte fits every other."""
    report = trial.collective.log.verify()
    held(report.sound, report)


@law(_LOG, at_end=True)
def known_at_the_last_size_is_known_now(trial: Trial) -> None:
    """A view known at the size of the log is the view of the log, read from its bytes."""
    size = trial.collective.log.size
    then = tuple(trial.collective.view(known_at=size).events())
    held(then == tuple(trial.collective.view().events()) == trial.effective, "views differ")


@law(_CORRECTIONS)
def what_counts_is_a_part_of_the_log(trial: Trial) -> None:
    """An event counts unless a live one retracts it, and says what its last live correction says.

    Told by recursion, where views read backwards; so retracting a retraction restores, and so does
    retracting a rectification.
    """
    if not CORRECTIONS.isdisjoint(event.type for event in trial.new) or not trial.number:
        lives = {event.id: _lives(trial, event) for event in trial.told}
        counting = [event.id for event in trial.effective]
        held(
            counting == [id for id in lives if lives[id]],
            "retracted events count, or live ones do not",
        )
    identity = {event.id: (event.seq, event.type, event.recorded) for event in trial.told}
    for event in trial.effective:
        held(identity.get(event.id) == (event.seq, event.type, event.recorded), event.id)


def _lives(trial: Trial, event: Recorded[Any]) -> bool:
    return not any(
        later.data.target == event.id and _lives(trial, later)
        for later in trial.told[event.seq + 1 :]
        if isinstance(later.data, EventRetracted)
    )


@law("domain.md 3.5, dependents")
def nothing_hangs_in_the_air(trial: Trial) -> None:
    """What counts names what counts; corrections, erasures and places in the log apart."""
    if all(event.type != "event-retracted" for event in trial.new):
        return
    for event in trial.effective:
        if not isinstance(event.data, ERASING) and event.type not in CORRECTIONS:
            marks = {getattr(event.data, "up_to", None)}
            ids = trial.collective.log.codec.mentioned(event.data)
            hanging = [(kind, id) for kind, id in ids if not _there(trial, kind, id, marks)]
            held(not hanging, event.type, event.id, hanging)


def _there(trial: Trial, kind: str, id: str, marks: set[str | None]) -> bool:
    """Whether what an event names is there, or is elsewhere, or only marks a place."""
    elsewhere = kind in ("participant", "reuser", "sheet", "term") or is_voice(id) or id in marks
    return elsewhere or trial.now.has(kind, id)


@law(_CORRECTIONS)
def undoing_a_rectification_restores(trial: Trial) -> None:
    """An event whose rectification is retracted says what it said before, word for word."""
    for undoing in trial.new:
        if not isinstance(undoing.data, EventRetracted):
            continue
        undone = trial.view.source.find(undoing.data.target)
        if undone is None or not isinstance(undone.data, EventRectified):
            continue
        target = undone.data.target
        others = [
            event
            for event in trial.told
            if isinstance(event.data, EventRectified)
            and event.data.target == target
            and event.id != undone.id
        ]
        if all(_lives(trial, event) and event.seq < undone.seq for event in others):
            before = {e.id: e for e in trial.view.as_known_at(undone.seq).events()}
            now = {event.id: event for event in trial.effective}
            held(target not in now or before[target] == now[target], target)


@law(_CORRECTIONS, at_end=True)
def no_correction_changes_an_earlier_view(trial: Trial) -> None:
    """What was known at a size stays what was known then, but for words erased since."""
    for size, shown in trial.marks.items():
        again = trial.shown(View(source=trial.collective.log.at(size)))
        held([one["id"] for one in shown] == [one["id"] for one in again], size)
        for then, now in zip(shown, again, strict=True):
            held(then == now or _same_but_for_words(then, now, trial), size, then, now)


def _same_but_for_words(then: Any, now: Any, trial: Trial) -> bool:
    """Whether plain data differ only in words that were erased."""
    if now == _WITHHELD:
        return bool(tokens(then) <= trial.gone or trial.erased)
    if isinstance(then, dict) and isinstance(now, dict):
        more = all(now[key] == _WITHHELD for key in now.keys() - then.keys())
        less = tokens([then[key] for key in then.keys() - now.keys()]) <= trial.gone
        both = then.keys() & now.keys()
        return more and less and all(_same_but_for_words(then[k], now[k], trial) for k in both)
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return all(_same_but_for_words(*pair, trial) for pair in zip(then, now, strict=True))
    return bool(then == now)


@law("domain.md 3.3 C")
def wishes_stay_word_for_word(trial: Trial) -> None:
    """The words of a wish are those that were posted, or erased."""
    posted = {e.id: e.data.verbatim for e in trial.told if isinstance(e.data, WishPosted)}
    for event in trial.of("wish-posted"):
        held(event.data.verbatim in (posted[event.id], Withheld.WITHHELD), event.id)


@law(_PRIVACY)
def erased_words_are_kept_nowhere(trial: Trial) -> None:
    """Words that were erased are in no private store, and no event shows them."""
    if not trial.gone:
        return
    kept = {token for one in trial.words for token in tokens(one.opened)}
    held(not kept & trial.gone, kept & trial.gone)
    shown = tokens([event.data for event in (*trial.told, *trial.effective)])
    held(not shown & trial.gone, shown & trial.gone)


@law(_PRIVACY, at_end=True)
def personal_words_never_enter_the_log(trial: Trial) -> None:
    """What the private store keeps, or kept, is in none of the bytes of the log."""
    kept = {token for one in trial.words for token in tokens(one.opened)} | trial.gone
    written = tokens(b"".join(trial.rows).decode())
    held(not kept & written, kept & written)


RECORD = (
    nothing_hangs_in_the_air, numbers_have_no_gap_and_time_goes_on, folding_anew_says_the_same,
    the_log_verifies,
    known_at_the_last_size_is_known_now, what_counts_is_a_part_of_the_log,
    undoing_a_rectification_restores, no_correction_changes_an_earlier_view,
    wishes_stay_word_for_word, erased_words_are_kept_nowhere, personal_words_never_enter_the_log,
)  # fmt: skip
"""Laws of the log, of corrections and of erasure."""
