"""What can be wrong with one row of a schedule; the form says which row it is."""

from __future__ import annotations

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label


class EmptySchedule(RuleViolation):
    code = "empty_schedule"
    label = Label("请至少列一笔付款", "Enter at least one instalment")


class NameMissing(RuleViolation):
    code = "name_missing"
    label = Label("请填写名称", "Enter a name")


class RatioMissing(RuleViolation):
    code = "ratio_missing"
    label = Label("比例须大于0，不超过100%", "Enter a ratio above 0 and up to 100 %")


class AmountMissing(RuleViolation):
    code = "amount_missing"
    label = Label("金额须大于0", "Enter an amount above 0")


class AnnualFeeMissing(RuleViolation):
    code = "annual_fee_missing"
    label = Label(
        "按年费比例计算，请先填写年费",
        "A share of the yearly fee: enter the fee",
    )


class CumulativeTooLow(RuleViolation):
    code = "cumulative_too_low"
    label = Label(
        "累计支付至{ratio}，前面各笔已达到或超过",
        "Up to {ratio}, but the earlier ones already reach that",
    )


class DateMissing(RuleViolation):
    code = "date_missing"
    label = Label("请填写指定的日期", "Enter the agreed date")
