"""One page over real sockets: what is read, and what a site can do to a visitor."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import zlib
from typing import TYPE_CHECKING

import pytest
import trustme

from index import __version__
from index.errors import FetchError
from index.ingest import article_from_url
from index.ingest.addresses import public_only
from index.ingest.fetch import Fetched, fetch
from index.ingest.limits import Limits
from tests.ingest.site import Site, Visit, open_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index.ingest.addresses import Address, Allow

HASTY = Limits(fetch_seconds=0.6)
PAGE = b"<html><head><title>News</title></head><body><p>Five sites were hit.</p></body></html>"
MEGABYTE = bytes(1_000_000)


def loopback(address: Address) -> bool:
    """Allow what tests have, and nothing else."""
    return address.is_loopback


def once(allow: Allow = public_only) -> Allow:
    """Allow the first address, which is that of the test's site; then do as the bot does."""
    first = iter([True])
    return lambda address: next(first, False) or allow(address)


def get(site: Site, page: Callable[[Visit], None], limits: Limits = Limits()) -> Fetched:
    site.pages["/"] = page
    return fetch(site.url(), limits=limits, allow=loopback)


def refusal(url: str, *, allow: Allow = loopback, limits: Limits = Limits()) -> str:
    with pytest.raises(FetchError) as caught:
        fetch(url, allow=allow, limits=limits)
    return str(caught.value)


# What is read


def test_a_page_is_fetched_with_an_honest_name_and_nothing_else_about_us(site: Site) -> None:
    fetched = get(site, lambda visit: visit.send(PAGE, content_type="text/html; charset=Latin1"))
    assert fetched == Fetched(PAGE, site.url(), "text/html; charset=Latin1", "latin1")
    ((path, headers),) = site.requests
    assert path == "/"
    assert headers["User-Agent"].startswith(f"Pullquote/{__version__} (")
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert headers["Host"] == f"127.0.0.1:{site.server_port}"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("x-gzip", gzip.compress(PAGE, mtime=0)),
        ("GZIP", gzip.compress(PAGE[:30]) + gzip.compress(PAGE[30:])),
        ("gzip", gzip.compress(PAGE, mtime=0) + b"\0" * 512),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("identity", PAGE),
    ],
)
def test_compressed_pages_are_inflated(site: Site, encoding: str, body: bytes) -> None:
    assert get(site, lambda visit: visit.send(body, content_encoding=encoding)).raw == PAGE


def test_pages_in_pieces_and_pages_without_a_length_are_whole(site: Site) -> None:
    def chunked(visit: Visit) -> None:
        visit.head(content_type="text/html", transfer_encoding="chunked")
        for byte in PAGE:
            visit.wfile.write(b"1\r\n%c\r\n" % byte)
        visit.wfile.write(b"0\r\n\r\n")

    def until_it_ends(visit: Visit) -> None:
        visit.head(content_type="text/html")
        visit.wfile.write(PAGE)

    assert get(site, chunked).raw == PAGE
    assert get(site, until_it_ends).raw == PAGE


def test_redirects_are_followed_also_relative_ones_and_the_last_url_counts(site: Site) -> None:
    site.pages["/a/b"] = lambda visit: visit.send(PAGE)
    site.pages["/a/"] = lambda visit: visit.send(b"", status=308, location="b#part")
    fetched = get(site, lambda visit: visit.send(b"", status=301, location="/a/"))
    assert fetched.url == site.url("/a/b")


def test_a_path_of_two_slashes_is_a_path(site: Site) -> None:
    site.pages["//a//b?c"] = lambda visit: visit.send(PAGE)
    site.pages["/a//b?c"] = site.pages["//a//b?c"]  # the server of the tests folds the first ones
    assert fetch(site.url("//a//b?c"), allow=loopback).raw == PAGE


def test_a_redirect_in_plain_utf_8_is_followed(site: Site) -> None:
    site.pages["/caf%C3%A9"] = lambda visit: visit.send(PAGE)
    location = "/café".encode().decode("latin-1")
    fetched = get(site, lambda visit: visit.send(b"", status=302, location=location))
    assert fetched.url == site.url("/caf%C3%A9")


