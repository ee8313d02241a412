"""How long the pages of the admin take: `python -m benchmarks.admin` on the benchmark's database as it was last filled.

Asks each page as an administrator, in this process and without a network, and prints the second of two times.
"""

import os
import sys
import time

from benchmarks.__main__ import own_environment

LIST = "/admin/case_studies/casestudy/"
PAGES = {
    "start page with its work lists": "/admin/",
    "case studies": LIST,
    "case studies, page 500": f"{LIST}?p=500",
    "case studies in the order of their titles": f"{LIST}?o=1",
    "case studies with evidence 3": f"{LIST}?evidence_level=3",
    "search for one word": f"{LIST}?q=waste",
    "search for two words": f"{LIST}?q=people+audit",
    "a case study's form": f"{LIST}%d/change/",
    "a case study's history": f"{LIST}%d/history/",
    "an empty form": f"{LIST}add/",
    "councils": "/admin/case_studies/council/",
    "a council by some letters": (
        "/admin/autocomplete/?app_label=case_studies&model_name=involvement&field_name=council&term=kent"
    ),
}


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from case_studies.models import CaseStudy
    from innovation_db.models import User
    from innovation_db.roles import Role

    settings.DEMO = True  # nobody is here to type the code of a second factor
    user, _ = User.objects.get_or_create(email="administrator@example.org", defaults={"name": "Administrator"})
    user.set_roles([Role.ADMINISTRATOR])
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    number = CaseStudy.objects.count()
    study = CaseStudy.objects.order_by("pk")[number // 2].pk
    print(f"{number:,} case studies\n\n| page | milliseconds | queries |\n|---|---:|---:|")
    for name, path in PAGES.items():
        address = path.replace("%d", str(study))
        client.get(address)
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        took = (time.perf_counter() - began) * 1000
        assert response.status_code == 200, (address, response.status_code)
        print(f"| {name} | {took:,.0f} | {len(queries)} |")


if __name__ == "__main__":
    os.environ |= own_environment()
    sys.exit(main())
