"""What evidence costs: signing a state, a receipt, and checking a record from outside.

F is the bare loop of the standard library over the same rows. The bare signature is that of the
package that signs, without a memory and without a log. Times of single acts alternate; those of a
whole record take turns.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from measuring import Bench, alternated, interleaved, options, place
from rounds import bare_loop, durability_of, recorded_round


def main() -> None:
    """Measure, and print."""
    told = options(__doc__ or "", events=20_000, repeat=5).parse_args()
    bench = Bench("evidence", {"events": told.events, "repeat": told.repeat})
    with place() as folder:
        path = folder / "log.db"
        collective = recorded_round(path, told.events)
        bench.facts |= {key: str(value) for key, value in durability_of(collective.log).items()}
        measure_acts(bench, collective.log, folder, told.repeat * 10)
        measure_record(bench, collective, folder, told.repeat)
        collective.close()
    bench.show(as_json=told.json)


def measure_acts(bench: Bench, log: Any, folder: Path, turns: int) -> None:
    """Measure a checkpoint, a receipt, and what their readers do."""
    from collectif.evidence.checkpoints import Signer, checkpoints, head_text, issue
    from collectif.evidence.keys import SigningKey, write_key
    from collectif.evidence.receipts import receipt_of
    from collectif.evidence.verify import Trust, check_receipt, ed25519_verify, parse_receipt

    signing = SigningKey.new("bench.example/log")
    write_key(signing, folder / "log.key")
    signer = Signer.at(folder / "log.key")
    head, trust = log.head(), Trust(keys=(signing.key,))
    text = head_text(signer.origin, head.size, head.root)
    issue(log, signer)
    ids = [row.id for row in log.store.rows(0, min(log.size, 997))]
    spelled = str(receipt_of(log, ids[0]))

    def checked(_: int) -> None:
        ed25519_verify.cache_clear()
        assert not check_receipt(parse_receipt(spelled), trust).findings

    acts = {
        "a bare signature": lambda _: signing.signature(text),
        "a checkpoint, remembered and kept": lambda _: issue(log, signer),
        "a receipt": lambda turn: receipt_of(log, ids[turn % len(ids)]),
        "a receipt, checked by verify.py": checked,
    }
    bench.time(alternated(acts, turns))
    assert len(checkpoints(log)) == 1
    bench.add("a bare signature", bench.medians["a bare signature"] * 1e6, unit="us")
    bench.add(
        "a checkpoint, remembered and kept",
        bench.medians["a checkpoint, remembered and kept"] * 1e3,
        unit="ms",
        note="two durable writes: the memory beside the key, the note with the log",
    )
    bench.add("a receipt", bench.medians["a receipt"] * 1e3, unit="ms")
    bench.add("its size", len(spelled.encode()), unit="bytes")
    bench.add(
        "a receipt, checked by verify.py",
        bench.medians["a receipt, checked by verify.py"] * 1e3,
        unit="ms",
        note="the signature, in plain Python",
    )


def measure_record(bench: Bench, collective: Any, folder: Path, repeat: int) -> None:
    """Measure a whole record: written out, and checked from outside."""
    from collectif.evidence.verify import Trust, check_bundle
    from collectif.exchange.bundle import export_bundle
    from collectif.exchange.registry import Terms

    log, path = collective.log, folder / "log.db"
    bundle, fold = folder / "bundle", "F, the bare loop"

    def written() -> None:
        shutil.rmtree(bundle, ignore_errors=True)
        export_bundle(collective, bundle, Terms())

    def checked() -> None:
        verdict = check_bundle(bundle, Trust())
        assert not verdict.findings, verdict.findings

    written()
    contenders = {
        fold: bare_loop(path),
        "log.verify()": log.verify,
        "the bundle, written": written,
        "the bundle, checked by verify.py": checked,
    }
    bench.time(interleaved(contenders, repeat))
    for name in list(contenders)[1:]:
        bench.ratio(f"{name} / F", name, fold)
    name = "the bundle, checked by verify.py"
    bench.add(f"{name}, an event", bench.medians[name] / log.size * 1e6, unit="us")


if __name__ == "__main__":
    main()
