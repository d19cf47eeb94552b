"""What the template asks for: the columns of projects, and of contracts with their instalments."""

from __future__ import annotations

from tracker.imports.rules.tables import Column, Table
from tracker.kernel.labels import Label


def _column(key: str, zh: str, en: str, hint: Label, *, needed: bool = False) -> Column:
    return Column(key, Label(zh, en), hint, needed)


_DAY = Label("例如 2022-06-15", "Such as 2022-06-15")
_YUAN = Label("元，也可以写 12.5万元", "In yuan, or 12.5万元")
_MAY_BE_EMPTY = Label("可不填", "May be empty")

PROJECTS = Table(
    key="projects",
    title=Label("项目", "Projects"),
    marks=("code", "name"),
    most_rows=500,
    columns=(
        _column(
            "code",
            "项目编号",
            "Project number",
            Label(
                "年度-序号，例如 2022-06；同一项目再写一行可以填另一年的预算",
                "Year-number, such as 2022-06; a further row of it holds another year's budget",
            ),
            needed=True,
        ),
        _column("name", "项目名称", "Project name", Label("必填", "Needed"), needed=True),
        _column(
            "aliases",
            "其他名称",
            "Other names",
            Label("可不填；几个名称用“、”分开", "May be empty; several apart by 、"),
        ),
        _column(
            "type",
            "项目类型",
            "Type",
            Label("从“可填内容”中选", "One of “Words to use”"),
            needed=True,
        ),
        _column(
            "department",
            "科室",
            "Department",
            Label("与“人员与小组”中的名称一致", "As it is called under People and groups"),
            needed=True,
        ),
        _column(
            "owner",
            "项目负责人",
            "Owner",
            Label("姓名；同名的填账号", "The name; the login where two are called so"),
            needed=True,
        ),
        _column("started_on", "立项日期", "Started on", _DAY, needed=True),
        _column(
            "year",
            "预算年度",
            "Budget year",
            Label("填预算的必填，例如 2022", "Needed with a budget, such as 2022"),
        ),
        _column(
            "fund_source",
            "资金来源",
            "Fund source",
            Label("不填为“一般公共预算”", "Empty means 一般公共预算"),
        ),
        _column("quota_number", "指标文号", "Quota number", _MAY_BE_EMPTY),
        _column("requested", "申报金额", "Requested", _YUAN),
        _column("approved", "批复金额", "Approved", _YUAN),
        _column("allotted", "到位金额", "Allotted", _YUAN),
        _column(
            "entered_on",
            "预算日期",
            "Budget day",
            Label("批复或到位的日期；不填为导入当天", "Day of the approval; empty means today"),
        ),
    ),
)

CONTRACTS = Table(
    key="contracts",
    title=Label("合同与付款节点", "Contracts and instalments"),
    marks=("number", "part"),
    most_rows=1500,
    columns=(
        _column(
            "number",
            "合同编号",
            "Contract number",
            Label(
                "每笔付款节点一行；同一合同的后几行可以只填合同编号和节点",
                "One row an instalment; further rows need the number and the instalment only",
            ),
            needed=True,
        ),
        _column(
            "project",
            "项目编号",
            "Project number",
            Label("“项目”表里或台账里的编号", "A number of the table or the register"),
            needed=True,
        ),
        _column("name", "合同名称", "Contract name", Label("必填", "Needed"), needed=True),
        _column(
            "kind",
            "合同类型",
            "Kind",
            Label("合同、零星支出；不填为合同", "合同 or 零星支出; empty means 合同"),
        ),
        _column(
            "pricing",
            "计价方式",
            "Pricing",
            Label("固定总价、据实结算；不填为固定总价", "固定总价 or 据实结算; empty: the first"),
        ),
        _column(
            "supplier",
            "供应商",
            "Supplier",
            Label("零星支出不填；没有登记过的会一并登记", "Not for 零星支出; may be new"),
        ),
        _column(
            "size",
            "企业规模",
            "Size",
            Label("新供应商必填：微型、小型、中型、大型企业", "Needed for a new supplier"),
        ),
        _column("credit_code", "统一社会信用代码", "Credit code", _MAY_BE_EMPTY),
        _column("amount", "合同金额", "Contract amount", _YUAN, needed=True),
        _column("signed_on", "签订日期", "Signed on", _DAY, needed=True),
        _column("service_from", "服务开始", "Service from", _MAY_BE_EMPTY),
        _column("service_to", "服务结束", "Service to", _MAY_BE_EMPTY),
        _column("warranty", "质保月数", "Warranty months", _MAY_BE_EMPTY),
        _column("published_on", "公告日期", "Published on", _MAY_BE_EMPTY),
        _column("filed_on", "备案日期", "Filed on", _MAY_BE_EMPTY),
        _column("part", "付款节点", "Instalment", Label("例如 首付款", "Its name"), needed=True),
        _column(
            "ratio",
            "本笔比例",
            "Share",
            Label("例如 30%；与本笔金额填一个", "Such as 30%; this or the amount"),
        ),
        _column("part_amount", "本笔金额", "Instalment amount", _YUAN),
        _column(
            "trigger",
            "付款条件",
            "Condition",
            Label("从“可填内容”中选", "One of “Words to use”"),
            needed=True,
        ),
        _column(
            "term",
            "付款期限",
            "Term",
            Label("15个工作日、30日、2个月；不填为当日", "15个工作日, 30日, 2个月; empty: at once"),
        ),
        _column(
            "due_from",
            "期限起算",
            "Term from",
            Label("不填为自条件成就起", "Empty means from the condition"),
        ),
        _column(
            "expected_on",
            "预计日期",
            "Expected on",
            Label("条件预计成就的日期；不知道可不填", "When the condition is expected"),
        ),
        _column(
            "happened_on",
            "成就日期",
            "Happened on",
            Label("条件已经成就的填", "Where the condition came true already"),
        ),
        _column(
            "proof",
            "成就依据",
            "Proof",
            Label("例如 初验报告2022-12-09；不填写“导入时补录”", "Such as the report's number"),
        ),
        _column("paid", "已付金额", "Paid", _YUAN),
        _column("paid_on", "付款日期", "Paid on", _DAY),
        _column("voucher", "凭证号", "Voucher", Label("已付的必填", "Needed where paid")),
        _column(
            "paid_from",
            "付款资金来源",
            "Paid from",
            Label(
                "当年有几项预算的填资金来源或指标文号；只有一项的不填",
                "Source or quota number, where the year has several budget lines",
            ),
        ),
        _column(
            "explanation",
            "说明",
            "Explanation",
            Label(
                "超过法定期限、没有预算的付款等，须在这里说明",
                "For statutory limits exceeded, payments without a budget and the like",
            ),
        ),
    ),
)

TABLES = (PROJECTS, CONTRACTS)
