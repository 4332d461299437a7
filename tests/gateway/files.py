"""What people upload: announced in payloads, and served from where the payloads say."""

import mimetypes
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from tests.gateway.journal import Journal
from tests.gateway.protocol import Payload
from tests.gateway.world import snowflake

PATH = "/attachments"

Stream = Callable[[], AsyncIterator[bytes]]
"""What is sent of a file, piece by piece, whatever was announced."""


@dataclass(frozen=True)
class Upload:
    """A file as a person gives it to a slash command."""

    payload: Payload
    content: bytes | Stream = field(repr=False)

    @property
    def id(self) -> str:
        """Return the id of the attachment."""
        return str(self.payload["id"])


class Files:
    """Every upload by its id; `sent` has how many bytes of which upload left, when it ends."""

    def __init__(self, origin: str) -> None:
        self.sent: Journal[tuple[str, int]] = Journal("the end of a download")
        self.asked: list[Mapping[str, str]] = []  # the headers of each request
        self._origin = origin
        self._uploads: dict[str, Upload] = {}

    def upload(self, name: str, content: bytes | Stream, *, size: int | None = None) -> Upload:
        """Store a file; `size` is what is announced when it is not the size of the bytes."""
        if size is None:
            assert isinstance(content, bytes), "only bytes have a size of their own"
            size = len(content)
        attachment_id = snowflake()
        url = f"{self._origin}{PATH}/{attachment_id}/{name}"
        payload: Payload = {
            "id": attachment_id,
            "filename": name,
            "size": size,
            "url": url,
            "proxy_url": url,
            "content_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
        }
        upload = self._uploads[attachment_id] = Upload(payload, content)
        return upload

    def delete(self, upload: Upload) -> None:
        """Answer 404 from now on."""
        del self._uploads[upload.id]

    def mount(self, application: web.Application) -> None:
        """Serve the files under their addresses."""
        application.router.add_get(f"{PATH}/{{id}}/{{name}}", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(dict(request.headers))
        upload = self._uploads.get(request.match_info["id"])
        if upload is None:
            raise web.HTTPNotFound
        response = web.StreamResponse()
        if isinstance(upload.content, bytes):
            response.content_length = len(upload.content)
        sent = 0
        await response.prepare(request)
        try:
            async for piece in _pieces(upload.content):
                await response.write(piece)
                sent += len(piece)
        except ConnectionError:  # the client has hung up, or the file is one that breaks off
            if request.transport:
                request.transport.abort()
        finally:
            self.sent.add((upload.id, sent))
        return response


async def _pieces(content: bytes | Stream) -> AsyncIterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    async for piece in content():
        yield piece
