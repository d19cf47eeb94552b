"""Method files: what they describe, what is refused with its line, a method added by one file."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kernel.money import Money
from tracker.procurement.rules import methods
from tracker.procurement.rules.loading import load
from tracker.procurement.rules.methods import Method, catalogue, read_from, step_label
from tracker.procurement.rules.reading import BadMethodFile
from tracker.procurement.rules.specs import FactKind

FOLDER = Path(methods.__code__.co_filename).parents[2] / "data" / "methods"
COMMON = (FOLDER / "common.toml").read_text("utf-8")

DUMMY = """\
key = "innovation"
label = { zh = "合作创新采购", en = "Innovation partnership" }
order = 110
ocds = "selective"
source = { document = "财库〔2024〕13号", verified = true }

[minimum]
suppliers = 2

[[step]]
include = "head"
without = ["survey", "agency"]

[[step]]
key = "review"
label = { zh = "创新谈判", en = "Talks" }
who = "panel"
facts = [
  { key = "offers", kind = "offers", label = { zh = "报价", en = "Offers" }, counts = "suppliers" },
]
documents = ["minutes"]
source = { document = "财库〔2024〕13号" }

[[step]]
include = "award"
without = ["report", "determine", "award"]

[[step]]
key = "award"
label = { zh = "成交", en = "Award" }
who = "buyer"
needs = ["review"]
awards = true
facts = [
  { key = "supplier", kind = "supplier", label = { zh = "成交供应商", en = "Winner" } },
  { key = "amount", kind = "money", label = { zh = "成交金额", en = "Amount" } },
  { key = "starts_on", kind = "date", label = { zh = "开始", en = "Start" } },
]
"""


def folder_with(tmp_path: Path, text: str, name: str = "innovation.toml") -> Path:
    folder = tmp_path / "methods"
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder


def line_of(text: str, words: str) -> int:
    return next(no for no, line in enumerate(text.splitlines(), 1) if words in line)


def test_every_method_of_the_issue_is_there_in_order():
    assert [str(key) for key in methods()] == [
        "open_tender",
        "invited_tender",
        "competitive_negotiation",
        "competitive_consultation",
        "request_for_quotation",
        "single_source",
        "framework_agreement",
        "mall_direct",
        "mall_bidding",
        "below_threshold",
    ]


@pytest.mark.parametrize("key", list(catalogue()))
def test_every_method_has_branches_a_source_and_one_step_that_awards(key: str):
    spec = catalogue()[key]

    assert spec.source.document
    assert [step.key for step in spec.steps if step.awards] == ["award"]
    assert {step.key for step in spec.branches} == {
        "unsuccessful",
        "challenge",
        "challenge_reply",
        "complaint",
        "complaint_decision",
        "inquiry",
        "inquiry_reply",
        "suspension",
        "resumption",
        "next_winner",
        "not_signed",
        "cancel",
    }
    for step in (*spec.steps, *spec.branches):
        assert step.source is not None, step.key
        assert step.label.zh
        assert step.label.en


@pytest.mark.parametrize(
    ("key", "budget", "reaches_open", "least"),
    [
        ("open_tender", "9999999.99", False, 5),
        ("open_tender", "10000000", True, 7),
        ("competitive_consultation", "1999999", False, 3),
        ("competitive_consultation", "2000000", True, 5),
        ("single_source", "340000", False, 0),
    ],
)
def test_the_panel_grows_with_the_budget(key: str, budget: str, reaches_open: bool, least: int):
    minimum = catalogue()[key].minimum

    assert minimum.panel_for(Money.yuan(budget), reaches_open=reaches_open) == least


def test_a_method_is_added_by_one_file(tmp_path: Path):
    with read_from(folder_with(tmp_path, DUMMY)):
        method = Method.of("innovation")

        assert method.label.zh == "合作创新采购"
        assert method in methods()
        steps = [step.key for step in method.spec.steps]
        assert steps[:3] == ["demand", "budget_check", "intention"]
        assert steps[-3:] == ["review", "challenge_end", "award"]
        assert method.spec.minimum.suppliers == 2

    assert "innovation" not in catalogue()
    with pytest.raises(ValueError, match="innovation"):
        Method.of("innovation")


def test_a_stored_method_whose_file_is_gone_is_shown_as_it_stands():
    assert Method("innovation").label.zh == "innovation"
    assert not Method("innovation").is_known
    assert step_label("nowhere").en == "nowhere"


WRONG = [
    ('ocds = "selective"', 'ocds = "secret"', "“secret” is none of"),
    ('ocds = "selective"', "ocds = 4", "must be str, not int"),
    ("order = 110\n", "", "order: is missing"),
    ('who = "panel"', 'who = "nobody"', "“nobody” is none of"),
    ('kind = "offers"', 'kind = "guess"', "“guess” is none of"),
    ('counts = "suppliers"', 'counts = "sheep"', "“sheep” is none of"),
    ('documents = ["minutes"]', 'documents = ["poem"]', "“poem” is none of"),
    ('needs = ["review"]', 'needs = ["dream"]', "refers to “dream”, which is not there"),
    ('needs = ["review"]', "skip_able = true", "is not known here"),
    ("awards = true", "awards = false", "exactly one step"),
    ("awards = true", 'awards = "yes"', "must be bool, not str"),
    ('key = "review"', 'key = "demand"', "“demand” is there twice"),
    ('key = "review"', 'key = "Review!"', "is no code"),
    ('include = "head"', 'include = "tale"', "has no block “tale”"),
    ("suppliers = 2", "suppliers = 2\nexperts = [2]", "must be a share"),
    ("suppliers = 2", "suppliers = 2\npanel = [{ least = 4 }]", "a panel is odd"),
    ("suppliers = 2", "suppliers = 2\nfewer = 2", "must be below"),
    ('{ key = "amount", kind = "money"', '{ key = "amount", kind = "count"', "of kind “money”"),
    ('{ key = "offers", kind', '{ key = "happened_on", kind', "the form needs itself"),
    (
        '{ key = "amount", kind = "money"',
        '{ limit = "sheep", key = "amount", kind = "money"',
        "no share",
    ),
    ('needs = ["review"]', 'follows = "dream"', "refers to “dream”, which is not there"),
    ('label = { zh = "成交", en = "Award" }', 'label = { zh = "成交" }', "both filled"),
    ("awards = true", "awards = true\nawards = true", "Cannot overwrite"),
]


@pytest.mark.parametrize(("right", "wrong", "reason"), WRONG)
def test_a_wrong_file_is_refused_with_its_line_and_reason(
    tmp_path: Path, right: str, wrong: str, reason: str
):
    assert right in DUMMY
    text = DUMMY.replace(right, wrong, 1)

    with pytest.raises(BadMethodFile, match=re.escape(reason)) as refused:
        load(folder_with(tmp_path, text))

    assert refused.value.file == "innovation.toml"
    assert 1 <= refused.value.line <= len(text.splitlines())


@pytest.mark.parametrize(
    ("right", "wrong", "at"),
    [
        ('who = "panel"', 'who = "nobody"', 'who = "nobody"'),
        ('documents = ["minutes"]', 'documents = ["poem"]', 'documents = ["poem"]'),
        ('ocds = "selective"', 'ocds = "secret"', 'ocds = "secret"'),
        ('needs = ["review"]', 'needs = ["dream"]', 'key = "award"'),
        ("awards = true", "awards = true\nawards = true", "awards = true\nawards = true"),
    ],
)
def test_the_line_is_the_one_to_look_at(tmp_path: Path, right: str, wrong: str, at: str):
    text = DUMMY.replace(right, wrong, 1)

    with pytest.raises(BadMethodFile) as refused:
        load(folder_with(tmp_path, text))

    first = line_of(text, at.splitlines()[0])
    assert refused.value.line in (first, first + at.count("\n"))


def test_two_files_with_one_key_are_refused(tmp_path: Path):
    with pytest.raises(BadMethodFile, match="there is a method “innovation” already"):
        load(folder_with(folder_with(tmp_path, DUMMY).parent, DUMMY, "zinnovation.toml"))


@given(st.data())
def test_a_file_that_is_cut_off_is_refused_or_whole(data: st.DataObject):
    """Never another error, whatever is missing at the end."""
    lines = DUMMY.splitlines(keepends=True)
    kept = data.draw(st.integers(0, len(lines)))
    text = "".join(lines[:kept])

    class Folder:
        def iterdir(self):
            return [_File("common.toml", COMMON), _File("innovation.toml", text)]

    try:
        award = load(Folder())["innovation"].step("award")  # type: ignore[arg-type]
    except BadMethodFile as error:
        told = error.file
    else:
        told = "innovation.toml" if award.fact("amount").kind is FactKind.MONEY else ""

    assert told == "innovation.toml"


class _File:
    def __init__(self, name: str, text: str) -> None:
        self.name, self._text = name, text

    def read_text(self, _encoding: str) -> str:
        return self._text
