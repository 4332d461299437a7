"""Uploaded files, from Discord: each within its size and its time."""

from __future__ import annotations

import asyncio
import http
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
import discord

from index.errors import ArticleError

if TYPE_CHECKING:
    from discord.http import HTTPClient

_most: ContextVar[int] = ContextVar("_most")
"""Bytes that the file may have which this task downloads."""
_AS_IT_IS = {"Accept-Encoding": "identity"}
"""What is compressed on the way could be any number of bytes."""


class _TooLongError(Exception):
    """More comes than was announced."""


def bound(client: HTTPClient) -> None:
    """Let a client of discord.py read from the CDN as `download` wants it.

    Its own way reads whatever comes to the end, however much that is.
    """
    client.get_from_cdn = partial(_get, client)  # type: ignore[method-assign]  # see above


async def download(attachment: discord.Attachment, *, seconds: float) -> bytes:
    """Return an uploaded file; raise ArticleError, which says what to do, when it does not come.

    No more is read than Discord has announced.
    """
    name = attachment.filename
    token = _most.set(attachment.size)
    try:
        async with asyncio.timeout(seconds):
            raw = await attachment.read()
    except TimeoutError as error:
        raise ArticleError(
            f"{name} did not come from Discord within {seconds:g} seconds. Send it again."
        ) from error
    except discord.HTTPException as error:
        raise ArticleError(
            f"{name} is no longer available from Discord. Please upload it again."
        ) from error
    except _TooLongError as error:
        raise ArticleError(
            f"{name} is larger than Discord has announced. Send it again."
        ) from error
    except (aiohttp.ClientError, OSError) as error:
        raise _broken_off(name) from error
    finally:
        _most.reset(token)
    if len(raw) < attachment.size:
        raise _broken_off(name)
    return raw


def _broken_off(name: str) -> ArticleError:
    return ArticleError(f"{name} broke off on its way from Discord. Send it again.")


async def _get(client: HTTPClient, url: str) -> bytes:
    """Return what is at a URL; the signature is that of the method of discord.py."""
    most = _most.get()
    found = bytearray()
    async with (
        aiohttp.ClientSession(
            connector=client.connector,
            connector_owner=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        ) as session,
        session.get(
            url, headers=_AS_IT_IS, proxy=client.proxy, proxy_auth=client.proxy_auth
        ) as response,
    ):
        if response.status != http.HTTPStatus.OK:
            raise discord.HTTPException(response, "the file is not available")
        if (response.content_length or 0) > most:
            raise _TooLongError
        async for piece in response.content.iter_any():
            found += piece
            if len(found) > most:
                raise _TooLongError
    return bytes(found)
