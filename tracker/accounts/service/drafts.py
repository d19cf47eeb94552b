"""Keeping what one has typed, and throwing it away again. No history: a draft is no evidence."""

from __future__ import annotations

from tracker.accounts.rules import Actor, allow
from tracker.infra import drafts
from tracker.infra.db import transaction
from tracker.infra.drafts import Kept, Typed


def keep(typed: Typed, actor: Actor, *, lapsed: bool = False) -> Kept | None:
    """Save the draft of a form; nothing once the form itself was sent.

    ``lapsed``: it was sent after the session had ended, and waits for its owner to sign in.
    """
    allow("accounts.self", actor)
    with transaction():
        return drafts.keep(actor.id, typed, lapsed=lapsed)


def discard(address: str, form: str, actor: Actor) -> None:
    """Throw the draft of a form away."""
    allow("accounts.self", actor)
    with transaction():
        drafts.forget(actor.id, address, form)
