"""What every use case of payments begins with."""

from __future__ import annotations

from tracker.contracts.models import Contract, Instalment
from tracker.infra.db import db, lock
from tracker.kernel.errors import NotFound
from tracker.payments.models import PaymentApplication
from tracker.projects.models import Project


def locked_instalment(instalment_id: int) -> Instalment:
    """The instalment, with its project and contract locked before it."""
    found = db.session.get(Instalment, instalment_id)
    if found is None:
        raise NotFound
    lock(Project, found.project_id).check_not_archived()
    lock(Contract, found.contract_id)
    return lock(Instalment, instalment_id)


def locked_application(application_id: int) -> PaymentApplication:
    """The application, with all that it is about locked before it."""
    found = db.session.get(PaymentApplication, application_id)
    if found is None:
        raise NotFound
    locked_instalment(found.instalment_id)
    return lock(PaymentApplication, application_id)
