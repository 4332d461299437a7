"""A library of many collections: adding, changing, hiding, forgetting, and old citations."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from index.errors import (
    ArticleError,
    BusyError,
    ChangedError,
    LimitError,
    PassageError,
    UnknownArticleError,
)
from index.library import Library
from index.limits import CollectionLimits
from index.model import SHARED, Article, CollectionId, Purged
from index.store.memory import MemoryStore
from index.store.sqlite import SqliteStore
from tests.store.articles import ALICE, HERE, MINUTE, NOW, THERE, article, best, found

if TYPE_CHECKING:
    from collections.abc import Iterator, Set
    from datetime import datetime
    from pathlib import Path

    from index.model import Record

SHIPS = Article("walrus", "Walruses", "The walrus slept on the ice.", "test")
TEXT = "The zebra slept. The yak danced on Sunday. The gnu sang."


@pytest.fixture(params=["memory", "sqlite"])
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Library]:
    store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "a.db")
    with closing(Library([SHIPS], store=store)) as opened:
        yield opened


def add(library: Library, text: str, collection_id: CollectionId = HERE, name: str = "") -> str:
    found = library.add(collection_id, article(text, name, "A title"), by=7, now=NOW)
    return found.record.id


def test_an_added_article_answers_the_next_question_there_and_nowhere_else(
    library: Library,
) -> None:
    add(library, TEXT)
    assert found(library, "Who danced?") == "The yak danced on Sunday."
    for other in (THERE, ALICE, SHARED):
        answer = library.ask("Who danced?", collection_id=other)
        assert not answer.quotes
        assert "danced" in answer.missing_terms
    assert found(library, "Where did the walrus sleep?")
    assert (library.count(HERE), library.count(THERE)) == (2, 1)


def test_an_update_is_what_the_next_question_is_answered_from(library: Library) -> None:
    name = add(library, TEXT)
    assert found(library, "Who danced?")
    new = article("The yak danced on Monday.", title="Yaks")
    record = library.update(HERE, name, new, by=8, now=NOW + MINUTE)
    quote = best(library, "Who danced?")
    assert (quote.text, quote.citation.title) == ("The yak danced on Monday.", "Yaks")
    assert quote.citation.revision == record.revision == new.revision
    library.rename(HERE, name, "  Dancing \n yaks ", by=8, now=NOW)
    quote = best(library, "Who danced?")
    assert quote.citation.title == "Dancing yaks"


def test_a_removal_is_undone_for_a_minute(library: Library) -> None:
    name = add(library, TEXT)
    removed = library.remove(HERE, name, now=NOW)
    assert (removed.record.id, removed.until) == (name, NOW + MINUTE)
    assert not found(library, "Who danced?")
    library.restore(HERE, name, now=NOW + MINUTE)
    assert found(library, "Who danced?")
    library.remove(HERE, name, now=NOW)
    with pytest.raises(UnknownArticleError, match="There is no article"):
        library.restore(HERE, name, now=NOW + MINUTE + timedelta(seconds=1))
    other = add(library, "The dodo died.")
    library.remove(HERE, other, now=NOW + 2 * MINUTE)
    assert library.usage(HERE).removed == 1


def test_a_citation_of_an_earlier_text_is_found_again(library: Library) -> None:
    name = add(library, TEXT)
    cited = best(library, "Who danced?").citation
    new = "A new beginning.\n\nAnd now:\n\n" + TEXT.replace("slept", "snored")
    library.update(HERE, name, article(new), by=8, now=NOW)
    place = {"end": cited.end, "revision": cited.revision[:8], "collection_id": HERE}
    quote = library.context(name, cited.start, **place, before=1)  # type: ignore[arg-type]  # a bag of options
    assert quote.text == "The yak danced on Sunday."
    assert quote.context_before == "The zebra snored. "
    assert new[quote.start : quote.end] == quote.text
    assert quote.citation.revision != cited.revision


def test_a_sentence_that_is_gone_is_shown_as_it_was(library: Library) -> None:
    name = add(library, TEXT)
    cited = best(library, "Who danced?").citation
    library.update(HERE, name, article("The yak rests."), by=8, now=NOW)
    with pytest.raises(ChangedError, match=r"no longer in it\. It read: “The yak danced on Sunday"):
        library.context(
            name, cited.start, end=cited.end, revision=cited.revision[:8], collection_id=HERE
        )
    with pytest.raises(PassageError, match="please ask again"):
        library.context(name, cited.start, end=cited.end, revision="0" * 8, collection_id=HERE)
    with pytest.raises(PassageError, match="please ask again"):
        library.context(name, cited.start, collection_id=HERE)
    library.remove(HERE, name, now=NOW)
    with pytest.raises(UnknownArticleError):
        library.context(
            name, cited.start, end=cited.end, revision=cited.revision[:8], collection_id=HERE
        )


def test_the_same_text_is_the_same_article_also_when_it_ships(library: Library) -> None:
    first = library.add(HERE, article(TEXT), by=7, now=NOW)
    again = library.add(HERE, article(TEXT, title="Another"), by=8, now=NOW)
    assert (again.record, again.created) == (first.record, False)
    library.hide(HERE, "walrus")
    ships = library.add(HERE, article(SHIPS.text), by=7, now=NOW)
    assert (ships.record.id, ships.created, ships.record.hidden) == ("walrus", False, False)
    assert found(library, "Where did the walrus sleep?")


def test_articles_that_ship_or_are_shared_are_hidden_not_changed(library: Library) -> None:
    shared = add(library, "The operator spoke.", SHARED)
    own = add(library, TEXT)
    for name in ("walrus", shared):
        assert library.hide(HERE, name).hidden
        assert name not in {record.id for record in library.articles(HERE)}
        assert name in {record.id for record in library.articles(HERE, hidden=True)}
        assert name in {record.id for record in library.articles(THERE)}
        with pytest.raises(UnknownArticleError):
            library.ask("Who?", collection_id=HERE, article_id=name)
        assert library.article(name, HERE).text
        assert not library.show(HERE, name).hidden
        with pytest.raises(ArticleError, match="can be hidden"):
            library.remove(HERE, name, now=NOW)
    with pytest.raises(ArticleError, match="remove it instead"):
        library.hide(HERE, own)
    with pytest.raises(ArticleError, match="remove it instead"):
        library.hide(SHARED, shared)
    with pytest.raises(ArticleError, match="ships with Pullquote"):
        library.rename(SHARED, "walrus", "Mine", by=None, now=NOW)
    with pytest.raises(UnknownArticleError, match="Articles: "):
        library.hide(HERE, "nope")


@pytest.mark.parametrize(("start", "end"), [(0, 10**9), (16, 16), (20, 10), (0, 601)])
def test_a_citation_of_what_no_passage_is_is_refused(
    library: Library, start: int, end: int
) -> None:
    name = add(library, TEXT + " It ate." * 200)
    revision = library.article(name, HERE).revision
    library.update(HERE, name, article(TEXT), by=8, now=NOW)
    with pytest.raises(PassageError, match="please ask again"):
        library.context(name, start, end=end, revision=revision[:8], collection_id=HERE)


class _SlowStore(MemoryStore):
    """A store whose earlier texts come when a test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.gate = threading.Event(), threading.Event()

    def earlier(self, collection_id: CollectionId, article_id: str, revision: str) -> str | None:
        self.asked.set()
        self.gate.wait(10)
        return super().earlier(collection_id, article_id, revision)


