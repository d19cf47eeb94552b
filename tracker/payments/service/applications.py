"""付款申请: apply, approve, return, withdraw, revoke (不相容岗位: three people)."""

from __future__ import annotations

from tracker.accounts.rules import SYSTEM, Actor, allow
from tracker.infra import audit, clock
from tracker.infra.db import db, transaction
from tracker.payments import queries
from tracker.payments.entering import refuse
from tracker.payments.models import PaymentApplication
from tracker.payments.rules import applying, duties, refusals
from tracker.payments.rules.applying import APPLICATION_STATES, ApplicationState, Apply
from tracker.payments.service.locking import locked_application, locked_instalment
from tracker.settings.queries import approvals


def apply(instalment_id: int, actor: Actor, command: Apply) -> int:
    """Ask for the payment of (part of) an instalment; the application's id.

    Raises what ``applying.violations`` finds. Two applications of the same instalment wait for
    each other, so that together they never ask for more than is open. One that was returned is
    followed by the next.
    """
    allow("payments.apply", actor)
    today = clock.today()
    with transaction():
        instalment = locked_instalment(instalment_id)
        instalment.contract.project.check_may_edit(actor)
        if not approvals().is_on(today):
            raise refusals.ApprovalIsOff
        case = queries.case_of(instalment)
        evidence = queries.evidence_of(instalment, command, today)
        refuse(applying.violations(case, command, evidence, today))
        follows = queries.to_follow(instalment_id)
        application = PaymentApplication.of(instalment, command, follows, actor, clock.now())
        db.session.add(application)
        db.session.flush()
        _record("payments.apply", application, actor, application.explanation)
    return application.id


def approve(application_id: int, actor: Actor, opinion: str = "") -> None:
    """A leader agrees; never the applicant. Refused when the facts have changed meanwhile."""
    allow("payments.approve", actor)
    with transaction():
        application = _for_decision(application_id, actor, ApplicationState.APPROVED)
        case = queries.case_of(application.instalment, besides=application.id)
        refuse(applying.obstacles(case, application.request, clock.today()))
        application.approve(opinion, actor, clock.now())
        _record("payments.approve", application, actor, opinion)


def send_back(application_id: int, actor: Actor, opinion: str) -> None:
    """A leader returns it with an opinion; the applicant applies again."""
    allow("payments.send_back", actor)
    with transaction():
        application = _for_decision(application_id, actor, ApplicationState.RETURNED)
        if not opinion.strip():
            raise refusals.NoOpinion(field="opinion")
        application.move(ApplicationState.RETURNED, opinion, actor, clock.now())
        _record("payments.send_back", application, actor, opinion)


def withdraw(application_id: int, actor: Actor, reason: str = "") -> None:
    """The applicant takes it back; once it is approved, with a reason."""
    allow("payments.withdraw", actor)
    with transaction():
        application = locked_application(application_id)
        if actor is not SYSTEM and actor.id != application.applicant_id:
            name = application.applicant.name if application.applicant else SYSTEM.name
            raise refusals.NotYourApplication(name=name)
        _check_move(application, ApplicationState.WITHDRAWN)
        if application.state is ApplicationState.APPROVED and not reason.strip():
            raise refusals.NoWithdrawReason(field="opinion")
        application.move(ApplicationState.WITHDRAWN, reason, actor, clock.now())
        _record("payments.withdraw", application, actor, reason)


def revoke(application_id: int, actor: Actor, reason: str) -> None:
    """A leader takes an approval back before it is paid, with a reason."""
    allow("payments.revoke", actor)
    with transaction():
        application = locked_application(application_id)
        _check_move(application, ApplicationState.REVOKED)
        if not reason.strip():
            raise refusals.NoWithdrawReason(field="opinion")
        application.move(ApplicationState.REVOKED, reason, actor, clock.now())
        _record("payments.revoke", application, actor, reason)


def _for_decision(application_id: int, actor: Actor, state: ApplicationState) -> PaymentApplication:
    application = locked_application(application_id)
    _check_move(application, state)
    duties.check_approver(application.applicant_id, actor)
    return application


def _check_move(application: PaymentApplication, state: ApplicationState) -> None:
    """Raise ``AlreadyMoved``, naming who was faster, unless the state table has the move."""
    if state in APPLICATION_STATES.moves.get(application.state, ()):
        return
    last = application.steps[-1]
    raise refusals.AlreadyMoved(by=last.by_name, done=last.state.done, state=last.state.label)


def _record(action: str, application: PaymentApplication, actor: Actor, reason: str) -> None:
    instalment = application.instalment
    detail = f"{application.number} {instalment.contract.number} 第{instalment.no}笔"
    audit.record(
        action,
        application,
        actor,
        reason=reason.strip(),
        detail=f"{detail} {application.amount}元",
        project=application.project,
    )
