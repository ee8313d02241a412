"""Whether a PDF of others may be joined to a pack, and what it is: pages, tags, title, language.

It is read by a process of its own, `python -m board_reports.outputs.paper_reading`, which gets the file and answers in
JSON: a file that is made to bring a reader down brings down that process, within seconds, and is refused like others.
"""

import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from board_reports.outputs import joining

MOST_PAGES = 500
STACK, MEMORY, SECONDS = 2 * 1024**2, 3 * 1024**3, 30  # bytes, bytes, of the processor: much less than a site has
ACTIONS = {
    "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/Hide", "/Rendition", "/Movie", "/Sound", "/GoToE",
    "/GoTo3DView", "/RichMediaExecute", "/SetOCGState", "/Trans", "/GoToR",
}  # fmt: skip
OUTSIDE = ("http://", "https://", "mailto:", "tel:")

LOCKED = "This PDF is locked with a password or against changes. Save it without the lock and choose that file."
DAMAGED = "This PDF is damaged, or made so that it cannot be read safely. Print it to a new PDF and choose that file."
LONG = "This PDF has {pages:,} pages; {most} is the most for a paper in a pack. Choose the part that members need."
EMPTY = "This PDF has no pages."
SCRIPT = "This PDF has a script in it (JavaScript). Print it to a new PDF and choose that file."
ACTION = "This PDF has links or buttons that start programs, open files or send forms. Print it to a new PDF without."
FILES = "This PDF has other files inside it. Save it without attachments and choose that file."
FORM = "This PDF is a form to be filled in, or is signed electronically. Print it to a new PDF and choose that file."
NOTES = "This PDF has comments, films or other things laid over page {page}. Remove them and choose the new file."
LAYERS = "This PDF has layers that are not shown, so readers might see what was hidden. Print it to a new PDF."
ADDRESS = "A link on page {page} of this PDF leads to “{address}”, which is no page of the web. Remove it."


class NotTakenError(Exception):
    """A file that is not joined; the sentence says why and what to do."""


@dataclass(frozen=True)
class Found:
    """What a paper is. `untagged` is how many of its pages have no tags; `repaired` whether the file had faults."""

    pages: int
    untagged: int
    title: str
    language: str
    claims: bool
    repaired: bool

    @property
    def tagged(self) -> bool:
        return self.untagged < self.pages

    @property
    def accessible(self) -> bool:
        """Whether it says itself that it is PDF/UA, and has what that needs first."""
        return self.claims and self.untagged == 0 and bool(self.title) and bool(self.language)

    @property
    def warning(self) -> str:
        """What readers are told beside its title, "" where it has all its tags."""
        if not self.tagged:
            return (
                "It has no tags: a screen reader may read it in the wrong order, without headings and without what its "
                "pictures show."
            )
        if self.untagged:
            pages = "page has" if self.untagged == 1 else "pages have"
            return f"{self.untagged} of its {self.pages} {pages} no tags, so a screen reader may pass over them."
        return ""

    @property
    def points(self) -> list[str]:
        """What an officer may ask its authors to put right, a sentence for each."""
        found = [self.warning] if self.warning else []
        if not self.title:
            found.append("It has no title among its properties.")
        if not self.language:
            found.append("It does not say in which language it is; in a pack it is read as English.")
        if not found and not self.claims:
            found.append(
                "It does not say that it is made for screen readers (PDF/UA), so a pack with it does not either."
            )
        if self.repaired:
            found.append("The file has faults that were mended while it was read: look whether every page is there.")
        return found


def read(content: bytes) -> Found:
    """Return what the paper is. Raises `NotTakenError`."""
    try:
        with pikepdf.open(BytesIO(content)) as file:
            found = _read(file)
    except pikepdf.PasswordError:
        raise NotTakenError(LOCKED) from None
    except NotTakenError:
        raise
    except Exception as error:  # whatever a broken file breaks
        raise NotTakenError(DAMAGED) from error
    try:
        made = joining.tried(joining.Paper(content, found.pages, found.title, found.tagged))
        with pikepdf.open(BytesIO(made)) as again:
            whole = len(again.pages) == found.pages + 1
    except Exception as error:
        raise NotTakenError(DAMAGED) from error
    if not whole:
        raise NotTakenError(DAMAGED)
    return found


