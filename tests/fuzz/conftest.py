"""Finds the modules of this folder; processes with limits of memory need Linux."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent))

collect_ignore = [] if sys.platform == "linux" else ["test_fuzz.py", "test_limits.py"]
