"""What the budget request says, on the page and on paper."""

from __future__ import annotations

from flask_babel import gettext as _

from tracker.funding.rules.request import Request


def request_title(form: Request) -> str:
    """What the form is called."""
    return _("%(year)s年度项目支出预算申报表（已签合同据实安排）", year=form.year)


def request_notes(form: Request) -> list[str]:
    """What is said under the table, in order."""
    notes = [_("金额由合同付款节点逐笔汇总，▲为须补列数。")]
    if (found := form.suggestion) is not None:
        notes.append(
            _(
                "%(project)s%(year)s年多到位%(surplus)s元，拟申请结转%(amount)s元；"
                "批准后须补列数减为%(remaining)s元。",
                project=found.project.name,
                year=form.year - 1,
                surplus=found.surplus,
                amount=found.amount,
                remaining=form.missing - found.amount,
            )
        )
    if form.at_cost:
        notes.append(_("据实结算的%(count)s项不在本表。", count=form.at_cost))
    if form.undated:
        notes.append(_("另有年度待定%(amount)s元，应付日确定后列入。", amount=form.undated))
    return notes


def total_words(form: Request) -> str:
    """What stands before the sums."""
    return _("合计（%(contracts)s份合同%(parts)s笔）", contracts=len(form.rows), parts=form.count)
