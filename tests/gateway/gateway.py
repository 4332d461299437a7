"""The websocket half of the loopback Discord: sessions, heartbeats, and ways to lose them."""

import asyncio
import copy
import json
import math
import random
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from tests.gateway.connection import Connection, Session
from tests.gateway.journal import Journal
from tests.gateway.protocol import PRIVILEGED, Close, Intent, Op, Payload
from tests.gateway.world import World


@dataclass(frozen=True)
class Received:
    """One message of the client: opcode, data, and which connection it came over (from 1)."""

    op: int
    data: Any
    connection: int


class Gateway:
    """Accepts connections, keeps their sessions, and misbehaves on demand."""

    def __init__(self, world: World, token: str, url: str) -> None:
        self.received: Journal[Received] = Journal("a gateway message")
        self.closed: Journal[int | None] = Journal("a close code of the client")
        self.heartbeat_interval = 41.25  # seconds
        self.acknowledges_heartbeats = True
        self.shards = 1  # that Discord recommends
        self.max_concurrency = 1
        self.identify_every = 0.0  # seconds for each bucket; 5 on Discord
        self.starts_left = 999
        self.jitter = 0.0  # seconds by which events come later, to each session its own
        self.too_early: Journal[int] = Journal("a shard that identified too early")
        self._identified: dict[int, float] = {}
        self._random = random.Random(1)
        self.server_is_in_order = True  # else it is unavailable at READY, and stays so
        self._world = world
        self._token = token
        self._url = url
        self._refusal: Close | None = None
        self._sessions: dict[str, Session] = {}
        self._connections: list[Connection] = []

    @property
    def identifies(self) -> list[Received]:
        """Every IDENTIFY so far."""
        return self.received.matching(lambda message: message.op == Op.IDENTIFY)

    @property
    def resumes(self) -> list[Received]:
        """Every RESUME so far."""
        return self.received.matching(lambda message: message.op == Op.RESUME)

    async def received_op(self, op: Op, *, nth: int = 1) -> Received:
        """Wait for the nth message with the opcode."""
        return await self.received.wait_for(lambda message: message.op == op, nth=nth)

    def dispatch(self, event: str, data: Payload) -> None:
        """Send an event to the sessions whose intents ask for it, without what they may not see."""
        for session in self._sessions.values():
            if self._wants(session, event, data):
                # A copy: what is sent, and sent again after a RESUME, is how things stand now.
                sent = copy.deepcopy(self._permitted(session, event, data))
                if self.jitter:
                    late = self._random.random() * self.jitter
                    asyncio.get_running_loop().call_later(late, session.send, event, sent)
                else:
                    session.send(event, sent)

    def connected(self) -> set[int]:
        """Return the shards for which there is a session with a connection."""
        return {session.shard for session in self._sessions.values() if session.connection}

    def described(self) -> Payload:
        """Return what Discord says about its gateway."""
        starts = {"total": 1000, "remaining": self.starts_left, "reset_after": 1000}
        return {
            "url": self._url,
            "shards": self.shards,
            "session_start_limit": starts | {"max_concurrency": self.max_concurrency},
        }

    def invalidate_all(self) -> None:
        """Send INVALID_SESSION (op 9) to every client; none of them can resume."""
        for session in [*self._sessions.values()]:
            if session.connection:
                session.connection.send({"op": Op.INVALID_SESSION, "d": False})
                session.connection.detach()
        self.forget_sessions()

    def refuse_next_identify(self, code: Close) -> None:
        """Answer the next IDENTIFY by closing with the code."""
        self._refusal = code

    def ask_to_reconnect(self) -> None:
        """Send RECONNECT (op 7) to the connected client."""
        self._current.send({"op": Op.RECONNECT, "d": None})
        self._current.detach()

    def invalidate_session(self, *, resumable: bool) -> None:
        """Send INVALID_SESSION (op 9) to the connected client."""
        connection = self._current
        connection.send({"op": Op.INVALID_SESSION, "d": resumable})
        if not resumable:
            self.forget_sessions()
        connection.detach()

    def forget_sessions(self) -> None:
        """Refuse every later RESUME of the sessions so far."""
        self._sessions.clear()

    def drop(self) -> None:
        """Cut the connection without a close frame."""
        self._current.drop()

    def drop_shard(self, shard: int) -> None:
        """Cut the connection of a shard without a close frame; its session can be resumed."""
        for session in self._sessions.values():
            if session.shard == shard and session.connection:
                session.connection.drop()

    def close(self, code: Close) -> None:
        """Close every open connection."""
        for connection in self._connections:
            connection.close(code)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection until either side ends it."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, request, len(self._connections) + 1)
        self._connections.append(connection)
        interval = int(self.heartbeat_interval * 1000)
        connection.send({"op": Op.HELLO, "d": {"heartbeat_interval": interval}})
        writing = asyncio.create_task(connection.write())
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._receive(connection, json.loads(message.data))
        self._end(connection, socket.close_code)
        await writing
        return socket

    @property
    def _current(self) -> Connection:
        (connection,) = (s.connection for s in self._sessions.values() if s.connection)
        return connection

    def _end(self, connection: Connection, code: int | None) -> None:
        self.closed.add(code)
        session = connection.session
        if (
            session
            and session.connection is connection
            and code in (Close.NORMAL, Close.GOING_AWAY)
        ):
            self._sessions.pop(session.id, None)  # a client that says goodbye cannot resume
        connection.close(None)

    def _receive(self, connection: Connection, frame: Payload) -> None:
        message = Received(frame["op"], frame["d"], connection.number)
        match message.op:
            case Op.HEARTBEAT if self.acknowledges_heartbeats:
                connection.send({"op": Op.HEARTBEAT_ACK})
            case Op.IDENTIFY:
                self._identify(connection, message.data)
            case Op.RESUME:
                self._resume(connection, message.data)
            case _:
                pass
        self.received.add(message)

    def _identify(self, connection: Connection, data: Payload) -> None:
        intents = Intent(data["intents"])
        refusal, self._refusal = self._refusal, None
        if data["token"] != self._token:
            refusal = Close.AUTHENTICATION_FAILED
        elif connection.session:
            refusal = Close.ALREADY_AUTHENTICATED
        elif intents & PRIVILEGED:
            refusal = Close.DISALLOWED_INTENTS
        if refusal:
            connection.close(refusal)
            return
        shard, total = data.get("shard") or (0, 1)
        if self._is_too_early(shard):
            connection.send({"op": Op.INVALID_SESSION, "d": False})
            return
        session = Session(intents, shard, total)
        self._sessions[session.id] = session
        session.attach(connection)
        session.send("READY", self._ready(session))
        if self.server_is_in_order:
            for guild_id in self._guild_ids(session):
                session.send("GUILD_CREATE", self._world.guild(guild_id))

    def _is_too_early(self, shard: int) -> bool:
        bucket, now = shard % self.max_concurrency, time.monotonic()
        if now - self._identified.get(bucket, -math.inf) < self.identify_every:
            self.too_early.add(shard)
            return True
        self._identified[bucket] = now
        return False

    def _guild_ids(self, session: Session) -> list[str]:
        return [guild_id for guild_id in self._world.guild_ids if session.has(guild_id)]

    def _resume(self, connection: Connection, data: Payload) -> None:
        session = self._sessions.get(data["session_id"])
        if data["token"] != self._token:
            connection.close(Close.AUTHENTICATION_FAILED)
        elif session is None:
            connection.send({"op": Op.INVALID_SESSION, "d": False})
        else:
            session.attach(connection)
            for frame in session.events[data["seq"] :]:
                connection.send(frame)
            session.send("RESUMED", {})

    def _ready(self, session: Session) -> Payload:
        return {
            "v": 10,
            "user": self._world.bot,
            "guilds": [{"id": each, "unavailable": True} for each in self._guild_ids(session)],
            "shard": [session.shard, session.total],
            "session_id": session.id,
            "resume_gateway_url": self._url,
            "application": {"id": self._world.bot["id"], "flags": 0},
        }

    def _wants(self, session: Session, event: str, data: Payload) -> bool:
        channel = self._world.channels.get(data.get("channel_id", ""), {})
        if not session.has(data.get("guild_id") or channel.get("guild_id")):
            return False
        if not event.startswith("MESSAGE_"):
            return True
        in_guild = "guild_id" in channel
        return (Intent.GUILD_MESSAGES if in_guild else Intent.DIRECT_MESSAGES) in session.intents

    def _permitted(self, session: Session, event: str, data: Payload) -> Payload:
        """Return the data without the content that Discord withholds from this session."""
        if event not in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            return data
        bot_id = self._world.bot["id"]
        concerned = {data["author"]["id"], *(user["id"] for user in data["mentions"])}
        if self._world.role["id"] in data.get("mention_roles", ()):
            concerned.add(bot_id)
        if (
            Intent.MESSAGE_CONTENT in session.intents
            or "guild_id" not in data
            or bot_id in concerned
        ):
            return data
        return data | {"content": "", "embeds": [], "attachments": [], "components": []}
