"""What procurement adds to 时限规则 beside limits of time: amounts, and numbers by method."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.deadlines.hooks import FixedRule, RuleGroup, lists_rules
from tracker.kernel.labels import Label
from tracker.procurement.rules.methods import catalogue
from tracker.procurement.rules.specs import MethodSpec, PanelSize
from tracker.procurement.rules.thresholds import Threshold, all_thresholds

_NAMES = {
    "open_tender": Label("公开招标数额标准", "Open tender from"),
    "procedure": Label("采购限额标准", "Statutory procedure from"),
    "city_floor": Label("市州自定限额的下限", "A city may not set less than"),
}
CITY = FixedRule(
    Label("长沙市自定的限额标准", "The figures of the city of Changsha"),
    Label("未查到文件，按省级标准判断", "Not found; the province's figures are used"),
    "",
    verified=False,
)


@lists_rules
def amounts_and_numbers() -> Iterator[RuleGroup]:
    """Amounts with their dates, the newest first; then what each method asks for."""
    newest = sorted(all_thresholds(), key=lambda row: row.valid_from, reverse=True)
    yield RuleGroup(
        Label("采购数额标准", "Amounts that call for a procedure"),
        Label("多年服务按一年的预算判断", "One year's budget is judged, also of longer services"),
        (*map(_amount, newest), CITY),
    )
    yield RuleGroup(
        Label("供应商和评审小组人数", "Suppliers and panels"),
        Label("按采购方式", "By method"),
        tuple(_numbers(spec) for spec in catalogue().values() if spec.minimum.suppliers),
    )


def _amount(row: Threshold) -> FixedRule:
    name = _NAMES[row.key]
    kinds = sorted(row.categories)
    zh, en = "、".join(one.label.zh for one in kinds), ", ".join(one.label.en for one in kinds)
    return FixedRule(
        Label(f"{name.zh}：{zh}", f"{name.en}: {en}"),
        Label(f"{row.amount}元", f"{row.amount} yuan"),
        row.source,
        row.verified,
        row.valid_from,
    )


def _numbers(spec: MethodSpec) -> FixedRule:
    minimum = spec.minimum
    zh, en = [f"供应商不少于{minimum.suppliers}家"], [f"{minimum.suppliers} suppliers"]
    if minimum.fewer:
        zh.append(f"有依据的可为{minimum.fewer}家")
        en.append(f"{minimum.fewer} on a written ground")
    if minimum.panel:
        part, whole = minimum.experts
        sizes = [_size(one) for one in minimum.panel]
        zh.append(f"小组{'、'.join(one.zh for one in sizes)}单数，专家不少于{part}/{whole}")
        en.append(f"odd panel: {', '.join(one.en for one in sizes)}; {part}/{whole} experts")
    says = Label("；".join(zh), "; ".join(en))
    return FixedRule(spec.label, says, spec.source.citation, spec.source.verified)


def _size(one: PanelSize) -> Label:
    if one.at_open_threshold:
        return Label(f"达到公开招标数额的{one.least}人以上", f"{one.least} from the open threshold")
    if one.above:
        return Label(f"预算{one.above}元以上的{one.least}人以上", f"{one.least} from {one.above}")
    return Label(f"{one.least}人以上", f"{one.least}")