def test_others_are_answered_while_a_sentence_is_looked_for_in_a_new_text() -> None:
    store = _SlowStore()
    library = Library([SHIPS], store=store)
    name = add(library, TEXT)
    cited = best(library, "Who danced?").citation
    library.update(HERE, name, article("A new beginning. " + TEXT), by=8, now=NOW)
    with ThreadPoolExecutor() as pool:
        looking = pool.submit(
            library.context,
            name,
            cited.start,
            end=cited.end,
            revision=cited.revision[:8],
            collection_id=HERE,
        )
        assert store.asked.wait(10)
        assert pool.submit(found, library, "Who danced?").result(timeout=5)
        store.gate.set()
        assert looking.result().text == "The yak danced on Sunday."


def test_a_sentence_is_not_looked_for_in_a_text_that_changes_meanwhile() -> None:
    store = _SlowStore()
    library = Library([SHIPS], store=store)
    name = add(library, TEXT)
    cited = best(library, "Who danced?").citation
    library.update(HERE, name, article("A new beginning. " + TEXT), by=8, now=NOW)
    place = {"end": cited.end, "revision": cited.revision[:8], "collection_id": HERE}
    with ThreadPoolExecutor() as pool:
        looking = pool.submit(library.context, name, cited.start, **place)  # type: ignore[arg-type]  # a bag of options
        assert store.asked.wait(10)
        library.update(HERE, name, article("Another one. " + TEXT), by=8, now=NOW)
        store.gate.set()
        with pytest.raises(PassageError, match="please ask again"):
            looking.result()


