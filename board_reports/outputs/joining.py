"""Joins papers that others wrote to a pack: their pages in place of its blank ones, with tags, bookmarks and links.

The pack has a leaf that says what follows, and behind it as many blank pages as the paper has: each has the line at
its foot that every page of the pack has, so numbers and labels are counted once, by who set the pack. Pure; whether a
paper may be joined is `paper_reading.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

DEEPEST, MOST_BOOKMARKS = 5, 1_000  # levels and number of a paper's bookmarks that are taken over
MOST_KEYS = 1_000_000  # no page or link of a paper is counted higher in its tree of tags
LINK_KEYS = {
    "/Type", "/Subtype", "/Rect", "/Border", "/BS", "/C", "/F", "/H", "/QuadPoints", "/Contents", "/Lang",
    "/StructParent", "/A",
}  # fmt: skip
PAGE_KEYS = {
    "/Type", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit", "/Resources",
    "/Contents", "/Group", "/Annots", "/StructParents", "/Parent",
}  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """A paper to be joined: its file, how many pages it has, and whether it has tags to be kept."""

    content: bytes
    pages: int
    title: str
    tagged: bool


@dataclass
class _Bookmark:
    title: str
    page: int
    below: list["_Bookmark"] = field(default_factory=list)


def joined(pack: bytes, papers: Mapping[int, Paper], *, accessible: bool) -> bytes:
    """Return the pack with its papers, each behind its leaf: the page to which that one of the bookmarks leads.

    `accessible` is whether the whole still is PDF/UA: what the pack claimed of itself is taken back where it is not,
    and always that it is PDF/A, because nobody here checks that of others' pages.
    """
    with pikepdf.open(BytesIO(pack)) as file:
        places = {page.obj.objgen: at for at, page in enumerate(file.pages)}
        bookmarks = list(_siblings(file.Root.Outlines))
        leaves = {at: _target(file, bookmarks[at], places) for at in papers}
        for at, paper in papers.items():
            leaf = leaves[at]
            assert leaf is not None, "the pack has a bookmark without a page"
            with pikepdf.open(BytesIO(paper.content)) as source:
                _Joining(file, source, paper, prefix=f"paper{at}-").take(leaf[0], bookmarks[at])
        _claim(file, accessible)
        return _written(file)


def bookmarked_pages(pack: bytes) -> tuple[list[int], int]:
    """Return the places of the pages to which the first level of bookmarks leads, and how many pages there are."""
    with pikepdf.open(BytesIO(pack)) as file:
        places = {page.obj.objgen: at for at, page in enumerate(file.pages)}
        targets = [_target(file, one, places) for one in _siblings(file.Root.Outlines)]
        return [found[0] for found in targets if found is not None], len(places)


def tried(paper: Paper) -> bytes:
    """Return the paper joined to an empty pack: what cannot be joined fails here, and not when a meeting needs it."""
    with pikepdf.new() as pack, pikepdf.open(BytesIO(paper.content)) as source:
        for _ in range(paper.pages + 1):
            pack.add_blank_page()
        whole = pack.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
        tree = Dictionary(Type=Name.StructTreeRoot, K=whole, ParentTree=Dictionary(Nums=Array()), ParentTreeNextKey=0)
        pack.Root.StructTreeRoot = pack.make_indirect(tree)
        _Joining(pack, source, paper, prefix="paper-").take(0)
        return _written(pack)


def _written(file: Pdf) -> bytes:
    made = BytesIO()
    file.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return made.getvalue()


def _claim(file: Pdf, accessible: bool) -> None:
    with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
        gone = ["pdfaid:part", "pdfaid:conformance", "pdfaid:rev", *([] if accessible else ["pdfuaid:part"])]
        for name in gone:
            if name in told:
                del told[name]


class _Joining:
    """One paper on its way into the pack."""

    def __init__(self, pack: Pdf, source: Pdf, paper: Paper, *, prefix: str) -> None:
        self.pack, self.source, self.paper, self.prefix = pack, source, paper, prefix
        self.tree: Any = pack.Root.StructTreeRoot
        self.first_key = int(self.tree.get("/ParentTreeNextKey", 0))
        self.targets: list[tuple[int, int, int, list[Any]]] = []  # (page, link on it, page it leads to, how)
        self.seen: set[tuple[int, int]] = set()

    def take(self, leaf: int, bookmark: Any = None) -> None:
        """Put the pages in place of the blank ones behind the page `leaf`, and all that belongs to them."""
        pack, source = self.pack, self.source
        places = {page.obj.objgen: at for at, page in enumerate(source.pages)}
        bookmarks = _bookmarks(source, places)
        for at, page in enumerate(source.pages):
            self._tidy(at, page, places)
        for at, page in enumerate(source.pages, start=leaf + 1):
            foot = pack.pages[at].as_form_xobject()
            pack.pages[at] = pikepdf.Page(pack.copy_foreign(page.obj))
            self._stamp(pack.pages[at], foot)
        pages = [pack.pages[leaf + 1 + at] for at in range(len(source.pages))]
        for at, link, to, how in self.targets:
            pages[at].Annots[link].Dest = Array([pages[to].obj, *how])
        self._take_tags(pack.pages[leaf], pages)
        if bookmark is not None:
            _hang(pack, bookmark, bookmarks, [page.obj for page in pages])

    def _tidy(self, at: int, page: pikepdf.Page, places: dict[Any, int]) -> None:
        """Leave of a page what is shown and read, and of its links where they lead."""
        for key in set(page.obj.keys()) - PAGE_KEYS:
            del page.obj[key]
        for number, link in enumerate(page.obj.get("/Annots", [])):
            to = _target(self.source, link, places)
            if to is not None:
                self.targets.append((at, number, *to))
            action = link.get("/A")
            address = action.get("/URI") if isinstance(action, Dictionary) and action.get("/S") == Name.URI else None
            for key in set(link.keys()) - LINK_KEYS:
                del link[key]
            if "/A" in link:
                del link["/A"]
            if address is not None:
                link.A = Dictionary(S=Name.URI, URI=address)

    def _stamp(self, page: pikepdf.Page, foot: Any) -> None:
        """Set the pack's foot on a page, where a reader who holds it upright sees its lower right corner."""
        page.obj.Tabs = Name.S
        left, low, right, high = (float(one) for one in page.cropbox)
        left, right, low, high = min(left, right), max(left, right), min(low, high), max(low, high)
        width, height = right - left, high - low
        turn = int(page.obj.get("/Rotate", 0)) % 360
        seen_width = height if turn in (90, 270) else width
        shift = seen_width - float(foot.BBox[2])
        a, b, c, d, e, f = {
            90: (0, 1, -1, 0, width, shift),
            180: (-1, 0, 0, -1, width - shift, height),
            270: (0, -1, 1, 0, 0, height - shift),
        }.get(turn, (1, 0, 0, 1, shift, 0))
        name = page.add_resource(foot, Name.XObject)
        page.contents_add(b"q", prepend=True)
        drawn = f"Q q {a} {b} {c} {d} {e + left:.3f} {f + low:.3f} cm {name} Do Q"
        page.contents_add(drawn.encode())

    def _take_tags(self, leaf: pikepdf.Page, pages: list[pikepdf.Page]) -> None:
        """Put the paper's tags behind those of its leaf, or one tag around each page where it has none."""
        whole = self.pack.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, T=String(self.paper.title)))
        entries = self._moved_tags(whole, pages) if self.paper.tagged else self._page_tags(whole, pages)
        if language := self.source.Root.get("/Lang"):
            whole.Lang = String(str(language))
        top: Any = _first(self.tree.K)
        whole.P = top
        top.K.insert(_behind(top.K, leaf), whole)
        for key, value in entries:
            self.tree.ParentTree.Nums.append(key)
            self.tree.ParentTree.Nums.append(value)
        self.tree.ParentTreeNextKey = max([self.first_key, *(key + 1 for key, _ in entries)])

    def _page_tags(self, whole: Any, pages: list[pikepdf.Page]) -> list[tuple[int, Any]]:
        """Tag each page as one paragraph: without tags a screen reader would pass over what stands on it."""
        entries, tags = [], Array()
        for at, page in enumerate(pages):
            tag = self.pack.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=whole, Pg=page.obj, K=0))
            page.contents_add(b"/P <</MCID 0>> BDC", prepend=True)
            # The foot is drawn last and is no part of it, so the tag ends before.
            *content, foot = page.obj.Contents
            page.obj.Contents = Array([*content, self.pack.make_stream(b"EMC"), foot])
            page.obj.StructParents = self.first_key + at
            for link in page.obj.get("/Annots", []):
                if "/StructParent" in link:
                    del link["/StructParent"]
            entries.append((self.first_key + at, self.pack.make_indirect(Array([tag]))))
            tags.append(tag)
        whole.K = tags
        return entries

    def _moved_tags(self, whole: Any, pages: list[pikepdf.Page]) -> list[tuple[int, Any]]:
        tree: Any = self.pack.copy_foreign(self.source.Root.StructTreeRoot)
        self._rename(tree)
        for page in pages:
            self._count_on(page.obj)
        tags = list(tree.K) if isinstance(tree.K, Array) else [tree.K]
        if len(tags) == 1 and tags[0].get("/S") == Name.Document and "/K" in tags[0]:
            inner = tags[0].K
            tags = list(inner) if isinstance(inner, Array) else [inner]
        for tag in tags:
            if isinstance(tag, Dictionary):
                tag.P = whole
        whole.K = Array(tags)
        found = [(key, value) for key, value in _numbers(tree.ParentTree) if 0 <= key < MOST_KEYS]
        return [(self.first_key + key, value) for key, value in sorted(found, key=lambda one: one[0])]

    def _count_on(self, thing: Any) -> None:
        """Let the pages, links and drawings of the paper find their tags behind those that the pack has."""
        for key in ("/StructParents", "/StructParent"):
            if key in thing:
                thing[key] = int(thing[key]) + self.first_key
        for link in thing.get("/Annots", []):
            if "/StructParent" in link:
                link.StructParent = int(link.StructParent) + self.first_key
        resources = thing.get("/Resources", {})
        for drawing in (resources.get("/XObject", {}) if isinstance(resources, Dictionary) else {}).values():
            if drawing.objgen not in self.seen and isinstance(drawing, pikepdf.Stream):
                self.seen.add(drawing.objgen)
                self._count_on(drawing)

    def _rename(self, tree: Any) -> None:
        """Bring the names of the paper's own kinds of tags, and of its cells, into the pack, apart from other names."""
        roles = {str(name): str(role) for name, role in tree.get("/RoleMap", {}).items()}
        known = self.tree.get("/RoleMap")
        if known is None:
            known = self.tree.RoleMap = Dictionary()
        new = {
            name: f"/{self.prefix}{name[1:]}" if name in known and str(known[name]) != role else name
            for name, role in roles.items()
        }
        for name, role in roles.items():
            known[new[name]] = Name(new.get(role, role))
        for name, meaning in tree.get("/ClassMap", {}).items():
            if "/ClassMap" not in self.tree:
                self.tree.ClassMap = Dictionary()
            self.tree.ClassMap[f"/{self.prefix}{str(name)[1:]}"] = meaning
        for space in tree.get("/Namespaces", []):
            if "/Namespaces" not in self.tree:
                self.tree.Namespaces = Array()
            self.tree.Namespaces.append(space)
        changed = {name: to for name, to in new.items() if name != to}
        if changed or "/ClassMap" in tree or "/IDTree" in tree:
            self._rename_tags(tree, changed)

    def _rename_tags(self, tree: Any, changed: dict[str, str]) -> None:
        prefix, named = self.prefix.encode(), {}
        for tag in _tags(tree.get("/K")):
            if str(tag.get("/S")) in changed:
                tag.S = Name(changed[str(tag.S)])
            if "/ID" in tag:
                tag.ID = String(prefix + bytes(tag.ID))
                named[bytes(tag.ID)] = tag
            if "/C" in tag:
                many = list(tag.C) if isinstance(tag.C, Array) else [tag.C]
                names = [Name(f"/{self.prefix}{str(one)[1:]}") if isinstance(one, Name) else one for one in many]
                tag.C = Array(names)
            attributes = tag.get("/A", Array())
            for one in attributes if isinstance(attributes, Array) else [attributes]:
                if isinstance(one, Dictionary) and isinstance(one.get("/Headers"), Array):
                    one.Headers = Array([String(prefix + bytes(head)) for head in cast("Any", one.Headers)])
        if named:
            self._name(named)

    def _name(self, named: dict[bytes, Any]) -> None:
        both = {bytes(name): tag for name, tag in _leaves(self.tree.get("/IDTree"), "/Names")} | named
        flat = Array()
        for name, tag in sorted(both.items(), key=lambda one: one[0]):
            flat.append(String(name))
            flat.append(tag)
        self.tree.IDTree = self.pack.make_indirect(Dictionary(Names=flat))