def test_unusual_characters_in_a_link_are_quoted(site: Site) -> None:
    site.pages["/caf%C3%A9%20b%20?q=%C3%A9&x=a%20b"] = lambda visit: visit.send(PAGE)
    assert fetch(site.url("/café b%20?q=é&x=a b#frag"), allow=loopback).raw == PAGE


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html; charset=windows-1251", "<p>Привет, мир.".encode("cp1251")),
        ("text/html", '<meta charset="windows-1251"><p>Привет, мир.'.encode("cp1251")),
        (
            "text/html",
            '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r"><p>Привет, мир.'
            "".encode("koi8-r"),
        ),
        ("text/html", '<meta charset="iso-8859-1"><p>Привет, мир.'.encode()),
        ("text/html; charset=punycode", "<p>Привет, мир.".encode()),
        ("text/plain; charset=utf-16le", "Привет, мир.".encode("utf-16le")),
    ],
)
def test_the_character_set_is_that_of_the_header_or_of_the_page(
    site: Site, content_type: str, body: bytes
) -> None:
    site.pages["/"] = lambda visit: visit.send(body, content_type=content_type)
    assert article_from_url(site.url(), allow=loopback).text == "Привет, мир."


def test_an_article_links_to_where_it_was_found(site: Site) -> None:
    site.pages["/"] = lambda visit: visit.send(b"", status=302, location="/news?id=1")
    site.pages["/news?id=1"] = lambda visit: visit.send(PAGE)
    article = article_from_url(site.url(), allow=loopback)
    assert (article.title, article.text) == ("News", "Five sites were hit.")
    assert (article.source, article.url) == ("127.0.0.1", site.url("/news?id=1"))


@pytest.mark.parametrize(
    ("canonical", "kept"), [("{site}/a", True), ("https://elsewhere.example/a", False)]
)
def test_a_page_may_name_its_address_on_its_own_site_only(
    site: Site, canonical: str, kept: bool
) -> None:
    link = canonical.format(site=site.url("").rstrip("/"))
    page = PAGE.replace(b"</head>", f'<link rel="canonical" href="{link}"></head>'.encode())
    site.pages["/a?utm=x"] = lambda visit: visit.send(page)
    url = article_from_url(site.url("/a?utm=x"), allow=loopback).url
    assert url == (link if kept else site.url("/a?utm=x"))


# Where it must not go


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/secret",
        "http://localhost:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://2130706433:{port}/secret",
        "http://0x7f.1:{port}/secret",
        "http://0:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::ffff:127.0.0.1]:{port}/secret",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[fe80::1]/",
        "//10.0.0.1/",
    ],
)
def test_a_redirect_to_an_address_that_is_not_public_is_refused(site: Site, target: str) -> None:
    location = target.format(port=site.server_port)
    site.pages["/secret"] = lambda visit: visit.send(PAGE)
    site.pages["/"] = lambda visit: visit.send(b"", status=302, location=location)
    says = refusal(site.url(), allow=once())
    assert "is not on the public internet" in says or "There is no site" in says
    assert [path for path, _ in site.requests] == ["/"]


def test_by_default_nothing_but_the_public_internet_is_asked(site: Site) -> None:
    with pytest.raises(FetchError, match=r"127\.0\.0\.1 is not on the public internet"):
        fetch(site.url())
    assert site.requests == []


