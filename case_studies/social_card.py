"""The picture that social media show for a case study: its theme's colours, its own hexagons, its title and councils.

Where a picture stands for the case study, it takes the place of the hexagons, with its credit on it.

Drawn on request and kept in the cache for a day. The key in its address changes with what is drawn, so readers and
proxies may keep it for ever; only the present key of a published case study is ever drawn.
"""

import hashlib
import io
import threading
from typing import Any

from django.contrib.staticfiles import finders
from django.core.cache import cache
from PIL import Image, ImageDraw, ImageFont, ImageOps

from case_studies import covers

WIDTH, HEIGHT = 1200, 630
DESIGN = 1  # grows when the drawing changes, and with it every key
MARGIN, COLUMN = 72, 780
PICTURE = (WIDTH - MARGIN - COLUMN - 24, HEIGHT)
KEPT_FOR = 24 * 60 * 60
SCALE = 2  # drawn twice as large and made smaller, for smooth edges
# One drawing at a time in a process: a crowd of robots must not take every worker's processor.
_drawing = threading.Lock()


def key(study: Any) -> str:
    """Return what the card's content comes to, as 16 hexadecimal figures. Costs the themes, councils and pictures."""
    parts: tuple[object, ...] = (DESIGN, covers.EDITION, study.pk, study.title, _byline(study), _colour(study))
    if lead := _lead(study):
        parts += (lead.file.name, lead.credit)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def png(study: Any) -> bytes:
    """Return the card as PNG, from the cache when it was drawn before."""
    name = f"social-card:{key(study)}"
    picture = cache.get(name)
    if picture is None:
        with _drawing:
            lead = _lead(study)
            picture = cache.get(name) or draw(
                title=study.title,
                byline=_byline(study),
                colour=_colour(study),
                seed=study.pk,
                photograph=_opened(lead) if lead else None,
                credit=lead.credit if lead else "",
            )
            cache.set(name, picture, KEPT_FOR)
    return bytes(picture)


def draw(
    *,
    title: str,
    byline: str,
    colour: int,
    seed: int,
    photograph: Image.Image | None = None,
    credit: str = "",
) -> bytes:
    """Draw a card of 1200 by 630 pixels and return it as PNG; `colour` is a `Theme.Colour`, `seed` places hexagons."""
    drawing = covers.draw(colour, seed, WIDTH * SCALE, HEIGHT * SCALE, 76 * SCALE)
    picture = Image.new("RGB", (drawing.width, drawing.height), drawing.ground)
    pen = ImageDraw.Draw(picture)
    for cell in drawing.cells:
        if not photograph and cell.x > (MARGIN + COLUMN) * SCALE:  # words stand on plain ground
            pen.polygon(cell.corners(), fill=cell.fill)
    picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    if photograph:
        picture.paste(ImageOps.fit(photograph.convert("RGB"), PICTURE), (WIDTH - PICTURE[0], 0))
    _words(ImageDraw.Draw(picture), title, byline)
    if photograph and credit:
        _credit(ImageDraw.Draw(picture), f"Picture: {credit}")
    if not photograph:  # it has few colours
        picture = picture.quantize(96, dither=Image.Dither.NONE)
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _lead(study: Any) -> Any:
    return next((one for one in study.images.all() if one.widths), None)


def _opened(lead: Any) -> Image.Image | None:
    """Return the picture kept at `lead`, or None where its file has gone."""
    try:
        with lead.file.open("rb") as file:
            picture: Image.Image = Image.open(io.BytesIO(file.read()))
    except OSError:
        return None
    return picture


def _credit(pen: ImageDraw.ImageDraw, words: str) -> None:
    """Write whose picture it is at its lower edge."""
    font, left = _font("Regular", 20), WIDTH - PICTURE[0]
    pen.rectangle((left, HEIGHT - 38, WIDTH, HEIGHT), fill="#1d1330")
    while pen.textlength(words, font=font) > PICTURE[0] - 24:
        words = f"{words.removesuffix('…')[:-1].rstrip()}…"
    pen.text((left + 12, HEIGHT - 33), words, font=font, fill="white")


def _byline(study: Any) -> str:
    names = [one.council.short_name for one in study.involvements.all()]
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def _colour(study: Any) -> int:
    return next((theme.colour for theme in study.themes.all()), 1)


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
