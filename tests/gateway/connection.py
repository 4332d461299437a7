"""One gateway connection, and the session that outlives it."""

import asyncio
import json
import zlib
from dataclasses import dataclass, field

from aiohttp import web

from tests.gateway.protocol import Close, Intent, Op, Payload
from tests.gateway.world import snowflake


@dataclass
class Session:
    """What outlives a connection: the events sent so far, numbered from 1."""

    intents: Intent
    shard: int = 0
    total: int = 1
    id: str = field(default_factory=snowflake)
    events: list[Payload] = field(default_factory=list)
    connection: "Connection | None" = None

    def has(self, guild_id: str | None) -> bool:
        """Tell whether the events of a server are of this shard; those of none are of the first."""
        return (int(guild_id or 0) >> 22) % self.total == self.shard

    def send(self, event: str, data: Payload) -> None:
        """Number an event, keep it for a RESUME, and send it if anyone is connected."""
        sequence = len(self.events) + 1
        frame: Payload = {"op": Op.DISPATCH, "t": event, "s": sequence, "d": data}
        self.events.append(frame)
        if self.connection:
            self.connection.send(frame)

    def attach(self, connection: "Connection") -> None:
        """Let events flow over the connection."""
        self.connection = connection
        connection.session = self


class Connection:
    """One websocket; what is sent leaves in order, compressed as the client asked."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, number: int) -> None:
        self.number = number
        self.session: Session | None = None
        self._socket = socket
        self._transport = request.transport
        self._compressor = (
            zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        )
        # Frames to send; a close code or None ends the writing.
        self._outgoing: asyncio.Queue[Payload | Close | None] = asyncio.Queue()

    def send(self, frame: Payload) -> None:
        """Queue a frame."""
        self._outgoing.put_nowait(frame)

    def close(self, code: Close | None) -> None:
        """Close after what is queued; with None, stop writing only."""
        self.detach()
        self._outgoing.put_nowait(code)

    def drop(self) -> None:
        """Cut the connection as a lost network does: no close frame."""
        self.detach()
        if self._transport:
            self._transport.abort()

    def detach(self) -> None:
        """Let the session keep what comes from now on, for a RESUME."""
        if self.session and self.session.connection is self:
            self.session.connection = None

    async def write(self) -> None:
        """Send what is queued until a close code or None."""
        try:
            while isinstance(frame := await self._outgoing.get(), dict):
                await self._write(json.dumps(frame))
            if frame is not None:
                await self._socket.close(code=frame)
        except ConnectionError:
            pass  # the client is gone; its session keeps the events

    async def _write(self, frame: str) -> None:
        if self._compressor is None:
            await self._socket.send_str(frame)
            return
        packed = self._compressor.compress(frame.encode())
        await self._socket.send_bytes(packed + self._compressor.flush(zlib.Z_SYNC_FLUSH))
