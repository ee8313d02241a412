"""The form kit as its readers meet it: labels, hints, errors, dates and money."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from innovation_db.forms import DateField, HouseForm, MoneyField


class Proposal(HouseForm):
    page_heading = "title"

    title = forms.CharField(max_length=100, help_text="A few words.", error_messages={"required": "Enter a title."})
    story = forms.CharField(widget=forms.Textarea, max_length=1200, required=False)
    stage = forms.ChoiceField(choices=[("idea", "Idea"), ("pilot", "Pilot")], widget=forms.RadioSelect)
    begun_on = DateField(required=False)
    cost = MoneyField(required=False)


def render(template: str, form: forms.Form) -> str:
    return Template(template).render(Context({"form": form}))


def test_a_field_is_named_explained_and_described() -> None:
    html = render("{{ form.title.as_field_group }}", Proposal())
    assert '<h1 class="govuk-label-wrapper">' in html
    assert 'aria-describedby="id_title_helptext"' in html
    assert 'class="govuk-input"' in html


def test_errors_lead_to_the_first_control_of_their_field() -> None:
    form = Proposal({"begun_on_day": "31", "begun_on_month": "2", "begun_on_year": "2015"})
    html = render("{% error_summary form %}", form)
    assert [part.split('"')[0] for part in html.split('href="')[1:]] == [
        "#id_title",
        "#id_stage_0",
        "#id_begun_on_day",
    ]
    group = render("{{ form.begun_on.as_field_group }}", form)
    assert 'value="31"' in group
    assert "Enter a real date, such as 14 7 2015." in group


def test_nothing_wrong_says_nothing() -> None:
    form = Proposal({"title": "A", "stage": "idea"})
    assert form.is_valid()
    assert render("{% error_summary form %}", form).strip() == ""


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("14", "7", "2015"), datetime.date(2015, 7, 14)),
        (("14", "July", "2015"), datetime.date(2015, 7, 14)),
        (("1", "sept", "2015"), datetime.date(2015, 9, 1)),
        (("", "7", "2015"), "The date must include a day."),
        (("14", "", ""), "The date must include a month and a year."),
        (("14", "7", "15"), "Enter the year with four figures, such as 2015."),
        (("31", "2", "2015"), "Enter a real date, such as 14 7 2015."),
        (("x", "y", "2015"), "Enter a real date, such as 14 7 2015."),
        (("", "", ""), None),
    ],
)
def test_dates(parts: tuple[str, str, str], expected: object) -> None:
    data = dict(zip(("begun_on_day", "begun_on_month", "begun_on_year"), parts, strict=True))
    form = Proposal({"title": "A", "stage": "idea"} | data)
    form.is_valid()
    assert form.errors.get("begun_on", [form.cleaned_data.get("begun_on")])[0] == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1200", Decimal(1200)),
        ("£1,200.50", Decimal("1200.50")),
        ("1.2 million", Decimal(1200000)),
        ("50k", Decimal(50000)),
        ("£3m", Decimal(3000000)),
        ("", None),
        ("a lot", "Enter an amount in pounds, such as 1,200 or 1.2 million."),
    ],
)
def test_money(typed: str, expected: object) -> None:
    form = Proposal({"title": "A", "stage": "idea", "cost": typed})
    form.is_valid()
    assert form.errors.get("cost", [form.cleaned_data.get("cost")])[0] == expected


def test_forms_of_others_keep_their_own_rendering() -> None:
    class Plain(forms.Form):
        name = forms.CharField()

    assert "govuk" not in str(Plain())
    assert "govuk-input" in render("{{ form|house_form }}", Plain())


def test_marks_that_turn_text_around_are_taken_off() -> None:
    form = Proposal({"title": "Bins\u202e that call \U0001f469\u200d\U0001f692", "stage": "idea"})
    assert form.is_valid()
    assert form.cleaned_data["title"] == "Bins that call \U0001f469\u200d\U0001f692"


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        pytest.param("story", "x" * 1700, "Shorten “Story” by 500 characters. It can have up to 1,200.", id="a story"),
        pytest.param("title", "x" * 101, "Shorten “Title” by 1 character. It can have up to 100.", id="a line"),
        pytest.param("story", "x\r\n" * 600, None, id="a line end counts as one"),
        pytest.param("story", "\U0001f33b" * 1200, None, id="an emoji counts as one"),
    ],
)
def test_what_is_too_long_is_refused_and_never_cut_off(field: str, typed: str, expected: str | None) -> None:
    form = Proposal({"title": "A", "stage": "idea"} | {field: typed})
    html = render("{{ form }}", form)
    assert "maxlength" not in html
    assert form.errors.get(field, [None])[0] == expected
    assert typed.strip().replace("\r\n", "\n") in html.replace("\r\n", "\n")


def test_line_ends_are_kept_as_readers_count_them() -> None:
    form = Proposal({"title": "A", "stage": "idea", "story": "One\r\ntwo"})
    assert form.is_valid()
    assert form.cleaned_data["story"] == "One\ntwo"
