"""`pullquote ask`, run as people run it: a process, its output and its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.command import pullquote

SEEDS = Path(__file__).parents[2] / "seeds"
SEED = next(SEEDS.glob("*.txt"))
QUOTE_KEYS = (
    "rank text start end paragraph score confidence article source place before after".split()
)
ANSWER_KEYS = "question answered confidence quotes missing_terms nearest".split()


def test_a_question_is_answered_with_a_card() -> None:
    done = pullquote("ask", "Who was blamed for the rocket attack?")
    assert done.returncode == 0
    assert "Who was blamed for the rocket attack?" in done.stdout
    assert "blamed Iranian-backed forces" in " ".join(done.stdout.split())
    assert "Financial Times · after May 2019" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_the_card_fits_the_width_of_the_terminal() -> None:
    done = pullquote("ask", "Where is Camp Taji?", environment={"COLUMNS": "40"})
    assert max(map(len, done.stdout.splitlines())) <= 40


def test_a_refusal_says_so_and_exits_with_3() -> None:
    done = pullquote("ask", "Who painted the Mona Lisa?")
    assert done.returncode == 3
    assert "The article does not say." in done.stdout
    assert "“Mona”" in done.stdout


def test_json_has_the_keys_of_the_contract_in_order() -> None:
    done = pullquote("ask", "Where is Camp Taji?", "--json", "--limit", "10")
    answer = json.loads(done.stdout)
    assert list(answer) == ANSWER_KEYS
    assert answer["answered"] is True
    assert [list(quote) for quote in answer["quotes"]] == [QUOTE_KEYS] * len(answer["quotes"])
    assert [quote["rank"] for quote in answer["quotes"]] == [*range(1, len(answer["quotes"]) + 1)]
    text = SEED.read_text(encoding="utf-8")
    for quote in answer["quotes"]:
        assert text[quote["start"] : quote["end"]] == quote["text"]
    assert answer["quotes"][0]["article"] == "iraq-strikes"
    assert answer["quotes"][0]["source"] == "Financial Times"


def test_a_limit_of_ten_gives_ten_ranked_entries() -> None:
    for question in (
        "What did the US and Iraq say about the attack?",
        "Which US or Iraq forces' singer won an Oscar?",
    ):
        done = pullquote("ask", question, "--json", "--limit", "10")
        answer = json.loads(done.stdout)
        found = answer["quotes"] or answer["nearest"]
        assert len(found) == 10
        assert answer["answered"] is bool(answer["quotes"])


def test_a_file_is_asked_for_this_run_only(tmp_path: Path) -> None:
    path = tmp_path / "zebra.txt"
    path.write_text("The zebra slept.\n", encoding="utf-8")
    done = pullquote("ask", "Who slept?", "--article", str(path), "--json")
    assert json.loads(done.stdout)["quotes"][0]["text"] == "The zebra slept."
    assert [file.name for file in tmp_path.iterdir()] == ["zebra.txt"]


def test_questions_of_a_file_are_answered_a_line_each(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"question": "Where is Camp Taji?"}\n\n{"question": "Who painted the Mona Lisa?"}\n',
        encoding="utf-8",
    )
    done = pullquote("ask", "--article", str(SEED), "--questions", str(path), "--json")
    assert done.returncode == 0
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["answered"] for answer in answers] == [True, False]
    assert [list(answer) for answer in answers] == [ANSWER_KEYS] * 2


def test_a_bad_line_is_named_and_the_others_are_answered(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"question": "Where is Camp Taji?"}\n{"question": \nnull\n{"question": ""}\n'
        '{"question": "Who is the secretary of defence?"}\n',
        encoding="utf-8",
    )
    done = pullquote("ask", "--questions", str(path), "--json")
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 2
    assert ", line 2: not valid JSON" in done.stderr
    assert ", line 3: no question in it" in done.stderr
    assert ", line 4: The question is empty." in done.stderr
    assert "3 of the lines could not be asked." in done.stderr


def test_without_a_question_the_input_is_a_prompt() -> None:
    done = pullquote("ask", stdin="Where is Camp Taji?\n\n😀\nWho painted the Mona Lisa?\n")
    assert done.returncode == 0
    assert "Camp Taji, consisted of" in " ".join(done.stdout.split())
    assert "The question has no words in it." in done.stdout
    assert "The article does not say." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask", ""], "The question is empty."),
        (["ask", "😀😀"], "The question has no words in it."),
        (["ask", "x" * 5000], "The question has 5,000 characters"),
        (["ask", "Who?", "--article", "no-such"], "There is no article “no-such” here."),
        (["ask", "Who?", "--article", "no/such.txt"], "There is no file"),
        (["ask", "Who?", "--article", "/"], "/ is a folder"),
        (["ask", "Who?", "--article", sys.executable], "is a program; give an article"),
        (["ask", "--questions", "no.jsonl", "--json"], "There is no file no.jsonl."),
        (["ask", "Who?", "--limit", "0"], "not a whole number from 1 to 100"),
        (["ask", "--questions", "no.jsonl"], "add --json"),
        (["ask", "Who?", "--questions", "no.jsonl", "--json"], "not both"),
        (["frobnicate"], "invalid choice"),
        ([], "required"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(arguments: list[str], says: str) -> None:
    done = pullquote(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


_MODULES = """
import sys
from bot.cli import main
main(["ask", "Where is Camp Taji?"])
unwanted = ("discord", "asyncio", "aiohttp", "sqlite3", "numpy.ma")
print([name for name in unwanted if name in sys.modules])
"""


def test_the_command_line_imports_nothing_that_a_question_does_not_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MODULES], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_dot_in_an_id_or_a_title_makes_it_no_file(tmp_path: Path) -> None:
    path = tmp_path / "lindow.txt"
    path.write_text("The Lindow ferry sank in 1911. Nobody was hurt.", encoding="utf-8")
    (tmp_path / "lindow.toml").write_text('id = "lindow.v2"\n', encoding="utf-8")
    added = pullquote("article", "add", str(path), "--title", "Lindow v. Harbour Board")
    assert added.returncode == 0, added.stderr
    for named in ("lindow.v2", "Lindow v. Harbour Board"):
        asked = pullquote("ask", "When did the Lindow ferry sink?", "--article", named, "--json")
        assert json.loads(asked.stdout)["quotes"][0]["article"] == "lindow.v2"
    unknown = pullquote("ask", "When?", "--article", "Lindow v. Nobody")
    assert "There is no article “Lindow v. Nobody” here." in unknown.stderr
