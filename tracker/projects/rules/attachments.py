"""Putting files on record: who may, when it is a new version, and how one is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.kernel.errors import NotFound, RuleViolation
from tracker.kernel.labels import Label
from tracker.projects.rules.documents import DocumentKind, Target

PROCUREMENT_PAPERS = (
    DocumentKind.PROCUREMENT_FILE,
    DocumentKind.REQUIREMENT,
    DocumentKind.MARKET_STUDY,
    DocumentKind.PROCUREMENT_PLAN,
    DocumentKind.APPROVAL,
    DocumentKind.AGENCY_AGREEMENT,
    DocumentKind.NOTICE,
    DocumentKind.PANEL_RECORD,
    DocumentKind.OPENING_RECORD,
    DocumentKind.QUOTES,
    DocumentKind.NEGOTIATION_RECORD,
    DocumentKind.SCORE_SHEETS,
    DocumentKind.EVALUATION_REPORT,
    DocumentKind.MINUTES,
    DocumentKind.AWARD_NOTICE,
    DocumentKind.OBJECTION,
    DocumentKind.LEGAL_OPINION,
)
# Whoever records the fact may add its paper, on any project; others must have to do with it.
RECORDED_BY: Mapping[DocumentKind, Role] = {
    **dict.fromkeys(PROCUREMENT_PAPERS, Role.PROCUREMENT),
    DocumentKind.DELIVERY_NOTE: Role.ACCEPTANCE,
    DocumentKind.ACCEPTANCE: Role.ACCEPTANCE,
    DocumentKind.EVIDENCE: Role.ACCEPTANCE,
    DocumentKind.ASSESSMENT: Role.ACCEPTANCE,
}

# A file is read by whoever may read the record it belongs to.
READ_ACTIONS: Mapping[str, str] = {
    "acceptance": "acceptance.read",
    "acceptance_addendum": "acceptance.read",
    "rectification": "acceptance.read",
    "budget_entry": "budget.read",
    "contract": "contracts.read",
    "amendment": "contracts.read",
    "instalment": "contracts.read",
    "invoice": "contracts.read",
    "payment": "payments.read",
}
READ_PROJECT = "projects.read"


@dataclass(frozen=True, slots=True)
class Filing:
    """What a person says of the files: what they are, and which record they belong to."""

    target: Target
    kind: DocumentKind
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it goes on record."""

    filing: Filing
    name: str
    size: int
    sha256: str
    media_type: str


class NoFile(RuleViolation):
    code = "no_file"
    label = Label("请选择要上传的文件", "Choose a file to upload")


class SameContent(RuleViolation):
    code = "same_content"
    label = Label(
        "“{name}”与已上传的第{version}版内容相同，不必重复上传",
        "“{name}” is the same as version {version}, which is here already",
    )


class TwoAlike(RuleViolation):
    code = "two_alike"
    label = Label(
        "选了两个都叫“{name}”的文件，请改名后再上传",
        "Two of the files are called “{name}”; rename one of them",
    )


class NotOfThisProject(RuleViolation):
    code = "not_of_this_project"
    label = Label(
        "所选的合同、付款或节点不属于这个项目，请重新选择",
        "The record chosen is not of this project; choose again",
    )


class AlreadyWithdrawn(RuleViolation):
    code = "already_withdrawn"
    label = Label("这个文件已经撤下", "This file was withdrawn already")


class WithdrawnFile(NotFound):
    code = "withdrawn_file"
    label = Label(
        "“{name}”已撤下（{reason}），只有项目人员、领导和审计可以查看",
        "“{name}” was withdrawn ({reason}); people of the project, leaders and auditors may see it",
    )


def check_may_attach(actor: Actor, kind: DocumentKind, check_may_edit: Callable[[], None]) -> None:
    """Raise ``NotYourProject`` unless the project is the actor's, or the paper his to record."""
    if not is_recorded_by(actor, kind):
        check_may_edit()


def is_recorded_by(actor: Actor, kind: DocumentKind) -> bool:
    """Whether such papers are the actor's to record, whatever the project."""
    return RECORDED_BY.get(kind) in actor.roles


def read_action(target: Target) -> str:
    """The action of POLICY that reading a file of this record takes."""
    return READ_ACTIONS.get(target.kind, READ_PROJECT)


def sees_withdrawn(actor: Actor) -> bool:
    """Whether the role alone lets somebody read a withdrawn file: it may be one sent in error."""
    return actor is SYSTEM or not actor.roles.isdisjoint({Role.AUDITOR, Role.LEADER})


def check_new_version(paper: Paper, version: int, sha256: str) -> None:
    """Raise when the file is just what the present version is already."""
    if paper.sha256 == sha256:
        raise SameContent(field="papers", name=paper.name, version=version)
