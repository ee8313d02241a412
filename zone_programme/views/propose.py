"""The page on which a proposer takes a proposal back; the form itself is the form kit's."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from innovation_db import links
from innovation_db.models import ContributorLink, SavedForm
from innovation_db.refusals import RefusedError
from zone_programme.models import Proposal
from zone_programme.proposal_actions import withdraw as take_back
from zone_programme.propose import KIT


@links.link_required(KIT.kind)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, link: ContributorLink, year: int) -> HttpResponse:
    """Ask whether to withdraw a proposal, and do it. It goes after the call has closed, too."""
    saved: SavedForm | None = SavedForm.objects.sent().filter(link=link).first()
    proposal = Proposal.objects.select_related("zone").filter(reference=saved.reference).first() if saved else None
    if saved is None or proposal is None:
        raise Http404
    saved.link = link
    problems = []
    if request.method == "POST":
        try:
            take_back(proposal=proposal, email=link.email)
        except RefusedError as refusal:
            problems = refusal.sentences
        else:
            return HttpResponseRedirect(KIT.url("sent", saved))
    context = {"proposal": proposal, "problems": problems, "back": KIT.url("sent", saved)}
    return render(request, "zone_programme/propose/withdraw.html", context, status=409 if problems else 200)
