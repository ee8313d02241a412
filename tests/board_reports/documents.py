"""Documents for the tests of every output; made by hand, so that no database is asked."""

from board_reports.document import Block, Chart, Document, Figure, Person, Picture, Span, Table, Words
from board_reports.figures.registry import Row
from board_reports.numbering import Kind, numbers

P, S = Kind.PARAGRAPH, Kind.SUBPARAGRAPH
FIGURES = (
    Figure(
        "f1", "case_studies.added", "Case studies added", "Case studies first published in the window.", 1, "count",
        "103", "103", "over 100", "2015-07-08T16:02+01:00", window="from 10 July 2014 to 8 July 2015", baseline="40",
        baseline_source="Board report of July 2014", rows=(Row("My Croydon", "/case-studies/my-croydon/", ""),),
    ),
    Figure(
        "f2", "visits", "Visits to a page", "Visits by people, robots left out.", 1, "count", "2731", "2,731",
        "over 2,724", "2015-07-14T09:00+01:00", about="page: /", window="from 23 March 2015 to 14 July 2015",
    ),
    Figure(
        "f3", "zone.councils", "Councils at a Zone", "Councils that presented.", 1, "count", "", "not known",
        "an unknown number", "2015-07-14T09:00+01:00", problem="It is not known: nothing was counted.",
    ),
)  # fmt: skip


def said(text: str, *more: Span) -> Words:
    return (Span(text), *more)


def numbered(*blocks: Block) -> tuple[Block, ...]:
    """Give the blocks their numbers, as `reading.draft` does."""
    found = numbers((block.key, block.kind) for block in blocks)
    return tuple(
        Block(
            b.key, b.kind, b.words, found[b.key].text if b.key in found else "",
            found[b.key].level if b.key in found else 1, b.table, b.picture, b.chart,
        )
        for b in blocks
    )  # fmt: skip


def document(*blocks: Block, **fields: object) -> Document:
    known: dict[str, object] = {
        "title": "Innovation in councils", "board": "Improvement and Innovation Board",
        "board_slug": "improvement-and-innovation", "slug": "innovation-in-councils-july-2015", "kind": "update",
        "purpose": "For information and discussion.", "date": "2015-07-14", "item": "6",
    }  # fmt: skip
    return Document(**known | fields, blocks=numbered(*blocks))  # type: ignore[arg-type]


UPDATE = document(
    Block("b1", Kind.HEADING, said("Background")),
    Block("b2", P, said("This report says what councils did, showed and learnt since the report of May 2015.")),
    Block("b3", Kind.HEADING, said("Issues")),
    Block("b4", Kind.SUBHEADING, said("Innovation Zone")),
    Block("b5", P, said(
        "Once again councils showed their work at the annual conference. The Zone had ",
        Span("an unknown number", figure="f3"),
        Span(" of councils under six themes: political leadership, commercialisation, digital, community action, "
             "integration and partnership working. What speakers came back to:"),
    )),
    Block("b6", S, said("politicians who are ambitious for their area and take part in making it happen, because the "
                        "officers who follow them need to know that they will be supported when things go wrong")),
    Block("b7", S, said("conversations with residents where they are: on social media, at the school gate.")),
    Block("b8", P, said(
        "The second day was about ", Span("all things digital", bold=True), Span(": see "),
        Span("paragraph 5", href="#b11"), Span(" and "), Span("My Croydon", href="/case-studies/my-croydon/"),
        Span("."),
    )),
    Block("b9", Kind.SUBHEADING, said("The database")),
    Block("b10", S, said(
        "The database gained ", Span("over 100", figure="f1"), Span(" case studies, added to last year’s 40."),
    )),
    Block("b11", P, said("From 23 March 2015 to now its page had ", Span("over 2,724", figure="f2"), Span(" visits."))),
    Block("b12", Kind.TABLE, table=Table("Councils by theme", ("Theme", "Councils", "For example"), (
        (said("Digital"), said("24"), said("Croydon; Telford and Wrekin")),
        (said("Political leadership"), said("12"), said("Wolverhampton; Hampshire; South Lakeland")),
    ))),
    Block("b13", Kind.CHART, said("Case studies and visits"), chart=Chart("bar", "Case studies and visits", (
        ("Case studies added since the report of May", "103", "103"), ("Visits in hundreds", "27", "27"),
        ("Adoptions", "", "not known"),
    ))),
    Block("b14", Kind.CHART, said("Case studies by quarter"), chart=Chart("line", "Case studies by quarter", (
        ("July", "40", "40"), ("October", "58", "58"), ("January", "97", "97"), ("April", "143", "143"),
    ))),
    Block("b15", Kind.HEADING, said("Next steps")),
    Block("b16", P, said("Members are asked to:")),
    Block("b17", S, said("note the report, and")),
    Block("b18", S, said("say what officers should do next.")),
    Block("b19", Kind.HEADING, said("Financial implications")),
    Block("b20", P, said("None.")),
    Block("b21", Kind.APPENDIX, said("Innovation Programme Plan")),
    Block("b22", Kind.TEXT, said("The plan as it stood on the day of the meeting.")),
    Block("b23", P, said("A paragraph of the appendix.")),
    Block("b24", S, said("With one below it.")),
    Block("b25", Kind.TABLE, table=Table("", ("Theme", "Detailed activity", "Timetable"), tuple(
        (said(f"Strand {n}"), said("Collect and spread innovation stories, keep the collection up to date, and put "
              "new pieces on the website."), said("Every two months" if n % 2 else "By September 2013"))
        for n in range(1, 15)
    ))),
    summary=said(
        "What councils did, showed and learnt since the report of May 2015, with ", Span("over 100", figure="f1"),
        Span(" case studies more."),
    ),
    recommendations=(
        said("That the Board notes the report."), said("That the Board says what officers should do next."),
    ),
    action=said("Officers to progress this work as the Board directs."),
    contacts=(
        Person("Robin Officer", "Programme Manager (Productivity)", "020 7000 0000", "productivity@example.org"),
        Person("Kim Adviser", "Improvement Adviser", "020 7000 0001", "improvement@example.org"),
    ),
    previous_title="Innovation in councils, May 2015", previous_slug="innovation-in-councils-may-2015",
    figures=FIGURES,
)  # fmt: skip

PORTFOLIO = document(
    Block("c1", Kind.PART, said("Innovation")),
    Block("c2", Kind.SUBHEADING, said("The Zone at the conference")),
    Block("c3", P, said("It will:")),
    Block("c4", S, said("show what councils tried")),
    Block("c5", S, said("share what they learnt.")),
    Block("c6", P, said("It is for councils that are ready to think anew.")),
    Block("c7", Kind.PART, said("Leadership")),
    Block("c8", Kind.HEADING, said("Leadership development")),
    Block("c9", P, said("A workshop had 28 participants.")),
    Block("c10", Kind.IMAGE, said("The Zone in 2014"), picture=Picture(
        "/media/reports/zone.png", "People at round tables",
    )),
    title="Report of the portfolio holder", kind="portfolio", item="", purpose="For noting.",
    contacts=(Person("Robin Officer", "Head of Leadership", "020 7000 0000", "leadership@example.org"),),
)  # fmt: skip
