"""What a file's bytes are: told from the bytes, since CSV does not say.

A byte order mark decides. Without one it is UTF-8 if all of it is, else Thai (Windows 874) or
Western (Windows 1252): Thai letters stand together, Western accents mostly alone. Excel saves
"CSV" in the code page of its country, and "Unicode text" as UTF-16 with its mark.
"""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass, field

from retrack.domain.errors import Unreadable

SAVE_AS = "Save the sheet as “CSV UTF-8” and upload that."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARK_OF = {encoding: mark for mark, encoding in _MARKS}
_OTHERS = (
    (b"PK\x03\x04", "an Excel workbook or a .zip archive"),
    (b"PK\x05\x06", "a .zip archive"),
    (b"\x1f\x8b", "a .gz archive"),
    (b"BZh", "a .bz2 archive"),
    (b"\xfd7zXZ", "an .xz archive"),
    (b"7z\xbc\xaf", "a .7z archive"),
    (b"Rar!", "a .rar archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"<", "a web page or XML"),
)
_NOT_THAI = frozenset(
    byte for byte in range(256) if not bytes([byte]).decode("cp874", errors="ignore")
)
_FIRST_HIGH = 0x80
_ENOUGH = 100_000  # high bytes, to tell one language from another


def mark_length(encoding: str, head: bytes) -> int:
    """How many bytes of a file's beginning are its byte order mark."""
    mark = _MARK_OF.get(encoding, b"")
    return len(mark) if mark and head.startswith(mark) else 0


@dataclass(slots=True)
class Guess:
    """Looks at a file piece by piece, and then says how it is encoded."""

    _marked: str | None = None
    _begun: bool = False
    _utf8: codecs.IncrementalDecoder | None = field(
        default_factory=codecs.getincrementaldecoder("utf-8")
    )
    _may_be_thai: bool = True
    _high: int = 0
    _together: int = 0
    _has_nul: bool = False

    def see(self, piece: bytes) -> None:
        """Takes the next piece in.

        Raises:
            Unreadable: it is another kind of file.
        """
        if not self._begun:
            self._begun = True
            _refuse_other_files(piece)
            self._marked = next((e for mark, e in _MARKS if piece.startswith(mark)), None)
        if self._marked:
            return
        self._has_nul = self._has_nul or b"\0" in piece
        self._decode(piece, final=False)
        if self._utf8 is None and self._may_be_thai:
            self._may_be_thai = _NOT_THAI.isdisjoint(piece)
        self._count(piece)

    def encoding(self) -> str:
        """Python's name of it.

        Raises:
            Unreadable: the file is empty, or holds what no text does.
        """
        if not self._begun:
            msg = "The file is empty. Upload a CSV with a header line and a line for each order."
            raise Unreadable(msg)
        if self._marked:
            return self._marked
        if self._has_nul:
            raise not_text()
        self._decode(b"", final=True)
        if self._utf8 is not None:
            return "utf-8"
        return "cp874" if self._may_be_thai and self._together * 2 >= self._high else "cp1252"

    def _decode(self, piece: bytes, *, final: bool) -> None:
        if self._utf8 is None:
            return
        try:
            self._utf8.decode(piece, final)
        except UnicodeDecodeError:
            self._utf8 = None

    def _count(self, piece: bytes) -> None:
        """High bytes, and those of them that follow another one."""
        if piece.isascii() or self._high > _ENOUGH:
            return
        before = False
        for byte in piece:
            is_high = byte >= _FIRST_HIGH
            self._high += is_high
            self._together += is_high and before
            before = is_high


def guessed(pieces: Iterable[bytes]) -> str:
    """How a file is encoded.

    Raises:
        Unreadable: it is no text.
    """
    guess = Guess()
    for piece in pieces:
        guess.see(piece)
    return guess.encoding()


def not_text() -> Unreadable:
    """The refusal of a file with NUL bytes."""
    return Unreadable(f"The file holds NUL bytes: it is no CSV, or damaged. {SAVE_AS}")


def _refuse_other_files(head: bytes) -> None:
    for magic, what in _OTHERS:
        if head.startswith(magic):
            msg = f"This is {what}, not a CSV. {SAVE_AS}"
            raise Unreadable(msg)
