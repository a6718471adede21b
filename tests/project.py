"""The project's own files: what git tracks, and what it would track."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent


def files(*patterns: str) -> list[Path]:
    """Paths relative to ROOT."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]
