"""The download handler: Scrapy's own, with an address check per connection and host mapping."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IProtocolFactory, IStreamClientEndpoint
from twisted.web.client import URI, Agent
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer

from newsmill.crawler.addresses import ForbiddenAddress, forbidden_reason, split_host_port
from newsmill.crawler.fetch import wrong_headers
from newsmill.crawler.fetch.politeness import NOTED, RestMiddleware

__all__ = ["GuardedDownloadHandler"]

_CONNECT_SECONDS = 15.0
wrong_headers.install()


class _Addresses:
    """Collects the answers of a name resolution."""

    def __init__(self, done: Deferred[list[str]]) -> None:
        self.done = done
        self.found: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        """Part of IResolutionReceiver."""

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:  # noqa: N802
        self.found.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.done.callback(self.found)


@implementer(IStreamClientEndpoint)
class _GuardedEndpoint:
    """Resolves a host, drops forbidden addresses, and connects to one of the rest."""

    def __init__(self, reactor: Any, host: str, port: int, *, allow_private: bool, timeout: float) -> None:
        self.reactor = reactor
        self.host = host
        self.port = port
        self.allow_private = allow_private
        self.timeout = timeout

    def connect(self, factory: IProtocolFactory) -> Deferred[Any]:
        return Deferred.fromCoroutine(self._connect(factory))

    async def _connect(self, factory: IProtocolFactory) -> Any:
        done: Deferred[list[str]] = Deferred()
        self.reactor.nameResolver.resolveHostName(_Addresses(done), self.host, self.port)
        found = await done
        if not found:
            raise DNSLookupError(f"{self.host} has no address")
        allowed = [address for address in found if self.allow_private or not forbidden_reason(address)]
        if not allowed:
            raise ForbiddenAddress(
                f"{self.host} is at {found[0]}, a {forbidden_reason(found[0])} address; "
                "--allow-private (or allow_private in the site file) permits it"
            )
        error: Exception | None = None
        for address in allowed[:3]:
            endpoint_type = TCP6ClientEndpoint if ":" in address else TCP4ClientEndpoint
            try:
                return await endpoint_type(self.reactor, address, self.port, timeout=self.timeout).connect(
                    factory
                )
            except Exception as failed:
                error = failed
        assert error is not None
        raise error


@implementer(IAgentEndpointFactory)
class _GuardedEndpoints:
    def __init__(self, handler: GuardedDownloadHandler, timeout: float) -> None:
        self.handler = handler
        self.timeout = min(timeout, _CONNECT_SECONDS)

    def endpointForURI(self, uri: URI) -> Any:  # noqa: N802
        from twisted.internet import reactor

        host, port = uri.host.decode("ascii").strip("[]"), uri.port
        mapped = self.handler.connect_to.get(f"{host}:{port}") or self.handler.connect_to.get(host)
        allowed = self.handler.allow_private or mapped is not None
        if mapped is not None:
            host, port = mapped
        endpoint = _GuardedEndpoint(reactor, host, port, allow_private=allowed, timeout=self.timeout)
        if uri.scheme == b"https":
            options = self.handler.tls_options(uri.host, uri.port)
            return wrapClientTLS(options, cast(IStreamClientEndpoint, endpoint))
        return endpoint


class _ExactAgent(Agent):
    """Sends a path as it is written: Twisted drops a semicolon at its end. For one request."""

    _end = b""

    def request(self, method: bytes, uri: bytes, *args: Any, **kwargs: Any) -> Deferred[Any]:
        path = uri.partition(b"?")[0]
        self._end = path[len(path.rstrip(b";")) :]
        return cast("Deferred[Any]", super().request(method, uri, *args, **kwargs))

    def _requestWithEndpoint(self, *args: Any) -> Any:  # noqa: N802
        path, mark, query = args[-1].partition(b"?")
        exact = path.rstrip(b";") + self._end + mark + query
        agent: Any = super()
        return agent._requestWithEndpoint(*args[:-1], exact)


class _GuardedAgent(_ScrapyAgent):
    handler: GuardedDownloadHandler

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        if request.meta.get("proxy"):
            return super()._get_agent(request, timeout)
        from twisted.internet import reactor

        endpoints = _GuardedEndpoints(self.handler, timeout)
        agent = _ExactAgent.usingEndpointFactory(reactor, endpoints, self._pool)  # type: ignore[no-untyped-call]
        return cast(Agent, agent)


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with additional settings.

    NEWSMILL_ALLOW_PRIVATE  also connect to private, loopback and link-local addresses
    NEWSMILL_CONNECT_TO     `{"host" or "host:port": "127.0.0.1:8080"}`: connect there, like curl --connect-to
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.allow_private = crawler.settings.getbool("NEWSMILL_ALLOW_PRIVATE")
        self.connect_to = {
            host: split_host_port(target)
            for host, target in crawler.settings.getdict("NEWSMILL_CONNECT_TO").items()
        }

    def tls_options(self, host: bytes, port: int) -> Any:
        """The TLS options for a host."""
        factory: Any = self._contextFactory
        return factory.creatorForNetloc(host, port)

    async def download_request(self, request: Request) -> Response:
        """Fetch a request. Raises `ForbiddenAddress` in addition to Scrapy's own exceptions."""
        if urlsplit(request.url).scheme not in ("http", "https"):
            raise ForbiddenAddress(f"{request.url} is neither http nor https")
        rests = self._crawler.get_downloader_middleware(RestMiddleware)
        if rests is not None:
            await rests.wait(request.url)
        agent = _GuardedAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=False,
        )
        agent.handler = self
        with wrap_twisted_exceptions():
            response = await maybe_deferred_to_future(agent.download_request(request))
        if rests is not None:
            rests.note(response)
            request.meta[NOTED] = True
        return response
