"""Eyes of OpenCV, RapidOCR, ZXing and PDQ: each is loaded when it is first needed, and kept to one thread."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from gongzhi.adapters.media.extra import load
from gongzhi.broadcasts import Box, Grid, Sight, SightKind
from gongzhi.screening import ImageBank

_JPEG_QUALITY = 85
_OCR_SIDE = 960


class MachineEyes:
    """Implements ``gongzhi.flow.looking.Eyes`` for BGR pictures. ``on`` is the day whose bank of pictures applies."""

    def __init__(self, *, bank: ImageBank | None = None, on: date | None = None, threads: int = 1) -> None:
        self._bank = bank if bank is not None and len(bank) and on is not None else None
        self._on = on
        self._threads = threads
        self._cv2 = load("cv2")
        self._cv2.setNumThreads(threads)

    @cached_property
    def _ocr(self) -> Any:
        # Words on a live picture stand upright, so the classifier of turned lines is left out. Narrow strips must not be
        # blown up to the detector's usual size: reading a strip would cost as much as reading everything.
        return load("rapidocr").RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.log_level": "critical",
                "EngineConfig.onnxruntime.intra_op_num_threads": self._threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": self._threads,
                "Det.limit_type": "max",
                "Det.limit_side_len": _OCR_SIDE,
            }
        )

    def size(self, frame: Any) -> tuple[int, int]:
        """Width and height."""
        return frame.shape[1], frame.shape[0]

    def small(self, frame: Any, grid: Grid) -> bytes:
        """One grey byte a cell: the mean of its pixels."""
        cv2 = self._cv2
        shrunk = cv2.resize(frame, (grid.columns, grid.rows), interpolation=cv2.INTER_AREA)
        pixels: bytes = cv2.cvtColor(shrunk, cv2.COLOR_BGR2GRAY).tobytes()
        return pixels

    def words(self, frame: Any, box: Box) -> Sequence[Sight]:
        """The lines of words within a box, top to bottom, with the reader's confidence."""
        found = self._ocr(_part(frame, box))
        if found.txts is None:
            return []
        return [
            Sight(kind=SightKind.TEXT, text=text, box=_around(corners, box), confidence=round(100 * score))
            for text, score, corners in zip(found.txts, found.scores, found.boxes, strict=True)
            if text.strip()
        ]

    def codes(self, frame: Any) -> Sequence[Sight]:
        """QR, Data Matrix and Aztec codes of the whole picture; goods' bar codes lead nowhere and are left out."""
        zxing = load("zxingcpp")
        kinds = zxing.BarcodeFormat
        found = zxing.read_barcodes(frame, formats=[kinds.QRCode, kinds.DataMatrix, kinds.Aztec])
        return [
            Sight(kind=SightKind.CODE, text=code.text, box=_of_position(code.position))
            for code in found
            if code.valid and code.text.strip()
        ]

    def known(self, frame: Any, box: Box) -> Sequence[Sight]:
        """The nearest picture of the bank that this part shows; its likeness is the confidence."""
        if self._bank is None or self._on is None:
            return []
        hashed, quality = self.hash_of(_part(frame, box))
        matches = self._bank.match(hashed, quality=quality, on=self._on)[:1]
        return [
            Sight(kind=SightKind.IMAGE, text=one.image.id, box=box, confidence=100 - 100 * one.distance // 256)
            for one in matches
        ]

    def hash_of(self, picture: Any) -> tuple[str, int]:
        """The PDQ hash of a picture, 64 hexadecimal digits as other users of PDQ write it, and its quality (0..100)."""
        bits, quality = load("pdqhash").compute(self._cv2.cvtColor(picture, self._cv2.COLOR_BGR2RGB))
        return f"{int(''.join('1' if bit else '0' for bit in bits), 2):064x}", int(quality)

    def jpeg(self, frame: Any) -> bytes:
        """The frame as a JPEG picture, the same bytes each time."""
        _, encoded = self._cv2.imencode(".jpg", frame, [self._cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
        data: bytes = encoded.tobytes()
        return data


def _part(frame: Any, box: Box) -> Any:
    return load("numpy").ascontiguousarray(frame[box.y : box.y + box.height, box.x : box.x + box.width])


def _around(corners: Any, box: Box) -> Box:
    across, down = [int(corner[0]) for corner in corners], [int(corner[1]) for corner in corners]
    return _box(across, down, box.x, box.y)


def _of_position(position: Any) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_left, position.bottom_right)
    return _box([corner.x for corner in corners], [corner.y for corner in corners], 0, 0)


def _box(across: Sequence[int], down: Sequence[int], x: int, y: int) -> Box:
    return Box(
        x=max(0, min(across)) + x, y=max(0, min(down)) + y, width=max(across) - min(across), height=max(down) - min(down)
    )  # fmt: skip
