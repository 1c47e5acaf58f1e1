"""One POST to an address that an organisation registered: resolved once, never to a private network, no redirect followed."""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
TIMEOUT = 10.0
# A receiver that answers byte by byte is cut off after this many times the timeout.
_PATIENCE = 2
_READ = 2048
# Networks through which an IPv6 address reaches an IPv4 one that the address does not show.
_TRANSLATED = tuple(ipaddress.IPv6Network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


class AddressRefused(ValueError):
    """An address to which nothing is sent; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What the operator allows beyond public addresses over https: networks inside the house. None by default."""

    networks: tuple[Network, ...] = ()

    def holds(self, address: Address) -> bool:
        """Whether the operator named a network with this address."""
        return any(address in network for network in self.networks if network.version == address.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a message goes: ``address`` is what the host was resolved to, once; the connection goes there and nowhere else."""

    host: str
    port: int
    path: str
    secure: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came back: the status, and the beginning of the body for a person to read."""

    status: int
    body: str


def read_networks(text: str) -> tuple[Network, ...]:
    """``10.0.0.0/8,127.0.0.1/32`` as networks; raises AddressRefused that names the one that is none."""
    found = []
    for one in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(ipaddress.ip_network(one, strict=False))
        except ValueError as error:
            raise AddressRefused(f"“{one}”不是网段：请写成 10.0.0.0/8 这样，多个用逗号分开") from error
    return tuple(found)


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the system knows them; raises OSError."""
    return list(dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def check_url(url: str) -> SplitResult:
    """The parts of a URL that may be registered; raises AddressRefused. Says nothing yet of where its host leads."""
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or len(url) > 500 or not url.strip().isascii() or any(letter <= " " for letter in url.strip()):
        raise AddressRefused("地址写法不对：请写成 https://主机/路径，至多 500 个字符，中文域名用 xn-- 写法")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused("地址里不能带账号、密码或 # 片段：签名已经能证明来源，请去掉")
    return parts


def find_target(url: str, allowed: Allowed, resolve: Resolve = resolve) -> Target:
    """Resolve the host once and check every address it has; raises AddressRefused, OSError when it cannot be resolved.

    All of them must be public: a name that leads both outside and inside is refused whole. Without https only to a network that
    the operator allowed.
    """
    parts = check_url(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    addresses = [_plain(one) for one in resolve(host, port)]
    if not addresses:
        raise OSError(f"解析不到 {host}")
    for one in addresses:
        inside = allowed.holds(one)
        if not inside and not _public(one):
            raise AddressRefused(
                f"{host} 指向内部地址 {one}：不向内部网络发送；确需发送的，请管理员把网段写进 GONGZHI_WEBHOOK_NETWORKS"
            )
        if not secure and not inside:
            raise AddressRefused(f"{host} 不是内部网络，只用 https 发送：请改用 https 地址")
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Target(host=host, port=port, path=path, secure=secure, address=str(addresses[0]))


def post(target: Target, body: bytes, headers: Mapping[str, str], *, timeout: float = TIMEOUT) -> Told:
    """Send once to the address that was checked. Raises OSError or http.client.HTTPException; a redirect is just its status."""
    connection = (_PinnedSecure if target.secure else _Pinned)(target, timeout)
    cut = threading.Timer(_PATIENCE * timeout, lambda: _cut_off(connection))
    with contextlib.closing(connection):
        cut.start()
        try:
            connection.request("POST", target.path, body=body, headers=dict(headers))
            answer = connection.getresponse()
            return Told(status=answer.status, body=answer.read(_READ).decode("utf-8", "replace"))
        finally:
            cut.cancel()


def _cut_off(connection: http.client.HTTPConnection) -> None:
    with contextlib.suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


class _Pinned(http.client.HTTPConnection):
    """Speaks of the host, connects to the address that was checked."""

    def __init__(self, target: Target, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self._address = target.address

    def connect(self) -> None:
        """No second resolving, no proxy of the environment."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)


class _PinnedSecure(http.client.HTTPSConnection):
    """The same under TLS; the certificate must be the host's, whatever the address."""

    def __init__(self, target: Target, timeout: float) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(target.host, target.port, timeout=timeout, context=self._tls)
        self._address = target.address

    def connect(self) -> None:
        """As above, then TLS with the host's name."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def _plain(text: str) -> Address:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and any(address in one for one in _TRANSLATED):
        return False
    return address.is_global and not address.is_multicast
