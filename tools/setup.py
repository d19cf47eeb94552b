"""Prepare a checkout: environment, locked packages, front-end files, translations.

Runs before the environment exists, so with the standard library only. Each step looks first
whether it has anything to do; a repeat takes a fraction of a second.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tools import assets

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = ("requirements.lock", "requirements-dev.lock")
CATALOGUES = ROOT / "tracker" / "translations"


def main() -> None:
    try:
        make_environment()
        install_packages()
        install_tracker()
        assets.fetch()
        compile_translations()
    except assets.AssetError as error:
        sys.exit(f"setup: {error}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"setup: stopped, because this failed: {' '.join(map(str, error.cmd))}")


def make_environment() -> None:
    if PYTHON.exists():
        return
    say("making the environment .venv")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True)
    if made.returncode:
        sys.exit("setup: this Python makes no environments (on Debian: apt install python3-venv)")


def install_packages() -> None:
    """Install exactly what the lock files name, checked against their hashes.

    They name everything, so nothing is resolved: pip's resolver would stop at a release newer
    than a pin where a package is asked for with an extra (``coverage[toml]``).
    """
    stamp = Stamp("packages", *(ROOT / lock for lock in LOCKS))
    if stamp.is_current():
        return
    say("installing the locked Python packages, about half a minute")
    requirements = [argument for lock in LOCKS for argument in ("-r", lock)]
    pip("install", "--no-deps", "--require-hashes", *requirements)
    stamp.set()


def install_tracker() -> None:
    stamp = Stamp("tracker", ROOT / "pyproject.toml")
    if stamp.is_current():
        return
    pip("install", "--no-deps", "--no-build-isolation", "--editable", ".")
    stamp.set()


def compile_translations() -> None:
    texts = CATALOGUES.glob("*/LC_MESSAGES/*.po")
    if any(is_older(po.with_suffix(".mo"), po) for po in texts):
        babel = [str(PYTHON), "-m", "babel.messages.frontend", "--quiet"]
        subprocess.run([*babel, "compile", "--directory", CATALOGUES], cwd=ROOT, check=True)


def is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def pip(*arguments: str) -> None:
    quiet = ["-qq", "--no-input", "--disable-pip-version-check"]
    subprocess.run([PYTHON, "-m", "pip", *quiet, *arguments], cwd=ROOT, check=True)


def say(what: str) -> None:
    print(f"setup: {what}", flush=True)


class Stamp:
    """Remembers in the environment which contents of some files were installed into it."""

    def __init__(self, name: str, *files: Path) -> None:
        self.path = VENV / f".{name}"
        digest = hashlib.sha256(str(VENV).encode())
        for file in files:
            digest.update(file.read_bytes())
        self.digest = digest.hexdigest()

    def is_current(self) -> bool:
        return self.path.exists() and self.path.read_text() == self.digest

    def set(self) -> None:
        self.path.write_text(self.digest)


if __name__ == "__main__":
    main()
