"""Which addresses a link may have: http, https, mailto, `/path` on this site, `#fragment` on this page.

Everything a browser might read differently from a person is refused: user info (`https://nhs.uk@evil.example`),
backslashes, `//host`, ports out of range, spaces and invisible characters.
"""

import ipaddress
import re
from urllib.parse import quote

from .characters import refused_characters

MAX_LENGTH = 2_000

_WEB = re.compile(r"(https?)://([^/?#]*)(.*)", re.IGNORECASE)
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]*)(?::([0-9]*))?")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?")
_MAIL = re.compile(r"mailto:([\w.!#$%&'*+/=^`{|}~-]+@[\w-]+(?:\.[\w-]+)*(?:\?.*)?)", re.IGNORECASE)
# What may stand in an address as it is. "%" too: what is already encoded must not be encoded twice.
_SAFE = "%/?#[]@!$&'()*+,;=:-._~"


def link_address(href: str) -> str:
    """The address in the form it is printed in.

    Raises:
        ValueError: the address is refused; the message says why.
    """
    _check_characters(href)
    if href.startswith("#"):
        return "#" + quote(href[1:], safe=_SAFE)
    if href.startswith("/"):
        if href.startswith("//"):
            raise ValueError("it names a host without saying http or https")
        return quote(href, safe=_SAFE)
    if mail := _MAIL.fullmatch(href):
        return "mailto:" + quote(mail.group(1), safe=_SAFE)
    if not _WEB.match(href):
        raise ValueError("it must begin with https://, http://, mailto:, / or #")
    return web_address(href)


def web_address(text: str) -> str:
    """An http or https address with its scheme and host in lower case.

    Hosts outside ASCII stay as typed: browsers convert them by a newer rule than Python's `idna` codec does.

    Raises:
        ValueError: the address is refused; the message says why.
    """
    _check_characters(text)
    parts = _WEB.fullmatch(text)
    if parts is None:
        raise ValueError("it must begin with https:// or http://")
    scheme, authority, rest = parts.groups()
    return f"{scheme.lower()}://{_host_and_port(authority)}{quote(rest, safe=_SAFE)}"


def _check_characters(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise ValueError(f"it is longer than {MAX_LENGTH:,} characters")
    if any(character.isspace() for character in text) or refused_characters(text):
        raise ValueError("it holds a space or an invisible character")
    if "\\" in text:
        raise ValueError("it holds a backslash")


def _host_and_port(authority: str) -> str:
    if "@" in authority:
        raise ValueError("it holds a user name before the host")
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise ValueError("its host cannot be read")
    host, port = match[1].lower(), match[2]  # in lower case first: that of "\u0130" is no longer a letter
    if host.startswith("["):
        ipaddress.IPv6Address(host[1:-1])  # an AddressValueError is a ValueError
    elif not _HOST.fullmatch(host) or len(host) > 253:
        raise ValueError("its host cannot be read")
    if port is None:
        return host
    if not port or len(port) > 5 or not 1 <= int(port) <= 65_535:
        raise ValueError("its port is not between 1 and 65535")
    return f"{host}:{port}"
