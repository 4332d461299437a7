"""`pullquote article`, run as people run it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.command import pullquote

RECORD_KEYS = (
    "id title source url author published language revision characters passages left_out "
    "added_at added_by updated_at updated_by shared hidden"
).split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles in folders, and a file that is none."""
    found = tmp_path / "articles"
    (found / "more" / ".hidden").mkdir(parents=True)
    (found / "zebra.txt").write_text("Zebras\n\nThe zebra slept.\n", encoding="utf-8")
    (found / "more" / "yak.txt").write_text("Yaks\n\nThe yak danced.\n", encoding="utf-8")
    (found / "more" / "yak.toml").write_text('id = "yak"\n', encoding="utf-8")
    (found / "more" / "picture.png").write_bytes(b"\x89PNG\0")
    (found / "more" / ".hidden" / "no.txt").write_text("No.", encoding="utf-8")
    return found


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_folder_is_added_and_added_again(folder: Path, kept: Path) -> None:
    done = pullquote("article", "add", str(folder))
    assert done.returncode == 0
    assert "yak  Yaks: 1 passage" in done.stdout
    assert "2 added, 0 skipped (there already), 0 refused, of 2." in done.stderr
    assert "Passed over" in done.stderr
    assert "picture.png" in done.stderr
    assert "yak.toml" not in done.stderr
    again = pullquote("article", "add", str(folder))
    assert again.returncode == 0
    assert "0 added, 2 skipped (there already), 0 refused, of 2." in again.stderr
    assert (kept / "pullquote.db").exists()
    asked = pullquote("ask", "Who danced?", "--json")
    assert json.loads(asked.stdout)["quotes"][0]["text"] == "The yak danced."


