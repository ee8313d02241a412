"""The pages of a form: its start, the list of tasks, one page a step, checking, sent. Each works without JavaScript."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovation_db import links
from innovation_db.form_kit import actions
from innovation_db.form_kit.answers import as_querydict, typed_into
from innovation_db.form_kit.definition import FormKit, Step, StepForm, Typed
from innovation_db.forms import HouseForm
from innovation_db.models import ContributorLink, SavedForm
from innovation_db.rate_limits import limited

View = Callable[..., HttpResponse]
VERSION = "_version"  # the version of the row that a page was made from
THEN = "_then"  # "check": go back to checking the answers
LATER = "_later"  # the button “Save and come back later”


def patterns(kit: FormKit) -> list[URLPattern]:
    """Return the addresses of a form."""

    def guarded(view: View, **otherwise: View) -> View:
        hooks = {name: partial(hook, kit=kit) for name, hook in otherwise.items()}
        return links.link_required(kit.kind, **hooks)(by_key(partial(view, kit=kit)))

    kind = kit.kind
    return [
        path("", partial(start, kit=kit), name=kind),
        path("<str:key>/", guarded(task_list), name=f"{kind}_tasks"),
        path("<str:key>/check/", guarded(check), name=f"{kind}_check"),
        path("<str:key>/later/", guarded(later), name=f"{kind}_later"),
        path("<str:key>/sent/", guarded(sent), name=f"{kind}_sent"),
        path("<str:key>/<slug:name>/", guarded(step, lapsed=too_late, stranger=unknown_browser), name=f"{kind}_step"),
    ]


def by_key(view: View) -> View:
    """Leave out what the address says beside the key and the step: the form of the key knows it."""

    def keyed(request: HttpRequest, link: ContributorLink, **address: str) -> HttpResponse:
        return view(request, link, **{name: part for name, part in address.items() if name == "name"})

    return keyed


class StartForm(HouseForm):
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send you a link, so that you can stop and come back. You need no password.",
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address such as ann@example.org.",
        },
    )


def page(request: HttpRequest, kit: FormKit, name: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    return render(request, f"innovation_db/form_kit/{name}.html", {"kit": kit} | context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("link")
def start(request: HttpRequest, kit: FormKit, **given: object) -> HttpResponse:
    """Say what the form is and begin it. The browser is let in at once; the e-mailed link is for coming back."""
    values = kit.given(**given)
    if why := kit.closed(values, None):
        context = {"kit": kit, "why": why, **values}
        return render(request, f"{kit.templates}/closed.html", context, status=200 if request.method != "POST" else 403)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link = actions.begin(kit=kit, email=form.cleaned_data["email"], given=given)
        except links.TooManyLinksError:
            form.add_error("email", "We have sent this address several links in the last hour. Use one, or try later.")
        else:
            return links.let_in(HttpResponseRedirect(kit.path(link)), link)
    context = {"kit": kit, "form": form, **values}
    return render(request, f"{kit.templates}/start.html", context, status=400 if form.errors else 200)


def saved_form(link: ContributorLink) -> SavedForm:
    """Return the form of a link; the guard has let its reader in."""
    saved: SavedForm | None = SavedForm.objects.filter(link=link).first()
    if saved is None:
        raise Http404
    saved.link = link
    return saved


def closed_page(request: HttpRequest, kit: FormKit, saved: SavedForm, typed: list[tuple[str, str]]) -> HttpResponse:
    """Say why nothing can be sent or changed any more, and show what was answered and what was just `typed`."""
    context = {"kit": kit, "saved": saved, "why": kit.why_closed(saved), "typed": typed, **kit.given(**saved.given)}
    context["tasks"] = summary(kit, saved)
    return render(request, f"{kit.templates}/closed.html", context, status=403 if request.method == "POST" else 200)


@require_safe
def task_list(request: HttpRequest, link: ContributorLink, kit: FormKit) -> HttpResponse:
    saved = saved_form(link)
    if saved.submitted_at:
        return HttpResponseRedirect(kit.url("sent", saved))
    if kit.why_closed(saved):
        return closed_page(request, kit, saved, [])
    answers = kit.answers(saved)
    tasks = [
        {"state": state, "url": kit.url("step", saved, next_undone(answers, state.steps).name)}
        for state in answers.tasks()
    ]
    return page(request, kit, "tasks", {"saved": saved, "link": link, "tasks": tasks, "ready": not answers.missing()})


def next_undone(answers: object, steps: list[Step]) -> Step:
    return next((step for step in steps if not answers.complete(step)), steps[0])  # type: ignore[attr-defined]


def the_step(kit: FormKit, name: str) -> Step:
    found = kit.step(name)
    if found is None:
        raise Http404
    return found


def posted_version(request: HttpRequest) -> int:
    """The version a page was made from; 0, which is older than any, when the request does not say."""
    text = request.POST.get(VERSION, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, link: ContributorLink, name: str, kit: FormKit) -> HttpResponse:
    """Show a page of questions, or keep what was typed into it and go on."""
    saved, this = saved_form(link), the_step(kit, name)
    why = kit.why_closed(saved)
    if saved.submitted_at and (kit.change is None or (why and request.method != "POST")):
        return HttpResponseRedirect(kit.url("sent", saved))
    answers = kit.answers(saved)
    if why:
        form = this.form(request.POST or None, answers=answers.values_before(this))
        late = [(str(one.label), plain(form, one.name)) for one in form] if request.method == "POST" else []
        return closed_page(request, kit, saved, late)
    if not answers.applies(this):
        return HttpResponseRedirect(kit.url("tasks", saved))
    if request.method == "POST":
        return save(request, kit, saved, this)
    typed = answers.shown(this)
    form = this.form(None if typed is None else as_querydict(typed), answers=answers.values_before(this))
    return step_page(request, kit, saved, this, form)


def save(request: HttpRequest, kit: FormKit, saved: SavedForm, this: Step) -> HttpResponse:
    form = this.form(request.POST, request.FILES, answers=kit.answers(saved).values_before(this))
    typed = typed_into(this.form, request.POST)
    valid = form.is_valid()
    if valid:
        typed = form.to_keep(typed) | (this.keep_files(saved, form) if this.keep_files else {})
    try:
        saved = actions.save_step(
            kit=kit, saved=saved, step=this, typed=typed, accepted=valid, version=posted_version(request)
        )
    except actions.AlreadySentError:
        return HttpResponseRedirect(kit.url("sent", saved))
    except actions.ChangedMeanwhileError as changed:
        return conflict(request, kit, saved, this, form, changed.theirs or {})
    if LATER in request.POST:
        return send_for_later(request, kit, saved)
    if not valid:
        return step_page(request, kit, saved, this, form, status=400)
    return HttpResponseRedirect(after(kit, saved, this, request.POST.get(THEN, "")))


def after(kit: FormKit, saved: SavedForm, this: Step, then: str) -> str:
    """Return the page after a step: checking, if its reader came from there; the next step of the task; the list.

    After a change of what was sent: what is missing since, or the page of what was sent.
    """
    if then == "check" and not saved.submitted_at:
        return kit.url("check", saved)
    answers = kit.answers(saved)
    if saved.submitted_at:
        missing = answers.missing()
        return kit.url("step", saved, missing[0].name) if missing else f"{kit.url('sent', saved)}?changed"
    (task,) = (task for task in kit.tasks if this in task.steps)
    following = task.steps[task.steps.index(this) + 1 :]
    another = next((one for one in following if answers.applies(one)), None)
    return kit.url("step", saved, another.name) if another else kit.url("tasks", saved)


def step_page(
    request: HttpRequest,
    kit: FormKit,
    saved: SavedForm,
    this: Step,
    form: StepForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """Show a page of questions; a draft that was kept shows what is wrong with it."""
    then = request.POST.get(THEN) or request.GET.get("then", "")
    back = kit.url("sent" if saved.submitted_at else "check" if then == "check" else "tasks", saved)
    (task,) = (task for task in kit.tasks if this in task.steps)
    context = {"saved": saved, "step": this, "task": task, "form": form, "then": then, "back": back}
    return page(request, kit, "step", context | more, status)


def conflict(
    request: HttpRequest, kit: FormKit, saved: SavedForm, this: Step, form: StepForm, theirs: Typed
) -> HttpResponse:
    """Show both texts: what somebody else saved since this page was opened, and what was typed here, still to save."""
    saved.refresh_from_db()
    other = this.form(as_querydict(theirs), answers=form.answers)
    pairs = [
        (control.label, plain(other, control.name), plain(form, control.name))
        for control in form
        if plain(other, control.name) != plain(form, control.name)
    ]
    return step_page(request, kit, saved, this, form, status=409, pairs=pairs)


def plain(form: StepForm, name: str) -> str:
    """What was typed in a field, as it reads: the words of a choice, the parts of a date."""
    value = form[name].value()
    choices = getattr(form.fields[name], "choices", None)
    words = {str(key): str(label) for key, label in choices} if choices is not None else {}
    parts = value if isinstance(value, list | tuple) else [value]
    return ", ".join(words.get(str(part), str(part)) for part in parts if part not in (None, ""))


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, link: ContributorLink, kit: FormKit) -> HttpResponse:
    """Show all answers with links to change them, and send them."""
    saved, changed = saved_form(link), False
    if request.method == "POST":
        try:
            saved = actions.submit(kit=kit, saved=saved, version=posted_version(request))
        except actions.ChangedMeanwhileError:
            changed = True
        except (actions.IncompleteError, actions.ClosedError):
            pass
    if saved.submitted_at:
        return HttpResponseRedirect(kit.url("sent", saved))
    if kit.why_closed(saved):
        return closed_page(request, kit, saved, [])
    saved.refresh_from_db(fields=["answers", "version"])
    answers = kit.answers(saved)
    missing = [(step, kit.url("step", saved, step.name)) for step in answers.missing()]
    context = {"saved": saved, "tasks": summary(kit, saved), "missing": missing, "changed": changed}
    return page(request, kit, "check", context, status=409 if changed else 200)


def summary(kit: FormKit, saved: SavedForm) -> list[tuple[str, list[dict[str, object]]]]:
    """Return each task's title and its rows: question, answer, and where to change it."""
    return [
        (
            task.title,
            [
                {"label": label, "answer": answer, "url": kit.url("step", saved, one.name)}
                for one, rows in steps
                for label, answer in rows or [(one.form().heading, "")]
            ],
        )
        for task, steps in kit.answers(saved).summary()
    ]


