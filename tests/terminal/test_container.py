"""The files for containers name what there is, hold no secret, and give the bot few rights.

No container is started here: that needs an engine and a base image.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

from bot.settings import SETTINGS, load
from bot.terminal.arguments import parser

ROOT = Path(__file__).parents[2]
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
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
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
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
        assert load(service["environment"] | {"DISCORD_TOKEN_FILE": ""}).metrics == (host, port)


def test_a_container_has_longer_to_stop_than_the_bot_takes() -> None:
    for service in OURS.values():
        seconds = load({}).shutdown_seconds
        assert int(service["stop_grace_period"].removesuffix("s")) > seconds + 4


def test_the_manifest_for_kubernetes_names_what_there_is() -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(apiVersion:.*?)```", page, re.DOTALL)
    pod = yaml.safe_load(text)["spec"]["template"]["spec"]
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
    assert pod["terminationGracePeriodSeconds"] > load({}).shutdown_seconds + 4
    mounts = {each["name"] for each in container["volumeMounts"]}
    assert mounts == {each["name"] for each in pod["volumes"]}
