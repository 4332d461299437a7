"""Build the image where no registry can be reached, and run it as a container is run.

    sudo python -m tests.image

needs Linux, root, buildah and debootstrap (Debian's, say), and takes some minutes the first time.
The base is a bare Debian. The image runs with a read-only root, as an ordinary user without a name
and without any capability, and talks to a small Discord on loopback. What it does is printed, and
asserted; so are its size and the time until it is ready.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
import subprocess
import time
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import aiohttp

from tests.gateway.bot_under_test import QUESTION, QUOTED
from tests.gateway.server import TOKEN, LoopbackDiscord, loopback_discord
from tests.payload import shown_text
from tests.processes import children

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

ROOT = Path(__file__).parents[1]
STORE = Path("/var/tmp/pullquote-image")  # noqa: S108 - kept, so that the base is made but once
DEBOOTSTRAP = "/usr/sbin/debootstrap"
SUITE, MIRROR = "bookworm", "http://deb.debian.org/debian"
USER = 65532
METRICS = "http://127.0.0.1:9464"
# Directories of this machine's way to packages, where it has one of its own.
MINE = (Path("/etc/pip.conf"), Path("/etc/ssl/certs/ca-certificates.crt"), Path("/etc/xdg/pip"))
DROP = f"""
import ctypes, os, sys
libc = ctypes.CDLL(None)
for capability in range(41):
    libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP
os.setgroups([])
os.setresgid({USER}, {USER}, {USER})
os.setresuid({USER}, {USER}, {USER})
libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
os.chdir("/")
os.execvp(sys.argv[1], sys.argv[1:])
"""
TRY_TO_WRITE = """
import os
print(os.getuid(), *(os.access(p, os.W_OK) for p in ("/", "/opt/pullquote", "/data", "/tmp")))
"""


def buildah(*arguments: str) -> str:
    """Run buildah on a store of its own; return what it prints."""
    command = ["buildah", "--root", str(STORE / "store"), "--runroot", str(STORE / "run")]
    return subprocess.run(
        [*command, *arguments],
        env=os.environ | {"BUILDAH_ISOLATION": "chroot", "STORAGE_DRIVER": "vfs"},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def build() -> None:
    """Make the base if it is not there, and the image on it."""
    base = STORE / "base"
    if not base.exists():
        packages = "python3,python3-venv,ca-certificates"
        subprocess.run(
            [DEBOOTSTRAP, "--variant=minbase", f"--include={packages}", SUITE, base, MIRROR],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        container = buildah("from", "scratch")
        buildah("add", "--quiet", container, str(base), "/")
        buildah("commit", "--quiet", container, "localhost/base")
        buildah("rm", container)
    volumes = [f"--volume={path}:{path}:ro" for path in MINE if path.exists()]
    arguments = ("--format=docker", "--build-arg=BASE=localhost/base", "--tag=pullquote", *volumes)
    buildah("bud", *arguments, ".")


@contextmanager
def mounted() -> Iterator[tuple[Path, dict[str, str]]]:
    """Give the root of a container of the image, and what the image sets in the environment."""
    container = buildah("from", "localhost/pullquote")
    try:
        root = Path(buildah("mount", container))
        image = json.loads(buildah("inspect", "--type=image", "localhost/pullquote"))
        yield root, dict(each.split("=", 1) for each in image["OCIv1"]["config"]["Env"])
    finally:
        buildah("umount", container)
        buildah("rm", container)


class Image:
    """An image whose root is mounted, with a volume and a secret."""

    def __init__(self, root: Path, variables: dict[str, str], folder: Path) -> None:
        self._variables = variables
        self.data, self._secret, here = folder / "data", folder / "token", folder / "root"
        self.data.mkdir(mode=0o700)
        here.mkdir()
        self._secret.write_text(f"{TOKEN}\n", encoding="utf-8")
        for path in (self.data, self._secret):
            os.chown(path, USER, USER)
        self._secret.chmod(0o400)
        self._command = f"""set -e
            mount --make-rprivate /
            mount --bind {root} {here} && mount --options remount,bind,ro {here}
            mount --types proc proc {here}/proc && mount --rbind /dev {here}/dev
            mount --types tmpfs --options mode=1777,size=64m tmpfs {here / "tmp"}
            mount --types tmpfs tmpfs {here}/run && touch {here}/run/token
            mount --bind {self._secret} {here}/run/token
            mount --bind {self.data} {here}/data
            exec chroot {here} /usr/bin/python3 -c {shlex.quote(DROP)} """

    async def start(self, *command: str, **variables: str) -> asyncio.subprocess.Process:
        """Start a command in the image, with only the environment that it and we set."""
        return await asyncio.create_subprocess_exec(
            *("unshare", "--mount", "--pid", "--fork", "--kill-child=SIGTERM", "/bin/bash", "-c"),
            self._command + shlex.join(command),
            env={"DISCORD_TOKEN_FILE": "/run/token", **self._variables, **variables}
            | {"PATH": f"{self._variables['PATH']}:/usr/sbin:/usr/bin:/sbin:/bin"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def output(self, *command: str) -> str:
        """Return what a command in the image prints; it must not fail."""
        process = await self.start(*command)
        printed, _ = await process.communicate()
        assert process.returncode == 0, printed.decode()
        return printed.decode().strip()


@asynccontextmanager
async def bot(image: Image, server: LoopbackDiscord) -> AsyncIterator[None]:
    """Run the bot until it is ready, and stop it after the block as a container is stopped."""
    began = time.monotonic()
    process = await image.start(
        "pullquote",
        "run",
        PULLQUOTE_DISCORD_API=server.api,
        PULLQUOTE_DISCORD_GATEWAY=server.gateway_url,
    )
    async with asyncio.timeout(60), aiohttp.ClientSession() as session:
        for page in ("healthz", "readyz"):
            while not await is_well(session, page):
                assert process.returncode is None
                await asyncio.sleep(0.05)
            print(f"/{page} after {time.monotonic() - began:.1f} s")
    yield
    (inside,) = children(process.pid)
    os.kill(inside, signal.SIGTERM)
    printed, _ = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0, printed.decode()
    assert b"Traceback" not in printed


async def is_well(session: aiohttp.ClientSession, page: str) -> bool:
    """Tell whether one of the bot's pages says that all is well."""
    try:
        async with session.get(f"{METRICS}/{page}") as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