@require_safe
def sent(request: HttpRequest, link: ContributorLink, kit: FormKit) -> HttpResponse:
    saved = saved_form(link)
    if not saved.submitted_at:
        return HttpResponseRedirect(kit.url("tasks", saved))
    may_change = kit.may_change(saved)
    missing = kit.answers(saved).missing() if may_change else []
    context = {
        "tasks": summary(kit, saved),
        "may_change": may_change,
        "changed": "changed" in request.GET,
        "missing": [(step, kit.url("step", saved, step.name)) for step in missing],
    }
    return page(request, kit, "sent", {"saved": saved, "link": link, **kit.given(**saved.given), **context})


@require_POST
def later(request: HttpRequest, link: ContributorLink, kit: FormKit) -> HttpResponse:
    """E-mail the link once more, for coming back."""
    return send_for_later(request, kit, saved_form(link))


def send_for_later(request: HttpRequest, kit: FormKit, saved: SavedForm) -> HttpResponse:
    try:
        links.send(saved.link)
    except links.TooManyLinksError:
        sent_now = False  # the links sent before still work
    else:
        sent_now = True
    return page(request, kit, "later", {"saved": saved, "sent_now": sent_now})


def too_late(request: HttpRequest, link: ContributorLink, name: str, kit: FormKit, **given: object) -> HttpResponse:
    """Keep what was typed by a reader whose time ran out, show none of it, and offer a new link."""
    saved, this, kept = saved_form(link), the_step(kit, name), False
    if request.method == "POST":
        try:
            actions.save_step(
                kit=kit,
                saved=saved,
                step=this,
                typed=typed_into(this.form, request.POST),
                accepted=False,
                version=posted_version(request),
            )
            kept = True
        except actions.AlreadySentError:
            pass
        except actions.ChangedMeanwhileError:
            return unknown_browser(request, name=name, kit=kit, **saved.given)
    return render(request, "innovation_db/links/lapsed.html", {"kept": kept}, status=403)


def unknown_browser(request: HttpRequest, name: str, kit: FormKit, **given: object) -> HttpResponse:
    """Give back what a browser without the cookie has typed, so that it can be saved once the link is opened."""
    this = kit.step(name)
    if request.method != "POST" or this is None:
        return links.ask_for_link(request)
    form = this.form(request.POST, answers=kit.given(**given))
    (task,) = (task for task in kit.tasks if this in task.steps)
    context = {"step": this, "task": task, "form": form, "version": posted_version(request), "locked_out": True}
    return page(request, kit, "step", context, status=403)