def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_used(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that says something else a moment later (DNS rebinding) changes nothing."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    used: list[str] = []

    def create_connection(address: tuple[str, int], timeout: float) -> socket.socket:
        used.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", create_connection)
    with pytest.raises(FetchError, match=r"rebind\.test cannot be reached"):
        fetch(site.url(host="rebind.test"), resolve=lambda host, port: next(answers))
    assert used == ["93.184.215.14"]
    assert next(answers) == ["127.0.0.1"]


def test_the_next_hop_is_resolved_and_checked_anew(site: Site) -> None:
    """The same name, public at first, may lead inside after a redirect to itself."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    site.pages["/"] = lambda visit: visit.send(b"", status=302, location="/again")
    with pytest.raises(FetchError, match=r"rebind\.test is not on the public internet"):
        fetch(
            site.url(host="rebind.test"), allow=loopback, resolve=lambda host, port: next(answers)
        )


def test_of_several_addresses_only_allowed_ones_are_tried(site: Site) -> None:
    site.pages["/"] = lambda visit: visit.send(PAGE)
    addresses = ["10.0.0.1", "not an address", "127.0.0.1"]
    url = site.url(host="several.test")
    assert fetch(url, allow=loopback, resolve=lambda host, port: addresses).raw == PAGE
    assert site.requests[0][1]["Host"] == f"several.test:{site.server_port}"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("file:///etc/passwd", "Only links that begin with https:// or http://"),
        ("ftp://example.org/a.txt", "Only links that begin with"),
        ("gopher://127.0.0.1:25/_HELO", "Only links that begin with"),
        ("javascript:alert(1)", "Only links that begin with"),
        ("example.org/a", "Only links that begin with"),
        ("http://", "Only links that begin with"),
        ("", "Only links that begin with"),
        ("https://user:secret@example.org/", "user name or password"),
        ("https://user@example.org/", "user name or password"),
        ("http://127.0.0.1:22/", "port 22, where no web pages are"),
        ("http://127.0.0.1:99999/", "not a web address"),
        ("http://[::1/", "not a web address"),
        ("http://a..b/", "not a web address"),
        (f"http://{'a' * 300}.example/", "not a web address"),
        ("http://a b/", "not a web address"),
        (f"http://a.example/{'a' * 8000}", "has 8,017 characters; give one of at most 8,000"),
        ("http://a\x01b/", "not a web address"),
        ("http://a<b>c/", "not a web address"),
        ("http://[fe80::1%25eth0]/", "not a web address"),
        ("http://example.org/\ud800", "not a web address"),
        ("http://nowhere.invalid/", "There is no site nowhere.invalid"),
    ],
)
def test_what_is_no_link_to_a_page_is_named(url: str, says: str) -> None:
    assert says in refusal(url)


def test_a_redirect_to_a_file_or_with_a_password_is_refused(site: Site) -> None:
    for location in ("file:///etc/passwd", "http://a:b@127.0.0.1/", "gopher://127.0.0.1/"):
        site.pages["/"] = lambda visit, to=location: visit.send(  # type: ignore[misc]
            b"", status=302, location=to
        )
        assert "Only links" in (says := refusal(site.url())) or "password" in says


def test_too_many_redirects_are_counted(site: Site) -> None:
    site.pages["/"] = lambda visit: visit.send(b"", status=302, location="/")
    assert "more than 5 times" in refusal(site.url())
    assert len(site.requests) == 6


def test_proxies_of_the_environment_are_not_used(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    assert get(site, lambda visit: visit.send(PAGE)).raw == PAGE


# What a site can do to a visitor


def test_a_page_that_never_ends_is_left(site: Site) -> None:
    def endless(visit: Visit) -> None:
        visit.head(content_type="text/html")
        while not site.closing.is_set():
            visit.wfile.write(b"x" * 65_536)

    with pytest.raises(FetchError, match="more than 10 MB"):
        get(site, endless)


def test_a_gigabyte_in_a_small_page_is_not_inflated(site: Site) -> None:
    deflater = zlib.compressobj(wbits=31)
    header = deflater.compress(b"") + deflater.flush(zlib.Z_FULL_FLUSH)
    block = deflater.compress(MEGABYTE) + deflater.flush(zlib.Z_FULL_FLUSH)
    bomb = header + block * 1000
    started = time.monotonic()
    with pytest.raises(FetchError, match="more than 10 MB"):
        get(site, lambda visit: visit.send(bomb, content_encoding="gzip"))
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("part", ["status", "header", "body", "chunk"])
def test_a_byte_at_a_time_ends_at_the_deadline(site: Site, part: str) -> None:
    def drip(visit: Visit) -> None:
        if part != "status":
            visit.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
        if part == "body":
            visit.wfile.write(b"Content-Length: 9999\r\n\r\n")
        if part == "chunk":
            visit.wfile.write(b"Transfer-Encoding: chunked\r\n\r\n")
        while not site.closing.wait(0.02):
            visit.wfile.write(b"1")

    started = time.monotonic()
    with pytest.raises(FetchError, match="takes too long to answer"):
        get(site, drip, HASTY)
    assert time.monotonic() - started < 3


def test_a_site_that_says_nothing_and_a_name_server_that_does_not_are_left(site: Site) -> None:
    def silent(_: Visit) -> None:
        site.closing.wait(5)

    with pytest.raises(FetchError, match="takes too long"):
        get(site, silent, HASTY)

    def never(host: str, port: int) -> list[str]:
        site.closing.wait(5)
        return []

    with pytest.raises(FetchError, match=r"slow\.test takes too long"):
        fetch("http://slow.test/", limits=HASTY, resolve=never)


def test_redirects_share_one_deadline(site: Site) -> None:
    def slowly(visit: Visit) -> None:
        site.closing.wait(0.25)
        visit.send(b"", status=302, location="/")

    with pytest.raises(FetchError, match="takes too long"):
        get(site, slowly, HASTY)
    assert len(site.requests) < 4


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (404, "no such page"),
        (410, "no such page"),
        (401, "does not let Pullquote read"),
        (403, "does not let Pullquote read"),
        (429, "too busy right now"),
        (500, "internal error"),
        (502, "internal error"),
        (503, "too busy right now"),
        (204, "did not send a page"),
        (302, "did not send a page"),
        (418, "did not send a page"),
    ],
)
def test_a_status_without_a_page_is_explained(site: Site, status: int, says: str) -> None:
    with pytest.raises(FetchError, match=says) as caught:
        get(site, lambda visit: visit.send(PAGE, status=status))
    assert f"({status})" in str(caught.value)


@pytest.mark.parametrize("content_type", ["image/png", "application/json", "video/mp4; x=y", "x"])
def test_other_content_types_are_named_and_not_read(site: Site, content_type: str) -> None:
    named = content_type.partition(";")[0]
    with pytest.raises(FetchError, match=f"sends “{named}”; only web pages"):
        get(site, lambda visit: visit.send(PAGE, content_type=content_type))


def test_a_page_without_a_content_type_is_known_by_its_content(site: Site) -> None:
    site.pages["/"] = lambda visit: visit.send(PAGE, content_type="")
    assert article_from_url(site.url(), allow=loopback).text == "Five sites were hit."


def _raw(answer: bytes) -> Callable[[Visit], None]:
    def page(visit: Visit) -> None:
        visit.close_connection = True
        visit.wfile.write(answer)

    return page


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"", "closed the connection"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "did not answer like a web server"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1000, "did not answer"),
        (b"HTTP/1.1 200 OK\r\nA: " + b"b" * 100_000, "did not answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "broke off in the middle"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "closed the connection"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
            + gzip.compress(PAGE, mtime=0)[:-20],
            "broke off in the middle",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip", "broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n123", "compressed as “br”"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[::\r\n\r\n", "not a web address"),
    ],
)
def test_a_site_that_breaks_the_protocol_is_left(site: Site, answer: bytes, says: str) -> None:
    with pytest.raises(FetchError, match=says):
        get(site, _raw(answer))


def test_a_connection_that_is_refused_says_so() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can take the port
        assert "cannot be reached" in refusal(f"http://127.0.0.1:{held.getsockname()[1]}/")


# Encryption


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[Site]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("planet.test").configure_cert(tls)
    with open_site(tls) as site:
        site.pages["/"] = lambda visit: visit.send(PAGE)
        yield site


def to_loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def test_an_encrypted_page_is_read_under_its_name(secure: Site, authority: trustme.CA) -> None:
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    url = secure.url(host="planet.test")
    assert fetch(url, allow=loopback, resolve=to_loopback, tls=trusting).raw == PAGE
    with pytest.raises(FetchError, match=r"certificate of other\.test is not valid"):
        fetch(secure.url(host="other.test"), allow=loopback, resolve=to_loopback, tls=trusting)


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: Site) -> None:
    with pytest.raises(FetchError, match=r"certificate of planet\.test is not valid"):
        fetch(secure.url(host="planet.test"), allow=loopback, resolve=to_loopback)
    assert secure.requests == []


def test_a_site_that_does_not_encrypt_where_it_should_is_left(site: Site) -> None:
    url = site.url().replace("http:", "https:")
    assert "did not answer like a web server" in refusal(url)
