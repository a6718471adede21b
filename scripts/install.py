"""Installs what a make target needs: `install.py run`, `test` or `audit`. Runs on a bare Python, before there is a .venv.

What a lock file says is installed once: its hash stays beside what it installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = (ROOT / os.environ.get("VENV", ".venv")).absolute()
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ["requirements.txt", "requirements-local.txt"]}
LOCKS["test"] = [*LOCKS["run"], "requirements-dev.txt"]
LOCKS["check"] = LOCKS["audit"] = LOCKS["test"]
OLDEST, NEWEST = (3, 11), (3, 13)


def refuse(sentence: str) -> None:
    sys.exit(sentence)


def run(command: list, trouble: str, **options) -> None:
    made = subprocess.run([str(part) for part in command], check=False, **options)  # noqa: S603
    if made.returncode != 0:
        refuse(trouble)


def check_python() -> None:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        refuse(
            f"This is Python {sys.version.split()[0]}: the portal needs 3.11, 3.12 or 3.13 (make PYTHON=python3.12 names one)."
        )


def check_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        refuse(f"{folder} cannot be written to ({error.strerror}): work in a copy of the project that can.")


def works(program: Path) -> bool:
    try:
        return subprocess.run([str(program), "-c", ""], check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def make_venv() -> None:
    """A .venv whose interpreter has gone, as after an upgrade of the machine, is made again."""
    if works(PYTHON):
        return
    check_folder(VENV)
    trouble = f"Python cannot make {VENV}: install its venv module (Debian: apt-get install python3-venv)."
    run([sys.executable, "-m", "venv", "--clear", VENV], trouble, stdout=subprocess.DEVNULL)


def digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def install(lock: str) -> None:
    stamp = VENV / f"installed-{lock}"
    wanted = digest(ROOT / lock)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    check_folder(VENV)
    print(f"Installing {lock}", flush=True)  # noqa: T201
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    trouble = f"{lock} could not be installed: see above, and check the network."
    run([PYTHON, "-m", "pip", "install", *options, "--requirement", ROOT / lock], trouble)
    stamp.write_text(wanted)


def install_node(folder: Path) -> None:
    modules = folder / "node_modules"
    stamp, wanted = modules / "installed", digest(folder / "package-lock.json")
    if stamp.exists() and stamp.read_text() == wanted:
        return
    check_folder(folder)
    if not shutil.which("npm"):
        install("requirements-npm.txt")
    print(f"Installing {(folder / 'package-lock.json').relative_to(ROOT)}", flush=True)  # noqa: T201
    path = f"{os.environ.get('PATH', '')}{os.pathsep}{VENV / 'bin'}"
    trouble = "npm could not install the fonts and scripts: see above, and check the network."
    run(
        [shutil.which("npm", path=path), "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        trouble,
        cwd=folder,
        env={**os.environ, "PATH": path},
    )
    stamp.write_text(wanted)


def install_debian(program: str, package: str, purpose: str, *, required: bool) -> None:
    """A program from Debian where we are root; otherwise a sentence that says how."""
    if shutil.which(program):
        return
    how = f"{purpose} needs {program} (Debian: apt-get install {package})."
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        if required:
            refuse(how)
        print(f"{how} What needs it is skipped.")  # noqa: T201
        return
    print(f"Installing {package}", flush=True)  # noqa: T201
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], how, env=environment)
    install = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", package]
    run(install, how, env=environment, stdout=subprocess.DEVNULL)


def main(purpose: str) -> None:
    check_python()
    if not shutil.which("git"):
        print("git is missing: the portal runs, but `make check` needs it (Debian: apt-get install git).")  # noqa: T201
    make_venv()
    for lock in LOCKS[purpose]:
        install(lock)
    install_node(ROOT)
    if purpose in ("test", "audit"):
        in_ci = os.environ.get("CI") == "true"
        install_debian("chromium", "chromium", "A browser test", required=in_ci or purpose == "audit")
    if purpose == "audit":
        install_node(ROOT / "audit")
        install_debian("java", "default-jre-headless", "The Nu HTML checker", required=True)


if __name__ == "__main__":
    main(sys.argv[1])
