"""The files for containers name what there is, hold no secret, and give the bot few rights.

No container is started here: that needs an engine and a base image.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bot.settings import SETTINGS, load
from bot.terminal.arguments import parser

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
COMPOSES = [
    yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("compose*.yaml"))
]
SERVICES: dict[str, dict[str, Any]] = {
    name: each for compose in COMPOSES for name, each in compose["services"].items()
}
OURS = {name: each for name, each in SERVICES.items() if each["image"] == "pullquote"}
VARIABLES = {each.variable for each in SETTINGS} | {
    f"{each.variable}_FILE" for each in SETTINGS if each.secret
}
SECRETS = {each.variable for each in SETTINGS if each.secret}
SYSTEM = {"HOME", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Containerfile, continued lines joined."""
    joined = re.sub(r"\\\n", " ", CONTAINERFILE)
    lines = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage."""
    found: list[list[tuple[str, str]]] = []
    for name, rest in instructions():
        if name == "FROM":
            found.append([])
        if found:
            found[-1].append((name, rest))
    return found


def environment() -> dict[str, str]:
    """What the image sets."""
    pairs = [
        each.split("=", 1) for name, rest in stages()[-1] if name == "ENV" for each in rest.split()
    ]
    return dict(pairs)


def test_all_that_is_copied_is_there_and_all_that_is_installed_is_copied() -> None:
    build = stages()[0]
    copied = [part for name, rest in build if name == "COPY" for part in rest.split()[:-1]]
    assert [part for part in copied if not (ROOT / part).exists()] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {*packages, "constraints.txt", "pyproject.toml"} <= {*copied}


def test_the_extras_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (extras,) = re.findall(r"^ARG EXTRAS=(\S+)$", CONTAINERFILE, re.MULTILINE)
    assert {*extras.split(",")} <= {*project["optional-dependencies"]}


def test_the_image_has_two_stages_and_the_second_takes_only_what_was_installed() -> None:
    build, image = stages()
    assert build[0] == ("FROM", "${BASE} AS build")
    assert [rest for name, rest in image if name in ("COPY", "ADD")] == [
        "--from=build /opt/pullquote /opt/pullquote"
    ]


def test_the_image_runs_the_bot_as_an_ordinary_user_who_writes_to_one_volume() -> None:
    image = dict(stages()[-1])
    assert image["USER"] == "65532:65532"
    assert image["VOLUME"] == environment()["PULLQUOTE_DATA"] == "/data"
    assert image["ENTRYPOINT"] == '["pullquote"]'
    assert image["STOPSIGNAL"] == "SIGTERM"
    (command,) = yaml.safe_load(image["CMD"])
    assert parser().parse_args([command]).part == "process"


def test_every_variable_is_a_setting_with_a_value_that_it_may_have() -> None:
    given = [environment(), *(each["environment"] for each in OURS.values())]
    for variables in given:
        ours = {name: value for name, value in variables.items() if name not in SYSTEM}
        assert ours.keys() <= VARIABLES
        load({name: value for name, value in ours.items() if not name.endswith("_FILE")})


def test_no_secret_stands_in_a_file_that_is_published() -> None:
    for variables in (environment(), *(each.get("environment", {}) for each in SERVICES.values())):
        assert variables.keys().isdisjoint(SECRETS)
        assert not [name for name in variables if re.search("PASSWORD$|TOKEN$|KEY$", name)]
    for compose in COMPOSES:
        for name, secret in compose["secrets"].items():
            assert secret == {"file": f"./secrets/{name}"}
        used = {each for one in compose["services"].values() for each in one["secrets"]}
        assert used == compose["secrets"].keys()
    assert "secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_the_services_have_no_more_rights_than_they_need() -> None:
    assert OURS
    for service in OURS.values():
        assert service["read_only"] is True
        assert service["user"] == "65532:65532"
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        for secret in service["secrets"]:
            assert f"/run/secrets/{secret}" in service["environment"].values()


def test_the_health_of_a_container_is_asked_where_the_bot_tells_it() -> None:
    host, port = load(environment()).metrics or ("", 0)
    checks = [dict(stages()[-1])["HEALTHCHECK"]]
    checks += [" ".join(each["healthcheck"]["test"]) for each in OURS.values()]
    for check in checks:
        assert f"http://{host}:{port}/healthz" in check
    for service in OURS.values():
        given = service["environment"].items()
        variables = {name: value for name, value in given if not name.endswith("_FILE")}
        assert load(variables).metrics == (host, port)


def test_a_container_has_longer_to_stop_than_the_bot_takes() -> None:
    for service in OURS.values():
        assert int(service["stop_grace_period"].removesuffix("s")) > to_stop(service["environment"])


def to_stop(variables: Iterable[str]) -> float:
    """The seconds that a process takes to stop at the most, and a few more."""
    settings = load({})
    with_others = settings.handover_seconds if "PULLQUOTE_SHARDS" in variables else 0
    return settings.shutdown_seconds + with_others + 4


def test_two_processes_share_what_they_keep_and_nothing_else() -> None:
    shared = [each for each in OURS.values() if "PULLQUOTE_SHARDS" in each["environment"]]
    assert len(shared) == 2
    for service in shared:
        assert "PULLQUOTE_DATABASE_FILE" in service["environment"]
        assert "volumes" not in service
        assert any(each.startswith("/data:") for each in service["tmpfs"])
        for name in service["depends_on"]:
            assert SERVICES[name]["healthcheck"]


def test_the_manifest_for_kubernetes_names_what_there_is() -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    alone, shared = map(yaml.safe_load, re.findall(r"```yaml\n(\w+:.*?)```", page, re.DOTALL))
    pod = alone["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    given = {each["name"]: each["value"] for each in container["env"]}
    assert given.keys() <= VARIABLES
    port = load({name: value for name, value in given.items() if "FILE" not in name}).metrics
    assert port == ("0.0.0.0", container["ports"][0]["containerPort"])  # noqa: S104 - a pod's own
    for probe in ("livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["port"] == container["ports"][0]["name"]
    assert (
        f"{pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}"
        == (dict(stages()[-1])["USER"])
    )
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert pod["terminationGracePeriodSeconds"] > to_stop(given)
    mounts = {each["name"] for each in container["volumeMounts"]}
    assert mounts == {each["name"] for each in pod["volumes"]}
    ours = shared["spec"]["template"]["spec"]
    (with_others,) = ours["containers"]
    more = {each["name"]: each["value"] for each in with_others["env"]}
    assert more.keys() <= VARIABLES
    assert "PULLQUOTE_DATABASE_FILE" in more
    assert ours["terminationGracePeriodSeconds"] > to_stop(more)
    assert {each["name"] for each in ours["volumes"]} <= mounts
    assert shared["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
