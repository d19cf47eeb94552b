"""Files on their way in: told by content, refused unless whole, stored once, read unchanged."""

from __future__ import annotations

import hashlib
import io
import struct
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.support import papers
from tests.support.papers import incoming
from tracker.infra.db import db, transaction
from tracker.infra.files import errors, formats, store
from tracker.infra.files.store import Blob, Incoming
from tracker.kernel.errors import Violations

WHOLE = {
    "合同.pdf": papers.pdf(),
    "发票.ofd": papers.zipped("OFD.xml"),
    "说明.docx": papers.docx(),
    "清单.xlsx": papers.zipped("[Content_Types].xml", "xl/workbook.xml"),
    "汇报.pptx": papers.zipped("[Content_Types].xml", "ppt/presentation.xml"),
    "旧文档.doc": papers.ole(),
    "旧文档.wps": papers.ole(),
    "旧表格.xls": papers.ole("Workbook"),
    "旧表格.et": papers.ole("Workbook"),
    "旧汇报.ppt": papers.ole("PowerPoint Document"),
    "大文档.doc": papers.ole(sectors=15_000),
    "现场.png": papers.png(),
    "现场.JPG": papers.jpeg(),
    "现场.jpeg": papers.jpeg(with_thumbnail=False),
    "全部.zip": papers.zipped("a.txt", "b/c.txt"),
    "名单.txt": "合同编号，供应商\n".encode(),
    "名单.csv": "合同编号,供应商\r\n".encode("gb18030"),
    "bom.csv": "编号,金额\n".encode("utf-8-sig"),
}


# --- told by content ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_of_a_kind_that_is_taken_is_taken(name):
    found = formats.check(name, WHOLE[name])

    assert name.lower().endswith(found.extensions)


@pytest.mark.parametrize("name", [name for name in WHOLE if not name.endswith((".txt", ".csv"))])
@pytest.mark.parametrize("kept", [0.5, 0.95])
def test_a_file_that_was_cut_off_midway_is_refused(name, kept):
    content = WHOLE[name]

    with pytest.raises(errors.CutOff, match="不完整"):
        formats.check(name, content[: int(len(content) * kept)])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_text_cut_in_the_middle_of_a_character_is_refused(encoding):
    with pytest.raises(errors.CutOff):
        formats.check("名单.txt", ("合同编号\n" * 9 + "供应").encode(encoding)[:-1])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("合同.pdf", papers.png()),
        ("合同.docx", papers.zipped("a.txt")),
        ("合同.zip", papers.docx()),
        ("合同.xlsx", papers.docx()),
        ("合同.doc", papers.ole("Workbook")),
        ("合同.exe", papers.pdf()),
        ("合同", papers.pdf()),
        ("合同.pdf.html", papers.pdf()),
        ("合同.pdf", b"<html><script>alert(1)</script></html>"),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(name, content):
    with pytest.raises(errors.WrongExtension, match="与扩展名不符"):
        formats.check(name, content)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03" + bytes(200),
        b"GIF89a" + bytes(50),
        b"\x7fELF" + bytes(50),
        papers.ole("SomethingElse"),
        b"a\0b",
        bytes(range(0x80, 0x100)),
    ],
)
def test_content_of_no_kind_that_is_taken_is_refused_with_what_is(content):
    with pytest.raises(errors.UnknownContent, match="pdf ofd docx"):
        formats.check("合同.pdf", content)


def test_a_document_with_a_password_is_refused_for_whoever_reads_it_in_thirty_years():
    with pytest.raises(errors.Encrypted, match="密码"):
        formats.check("合同.docx", papers.ole("EncryptedPackage"))


def test_an_archive_whose_directory_is_beyond_measure_is_not_read():
    content = bytearray(papers.zipped("a.txt"))
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = (5 << 20).to_bytes(4, "little")

    with pytest.raises(errors.CutOff):
        formats.check("a.zip", bytes(content))


@pytest.mark.parametrize("sector", [9, 30, 12])
def test_a_compound_file_with_a_damaged_header_is_refused_not_followed(sector):
    content = bytearray(papers.ole())
    content[30], content[76:80] = sector, b"\xf0\xff\xff\x0f"

    with pytest.raises(errors.CutOff):
        formats.check("a.doc", bytes(content))


def test_a_compound_file_whose_chain_leads_back_into_itself_comes_to_an_end():
    content = bytearray(papers.ole(sectors=15_000))
    chain = struct.unpack_from("<L", content, 68)[0]
    struct.pack_into("<L", content, 72, 0xFFFFFFFF)
    struct.pack_into("<L", content, (chain + 1) * 512 + 508, chain)

    with pytest.raises(errors.CutOff):
        formats.check("a.doc", bytes(content[:-1024]))


def test_a_refusal_is_told_in_both_languages_and_names_the_file():
    with pytest.raises(errors.WrongExtension) as refusal:
        formats.check("合同.docx", papers.pdf())

    assert "“合同.docx”的内容是PDF" in refusal.value.text("zh")
    assert "“合同.docx” holds PDF" in refusal.value.text("en")
    assert refusal.value.field == "papers"


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("合同（正本）.pdf", "合同（正本）.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\me\合同.pdf", "合同.pdf"),
        ("/abs/合同.pdf", "合同.pdf"),
        ("合同\r\nSet-Cookie: a.pdf", "合同Set-Cookie_ a.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("  . 合同.pdf . ", "合同.pdf"),
        ("合" * 300 + ".pdf", "合" * 146 + ".pdf"),
    ],
)
def test_a_name_keeps_nothing_that_could_lead_elsewhere(given, shown):
    assert store.clean_name(given) == shown


