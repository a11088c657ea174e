"""The entries of a review: what was said, the rating, the words, saved as they are typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from reviewdesk.domain import scoring
from reviewdesk.domain.parties import Party
from reviewdesk.i18n import tr
from reviewdesk.ui.widgets.button import row
from reviewdesk.ui.widgets.card import Card, Sunk
from reviewdesk.ui.widgets.chip import Bar, Chip, Mark
from reviewdesk.ui.widgets.rating_field import rating_field
from reviewdesk.ui.widgets.text_field import TextField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout, QWidget

    from reviewdesk.domain.scheme import Scale
    from reviewdesk.services.goal_views import GoalView
    from reviewdesk.services.reviews import EntryView, ReviewView, SectionView
    from reviewdesk.ui.autosave import Autosave

LONGEST_COMMENT = 5000


def is_done(view: ReviewView, section: SectionView, entry: EntryView) -> bool:
    """Return whether an entry needs nothing more from whoever writes now."""
    if view.edits_self:
        return bool(entry.self_rating or entry.self_text.strip())
    if view.not_rated:
        return bool(entry.narrative.strip())
    wanted = {one.id for one in section.section.dimensions} or {""}
    if view.edits_second:
        same = entry.second_ratings == entry.ratings
        said = same or bool(entry.second_narrative.strip())
        return wanted <= set(entry.second_ratings) and said
    if not wanted <= set(entry.ratings):
        return False
    return bool(entry.narrative.strip()) or not entry.needs_narrative


def guidance_for(view: ReviewView) -> str:
    """Return what the scheme tells the party that writes now; empty when nobody here writes."""
    party = view.edits_comment
    if view.edits_self:
        party = Party.EMPLOYEE
    elif view.edits_rating:
        party = Party.SUPERVISOR
    elif view.edits_second:
        party = Party.REVIEWER
    return next((one.text for one in view.scheme.guidance if one.party is party), "")


def section_head(view: ReviewView, section: SectionView) -> list[QWidget]:
    """Return the title of a section, where there are several, and its guidance while writing."""
    if not section.entries:
        return []
    found: list[QWidget] = []
    if len(view.sections) > 1:
        found.append(label(section.section.title, "heading", wrap=True))
    writes = view.edits_self or view.edits_rating or view.edits_second
    if section.section.guidance and writes:
        found.append(label(section.section.guidance, quiet=True, wrap=True))
    return found


def goal_parts(goal: GoalView) -> list[QWidget | QLayout]:
    """Return how a goal is measured and how far it is reached."""
    parts: list[QWidget | QLayout] = []
    if goal.text.measure:
        parts.append(label(goal.text.measure, quiet=True, wrap=True))
    if goal.progress is not None:
        share = min(float(goal.progress) / 100, 1.0)
        line = row(Bar(share, goal.progress_words), label(goal.measure_words, quiet=True))
        line.setStretch(0, 1)
        parts.append(line)
    return parts


class EntryCard(Card):
    """One goal, competency or statement.

    Signals:
        rated(EntryView, str, str): the person chose; entry, dimension and code.
    """

    rated = Signal(object, str, str)

    def __init__(
        self, view: ReviewView, section: SectionView, entry: EntryView, autosave: Autosave
    ) -> None:
        trailing: list[QWidget] = []
        if entry.weight:
            weight = tr("weight {weight} %").format(weight=entry.weight)
            trailing.append(label(weight, quiet=True))
        if entry.goal is not None and entry.goal.progress is not None:
            met = entry.goal.progress >= 100
            words = tr("Target met") if met else entry.goal.progress_words
            trailing.append(Chip(words, "ok" if met else "info"))
        super().__init__(entry.name, *trailing)
        self.entry = entry
        self.fields: list[QWidget] = []
        self._narrative: TextField | None = None
        if entry.goal is not None:
            self.add(*goal_parts(entry.goal))
        meant = next(
            (one.definition for one in section.section.fixed_entries if one.name == entry.name), ""
        )
        if meant and entry.goal is None:
            self.add(label(meant, quiet=True, wrap=True))
        if view.edits_self:
            self._add_self_fields(view, section, autosave)
        else:
            self._add_self_words(view, section)
        if view.edits_rating:
            self._add_rating_fields(view, section, autosave)
        elif view.sees_rating:
            self._add_rating_words(view, section)
        if view.edits_second:
            self._add_second_fields(view, section, autosave)
        elif view.sees_second:
            self._add_second_words(view, section)

    def _add_self_words(self, view: ReviewView, section: SectionView) -> None:
        entry = self.entry
        if not entry.self_rating and not entry.self_text.strip():
            return
        rated = (
            scoring.rating_label(view.scheme, section.section, entry.self_rating)
            if entry.self_rating
            else view.scheme.words.self_assessment
        )
        words = tr("Self: {rating}").format(rating=rated)
        text = f"{words}\n“{entry.self_text.strip()}”" if entry.self_text.strip() else words
        self.add(Sunk(Mark("none", "user"), label(text, wrap=True)))

    def _add_self_fields(self, view: ReviewView, section: SectionView, autosave: Autosave) -> None:
        field = rating_field(view.scheme.scale(section.section), tr("How I rate this"))
        field.set_code(self.entry.self_rating)
        field.rated.connect(partial(self.rated.emit, self.entry, ""))
        text = TextField(tr("What I did and what came of it"), longest=section.longest)
        text.set_text(self.entry.self_text)
        autosave.watch(f"{view.id.hex}/self/{self.entry.id.hex}", text)
        self.add(field, text)
        self.fields += [field, text]

    def _add_rating_fields(
        self, view: ReviewView, section: SectionView, autosave: Autosave
    ) -> None:
        scale = view.scheme.scale(section.section)
        dimensions = [(one.id, one.title) for one in section.section.dimensions]
        for dimension, title in dimensions or [("", tr("Your rating"))]:
            if not view.not_rated:
                self._add_field(scale, dimension, title, self.entry.ratings)
        self._narrative = text = TextField(view.scheme.words.narrative, longest=section.longest)
        text.set_text(self.entry.narrative)
        text.changed.connect(lambda _words: text.show_fault(""))
        autosave.watch(f"{view.id.hex}/narrative/{self.entry.id.hex}", text)
        self.add(text)
        self.fields.append(text)

    def tell_lacking(self, view: ReviewView) -> None:
        """Say at the field that the rating which is chosen needs words, until there are some."""
        entries = (one for section in view.sections for one in section.entries)
        entry = next((one for one in entries if one.id == self.entry.id), None)
        if self._narrative is not None and entry is not None:
            lacks = entry.needs_narrative and not self._narrative.text().strip()
            self._narrative.show_fault(tr("This rating needs a few words.") if lacks else "")

    def _add_field(self, scale: Scale, dimension: str, title: str, ratings: dict[str, str]) -> None:
        field = rating_field(scale, title)
        field.set_code(ratings.get(dimension, ""))
        field.rated.connect(partial(self.rated.emit, self.entry, dimension))
        self.add(field)
        self.fields.append(field)

    def _add_second_fields(
        self, view: ReviewView, section: SectionView, autosave: Autosave
    ) -> None:
        scale = view.scheme.scale(section.section)
        dimensions = [(one.id, one.title) for one in section.section.dimensions]
        for dimension, title in dimensions or [("", view.second_rater)]:
            self._add_field(scale, dimension, title, self.entry.second_ratings)
        text = TextField(tr("Why it differs, if it does"), longest=section.longest)
        text.set_text(self.entry.second_narrative)
        autosave.watch(f"{view.id.hex}/reason/{self.entry.id.hex}", text)
        self.add(text)
        self.fields.append(text)

    def _add_second_words(self, view: ReviewView, section: SectionView) -> None:
        titles = {one.id: one.title for one in section.section.dimensions}
        for dimension, rating in self.entry.second_ratings.items():
            words = scoring.rating_label(view.scheme, section.section, rating)
            title = ", ".join(part for part in (view.second_rater, titles.get(dimension)) if part)
            self.add(label(f"{title}: {words}", "strong", wrap=True))
        if self.entry.second_narrative.strip():
            self.add(label(self.entry.second_narrative.strip(), wrap=True))

    def _add_rating_words(self, view: ReviewView, section: SectionView) -> None:
        titles = {one.id: one.title for one in section.section.dimensions}
        for dimension, rating in self.entry.ratings.items():
            words = scoring.rating_label(view.scheme, section.section, rating)
            usual = view.scheme.words.rating or tr("Rating")
            first = view.scheme.raters[0].title if view.second_rater else usual
            title = titles.get(dimension, first)
            self.add(label(f"{title}: {words}", "strong", wrap=True))
        if self.entry.narrative.strip():
            self.add(label(self.entry.narrative.strip(), wrap=True))


class CommentCard(Card):
    """What a party writes about the whole review."""

    def __init__(self, title: str, view: ReviewView, text: str, autosave: Autosave) -> None:
        super().__init__(title)
        self.field = TextField(tr("About the whole review"), longest=LONGEST_COMMENT)
        self.field.set_text(text)
        autosave.watch(f"{view.id.hex}/comment", self.field)
        self.add(self.field)


def comment_cards(view: ReviewView, autosave: Autosave) -> list[Card]:
    """Return a card for each comment on the whole review, the one to write as a field."""
    titles = {
        Party.EMPLOYEE: tr("Comments of the employee"),
        Party.SUPERVISOR: tr("Comments of the supervisor"),
        Party.REVIEWER: tr("Comments of the reviewer"),
    }
    cards: list[Card] = []
    for party, title in titles.items():
        text = view.comments.get(party, "")
        if party is view.edits_comment:
            cards.append(CommentCard(title, view, text, autosave))
        elif text.strip():
            card = Card(title)
            card.add(label(text.strip(), wrap=True))
            cards.append(card)
    return cards
