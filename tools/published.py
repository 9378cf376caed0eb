"""Make the environment with the published packages whose histories tests/compat runs.

`python tools/published.py` prints its Python. Apart from the tests' own environment, because these
packages bring a hundred others; made once, and again when pyproject.toml changes.
"""

from __future__ import annotations

from environment import ROOT, ensure

__all__ = ["FOLDER"]

FOLDER = ROOT / ".cache" / "published"

if __name__ == "__main__":
    print(ensure("published", FOLDER))