def test_an_error_names_five_articles_at_most_and_no_name_of_any_length() -> None:
    library = Library(
        [Article(f"ship-{number}", f"S{number}", "It slept.", "test") for number in range(700)]
    )
    with pytest.raises(UnknownArticleError) as caught:
        library.find(HERE, "zzzz " * 1000)
    assert len(str(caught.value)) < 300
    assert str(caught.value).count("ship-") == 5


def test_over_a_limit_nothing_is_added_and_the_sentence_has_the_numbers() -> None:
    library = Library([SHIPS], limits=CollectionLimits(characters=100, articles=2, passages=4))
    add(library, TEXT)
    for text, says in (
        ("x" * 101, "The article has 101 characters; the most is 100."),
        ("One. Two.", "5 passages here; the most is 4"),
    ):
        with pytest.raises(LimitError, match=says):
            add(library, text)
    add(library, "One.")
    with pytest.raises(LimitError, match="This collection is full: 2 articles"):
        add(library, "Two.")
    with pytest.raises(LimitError, match="The title has 301 characters"):
        library.add(HERE, article("Three.", title="x" * 301), by=7, now=NOW)
    assert library.count(HERE) == 3
    for number in range(3):
        add(library, f"{TEXT} Number {number}.", SHARED)
    with pytest.raises(LimitError, match="101 characters"):
        add(library, "x" * 101, SHARED)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (article("READ ALSO  Something else\n"), "nothing in “A title” that could be quoted"),
        (article("Text.", title=" "), "title is empty"),
        (article("Text.", "a b"), "“a b” is not a valid id"),
        (article("Text.", "a:b"), "“a:b” is not a valid id"),
        (article("Text.", "x" * 61), "is not a valid id: use up to 60 characters"),
        (article("Text.", "😀" * 31), "is not a valid id: use up to 60 characters"),
        (article("Text.", "a\x07b"), "“a\ufffdb” is not a valid id"),
        (article("Text \ud800."), "half of a surrogate pair"),
        (article("Text \0."), r"U\+0000 at 6"),
        (article("Text.", title="Title\0"), r"U\+0000"),
        (Article("", "Title", "Text.", "source", language="e" * 41), "is not a language"),
        (Article("", "Title", "Text.", "x" * 2001), "2,001 characters; the most is 2,000"),
    ],
)
def test_what_is_no_article_is_refused(wrong: Article, says: str) -> None:
    library = Library()
    with pytest.raises((ArticleError, LimitError), match=says):
        library.add(HERE, wrong, by=7, now=NOW)
    assert library.count(HERE) == 0


def test_a_title_with_what_is_no_text_is_refused() -> None:
    library = Library()
    added = library.add(HERE, article("Text."), by=7, now=NOW).record
    for title in ("Title\0", "Title \ud800"):
        with pytest.raises(ArticleError, match="contains an invalid character"):
            library.rename(HERE, added.id, title, by=7, now=NOW)
    assert library.articles(HERE) == [added]


def test_a_text_is_kept_in_one_form_however_it_comes() -> None:
    library = Library()
    added = library.add(HERE, article("Cafe\u0301 A.\r\nB.\rC."), by=7, now=NOW).record
    assert library.article(added.id, HERE).text == "Café A.\nB.\nC."
    assert added.revision == article("Café A.\nB.\nC.").revision
    assert not library.add(HERE, article("Café A.\nB.\nC."), by=7, now=NOW).created
    library.update(HERE, added.id, article("Cafe\u0301."), by=7, now=NOW)
    assert library.article(added.id, HERE).text == "Café."


class NeverPurged(MemoryStore):
    """A store in which others write as soon as something was removed."""

    def purge(
        self,
        *,
        removed_before: datetime,
        left_before: datetime,
        servers: Set[int] | None = None,
    ) -> Purged:
        raise BusyError("others are writing")


def test_what_was_removed_is_said_to_be_removed_whatever_else_has_to_wait() -> None:
    library = Library(store=NeverPurged())
    added = library.add(HERE, article("Text."), by=7, now=NOW).record
    assert library.remove(HERE, added.id, now=NOW).record == added
    assert library.articles(HERE) == []


