"""The editor of a report by its forms, as it works without JavaScript: words, blocks, tables, pasting, two at once."""

import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from board_reports import actions, editing
from board_reports.models import Block, ConfirmedNumber, FigureUse, Report
from innovation_db.models import User
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, UserFactory
from tests.report_factories import BlockFactory, CommentFactory, FigureUseFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    user: User = UserFactory(roles=[Role.REPORT_AUTHOR])
    return user


@pytest.fixture
def officer(author: User) -> Client:
    own = Client()
    own.force_login(author)
    return own


@pytest.fixture
def report() -> Report:
    """A draft with a heading and two paragraphs."""
    made: Report = ReportFactory(title="Innovation Zone")
    BlockFactory(report=made, key="b1", place=100, kind="heading", text="Background")
    BlockFactory(report=made, key="b2", place=200, text="First words.")
    BlockFactory(report=made, key="b3", place=300, text="Second words.")
    return made


def body(report: Report) -> str:
    return f"/admin/board_reports/report/{report.pk}/body/"


def block(report: Report, key: str) -> Block:
    return Block.objects.get(report=report, key=key)


def send(client: Client, report: Report, key: str, *, json: bool = False, **sent: str) -> Any:
    """Send the form of a block, as it stands unless something else is said."""
    row = block(report, key)
    what = editing.typed(row)
    data = {"seen": editing.mark(row), "text": what.text, "caption": what.caption, "kind": row.kind, "do": "save"}
    headers = {"Accept": "application/json"} if json else {}
    return client.post(f"{body(report)}words/{key}/", data | sent, headers=headers)


def order(report: Report) -> list[str]:
    return [one.text for one in report.blocks.all()]


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_the_page_shows_every_block_with_the_number_it_will_have(officer: Client, report: Report) -> None:
    BlockFactory(report=report, place=400, kind="subparagraph", text="Below.")
    page = officer.get(body(report))
    assert page.status_code == 200
    numbers = re.findall(r'<span class="line__number">([^<]*)</span>', page.content.decode())
    assert [number for number in numbers if number] == ["1", "2", "2.1"]
    assert [line.where for line in page.context["desk"].head] == ["summary", "recommendations", "action"]


def test_words_are_saved_and_numbered_anew(officer: Client, report: Report) -> None:
    done = send(officer, report, "b2", text="Changed words.")
    assert done.headers["Location"] == f"{body(report)}#b2"
    assert block(report, "b2").text == "Changed words."
    told = send(officer, report, "b3", json=True, kind="subparagraph").json()
    assert [(one["where"], one["number"]) for one in told["lines"]][-2:] == [("b2", "1"), ("b3", "1.1")]


def test_the_head_is_written_in_its_place(officer: Client, report: Report) -> None:
    officer.post(f"{body(report)}words/summary/", {"seen": editing.mark(""), "text": "In short."})
    assert Report.objects.get(pk=report.pk).summary == "In short."


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        ("up", ["First words.", "Background", "Second words."]),
        ("down", ["Background", "Second words.", "First words."]),
        ("delete", ["Background", "Second words."]),
        ("add", ["Background", "First words.", "", "Second words."]),
    ],
)
def test_buttons_of_a_block(officer: Client, report: Report, do: str, expected: list[str]) -> None:
    send(officer, report, "b2", do=do, new="paragraph")
    assert order(report) == expected


@pytest.mark.parametrize("where", ["b1", "b3"])
def test_at_the_ends_a_block_stays(officer: Client, report: Report, where: str) -> None:
    before = order(report)
    send(officer, report, where, do="up" if where == "b1" else "down")
    assert order(report) == before


def test_enter_parts_a_paragraph_in_two(officer: Client, report: Report) -> None:
    told = send(officer, report, "b2", json=True, do="add", new="paragraph", text="First", below="words.").json()
    assert order(report) == ["Background", "First", "words.", "Second words."]
    assert told["focus"] == report.blocks.all()[2].key