def _first(tags: Any) -> Any:
    return tags[0] if isinstance(tags, Array) else tags


def _behind(tags: Any, page: pikepdf.Page) -> int:
    """Return the place behind the last of these tags that begins on a page; the end where none does."""
    at, found = 0, len(tags)
    for at, tag in enumerate(tags, start=1):
        here = tag
        while isinstance(here, Dictionary) and "/Pg" not in here and "/K" in here:
            here = _first(here.K)
        if isinstance(here, Dictionary) and "/Pg" in here and here.Pg.objgen == page.obj.objgen:
            found = at
    return found


def _tags(kids: Any) -> Iterator[Any]:
    """Yield the elements of a tree of tags, each once, whoever made it."""
    waiting, seen = [kids], set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, Array):
            waiting += list(one)
        elif isinstance(one, Dictionary) and one.objgen not in seen:
            if one.objgen != (0, 0):
                seen.add(one.objgen)
            if "/S" in one:
                yield one
            if "/K" in one:
                waiting.append(one.K)


def _numbers(tree: Any) -> Iterator[tuple[int, Any]]:
    for key, value in _leaves(tree, "/Nums"):
        if isinstance(key, int):
            yield key, value


def _leaves(tree: Any, name: str) -> Iterator[tuple[Any, Any]]:
    """Yield the pairs of a tree of names or of numbers, in whatever order its parts are."""
    waiting, seen = [tree], set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, Dictionary) or one.objgen in seen:
            continue
        if one.objgen != (0, 0):
            seen.add(one.objgen)
        pairs = list(one.get(name, []))
        yield from zip(pairs[::2], pairs[1::2], strict=False)
        waiting += list(one.get("/Kids", []))


