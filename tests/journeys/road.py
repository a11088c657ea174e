"""One review under any scheme: plan, talks, ratings, signatures, form, dashboard."""

from __future__ import annotations

import subprocess
from decimal import Decimal

from builders import PIN, a_cycle, a_goal, a_key, a_review, days_later
from integration.services.parties import Parties
from reviewdesk.documents.attached_data import Agreement
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.scheme import EntrySource, ScaleKind
from reviewdesk.domain.signoff import Stance
from reviewdesk.services import (
    certificates,
    checkins,
    dashboard,
    form_pdf,
    goals,
    plan_parts,
    rating,
    reviews,
    second_rating,
    signing,
    verifying,
)


def fill_plan(parties, scheme):
    """Set the fewest goals each section asks for, and share the weights out."""
    for section in scheme.goal_sections():
        for number in range(max(section.fewest, 1)):
            text = a_goal(f"{section.title} {number + 1}", None, section=section.id)
            goals.save_goal(parties.boss, parties.review, text)
    goals.share_out(parties.boss, parties.review)
    for part in plan_parts.weighted_sections(scheme):
        plan_parts.share_out_entries(parties.boss, parties.review, part.id)
    weights = heavier(goals.plan(parties.boss, parties.review))
    for section_id, wanted in weights.items():
        plan_parts.set_weights(parties.boss, parties.review, section_id, wanted)


def heavier(plan):
    """Give the entry that must be the heaviest as much as the others leave."""
    found = {}
    for part in plan.weighted:
        if not any(part.title in fault for fault in plan.faults):
            continue
        last = part.entries[-1].name
        rest = [one for one in part.entries if one.name != last]
        found[part.section] = {one.name: Decimal(10) for one in rest}
        found[part.section][last] = part.total - 10 * len(rest)
    return found


def good_rating(scheme, section):
    """Return a rating that is good: one below the best where there is one."""
    scale = scheme.scale(section)
    if scale.kind is ScaleKind.LEVELS:
        return scale.levels[-2 if len(scale.levels) > 2 else -1].code
    return "8" if scale.kind is ScaleKind.NUMBER else "95"


def rate_all(parties, who, rate, write):
    for part in reviews.open_review(who, parties.review).sections:
        dimensions = [one.id for one in part.section.dimensions] or [""]
        for entry in part.entries:
            for dimension in dimensions:
                rate(who, parties.review, entry.id, good_rating(parties.scheme, part.section),
                     dimension)  # fmt: skip
            write(who, parties.review, entry.id, "Seen in the files and in two visits.")


def sign_all(parties):
    while (party := signing.signing(parties.office, parties.review).next_party) is not None:
        who = {"supervisor": parties.boss, "reviewer": parties.reviewer}.get(
            party.value, parties.employee
        )
        a_key(parties.office, who.actor.person_id)
        key = certificates.unlock(who, PIN)
        signing.sign(who, parties.review, key, stance=Stance.AGREES)


def run_road(ctx, tmp_path, scheme_id):
    """Run one review from plan to signed form; return it, closed."""
    cycle = a_cycle(ctx, scheme=scheme_id)
    parties = Parties(ctx, a_review(ctx, cycle=cycle, plan=()))
    review, scheme = parties.review, reviews.open_review(ctx, parties.review).scheme
    parties.scheme = scheme
    fill_plan(parties, scheme)
    plan = goals.plan(parties.boss, review)
    assert plan.faults == ()
    goals.agree(parties.boss, review)
    assert goals.agree(parties.employee, review) is State.AGREED
    for _talk in range(2):
        days_later(ctx, 1)
        checkins.hold(parties.boss, review, held_on=ctx.clock.today(), said="All on course.")
    rating.move(parties.boss, review, Move.ASK_SELF)
    by_section = {
        part.section.id: [entry.name for entry in part.entries]
        for part in reviews.open_review(parties.employee, review).sections
    }
    for section in scheme.sections:  # each entry stands in its own section, once
        if section.source is EntrySource.GOALS:
            assert len(by_section[section.id]) == max(section.fewest, 1)
        else:
            assert by_section[section.id] == [one.name for one in section.fixed_entries]
    rating.move(parties.employee, review, Move.HAND_IN_SELF)
    rate_all(parties, parties.boss, rating.rate, rating.write_narrative)
    rating.move(parties.boss, review, Move.COMPLETE_RATING)
    if len(scheme.raters) > 1:
        second_rating.take_over(parties.reviewer, review)
    rating.move(parties.reviewer, review, Move.APPROVE)
    rating.move(parties.employee, review, Move.FINISH_COMMENTS)
    sign_all(parties)
    view = reviews.open_review(parties.employee, review)
    assert view.turn.state is State.CLOSED
    assert view.result is not None
    assert view.result.level
    report = verifying.verify_review(parties.office, review)
    assert report.all_well
    assert report.proven
    assert report.data is Agreement.PAGES
    form = tmp_path / "form.pdf"
    form.write_bytes(form_pdf.form_bytes(parties.employee, review))
    text = " ".join(
        subprocess.run(
            ["pdftotext", "-layout", str(form), "-"],
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout.split()
    )
    assert scheme.form_title in text
    for section in scheme.sections:
        assert " ".join(section.title.split()) in text
    assert (view.result.label or "") in text
    shown = dashboard.dashboard(ctx, dashboard.Filters(cycle))
    rated = next(one for one in shown.charts if one.id == "rated")
    assert [bar.key for bar in rated.bars] == [one.code for one in scheme.result.levels]
    assert {bar.key: bar.value for bar in rated.bars}[view.result.level] == 1
    return view
