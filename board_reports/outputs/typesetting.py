"""Typst, which makes the PDFs: data as JSON, our files only, and a report even when a picture or a letter fails.

What is typeset is said by `pdf.py` and `pack.py`; how it looks by the `.typ` files beside this one.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent / "typst"
STANDARDS: list[Any] = ["ua-1", "a-2a"]  # both at once: tagged for screen readers, and self-contained for the archive
REPLACED = "\N{WHITE SQUARE}"  # in place of a letter that no font has


def compiled(main: str, data: dict[str, Any], *, pictures: Mapping[str, bytes], fonts: Path, at: datetime) -> bytes:
    """Return the PDF that the file `main` makes of `data`; `pictures` are files by the name that `data` has for them.

    A letter that the fonts lack, or that PDF/A forbids, becomes an empty square; a picture that typst cannot read its
    description. Raises `typst.TypstError` for what nobody foresaw.
    """
    told = data | {"unseen": []}
    with _folder(pictures) as root:
        tried: set[str] = set()
        while True:
            try:
                return _made(root, main, told, fonts, at)
            except typst.TypstError as error:
                fault = "letters" if _about_letters(error) else "pictures"
                if fault in tried:
                    raise
                tried.add(fault)
                if fault == "letters":
                    told = with_known_letters(told, fonts)
                else:
                    told = told | {"unseen": [name for name in pictures if not _drawn(pictures[name], fonts)]}


def _made(root: Path, main: str, data: dict[str, Any], fonts: Path, at: datetime) -> bytes:
    return typst.compile(
        root / main,
        root=root,
        font_paths=_fonts(fonts),
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=int(at.timestamp()),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def pixels(main: str, data: dict[str, Any], *, fonts: Path) -> bytes:
    """Return the first page of what `main` makes of `data` as PNG."""
    made = typst.compile(
        HERE / main,
        root=HERE,
        font_paths=_fonts(fonts),
        format="png",
        ppi=144,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return made if isinstance(made, bytes) else made[0]


def _drawn(picture: bytes, fonts: Path) -> bool:
    """Whether typst typesets this picture by itself."""
    with _folder({"picture": picture}) as root:
        try:
            _made(root, "picture.typ", {}, fonts, datetime.fromtimestamp(0, UTC))
        except typst.TypstError:
            return False
    return True


@contextmanager
def _folder(pictures: Mapping[str, bytes]) -> Iterator[Path]:
    """Give a folder with our files and the pictures: all that typst can read."""
    if not pictures:
        yield HERE
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file in HERE.glob("*.typ"):
            (folder / file.name).write_bytes(file.read_bytes())
        for file_name, content in pictures.items():
            (folder / file_name).write_bytes(content)
        yield folder


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    """Return the fonts in `folder` and those that typst brings, read once in each process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[folder] if folder.is_dir() else [])


def _about_letters(error: typst.TypstError) -> bool:
    return any(told in error.message for told in ("could not be displayed", "codepoint"))


def with_known_letters(data: Any, fonts: Path) -> Any:
    """Return `data` with REPLACED for each letter that is not in Source Sans."""
    if isinstance(data, str):
        known = _letters(fonts)
        return "".join(one if one == "\n" or ord(one) in known else REPLACED for one in data)
    if isinstance(data, dict):
        return {name: with_known_letters(value, fonts) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [with_known_letters(value, fonts) for value in data]
    return data


@lru_cache(maxsize=4)
def _letters(folder: Path) -> frozenset[int]:
    """Return the letters that every face of ours has, and none that is for private use."""
    faces = sorted(folder.glob("SourceSans3-*.ttf"))
    if not faces:
        return frozenset(range(32, 127)) | {ord(REPLACED)}
    known: set[int] = set.intersection(*map(_drawn_by, faces))
    return frozenset(one for one in known if unicodedata.category(chr(one)) != "Co")


def _drawn_by(face: Path) -> set[int]:
    with TTFont(face, lazy=True) as font:
        return set(font.getBestCmap())