def test_articles_are_found_by_what_people_call_them(library: Library) -> None:
    library.add(HERE, article(TEXT, title="Dancing yaks"), by=7, now=NOW)
    assert library.find(HERE, "dancing YAKS").title == "Dancing yaks"
    assert library.find(HERE, "dancin yaks").title == "Dancing yaks"
    with pytest.raises(UnknownArticleError, match="Do you mean “Dancing yaks”"):
        library.find(HERE, "dancin yaks", exact=True)
    with pytest.raises(UnknownArticleError, match=r"no article “nope” here. Articles: walrus"):
        library.find(THERE, "nope")
    assert [record.title for record in library.suggest(HERE, "yak")] == ["Dancing yaks"]
    assert library.suggest(THERE, "yak") == []


def test_a_person_is_forgotten(library: Library) -> None:
    add(library, TEXT, ALICE)
    name = add(library, TEXT, HERE)
    assert found(library, "Who danced?", ALICE)
    forgotten = library.forget_person(ALICE.number)
    assert (forgotten.articles, forgotten.names) == (1, 1)
    assert not found(library, "Who danced?", ALICE)
    assert library.find(HERE, name).added_by is None


def test_the_articles_of_a_server_that_was_left_are_kept_for_the_time_of_grace(
    library: Library,
) -> None:
    for server in (1, 2):
        add(library, TEXT, CollectionId("server", server))
        library.server_left(server, now=NOW)
    library.server_joined(2)
    month = timedelta(days=30)
    assert library.purge(now=NOW + month, grace=month).collections == ()
    purged = library.purge(now=NOW + month + MINUTE, grace=month)
    assert purged.collections == (HERE,)
    assert not found(library, "Who danced?")
    assert found(library, "Who danced?", THERE)


def test_people_ask_while_others_add_and_remove(library: Library) -> None:
    """Answers come from what is there: an article is found once it is added, until it is gone."""
    stop = threading.Event()
    collections = [CollectionId("server", number) for number in range(1, 4)]

    def ask(collection_id: CollectionId) -> int:
        asked = 0
        while not stop.is_set():
            answer = library.ask("Who danced on Sunday?", collection_id=collection_id, limit=50)
            for quote in answer.quotes or answer.nearest:
                assert quote.text.endswith(f"{collection_id}.") or quote.text == SHIPS.text
            asked += 1
        return asked

    def change(collection_id: CollectionId) -> None:
        for number in range(25):
            name = add(library, f"Yak {number} danced on Sunday at {collection_id}.", collection_id)
            answer = library.ask(f"Who is yak {number}?", collection_id=collection_id)
            assert f"Yak {number} " in (answer.quotes or answer.nearest)[0].text
            if number % 2:
                library.remove(collection_id, name, now=NOW)

    with ThreadPoolExecutor(6) as pool:
        asking = [pool.submit(ask, collection) for collection in collections]
        changing = [pool.submit(change, collection) for collection in collections]
        for done in changing:
            done.result()
        stop.set()
        assert all(done.result() > 0 for done in asking)
    assert [library.count(collection) for collection in collections] == [14, 14, 14]


@pytest.mark.parametrize("name", ["server:1", "person:9223372036854775807", "shared"])
def test_a_collection_is_its_name(name: str) -> None:
    assert str(CollectionId.parse(name)) == name


@pytest.mark.parametrize(
    "name", ["", "server", "server:", "server:0", "server:-1", "shared:1", "group:1", "server:9e9"]
)
def test_anything_else_is_no_collection(name: str) -> None:
    with pytest.raises(ValueError, match="names no collection"):
        CollectionId.parse(name)


def test_who_types_on_does_not_have_all_titles_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    library = Library(store=store)
    for number in range(30):
        article = Article("", f"Harbor {number}", f"The harbor has {number} piers.", "test")
        library.add(SHARED, article, by=None, now=NOW)
    read: list[CollectionId] = []
    records = store.records

    def counted(collection_id: CollectionId) -> list[Record]:
        read.append(collection_id)
        return records(collection_id)

    monkeypatch.setattr(store, "records", counted)
    servers = [CollectionId("server", number) for number in range(1, 6)]
    for typed in ("h", "ha", "har", "harb"):
        for server in servers:
            assert len(library.suggest(server, typed)) == 30
    assert len(read) == 1
    shown = library.suggest(servers[0], "harbor 7")[0]
    library.hide(servers[0], shown.id)
    assert shown not in library.suggest(servers[0], "harbor 7")
    assert library.suggest(servers[0], "harbor 7", hidden=True)[0].hidden
    assert library.suggest(servers[1], "harbor 7")[0] == shown
    library.rename(SHARED, shown.id, "Port 7", by=None, now=NOW)
    assert library.suggest(servers[1], "port")[0].title == "Port 7"
