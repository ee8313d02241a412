"""The picture that social media show for a case study: its theme's colours, its own hexagons, its title and councils.

Drawn on request and kept in the cache for a day. The key in its address changes with what is drawn, so readers and
proxies may keep it for ever; only the present key of a published case study is ever drawn.
"""

import hashlib
import io
import math
import random
import threading
from typing import Any

from django.contrib.staticfiles import finders
from django.core.cache import cache
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
DESIGN = 1  # grows when the drawing changes, and with it every key
MARGIN, COLUMN = 72, 800
KEPT_FOR = 24 * 60 * 60
SCALE = 2  # drawn twice as large and made smaller, for smooth edges
_COLOURS = {
    1: ("#4a2574", "#7a52b3", "#351a56"),
    2: ("#0b7285", "#29a8bf", "#07515f"),
    3: ("#b35900", "#e08a2e", "#8a4400"),
    4: ("#1d6b50", "#3f9f7d", "#134a37"),
    5: ("#b02a5b", "#dc6a92", "#831e43"),
    6: ("#3f5d1d", "#719a3c", "#2b4013"),
}
# One drawing at a time in a process: a crowd of robots must not take every worker's processor.
_drawing = threading.Lock()


def key(study: Any) -> str:
    """Return what the card's content comes to, as 16 hexadecimal figures. Costs the themes and councils."""
    parts = (DESIGN, study.pk, study.title, _byline(study), _colour(study))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def png(study: Any) -> bytes:
    """Return the card as PNG, from the cache when it was drawn before."""
    name = f"social-card:{key(study)}"
    picture = cache.get(name)
    if picture is None:
        with _drawing:
            picture = cache.get(name) or draw(
                title=study.title, byline=_byline(study), colour=_colour(study), seed=study.pk
            )
            cache.set(name, picture, KEPT_FOR)
    return bytes(picture)


def draw(*, title: str, byline: str, colour: int, seed: int) -> bytes:
    """Draw a card of 1200 by 630 pixels and return it as PNG; `colour` is a `Theme.Colour`, `seed` places hexagons."""
    ground, light, dark = _COLOURS[colour]
    picture = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
    pen = ImageDraw.Draw(picture)
    _hexagons(pen, random.Random(seed), light, dark)  # noqa: S311  a pattern, not a secret
    picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    _words(ImageDraw.Draw(picture), title, byline)
    stream = io.BytesIO()
    picture.quantize(96, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _byline(study: Any) -> str:
    names = [one.council.short_name for one in study.involvements.all()]
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def _colour(study: Any) -> int:
    return next((theme.colour for theme in study.themes.all()), 1)


def _hexagons(pen: ImageDraw.ImageDraw, chance: random.Random, light: str, dark: str) -> None:
    radius, gap = 64 * SCALE, 7 * SCALE
    across, down = math.sqrt(3) * radius, 1.5 * radius
    for row in range(-1, 8):
        for column in range(-1, 13):
            x, y = column * across + (across / 2 if row % 2 else 0), row * down
            rightness = (x / SCALE - 640) / 560
            if chance.random() < 0.75 * max(0.0, rightness):
                corners = [
                    (
                        x + (radius - gap / 2) * math.sin(math.pi / 3 * corner),
                        y + (radius - gap / 2) * math.cos(math.pi / 3 * corner),
                    )
                    for corner in range(6)
                ]
                pen.polygon(corners, fill=chance.choice((light, dark, dark, light)))


def _words(pen: ImageDraw.ImageDraw, title: str, byline: str) -> None:
    font, lines = _fitted(pen, title)
    height = font.size * 1.14
    top = max(130.0, (HEIGHT - len(lines) * height) / 2 - 10)
    for line in lines:
        pen.text((MARGIN, top), line, font=font, fill="white")
        top += height
    small = _font("Regular", 34)
    pen.text((MARGIN, top + 20), _shortened(pen, byline, small), font=small, fill="white")
    _mark(pen)
    pen.text((MARGIN + 62, 60), "Innovation in councils", font=_font("Semibold", 32), fill="white")


def _mark(pen: ImageDraw.ImageDraw) -> None:
    centre = (MARGIN + 20, 80)
    for radius, colour in ((26, "#ffb81c"), (15, "#4a2574"), (7, "white")):
        pen.regular_polygon((*centre, radius), 6, rotation=30, fill=colour)


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = finders.find(f"fonts/SourceSans3-{weight}.ttf")
    return ImageFont.truetype(str(path), size) if path else ImageFont.load_default(size)


def _fitted(pen: ImageDraw.ImageDraw, title: str) -> tuple[Any, list[str]]:
    """Return the largest font in which the title stands in four lines, and the lines."""
    for size in (72, 64, 56, 48):
        font = _font("Bold", size)
        lines = _lines(pen, title, font)
        if len(lines) <= 4:
            return font, lines
    return font, [*lines[:3], _shortened(pen, f"{lines[3]} {lines[4]}", font)]


def _lines(pen: ImageDraw.ImageDraw, text: str, font: Any) -> list[str]:
    lines = [""]
    for word in text.split():
        tried = f"{lines[-1]} {word}".strip()
        if lines[-1] and pen.textlength(tried, font=font) > COLUMN:
            lines.append(_shortened(pen, word, font))
        else:
            lines[-1] = _shortened(pen, tried, font)
    return lines


def _shortened(pen: ImageDraw.ImageDraw, text: str, font: Any) -> str:
    if pen.textlength(text, font=font) <= COLUMN:
        return text
    while text and pen.textlength(f"{text}…", font=font) > COLUMN:
        text = text[:-1]
    return f"{text.rstrip()}…"
