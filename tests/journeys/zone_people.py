"""The people whom a Zone brings together, each with a browser of their own, and what they do in it.

The story that they play is `test_zone_walk.py`. They only press and read what the site's own pages show.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import mail
from icalendar import Calendar
from playwright.sync_api import Page, expect

LINK = re.compile(r"http\S+/links/\S+")
GRID = 15  # minutes, a press of an arrow key


@dataclass(frozen=True)
class Who:
    name: str

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@example.org"


@dataclass(frozen=True, kw_only=True)
class Idea:
    """What somebody proposes, and who would speak; the first speaker proposes it."""

    title: str
    council: str
    speakers: tuple[Who, ...]


def letters_to(email: str) -> list[Any]:
    return [message for message in mail.outbox if message.to == [email]]


def link_to(email: str) -> str:
    """Return the link in the newest e-mail to this address."""
    found = LINK.search(str(letters_to(email)[-1].body))
    assert found is not None
    return found[0]


def appointments(message: Any) -> list[Any]:
    """Return the calendar entries that an e-mail brings, as another library reads them."""
    files = [one.get_content() for one in message.attachments if one.get_content_type() == "text/calendar"]
    return [event for text in files for event in Calendar.from_ical(text).walk("VEVENT")]


class Person:
    """Somebody with a browser; `page` is their window."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def leaves(self) -> None:
        """Close the browser; the window of whoever is still there comes to the front."""
        self.page.context.close()

    def sign_in(self, email: str) -> None:
        self.page.goto("/account/login/")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill("innovation-demo")
        self.press("Sign in")
        self.page.wait_for_load_state()


class Proposer(Person):
    def begins(self, email: str) -> None:
        """Follow the call from the Zone's own page, and open the link from the e-mail."""
        self.page.goto("/zone/")
        self.page.get_by_role("link", name="Propose a session").first.click()
        self.page.get_by_label("Your e-mail address").fill(email)
        self.press("Begin")
        self.page.goto(link_to(email))

    def answers(self, idea: Idea) -> Iterable[str]:
        """Answer page by page; yield the name of each before it is answered, for whoever wants to look at it."""
        page = self.page
        self.follow("Your session")
        yield from self._page("title", {"What do you call your session?": idea.title})
        yield from self._page("problem", {"What was the problem?": "Nobody knew where to begin."})
        yield from self._page(
            "take-home",
            {
                "What you did and what came of it": "We began with one street and asked the people of it.",
                "How you did it": "One officer, one afternoon a week, for a year.",
            },
        )
        yield from self._page("theme", {}, choose=["Digital and technology"])
        yield from self._page("kind", {}, choose=["Presentation: you present, delegates ask"])
        yield from self._page("councils", {"Your council": idea.council})
        yield from self._page("case-studies", {})
        for number, speaker in enumerate(idea.speakers, start=1):
            more = "Yes, another one" if number < len(idea.speakers) else "No, that is everybody"
            yield from self._page(
                f"speaker-{number}",
                {
                    "Name": speaker.name,
                    "Job title": "Head of streets",
                    "Council or organisation": idea.council,
                    "E-mail address (optional)": speaker.email,
                },
                choose=[more],
            )
        yield from self._page("needs", {}, choose=["Screen"])
        yield from self._page("audience", {"How many people do you expect? (optional)": "30"})
        yield from self._page("you", {"Your name": idea.speakers[0].name, "Your job title": "Head of streets"})
        page.get_by_role("button", name="Check your answers").click()

    def _page(self, name: str, texts: dict[str, str], choose: Iterable[str] = ()) -> Iterable[str]:
        page = self.page
        if f"/{name}/" not in page.url:
            page.goto(re.sub(r"(/propose/[^/]+/).*", rf"\g<1>{name}/", page.url))
        yield name
        for label, text in texts.items():
            page.get_by_label(label, exact=True).fill(text)
        for label in choose:
            page.get_by_label(label, exact=True).check()
        self.press("Save and continue")

    def sends(self) -> None:
        self.press("Send")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Thank you. We have your proposal")


class Reviewer(Person):
    def scores(self, marks: dict[str, int]) -> None:
        """Score every proposal given, one after another, by the same mark for each criterion."""
        page = self.page
        self.press("Score the first one")
        for _ in marks:
            title = page.get_by_role("heading", level=1).inner_text()
            for question in page.locator("fieldset").all():
                question.get_by_label(re.compile(f"^{marks[title]}")).check()
            page.get_by_role("button", name=re.compile("^Finish")).click()
        expect(page.get_by_text("It was the last: thank you.")).to_be_visible()


class Editor:
    """The grid of the timetable, worked by keyboard alone; `spaces` are its columns in order."""

    def __init__(self, page: Page, spaces: list[str]) -> None:
        self.page, self.spaces = page, spaces

    def picks_up(self, title: str) -> tuple[str, int]:
        """Return space and minute of the day where a session is, as the editor says aloud."""
        self.page.locator("#slots").get_by_role("button", name=title).focus()
        self.page.keyboard.press("Enter")
        said = self.page.get_by_role("status")
        expect(said).to_contain_text(f"Picked up “{title}”.")
        found = re.search(r"”\. (.+), (\d\d):(\d\d) to", said.inner_text())
        assert found is not None
        return found[1], int(found[2]) * 60 + int(found[3])

    def carries(self, title: str, *, to: str, at: int) -> None:
        """Carry a session to a space and a minute of the day, wherever it is; it may be there already."""
        space, start = self.picks_up(title)
        across, down = self.spaces.index(to) - self.spaces.index(space), (at - start) // GRID
        keys = ["ArrowRight" if across > 0 else "ArrowLeft"] * abs(across)
        keys += ["ArrowDown" if down > 0 else "ArrowUp"] * abs(down)
        if not keys:
            self.page.keyboard.press("Escape")
            return
        for key in [*keys, "Enter"]:
            self.page.keyboard.press(key)
        expect(self.page.get_by_role("status")).to_contain_text(f"“{title}” is in {to}, {at // 60:02}:{at % 60:02}")


