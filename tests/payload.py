"""Discord's limits on what a bot sends, as pure checks that any test layer can call.

Every check returns the violated limits, one `path: sentence` each; an empty list means that Discord
would accept the payload as far as these limits go. The numbers are those of Discord's API reference
(message, component, embed, application command and interaction response objects).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum

CONTENT = 2000
EMBEDS = 10
EMBED_TOTAL = 6000
ATTACHMENTS = 10
COMPONENTS = 40
COMPONENT_TEXT = 4000
ACTION_ROWS = 5
BUTTONS_IN_A_ROW = 5
CUSTOM_ID = 100
SELECT_OPTIONS = 25
SECTION_TEXTS = 3
CHOICES = 25
CHOICE_NAME = 100
MODAL_TITLE = 45
MODAL_PARTS = 5
THREAD_NAME = 100
COMMAND_OPTIONS = 25
COMMAND_NAME = 32
COMMAND_DESCRIPTION = 100

IS_COMPONENTS_V2 = 1 << 15
LINK_BUTTON = 5
PREMIUM_BUTTON = 6
CHAT_INPUT = 1
MESSAGE_CALLBACKS = frozenset({4, 7})  # a new message, an edit of the clicked one
AUTOCOMPLETE_CALLBACK = 8
MODAL_CALLBACK = 9


class Kind(IntEnum):
    """Types of message and modal components."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18


SELECTS = frozenset(
    {
        Kind.STRING_SELECT,
        Kind.USER_SELECT,
        Kind.ROLE_SELECT,
        Kind.MENTIONABLE_SELECT,
        Kind.CHANNEL_SELECT,
    }
)
CLASSIC = SELECTS | {Kind.ACTION_ROW, Kind.BUTTON}
TEXT_LIMITS: Mapping[int, Mapping[str, int]] = {
    Kind.BUTTON: {"label": 80, "url": 512},
    Kind.TEXT_INPUT: {"label": 45, "placeholder": 100, "value": 4000},
    Kind.LABEL: {"label": 45, "description": 100},
    Kind.THUMBNAIL: {"description": 1024},
    **{kind: {"placeholder": 150} for kind in SELECTS},
}
CHILD_COUNTS: Mapping[int, tuple[str, int, int]] = {
    Kind.ACTION_ROW: ("components", 1, BUTTONS_IN_A_ROW),
    Kind.SECTION: ("components", 1, SECTION_TEXTS),
    Kind.MEDIA_GALLERY: ("items", 1, 10),
    Kind.STRING_SELECT: ("options", 1, SELECT_OPTIONS),
}
OPTION_LIMITS = {"label": 100, "value": 100, "description": 100}
EMBED_LIMITS: Mapping[str, int] = {"title": 256, "description": 4096}
EMBED_FIELDS = 25
EMBED_PARTS: Mapping[str, Mapping[str, int]] = {"footer": {"text": 2048}, "author": {"name": 256}}
EMBED_FIELD_LIMITS: Mapping[str, int] = {"name": 256, "value": 1024}

Json = Mapping[str, object]


def check_message(payload: Json) -> list[str]:
    """Check a message to send, or an edited message as a whole: content, embeds and components."""
    return list(_message(payload, ""))


def check_choices(data: Json) -> list[str]:
    """Check the `choices` of an autocomplete response."""
    return list(_choices(data, ""))


def check_modal(data: Json) -> list[str]:
    """Check a modal: its title, its `custom_id` and its components."""
    return list(_modal(data, ""))


def check_callback(payload: Json) -> list[str]:
    """Check the first response to an interaction, `{"type": ..., "data": ...}`, by its type."""
    data = _object(payload, "data")
    match payload.get("type"):
        case kind if kind in MESSAGE_CALLBACKS:
            return list(_message(data, "data."))
        case kind if kind == AUTOCOMPLETE_CALLBACK:
            return list(_choices(data, "data."))
        case kind if kind == MODAL_CALLBACK:
            return list(_modal(data, "data."))
        case _:
            return []


def check_thread(payload: Json) -> list[str]:
    """Check the name of a thread to create."""
    return list(_lengths(payload, {"name": THREAD_NAME}, "", required=("name",)))