async def use(image: Image) -> None:
    """Do what people and operators do."""
    print(await image.output("pullquote", "--version"))
    assert await image.output("python", "-c", TRY_TO_WRITE) == f"{USER} False False True True"
    print(await image.output("pullquote", "doctor"))
    async with loopback_discord() as server:
        server.gateway.heartbeat_interval = 1
        async with bot(image, server):
            assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())
            for name, raw in (
                (
                    "otter.html",
                    b"<article><h1>Otters</h1><p>The otter eats nine eels.</p></article>",
                ),
                ("heron.txt", b"The heron of Lindow is eleven years old."),
            ):
                file = server.files.upload(name, raw)
                added = shown_text(await server.slash("article add", file=file).answer())
                assert "Added" in added, added
            heron = server.slash("ask", question="How old is the heron of Lindow?")
            assert "eleven years old" in shown_text(await heron.answer())
            check = f"from urllib.request import urlopen; urlopen('{METRICS}/healthz', timeout=4)"
            await image.output("python", "-c", check)
    assert (image.data / "pullquote.db").exists()


def main() -> None:
    """Build the image, run it, and say how large it is."""
    build()
    images = buildah("images", "--format={{.Name}} {{.Size}}")
    print(*(line for line in images.splitlines() if line.startswith("localhost/")), sep="\n")
    with mounted() as (root, variables), TemporaryDirectory() as folder:
        asyncio.run(use(Image(root, variables, Path(folder))))


if __name__ == "__main__":
    main()
