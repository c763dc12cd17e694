"""The server: routes, the socket of a room, and who is turned away at the door."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request, Response, WebSocket
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from experiments.manifest import version
from experiments.workshop import book, messages, pages, take
from experiments.workshop.guard import COOKIE, Guard, headers, printed
from experiments.workshop.hub import MAIN, MOST_CLIENTS, Hub
from experiments.workshop.rooms import Client, Room
from experiments.workshop.texts import Refused, say

GUEST = "shequ_guest"
MOST_BAD = 200
"""Messages without sense after which a connection is closed."""
MOST_AT_ONCE = 32
"""Commands of one client that may be in hand."""
LAST_WORDS = 3.0
"""Seconds that a page which is shown out has to hear why."""
POLICY, TRY_LATER, GOING_AWAY = 1008, 1013, 1001
FOREVER = "public, max-age=31536000, immutable"


class Door:
    """Turns away what is not meant for us, and puts the strict headers on every answer."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self._app, self._guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"])
        host = given.get(b"host", b"").decode("latin-1")
        own = "{}:{}".format(*scope["server"]) if scope.get("server") else ""
        if not self._guard.knows_host(host, own):
            await _turn_away(scope, send, 421, "This address is not served here.")
            return
        origin = given.get(b"origin")
        known = origin is None or self._guard.knows_origin(origin.decode("latin-1"), host)
        if not known or (scope["type"] == "websocket" and origin is None):
            await _turn_away(scope, send, 403, "A page from elsewhere may not connect.")
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                has = {name for name, _ in message.get("headers", ())}
                strict = [(k.encode(), v.encode()) for k, v in headers(host).items() if k.encode() not in has]
                message = {**message, "headers": [*message.get("headers", ()), *strict]}
            await send(message)

        await self._app(scope, receive, with_headers)


async def _turn_away(scope: Scope, send: Send, status: int, words: str) -> None:
    kind = "http.response"
    if scope["type"] == "websocket":
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": POLICY})
            return
        kind = "websocket.http.response"
    body = words.encode()
    shown = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": f"{kind}.start", "status": status, "headers": shown})
    await send({"type": f"{kind}.body", "body": body})


def create_app(hub: Hub, public: str) -> FastAPI:
    """Make the application.

    Args:
        hub: the rooms.
        public: address that the code on the wall leads to.
    """

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        hub.start()
        yield
        await hub.stop()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(Refused, _unavailable)
    app.add_middleware(Door, guard=hub.guard)
    files = pages.read_files()
    _add_pages(app, hub, files, public)
    _add_takes(app, hub)

    @app.websocket("/room/{code}")
    async def room(socket: WebSocket, code: str) -> None:
        await Visit(hub, socket).run(code)

    return app


async def _unavailable(_: Request, refused: Exception) -> Response:
    """Answer with the sentence of a refusal."""
    why = refused.why if isinstance(refused, Refused) else say("internal")
    return Response(f"{why['zh']}\n{why['en']}\n", 503, media_type=pages.TYPES[".txt"])


def _add_pages(app: FastAPI, hub: Hub, files: dict[str, pages.File], public: str) -> None:
    """Add the page, its files, its book, the facilitator's door and the health page."""
    book_file = pages.File.of("book.json", book.as_json())

    @app.get("/")
    async def index(request: Request) -> Response:
        answer = _send(request, files.get("index.html", pages.MISSING), "no-cache")
        if GUEST not in request.cookies:
            answer.set_cookie(GUEST, hub.guard.new_guest(), httponly=True, samesite="strict")
        return answer

    @app.get("/static/{name}")
    async def static(request: Request, name: str) -> Response:
        file = files.get(name)
        return _send(request, file, FOREVER) if file else Response("Not found", 404)

    @app.get("/book.json")
    async def the_book(request: Request) -> Response:
        return _send(request, book_file, "no-cache")

    @app.get("/health")
    async def health() -> Response:
        return JSONResponse({
            "status": "ok", "version": version(), "rooms": len(hub.rooms), "clients": hub.clients,
            "uptime": round(time.monotonic() - hub.started, 1), "workers": len(hub.crew.pids),
            "restarts": hub.crew.restarts,
        }, headers={"cache-control": "no-store"})  # fmt: skip

    @app.get("/open/{token}")
    async def open_door(request: Request, token: str) -> Response:
        opened = hub.enter(token, request.cookies.get(COOKIE))
        if opened is None:
            words = say("token_used")
            return Response(f"{words['zh']}\n{words['en']}\n", 403, media_type=pages.TYPES[".txt"])
        session, code = opened
        answer = RedirectResponse("/" if code == MAIN else f"/?room={code}", 303)
        answer.set_cookie(COOKIE, session, httponly=True, samesite="strict")
        return answer

    @app.get("/qr.svg")
    async def code_on_the_wall(room: str = MAIN) -> Response:
        if room not in hub.rooms:
            return Response("Not found", 404)
        address = public if room == MAIN else f"{public}?room={room}"
        return Response(take.code_of(address), media_type="image/svg+xml")