def test_many_blocks_in_one_place_find_room(officer: Client, report: Report) -> None:
    for number in range(12):
        send(officer, report, "b2", do="add", new="paragraph", below=str(number))
    assert order(report)[2:14] == [str(number) for number in reversed(range(12))]


def test_a_table_is_lines_of_text(officer: Client, report: Report) -> None:
    send(officer, report, "b3", do="add", new="table")
    table = report.blocks.last()
    assert table is not None
    send(officer, report, table.key, text="Council | What\nLeeds | A \\| B\n\nYork", caption="Who")
    assert block(report, table.key).data == {
        "caption": "Who",
        "columns": ["Council", "What"],
        "rows": [["Leeds", "A | B"], ["York", ""]],
    }
    assert editing.typed(block(report, table.key)).text == "Council | What\nLeeds | A \\| B\nYork |"


def test_a_stale_save_is_refused_with_both_texts_and_nothing_lost(officer: Client, report: Report) -> None:
    seen = editing.mark(block(report, "b2"))
    send(officer, report, "b2", text="Theirs, first.")
    page = send(officer, report, "b2", seen=seen, text="Mine, second.")
    assert page.status_code == 409
    assert block(report, "b2").text == "Theirs, first."
    line = page.context["desk"].line("b2")
    assert line.mine.text == "Mine, second."
    assert {piece.text for piece in line.pieces if piece.kind != "same"} == {"Theirs, first.", "Mine, second."}
    send(officer, report, "b2", seen=line.seen, text="Mine, second.")
    assert block(report, "b2").text == "Mine, second.", "the second time it is knowingly"


def test_others_may_write_at_other_blocks_meanwhile(officer: Client, report: Report) -> None:
    seen = editing.mark(block(report, "b2"))
    send(officer, report, "b3", text="Theirs.")
    send(officer, report, "b1", do="down")
    send(officer, report, "b2", seen=seen, text="Mine.")
    assert order(report) == ["Mine.", "Background", "Theirs."]


@pytest.mark.parametrize("do", ["save", "delete"])
def test_a_block_that_is_gone_or_changed_is_not_lost_by_accident(officer: Client, report: Report, do: str) -> None:
    old = block(report, "b2")
    seen = editing.mark(old)
    if do == "save":
        old.delete()
        page = officer.post(f"{body(report)}words/b2/", {"seen": seen, "text": "Long thoughts."})
        assert page.status_code == 409
        assert page.context["lost"] == "Long thoughts."
    else:
        send(officer, report, "b2", text="Theirs.")
        assert send(officer, report, "b2", seen=seen, do="delete").status_code == 409
        assert block(report, "b2").text == "Theirs."


def test_a_stale_save_by_script_tells_what_differs(officer: Client, report: Report) -> None:
    seen = editing.mark(block(report, "b2"))
    send(officer, report, "b2", text="Theirs.")
    told = send(officer, report, "b2", json=True, seen=seen, text="Mine.")
    assert told.status_code == 409
    assert "Theirs." in told.json()["conflict"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"text": "x" * 20_001}, 422), ({"kind": "table"}, 422), ({"kind": "nonsense"}, 422)],
    ids=["too long", "words to table", "no kind"],
)
def test_bad_input_is_refused_and_kept_in_its_box(
    officer: Client, report: Report, sent: dict[str, str], status: int
) -> None:
    page = send(officer, report, "b2", **sent)
    assert page.status_code == status
    assert block(report, "b2").text == "First words."
    assert page.context["desk"].line("b2").mine.text == sent.get("text", "First words.")


def test_in_clearance_nothing_is_written(officer: Client, author: User, report: Report) -> None:
    actions.submit(report=report, version=Report.objects.get(pk=report.pk).version, by=author)
    page = send(officer, report, "b2", text="Sneaked in.")
    assert page.status_code == 422
    assert block(report, "b2").text == "First words."
    assert b"<textarea" not in officer.get(body(report)).content.split(b'id="content-main"')[1].split(b"errornote")[0]
    saved = officer.post(f"/admin/board_reports/report/{report.pk}/change/", {"title": "Sneaked in"})
    assert saved.status_code == 403