def check_command(payload: Json) -> list[str]:
    """Check an application command as it is published: names, descriptions, options and choices."""
    return list(_command(payload, "", described=payload.get("type", CHAT_INPUT) == CHAT_INPUT))


def shown_text(message: Json) -> str:
    """Return every text that a reader of the message sees, in order, one per line."""
    texts = [message.get("content")]
    for embed in _objects(message, "embeds"):
        texts += [
            _object(embed, "author").get("name"),
            embed.get("title"),
            embed.get("description"),
        ]
        for field in _objects(embed, "fields"):
            texts += [field.get("name"), field.get("value")]
        texts.append(_object(embed, "footer").get("text"))
    for _, component in _walk(_objects(message, "components"), ""):
        texts += [component.get("content"), component.get("label")]
    return "\n".join(text for text in texts if isinstance(text, str) and text)


def custom_ids(message: Json) -> list[str]:
    """Return the `custom_id` of every button and select of the message, in order."""
    found = (component.get("custom_id") for _, component in _components(message))
    return [custom_id for custom_id in found if isinstance(custom_id, str)]


def component_of(message: Json, custom_id: str) -> Json:
    """Return the component of the message that has the `custom_id`; LookupError without one."""
    for _, component in _components(message):
        if component.get("custom_id") == custom_id:
            return component
    raise LookupError(f"no component {custom_id!r} among {custom_ids(message)}")


def _message(payload: Json, path: str) -> Iterator[str]:
    yield from _lengths(payload, {"content": CONTENT}, path)
    yield from _count(payload, "attachments", 0, ATTACHMENTS, path)
    yield from _embeds(payload, path)
    flags = payload.get("flags")
    layout = isinstance(flags, int) and bool(flags & IS_COMPONENTS_V2)
    if layout:
        yield from _layout(payload, path)
    else:
        yield from _rows(payload, path)
    yield from _each_component(payload, path)


def _layout(payload: Json, path: str) -> Iterator[str]:
    for key in ("content", "embeds", "sticker_ids", "poll"):
        if payload.get(key):
            yield f"{path}{key}: Cannot be used with the IS_COMPONENTS_V2 flag."
    components = list(_components(payload))
    if len(components) > COMPONENTS:
        yield f"{path}components: Must have {COMPONENTS} or fewer in all, not {len(components)}."
    text = sum(
        len(_text(component, "content"))
        for _, component in components
        if component.get("type") == Kind.TEXT_DISPLAY
    )
    if text > COMPONENT_TEXT:
        yield f"{path}components: Text must be {COMPONENT_TEXT} or fewer in length, not {text}."


def _rows(payload: Json, path: str) -> Iterator[str]:
    yield from _count(payload, "components", 0, ACTION_ROWS, path)
    for where, component in _components(payload):
        kind = component.get("type")
        if kind not in CLASSIC:
            yield f"{path}{where}.type: Component {kind} needs the IS_COMPONENTS_V2 flag."


def _each_component(payload: Json, path: str) -> Iterator[str]:
    seen: set[str] = set()
    for where, component in _components(payload):
        yield from _component(component, f"{path}{where}.")
        custom_id = component.get("custom_id")
        if isinstance(custom_id, str):
            if custom_id in seen:
                yield f"{path}{where}.custom_id: Cannot be duplicated."
            seen.add(custom_id)


def _component(component: Json, path: str) -> Iterator[str]:
    kind = component.get("type")
    if not isinstance(kind, int):
        yield f"{path}type: This field is required."
        return
    if _is_interactive(component):
        yield from _lengths(component, {"custom_id": CUSTOM_ID}, path, required=("custom_id",))
    yield from _lengths(component, TEXT_LIMITS.get(kind, {}), path)
    if kind in CHILD_COUNTS:
        key, least, most = CHILD_COUNTS[kind]
        yield from _count(component, key, least, most, path)
    if kind == Kind.TEXT_DISPLAY and not _text(component, "content"):
        yield f"{path}content: This field is required."
    if kind == Kind.SECTION and not component.get("accessory"):
        yield f"{path}accessory: This field is required."
    if kind == Kind.ACTION_ROW:
        yield from _row(component, path)
    for number, option in enumerate(_objects(component, "options")):
        yield from _lengths(
            option, OPTION_LIMITS, f"{path}options.{number}.", required=("label", "value")
        )


