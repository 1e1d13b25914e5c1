"""Access control, before routing.

Any web page open in the same browser can send requests to a site on loopback. So the Host header must name
this machine (against DNS rebinding), requests that change anything must come from a form of this site
(against cross-site request forgery), and if the site listens on other addresses than loopback, a token is
required.
"""

from __future__ import annotations

import hmac
import ipaddress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard", "is_loopback"]

COOKIE = "newsmill-token"
MOST_BYTES = 33 << 20

# The headers of every response. Routes with other content replace the policy.
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
}


def is_loopback(host: str) -> bool:
    """Whether a host name or address to listen on can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """ASGI middleware.

    token   the token to require, or None on loopback
    """

    def __init__(self, app: ASGIApp, token: str | None = None) -> None:
        self.app = app
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(HTTPConnection(scope))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                extra = [
                    (name.encode(), value.encode())
                    for name, value in HEADERS.items()
                    if name.encode() not in present
                ]
                if b"content-security-policy" not in present:
                    extra.append(
                        (
                            b"content-security-policy",
                            b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
                        )
                    )
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        if refusal is not None:
            await refusal(scope, receive, send_with_headers)
        else:
            await self.app(scope, _limited(receive), send_with_headers)

    def _refusal(self, request: HTTPConnection) -> Response | None:
        host = request.headers.get("host", "")
        if self.token is None and not is_loopback(_host_name(host)):
            return PlainTextResponse("This site answers only under its own address on this machine.", 421)
        if self.token is not None and (refusal := self._token_refusal(request)):
            return refusal
        method = request.scope["method"]
        if method in ("GET", "HEAD"):
            return None
        if method != "POST":
            return PlainTextResponse("Not allowed.", 405)
        origin = request.headers.get("origin")
        if origin not in (None, "null") and urlsplit(origin or "").netloc != host:
            return PlainTextResponse("A form of another site cannot be sent here.", 403)
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return PlainTextResponse("A form of another site cannot be sent here.", 403)
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return PlainTextResponse(f"A page may have {MOST_BYTES >> 20} MB at most.", 413)
        return None

    def _token_refusal(self, request: HTTPConnection) -> Response | None:
        assert self.token is not None
        cookies: SimpleCookie = SimpleCookie()
        try:
            cookies.load(request.headers.get("cookie", ""))
        except CookieError:
            cookies.clear()
        held = cookies[COOKIE].value if COOKIE in cookies else ""
        if hmac.compare_digest(held.encode(), self.token.encode()):
            return None
        query = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(query).get("token", "")
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            return PlainTextResponse(
                "Open the address that newsmill serve printed: it has the token that is needed.", 403
            )
        # Redirect to the URL without the token, to keep it out of histories and logs. A path that begins with
        # `//` would name another host.
        path = "/" + quote(request.scope["path"].lstrip("/\\"))
        rest = urlencode([(name, value) for name, value in query if name != "token"])
        answer = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
        answer.set_cookie(COOKIE, self.token, httponly=True, samesite="strict", path="/")
        return answer


def _host_name(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.rpartition(":")[0] or host


def _limited(receive: Receive) -> Receive:
    """Limit the body of a request, whatever its Content-Length says."""
    taken = 0

    async def take() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= MOST_BYTES else {"type": "http.disconnect"}

    return take
