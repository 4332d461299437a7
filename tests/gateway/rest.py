"""The HTTP half of the loopback Discord: every request checked, recorded, or failed on purpose."""

import json
import re
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from tests.gateway.journal import Journal
from tests.gateway.protocol import Payload, Refusal
from tests.gateway.routes import Call, Handler, Routes
from tests.gateway.world import snowflake

API = "/api/v10"
TOKEN_IN_PATH = ("/interactions/", "/webhooks/")


@dataclass(frozen=True)
class Request:
    """One request as it was answered; the path has neither API prefix nor query."""

    method: str
    path: str
    json: object
    headers: Mapping[str, str]
    status: int
    code: int = 0  # Discord's, of an error


@dataclass
class Fault:
    """What to answer instead of serving, while any of its times are left."""

    method: str
    path: str  # a regular expression
    times: int
    status: int
    body: Payload
    headers: Mapping[str, str] = field(default_factory=dict)

    def strikes(self, method: str, path: str) -> bool:
        """Tell whether this request fails, and count it."""
        strikes = self.times > 0 and method == self.method and bool(re.search(self.path, path))
        self.times -= strikes
        return strikes


@dataclass
class Loss:
    """A connection that breaks off and brings no answer, while any of its times is left."""

    method: str
    path: str  # a regular expression
    times: int
    served: bool  # what was asked is done all the same
    reset: bool  # by RST, as a router that forgot the connection does; else it is closed

    def strikes(self, method: str, path: str) -> bool:
        """Tell whether this request gets no answer, and count it."""
        strikes = self.times > 0 and method == self.method and bool(re.search(self.path, path))
        self.times -= strikes
        return strikes


class Rest:
    """Serves the routes under /api/v10 to whoever has the token."""

    def __init__(self, routes: Routes, token: str) -> None:
        self.requests: Journal[Request] = Journal("a REST request")
        self._routes = routes
        self._token = token
        self._faults: list[Fault] = []
        self.lost: Journal[str] = Journal("a lost connection")
        self._losses: list[Loss] = []

    def rate_limit(self, method: str, path: str, *, retry_after: float, times: int = 1) -> None:
        """Answer the next matching requests 429; `path` is a regular expression."""
        body = {"message": "You are being rate limited.", "retry_after": retry_after}
        headers = {"Via": "1.1 google"}  # without it discord.py takes the 429 for a ban
        fault = Fault(method, path, times, 429, body | {"global": False}, headers)
        self._faults.append(fault)

    def fail(self, method: str, path: str, *, status: int, code: int = 0, times: int = 1) -> None:
        """Answer the next matching requests with an error; `path` is a regular expression."""
        body = {"message": f"Scripted {status}", "code": code}
        self._faults.append(Fault(method, path, times, status, body))

    def lose(
        self, method: str, path: str, *, served: bool, reset: bool = False, times: int = 1
    ) -> None:
        """Cut the connection of the next matching requests; `path` is a regular expression.

        It is cut before they are served, or after; by closing it, or by a reset.
        """
        self._losses.append(Loss(method, path, times, served, reset))

    def mount(self, application: web.Application) -> None:
        """Add the routes to an application."""
        for method, path, handler in self._routes.table():
            application.router.add_route(method, API + path, self._served(handler))

    def _served(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            path = request.path.removeprefix(API)
            sent = await _body(request)
            loss = next((loss for loss in self._losses if loss.strikes(request.method, path)), None)
            if loss:
                self.lost.add(path)
            if loss and not loss.served:
                return _cut(request, loss)
            headers: Mapping[str, str] = {}
            code = 0
            try:
                status, body, headers = self._answer(request, path, sent, handler)
            except Refusal as refusal:
                status, body, code = refusal.status, refusal.body, refusal.body["code"]
            self.requests.add(
                Request(request.method, path, sent, dict(request.headers), status, code)
            )
            if loss:
                return _cut(request, loss)
            if body is None:
                return web.Response(status=status, headers=headers)
            # discord.py reads JSON only under exactly this type, without a charset.
            return web.Response(
                status=status,
                headers=headers,
                body=json.dumps(body).encode(),
                content_type="application/json",
            )

        return serve

    def _answer(
        self, request: web.Request, path: str, sent: object, handler: Handler
    ) -> tuple[int, object, Mapping[str, str]]:
        for fault in self._faults:
            if fault.strikes(request.method, path):
                return fault.status, fault.body, fault.headers
        authorized = request.headers.get("Authorization") == f"Bot {self._token}"
        if not authorized and not path.startswith(TOKEN_IN_PATH):
            raise Refusal(401, 0, "401: Unauthorized")
        body = handler(Call(request.match_info, sent))
        return (204 if body is None else 200), body, {}


def _cut(request: web.Request, loss: Loss) -> web.Response:
    transport = request.transport
    if transport:
        if loss.reset:
            end = struct.pack("ii", 1, 0)  # linger for no time
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, end)
        transport.abort()
    return web.Response()  # to nobody


async def _body(request: web.Request) -> object:
    if request.content_type == "application/json":
        return await request.json()
    if request.content_type != "multipart/form-data":
        return None
    payload: Payload = {}
    files: dict[str, Payload] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader), "discord.py nests no form in a form"
        content = await part.read()
        if part.name == "payload_json":
            payload = json.loads(content)
        else:
            number = re.sub(r"\D", "", part.name or "")
            files[number] = _attachment(part.filename, len(content))
    message = payload.get("data", payload)  # an interaction's first response wraps its message
    message["attachments"] = [
        files.get(str(attachment["id"]), attachment) for attachment in message["attachments"]
    ]
    return payload


def _attachment(filename: str | None, size: int) -> Payload:
    url = f"http://127.0.0.1/attachments/{filename}"
    return {"id": snowflake(), "filename": filename, "size": size, "url": url, "proxy_url": url}
