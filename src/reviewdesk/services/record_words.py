"""What records and their fields are called when the audit speaks of them."""

from __future__ import annotations

from reviewdesk.i18n import tr


def subject_words(subject: str) -> str:
    """Return what a record of a table is called."""
    words = {
        "office": tr("the office"),
        "account": tr("an account"),
        "certificate": tr("a signing key"),
        "checkpoint": tr("a signed mark of the audit"),
        "unit": tr("a unit"),
        "person": tr("a person"),
        "assignment": tr("a reporting line"),
        "cycle": tr("a cycle"),
        "phase_date": tr("a date of a cycle"),
        "choice": tr("a choice for one person of a cycle"),
        "own_scheme": tr("a scheme of the office"),
        "objective": tr("an objective"),
        "review": tr("a review"),
        "goal": tr("a goal"),
        "goal_version": tr("a version of a goal"),
        "milestone": tr("a step of a goal"),
        "progress_entry": tr("a note of progress"),
        "check_in": tr("a check-in"),
        "action": tr("an action of a check-in"),
        "private_note": tr("a private note"),
        "entry": tr("a rated entry"),
        "comment": tr("a comment"),
        "move": tr("a hand-over"),
        "interim": tr("an interim assessment"),
        "document": tr("a signed form"),
        "signature": tr("a signature"),
        "retention_rule": tr("a rule of keeping"),
        "legal_hold": tr("a legal hold"),
        "destruction": tr("a destruction of records"),
        "clock": tr("the computer's clock"),
    }
    return words.get(subject, subject.replace("_", " "))