def test_what_is_refused_is_named_and_the_others_are_added(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\0\0\0")
    done = pullquote("article", "add", str(bad), str(folder), "no.txt", "--json")
    assert done.returncode == 2
    outcomes = lines(done.stdout)
    assert [outcome["status"] for outcome in outcomes] == ["refused", "added", "added", "refused"]
    assert "not a text file" in str(outcomes[0]["reason"])
    assert list(outcomes[1]) == "source status id title language passages left_out".split()
    assert "Refused no.txt: There is no file no.txt." in done.stderr
    assert "2 added, 0 skipped (there already), 2 refused, of 4." in done.stderr


def test_a_server_has_its_own_articles(folder: Path) -> None:
    pullquote("article", "add", str(folder / "zebra.txt"), "--server", "5", "--title", "Stripes")
    for options, found in (([], []), (["--server", "5"], ["Stripes"]), (["--person", "5"], [])):
        listed = lines(pullquote("article", "list", "--json", *options).stdout)
        titles = [record["title"] for record in listed if not record["shared"]]
        assert titles == found
        assert [list(record) for record in listed] == [RECORD_KEYS] * len(listed)
    assert pullquote("ask", "Who slept?", "--server", "5").returncode == 0
    assert pullquote("ask", "Which zebra slept?").returncode == 3
    assert "Stripes" in pullquote("ask", "--server", "5", stdin="").stdout


def test_an_article_is_shown_updated_removed_and_restored(folder: Path, tmp_path: Path) -> None:
    pullquote("article", "add", str(folder))
    shown = pullquote("article", "show", "Yaks").stdout
    assert "yak" in shown
    assert "22 characters, 1 passage" in shown
    assert "by the operator" in shown
    whole = json.loads(pullquote("article", "show", "yak", "--json").stdout)
    assert whole["text"] == "Yaks\n\nThe yak danced.\n"
    new = tmp_path / "new.txt"
    new.write_text("The yak rests.", encoding="utf-8")
    updated = pullquote("article", "update", "yak", str(new), "--title", "Rest", "--json")
    assert json.loads(updated.stdout)["title"] == "Rest"
    removed = pullquote("article", "remove", "yak", "Zebras")
    assert removed.returncode == 0
    assert len(removed.stdout.splitlines()) == 2
    assert pullquote("article", "show", "yak").returncode == 2
    assert pullquote("article", "restore", "yak").returncode == 0
    assert "Rest" in pullquote("article", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "no-such.txt"], "There is no file no-such.txt."),
        (["add", "."], "There are no articles in ."),
        (["add", "a", "b", "--title", "T"], "--title is for one article, and here are 2."),
        (["remove", "nope"], "There is no article “nope” here."),
        (["remove", "iraq-strikes"], "ships with Pullquote"),
        (["show", "nope"], "There is no article “nope” here."),
        (["restore", "nope"], "There is no article “nope” here."),
        (["list", "--server", "x"], "'x' is not the id of a server"),
        (["list", "--server", "1", "--global"], "not allowed with"),
        ([], "required"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    monkeypatch.chdir(tmp_path)
    done = pullquote("article", *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_that_only_read_make_no_database(kept: Path) -> None:
    pullquote("article", "list")
    pullquote("ask", "Where is Camp Taji?")
    pullquote("doctor")
    assert not (kept / "pullquote.db").exists()


def test_a_limit_is_a_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_ARTICLES", "1")
    done = pullquote("article", "add", str(folder), "--server", "5")
    assert done.returncode == 2
    assert "This collection is full: 1 article" in done.stderr
    assert "1 added, 0 skipped (there already), 1 refused, of 2." in done.stderr


def test_a_database_that_cannot_be_used_is_a_sentence(kept: Path, folder: Path) -> None:
    kept.mkdir()
    (kept / "pullquote.db").write_text("hello " * 1000, encoding="utf-8")
    for arguments in (["article", "add", str(folder)], ["article", "list"], ["ask", "Who?"]):
        done = pullquote(*arguments)
        assert done.returncode == 1
        assert "is not a database" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal as Ctrl-C sends it")
def test_what_was_interrupted_can_be_run_again(tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(30):
        text = f"Number {number} slept. " * 100
        (many / f"{number}.txt").write_text(text, encoding="utf-8")
    endless = many / "last.txt"
    os.mkfifo(endless)  # nobody writes to it: the command cannot be done before it is interrupted
    with subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "article", "add", str(many), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Interrupted. Run it again to add the rest." in said
    assert "Traceback" not in said
    said_to_be_added = len(rest.splitlines()) + 1
    endless.unlink()
    done = pullquote("article", "add", str(many))
    assert done.returncode == 0
    counts = re.match(r"(\d+) added, (\d+) skipped", done.stderr)
    assert counts is not None
    added, skipped = map(int, counts.groups())
    assert added + skipped == 30
    # The last one may have been added and not yet said to be.
    assert skipped in (said_to_be_added, said_to_be_added + 1)


@pytest.mark.parametrize(
    ("fetch", "says"),
    [("on", "is not on the public internet"), ("off", "PULLQUOTE_FETCH is off")],
)
def test_an_address_that_may_not_be_fetched_is_refused(
    kept: Path, monkeypatch: pytest.MonkeyPatch, fetch: str, says: str
) -> None:
    monkeypatch.setenv("PULLQUOTE_FETCH", fetch)
    done = pullquote("article", "add", "http://127.0.0.1:80/story", "--json")
    assert done.returncode == 2
    (outcome,) = lines(done.stdout)
    assert outcome["status"] == "refused"
    assert says in str(outcome["reason"])
    assert (kept / "pullquote.db").exists()


def test_a_page_and_a_document_are_added_with_what_they_say_of_themselves(
    tmp_path: Path, kept: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html lang=en><head><title>Yaks</title><meta name=author content='Ann Lee'></head><body>"
        "<article><h1>Yaks</h1><p>The yak danced on the hill until the morning came.</p>"
        "<p>Nobody knew who had taught it to dance like that.</p></article></body></html>",
        encoding="utf-8",
    )
    done = pullquote("article", "add", str(tmp_path), "--json")
    assert done.returncode == 0
    (outcome,) = lines(done.stdout)
    assert outcome["title"] == "Yaks"
    asked = json.loads(pullquote("ask", "Where did the yak dance?", "--json").stdout)
    assert "The yak danced on the hill" in asked["quotes"][0]["text"]
    assert kept.exists()


def test_an_update_keeps_what_the_new_text_does_not_say(tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "v2-final(3).txt"
    old.write_text("Das Zebra schläft in der blauen Scheune.", encoding="utf-8")
    new.write_text("The zebra sleeps in the red barn.", encoding="utf-8")
    known = {
        "title": "Zebras",
        "publisher": "Lindow Gazette",
        "author": "A. Writer",
        "url": "https://a.example/zebras",
        "language": "de",
        "published": "2020-01-02",
    }
    options = [part for name, value in known.items() for part in (f"--{name}", value)]
    added = json.loads(pullquote("article", "add", str(old), *options, "--json").stdout)
    article_id = added["id"]
    done = pullquote("article", "update", article_id, str(new), "--json")
    updated = json.loads(done.stdout)
    kept = {("source" if name == "publisher" else name): value for name, value in known.items()}
    assert {name: updated[name] for name in kept} == kept
    page = tmp_path / "page.html"
    page.write_text(
        "<html lang=fr><head><title>Page</title><meta name=author content='Bea Other'></head>"
        "<body><article><p>Le zèbre dort dans la grange bleue.</p></article></body></html>",
        encoding="utf-8",
    )
    updated = json.loads(pullquote("article", "update", article_id, str(page), "--json").stdout)
    assert {name: updated[name] for name in kept} == {
        **kept,
        "author": "Bea Other",
        "language": "fr",
    }


def test_a_title_that_two_articles_share_removes_neither(tmp_path: Path) -> None:
    for number, animal in enumerate(("zebra", "yak")):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"The {animal} sleeps in a barn.", encoding="utf-8")
        (tmp_path / f"{number}.toml").write_text(f'id = "{animal}"\n', encoding="utf-8")
        assert pullquote("article", "add", str(path), "--title", "Minutes").returncode == 0
    for command in (
        ["article", "remove"],
        ["article", "show"],
        ["ask", "Who sleeps?", "--article"],
    ):
        refused = pullquote(*command, "Minutes")
        assert refused.returncode == 2
        assert "2 articles are called “Minutes”. Use the id of one: yak, zebra." in refused.stderr
    assert pullquote("article", "remove", "yak").returncode == 0
    assert pullquote("article", "remove", "Minutes").returncode == 0
