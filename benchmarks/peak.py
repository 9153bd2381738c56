"""This module is about the memory of one replay, in a process that does nothing else.

`python peak.py WHAT LOG` prints the largest resident size in MiB. For `nothing` it is that of a
bare interpreter, so nothing is imported here that does not have to be.
"""

from __future__ import annotations

import sys


def peak_after(what: str, path: str) -> float:
    """Do one thing with a log, and return the peak of this process in MiB."""
    if what != "nothing":
        import collectif

        collective = collectif.open(path, read_only=True)
        if what == "read":
            for _ in collective.log.read():
                pass
        if what == "results":
            from collectif.projections.ranking import results

            results(collective.view())
    return peak()


def peak() -> float:
    """Return the largest resident size of this process so far, in MiB."""
    try:  # `ru_maxrss` would count the process that started this one
        with open("/proc/self/status", encoding="ascii") as status:
            (line,) = (line for line in status if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    except OSError:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / 2**20 if sys.platform == "darwin" else most / 1024


if __name__ == "__main__":
    print(peak_after(*sys.argv[1:]))
