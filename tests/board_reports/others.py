"""PDFs as other bodies send them, written object by object: tagged in their own way, untagged, or hostile."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String


def paper(
    change: Callable[[Pdf], None] | None = None, *, tagged: bool = True, size: tuple[int, int] = (595, 842)
) -> bytes:
    """Return a paper of two pages: a title, a table of one row, and on the second page a sentence with a link back.

    Its tags have names of their own, one of which the pack has for something else; its cells name their headings; its
    numbers of marks are kept in branches, and its link leads to a name.
    """
    file = pikepdf.new()
    font = file.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    texts = [["Libraries and wellbeing", "Branch", "Central"], ["Back to the beginning."]]
    tags = [["Title", "TH", "TD"], ["Link"]]
    pages = []
    for at, words in enumerate(texts):
        page = file.add_blank_page(page_size=size)
        drawn = [f"BT /F1 14 Tf 60 {size[1] - 90 - 30 * n} Td ({said}) Tj ET" for n, said in enumerate(words)]
        if tagged:
            drawn = [f"/{tags[at][n]} <</MCID {n}>> BDC {one} EMC" for n, one in enumerate(drawn)]
        page.obj.Contents = file.make_stream("\n".join(drawn).encode())
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        page.obj.StructParents = at
        pages.append(page)
    file.Root.Names = Dictionary(
        Dests=Dictionary(Names=Array([String("start"), Array([pages[0].obj, Name.XYZ, 0, size[1], 0])]))
    )
    link = file.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[60, 700, 220, 770], Contents=String("Back"),
                   StructParent=2, A=Dictionary(S=Name.GoTo, D=String("start")))
    )  # fmt: skip
    pages[1].obj.Annots = Array([link])
    if tagged:
        _tag(file, pages, link)
    with file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Branches", 0))
        outline.root.append(pikepdf.OutlineItem("The end", 1))
    if change is not None:
        change(file)
    written = io.BytesIO()
    file.save(written, deterministic_id=True)
    return written.getvalue()


def _tag(file: Pdf, pages: list[Any], link: Any) -> None:
    def tag(kind: str, **more: Any) -> Any:
        return file.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), **more))

    first, second = pages[0].obj, pages[1].obj
    title = tag("Title", Pg=first, K=0)
    head = tag("TH", Pg=first, K=1, ID=String("cell"), A=Dictionary(O=Name.Table, Scope=Name.Column), C=Name.Wide)
    cell = tag("TD", Pg=first, K=2, A=Dictionary(O=Name.Table, Headers=Array([String("cell")])))
    rows = [tag("TR", K=Array([one])) for one in (head, cell)]
    table = tag("Table", K=Array(rows))
    jump = tag("Link", Pg=second, K=Array([0, Dictionary(Type=Name.OBJR, Obj=link, Pg=second)]))
    sentence = tag("Sentence", K=Array([jump]))
    whole = tag("Document", K=Array([title, table, sentence]))
    tree = file.make_indirect(
        Dictionary(
            Type=Name.StructTreeRoot, K=whole, RoleMap=Dictionary(Title=Name.H1, Sentence=Name.P),
            ClassMap=Dictionary(Wide=Dictionary(O=Name.Layout, Width=200)),
            IDTree=Dictionary(Names=Array([String("cell"), head])), ParentTreeNextKey=3,
            ParentTree=Dictionary(Kids=Array([
                Dictionary(Limits=[0, 1], Nums=Array([0, Array([title, head, cell]), 1, Array([jump])])),
                Dictionary(Limits=[2, 2], Nums=Array([2, jump])),
            ])),
        )
    )  # fmt: skip
    parents = [(title, whole), (table, whole), (sentence, whole), (jump, sentence), (head, rows[0]), (cell, rows[1])]
    for one, above in [*parents, *((row, table) for row in rows), (whole, tree)]:
        one.P = above
    file.Root.StructTreeRoot = tree
    file.Root.MarkInfo = Dictionary(Marked=True)
    file.Root.Lang = String("en-GB")
    file.docinfo["/Title"] = "Libraries and wellbeing in branches"


def claiming(file: Pdf) -> None:
    """Let a paper say of itself that it is PDF/UA."""
    with file.open_metadata() as told:
        told["pdfuaid:part"] = "1"
        told["dc:title"] = "Libraries"


def script(file: Pdf) -> None:
    file.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def hidden_script(file: Pdf) -> None:
    """A script that only the link's next action runs."""
    file.pages[1].obj.Annots[0].A.Next = file.make_indirect(Dictionary(S=Name.JavaScript, JS=String("x()")))


def named_script(file: Pdf) -> None:
    file.Root.Names.JavaScript = Dictionary(Names=Array([]))


def launch(file: Pdf) -> None:
    file.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("calc.exe")))


def attachment(file: Pdf) -> None:
    file.attachments["a.txt"] = b"words"


def form(file: Pdf) -> None:
    field = file.make_indirect(Dictionary(FT=Name.Tx, T=String("name")))
    file.Root.AcroForm = Dictionary(Fields=Array([field]))


def comment(file: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String("Do not say this!"))
    file.pages[1].obj.Annots.append(file.make_indirect(note))


def hidden_layer(file: Pdf) -> None:
    layer = file.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
    file.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))


def odd_address(file: Pdf) -> None:
    file.pages[1].obj.Annots[0].A = Dictionary(S=Name.URI, URI=String("javascript:alert(1)"))


def chain(file: Pdf) -> None:
    """A chain of forty thousand things that each hold the next: a reader that follows it falls off its stack."""
    before: Any = None
    for _ in range(40_000):
        here = Dictionary(Next=before) if before is not None else Dictionary()
        before = file.make_indirect(here)
    file.pages[0].obj.Resources.X = before


def locked(content: bytes) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        file.save(written, encryption=pikepdf.Encryption(owner="owner", user=""))
    return written.getvalue()


def long(pages: int) -> bytes:
    written = io.BytesIO()
    with pikepdf.new() as file:
        for _ in range(pages):
            file.add_blank_page()
        file.save(written)
    return written.getvalue()
