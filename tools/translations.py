"""Collect the texts that people see, and keep the English catalogue in step with them.

Chinese is the source language: a msgid is the Chinese text itself. What pure code carries as
``Label(zh, en)`` is not in the catalogue.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = ROOT / "tracker" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
SOURCES = {
    "tracker": [("**.py", "python")],
    "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")],
}
OPTIONS = {pattern: {"silent": "false"} for pattern in ("**.html", "**.txt")}
HEADER = """\
# The English texts of tracker; each msgid is the Chinese source text.
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "_n": (1, 2), "lazy_gettext": None}


def main() -> None:
    english = read()
    english.update(collect(), no_fuzzy_matching=True)
    english.obsolete.clear()
    write(english)
    if texts := untranslated(english):
        print(f"to be translated in {ENGLISH.relative_to(ROOT)}:", *texts, sep="\n  ")


def collect() -> Catalog:
    """Every text that code and pages mark as translatable."""
    found = Catalog(charset="utf-8")
    for folder, methods in SOURCES.items():
        messages = extract_from_dir(ROOT / folder, methods, OPTIONS, KEYWORDS)
        for file, _line, message, _comments, context in messages:
            found.add(message, locations=[(f"{folder}/{file}", 0)], context=context)
    return found


def read() -> Catalog:
    """The English catalogue as committed."""
    if not ENGLISH.exists():
        return Catalog(locale="en", charset="utf-8", fuzzy=False)
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def write(catalogue: Catalog) -> None:
    """Replace the committed catalogue: sorted, without dates and line numbers."""
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    with ENGLISH.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalogue, 100, no_location=True, omit_header=True, sort_output=True)


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts without a valid English one."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (not all(_forms(message.string)) or message.fuzzy or _errors(message))
    ]


def _forms(string: object) -> tuple[object, ...]:
    return string if isinstance(string, tuple) else (string,)


def _errors(message: object) -> list[object]:
    return list(message.check())  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
