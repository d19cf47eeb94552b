"""Every way in which a cell of an import can be refused."""

from __future__ import annotations

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label


class BadCell(RuleViolation):
    """What a cell holds cannot be taken; the base of those below."""

    code = "bad_cell"
    label = Label("这一格的内容不能识别", "This cell cannot be read")


class Missing(BadCell):
    code = "cell_missing"
    label = Label("请填写", "Fill this in")


class IsFormula(BadCell):
    code = "cell_formula"
    label = Label(
        "这一格是公式，请复制后“选择性粘贴”为数值",
        "This cell is a formula: copy it and paste it as a value",
    )


class DayNotText(BadCell):
    code = "day_not_text"
    label = Label(
        "Excel把这一格变成了日期（{day}），请把单格设为“文本”后重填",
        "The spreadsheet made a date of this ({day}): format the cell as text and type it again",
    )


class DayNotAmount(BadCell):
    code = "day_not_amount"
    label = Label("这一格是日期，应为金额", "This is a date where an amount belongs")


class RoundedNumber(BadCell):
    code = "rounded_number"
    label = Label(
        "{shown}超过15位，Excel会把后面的数字变成0，请把单格设为“文本”后重填",
        "{shown} has over 15 digits, which a spreadsheet rounds: format the cell as text",
    )


class TooLong(BadCell):
    code = "cell_too_long"
    label = Label("文字最多{most}个字", "At most {most} characters")


class NotADay(BadCell):
    code = "not_a_day"
    label = Label(
        "“{shown}”不是日期，请按 2022-06-15 的格式填写",
        "“{shown}” is no date; write it like 2022-06-15",
    )


class NotAYear(BadCell):
    code = "not_a_year"
    label = Label(
        "年度为{first}至{last}的四位数字，例如 2023",
        "A year has four digits from {first} to {last}, such as 2023",
    )


class NotWhole(BadCell):
    code = "not_whole"
    label = Label("“{shown}”不是整数", "“{shown}” is no whole number")


class NotARatio(BadCell):
    code = "not_a_ratio"
    label = Label("“{shown}”不是比例，例如 30%", "“{shown}” is no share, such as 30%")


class UnclearRatio(BadCell):
    code = "unclear_ratio"
    label = Label(
        "看不出“{shown}”是{percent}还是{shown}%，请写成百分数",
        "“{shown}” may mean {percent} or {shown}%: write it with a percent sign",
    )


class RatioTooFine(BadCell):
    code = "ratio_too_fine"
    label = Label("比例最多四位小数", "A share has at most four decimals")


class NotATerm(BadCell):
    code = "not_a_term"
    label = Label(
        "“{shown}”不是期限，请写成 15个工作日、30日 或 2个月",
        "“{shown}” is no term; write 15个工作日, 30日 or 2个月",
    )


class NotOffered(BadCell):
    code = "not_offered"
    label = Label("没有“{shown}”，可填：{offered}", "There is no “{shown}”; use one of: {offered}")


class UnknownDepartmentName(BadCell):
    code = "unknown_department_name"
    label = Label(
        "没有科室“{shown}”，请先在“人员与小组”中添加，或改正名称",
        "There is no department “{shown}”: add it under People and groups, or correct it",
    )


class UnknownPersonName(BadCell):
    code = "unknown_person_name"
    label = Label(
        "没有在用的人员“{shown}”，请先在“人员与小组”中添加，或改正姓名",
        "There is nobody active called “{shown}”: add them under People and groups, or correct it",
    )


class TwoPeople(BadCell):
    code = "two_people"
    label = Label(
        "有{count}人叫“{shown}”，请改填账号", "{count} people are called “{shown}”: use the login"
    )


class UnknownProject(BadCell):
    code = "unknown_project"
    label = Label(
        "台账和本文件里都没有项目 {shown}，或该项目有错",
        "Project {shown} is neither in the register nor, without errors, in this file",
    )


class RatioOrAmount(BadCell):
    code = "ratio_or_amount"
    label = Label(
        "本笔比例和本笔金额填一个，不能都填或都不填",
        "Fill either the share or the amount of an instalment, not both and not none",
    )


class OtherInGroup(BadCell):
    code = "other_in_group"
    label = Label(
        "与第{row}行不同：那里是“{first}”。同一{what}只写一次，或每行写得一样",
        "Row {row} says “{first}”. For the same {what} write it once, or alike in every row",
    )


class NoInstalment(BadCell):
    code = "no_instalment"
    label = Label(
        "这份合同的第一行没有付款节点", "The first row of this contract names no instalment"
    )


class LineIncomplete(BadCell):
    code = "line_incomplete"
    label = Label(
        "填了预算的，请同时填写预算年度和至少一个金额",
        "A budget needs its year and at least one amount",
    )


class PaymentIncomplete(BadCell):
    code = "payment_incomplete"
    label = Label(
        "补录付款须同时填写已付金额、付款日期和凭证号",
        "A payment needs its amount, its day and its voucher number",
    )


class UnknownLine(BadCell):
    code = "unknown_line"
    label = Label(
        "{year}年没有这项预算，可填：{offered}",
        "{year} has no such budget line; use one of: {offered}",
    )


class ContractDiffers(BadCell):
    code = "contract_differs"
    label = Label(
        "合同已登记，这里与台账不同（台账：{known}）。合同签订后的变更请在合同页登记，或从文件中删去",
        "The contract is on record and says “{known}”: changes are recorded on its page; "
        "correct the file or leave it out",
    )


class ScheduleDiffers(BadCell):
    code = "schedule_differs"
    label = Label(
        "合同已登记，台账有{known}笔付款节点，文件有{given}笔。请在合同页修改付款节点",
        "The contract has {known} instalments on record and {given} in the file: "
        "revise the schedule on its page",
    )


class BudgetDiffers(BadCell):
    code = "budget_differs"
    label = Label(
        "台账已登记{known}元，与文件不同。预算的增减请在项目的预算页登记",
        "{known} yuan are on record: changes of a budget are recorded on the project's page",
    )


class SupplierDiffers(BadCell):
    code = "supplier_differs"
    label = Label(
        "供应商已登记，信用代码是{known}，与文件不同",
        "The supplier is on record with credit code {known}",
    )


class SizeMissing(BadCell):
    code = "size_missing"
    label = Label(
        "新供应商须填写企业规模，决定付款期限的法定上限",
        "A new supplier needs its size, on which the statutory term of payment depends",
    )