@pytest.mark.parametrize("given", ["", "..", "/", "a/", "\u200b", " . "])
def test_a_file_without_a_name_is_refused(given):
    with pytest.raises(errors.NamelessFile):
        store.clean_name(given)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 KB"),
        (190_000, "186 KB"),
        (1 << 20, "1 MB"),
        (2_202_010, "2.1 MB"),
        (20 << 20, "20 MB"),
    ],
)
def test_sizes_are_told_as_people_say_them(size, words):
    assert store.shown_size(size) == words


# --- the store ------------------------------------------------------------------------------------


@pytest.fixture
def folder(app) -> Path:
    return app.config["TRACKER"].data


def kept(folder: Path) -> list[Path]:
    """Every file in the store and on its way there."""
    found = [*folder.glob("files/**/*"), *folder.glob("incoming/*")]
    return [path for path in found if path.is_file()]


def save(*files: Incoming) -> list[str]:
    with store.received(files) as uploads, transaction():
        store.keep(uploads)
    return [upload.sha256 for upload in uploads]


def test_content_is_stored_under_its_sha_256_and_read_back_unchanged(folder):
    (sha256,) = save(incoming("合同.pdf", papers.pdf()))

    assert sha256 == hashlib.sha256(papers.pdf()).hexdigest()
    assert kept(folder) == [folder / "files" / sha256[:2] / sha256[2:]]
    with store.opened(sha256, "合同.pdf") as content:
        assert content.read() == papers.pdf()
    blob = db.session.get_one(Blob, sha256)
    assert (blob.size, blob.media_type) == (len(papers.pdf()), "application/pdf")


def test_the_same_content_twice_is_stored_once(folder):
    save(incoming("合同.pdf", papers.pdf()), incoming("副本.pdf", papers.pdf()))
    save(incoming("再来一份.pdf", papers.pdf()))

    assert len(kept(folder)) == db.session.scalar(select(func.count(Blob.sha256))) == 1


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        (("空.pdf", b""), errors.EmptyFile),
        (("截断.pdf", papers.pdf()[:-20]), errors.CutOff),
        (("改名.pdf", papers.png()), errors.WrongExtension),
        (("程序.exe", b"MZ" + bytes(99)), errors.UnknownContent),
        (("", papers.pdf()), errors.NamelessFile),
    ],
)
def test_what_is_refused_leaves_nothing_behind(folder, file, refusal):
    with pytest.raises(refusal):
        save(incoming(*file))

    assert kept(folder) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_all_read(folder, app):
    limit = store.largest()
    stream = Endless()

    with pytest.raises(errors.TooLarge, match="超过20 MB"):
        save(Incoming("大.pdf", stream))

    assert stream.given <= limit + (2 << 20)
    assert kept(folder) == []


class Endless(io.RawIOBase):
    """A sender who never stops."""

    given = 0

    def read(self, size: int = -1) -> bytes:
        self.given += size
        return b"%PDF-" * (size // 5) + b" " * (size % 5)


def test_one_bad_file_among_several_keeps_all_out_and_each_is_told(folder):
    good, cut = incoming("好.pdf", papers.pdf()), incoming("断.png", papers.png()[:-9])

    with pytest.raises(Violations) as refusal:
        save(good, cut, incoming("空.txt", b""))

    assert [error.params["name"] for error in refusal.value.errors] == ["断.png", "空.txt"]
    assert kept(folder) == []


def test_more_files_than_one_form_may_bring_are_refused(folder):
    with pytest.raises(errors.TooMany, match="10"):
        save(*[incoming(f"{n}.pdf", papers.pdf()) for n in range(11)])


def test_a_use_case_that_fails_leaves_nothing_on_the_way_in(folder):
    with pytest.raises(LookupError), store.received([incoming("a.pdf", papers.pdf())]):
        raise LookupError

    assert kept(folder) == []


def test_a_store_that_cannot_be_written_is_told_and_nothing_is_half_there(folder, app):
    (folder / "incoming").write_text("a file where the folder should be")

    with pytest.raises(errors.CannotStore, match="没有保存"):
        save(incoming("a.pdf", papers.pdf()))

    assert db.session.scalar(select(func.count(Blob.sha256))) == 0


def test_content_that_was_changed_on_the_disk_is_not_handed_out(folder, caplog):
    (sha256,) = save(incoming("合同.pdf", papers.pdf()))
    kept(folder)[0].write_bytes(papers.pdf("another amount"))

    with pytest.raises(errors.FileAltered, match="可能被改动"):
        store.opened(sha256, "合同.pdf")

    assert sha256 in caplog.text
    problem = store.problem_of(sha256, folder)
    assert problem is not None
    assert problem.zh == "文件内容被改动"


def test_content_that_is_gone_is_told_and_may_be_uploaded_again(folder, caplog):
    (sha256,) = save(incoming("合同.pdf", papers.pdf()))
    kept(folder)[0].unlink()

    with pytest.raises(errors.FileMissing):
        store.opened(sha256, "合同.pdf")
    problem = store.problem_of(sha256, folder)
    assert problem is not None
    assert problem.en == "the content is missing"

    save(incoming("合同.pdf", papers.pdf()))
    assert store.problem_of(sha256, folder) is None


def test_two_people_upload_the_same_content_at_once(app, folder):
    """Both succeed, and it is stored once."""
    start, failed = threading.Barrier(2), []

    def upload() -> None:
        with app.app_context():
            start.wait(timeout=10)
            try:
                save(incoming("合同.pdf", papers.pdf()))
            except Exception as error:  # noqa: BLE001 - told by the test
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=upload) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert failed == []
    assert len(kept(folder)) == db.session.scalar(select(func.count(Blob.sha256))) == 1
