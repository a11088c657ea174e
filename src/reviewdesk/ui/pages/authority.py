"""Office authority: its certificate, whom else this office trusts, and every signer's key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewdesk.domain.days import short_day_words
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import authority, revocations
from reviewdesk.ui.actions import Action
from reviewdesk.ui.pages.authority_keys import KeyFilter, KeysCard
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card, Line, tile
from reviewdesk.ui.widgets.chip import Chip
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.authority import AuthorityPage, AuthorityView, CertificateRow
    from reviewdesk.services.context import Changes
    from reviewdesk.ui.navigation import Place
    from reviewdesk.ui.shell import Shell

_TABLES = frozenset({"office", "certificate", "trusted_authority"})
_CERTIFICATES = "PEM, DER (*.pem *.cer *.crt *.der)"
_NEAR_DAYS = 365


class Page(PageFrame):
    """What the HR officer does for the keys of the office."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._keys = KeyFilter()
        self.set_title(tr("Office authority"), tr("Who vouches for the keys that sign forms"))

    @override
    def show_place(self, place: Place) -> None:
        self.reload()

    @override
    def on_changes(self, changes: Changes) -> None:
        if changes.tables & _TABLES:
            self.reload()

    def reload(self) -> None:
        """Read everything again."""
        ctx = self.ctx
        self.shell.tasks.run(lambda _progress: authority.overview(ctx), self._show)

    def _show(self, found: AuthorityPage) -> None:
        self.clear()
        revoke = self._revoke if self.ctx.may(Right.MAKE_AUTHORITY) else None
        keys = KeysCard(found.certificates, self._keys, revoke)
        searches = Action("authority.search", tr("Search keys"), keys.to_search, "Ctrl+F",
                          shown=False)  # fmt: skip
        self.set_actions([*self._actions_for(found), *([searches] if keys.has_search else [])])
        self.add(self._present_card(found), self._trusted_card(found), keys)

    def _actions_for(self, found: AuthorityPage) -> list[Action]:
        right = Right.MAKE_AUTHORITY
        if found.present is None:
            return [
                Action("authority.make", tr("Make the office authority"), self._make,
                       icon="shield-check", right=right, primary=True),
                Action("authority.restore", tr("Restore from a backup …"), self._restore,
                       icon="history", right=right),
            ]  # fmt: skip
        return [
            Action("authority.save", tr("Save the certificate …"), self._save_certificate,
                   icon="download"),
            Action("authority.list", tr("Save the list of revoked keys …"), self._save_list,
                   icon="download", right=right, shown=False),
            Action("authority.backup", tr("Back up …"), self._back_up, icon="save", right=right),
            Action("authority.renew", tr("Renew …"), self._renew, icon="refresh-cw", right=right),
            Action("authority.trust", tr("Trust another authority …"), self._trust,
                   icon="user-check", right=right, shown=False),
        ]  # fmt: skip

    def _present_card(self, found: AuthorityPage) -> Card:
        one = found.present
        if one is None:
            card = Card(tr("This office"), Chip(tr("To do"), "warn"))
            words = tr(
                "This office has no authority yet. Until it is made, or restored from a backup, "
                "nobody can have a signing key and no form can be signed."
            )
            card.add(label(words, wrap=True))
            return card
        left = (one.ends - self.ctx.clock.now()).days
        if left < 0:
            chip = Chip(tr("Out of date"), "bad")
        elif left < _NEAR_DAYS:
            chip = Chip(tr_n("{n} day left", "{n} days left", left), "warn")
        else:
            chip = Chip(tr("In force"), "ok")
        card = Card(one.name, chip)
        card.add(label(_period(one), wrap=True))
        card.add(label(tr("Kind of its keys: {kind}").format(kind=one.algorithm), quiet=True))
        card.add(label(_fingerprint(one.fingerprint), "caption", quiet=True, wrap=True))
        words = tr(
            "Give the certificate to whoever checks your forms: another office, an auditor, or "
            "a PDF reader that is to trust them. They can compare these digits with you."
        )
        card.add(label(words, "caption", quiet=True, wrap=True))
        return card

    def _trusted_card(self, found: AuthorityPage) -> Card:
        card = Card(tr("Trusted as well"))
        if not found.trusted:
            words = tr(
                "Only this office. Add an authority here if people sign with keys that it issued, "
                "such as a state's own for its officers."
            )
            card.add(label(words, quiet=True, wrap=True))
        for one in found.trusted:
            trailing: list[QWidget] = []
            if one.is_own:
                trailing.append(Chip(tr("Earlier, of this office"), "none"))
            elif self.ctx.may(Right.MAKE_AUTHORITY):
                name = tr("No longer trust {name}").format(name=one.name)
                trailing.append(
                    Button(tr("No longer trust"), partial(self._ask_drop, one), name=name)
                )
            card.add(Line(one.name, _period(one), *trailing, head=tile("shield-check")))
        if self.ctx.may(Right.MAKE_AUTHORITY):
            add = Button(tr("Trust another authority …"), self._trust, icon="plus")
            card.add(row(add, None))
        return card

    def _revoke(self, one: CertificateRow) -> None:
        from reviewdesk.ui.dialogs.revoke import Revoke

        Revoke(self, self.shell, one).open()

    def _make(self) -> None:
        from reviewdesk.ui.dialogs.office_authority import OfficeAuthority

        OfficeAuthority(self, self.shell).open()

    def _save_certificate(self) -> None:
        ctx = self.ctx

        def chosen(path: Path) -> None:
            self.shell.tasks.run(lambda _progress: authority.save_certificate(ctx, path))

        self.shell.ask.choose_save_file(
            self, tr("Save the certificate"), "PEM (*.pem)", chosen, name="office.pem"
        )

    def _save_list(self) -> None:
        ctx = self.ctx

        def chosen(path: Path) -> None:
            self._with_passphrase(
                tr("Save the list of revoked keys"),
                tr("The authority signs the list, so that others can trust it without a network."),
                tr("Save the list"),
                lambda words: revocations.save_list(ctx, words, path),
            )

        self.shell.ask.choose_save_file(
            self, tr("Save the list of revoked keys"), "DER (*.crl);;PEM (*.pem)", chosen,
            name="office.crl",
        )  # fmt: skip

    def _back_up(self) -> None:
        ctx = self.ctx

        def chosen(path: Path) -> None:
            self._with_passphrase(
                tr("Back up the office authority"),
                tr(
                    "The file holds the authority with its key, locked by the office passphrase. "
                    "Keep it apart from this computer: with both, another desk can go on."
                ),
                tr("Save the backup"),
                lambda words: authority.back_up(ctx, words, path),
            )

        self.shell.ask.choose_save_file(
            self, tr("Back up the office authority"), "PKCS#12 (*.p12)", chosen,
            name="office-authority.p12",
        )  # fmt: skip

    def _restore(self) -> None:
        ctx = self.ctx

        def chosen(path: Path) -> None:
            self._with_passphrase(
                tr("Restore the office authority"),
                tr("Type the office passphrase that was in force when the backup was made."),
                tr("Restore"),
                lambda words: authority.restore(ctx, path, words),
            )

        self.shell.ask.choose_open_file(
            self, tr("Choose the backup"), "PKCS#12 (*.p12 *.pfx)", chosen
        )

    def _renew(self) -> None:
        ctx = self.ctx
        self._with_passphrase(
            tr("Renew the office authority"),
            tr(
                "It gets a new certificate of the same name. Forms that are signed stay valid; "
                "give the new certificate to those who have the present one."
            ),
            tr("Renew"),
            lambda words: authority.renew(ctx, words),
        )

    def _with_passphrase(self, title: str, lead: str, action: str, work: object) -> None:
        from reviewdesk.ui.dialogs.office_passphrase import OfficePassphrase

        OfficePassphrase(self, self.shell, title, lead, action, work).open()  # type: ignore[arg-type]

    def _trust(self) -> None:
        ctx = self.ctx

        def chosen(path: Path) -> None:
            self.shell.tasks.run(lambda _progress: authority.trust(ctx, path))

        self.shell.ask.choose_open_file(
            self, tr("Certificate of the other authority"), _CERTIFICATES, chosen
        )

    def _ask_drop(self, one: AuthorityView) -> None:
        ctx = self.ctx

        def yes() -> None:
            assert one.id is not None
            wanted = one.id
            self.shell.tasks.run(lambda _progress: authority.no_longer_trust(ctx, wanted))

        self.shell.ask.confirm(
            self,
            tr("No longer trust {name}?").format(name=one.name),
            tr("Forms signed with keys it issued are then told to be not trusted."),
            tr("No longer trust"),
            yes,
            danger=True,
        )


def _period(one: AuthorityView) -> str:
    return tr("Valid from {start} to {end}").format(
        start=short_day_words(one.starts.date()), end=short_day_words(one.ends.date())
    )


def _fingerprint(digits: str) -> str:
    pairs = " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))
    return tr("SHA-256: {digits}").format(digits=pairs)
