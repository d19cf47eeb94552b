"""Every way in which a file can be refused on its way in, or not be had back."""

from __future__ import annotations

from tracker.kernel.errors import Conflict, NotFound, RuleViolation
from tracker.kernel.labels import Label

FIELD = "papers"  # every form calls its files so; a refusal stands beside that field


class FileRefused(RuleViolation):
    """The base of those below; ``name`` is what the person called the file."""

    code = "file_refused"
    label = Label("“{name}”不能接收", "“{name}” cannot be taken")

    def __init__(self, name: str, **params: object) -> None:
        super().__init__(field=FIELD, name=name, **params)


class EmptyFile(FileRefused):
    code = "empty_file"
    label = Label("“{name}”是空文件，请检查后重新选择", "“{name}” is empty; choose it again")


class TooLarge(FileRefused):
    code = "file_too_large"
    label = Label(
        "“{name}”超过{limit}，请压缩或拆分后再上传",
        "“{name}” is larger than {limit}; make it smaller or split it",
    )


class UnknownContent(FileRefused):
    code = "unknown_content"
    label = Label(
        "“{name}”的内容不是可以接收的文件类型；可以上传：{allowed}",
        "The content of “{name}” is of no kind that is taken; taken are: {allowed}",
    )


class WrongExtension(FileRefused):
    code = "wrong_extension"
    label = Label(
        "“{name}”的内容是{actual}，与扩展名不符；请改用{extensions}，或另选文件",
        "“{name}” holds {actual}, which its extension does not say; use {extensions}, "
        "or choose another file",
    )


class CutOff(FileRefused):
    code = "cut_off"
    label = Label(
        "“{name}”不完整，可能没有传完或已损坏；请打开原文件检查后重新上传",
        "“{name}” is not whole: it was cut off or is damaged; check the original and send it again",
    )


class Encrypted(FileRefused):
    code = "encrypted_file"
    label = Label(
        "“{name}”加了打开密码，多年后可能无人能打开；请去掉密码后再上传",
        "“{name}” needs a password to open, which may be lost in years to come; remove it first",
    )


class NamelessFile(FileRefused):
    code = "nameless_file"
    label = Label("文件没有名称，请重新选择", "The file has no name; choose it again")


class TooMany(FileRefused):
    code = "too_many_files"
    label = Label("一次最多上传{limit}个文件", "At most {limit} files at a time")


class CannotStore(FileRefused):
    code = "cannot_store"
    label = Label(
        "服务器暂时无法保存文件，“{name}”没有保存；请联系系统管理员",
        "The server cannot store files now; “{name}” was not saved. Ask the administrator",
    )


class FileMissing(NotFound):
    code = "file_missing"
    label = Label(
        "“{name}”的内容已不在存储中，请联系系统管理员从备份恢复",
        "The content of “{name}” is no longer in the store; have it restored from a backup",
    )


class FileAltered(Conflict):
    code = "file_altered"
    label = Label(
        "“{name}”的内容与上传时的校验值不符，可能被改动，因此不提供下载；请联系系统管理员从备份恢复",
        "“{name}” is not what was uploaded: its checksum differs, so it is not handed out; "
        "have it restored from a backup",
    )