def _add_takes(app: FastAPI, hub: Hub) -> None:
    """Add what can be taken away from a room."""

    @app.get("/take/{code}/course.csv")
    async def csv(code: str) -> Response:
        room = hub.rooms.get(code)
        if room is None:
            return Response("Not found", 404)
        answer = await room.ask({"do": "csv"})
        name = f'attachment; filename="shequ-{code}.csv"'
        body = answer["text"].encode("utf-8-sig")
        return Response(body, media_type="text/csv; charset=utf-8", headers={"content-disposition": name})

    @app.get("/take/{code}/brief")
    async def brief(code: str, lang: str = "zh") -> Response:
        room = hub.rooms.get(code)
        if room is None or lang not in ("zh", "en"):
            return Response("Not found", 404)
        text = await hub.brief(room, "zh" if lang == "zh" else "en")
        return Response(text, media_type=pages.TYPES[".html"], headers=printed(text))


def _send(request: Request, file: pages.File, keep: str) -> Response:
    """Send a file, packed if the client takes that."""
    given = {"cache-control": keep, "vary": "accept-encoding"}
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, media_type=file.type, headers={**given, "content-encoding": "gzip"})
    return Response(file.plain, media_type=file.type, headers=given)


class Visit:
    """One page's connection to a room."""

    def __init__(self, hub: Hub, socket: WebSocket) -> None:
        self._hub, self._socket = hub, socket
        self._bad = 0
        self._in_hand: set[asyncio.Task[None]] = set()

    async def run(self, code: str) -> None:
        """Let the page in, pass on what it says and what it is to be told, until it leaves."""
        await self._socket.accept()
        room = await self._hub.room(code)
        full = self._hub.clients >= MOST_CLIENTS
        if room is None or full:
            why = say("server_full", most=MOST_CLIENTS) if full else say("no_room")
            await self._over(why, TRY_LATER if full else POLICY)
            return
        leads = self._hub.guard.leads(self._socket.cookies, code)
        client = Client(leads, self._hub.guard.guest(self._socket.cookies.get(GUEST)))
        delivery = asyncio.create_task(self._deliver(client))
        try:
            await room.join(client)
            await self._listen(room, client)
        except Refused as refused:
            await self._over(refused.why, TRY_LATER)
        except (WebSocketDisconnect, RuntimeError):
            pass  # it has gone
        finally:
            for task in self._in_hand:
                task.cancel()
            room.leave(client)
            if client.gone:
                await asyncio.wait({delivery}, timeout=LAST_WORDS)
            delivery.cancel()

    async def _deliver(self, client: Client) -> None:
        """Bring the page what it is told; close the connection when it has gone or is too slow."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await client.deliver(self._socket.send_text, self._socket.send_bytes)
            await self._socket.close(GOING_AWAY)

    async def _listen(self, room: Room, client: Client) -> None:
        while True:
            got = await self._socket.receive()
            if got["type"] == "websocket.disconnect":
                return
            if not client.allowed() or len(self._in_hand) >= MOST_AT_ONCE:
                self._refuse(client, 0, Refused("too_fast"))
            else:
                self._hear(room, client, got.get("text"))
            if self._bad > MOST_BAD:
                client.tell({"kind": "over", "why": say("too_many_bad")})
                client.leave()
                return

    def _hear(self, room: Room, client: Client, text: str | None) -> None:
        """Take one message."""
        try:
            command = messages.read(text or "")
        except Refused as refused:
            self._refuse(client, messages.number_of(text or ""), refused)
            return
        task = asyncio.create_task(self._answer(room, client, command))
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)

    async def _answer(self, room: Room, client: Client, command: messages.Command) -> None:
        try:
            more = await self._hub.handle(room, client, command)
            client.tell(messages.done(command.id, **more))
        except Refused as refused:
            client.tell(messages.refused(command.id, refused.why))

    def _refuse(self, client: Client, number: int, refused: Refused) -> None:
        self._bad += 1
        client.tell(messages.refused(number, refused.why))

    async def _over(self, why: dict[str, str], code: int) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self._socket.send_json({"kind": "over", "why": why})
            await self._socket.close(code)
