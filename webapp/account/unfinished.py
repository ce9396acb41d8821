"""The unfinished sign-ups of an account's owner, begun in another browser before there was the account.

Theirs is what has their number, and their address proved by its code. What has one of both alone may be a relative's at
the same address, or a stranger's who typed the same number: it is neither shown to the owner nor ended with the
account, and is deleted like all others, 24 hours after its last step.
"""

from sqlalchemy import select

from webapp.account import accounts
from webapp.database import WorkSession
from webapp.models import Draft
from webapp.security.keyring import SealBroken
from webapp.services import Services
from webapp.signup.draft import Answers, Drafts


def signups_of_owner(session: WorkSession, services: Services, account: accounts.Known) -> dict[str, Answers]:
    """Return what was answered in each, by the ids of the drafts."""
    # A code of the other journey proves an account, and nothing of the address that was typed there.
    proved = Draft.code_used_at.is_not(None) & Draft.account_id.is_(None) & (Draft.journey == "local")
    at_address = session.scalars(select(Draft).where(Draft.email_index == account.email_index, proved)).all()
    drafts = Drafts(services.database, services.keyring, services.clock)
    answered = {draft.id: _answers(drafts, draft) for draft in at_address}
    return {
        draft_id: answers
        for draft_id, answers in answered.items()
        if accounts.number_index(services.keyring, answers.get("nir", "")) == account.nir_index
    }


def _answers(drafts: Drafts, draft: Draft) -> Answers:
    try:
        return drafts.answers_of(draft)
    except SealBroken:
        return {}
