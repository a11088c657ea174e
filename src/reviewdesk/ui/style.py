"""The one style sheet, generated from the tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewdesk.ui.tokens import Tokens

_SHEET = """
QToolTip {{ background: {card}; color: {ink}; border: 1px solid {edge}; padding: {p4}px; }}
QLabel {{ background: transparent; }}
QLabel[role="caption"] {{ font-size: {caption}pt; }}
QLabel[role="lead"] {{ font-size: {lead}pt; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="heading"] {{ font-size: {heading}pt; font-weight: 600; }}
QLabel[role="title"] {{ font-size: {title}pt; font-weight: 600; }}
QLabel[role="figure"] {{ font-size: {figure}pt; font-weight: 600; }}
QLabel[quiet="true"] {{ color: {mute}; }}
QLabel[tone="bad"] {{ color: {bad}; }}
QLabel[tone="warn"] {{ color: {warn}; }}
QLabel[tone="ok"] {{ color: {ok}; }}
QLabel:disabled {{ color: {faint}; }}
QFrame[card="true"] {{ background: {card}; border: 1px solid {line}; border-radius: {r10}px; }}
QFrame[sunk="true"] {{ background: {sunk}; border: {sunk_border}; border-radius: {r6}px; }}
QFrame[line="true"] {{ background: {line}; border: 0; max-height: 1px; min-height: 1px; }}
QFrame[rail="true"] {{ background: {card}; border: 0; }}
QFrame[foot="true"] {{ background: {card}; border: 0; border-top: 1px solid {line}; }}
QFrame[handed="true"] {{ background: {accent_soft}; border: 0; border-bottom: 1px solid {accent}; }}
QScrollArea, QScrollArea > #qt_scrollarea_viewport,
QScrollArea > QWidget > QWidget[ground="true"] {{
  background: transparent; border: 0; }}
QDialog {{ background: {card}; }}
QDialog[palette="true"] {{ border: 1px solid {edge}; }}
QPushButton {{ background: {card}; color: {ink}; border: 1px solid {button}; font-weight: 500;
  border-radius: {r6}px; padding: {b6}px {b14}px; min-height: {h17}px; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {sunk}; }}
QPushButton:disabled {{ color: {faint}; background: {sunk}; border-color: {line}; }}
QPushButton[kbd="true"]:focus {{ border: 2px solid {accent}; padding: {b5}px {b13}px; }}
QPushButton[look="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent};
  font-weight: 600; }}
QPushButton[look="primary"]:hover {{ background: {accent_hover}; border-color: {accent_hover}; }}
QPushButton[look="primary"]:disabled {{ background: {sunk}; color: {faint}; border-color: {line}; }}
QPushButton[look="primary"][kbd="true"]:focus {{ border: 2px solid {ink}; }}
QPushButton[look="danger"] {{ background: {bad}; color: {card}; border-color: {bad};
  font-weight: 600; }}
QPushButton[look="danger"][kbd="true"]:focus {{ border: 2px solid {ink}; }}
QPushButton[look="link"] {{ background: transparent; color: {accent}; border: 1px solid transparent;
  padding: {b4}px {b6}px; }}
QPushButton[outline="true"] {{ text-align: left; padding: {b2}px; }}
QPushButton[look="link"]:hover {{ background: {accent_soft}; }}
QPushButton[look="link"]:disabled {{ color: {faint}; }}
QPushButton[look="link"][kbd="true"]:focus {{ border: 2px solid {accent}; padding: {b3}px {b5}px; }}
QPushButton[look="pill"] {{ border-radius: {r13}px; padding: {b3}px {b12}px; min-height: {h18}px;
  color: {mute}; font-weight: 500; }}
QPushButton[look="pill"]:checked {{ background: {accent_soft}; color: {accent};
  border: 1px solid {accent}; }}
QPushButton[look="pill"][kbd="true"]:focus {{ border: 2px solid {accent};
  padding: {b2}px {b11}px; }}
