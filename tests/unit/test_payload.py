from collections.abc import Callable, Mapping

import pytest

from tests.payload import (
    IS_COMPONENTS_V2,
    Kind,
    check_callback,
    check_choices,
    check_command,
    check_message,
    check_modal,
    check_thread,
    component_of,
    custom_ids,
    shown_text,
)

Json = dict[str, object]


def text(length: int) -> Json:
    return {"type": Kind.TEXT_DISPLAY, "content": "x" * length}


def layout(*components: Json) -> Json:
    return {"flags": IS_COMPONENTS_V2, "components": list(components)}


def row(*children: Json) -> Json:
    return {"type": Kind.ACTION_ROW, "components": list(children)}


def button(custom_id: str = "more:1", label: str = "More") -> Json:
    return {"type": Kind.BUTTON, "style": 2, "custom_id": custom_id, "label": label}


def link(url: str) -> Json:
    return {"type": Kind.BUTTON, "style": 5, "url": url, "label": "Open"}


def select(options: int, label: int = 5) -> Json:
    choices = [{"label": "x" * label, "value": str(number)} for number in range(options)]
    return {"type": Kind.STRING_SELECT, "custom_id": "choose", "options": choices}


def container(*children: Json) -> Json:
    return {"type": Kind.CONTAINER, "components": list(children)}


def section(accessory: Json, *texts: Json) -> Json:
    return {"type": Kind.SECTION, "components": list(texts), "accessory": accessory}


def embed(**parts: object) -> Json:
    return {"embeds": [parts]}


def described(length: int) -> Json:
    return {"description": "x" * length}


WITHIN = [
    {"content": "x" * 2000},
    {"content": None, "components": []},
    {"components": [row(button("x" * 100, "x" * 80), link("x" * 512))]},
    {"components": [row(select(25, label=100))]},
    {"embeds": [described(3000), described(3000)]},
    layout(container(text(3000), text(1000))),
    layout(*(text(1) for _ in range(40))),
    layout(container(section(button(), text(1), text(1), text(1)))),
]
BEYOND = [
    ({"content": "x" * 2001}, "content"),
    ({"attachments": [{}] * 11}, "attachments"),
    ({"components": [row(button(str(number))) for number in range(6)]}, "components"),
    ({"components": [row(*(button(str(number)) for number in range(6)))]}, "components.0"),
    ({"components": [row(button("x" * 101))]}, "components.0.components.0.custom_id"),
    ({"components": [row(button(""))]}, "components.0.components.0.custom_id"),
    ({"components": [row(button("a"), button("a"))]}, "components.0.components.1.custom_id"),
    ({"components": [row(button(label="x" * 81))]}, "components.0.components.0.label"),
    ({"components": [row(link("x" * 513))]}, "components.0.components.0.url"),
    ({"components": [row(select(26))]}, "components.0.components.0.options"),
    ({"components": [row(select(0))]}, "components.0.components.0.options"),
    ({"components": [row(select(1, label=101))]}, "components.0.components.0.options.0.label"),
    ({"components": [row(button(), select(1))]}, "components.0.components"),
    ({"components": [text(1)]}, "components.0.type"),
    ({"embeds": [described(3000), described(3001)]}, "embeds"),
    ({"embeds": [{}] * 11}, "embeds"),
    (embed(title="x" * 257), "embeds.0.title"),
    (embed(footer={"text": "x" * 2049}), "embeds.0.footer.text"),
    (embed(fields=[{"name": "x", "value": "x" * 1025}]), "embeds.0.fields.0.value"),
    (layout(text(2000), container(text(2001))), "components"),
    (layout(container(*(text(1) for _ in range(40)))), "components"),
    (layout(text(0)), "components.0.content"),
    (layout(section({}, text(1))), "components.0.accessory"),
    (layout(section(button("x" * 101), text(1))), "components.0.accessory.custom_id"),
    (layout(section(button(), *(text(1) for _ in range(4)))), "components.0.components"),
    (layout(text(1)) | {"content": "x"}, "content"),
    (layout(text(1)) | embed(title="x"), "embeds"),
]


@pytest.mark.parametrize("message", WITHIN)
def test_a_message_at_the_limits_is_accepted(message: Json) -> None:
    assert check_message(message) == []


@pytest.mark.parametrize(("message", "path"), BEYOND)
def test_a_message_beyond_one_limit_is_refused_for_that_one(message: Json, path: str) -> None:
    (violation,) = check_message(message)
    assert violation.startswith(path)


def choices(count: int, name: int) -> Json:
    return {"choices": [{"name": "x" * name, "value": "1"} for _ in range(count)]}


def modal(title: int) -> Json:
    field = {"type": Kind.TEXT_INPUT, "custom_id": "why", "style": 1}
    component = {"type": Kind.LABEL, "label": "Why?", "component": field}
    return {"title": "x" * title, "custom_id": "why", "components": [component]}


def command(description: int, options: int = 0) -> Json:
    option = {"type": 3, "name": "option", "description": "x" * description}
    return {"name": "ask", "description": "Ask", "options": [option] * options}


@pytest.mark.parametrize(
    ("check", "within", "beyond"),
    [
        (check_choices, choices(25, 100), choices(26, 100)),
        (check_choices, choices(1, 100), choices(1, 101)),
        (check_modal, modal(45), modal(46)),
        (check_command, command(100, options=25), command(100, options=26)),
        (check_command, command(100, options=1), command(101, options=1)),
        (check_command, {"name": "Quote", "type": 3}, {"name": "x" * 33, "type": 3}),
        (check_command, command(100), {"name": "ask", "description": "x" * 101}),
        (check_command, command(100), {"name": "ask", "description": ""}),
        (check_thread, {"name": "x" * 100}, {"name": "x" * 101}),
    ],
)
def test_other_payloads_are_accepted_up_to_their_limits(
    check: Callable[[Mapping[str, object]], list[str]], within: Json, beyond: Json
) -> None:
    assert check(within) == []
    assert len(check(beyond)) == 1


@pytest.mark.parametrize(
    "response",
    [
        {"type": 4, "data": {"content": "x" * 2001}},
        {"type": 7, "data": {"content": "x" * 2001}},
        {"type": 8, "data": choices(26, 1)},
        {"type": 9, "data": modal(46)},
    ],
)
def test_a_first_response_is_checked_as_what_it_is(response: Json) -> None:
    (violation,) = check_callback(response)
    assert violation.startswith("data.")


def test_a_deferral_has_nothing_to_check() -> None:
    assert check_callback({"type": 5, "data": {"flags": 64}}) == []


def test_what_a_reader_sees_is_read_in_order() -> None:
    shown = layout(container(section(button(), {"type": Kind.TEXT_DISPLAY, "content": "One"})))

    assert shown_text(shown) == "One\nMore"
    assert shown_text({"content": "Zero", "embeds": [{"title": "One"}]}) == "Zero\nOne"


def test_a_component_is_found_by_its_custom_id() -> None:
    message = layout(container(row(button("a"), button("b"))))

    assert custom_ids(message) == ["a", "b"]
    assert component_of(message, "b") == button("b")
    with pytest.raises(LookupError):
        component_of(message, "c")