def _read(file: Pdf) -> Found:
    if file.is_encrypted:
        raise NotTakenError(LOCKED)
    pages = len(file.pages)
    if not pages:
        raise NotTakenError(EMPTY)
    if pages > MOST_PAGES:
        raise NotTakenError(LONG.format(pages=pages, most=MOST_PAGES))
    root: Any = file.Root
    if "/JavaScript" in root.get("/Names", {}):
        raise NotTakenError(SCRIPT)
    if "/EmbeddedFiles" in root.get("/Names", {}) or "/Collection" in root:
        raise NotTakenError(FILES)
    form = root.get("/AcroForm", {})
    if "/XFA" in form or len(form.get("/Fields", [])):
        raise NotTakenError(FORM)
    _look_at_layers(root)
    for one in _everything(file):
        _look_at(one)
    for number, page in enumerate(file.pages, start=1):
        _look_at_links(number, page)
    return Found(
        pages=pages,
        untagged=_untagged(file),
        title=_title(file),
        language=str(root.get("/Lang", "")).strip(),
        claims=_claims(root),
        repaired=bool(file.get_warnings()),
    )


def _everything(file: Pdf) -> Iterator[Any]:
    """Yield every dictionary of the file, those inside others too."""
    for whole in file.objects:
        waiting = [whole]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Stream | Dictionary):
                yield one
                inner = list(one.stream_dict.items() if isinstance(one, Stream) else one.items())
                waiting += [value for _, value in inner if _is_inside(value)]
            elif isinstance(one, Array):
                waiting += [value for value in list(one) if _is_inside(value)]


def _is_inside(value: Any) -> bool:
    return isinstance(value, Dictionary | Array) and not value.is_indirect


def _look_at(one: Any) -> None:
    kind = str(one.get("/S", ""))
    if kind == "/JavaScript" or "/JS" in one:
        raise NotTakenError(SCRIPT)
    if kind in ACTIONS:
        raise NotTakenError(ACTION)
    if "/EF" in one or one.get("/Type") == Name.EmbeddedFile:
        raise NotTakenError(FILES)


def _look_at_links(number: int, page: pikepdf.Page) -> None:
    for link in page.obj.get("/Annots", []):
        if link.get("/Subtype") == Name.Widget:
            raise NotTakenError(FORM)
        if link.get("/Subtype") != Name.Link:
            raise NotTakenError(NOTES.format(page=number))
        action: Any = link.get("/A", {})
        if "/URI" in action:
            address = bytes(action.URI).decode("utf-8", "replace")
            if not address.lower().startswith(OUTSIDE):
                raise NotTakenError(ADDRESS.format(page=number, address=address[:60]))


def _look_at_layers(root: Any) -> None:
    layers = root.get("/OCProperties", {})
    ways = [layers.get("/D", {}), *layers.get("/Configs", [])]
    if any(len(way.get("/OFF", [])) or way.get("/BaseState", Name.ON) != Name.ON for way in ways):
        raise NotTakenError(LAYERS)


def _untagged(file: Pdf) -> int:
    root: Any = file.Root
    tree = root.get("/StructTreeRoot")
    if not root.get("/MarkInfo", {}).get("/Marked") or tree is None or "/K" not in tree or "/ParentTree" not in tree:
        return len(file.pages)
    return sum("/Contents" in page.obj and "/StructParents" not in page.obj for page in file.pages)


def _title(file: Pdf) -> str:
    told = str(file.docinfo.get("/Title", "")) if "/Info" in file.trailer else ""
    if not told.strip() and "/Metadata" in file.Root:
        told = str(file.open_metadata().get("dc:title", ""))
    return " ".join(told.split())[:300]


def _claims(root: Any) -> bool:
    told = root.Metadata.read_bytes() if "/Metadata" in root else b""
    return b"pdfuaid:part" in told


def main() -> None:
    """Answer in JSON: {"found": …} or {"refused": sentence}."""
    resource.setrlimit(resource.RLIMIT_STACK, (STACK, STACK))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        told: dict[str, Any] = {"found": asdict(read(sys.stdin.buffer.read()))}
    except NotTakenError as refused:
        told = {"refused": str(refused)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
