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
        "correction": tr("a correction beside a record"),
        "correction_reply": tr("an answer to a correction"),
        "retention_rule": tr("a rule of keeping"),
        "legal_hold": tr("a legal hold"),
        "destruction": tr("a destruction of records"),
        "desk": tr("the desk as a whole"),
        "clock": tr("the computer's clock"),
    }
    return words.get(subject, subject.replace("_", " "))


def field_words(subject: str, field: str) -> str:
    """Return what a column is called in a sentence; nothing for what people need not read."""
    words = _fields().get(subject, {})
    return words.get(field, "")


def _fields() -> dict[str, dict[str, str]]:
    goal = {
        "title": tr("the title"),
        "measure": tr("the measure"),
        "baseline": tr("the starting point"),
        "target": tr("the target"),
        "range_low": tr("the lower end"),
        "range_high": tr("the upper end"),
        "direction": tr("the direction"),
        "unit": tr("the unit of measurement"),
        "due": tr("the due date"),
        "weight": tr("the weight"),
        "kind": tr("the kind"),
        "section": tr("the section"),
        "objective_id": tr("the objective served"),
        "parent_id": tr("the goal above"),
        "in_plan": tr("the place in the plan"),
    }
    return {
        "person": {
            "number": tr("the staff number"),
            "surname": tr("the surname"),
            "given": tr("the given names"),
            "job": tr("the job title"),
            "grade": tr("the grade"),
            "unit_id": tr("the unit"),
            "email": tr("the e-mail address"),
            "starts": tr("the first day"),
            "ends": tr("the last day"),
            "fte": tr("the share of full time"),
            "location": tr("the location"),
            "employment_type": tr("the employment type"),
        },
        "assignment": {
            "starts": tr("the first day"),
            "ends": tr("the last day"),
            "reason": tr("the reason"),
            "withdrawn_by": tr("the withdrawal"),
        },
        "account": {"role": tr("the role"), "passphrase_since": tr("the passphrase")},
        "goal": goal,
        "milestone": {"title": tr("the title"), "done_on": tr("the day it was done")},
        "progress_entry": {"actual": tr("the number reached"), "note": tr("the words")},
        "check_in": {
            "held_on": tr("the day"),
            "topic": tr("the topic"),
            "said": tr("what was said"),
            "seen_at": tr("the mark that it was seen"),
        },
        "action": {
            "text": tr("the words"),
            "owner_id": tr("who does it"),
            "due": tr("the due date"),
            "done_on": tr("the day it was done"),
        },
        "private_note": {"text": tr("the words")},
        "entry": {
            "self_rating": tr("the employee's own rating"),
            "self_text": tr("the self-assessment"),
            "ratings": tr("the rating"),
            "narrative": tr("the text"),
            "second_ratings": tr("the reviewer's rating"),
            "second_narrative": tr("the reviewer's reason"),
            "weight": tr("the weight"),
        },
        "comment": {"text": tr("the words")},
        "interim": {
            "text": tr("the words"),
            "ratings": tr("the ratings"),
            "reason": tr("the reason"),
        },
        "review": {
            "supervisor_id": tr("the supervisor"),
            "reviewer_id": tr("the reviewer"),
            "starts": tr("the first day"),
            "ends": tr("the last day"),
            "employee_agreed_at": tr("the employee's agreement to the plan"),
            "supervisor_agreed_at": tr("the supervisor's agreement to the plan"),
            "plan_since": tr("the day from which the plan counts"),
            "not_rated": tr("the reason why there is no rating"),
            "result_label": tr("the result"),
        },
        "cycle": {
            "name": tr("the name"),
            "starts": tr("the first day"),
            "ends": tr("the last day"),
            "minimum_days": tr("the shortest time under a plan, in days"),
            "rule": tr("who takes part"),
            "state": tr("the state"),
        },
        "phase_date": {"title": tr("the title"), "due": tr("the date")},
        "choice": {
            "supervisor_id": tr("the supervisor"),
            "reviewer_id": tr("the reviewer"),
            "left_out": tr("whether the person is left out"),
            "reason": tr("the reason"),
        },
    }
