"""The head of the audit chain, signed with every form: signers witness all that came before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.store import audit, chain
from reviewdesk.store.tables.audit import Checkpoint

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from reviewdesk.services.certificates import Key


def sign_head(session: Session, key: Key, at: datetime) -> None:
    """Sign the chain as it ends now, in the transaction that signs a form."""
    from reviewdesk.documents import checkpoints, signers

    session.flush()
    line, head, _at = chain.head(session.connection())
    words = checkpoints.statement(line, head, audit.stored(at))
    session.add(
        Checkpoint(
            line=line,
            hash=head,
            signed_at=at,
            certificate_id=key.certificate_id,
            certificate=key.unlocked.certificate,
            signature=signers.sign_bytes(key.unlocked, words),
        )
    )
