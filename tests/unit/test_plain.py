"""What a plain text shows of its structure, by the ways in which people write one."""

from __future__ import annotations

import pytest

from index.model import Article
from index.text.plain import outline_of_text
from index.text.segment import outline_of, units


def kinds(text: str) -> list[tuple[str, str]]:
    """The blocks of a text: what each is, and its words."""
    return [(block.kind, text[block.start : block.end]) for block in outline_of_text(text)]


def under(text: str, words: str) -> list[str]:
    """What the unit with these words stands under, outermost first."""
    found = units(text, outline_of(Article("a", "A", text, "test")))
    unit = next(unit for unit in found if text[unit.start : unit.end] == words)
    steps: list[str] = []
    while unit.parent >= 0:
        unit = found[unit.parent]
        steps.insert(0, text[unit.start : unit.end])
    return steps


PROSE = "It was a long day, and the boats came home."


@pytest.mark.parametrize(
    "heading",
    [
        "# The pump",
        "The pump\n========",
        "6.1.2. Cleaning the pump",
        "Chapter 6: The future of the pier",
        "How do I clean the pump?",
        "2.1.0 (2024-05-02)",
        "OPENING HOURS",
        "§ 5 Lamps",
        "أوقات العمل",
    ],
)
def test_a_heading_is_found_and_the_text_stands_under_it(heading: str) -> None:
    text = f"Guide\n\n{PROSE}\n\n{heading}\n\n{PROSE} Twice.\n"
    words = heading.partition("\n")[0].removeprefix("# ")
    assert ("heading", words) in kinds(text)
    assert under(text, "Twice.")[-1] == words


@pytest.mark.parametrize(
    "line",
    [
        "He came home late.",
        "“Who is there?”",
        "and went on",
        "By Ida Moe",
        "- a thing",
        "Rule 12. No recruiting in private messages.",
        "We saw these things:",
    ],
)
def test_a_line_that_is_no_heading_is_not_taken_for_one(line: str) -> None:
    text = f"{PROSE}\n\n{line}\n\n{PROSE}\n"
    assert not [words for kind, words in kinds(text) if kind == "heading"]


def test_the_last_line_is_no_heading() -> None:
    assert kinds(f"{PROSE}\n\nIda Moe")[-1] == ("paragraph", "Ida Moe")


def test_lines_that_stand_alone_stand_above_one_another_up_to_three() -> None:
    text = f"The FAQ\n\nGeneral\n\nWhat is it?\n\n{PROSE}\n"
    assert under(text, PROSE) == ["The FAQ", "General", "What is it?"]
    short = "Be kind\n\nNo spam\n\nNo bots\n\nNo ads\n\nSpeak English\n"
    assert {kind for kind, _ in kinds(short)} == {"paragraph"}


def test_items_know_their_depth_and_their_number() -> None:
    text = "We ask:\n\n1. Be kind.\n   - to all\n2. No spam,\n   not even once.\n(a) never\n"
    found = [(b.level, b.label, text[b.start : b.end]) for b in outline_of_text(text)[1:]]
    assert found == [
        (1, "1", "1. Be kind."),
        (2, "", "to all"),
        (1, "2", "2. No spam,\n   not even once."),
        (2, "a", "(a) never"),
    ]
    assert under(text, "to all") == ["We ask:", "1. Be kind."]


def test_questions_and_answers_say_so() -> None:
    text = "Q: When does it close?\nA: At six.\n\nQ: What does it cost?\nA: Nothing.\n"
    assert under(text, "Nothing.") == ["What does it cost?"]
    german = "Frage: Wann?\nAntwort: Um sechs.\n"
    assert under(german, "Um sechs.") == ["Wann?"]


def test_a_chat_is_told_by_its_speakers_and_times() -> None:
    text = "[12:03] ida: when do we meet\n[12:04] per: at six\n[12:05] ida: fine, i bring tea\n"
    turns = [block for block in outline_of_text(text) if block.kind == "turn"]
    assert [(turn.label, text[turn.start : turn.end]) for turn in turns] == [
        ("ida", "when do we meet"),
        ("per", "at six"),
        ("ida", "fine, i bring tea"),
    ]
    times = [block.label for block in outline_of_text(text) if block.kind == "time"]
    assert times == ["12:03", "12:04", "12:05"]


def test_lines_of_names_and_values_are_no_chat() -> None:
    text = "Price: 5\nColour: red\n\nPrice: 7\nColour: blue\n\nPrice: 9\nColour: green\n"
    assert {kind for kind, _ in kinds(text)} == {"paragraph"}


@pytest.mark.parametrize(
    "table",
    [
        "| Rank | Messages |\n|------|----------|\n| Bosun | 500 |\n| Captain | 5000 |\n",
        "Rank | Messages\n\nBosun | 500\n\nCaptain | 5000\n",
        "Rank\tMessages\nBosun\t500\nCaptain\t5000\n",
        "+---+---+\n| Rank | Messages |\n+---+---+\n| Bosun | 500 |\n| Captain | 5000 |\n",
    ],
)
def test_a_row_stands_under_the_names_of_its_columns(table: str) -> None:
    head, *rows = outline_of_text(f"{table}\n{PROSE}")[:-1]
    assert (head.kind, [row.kind for row in rows]) == ("head", ["row", "row"])
    cells = [[table[slice(*cell)] for cell in block.cells] for block in (head, *rows)]
    assert cells == [["Rank", "Messages"], ["Bosun", "500"], ["Captain", "5000"]]


def test_code_is_left_as_it_is() -> None:
    text = f"Do this:\n\n```\nmake install.  Now\nrun(it)\n```\n\n{PROSE}\n"
    assert ("code", "make install.  Now\nrun(it)") in kinds(text)


def test_lines_without_a_letter_are_nothing() -> None:
    text = f"Prices\n======\n\n* * *\n\n{PROSE}\n\n------\n"
    assert [kind for kind, _ in kinds(text)] == ["heading", "paragraph"]


def test_contents_are_furniture() -> None:
    listed = "1. When does it close?\n2. What does it cost?\n3. Who may come in?\n"
    answers = "".join(
        f"\n{question}\n\n{PROSE}\n"
        for question in ("When does it close?", "What does it cost?", "Who may come in?")
    )
    found = kinds(f"FAQ\n\n{listed}{answers}")
    assert [kind for kind, _ in found[1:4]] == ["furniture"] * 3
    assert ("furniture", "1 Rules . . . . . . . 5") in kinds(
        f"{PROSE}\n\n1 Rules . . . . . . . 5\n"
    )


def test_the_number_of_a_clause_is_no_copyright_line() -> None:
    text = "Byelaws\n\n(a) Boats need a pilot.\n(b) Nobody swims.\n(c) Fish from the wall only.\n"
    assert [kind for kind, _ in kinds(text)] == ["heading", "item", "item", "item"]


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to the events channel to hear about raids.",
        "Click here to appeal a ban: https://example.org/appeal",
        "See also: rule 7 on spoilers",
    ],
)
def test_what_a_rules_page_tells_people_to_do_is_kept(line: str) -> None:
    assert ("furniture", line) not in kinds(f"{PROSE}\n\n{line}\n\n{PROSE}\n")
