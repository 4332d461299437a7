"""One page from the public internet, by a link that a stranger gave.

Safe by construction: the only way to the network is `index.ingest.connect`, which checks every
address of every hop. There are no cookies, no credentials, no proxies, and no second page: what a
page refers to is not fetched. A person asked for it, so robots.txt does not apply.
"""

from __future__ import annotations

import http.client
import re
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from index.errors import FetchError
from index.ingest.addresses import Allow, public_only
from index.ingest.connect import Connection, Resolve, Route, resolve
from index.ingest.inflate import body_of
from index.ingest.limits import Limits
from index.version import __version__

if TYPE_CHECKING:
    from email.message import Message

USER_AGENT = f"Pullquote/{__version__} (reads one page that a person asked for)"
_CONTENT_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "application/pdf",
    "text/markdown",
    "text/x-markdown",
    "text/plain",
)
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": ", ".join(_CONTENT_TYPES),
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
_FIRST_OPEN_PORT = 1024
"""Below it are services of other kinds (mail, files, names), which a request could confuse."""
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+", re.IGNORECASE)
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_LONGEST_URL = 8000
"""Characters; browsers and servers take about as many."""
_COPY = "Copy its text and give that."


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came."""

    raw: bytes
    """Decompressed."""
    url: str
    """Where it was found, after all redirects."""
    content_type: str | None
    """As the server says it, parameters included."""
    charset: str | None


def fetch(
    url: str,
    *,
    limits: Limits = Limits(),
    allow: Allow = public_only,
    resolve: Resolve = resolve,
    tls: ssl.SSLContext | None = None,
) -> Fetched:
    """Return a page; raise FetchError, whose text says what to do, when it is not available.

    ``allow`` is asked about the address of every hop before it is connected to. ``resolve`` and
    ``tls`` stand for the system's resolver and certificates.
    """
    route = Route(allow, time.monotonic() + limits.fetch_seconds, resolve)
    tls = tls or ssl.create_default_context()
    base = ""
    for _ in range(limits.redirects + 1):
        parts = _checked(url, base)
        page = _get(parts, route, tls, limits)
        if isinstance(page, Fetched):
            return page
        base, url = parts.geturl(), page
    raise FetchError(
        f"The link redirects more than {limits.redirects} times; give the link of the page itself."
    )


def _checked(url: str, base: str) -> SplitResult:
    """Return the parts of a URL that may be fetched, quoted; raise FetchError if it may not.

    ``base`` is the page that led there, or empty.
    """
    if len(url) > _LONGEST_URL:
        raise FetchError(
            f"The link has {len(url):,} characters; give one of at most {_LONGEST_URL:,}."
        )
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError("The link is not a web address; look for a mistake in it.") from error
    if parts.scheme not in _PORTS or not host:
        raise FetchError("Only links that begin with https:// or http:// can be read.")
    if parts.username is not None or parts.password is not None:
        raise FetchError("The link has a user name or password in it; remove them from the link.")
    if port is not None and port < _FIRST_OPEN_PORT and port not in _PORTS.values():
        raise FetchError(f"The link is to port {port}, where no web pages are. {_COPY}")
    try:
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii")
        path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE)
    except UnicodeError as error:
        raise FetchError("The link is not a web address; look for a mistake in it.") from error
    if not _HOST.fullmatch(ascii_host):
        raise FetchError("The link is not a web address; look for a mistake in it.")
    netloc = f"[{ascii_host}]" if ":" in host else ascii_host
    netloc += "" if port is None else f":{port}"
    return SplitResult(parts.scheme, netloc, path, query, "")


def _get(parts: SplitResult, route: Route, tls: ssl.SSLContext, limits: Limits) -> Fetched | str:
    """Return the page at a URL, or the URL that it redirects to."""
    host = parts.hostname or ""
    connection = Connection(
        host,
        parts.port or _PORTS[parts.scheme],
        route,
        tls=tls if parts.scheme == "https" else None,
    )
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    try:
        connection.request("GET", target, headers=_HEADERS)
        response = connection.getresponse()
        if response.status in _REDIRECTS and response.headers["location"]:
            # http.client reads headers as Latin-1; who does not quote a location writes UTF-8.
            return str(response.headers["location"]).encode("latin-1").decode(errors="replace")
        _check_status(response.status, host)
        content_type = _readable_type(response.headers, host)
        raw = body_of(response, host=host, most=limits.fetch_bytes)
    except ssl.SSLCertVerificationError as error:
        raise FetchError(
            f"The certificate of {host} is not valid ({error.verify_message}), so there "
            f"is no way to tell whose page it is. {_COPY}"
        ) from error
    except TimeoutError as error:
        raise FetchError(f"{host} takes too long to answer; try again later. {_COPY}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchError(
            f"{host} closed the connection, or did not answer like a web server; "
            f"try again later. {_COPY}"
        ) from error
    finally:
        connection.hang_up()
    return Fetched(raw, parts.geturl(), content_type, response.headers.get_content_charset())


def _check_status(status: int, host: str) -> None:
    """Raise FetchError unless a status says that the page follows."""
    match status:
        case 200 | 203:
            return
        case 404 | 410:
            says = f"{host} has no such page ({status}); look for a mistake in the link."
        case 401 | 402 | 403 | 451:
            says = f"{host} does not let Pullquote read this page ({status}). {_COPY}"
        case 429 | 503:
            says = f"{host} is too busy right now ({status}); try again later."
        case _ if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            says = f"{host} reports an internal error ({status}); try again later."
        case _:
            says = f"{host} did not send a page ({status}). {_COPY}"
    raise FetchError(says)


def _readable_type(headers: Message, host: str) -> str | None:
    """Return the content type that headers name; raise FetchError for one that cannot be read."""
    named = headers["content-type"]
    if named is None:
        return None
    media = str(named).partition(";")[0].strip().lower()
    if media not in _CONTENT_TYPES:
        raise FetchError(
            f"{host} sends “{media[:60]}”; only web pages, plain text, Markdown and PDF can be "
            "read. Give a link to one of those."
        )
    return str(named)
