"""This module is about environments: one for each peer, made once and kept.

An environment is there when it was made to its end, with this version of the peer and of Python.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

PINNED = {
    "abcvoting": "2.19.2",
    "krippendorff": "0.9.0",
    "pabutools": "1.2.3",
    "pref_voting": "1.18.2",
    "pymcdm": "1.4.0",
    "scikit-criteria": "0.10",
    "starvote": "2.1.6",
    "votekit": "3.5.0",
    "votelib": "0.4.0",
}
"""Peer -> the version that is installed in an environment of its own."""

FOLDER = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "collectif" / "peers"
"""Where environments are kept unless somebody says otherwise."""

_DONE = "made"


def interpreter(peer: str, folder: Path = FOLDER) -> Path | None:
    """Return the Python of a peer's environment; None when it was not made."""
    place = _place(peer, folder)
    return _python(place) if (place / _DONE).exists() else None


def make(peer: str, folder: Path = FOLDER) -> Path:
    """Make the environment of a peer where there is none, and return its Python.

    Raises:
        CalledProcessError: The peer cannot be installed here.
    """
    found = interpreter(peer, folder)
    if found is not None:
        return found
    place = _place(peer, folder)
    shutil.rmtree(place, ignore_errors=True)
    venv.create(place, with_pip=True)
    wanted = f"{peer}=={PINNED[peer]}"
    subprocess.run([_python(place), "-m", "pip", "install", "-q", wanted], check=True)
    (place / _DONE).write_text(wanted + "\n", encoding="utf-8")
    return _python(place)


def _place(peer: str, folder: Path) -> Path:
    major, minor = sys.version_info[:2]
    return folder / f"{peer}-{PINNED[peer]}-py{major}.{minor}"


def _python(place: Path) -> Path:
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