QPushButton::menu-indicator {{ width: 0; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: {r6}px;
  padding: {b5}px; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:checked {{ background: {accent_soft}; }}
QToolButton[kbd="true"]:focus {{ border: 2px solid {accent}; padding: {b4}px; }}
QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox {{ background: {card}; color: {ink};
  border: 1px solid {edge}; border-radius: {r6}px; padding: {b5}px {b10}px;
  selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit, QComboBox, QAbstractSpinBox {{ min-height: {h18}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {{
  border: 2px solid {accent}; padding: {b4}px {b9}px; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {{
  border-color: {bad}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled,
QLineEdit:read-only, QPlainTextEdit[readOnly="true"] {{
  background: {sunk}; border-color: {line}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: 0; width: {h24}px; background: transparent; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: none; width: 0; height: 0; }}
QComboBox QAbstractItemView {{ background: {card}; color: {ink}; border: 1px solid {edge};
  selection-background-color: {selection}; selection-color: {ink}; outline: 0;
  padding: {p4}px; }}
QCheckBox, QRadioButton {{ spacing: {b9}px; min-height: {h24}px; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {h18}px; height: {h18}px; border: 0;
  image: none; background: transparent; }}
QRadioButton[segment="true"] {{ background: {card}; color: {ink}; border: 1px solid {edge};
  border-radius: {r6}px; padding: {b6}px {b12}px; min-height: {h16}px; spacing: 0;
  font-weight: 500; }}
QRadioButton[segment="true"]::indicator {{ width: 0; height: 0; border: 0; image: none;
  background: transparent; }}
QRadioButton[segment="true"]:hover {{ background: {hover}; }}
QRadioButton[segment="true"]:checked {{ background: {accent}; color: {on_accent};
  border-color: {accent}; font-weight: 600; }}
QRadioButton[segment="true"]:disabled {{ background: {sunk}; color: {mute}; border-color: {line}; }}
QRadioButton[segment="true"]:checked:disabled {{ background: {accent_soft}; color: {ink};
  border-color: {edge}; }}
QRadioButton[segment="true"][kbd="true"]:focus {{ border: 2px solid {accent};
  padding: {b5}px {b11}px; }}
QRadioButton[segment="true"][kbd="true"]:checked:focus {{ border: 2px solid {ink}; }}
QTableView, QListView {{ background: {card}; color: {ink}; border: 0; outline: 0;
  gridline-color: {line}; selection-background-color: {selection}; selection-color: {ink}; }}
QTableView::item {{ border: 0; border-bottom: 1px solid {line}; padding: 0 {b12}px; }}
QTableView::item:selected {{ background: {selection}; color: {ink}; }}
QHeaderView {{ background: {card}; border: 0; }}
QHeaderView::section {{ background: {card}; color: {mute}; border: 0;
  border-bottom: 1px solid {line}; padding: {b9}px {b12}px; font-weight: 600; }}
QHeaderView::section:hover {{ color: {ink}; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ image: none; width: 0; height: 0; }}
QMenu {{ background: {card}; color: {ink}; border: 1px solid {edge}; padding: {p4}px; }}
QMenu::item {{ padding: {b6}px {b24}px; border-radius: {p4}px; }}
QMenu::item:selected {{ background: {selection}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: {p4}px; }}
QProgressBar {{ background: {track}; border: {track_border}; border-radius: {r3}px;
  max-height: {h6}px; min-height: {h6}px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: {r3}px; }}
QScrollBar {{ background: transparent; border: 0; margin: 0; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {edge}; border-radius: 3px; }}
QScrollBar::handle:vertical {{ margin: 3px; min-height: 32px; }}
QScrollBar::handle:horizontal {{ margin: 3px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {mute}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""

_LENGTHS = {
    "p": (4,),
    "r": (3, 6, 10, 13),
    "h": (6, 16, 17, 18, 24),
    "b": (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 24),
}


def _nearer(colour: str, other: str) -> str:
    """Return ``colour`` moved a sixth of the way to ``other``."""
    parts = [
        (int(colour[at : at + 2], 16) * 5 + int(other[at : at + 2], 16)) // 6 for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


def sheet(tokens: Tokens, scale: float, sizes: Mapping[str, float]) -> str:
    """Return the style sheet of a theme; ``sizes`` are points by role of text."""
    colours = {name: value for name, value in tokens._asdict().items() if isinstance(value, str)}
    lengths = {
        f"{kind}{length}": max(1, round(length * scale))
        for kind, all_of_it in _LENGTHS.items()
        for length in all_of_it
    }
    outline = f"1px solid {tokens.edge}" if tokens.outlined else "0"
    return _SHEET.format(
        **colours,
        **lengths,
        **{role: f"{size:.2f}" for role, size in sizes.items()},
        button=tokens.edge if tokens.outlined or tokens.dark else tokens.line,
        accent_hover=_nearer(tokens.accent, tokens.ink),
        sunk_border=outline,
        track_border=outline,
    )
