"""Covers: a field of hexagons drawn from a theme's colour and a record's number, the same for ever, its own for each.

Geometry and colours only: `draw()` gives a `Drawing` that `svg()` writes as text and a social card paints with Pillow.
The address of a cover holds all that it is made of, so browsers may keep it for ever.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby

# Raise it when the drawing changes, so that kept copies are not shown again.
EDITION = 1
WIDTH, HEIGHT, RADIUS = 720, 240, 46

# Colours of a theme as in static/scss/_tokens.scss: ground, then the cells from dark to bright.
PALETTES: dict[int, tuple[str, ...]] = {
    1: ("#4a2574", "#351a56", "#5d3590", "#6b3fa0", "#7a52b3", "#b79ddb"),
    2: ("#0b7285", "#07515f", "#1b8ea3", "#29a8bf", "#3f97a6", "#83d5e0"),
    3: ("#b35900", "#8a4400", "#c9711a", "#e08a2e", "#c48445", "#f5c68c"),
    4: ("#1d6b50", "#134a37", "#2f8a69", "#3f9f7d", "#4b8f76", "#9dd3bd"),
    5: ("#b02a5b", "#831e43", "#c94878", "#dc6a92", "#bd5880", "#f2b3c9"),
    6: ("#3f5d1d", "#2b4013", "#587f2a", "#719a3c", "#6b8546", "#a9c47e"),
}
# How often a cell takes each colour of its palette, from the second on; one cell in twelve is bright.
TONES = (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5)


@dataclass(frozen=True)
class Cell:
    """One hexagon, standing on a corner: its centre, the distance to its corners, its colour."""

    x: float
    y: float
    radius: float
    fill: str

    def corners(self) -> list[tuple[float, float]]:
        """Return the six corners, clockwise from the top, ready for Pillow's `polygon`."""
        return [
            (self.x + self.radius * math.sin(turn), self.y - self.radius * math.cos(turn))
            for turn in (math.pi / 3 * step for step in range(6))
        ]


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    ground: str
    cells: tuple[Cell, ...]


def _chances(key: str) -> list[int]:
    """Return 64 × 8 numbers of 0 to 255 that depend on the key alone, on every machine."""
    return [
        byte for block in range(8) for byte in blake2b(f"{EDITION}/{key}/{block}".encode(), digest_size=64).digest()
    ]


def draw(colour: int, number: int, width: int = WIDTH, height: int = HEIGHT, radius: int = RADIUS) -> Drawing:
    """Place hexagons around two centres of gravity, thinning out between them; raise KeyError for an unknown colour."""
    palette = PALETTES[colour]
    chances = _chances(f"{colour}-{number}")
    spot = iter(chances)
    # Two swarms, on the left and on the right, so that no two covers weigh the same and the middle is never bare.
    centres = [
        (width * (next(spot) / 255 * 0.45 + start), height * next(spot) / 255, 0.55 + next(spot) / 510)
        for start in (0.05, 0.5)
    ]
    column, row = radius * math.sqrt(3), radius * 1.5
    cells: list[Cell] = []
    for line in range(-1, int(height / row) + 2):
        for step in range(-1, int(width / column) + 2):
            x, y = (step + (line % 2) / 2) * column, line * row + radius / 3
            chance, tone = next(spot, None), next(spot, None)
            if chance is None or tone is None:
                return Drawing(width, height, palette[0], tuple(cells))
            reach = max(size * (1 - math.hypot(x - cx, (y - cy) * 1.4) / (width * 0.42)) for cx, cy, size in centres)
            if chance / 255 < 0.12 + reach * 0.95:
                cells.append(Cell(x, y, radius * 0.94, palette[TONES[tone % len(TONES)]]))
    return Drawing(width, height, palette[0], tuple(cells))


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def svg(drawing: Drawing) -> str:
    """Write a drawing as a small SVG: one path for each colour, each cell one move and five relative lines."""
    paths = []
    for fill, cells in groupby(sorted(drawing.cells, key=lambda cell: cell.fill), key=lambda cell: cell.fill):
        moves = []
        for cell in cells:
            half, side = _short(cell.radius / 2), _short(cell.radius * math.sqrt(3) / 2)
            moves.append(
                f"M{_short(cell.x)} {_short(cell.y - cell.radius)}l{side} {half}v{_short(cell.radius)}"
                f"l-{side} {half}-{side}-{half}v-{_short(cell.radius)}z"
            )
        paths.append(f'<path fill="{fill}" d="{"".join(moves)}"/>')
    size = f"{drawing.width} {drawing.height}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawing.width}" height="{drawing.height}" '
        f'viewBox="0 0 {size}" preserveAspectRatio="xMidYMid slice">'
        f'<path fill="{drawing.ground}" d="M0 0h{drawing.width}v{drawing.height}H0z"/>{"".join(paths)}</svg>'
    )


@lru_cache(maxsize=10_000)
def address(colour: int, number: int) -> str:
    """Return where the cover of a record with this number and theme colour is served."""
    return f"/covers/{EDITION}/{colour}-{number}.svg"  # as in `urls.py`, which would take longer for twenty on a page


# A theme's icon: a hexagon of six triangles, clockwise from the top right, in three tones of the theme's colour:
# the cube and seven sisters, so that themes that share a colour still differ in shape.
ICONS = ("lddttl", "ldldld", "ltdltd", "llddtt", "lttdtt", "dtltdt", "ltttdd", "ldttdl")
TRIANGLES = (
    "M20 20V2l16 9z", "M20 20l16-9v18z", "M20 20l16 9-16 9z", "M20 20v18L4 29z", "M20 20L4 29V11z", "M20 20L4 11l16-9z"
)  # fmt: skip
TONE_NAMES = {"l": "light", "t": "base", "d": "dark"}


def icon(number: int) -> list[tuple[str, str]]:
    """Return the (tone, path) of each triangle of a theme's icon, on a square of 40."""
    tones = ICONS[number % len(ICONS)]
    return [(TONE_NAMES[tone], path) for tone, path in zip(tones, TRIANGLES, strict=True)]
