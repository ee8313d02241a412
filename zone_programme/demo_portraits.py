"""Portraits of the demonstration's made-up speakers: hexagons in the colours of the covers, like nobody who lives.

They show where a picture goes without a photograph that pretends to be of a real person.
"""

import io
import math
from hashlib import blake2b

from PIL import Image, ImageDraw

from case_studies.covers import PALETTES

EDGE = 240  # in pixels: sharp at the 96 that a page shows
FINER = 2  # drawn so many times larger, then made smaller, so that slanted edges are smooth

# How the six triangles of a head are toned, clockwise from the top right: indices into a palette, hair first.
HEADS = ((1, 5, 5, 4, 5, 1), (1, 4, 5, 5, 4, 3), (3, 5, 4, 5, 5, 1), (1, 1, 5, 5, 4, 1), (3, 4, 5, 5, 1, 1))


def draw(name: str) -> bytes:
    """Return a PNG of a head and shoulders, the same for the same name on every machine."""
    colour, head, lean, ground = blake2b(name.encode(), digest_size=4).digest()
    palette = PALETTES[1 + colour % len(PALETTES)]
    size = EDGE * FINER
    canvas = Image.new("RGB", (size, size), palette[0])
    pen = ImageDraw.Draw(canvas)
    middle = size * (0.5 + (lean % 5 - 2) * 0.02)
    for corner, tone in enumerate((2, 3, 2, 4, 3, 2)):
        if ground >> corner & 1:
            x, y = ((0.1, 0.1), (0.9, 0.16), (0.06, 0.52), (0.94, 0.6), (0.5, 0.02), (0.86, -0.1))[corner]
            pen.polygon(_corners(x * size, y * size, size * 0.17), fill=palette[tone])
    pen.polygon(_corners(middle, size * 1.06, size * 0.44), fill=palette[1])
    pen.polygon(_corners(middle, size * 0.72, size * 0.13), fill=palette[4])
    points = _corners(middle, size * 0.42, size * 0.27)
    for number, tone in enumerate(HEADS[head % len(HEADS)]):
        pen.polygon([(middle, size * 0.42), points[number], points[(number + 1) % 6]], fill=palette[tone])
    opened = io.BytesIO()
    canvas.resize((EDGE, EDGE), Image.Resampling.LANCZOS).save(opened, "PNG", compress_level=1)
    return opened.getvalue()


def _corners(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """Return the corners of a hexagon that stands on one of them, clockwise from the top."""
    turns = [math.pi / 3 * step for step in range(6)]
    return [(x + radius * math.sin(turn), y - radius * math.cos(turn)) for turn in turns]
