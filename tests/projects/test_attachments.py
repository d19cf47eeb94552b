"""Files on record: who may add and withdraw them, their versions, and what verify notices."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.projects.office import TODAY, Office, make_office, make_person, make_project
from tests.support import papers
from tests.support.papers import incoming
from tracker.accounts.rules import SYSTEM, Role, RoleMissing
from tracker.infra import verification
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.infra.files import errors
from tracker.infra.files.store import Blob
from tracker.kernel.errors import NotFound, Violations
from tracker.projects import queries, service
from tracker.projects.models import Attachment, Project
from tracker.projects.rules import Duty, IsArchived, NotYourProject, ReasonMissing
from tracker.projects.rules.attachments import (
    AlreadyWithdrawn,
    Filing,
    NoFile,
    NotOfThisProject,
    SameContent,
    TwoAlike,
    WithdrawnFile,
)
from tracker.projects.rules.documents import DocumentKind, Target

OTHER, ACCEPTANCE = DocumentKind.OTHER, DocumentKind.ACCEPTANCE


@pytest.fixture
def office(app, frozen) -> Office:
    frozen(TODAY)
    return make_office()


@pytest.fixture
def project(office) -> Project:
    return db.session.get_one(Project, make_project(office))


@pytest.fixture
def folder(app) -> Path:
    return app.config["TRACKER"].data / "files"


def filing(project: Project, kind: DocumentKind = OTHER, note: str = "") -> Filing:
    return Filing(Target("project", project.uid), kind, note)


def attach(project, actor, name="说明.pdf", content=None, **fields) -> Attachment:
    file = incoming(name, content or papers.pdf())
    (key,) = service.attach(project.id, filing(project, **fields), [file], actor)
    return db.session.get_one(Attachment, key)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.glob("**/*") if path.is_file()]


# --- adding ---------------------------------------------------------------------------------------


def test_a_file_is_on_record_with_who_when_what_and_its_sha_256(office, project):
    made = attach(project, office.owner, "会议纪要（终稿）.pdf", note="  第3次会议 ")

    assert (made.name, made.version, made.previous) == ("会议纪要（终稿）.pdf", 1, None)
    assert (made.size, len(made.sha256)) == (len(papers.pdf()), 64)
    assert made.media_type == "application/pdf"
    assert made.uploaded_by is not None
    assert (made.uploaded_by.name, made.note) == (office.owner.name, "第3次会议")
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject_uid) == ("attachments.attach", made.uid)
    assert (entry.project_uid, entry.detail) == (project.uid, "会议纪要（终稿）.pdf（整个项目）")
    assert made.sha256 in entry.payload


def test_the_same_name_makes_a_new_version_and_the_old_one_stays(office, project, folder):
    first = attach(project, office.owner, content=papers.pdf("first"))
    second = attach(project, office.owner, content=papers.pdf("second"))

    assert (second.version, second.previous) == (2, first)
    assert len(stored(folder)) == 2
    (file,) = queries.shelf(project, office.owner).files
    assert [file.uid, *(other.uid for other in file.others)] == [second.uid, first.uid]
    assert queries.file_to_read(first.uid, office.owner).sha256 == first.sha256


def test_the_same_name_of_another_kind_is_another_file(office, project):
    attach(project, office.owner, "扫描.pdf", kind=OTHER)
    other = attach(project, office.owner, "扫描.pdf", kind=ACCEPTANCE)

    assert other.version == 1


def test_the_very_same_file_again_is_refused(office, project):
    attach(project, office.owner)

    with pytest.raises(SameContent, match="第1版内容相同"):
        attach(project, office.owner)

    assert count(Attachment) == 1


def test_the_same_content_under_another_name_is_stored_once(office, project, folder):
    attach(project, office.owner, "甲.pdf")
    attach(project, office.owner, "乙.pdf")

    assert (count(Attachment), count(Blob), len(stored(folder))) == (2, 1, 1)


def test_several_files_are_one_step_in_the_history(office, project):
    before = count(AuditEntry)
    files = [incoming("甲.pdf", papers.pdf("a")), incoming("乙.png", papers.png())]

    service.attach(project.id, filing(project), files, office.owner)

    assert (count(Attachment), count(AuditEntry) - before) == (2, 1)


@pytest.mark.parametrize(
    ("files", "refusal"),
    [
        ([], NoFile),
        ([("空.pdf", b"")], errors.EmptyFile),
        ([("断.pdf", papers.pdf()[:-30])], errors.CutOff),
        ([("好.pdf", papers.pdf()), ("假.pdf", papers.png())], errors.WrongExtension),
        ([("断.png", papers.png()[:30]), ("空.txt", b"")], Violations),
        ([("同名.pdf", papers.pdf("a")), ("a/同名.pdf", papers.pdf("b"))], TwoAlike),
    ],
)
def test_what_is_refused_leaves_nothing_behind(office, project, folder, files, refusal):
    entries = count(AuditEntry)

    with pytest.raises(refusal):
        service.attach(
            project.id, filing(project), [incoming(*file) for file in files], office.owner
        )

    assert (count(Attachment), count(Blob), count(AuditEntry)) == (0, 0, entries)
    assert stored(folder) == stored(folder.parent / "incoming") == []


def test_a_record_of_another_project_is_refused(office, project, folder):
    other = db.session.get_one(Project, make_project(office, code="2022-07", name="另一个项目"))
    about_other = Filing(Target("project", other.uid), OTHER)

    with pytest.raises(NotOfThisProject):
        service.attach(project.id, about_other, [incoming("a.pdf", papers.pdf())], office.owner)
    with pytest.raises(NotOfThisProject):
        service.attach(
            project.id,
            Filing(Target("payment", project.uid), OTHER),
            [incoming("a.pdf", papers.pdf())],
            office.owner,
        )

    assert stored(folder) == []


def test_two_versions_at_the_same_moment_get_different_numbers(app, office, project):
    key, about = project.id, filing(project)
    start, failed = threading.Barrier(2), []

    def upload(text: str) -> None:
        with app.app_context():
            start.wait(timeout=10)
            try:
                file = incoming("说明.pdf", papers.pdf(text))
                service.attach(key, about, [file], office.owner)
            except Exception as error:  # noqa: BLE001 - told by the test
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=upload, args=(text,)) for text in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    db.session.rollback()
    assert failed == []
    assert sorted(db.session.scalars(select(Attachment.version))) == [1, 2]


# --- who may --------------------------------------------------------------------------------------


def test_people_of_the_project_finance_and_leaders_of_the_department_may(office, project):
    member = make_person("member", "赵建国", Role.ACCEPTANCE)
    service.assign_member(project.id, member.id, Duty.ACCEPTANCE, SYSTEM)

    for number, actor in enumerate((office.owner, office.head, office.finance, member, SYSTEM)):
        attach(project, actor, f"{number}.pdf")

    assert count(Attachment) == 5


def test_the_owner_of_another_project_may_not(office, project):
    with pytest.raises(NotYourProject):
        attach(project, office.other_owner)

    assert count(Attachment) == 0


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN, Role.LEADER])
def test_a_role_that_records_nothing_may_not(office, project, role):
    reader = make_person("reader", "某人", role)

    with pytest.raises(RoleMissing):
        attach(project, reader)


@pytest.mark.parametrize(
    ("role", "own", "foreign"),
    [
        (Role.PROCUREMENT, DocumentKind.PROCUREMENT_FILE, DocumentKind.CONTRACT),
        (Role.ACCEPTANCE, DocumentKind.ACCEPTANCE, DocumentKind.RECEIPT),
    ],
)
def test_a_group_adds_the_papers_it_records_on_any_project(office, project, role, own, foreign):
    someone = make_person("someone", "某人", role)

    attach(project, someone, kind=own)
    with pytest.raises(NotYourProject):
        attach(project, someone, kind=foreign)

    offered = queries.upload_page(project.code, someone).kinds
    assert own in offered
    assert foreign not in offered


def test_an_archived_project_takes_no_files(office, project):
    made = attach(project, office.owner)
    service.archive(project.id, "办结", office.owner)

    with pytest.raises(IsArchived):
        attach(project, office.owner, "补.pdf")
    with pytest.raises(IsArchived):
        service.withdraw(made.uid, "传错", office.owner)
    assert queries.shelf(project, office.owner).kinds == ()


# --- withdrawing ----------------------------------------------------------------------------------


def test_withdrawing_brings_the_earlier_version_back_and_keeps_the_content(office, project, folder):
    first = attach(project, office.owner, content=papers.pdf("first"))
    second = attach(project, office.owner, content=papers.pdf("second"))

    service.withdraw(second.uid, " 传错了 ", office.owner)

    (file,) = queries.shelf(project, office.owner).files
    assert (file.uid, file.others[0].withdraw_reason) == (first.uid, "传错了")
    assert len(stored(folder)) == 2


def test_after_all_versions_are_withdrawn_the_same_content_may_come_again(office, project):
    first = attach(project, office.owner)
    service.withdraw(first.uid, "归错了类", office.owner)

    again = attach(project, office.owner)

    assert (again.version, again.previous_id) == (2, first.id)


def test_a_withdrawn_file_is_read_by_its_project_leaders_and_auditors_only(office, project):
    made = attach(project, office.owner)
    auditor = make_person("auditor", "孙悦", Role.AUDITOR)
    service.withdraw(made.uid, "含身份证号", office.owner)

    for actor in (office.owner, office.leader, auditor):
        assert queries.file_to_read(made.uid, actor).name == made.name
        assert queries.shelf(project, actor).sees_withdrawn
    with pytest.raises(WithdrawnFile, match="含身份证号"):
        queries.file_to_read(made.uid, office.other_owner)
    assert not queries.shelf(project, office.other_owner).sees_withdrawn


def test_withdrawing_needs_a_reason_the_right_person_and_happens_once(office, project):
    made = attach(project, office.owner)

    with pytest.raises(ReasonMissing):
        service.withdraw(made.uid, " ", office.owner)
    with pytest.raises(NotYourProject):
        service.withdraw(made.uid, "不该在这里", office.other_owner)
    with pytest.raises(RoleMissing):
        service.withdraw(made.uid, "不该在这里", replace(office.leader))
    service.withdraw(made.uid, "传错", office.owner)
    with pytest.raises(AlreadyWithdrawn):
        service.withdraw(made.uid, "再来一次", office.owner)


def test_what_is_not_there_cannot_be_read_or_withdrawn(office):
    with pytest.raises(NotFound):
        service.withdraw("no-such-file", "传错", office.owner)
    with pytest.raises(NotFound):
        queries.file_to_read("no-such-file", office.owner)


# --- verify ---------------------------------------------------------------------------------------


def verdict(app, **where):
    return verification.verify(app.config["TRACKER"].audit_key, **where)


def test_verify_reads_each_content_once(app, office, project):
    attach(project, office.owner, "甲.pdf")
    attach(project, office.owner, "乙.pdf")
    attach(project, office.owner, "丙.png", papers.png())

    found = verdict(app)

    assert (found.is_sound, found.files) == (True, 2)


def test_verify_notices_a_file_that_was_altered_and_one_that_is_gone(app, office, project, folder):
    made = attach(project, office.owner)
    (path,) = stored(folder)

    path.write_bytes(papers.pdf("another amount"))
    altered = verdict(app).problem
    path.unlink()
    gone = verdict(app).problem

    assert altered is not None
    assert gone is not None
    assert (altered.kind, altered.uid, altered.columns) == ("attachment", made.uid, ("sha256",))
    assert "文件内容被改动" in str(altered)
    assert "文件内容缺失" in str(gone)


def test_verify_of_a_copy_looks_at_the_copy_s_files(app, office, project, tmp_path):
    attach(project, office.owner)

    assert verdict(app).is_sound
    assert not verdict(app, data=tmp_path / "elsewhere").is_sound


def test_verify_notices_a_record_that_was_made_to_name_another_content(app, office, project):
    attach(project, office.owner, "甲.pdf")
    made = attach(project, office.owner, "乙.png", papers.png())
    other = db.session.scalar(select(Blob.sha256).where(Blob.sha256 != made.sha256))
    table, key = Attachment.__table__, made.id
    db.session.remove()

    with db.engine.begin() as connection:
        connection.execute(table.update().where(table.c.id == key).values(sha256=other))

    assert "sha256" in str(verdict(app).problem)
