"""Every way in which a file as a whole can be refused, or not be confirmed any more."""

from __future__ import annotations

from tracker.kernel.errors import Conflict, RuleViolation
from tracker.kernel.labels import Label


class Unreadable(RuleViolation):
    """The file as a whole cannot be imported; the base of those below."""

    code = "unreadable_import"
    label = Label(
        "文件不能打开，可能已损坏；请用Excel另存为xlsx后重新上传",
        "The file cannot be opened; save it as xlsx again and send that",
    )


class WrongFormat(Unreadable):
    code = "import_format"
    label = Label(
        "“{name}”是{actual}。请上传xlsx，只有一张表的也可以用csv",
        "“{name}” is {actual}. Send xlsx; a single table may be csv",
    )


class TooBig(Unreadable):
    code = "import_too_big"
    label = Label(
        "表格展开后超过{most}，请删去多余的工作表、图片和空白格式后分批导入",
        "Unpacked, the workbook is larger than {most}: remove other sheets, pictures and empty "
        "formatted cells, and import it in parts",
    )


class TooManyRows(Unreadable):
    code = "import_too_many_rows"
    label = Label(
        "“{table}”超过{most}行，请分成几个文件，逐个导入",
        "“{table}” has over {most} rows: split it and import one file after the other",
    )


class NoTable(Unreadable):
    code = "import_no_table"
    label = Label(
        "没有找到可以导入的表：第一行应是模板中的列名，例如“项目编号、项目名称”",
        "No table to import: the first row must hold the headings of the template",
    )


class TwoTables(Unreadable):
    code = "import_two_tables"
    label = Label(
        "有两张“{table}”表，请合并成一张", "There are two tables “{table}”: make them one"
    )


class UnknownHeadings(Unreadable):
    code = "import_unknown_headings"
    label = Label(
        "“{table}”有不认识的列：{names}。请使用模板中的列名，或删去这些列",
        "“{table}” has unknown columns: {names}. Use the template's headings or remove them",
    )


class MissingHeadings(Unreadable):
    code = "import_missing_headings"
    label = Label("“{table}”缺少列：{names}", "“{table}” lacks the columns: {names}")


class TwiceInHead(Unreadable):
    code = "import_twice_in_head"
    label = Label("“{table}”的列名“{name}”出现了两次", "“{table}” has the column “{name}” twice")


class MergedCells(Unreadable):
    code = "import_merged"
    label = Label(
        "“{table}”有合并单元格（{places}），合并后只有一格有内容；请取消合并，逐行填写",
        "“{table}” has merged cells ({places}), of which one alone has content: unmerge them",
    )


class Empty(Unreadable):
    code = "import_empty"
    label = Label("表里只有列名，没有数据", "There are headings only and no rows")


class Overtaken(Conflict):
    code = "import_overtaken"
    label = Label(
        "核对之后台账有了变化，下面是按现在的数据重新核对的结果，请再看一遍后确认；还没有导入任何内容",
        "The register has changed since you looked: below is the new result. Look again, then "
        "confirm; nothing has been imported",
    )


class NothingToImport(RuleViolation):
    code = "nothing_to_import"
    label = Label(
        "没有需要导入的内容：所有行都与台账一致", "Nothing to import: every row is on record"
    )


class HasErrors(RuleViolation):
    code = "import_has_errors"
    label = Label(
        "有错的文件不能导入，请改正后重新上传", "A file with errors is not imported: correct it"
    )
