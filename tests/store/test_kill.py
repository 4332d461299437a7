"""`kill -9` at random moments: what was acknowledged is there, what was not is whole or not."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from index.model import CollectionId
from index.text.analysis import Analysis, analyze
from tests.store.worker import COLLECTIONS, store_at

if TYPE_CHECKING:
    from pathlib import Path

    Known = dict[tuple[str, str], tuple[str, str]]

KILLS = 15
CHANGES = 200


def kept(database: str) -> Known:
    """What a database keeps: title and text of each article, which have to be in order."""
    if "://" not in database:
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    known: Known = {}
    with closing(store_at(database)) as store:
        for stored in store.export():
            article = stored.content.article
            assert (article.id, article.revision) == (stored.record.id, stored.record.revision)
            analysis = Analysis.from_bytes(stored.content.analysis)
            assert analysis.to_bytes() == analyze(article).to_bytes()
            assert stored.record.passages == len(analysis)
            known[str(stored.collection_id), article.id] = (article.title, article.text)
        for collection in COLLECTIONS:
            listed = {record.id for record in store.records(collection) if not record.shared}
            assert listed <= {i for name, i in known if CollectionId.parse(name) == collection}
    return known


def apply(known: Known, change: list[str]) -> Known:
    collection, article_id, title, text = change
    changed = {key: value for key, value in known.items() if key != (collection, article_id)}
    if title is not None:
        changed[collection, article_id] = (title, text)
    return changed


def run_and_kill(database: str, seed: int, chance: random.Random) -> list[list[list[str]]]:
    """Run the worker, kill it at a random moment, and return what it tried and what it did."""
    acknowledged = chance.randint(1, 2 * CHANGES // KILLS)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.worker", database, str(seed), str(CHANGES)],
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        lines = []
        for line in worker.stdout:
            lines.append(line)
            if len(lines) == 2 * acknowledged:
                break
        time.sleep(chance.random() * 0.01)  # the moment is the point of the test
        worker.kill()
        lines += worker.stdout
    said = [json.loads(line) for line in lines if line.endswith("\n")]
    return [[change for kind, change in said if kind == wanted] for wanted in ("try", "done")]


@pytest.mark.parametrize(
    ("store", "kills"),
    [
        pytest.param("sqlite", KILLS, marks=pytest.mark.thorough),
        ("sqlite", KILLS // 3),
        pytest.param("postgres", KILLS // 3, marks=pytest.mark.thorough),
    ],
)
def test_an_acknowledged_change_survives_kill_9(
    tmp_path: Path, request: pytest.FixtureRequest, store: str, kills: int
) -> None:
    if store == "sqlite":
        database = str(tmp_path / "pullquote.db")
    else:
        database = request.getfixturevalue("fresh")()
    chance = random.Random(20261124)
    known: Known = {}
    changes = 0
    for seed in range(kills):
        tried, done = run_and_kill(database, seed, chance)
        assert done
        for change in done:
            known = apply(known, change)
        changes += len(done)
        found = kept(database)
        possible = [known, *(apply(known, change) for change in tried[len(done) :])]
        assert found in possible
        known = found
    assert changes > 4 * kills