def _target(source: Pdf, link: Any, places: dict[Any, int]) -> tuple[int, list[Any]] | None:
    """Return to which page of its own paper a link leads and how it is shown there, None where to none."""
    to = link.get("/Dest")
    action = link.get("/A")
    if to is None and isinstance(action, Dictionary) and action.get("/S") == Name.GoTo:
        to = action.get("/D")
    return _place(source, to, places)


def _place(source: Pdf, to: Any, places: dict[Any, int]) -> tuple[int, list[Any]] | None:
    root: Any = source.Root
    if isinstance(to, Name):
        to = root.get("/Dests", {}).get(str(to))
    elif isinstance(to, String):
        wanted = bytes(to)
        names = root.get("/Names", {}).get("/Dests")
        to = next((found for name, found in _leaves(names, "/Names") if bytes(name) == wanted), None)
    if isinstance(to, Dictionary):
        to = to.get("/D")
    if not isinstance(to, Array) or not len(to):
        return None
    page = places.get(to[0].objgen) if isinstance(to[0], Dictionary) else None
    how = [one for one in list(to)[1:] if not isinstance(one, Dictionary | Array | pikepdf.Stream)]
    return None if page is None else (page, how or [Name.Fit])


def _siblings(parent: Any) -> Iterator[Any]:
    """Yield the bookmarks right below one, each once."""
    one, seen = (parent or {}).get("/First"), set()
    while isinstance(one, Dictionary) and one.objgen not in seen:
        seen.add(one.objgen)
        yield one
        one = one.get("/Next")


