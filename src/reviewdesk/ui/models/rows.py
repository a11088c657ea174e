"""The one list model: columns as functions over frozen rows, filtered and sorted in memory."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from reviewdesk.overriding import override

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from PySide6.QtCore import QObject

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

STATUS_ROLE = int(Qt.ItemDataRole.UserRole) + 1
FRACTION_ROLE = int(Qt.ItemDataRole.UserRole) + 2


@dataclass(frozen=True)  # with slots, Python 3.11 refuses Column[Row](...)
class Column(Generic[R]):
    """One column of a list.

    Args:
        title: stands at the head, already translated.
        text: what is shown, read out, copied and searched.
        key: what is sorted by; None sorts by the text. Values of a column must compare.
        align: ``start`` or ``end`` of the cell.
        kind: ``chip`` needs ``status``, ``bar`` needs ``fraction``, ``tick`` needs ``ticked``.
        status: ``ok``, ``warn``, ``bad``, ``info`` or ``none``.
        fraction: 0 to 1.
        ticked: whether the row is chosen; a box shows it.
        width: in letters of ordinary width.
        rank: 0 always stays; of the others the highest go first where the window is narrow.
        searched: whether the filter looks at its text.
    """

    title: str
    text: Callable[[R], str]
    key: Callable[[R], Any] | None = None
    align: Literal["start", "end"] = "start"
    kind: Literal["text", "chip", "bar", "tick"] = "text"
    status: Callable[[R], str] | None = None
    fraction: Callable[[R], float] | None = None
    ticked: Callable[[R], bool] | None = None
    width: int = 14
    rank: int = 0
    searched: bool = True


def fold(text: str) -> str:
    """Return text as it is compared: without case and accents."""
    if text.isascii():
        return text.lower()
    parts = text.casefold()
    for _again in range(2):  # taking letters apart may bring capitals to light
        parts = unicodedata.normalize("NFKD", parts).casefold()
    return "".join(one for one in parts if not unicodedata.combining(one))


class RowsModel(QAbstractTableModel, Generic[R]):
    """All rows of a list; ``set_rows`` is the only way in."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        identify: Callable[[R], Hashable] = attrgetter("id"),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._identify = identify
        self._given: list[tuple[R, str]] = []
        """The rows as they came, each with the text that the filter looks at."""
        self._sorted: list[tuple[R, str]] = []
        """The same in the order of the sorted column, so that a typed letter sorts nothing."""
        self._shown: list[R] = []
        self._words: tuple[str, ...] = ()
        self._keep: Callable[[R], bool] | None = None
        self._sort: tuple[int, bool] | None = None

    def set_rows(self, rows: Iterable[R]) -> None:
        """Show other rows, in the order given until a column is sorted."""
        everything = list(rows)
        texts = [column.text for column in self.columns if column.searched]
        searched = [fold("\n".join([text(row) for text in texts])) for row in everything]
        self.beginResetModel()
        self._given = list(zip(everything, searched, strict=True))
        self._order()
        self._choose()
        self.endResetModel()

    def set_filter(self, text: str, keep: Callable[[R], bool] | None = None) -> None:
        """Show only rows that hold every word of ``text`` and that ``keep`` lets pass."""
        words = tuple(fold(text).split())
        if words == self._words and keep is self._keep:
            return
        self.beginResetModel()
        self._words, self._keep = words, keep
        self._choose()
        self.endResetModel()

    def shown(self) -> list[R]:
        """Return the values of all rows that are shown, in their order."""
        return list(self._shown)

    def repaint(self) -> None:
        """Show anew what depends on more than the rows, such as which are ticked."""
        if self._shown:
            last = self.index(len(self._shown) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row(self, index: Index | int) -> R:
        """Return the value of a shown row."""
        return self._shown[index if isinstance(index, int) else index.row()]

    def identity(self, row: int) -> Hashable:
        """Return the id of a shown row."""
        return self._identify(self._shown[row])

    def find(self, identity: Hashable) -> int:
        """Return where the row with this id is shown, or -1."""
        for place, row in enumerate(self._shown):
            if self._identify(row) == identity:
                return place
        return -1

    def places(self, identities: set[Hashable]) -> list[int]:
        """Return where the rows with these ids are shown."""
        if not identities:
            return []
        return [n for n, row in enumerate(self._shown) if self._identify(row) in identities]

    @property
    def total(self) -> int:
        """How many rows there are, shown or not."""
        return len(self._given)

    def _choose(self) -> None:
        words, keep, pairs = self._words, self._keep, self._sorted
        match words:
            case ():
                shown = [row for row, _blob in pairs]
            case (word,):
                shown = [row for row, blob in pairs if word in blob]
            case _:
                shown = [row for row, blob in pairs if all(word in blob for word in words)]
        self._shown = shown if keep is None else [row for row in shown if keep(row)]

    def _order(self) -> None:
        if self._sort is None:
            self._sorted = self._given
            return
        place, downward = self._sort
        column = self.columns[place]
        text = column.text
        key: Callable[[R], Any] = column.key or (lambda row: fold(text(row)))
        keyed = [(key(pair[0]), pair) for pair in self._given]
        known = [one for one in keyed if one[0] is not None]
        known.sort(key=itemgetter(0), reverse=downward)
        unknown = [pair for value, pair in keyed if value is None]
        self._sorted = [pair for _value, pair in known] + unknown

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        wanted = (column, order is Qt.SortOrder.DescendingOrder) if column >= 0 else None
        if wanted == self._sort:
            return
        self.beginResetModel()
        self._sort = wanted
        self._order()
        self._choose()
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        row = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag
                across = side.AlignTrailing if column.align == "end" else side.AlignLeading
                return across | side.AlignVCenter
            case _:
                return _shown_as(column, row, role)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        given = super().flags(index)
        if index.isValid() and self.columns[index.column()].ticked is not None:
            given |= Qt.ItemFlag.ItemIsUserCheckable
        return given

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag
            end = self.columns[section].align == "end"
            return (side.AlignTrailing if end else side.AlignLeading) | side.AlignVCenter
        return None


def _shown_as(column: Column[R], row: R, role: int) -> Any:
    """Return what a cell shows beside its text: status, share, tick."""
    if role == STATUS_ROLE and column.status is not None:
        return column.status(row)
    if role == FRACTION_ROLE and column.fraction is not None:
        return column.fraction(row)
    if role == Qt.ItemDataRole.CheckStateRole and column.ticked is not None:
        return Qt.CheckState.Checked if column.ticked(row) else Qt.CheckState.Unchecked
    return None
