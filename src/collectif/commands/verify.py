"""This module is about `collectif verify`: a log, a bundle or a receipt, byte by byte."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from collectif.commands.command import PATH, command
from collectif.errors import InvalidInput, Reason
from collectif.evidence.examining import check_log, trusted
from collectif.evidence.letters import read_letter
from collectif.evidence.understanding import understood
from collectif.evidence.verify import (
    PROOF_HEAD,
    Receipt,
    Trust,
    Verdict,
    check_bundle,
    check_receipt,
    parse_receipt,
)
from collectif.log.verification import Report
from collectif.reports.opening import reading
from collectif.reports.output import Output, progress_of
from collectif.reports.summary import preamble
from collectif.reports.telling import report_json, report_text
from collectif.reports.words import say, wrapped

_ANEW = Reason("verify.get-files-anew-from-whoever")


@command("verify")
@click.argument("path", type=PATH)
@click.option("--key", multiple=True, help="A key of the log, that you were told.")
@click.option("--policy", type=PATH, help="A file that says who must have signed.")
@click.option("--known", multiple=True, type=PATH, help="A checkpoint that was handed out.")
@click.option("--receipt", multiple=True, type=PATH, help="A receipt that should be of it.")
def verify(
    out: Output,
    path: Path,
    key: tuple[str, ...],
    policy: Path | None,
    known: tuple[Path, ...],
    receipt: tuple[Path, ...],
) -> None:
    """Check the log, the bundle or the receipt at PATH. Name the first event that is wrong."""
    trust = trusted(key, policy, known)
    if path.is_dir() or _is_receipt(path):
        verdict = _verdict(path, trust, receipt)
        out.tell(verdict.plain(), verdict.told(out.lang))
        sound = not verdict.findings
    else:
        report, verdict, before = _of_log(path, trust, receipt, out.lang)
        told = list(verdict.told(out.lang))
        if report.sound and not told:
            told = list(wrapped(say(out.lang, "unsigned")))
        lines = [*before, *report_text(report, out.lang), *told]
        data = report_json(report) | {"signed": verdict.plain()}
        out.tell(data, iter(lines))
        sound = report.sound and not verdict.findings
    if not sound:
        sys.exit(1)


def _of_log(
    path: Path, trust: Trust, receipts: tuple[Path, ...], lang: str
) -> tuple[Report, Verdict, list[str]]:
    """Return what checking a log found, and the lines that go before what is said of it."""
    held = _receipts(receipts)
    with reading(path) as collective:
        with progress_of("verify", lang, every=10_000) as progress:
            report = collective.log.verify(progress)
        asked = collective.log.store.notes() or trust != Trust() or held
        signed = check_log(collective.log, trust, held) if report.sound and asked else Verdict()
        before = list(preamble(collective.view(), lang)) if report.sound else []
        return report, signed, before


def _verdict(path: Path, trust: Trust, receipts: tuple[Path, ...]) -> Verdict:
    if receipts and not path.is_dir():
        raise InvalidInput.of("verify.receipt-holds-no-other", path=path)
    with understood(_ANEW):
        if path.is_dir():
            return check_bundle(path, trust, _receipts(receipts))
        return check_receipt(parse_receipt(read_letter(path)), trust)


def _receipts(paths: tuple[Path, ...]) -> list[Receipt]:
    with understood(_ANEW):
        return [parse_receipt(read_letter(one)) for one in paths]


def _is_receipt(path: Path) -> bool:
    """Whether a file begins as a receipt does; whoever reads it as a log will tell what else."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(PROOF_HEAD)) == PROOF_HEAD.encode()
