"""Pages as they go over the wire: compressed where the browser can read it, and never by a length that gives away."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from innovation_db.compression import GZipMiddleware

PAGE = "Missed bins are collected the next day. " * 50


def send(response: HttpResponse | StreamingHttpResponse, accept: str = "gzip, br") -> HttpResponse:
    """Return what leaves the middleware when a view answers with `response`."""

    def view(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        return response

    request = RequestFactory(headers={"accept-encoding": accept}).get("/")
    return GZipMiddleware(view)(request)  # type: ignore[arg-type, return-value]


@pytest.mark.django_db
def test_a_page_reads_the_same_packed_and_plain(client: Client) -> None:
    plain = client.get("/about/")
    packed = client.get("/about/", headers={"accept-encoding": "gzip"})

    assert "Content-Encoding" not in plain.headers
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content)
    assert "Accept-Encoding" in plain["Vary"]
    assert "Accept-Encoding" in packed["Vary"]


def test_the_length_says_nothing() -> None:
    assert len({len(send(HttpResponse(PAGE)).content) for _ in range(30)}) > 5


def test_what_is_short_or_packed_already_stays_as_it_is() -> None:
    assert send(HttpResponse("No.")).content == b"No."
    assert send(HttpResponse(PAGE, headers={"Content-Encoding": "br"})).content == PAGE.encode()
    assert send(HttpResponse(PAGE), accept="br").content == PAGE.encode()


def test_packed_bytes_are_another_form_of_what_the_tag_was_given_for() -> None:
    assert send(HttpResponse(PAGE, headers={"ETag": '"1"'}))["ETag"] == 'W/"1"'
    assert send(HttpResponse(PAGE, headers={"ETag": 'W/"1"'}))["ETag"] == 'W/"1"'
    assert send(HttpResponse(PAGE, headers={"ETag": '"1"'}), accept="")["ETag"] == '"1"'


def test_what_is_sent_in_pieces_is_packed_in_pieces() -> None:
    response = send(StreamingHttpResponse([PAGE.encode(), PAGE.encode()]))

    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(response)) == (PAGE + PAGE).encode()