def _is_interactive(component: Json) -> bool:
    kind, style = component.get("type"), component.get("style")
    if kind == Kind.BUTTON:
        return style not in (LINK_BUTTON, PREMIUM_BUTTON)
    return kind in SELECTS or kind == Kind.TEXT_INPUT


def _row(row: Json, path: str) -> Iterator[str]:
    children = _objects(row, "components")
    if len(children) > 1 and any(child.get("type") != Kind.BUTTON for child in children):
        yield f"{path}components: Only buttons can share a row."


def _embeds(payload: Json, path: str) -> Iterator[str]:
    yield from _count(payload, "embeds", 0, EMBEDS, path)
    total = 0
    for number, embed in enumerate(_objects(payload, "embeds")):
        where = f"{path}embeds.{number}."
        parts = [(embed, EMBED_LIMITS, where)]
        parts += [
            (_object(embed, part), EMBED_PARTS[part], f"{where}{part}.") for part in EMBED_PARTS
        ]
        parts += [
            (field, EMBED_FIELD_LIMITS, f"{where}fields.{place}.")
            for place, field in enumerate(_objects(embed, "fields"))
        ]
        yield from _count(embed, "fields", 0, EMBED_FIELDS, where)
        for part, limits, place in parts:
            yield from _lengths(part, limits, place)
            total += sum(len(_text(part, key)) for key in limits)
    if total > EMBED_TOTAL:
        yield f"{path}embeds: Must be {EMBED_TOTAL} or fewer in length in all, not {total}."


def _choices(data: Json, path: str) -> Iterator[str]:
    yield from _count(data, "choices", 0, CHOICES, path)
    for number, choice in enumerate(_objects(data, "choices")):
        where = f"{path}choices.{number}."
        yield from _lengths(
            choice, {"name": CHOICE_NAME, "value": CHOICE_NAME}, where, required=("name",)
        )


def _modal(data: Json, path: str) -> Iterator[str]:
    limits = {"title": MODAL_TITLE, "custom_id": CUSTOM_ID}
    yield from _lengths(data, limits, path, required=tuple(limits))
    yield from _count(data, "components", 1, MODAL_PARTS, path)
    yield from _each_component(data, path)


def _command(payload: Json, path: str, *, described: bool) -> Iterator[str]:
    limits = {"name": COMMAND_NAME, "description": COMMAND_DESCRIPTION}
    yield from _lengths(payload, limits, path, required=tuple(limits) if described else ("name",))
    yield from _count(payload, "options", 0, COMMAND_OPTIONS, path)
    yield from _choices(payload, path)
    for number, option in enumerate(_objects(payload, "options")):
        yield from _command(option, f"{path}options.{number}.", described=True)


def _lengths(
    owner: Json, limits: Mapping[str, int], path: str, *, required: Iterable[str] = ()
) -> Iterator[str]:
    for key, limit in limits.items():
        length = len(_text(owner, key))
        if length > limit:
            yield f"{path}{key}: Must be {limit} or fewer in length, not {length}."
    for key in required:
        if owner.get(key) in (None, ""):
            yield f"{path}{key}: This field is required."


def _count(owner: Json, key: str, least: int, most: int, path: str) -> Iterator[str]:
    count = len(_objects(owner, key))
    if not least <= count <= most:
        yield f"{path}{key}: Must have {least} to {most}, not {count}."


def _components(payload: Json) -> Iterator[tuple[str, Json]]:
    return _walk(_objects(payload, "components"), "components.")


def _walk(components: Sequence[Json], path: str) -> Iterator[tuple[str, Json]]:
    for number, component in enumerate(components):
        yield from _branch(component, f"{path}{number}")


def _branch(component: Json, path: str) -> Iterator[tuple[str, Json]]:
    yield path, component
    yield from _walk(_objects(component, "components"), f"{path}.components.")
    for key in ("accessory", "component"):  # of a section, of a modal's label
        if child := _object(component, key):
            yield from _branch(child, f"{path}.{key}")


def _text(owner: Json, key: str) -> str:
    value = owner.get(key)
    return value if isinstance(value, str) else ""


def _object(owner: Json, key: str) -> Json:
    value = owner.get(key)
    return value if isinstance(value, Mapping) else {}


def _objects(owner: Json, key: str) -> list[Json]:
    value = owner.get(key)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
