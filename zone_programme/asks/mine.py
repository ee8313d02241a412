"""The pages of a notice's sender, by e-mailed link: confirm, change, mark as met or close, renew, be introduced."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovation_db import rate_limits
from innovation_db.links import link_required
from innovation_db.models import ContributorLink
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme.asks import actions
from zone_programme.asks.forms import EndForm, NoticeForm, typed_before
from zone_programme.asks.letters import PURPOSE
from zone_programme.asks.matching import matches
from zone_programme.models import AskOffer, Introduction


def of(link: ContributorLink) -> AskOffer:
    """Return the notice of a link; the guard has let its sender in."""
    found: AskOffer | None = AskOffer.objects.with_subjects().select_related("link").filter(link=link).first()
    if found is None:
        raise Http404
    return found


def _back(notice: AskOffer) -> HttpResponse:
    return redirect("asks:mine", notice.link.key)


@link_required(PURPOSE.name)
@require_safe
def overview(request: HttpRequest, link: ContributorLink) -> HttpResponse:
    """Say how it stands, and offer what its sender can do now."""
    notice = of(link)
    introductions = [
        {"row": one, "other": one.other(notice), "agreed": one.agreed(notice)}
        for one in Introduction.objects.of(notice)
    ]
    known = {one["other"].pk for one in introductions}
    fits = [match for match in matches(notice).notices if match.thing.pk not in known] if notice.is_live else []
    context = {"notice": notice, "introductions": introductions, "fits": fits}
    return render(request, "zone_programme/asks/mine.html", context)


@link_required(PURPOSE.name)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, link: ContributorLink) -> HttpResponse:
    """Rewrite it; new words are read before they are shown."""
    notice = of(link)
    if not notice.is_editable:
        return _back(notice)
    form = NoticeForm(request.POST or None, initial=typed_before(notice))
    version, status = notice.version, 400 if form.errors else 200
    if form.is_valid():
        try:
            actions.edit(notice=notice, typed=form.cleaned_data, version=_seen(request))
        except ChangedMeanwhileError:
            form.add_error(None, "It was changed elsewhere since you opened this page. Send again to keep your text.")
            status = 409
        except RefusedError as refusal:
            form.add_error(None, " ".join(refusal.sentences))
            status = 409
        else:
            messages.success(request, "Your change is saved. We read it and show it on the board again.")
            return _back(notice)
    context = {"notice": notice, "form": form, "version": version}
    return render(request, "zone_programme/asks/change.html", context, status=status)


def _seen(request: HttpRequest) -> int:
    """Return the version that the form was made from; 0, which no row has, when it does not say."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@link_required(PURPOSE.name)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, link: ContributorLink) -> HttpResponse:
    """Mark it as met or close it, with what came of it."""
    notice = of(link)
    if not notice.is_public:
        return _back(notice)
    how = notice.state if notice.state in (AskOffer.State.MET, AskOffer.State.CLOSED) else None
    form = EndForm(request.POST or None, notice=notice, initial={"how": how, "came_of_it": notice.came_of_it})
    if form.is_valid():
        try:
            actions.end(
                notice=notice,
                met=form.cleaned_data["how"] == "met",
                came_of_it=form.cleaned_data["came_of_it"].strip(),
            )
        except RefusedError as refusal:
            form.add_error(None, " ".join(refusal.sentences))
        else:
            messages.success(request, "Thank you. It is marked, and can no longer be answered.")
            return _back(notice)
    status = 400 if form.errors else 200
    return render(request, "zone_programme/asks/end.html", {"notice": notice, "form": form}, status=status)


@link_required(PURPOSE.name)
@require_POST
def renew(request: HttpRequest, link: ContributorLink) -> HttpResponse:
    """Keep it for another six months."""
    notice = of(link)
    try:
        actions.renew(notice=notice)
    except RefusedError as refusal:
        messages.warning(request, " ".join(refusal.sentences))
    else:
        messages.success(request, "It stays on the board for another six months.")
    return _back(notice)


@link_required(PURPOSE.name)
@require_POST
def introduce(request: HttpRequest, link: ContributorLink, other: int) -> HttpResponse:
    """Propose an introduction to the sender of a notice that fits."""
    notice, theirs = of(link), AskOffer.objects.live().filter(pk=other).first()
    if theirs is None:
        messages.warning(request, "It is no longer on the board.")
        return _back(notice)
    if not rate_limits.allows(request, "contact"):
        messages.warning(request, "You have proposed several introductions in a short time. Wait ten minutes.")
        return _back(notice)
    try:
        introduction = actions.propose(notice=notice, other=theirs)
    except RefusedError as refusal:
        messages.warning(request, " ".join(refusal.sentences))
    else:
        done = "You are introduced: look in your inbox." if introduction.introduced_at else "We have asked them."
        messages.success(request, done)
    return _back(notice)


@link_required(PURPOSE.name)
@require_POST
def answer_introduction(request: HttpRequest, link: ContributorLink, pk: int) -> HttpResponse:
    """Say yes or no to an introduction."""
    notice = of(link)
    introduction = Introduction.objects.of(notice).filter(pk=pk).first()
    if introduction is None:
        raise Http404
    yes = request.POST.get("answer") == "yes"
    if not yes and request.POST.get("answer") != "no":
        messages.warning(request, "Choose yes or no.")
        return _back(notice)
    try:
        done = actions.answer(introduction=introduction, notice=notice, yes=yes)
    except RefusedError as refusal:
        messages.warning(request, " ".join(refusal.sentences))
    else:
        if done.introduced_at:
            messages.success(request, "You are introduced: look in your inbox.")
        else:
            messages.success(request, "Your answer is kept." if yes else "You said no. Your address is not passed on.")
    return _back(notice)
