"""A picture of a few colours as a PNG, small and at once: one byte a pixel, a palette, no search for the best packing."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np

_HEAD = b"\x89PNG\r\n\x1a\n"


def png(picture: np.ndarray, colours: list[list[int]]) -> bytes:
    """The PNG of a picture (rows × columns of numbers of colours, at most 256; each red, green, blue, alpha)."""
    tall, wide = picture.shape
    lines = np.zeros((tall, wide + 1), dtype=np.uint8)  # each line begins with its filter: none
    lines[:, 1:] = picture
    shades = b"".join(bytes(colour[:3]) for colour in colours)
    clear = bytes(colour[3] for colour in colours)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", wide, tall, 8, 3, 0, 0, 0)),
        (b"PLTE", shades),
        (b"tRNS", clear),
        (b"IDAT", zlib.compress(lines.tobytes(), 1)),
        (b"IEND", b""),
    )
    return _HEAD + b"".join(_chunk(name, data) for name, data in parts)


def data_url(picture: np.ndarray, colours: list[list[int]]) -> str:
    """The same, to stand in a page."""
    return "data:image/png;base64," + base64.b64encode(png(picture, colours)).decode()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