def _bookmarks(source: Pdf, places: dict[Any, int]) -> list[_Bookmark]:
    """Return the bookmarks of a paper that lead somewhere in it."""
    left = MOST_BOOKMARKS

    def read(parent: Any, depth: int) -> list[_Bookmark]:
        nonlocal left
        found: list[_Bookmark] = []
        for one in _siblings(parent):
            if left <= 0:
                break
            left -= 1
            to = _target(source, one, places)
            below = read(one, depth + 1) if depth < DEEPEST else []
            title = " ".join(str(one.get("/Title", "")).split())
            if to is not None and title:
                found.append(_Bookmark(title, to[0], below))
            else:
                found += below
        return found

    return read(source.Root.get("/Outlines"), 1)


def _hang(pack: Pdf, parent: Any, bookmarks: list[_Bookmark], pages: list[Any]) -> None:
    """Put bookmarks below one, folded."""
    before: Any = None
    for one in bookmarks:
        made = pack.make_indirect(
            Dictionary(Title=String(one.title), Parent=parent, Dest=Array([pages[one.page], Name.Fit]))
        )
        if before is None:
            parent.First = made
        else:
            before.Next, made.Prev = made, before
        before = made
        _hang(pack, made, one.below, pages)
    if before is not None:
        parent.Last, parent.Count = before, -len(bookmarks)
