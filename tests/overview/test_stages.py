from dataclasses import replace
from datetime import date

import pytest

from tracker.overview.rules.stages import Progress, StageFacts, steps
from tracker.projects.rules import Stage

COMMAND_CENTRE = StageFacts(
    stage=Stage.PERFORMANCE,
    started_on=date(2021, 12, 6),
    has_budget=True,
    awarded_on=date(2022, 2, 15),
    signed_on=date(2022, 3, 10),
    service_to=date(2023, 4, 10),
    is_performing=True,
    acceptances=2,
    parts=4,
    paid_parts=1,
    last_due_on=date(2024, 5, 10),
)


def progress(facts: StageFacts) -> str:
    return " ".join(step.progress.value for step in steps(facts))


def test_a_running_project_is_done_up_to_its_stage_and_partly_paid() -> None:
    assert progress(COMMAND_CENTRE) == "done done done current future partly future"


def test_a_new_project_has_nothing_behind_it() -> None:
    fresh = StageFacts(Stage.INITIATION, date(2022, 1, 4))

    assert progress(fresh) == "current future future future future future future"


def test_an_advance_does_not_make_the_acceptance_look_done() -> None:
    advance = replace(COMMAND_CENTRE, stage=Stage.PAYMENT)

    assert progress(advance) == "done done done partly future current future"


def test_a_contract_that_waits_for_its_publication_is_partly_done() -> None:
    signed = replace(COMMAND_CENTRE, waits_for_contract=True, stage=Stage.PAYMENT)

    assert steps(signed)[2].progress is Progress.PARTLY


def test_an_archived_project_is_done() -> None:
    over = replace(
        COMMAND_CENTRE,
        stage=Stage.ARCHIVED,
        archived_on=date(2024, 6, 3),
        is_performing=False,
        accepted=2,
        paid_parts=4,
    )

    assert progress(over) == "done done done done done done current"
    assert steps(over)[6].note.zh == "2024-06-03"


def test_an_unstarted_procurement_without_budget_is_partly_initiated() -> None:
    tender = StageFacts(Stage.PROCUREMENT, date(2022, 1, 4))

    assert progress(tender) == "partly current future future future future future"


@pytest.mark.parametrize(
    ("stage", "note"),
    [
        (Stage.INITIATION, "2021-12-06"),
        (Stage.PROCUREMENT, "2022-02-15成交"),
        (Stage.CONTRACT, "2022-03-10签订"),
        (Stage.PERFORMANCE, "2023-04-10到期"),
        (Stage.ACCEPTANCE, "0/2次合格"),
        (Stage.PAYMENT, "1/4笔已付"),
        (Stage.ARCHIVED, "最早2024年"),
    ],
)
def test_each_stage_tells_its_date_or_progress(stage: Stage, note: str) -> None:
    assert {step.stage: step.note.zh for step in steps(COMMAND_CENTRE)}[stage] == note


def test_only_the_current_stage_is_marked_overdue() -> None:
    late = replace(COMMAND_CENTRE, stage=Stage.PAYMENT, is_overdue=True)

    assert [step.stage for step in steps(late) if step.is_overdue] == [Stage.PAYMENT]
