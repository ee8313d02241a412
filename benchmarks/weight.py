"""What a first visit to each type of page weighs on the wire, pictures left out.

`python -m benchmarks.weight http://127.0.0.1:8000` asks a running site as a browser would:
the page, and every style sheet, script and font that it names, compressed as the server sends them.
"""

import gzip
import http.client
import re
import sys
from urllib.parse import urlsplit

import brotli

PAGES = {
    "home": "/",
    "finder": "/case-studies/",
    "finder, words and filters": "/case-studies/?q=waste&nation=england",
    "finder, nothing found": "/case-studies/?q=zebra",
    "case study": "/case-studies/everyday-telford-one-app-for-reporting-problems-free-to-other-councils/",
    "contact of a case study": "/case-studies/exeter-works-advice-hub/know-more/",
    "councils": "/councils/",
    "council": "/councils/peterborough/",
    "themes": "/themes/",
    "theme": "/themes/digital-and-technology/",
    "service area": "/service-areas/adult-social-care/",
    "programme": "/programmes/creative-councils/",
    "partner": "/partners/nesta/",
    "about": "/about/",
    "tell us": "/tell-us/",
    "not found": "/nowhere/",
}
_NEEDED = re.compile(r'<(?:link[^>]*?rel="(?:stylesheet|preload)"|script)[^>]*?(?:href|src)="([^"]+)"')
_IMPORTED = re.compile(r'(?:import|from)\s*\(?"(\.[^"]+)"')


class Visit:
    """A first visit: everything is asked once."""

    def __init__(self, site: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=60)

    def get(self, path: str) -> tuple[int, str]:
        """Return the bytes of the compressed body, and the text as far as it is needed to find more."""
        self._connection.request("GET", path, headers={"Accept-Encoding": "br, gzip", "User-Agent": "Mozilla/5.0"})
        answer = self._connection.getresponse()
        body = answer.read()
        return len(body), _text(body, answer.headers.get("Content-Encoding", ""))

    def weigh(self, path: str) -> dict[str, int]:
        """Return bytes by kind: page, styles, scripts, fonts."""
        size, page = self.get(path)
        weight = {"page": size, "styles": 0, "scripts": 0, "fonts": 0}
        seen: set[str] = set()
        wanted = _NEEDED.findall(page)
        while wanted:
            address = wanted.pop()
            if address in seen:
                continue
            seen.add(address)
            size, text = self.get(address)
            kind = "styles" if address.endswith(".css") else "scripts" if address.endswith(".js") else "fonts"
            weight[kind] += size
            if kind == "scripts":
                wanted += [address.rsplit("/", 1)[0] + name[1:] for name in _IMPORTED.findall(text)]
        return weight


def _text(body: bytes, encoding: str) -> str:
    if encoding == "br":
        body = brotli.decompress(body)
    elif encoding == "gzip":
        body = gzip.decompress(body)
    return body.decode("utf-8", "replace")


def main() -> None:
    site = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    print("| page | page itself | styles | scripts | font | together |\n|---|---:|---:|---:|---:|---:|")
    for name, path in PAGES.items():
        weight = Visit(site).weigh(path)
        cells = " | ".join(f"{size / 1000:.1f}" for size in (*weight.values(), sum(weight.values())))
        print(f"| {name} | {cells} |")


if __name__ == "__main__":
    main()
