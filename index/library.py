"""The library: the one door through which the bot and the command line reach the articles."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from index.articles.catalogue import Catalogue
from index.articles.draft import in_form, prepare
from index.collection.cache import IndexCache
from index.errors import (
    ArticleError,
    ChangedError,
    EditedError,
    PassageError,
    QuestionError,
    StoreError,
)
from index.ingest import article_from_path
from index.limits import CollectionLimits
from index.model import SHARED, Added, CollectionId, Removed
from index.quote.anchor import TextQuoteSelector, anchor
from index.quote.answer import answer, in_context, passage_over
from index.quote.inspection import left_out_of
from index.store.memory import MemoryStore
from index.store.rules import check_title, shown
from index.text.segment import MAX_PASSAGE
from index.text.terms import question_words
from index.text.unicode import MOST_COMPOSED, normalized

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set
    from contextlib import AbstractContextManager

    from index.collection.cache import Memory
    from index.limits import OwnLimits
    from index.model import (
        Answer,
        Article,
        Forgotten,
        LeftOut,
        Purged,
        Quote,
        Record,
        Usage,
    )
    from index.rank.rankers import Ranker
    from index.store.protocol import Store
    from index.text.analysis import Analysis

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
"""The articles that ship with Pullquote, in a checkout and in an installed wheel alike."""

MAX_QUESTION = 1000
"""Longest question, in characters."""
UNDO = timedelta(minutes=1)
"""For how long a removed article can be restored."""
GRACE = timedelta(days=30)
"""For how long the articles of a server are kept that the bot was removed from."""
MEMORY_BUDGET = 512 * 2**20
"""Bytes that the indexes in memory may take."""
_NEVER = datetime.min.replace(tzinfo=UTC)


class Library:
    """Articles that can be asked: those that ship, and those that a store keeps.

    Every method may be called from several threads. A change is kept when its method returns, and
    the next question sees it, whichever thread or process asks. Times are given by the caller, in
    UTC; ``by`` is Discord's id of the person who does it, None for the operator.
    """

    def __init__(
        self,
        shipped: Iterable[Article] = (),
        *,
        store: Store | None = None,
        limits: CollectionLimits | None = None,
        memory_budget: int = MEMORY_BUDGET,
        threshold: float | None = None,
        ranker: Ranker | None = None,
    ) -> None:
        """Use a store, or keep what is added for as long as the process lasts.

        ``threshold`` is the least confidence, 0 to 1, with which a question is answered; the
        ranker's own if it is not given. The ranker is the lexical one if it is not given.
        """
        self._threshold = threshold
        self._ranker = ranker
        self._store = store or MemoryStore()
        self._limits = limits or CollectionLimits()
        self._cache = IndexCache(self._store, shipped, memory_budget=memory_budget)
        self._catalogue = Catalogue(self._store, self._cache.shipped)

    @classmethod
    def open(
        cls,
        store: Store | None = None,
        *,
        seeds: Path = SEEDS,
        limits: CollectionLimits | None = None,
        memory_budget: int = MEMORY_BUDGET,
        threshold: float | None = None,
        ranker: Ranker | None = None,
    ) -> Library:
        """Open the articles of a folder, and of a store if one is given.

        The folder's are its ``.txt`` files, each with its ``.toml`` if it has one. Raise
        ArticleError when one of them cannot be read or two have the same id.
        """
        shipped: dict[str, Article] = {}
        for path in sorted(seeds.glob("*.txt")):
            article = article_from_path(path, trusted=True)
            if article.id in shipped:
                raise ArticleError(f"{path} has the id “{article.id}”, which another article has.")
            shipped[article.id] = article
        return cls(
            shipped.values(),
            store=store,
            limits=limits,
            memory_budget=memory_budget,
            threshold=threshold,
            ranker=ranker,
        )

    @classmethod
    def of_file(cls, path: Path, *, ranker: Ranker | None = None) -> Library:
        """Open one text file as a library of one article; raise ArticleError if it cannot be."""
        return cls([article_from_path(path)], ranker=ranker)

    def close(self) -> None:
        """Let go of the store; safe to call twice."""
        self._store.close()

    # Asking

    def ask(
        self,
        question: str,
        *,
        collection_id: CollectionId = SHARED,
        article_id: str | None = None,
        limit: int = 3,
        previous: str | None = None,
    ) -> Answer:
        """Answer a question with at most ``limit`` quotes, or with as many nearest passages.

        ``article_id`` restricts it to one article; ``previous`` is the question before it in a
        conversation. Raise QuestionError when the question is empty, too long, or without a word;
        UnknownArticleError when there is no such article.
        """
        asked = clean_question(question)
        before = previous and normalized("NFC", previous[:MAX_QUESTION])
        with self._cache.open(collection_id) as articles:
            return answer(
                asked,
                articles,
                limit=limit,
                article_id=article_id,
                previous=before,
                threshold=self._threshold,
                ranker=self._ranker,
            )

    def context(
        self,
        article_id: str,
        start: int,
        *,
        end: int | None = None,
        revision: str | None = None,
        collection_id: CollectionId = SHARED,
        before: int = 2,
        after: int = 2,
    ) -> Quote:
        """Return the passage that begins at ``start`` with some passages before and after it.

        With ``end`` and the first digits of the ``revision``, as in a `Citation`, the passage is
        found again when the text has changed since. Raise UnknownArticleError when there is no
        such article, ChangedError when the sentence is no longer in it, PassageError when that
        cannot be told.
        """
        with self._cache.open(collection_id) as articles:
            article = articles.article(article_id)
            if not revision or end is None or article.revision.startswith(revision):
                return in_context(articles, article_id, start, before=before, after=after)
        # Nobody has to wait for the index while the whole text is searched.
        old = self._store.earlier(collection_id, article_id, revision)
        if old is None or not 0 <= start < end <= start + MAX_PASSAGE:
            raise _changed()
        selector = TextQuoteSelector.of(old, start, end)
        span = anchor(selector, article.text)
        with self._cache.open(collection_id) as articles:
            if articles.article(article_id).revision != article.revision:
                raise _changed()
            now = passage_over(articles, article_id, span[0]) if span else None
            if now is None:
                raise _gone(selector)
            return in_context(articles, article_id, now, before=before, after=after)

    def count(self, collection_id: CollectionId = SHARED) -> int:
        """Return how many articles are asked."""
        with self._cache.open(collection_id) as articles:
            return len(articles)

    def without_waiting(self, collection_id: CollectionId) -> AbstractContextManager[None]:
        """Let this thread ask in a block through an index that is there, up to date and free.

        Otherwise NotReadyError is raised, before the block. Whoever asks from several threads can
        so wait for an index without holding one of them.
        """
        return self._cache.without_waiting(collection_id)

    def warm(self, collection_id: CollectionId) -> None:
        """Bring the index of a collection into memory, so that the next question waits less."""
        with self._cache.open(collection_id):
            pass

    def stale(self) -> list[CollectionId]:
        """Return the collections in memory that others have changed, or forgotten, since."""
        return self._cache.stale()

    def renew(self, collection_id: CollectionId) -> None:
        """Take over what changed in a collection that is in memory, and let go of what is gone."""
        self._cache.renew(collection_id)

    @property
    def memory(self) -> Memory:
        """How much memory the open indexes take."""
        return self._cache.memory

    @property
    def read(self) -> tuple[int, int]:
        """How many questions a reader read for, and how many it was too busy for."""
        return (0, 0) if self._ranker is None else self._ranker.counts

    def reach_store(self) -> None:
        """Do next to nothing with the store; raise StoreError when it cannot be used."""
        self._store.version(SHARED)

    # Finding

    def articles(
        self, collection_id: CollectionId = SHARED, *, hidden: bool = False
    ) -> list[Record]:
        """Return the articles of a collection by title, those that it hides only if wanted."""
        return self._catalogue.records(collection_id, hidden=hidden)

    def suggest(
        self, collection_id: CollectionId, typed: str, *, hidden: bool = False
    ) -> list[Record]:
        """Return the articles whose titles what was typed may mean, the likeliest first.

        Those that the collection hides are among them only if wanted.
        """
        return self._catalogue.suggest(collection_id, typed, hidden=hidden)

    def find(
        self, collection_id: CollectionId, named: str, *, hidden: bool = False, exact: bool = False
    ) -> Record:
        """Return the article that a person names by id or title, or by what only one is like.

        With ``exact`` only by id or title. Raise UnknownArticleError, with what is near, when no
        article is found, and AmbiguousTitleError, with their ids, when several have that title.
        """
        return self._catalogue.find(collection_id, named, hidden=hidden, exact=exact)

    def article(self, article_id: str, collection_id: CollectionId = SHARED) -> Article:
        """Return an article with its text, also a hidden one; raise UnknownArticleError if none."""
        return self._catalogue.article(collection_id, article_id)

    def left_out(
        self, article_id: str, collection_id: CollectionId = SHARED
    ) -> tuple[Record, list[LeftOut]]:
        """Return an article's record, and what its document says that is no part of it.

        Raise UnknownArticleError when there is no such article, or it is hidden.
        """
        record = self._catalogue.record(collection_id, article_id)
        with self._cache.open(collection_id) as articles:
            return record, left_out_of(articles, articles.article(article_id))

    def usage(self, collection_id: CollectionId) -> Usage:
        """Return how much is kept of a collection's own."""
        return self._store.usage(collection_id)

    def collections(self) -> list[CollectionId]:
        """Return the collections about which anything is kept, in order."""
        return self._store.collections()

    # Changing

    def add(
        self,
        collection_id: CollectionId,
        article: Article,
        *,
        by: int | None,
        now: datetime,
        analysis: Analysis | None = None,
    ) -> Added:
        """Add an article; its id may be made longer, or be empty, to be made from the text.

        ``analysis`` is that of the article (`index.text.analysis.analyze`), if it has been made.

        If the collection already has this text, nothing is added and `Added.created` is False.
        Raise ArticleError when it cannot be an article, or has a chosen id that another one has;
        LimitError when it is too long or the collection is full.
        """
        kept = in_form(article)
        made = analysis if kept is article else None
        if same := self._catalogue.with_text(collection_id, kept.revision):
            self._store.show(collection_id, same.id)
            return Added(replace(same, hidden=False), created=False)
        return self._store.add(
            collection_id,
            prepare(kept, by=by, now=now, limits=self._limits, analysis=made),
            limits=self._limits,
            taken=self._cache.shipped.keys(),
        )

    def update(
        self,
        collection_id: CollectionId,
        article_id: str,
        article: Article,
        *,
        by: int | None,
        now: datetime,
        analysis: Analysis | None = None,
        edited: str | None = None,
    ) -> Record:
        """Give an article the text, title and all else of another one; its id stays.

        ``edited`` is the revision of the text that was edited, if it was: raise EditedError when
        the article has another one by now.

        ``analysis`` as for `add`. Citations of the text that it had are found again by `context`.
        Raise as `add`, and UnknownArticleError when it is not there, ArticleError when it is not
        the collection's own. The very text that it had, as a plain text, has its structure still.
        """
        self._catalogue.own(collection_id, article_id)
        kept = in_form(article)
        made = analysis if kept is article else None
        old = self._catalogue.article(collection_id, article_id)
        if edited is not None and edited != old.revision:
            raise EditedError(
                f"“{shown(old.title)}” was changed by somebody else while you edited it, so "
                "nothing was saved."
            )
        if kept.revision == old.revision and not kept.outline and old.outline:
            kept, made = replace(kept, outline=old.outline, left_out=old.left_out), None
        renewed = prepare(
            replace(kept, id=article_id), by=by, now=now, limits=self._limits, analysis=made
        )
        return self._store.update(collection_id, article_id, renewed, limits=self._limits)

    def rename(
        self,
        collection_id: CollectionId,
        article_id: str,
        title: str,
        *,
        by: int | None,
        now: datetime,
    ) -> Record:
        """Give an article another title; raise as `update`."""
        self._catalogue.own(collection_id, article_id)
        bare = " ".join(title.split())
        check_title(bare)
        return self._store.rename(collection_id, article_id, bare, by=by, now=now)

    def remove(self, collection_id: CollectionId, article_id: str, *, now: datetime) -> Removed:
        """Remove an article, which can be restored for a minute; raise as `update`."""
        self._catalogue.own(collection_id, article_id)
        record = self._store.remove(collection_id, article_id, now=now)
        # What was removed earlier than that cannot be restored any more: nobody has to wait for it.
        # It is removed whether that can be done now or not.
        with suppress(StoreError):
            self._store.purge(removed_before=now - UNDO, left_before=_NEVER)
        return Removed(record, until=now + UNDO)

    def restore(self, collection_id: CollectionId, article_id: str, *, now: datetime) -> Record:
        """Bring back an article that was removed less than a minute ago.

        Raise UnknownArticleError when it is too late, LimitError when its place has been taken,
        ArticleError when its text is there again.
        """
        return self._store.restore(collection_id, article_id, since=now - UNDO, limits=self._limits)

    def hide(self, collection_id: CollectionId, article_id: str) -> Record:
        """Hide an article that ships or is the operator's; raise ArticleError if it is neither."""
        record = self._catalogue.operators(collection_id, article_id)
        self._store.hide(collection_id, article_id)
        return replace(record, hidden=True)

    def show(self, collection_id: CollectionId, article_id: str) -> Record:
        """Show an article that was hidden; raise ArticleError as `hide`."""
        record = self._catalogue.operators(collection_id, article_id)
        self._store.show(collection_id, article_id)
        return replace(record, hidden=False)

    # Who may change it

    def allowed_role(self, collection_id: CollectionId) -> int | None:
        """Return Discord's id of the role whose members may change a collection, if there is one.

        Whether somebody may is not checked here: Discord knows who has the role.
        """
        return self._store.allowed_role(collection_id)

    def allow_role(self, collection_id: CollectionId, role: int | None) -> None:
        """Set the role whose members may change a collection; None for none."""
        self._store.allow_role(collection_id, role)

    # What it may hold

    def configure(self, *, limits: CollectionLimits, threshold: float | None) -> None:
        """Have other limits and another threshold from now on."""
        self._limits = limits
        self._threshold = threshold

    def limits(self) -> Mapping[CollectionId, OwnLimits]:
        """Return the collections that have limits of their own, with those."""
        return self._store.limits()

    def limit(self, collection_id: CollectionId, own: OwnLimits) -> None:
        """Set what a collection is allowed, whichever process adds to it or asks it."""
        self._store.limit(collection_id, own)

    # Forgetting

    def forget_person(self, person: int) -> Forgotten:
        """Delete what a person added in direct messages, and their id wherever it is kept."""
        forgotten = self._store.forget_person(person)
        self._cache.drop(CollectionId("person", person))
        return forgotten

    def server_left(self, server: int, *, now: datetime) -> None:
        """Note that the bot was removed from a server: `purge` deletes its articles in time."""
        self._store.server_left(server, now=now)

    def server_joined(self, server: int) -> None:
        """Note that the bot is in a server: nothing of it will be deleted."""
        self._store.server_joined(server)

    def servers_left(self) -> Mapping[int, datetime]:
        """Return the servers that the bot is no longer in, each with when that was first noted."""
        return self._store.servers_left()

    def purge(
        self, *, now: datetime, grace: timedelta = GRACE, servers: Set[int] | None = None
    ) -> Purged:
        """Delete for good what can no longer be restored, and what is of servers left long ago.

        Of those servers only the ones among ``servers``, if it is given.
        """
        purged = self._store.purge(
            removed_before=now - UNDO, left_before=now - grace, servers=servers
        )
        for collection in purged.collections:
            self._cache.drop(collection)
        return purged


def _gone(selector: TextQuoteSelector) -> ChangedError:
    return ChangedError(
        "The article has changed since then, and this sentence is no longer in it. "
        f"It read: “{selector.exact}”"
    )


def _changed() -> PassageError:
    return PassageError("The article has changed since then; please ask again.")


def clean_question(question: str) -> str:
    """Return a question in NFC, stripped; raise QuestionError for one that cannot be asked."""
    asked = question.strip()
    if len(asked) <= MOST_COMPOSED * MAX_QUESTION:
        asked = normalized("NFC", asked).strip()
    if not asked:
        raise QuestionError("The question is empty. Ask something about the articles.")
    if len(asked) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(asked):,} characters; ask in {MAX_QUESTION:,} or fewer."
        )
    if not question_words(asked):
        raise QuestionError("The question has no words in it. Ask with words or numbers.")
    return asked