def test_a_clearer_reads_and_does_not_write(report: Report) -> None:
    client = Client()
    client.force_login(UserFactory(roles=[Role.REPORT_CLEARER]))
    assert client.get(body(report)).status_code == 200
    assert send(client, report, "b2", text="Mine.").status_code == 403


WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {color: red}</style></head><body>
<!--StartFragment--><h1 style='color:red'>Background<o:p></o:p></h1>
<p class=MsoNormal>The <b>Zone</b> was <i>lively</i>; see <a href="https://example.org/a">its page</a>.<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.
</span><![endif]>First point</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>a.</span>Below it</p>
<h3>Themes</h3><ul><li>Digital</li></ul>
<table><tr><td><p>Council</p></td><td><p>What</p></td></tr><tr><td>Leeds</td><td><b>Data</b></td></tr></table>
<script>alert(1)</script><p onclick="x()">Last [[f1]] words</p></body></html>
"""


def test_pasting_from_word_keeps_headings_lists_and_tables(officer: Client, report: Report) -> None:
    officer.post(f"{body(report)}add/", {"after": "b1", "html": WORD}, headers={"Accept": "application/json"})
    kept = [(one.kind, one.text or one.data) for one in report.blocks.all()]
    assert kept[1:-2] == [
        ("heading", "Background"),
        ("paragraph", "The **Zone** was _lively_; see [its page](https://example.org/a)."),
        ("paragraph", "First point"),
        ("subparagraph", "Below it"),
        ("subheading", "Themes"),
        ("subparagraph", "Digital"),
        ("table", {"caption": "", "columns": ["Council", "What"], "rows": [["Leeds", "**Data**"]]}),
        ("paragraph", r"Last \[\[f1\]\] words"),
    ]


@pytest.mark.parametrize(
    ("html", "kind", "kept"),
    [
        ("<h2>1. Issues</h2>", "heading", "Issues"),
        ("<h3><b>2.1</b> Costs</h3>", "subheading", "Costs"),
        ("<h2>2015 in numbers</h2>", "heading", "2015 in numbers"),
        (
            '<p>See <a href="https://example.org/Bath_(city)">Bath</a>.</p>',
            "paragraph",
            "See [Bath](https://example.org/Bath_%28city%29).",
        ),
        (
            '<p><a href=" https://example.org/the plan.pdf">Plan</a></p>',
            "paragraph",
            "[Plan](https://example.org/the%20plan.pdf)",
        ),
        ('<p><a href="javascript:x()">Press</a></p>', "paragraph", "Press"),
        ("<p>We <del>may</del><ins>will</ins> <s>not </s>go.</p>", "paragraph", "We will go."),
    ],
    ids=["heading", "bold number", "a year stays", "brackets", "spaces", "script", "deleted"],
)
def test_pasting_keeps_what_was_meant(officer: Client, report: Report, html: str, kind: str, kept: str) -> None:
    officer.post(f"{body(report)}add/", {"after": "b1", "html": html}, headers={"Accept": "application/json"})
    assert [(one.kind, one.text) for one in report.blocks.all()][1] == (kind, kept)


def test_paragraphs_and_lists_in_a_pasted_cell_stay_apart(officer: Client, report: Report) -> None:
    table = (
        "<table><tr><td>Council</td><td>What</td></tr><tr><td><p>Two</p><p>lines</p></td>"
        "<td>First<ul><li>one</li><li><b>two</b></li></ul>last<br>words</td></tr></table>"
    )
    officer.post(f"{body(report)}add/", {"after": "b1", "html": table}, headers={"Accept": "application/json"})
    assert list(report.blocks.all())[1].data["rows"] == [["Two lines", "First one **two** last words"]]


def test_pasting_plain_text_makes_paragraphs_of_lines(officer: Client, report: Report) -> None:
    officer.post(f"{body(report)}add/", {"text": "1. One\r\n\r\n  Two  words\r\n2.1 Three"})
    assert order(report)[3:] == ["One", "Two words", "Three"]


def test_a_paste_of_200_pages_is_taken_in_quickly(officer: Client, report: Report) -> None:
    officer.post(f"{body(report)}add/", {"html": "<p>Some words that fill a line of a page.</p>" * 1_800})
    assert report.blocks.count() == 1_803
    page = officer.post(f"{body(report)}add/", {"html": "<p>More.</p>" * 400})
    assert page.status_code == 422
    assert report.blocks.count() == 1_803


@pytest.mark.parametrize("sent", [{}, {"kind": "x"}, {"html": "<img src=x>"}], ids=["nothing", "no kind", "no words"])
def test_adding_nothing_is_refused(officer: Client, report: Report, sent: dict[str, str]) -> None:
    assert officer.post(f"{body(report)}add/", sent).status_code == 422
    assert report.blocks.count() == 3


# --- Figures, references, numbers -------------------------------------------------------------------------------------


def test_a_figure_is_chosen_checked_and_put_at_its_place(officer: Client, report: Report) -> None:
    CaseStudyFactory.create_batch(2, published=True)
    listed = officer.get(f"{body(report)}figures/?block=b2&at=5")
    today = {one.key: value for one, value in listed.context["figures"]}
    assert today["case_studies.published"] == "2"
    assert today["zone.sessions"] == "Choose a zone first"
    address = f"{body(report)}figures/?block=b2&at=5&figure=case_studies.published"
    false = officer.post(address, {"qualifier": "over", "stated": "2"})
    assert false.status_code == 422
    assert "“over two” is not true: the value is 2." in text_of(false)
    assert '<a href="#id_qualifier">Said as: “over two” is not true: the value is 2.</a>' in false.content.decode()
    assert (false.context["told"].value, false.context["told"].phrase) == ("2", "over two")
    done = officer.post(address, {"qualifier": "at least", "stated": "2", "with_noun": "on", "of_until": "2100-01-01"})
    assert done.headers["Location"] == f"{body(report)}#b2"
    assert block(report, "b2").text == "First[[f1]] words."
    use = FigureUse.objects.get(report=report)
    assert (use.qualifier, use.stated, use.with_noun, use.arguments) == ("at least", 2, True, {"until": "2100-01-01"})


def test_a_figure_is_looked_at_before_it_is_taken(officer: Client, report: Report) -> None:
    CaseStudyFactory.create_batch(23, published=True)
    address = f"{body(report)}figures/?figure=case_studies.published"
    told = officer.post(
        address, {"_look": "1", "qualifier": "over", "stated": "20"}, headers={"Accept": "application/json"}
    ).json()
    assert told["told"] == {
        "value": "23", "phrase": "over 20", "holds": True, "sentence": "That is true now.", "suggestion": "over 20"
    }  # fmt: skip
    assert not FigureUse.objects.exists()


@pytest.mark.parametrize(
    ("key", "sent", "sentence"),
    [
        ("zone.sessions", {}, "This field is required."),
        ("zone.sessions", {"of_zone": "1999"}, "Select a valid choice."),
        ("case_studies.added", {"of_since": "soon"}, "Enter a valid date."),
        (
            "case_studies.added",
            {"of_since": "2015-05-01", "of_until": "2015-04-01"},
            "The window ends before it begins.",
        ),
        ("case_studies.published", {"qualifier": "over"}, "Give the number that follows “over”."),
        ("case_studies.published", {"qualifier": "up from"}, "Give the number that “up from” compares with."),
        ("case_studies.published", {"qualifier": "added to", "baseline": "40"}, "Say where the number comes from"),
    ],
)
def test_wrong_figures_are_refused(
    officer: Client, report: Report, key: str, sent: dict[str, str], sentence: str
) -> None:
    page = officer.post(f"{body(report)}figures/?block=b2&figure={key}", sent)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert not FigureUse.objects.exists()


def test_what_is_left_out_leaves_the_value_in_view(officer: Client, report: Report) -> None:
    CaseStudyFactory.create_batch(2, published=True)
    page = officer.post(f"{body(report)}figures/?figure=case_studies.published", {"qualifier": "over"})
    told = page.context["told"]
    assert (told.value, told.phrase, told.holds) == ("2", "not known yet", False)
    assert told.sentence == "Give the number that follows “over”."
    unknown = officer.post(f"{body(report)}figures/?figure=zone.sessions", {})
    assert unknown.context["told"] is None
    assert "Mend what is listed above first." in text_of(unknown)


@pytest.mark.parametrize(("kept", "shown"), [("130.00", "130"), ("2.50", "2.5"), ("1000.00", "1000")])
def test_a_number_is_shown_as_it_would_be_typed(officer: Client, report: Report, kept: str, shown: str) -> None:
    FigureUseFactory(report=report, key="f1", qualifier="over", stated=kept)
    page = officer.get(f"{body(report)}figures/f1/")
    assert f'name="stated" value="{shown}"' in page.content.decode()


def test_a_figure_is_changed_once_and_stale_changes_are_refused(officer: Client, report: Report) -> None:
    use = FigureUseFactory(report=report, key="f1")
    address = f"{body(report)}figures/f1/"
    seen = officer.get(address).context["seen"]
    assert officer.post(address, {"style": "digits", "seen": seen}).status_code == 302
    page = officer.post(address, {"style": "house", "seen": seen})
    assert page.status_code == 422
    assert "Somebody else changed this figure meanwhile." in text_of(page)
    use.refresh_from_db()
    assert use.style == "digits"


def test_only_a_figure_that_stands_nowhere_is_removed(officer: Client, report: Report) -> None:
    FigureUseFactory(report=report, key="f1")
    Block.objects.filter(key="b2").update(text="We have [[f1]].")
    officer.post(f"{body(report)}figures/f1/", {"_remove": "1"})
    assert FigureUse.objects.count() == 1
    Block.objects.filter(key="b2").update(text="We have none.")
    officer.post(f"{body(report)}figures/f1/", {"_remove": "1"})
    assert FigureUse.objects.count() == 0


def test_a_typed_number_becomes_a_figure_or_gets_a_source(officer: Client, report: Report) -> None:
    CaseStudyFactory.create_batch(2, published=True)
    Block.objects.filter(key="b2").update(text="By 2 July, 12 of 2 were there.")
    page = officer.get(body(report))
    assert [(one.block, one.number) for one in page.context["side"]["numbers"]] == [("b2", "12"), ("b2", "2")]
    officer.post(f"{body(report)}numbers/", {"where": "b2", "words": "12 of", "source": "The minutes"})
    assert ConfirmedNumber.objects.get().source == "The minutes"
    officer.post(f"{body(report)}figures/?block=b2&number=12&figure=case_studies.published", {})
    assert block(report, "b2").text == "By 2 July, [[f1]] of 2 were there."
    assert (
        officer.post(f"{body(report)}numbers/", {"where": "b2", "words": "2 were there", "source": " "}).status_code
        == 422
    )


def test_a_source_is_that_of_a_number_with_its_words_and_can_be_changed_and_withdrawn(
    officer: Client, report: Report
) -> None:
    Block.objects.filter(key="b2").update(text="Over 57 councils took part.")
    address = f"{body(report)}numbers/"
    (found,) = officer.get(body(report)).context["side"]["numbers"]
    sent = {"where": found.block, "words": found.words}
    assert sent == {"where": "b2", "words": "over 57 councils took part"}
    officer.post(address, sent | {"source": "The minutes"})
    page = officer.get(body(report))
    assert [(one.said, one.source) for one in page.context["side"]["given"]] == [("Over 57", "The minutes")]
    assert 'value="The minutes"' in page.content.decode()
    officer.post(address, sent | {"source": "The count"})
    assert ConfirmedNumber.objects.get().source == "The count"
    Block.objects.filter(key="b2").update(text="Over 57 councils took part, and 57 people came.")
    side = officer.get(body(report)).context["side"]
    assert [(one.words, one.before) for one in side["numbers"]] == [("57 people came", "The count")]
    assert officer.post(address, {"where": "b2", "words": "57 dogs", "source": "Me"}).status_code == 409
    assert officer.post(address, sent | {"do": "withdraw"}).status_code == 302
    assert [one.number for one in officer.get(body(report)).context["side"]["numbers"]] == ["57", "57"]
    assert not ConfirmedNumber.objects.exists()


def test_references_to_paragraphs_case_studies_and_sessions(officer: Client, report: Report) -> None:
    study = CaseStudyFactory(published=True, title="Quiet streets")
    page = officer.get(f"{body(report)}references/?block=b3&words=quiet")
    assert page.context["cases"] == [(study.slug, "Quiet streets")]
    assert [key for key, _, _ in page.context["paragraphs"]] == ["b2", "b3"]
    officer.post(f"{body(report)}references/?block=b3&at=0", {"to": "paragraph:b2"})
    officer.post(f"{body(report)}references/?block=b3", {"to": f"case:{study.slug}"})
    assert block(report, "b3").text == f"[[paragraph:b2]]Second words. [[case:{study.slug}]]"
    told = officer.get(f"{body(report)}data/").json()["lines"][-1]
    assert "paragraph 1Second words. Quiet streets" in told["reads"]
    assert officer.post(f"{body(report)}references/?block=b3", {"to": "page:1]] [[f1"}).status_code == 422


def test_a_comment_at_a_block_is_done(officer: Client, report: Report) -> None:
    said = CommentFactory(report=report, block="b2", audience="officers", text="Which councils?")
    private = CommentFactory(report=report, block="b2", audience="self", text="Hm.")
    page = officer.get(body(report))
    assert [one.text for one in page.context["desk"].line("b2").comments] == ["Which councils?"]
    officer.post(f"{body(report)}comments/{said.pk}/")
    assert officer.get(body(report)).context["desk"].line("b2").comments == []
    assert officer.post(f"{body(report)}comments/{private.pk}/").status_code == 404


def test_beside_the_text_stands_what_is_open(officer: Client, report: Report) -> None:
    FigureUseFactory(report=report, key="f1", qualifier="over", stated=5)
    Block.objects.filter(key="b2").update(text=f"[[f1]] {'very ' * 31}long. {'Word ' * 29}" + "word " * 471)
    Report.objects.update(target_sides=1)
    side = officer.get(body(report)).context["side"]
    assert side["points"] == ["Figure f1 says “over five”, but the value is 0."]
    assert side["length"] == {"words": 543, "sides": 2, "aim": 1, "over": True}
    assert [one.where for one in side["plain"]] == ["b2", "b2"]


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_is_told() -> None:
    report = ReportFactory()
    row = BlockFactory(report=report, key="b1", text="Before.")
    people = [UserFactory(roles=[Role.REPORT_AUTHOR]) for _ in range(2)]
    barrier, outcomes = threading.Barrier(2), []

    def write(person: User) -> None:
        barrier.wait()
        try:
            editing.save(report=report, where="b1", seen=editing.mark(row), text=f"By {person.pk}.", by=person)
            outcomes.append(f"By {person.pk}.")
        except editing.OvertakenError as overtaken:
            outcomes.extend(["told", overtaken.theirs.text])
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("told") == 1
    outcomes.remove("told")
    assert set(outcomes) == {Block.objects.get(key="b1").text}


@pytest.fixture
def chart(report: Report) -> Block:
    """A bar chart of two figures, as the editor puts one in."""
    FigureUseFactory(report=report, key="f1")
    FigureUseFactory(report=report, key="f2", definition="councils.featured", arguments={})
    data = {"chart": "bar", "rows": [["Stories", "f1"], ["Councils", "f2"]]}
    return BlockFactory(report=report, key="c1", place=400, kind="chart", text="What there is", data=data)


def test_a_chart_is_drawn_as_bars_or_as_a_line(officer: Client, report: Report, chart: Block) -> None:
    assert officer.get(body(report)).content.count(b'aria-label="Bar chart: What there is.') == 1
    assert send(officer, report, "c1", chart="line").status_code == 302
    assert block(report, "c1").data == {"chart": "line", "rows": [["Stories", "f1"], ["Councils", "f2"]]}
    page = officer.get(body(report)).content.decode()
    assert re.search(r'<option value="line" selected>', page)
    preview = officer.get(f"/reports/{report.slug}/?preview").content.decode()
    assert 'aria-label="Line chart: What there is. The table after it has the numbers."' in preview
    assert re.findall(r'<th class="govuk-table__header" scope="row">(.*?)</th>', preview) == ["Stories", "Councils"]
    told = send(officer, report, "c1", json=True).json()["lines"]
    assert [one["chart"] for one in told if one["where"] == "c1"] == ["line"]


def test_a_chart_is_drawn_in_no_other_way(officer: Client, report: Report, chart: Block) -> None:
    page = send(officer, report, "c1", chart="pie", caption="Kept as it was typed")
    assert page.status_code == 422
    assert page.context["problems"] == ["A chart is drawn as bars or as a line: choose one of the two."]
    assert b"Kept as it was typed" in page.content
    assert block(report, "c1").data["chart"] == "bar"


def test_a_value_of_a_chart_without_its_figure_yet_is_kept(officer: Client, report: Report, chart: Block) -> None:
    send(officer, report, "c1", text="Stories\nCouncils | | [[f2]]")
    assert block(report, "c1").data["rows"] == [["Stories", ""], ["Councils", "f2"]]
    assert editing.typed(block(report, "c1")).text == "Stories |\nCouncils | f2"
    send(officer, report, "c1", text="Stories")
    assert block(report, "c1").data["rows"] == [["Stories", ""]]


def points(client: Client, report: Report) -> list[tuple[str, str]]:
    """What is to be settled before it can be submitted, with the block where."""
    told = client.get(body(report)).context["side"]["points"]
    return [(str(one), getattr(one, "where", "")) for one in told]


def test_a_chart_without_title_or_values_is_to_be_settled(officer: Client, report: Report) -> None:
    officer.post(f"{body(report)}add/", {"after": "b3", "kind": "chart"})
    key = report.blocks.get(kind="chart").key
    assert points(officer, report) == [
        ("The chart after paragraph 2 has no title: say in it what the chart shows.", key),
        ("The chart after paragraph 2 has no values: give it some, or delete its block.", key),
    ]
    FigureUseFactory(report=report, key="f1")
    CaseStudyFactory(published=True)
    send(officer, report, key, caption="What there is", text="Stories | f1\nCouncils\nThemes | f9")
    assert points(officer, report) == [
        ("“Councils” in the chart after paragraph 2 has no figure: write its key after it, as in Councils | f2.", key),
        ("“Themes” in the chart after paragraph 2 names f9, and the report has no such figure.", key),
    ]
    page = officer.get(f"/admin/board_reports/report/{report.pk}/clearance/").content.decode()
    assert f'<a href="{body(report)}#{key}">“Themes” in the chart after paragraph 2 names f9' in page
    assert (
        f'<a href="#{key}">“Themes” in the chart after paragraph 2 names f9'
        in officer.get(body(report)).content.decode()
    )
    send(officer, report, key, text="Stories | f1")
    assert points(officer, report) == []


def test_a_table_without_title_or_rows_is_to_be_settled(officer: Client, report: Report) -> None:
    officer.post(f"{body(report)}add/", {"after": "b3", "kind": "table"})
    key = report.blocks.get(kind="table").key
    assert points(officer, report) == [
        ("The table after paragraph 2 has no title: say in it what the table shows.", key),
        ("The table after paragraph 2 has no rows below its headings: write them, or delete its block.", key),
    ]
    send(officer, report, key, caption="Who came")
    assert points(officer, report) == [
        ("The table after paragraph 2 has no rows below its headings: write them, or delete its block.", key)
    ]
    send(officer, report, key, text="Council | What\nLeeds | Data")
    assert points(officer, report) == []
