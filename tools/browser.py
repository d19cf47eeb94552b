"""Find a Chromium-like browser for the tests, or say in one line what to install.

As root on a Debian-like system, ``python -m tools.browser`` installs what is missing by apt:
chromium, and a font with Chinese characters.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
EDGE = ("microsoft-edge", "microsoft-edge-stable", "msedge")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
PLAYWRIGHT_CACHES = (".cache", "Library/Caches", "AppData/Local")
PLAYWRIGHT_BUILDS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
    "chromium-*/chrome-win*/chrome.exe",
)
ADVICE = (
    "install a browser (on Debian: apt install chromium fonts-noto-cjk)"
    " or set TRACKER_BROWSER to one; Chrome and Edge will do"
)


def find(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The browser to test with: the one in TRACKER_BROWSER, else the first that is installed."""
    if named := environ.get("TRACKER_BROWSER", ""):
        return Path(named) if os.access(named, os.X_OK) else None
    return next(_installed(environ), None)


def _installed(environ: Mapping[str, str]) -> Iterator[Path]:
    for command in (*COMMANDS, *EDGE):
        if found := shutil.which(command, path=environ.get("PATH")):
            yield Path(found)
    yield from (path for path in map(Path, APPLICATIONS) if path.exists())
    named = environ.get("PLAYWRIGHT_BROWSERS_PATH")
    caches = (
        [Path(named)] if named else [Path.home() / c / "ms-playwright" for c in PLAYWRIGHT_CACHES]
    )
    for cache in caches:
        for build in PLAYWRIGHT_BUILDS:
            yield from sorted(cache.glob(build), reverse=True)


def main() -> None:
    """Make a browser available if that is possible here; it is no error if it is not."""
    missing = [] if find() else ["chromium"]
    if not _writes_chinese():
        missing.append("fonts-noto-cjk")
    if missing and _may_install():
        _install(missing)
    if find() is None:
        print(f"test: no browser, so its tests are skipped: {ADVICE}", flush=True)


def _writes_chinese() -> bool:
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return not sys.platform.startswith("linux")
    return bool(subprocess.run([fc_list, ":lang=zh"], capture_output=True).stdout)


def _may_install() -> bool:
    """As root on a Debian-like system, unless TRACKER_BROWSER says what to take."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    is_debian = Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None
    return is_root and is_debian and not os.environ.get("TRACKER_BROWSER")


def _install(packages: list[str]) -> None:
    print(f"test: installing {' and '.join(packages)} by apt", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["--yes", "--quiet=2", "--no-install-recommends"]
    for command in (["update", "--quiet=2"], ["install", *options, *packages]):
        subprocess.run(["apt-get", *command], env=environ, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