class Officer(Person):
    """Runs a Zone in the admin."""

    def opens(self, page: str) -> None:
        """Open a page of the Zone, such as “letters/”."""
        self.page.goto(f"{self.zone}{page}")

    def makes_zone(self, year: int, day: date, time_zone: str, spaces: list[str]) -> None:
        page = self.page
        page.goto("/admin/zone_programme/zone/add/")
        page.get_by_label("Year:").fill(str(year))
        page.get_by_label("Time zone:").fill(time_zone)
        page.locator(".field-themes .select2-selection").click()
        page.get_by_role("option", name="Digital and technology").first.click()
        page.locator("#days-group .add-row").get_by_text("Add another Day").click()
        page.locator("#id_days-0-date").fill(day.isoformat())
        for number, name in enumerate(spaces):
            page.locator("#spaces-group .add-row").get_by_text("Add another Space").click()
            page.locator(f"#id_spaces-{number}-name").press_sequentially(name)
            page.locator(f"#id_spaces-{number}-position").fill(str(number))
            page.locator(f"#spaces-{number}").get_by_label("Screen").check()
        page.locator("#criteria-group .add-row").get_by_text("Add another Criterion").click()
        page.locator("#id_criteria-0-name").fill("The how")
        page.locator("#id_criteria-0-question").fill("Does it tell how it was done?")
        page.locator("#id_criteria-0-lowest").fill("Not at all")
        page.locator("#id_criteria-0-highest").fill("Step by step")
        self.press("Save and continue editing")
        page.wait_for_load_state()
        assert page.locator(".errorlist li, .errornote").all_inner_texts() == []
        self.zone = page.url.removesuffix("change/")

    def steps(self, button: str) -> None:
        """Change the state of the Zone."""
        self.opens("change/")
        self.page.get_by_role("link", name=f"{button} …").click()
        self.press(button)
        expect(self.page.locator(".messagelist")).to_be_visible()

    def gives_out(self, reviewers: Iterable[str], each: int) -> None:
        self.opens("reviews/")
        for name in reviewers:
            self.page.get_by_label(name).check()
        self.page.get_by_label("Reviews of each proposal").fill(str(each))
        self.press("Give out and tell them")

    def decides(self, title: str, to: str, reason: str = "") -> None:
        page = self.page
        page.get_by_role("row", name=title).get_by_role("checkbox").check()
        page.get_by_label("Decision").select_option(to)
        if reason:
            page.get_by_label("Reason").select_option(reason)
        self.press("Decide")
        expect(page.locator(".messagelist")).to_be_visible()

    def sends_letters(self, outcome: str) -> None:
        """Send the letters of one outcome, such as “Accepted”."""
        section = self.page.get_by_role("region", name=outcome)
        section.get_by_role("button", name=re.compile(r"^Send \d")).click()
        expect(self.page.locator(".messagelist")).to_contain_text("The letters are being written")

    def looks_for_a_timetable(self, seconds: int) -> None:
        self.opens("automatic/")
        self.page.get_by_label("Seconds to look for better ones").fill(str(seconds))
        self.press("Look for a timetable")

    def releases(self) -> None:
        self.opens("release/")
        self.page.get_by_role("button", name=re.compile("^Publish release")).click()
        expect(self.page.locator(".messagelist")).to_contain_text("is public")

    def moves_today(self, title: str, starts_at: str) -> None:
        self.opens("today/")
        self.page.get_by_role("link", name=title).click()
        self.page.get_by_label("Starts at").fill(starts_at)
        self.press("Moved there")
        expect(self.page.get_by_role("heading", name="Publish this now?")).to_be_visible()

    def sends_stewards_link(self, email: str) -> None:
        self.opens("stewards/")
        self.page.get_by_label("E-mail addresses").fill(email)
        self.press("Send the links")
        expect(self.page.locator(".messagelist")).to_contain_text("1 link on the way.")


class Speaker(Person):
    def confirms(self, email: str) -> None:
        """Open the link from the letter and say yes to every session."""
        page = self.page
        page.goto(link_to(email))
        for question in page.get_by_role("group", name="Will you").all():
            question.get_by_label("Yes, I will be there").check()
        page.get_by_label("Who you are, in a few sentences").fill("I look after streets.")
        self.press("Save")
        expect(page.get_by_text("Thank you. It is saved")).to_be_visible()


class Delegate(Person):
    def stars(self, *titles: str) -> None:
        self.page.goto("/zone/")
        for title in titles:
            self.page.get_by_role("button", name=f"Star “{title}” for My Zone").first.click()

    def says(self, *, useful: str, will_do: str) -> None:
        self.page.get_by_label(useful).check()
        self.page.get_by_label(will_do).check()
        self.press("Send your answers")
        expect(self.page.get_by_role("heading", name="Thank you")).to_be_visible()


class Steward(Person):
    def counts(self, title: str, people: int) -> None:
        self.page.goto(link_to("door@example.org"))
        self.follow(title)
        expect(self.page.get_by_text("All presses are counted.")).to_be_visible()
        for _ in range(people):
            self.press("+1 came in")
        expect(self.page.get_by_text("All presses are counted.")).to_be_visible()
        expect(self.page.locator("[data-people]")).to_have_text(str(people))
