"""The pages that stop the clocks of contracts and awards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from tracker.contracts.models import Amendment, Contract
from tracker.deadlines.hooks import Key, Stop, stops_clocks
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.procurement.models import Award
from tracker.projects.models import Project

PUBLISH = Label("登记合同公告", "Record the publication")
FILE = Label("登记合同备案", "Record the filing")
PUBLISH_CHANGE = Label("登记变更公告", "Record the notice of the change")
SIGN = Label("登记合同", "Record the contract")


@stops_clocks("contract")
def of_contracts(uids: Sequence[str]) -> Mapping[Key, Stop]:
    """Publishing and filing, by (uid of the contract, limit)."""
    rows = db.session.execute(select(Contract.uid, Contract.id).where(Contract.uid.in_(uids)))
    found: dict[Key, Stop] = {}
    for uid, contract_id in rows:
        params = {"contract_id": contract_id}
        found[uid, "publishing"] = Stop("contracts.publish", params, "contracts.publish", PUBLISH)
        found[uid, "filing"] = Stop("contracts.file", params, "contracts.file", FILE)
    return found


@stops_clocks("award")
def of_awards(uids: Sequence[str]) -> Mapping[Key, Stop]:
    """The form of the contract, by (uid of the award, limit)."""
    query = select(Award.uid, Project.code).join(Award.project).where(Award.uid.in_(uids))
    return {
        (uid, "signing"): Stop("contracts.new", {"code": code}, "contracts.sign", SIGN)
        for uid, code in db.session.execute(query)
    }


@stops_clocks("amendment")
def of_amendments(uids: Sequence[str]) -> Mapping[Key, Stop]:
    """The notice of a change, by (uid of the amendment, limit)."""
    page = "contracts.publish_change"
    rows = db.session.execute(select(Amendment.uid, Amendment.id).where(Amendment.uid.in_(uids)))
    return {
        (uid, "change_notice"): Stop(page, {"amendment_id": row_id}, page, PUBLISH_CHANGE)
        for uid, row_id in rows
    }
