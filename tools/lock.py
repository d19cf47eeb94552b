"""Resolve the dependencies anew, keeping every pin that still fits, and write the lock files.

The lock files name versions and hashes, never a registry: whoever installs uses his own.
"""

from __future__ import annotations

import subprocess

from tools import assets
from tools.setup import LOCKS, ROOT

COMPILE = [
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--output-file"),
]
NPM = [
    *("npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"),
    "--omit-lockfile-registry-resolved",
]


def main() -> None:
    runtime, development = LOCKS
    run(*COMPILE, runtime, "pyproject.toml")
    run(*COMPILE, development, "--group", "dev", "--constraints", runtime)
    run(*COMPILE, assets.NPM_LOCK.name, "--group", "npm")
    run(*NPM)
    assets.accept()


def run(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
