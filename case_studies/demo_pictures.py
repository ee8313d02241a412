"""The pictures of the demonstration: drawn when it is loaded, from the geometry of the covers, and saying so.

They show what a picture on a case study looks like without a photograph that pretends to be of a real place.
"""

import io

from django.core.files.base import ContentFile
from PIL import Image as Canvas
from PIL import ImageDraw

from case_studies import covers
from case_studies.models import CaseStudy, Image

WIDTH, HEIGHT = 1600, 900
CAPTION = "Drawn for this demonstration; it shows no real place."
# Record → alt text. The two are among the fullest records, so the pictures stand beside some text.
PICTURES = {
    "zone-2015-everyday-telford": "Hexagons in two swarms, dense at the sides and open in the middle.",
    "zone-2015-politically-led-innovation": "Hexagons, most of them dark and a few bright, with room between.",
}


def load() -> int:
    """Give each record of `PICTURES` its picture, once: one that ever had a picture is left as it is."""
    events = Image._meta.get_field("events").related_model
    drawn = 0
    for study in CaseStudy.objects.filter(record_id__in=PICTURES).prefetch_related("themes", "images"):
        if study.images.all() or events._default_manager.filter(case_study_id=study.pk).exists():  # type: ignore[union-attr]
            continue
        theme = next(iter(study.themes.all()), None)
        picture = draw(colour=theme.colour if theme else 1, number=study.pk)
        Image.objects.create(
            case_study=study,
            file=ContentFile(picture, name="drawn.png"),
            alt=PICTURES[str(study.record_id)],
            caption=CAPTION,
        )
        drawn += 1
    return drawn


def draw(*, colour: int, number: int) -> bytes:
    """Return a PNG of `WIDTH` by `HEIGHT` pixels: the cover's own pattern, larger."""
    drawing = covers.draw(colour, number, WIDTH, HEIGHT, radius=110)
    canvas = Canvas.new("RGB", (drawing.width, drawing.height), drawing.ground)
    pen = ImageDraw.Draw(canvas)
    for cell in drawing.cells:
        pen.polygon(cell.corners(), fill=cell.fill)
    opened = io.BytesIO()
    canvas.save(opened, "PNG")
    return opened.getvalue()
