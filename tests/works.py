"""Every public function over text that a stranger may give, as work on one text of any length."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from bot.commands.articles.intake import Outcome
from bot.excerpt import around
from bot.render.answers import (
    answer_layout,
    block_quote,
    choice_name,
    context_layout,
    escape,
    notice,
    one_line,
    question_shown,
    safe_link,
    shorten,
    titled,
    unescape,
)
from bot.render.articles import (
    added_layout,
    confirm_layout,
    hidden_layout,
    list_layout,
    reading,
    removed_layout,
    renamed_layout,
    restored_layout,
    show_layout,
    unhidden_layout,
    updated_layout,
    waiting,
)
from bot.render.phrases import never_used
from bot.views.errors import explain
from index.articles.draft import draft, in_form
from index.articles.titles import exactly, find, suggest
from index.collection.collection import Collection
from index.errors import ArticleError
from index.ingest.article import article_from_bytes, article_from_text
from index.ingest.document import Document, finished, parse, read_document, sendable, too_large
from index.ingest.fetch import fetch
from index.ingest.html import read_html
from index.ingest.layout import reflowed
from index.ingest.limits import Limits
from index.ingest.markdown import read_markdown
from index.ingest.metadata import Overrides, iso_date, language_tag, web_address
from index.ingest.metadata import one_line as metadata_line
from index.ingest.paragraphs import paragraphs_of, tree_of
from index.ingest.sniff import kind_of
from index.ingest.text import characters, codec_of, decode, is_small_text, normal, too_long
from index.library import clean_question
from index.limits import CollectionLimits
from index.model import Answer, Article, Citation, Passage, Quote, Record, Removed, revision_of
from index.quote.anchor import TextQuoteSelector, anchor
from index.quote.cite import cite
from index.rank.question import read_question
from index.rank.spelling import respell
from index.rank.thesaurus import opposites, related
from index.store.portable import parse_line
from index.store.rules import (
    check_article,
    check_id,
    check_text,
    check_title,
    free_id,
    same_id,
    same_text,
    shown,
    unknown,
)
from index.text.analysis import analyse, marked_forms
from index.text.boilerplate import is_boilerplate, left_out, lines_of_article, source_line
from index.text.lexicon import classes_of
from index.text.segment import paragraphs, segment, sentences
from index.text.terms import normal_forms, stem, words
from index.text.trigrams import signature, trigrams
from index.text.unicode import normalized, pile_of_marks

Work = Callable[[str], object]

LIMITS = Limits()
NOW = datetime(2026, 11, 24, tzinfo=UTC)
NAME = "a.txt"


def article(text: str, *, known: str = "A") -> Article:
    return Article("a", known, text, known, url=f"https://a.example/{known}", author=known)


def record(text: str) -> Record:
    return Record(
        id="a",
        title=text,
        source=text,
        url=f"https://a.example/{text}",
        author=text,
        published=text,
        language=text,
        revision="0" * 64,
        characters=1,
        passages=1,
        left_out=0,
        added_at=NOW,
    )


def quote(text: str, *, known: str = "A") -> Quote:
    """A quote with a long context, all of it one piece on each side."""
    url = f"https://a.example/{known}"
    citation = Citation("a", known, known, known, known, 1, len(text), len(text) + 3, "0" * 64, url)
    return Quote("Hay", len(text), len(text) + 3, citation, 1.0, 0.9, text, text)


def answered(text: str) -> Answer:
    return Answer(text, (quote(text, known=text), quote(text)), answered=True, confidence=0.9)


def refused(text: str) -> Answer:
    nearest = (quote(text, known=text),)
    return Answer("?", (), answered=False, confidence=0.1, missing_terms=(text,), nearest=nearest)


def raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@cache
def collection() -> Collection:
    return Collection([article("The yak of Orla lives in a barn. It eats hay on Tuesdays.")])


@cache
def context() -> ssl.SSLContext:
    return ssl.create_default_context()


def nowhere(host: str, port: int) -> list[str]:
    raise OSError


def line_of_export(text: str) -> str:
    keys = ("id", "title", "text", "source", "language", "url", "author", "published")
    return json.dumps(dict.fromkeys(keys, text) | {"collection": "shared", "added_at": str(NOW)})


def over(reads: Callable[[list[Record], str], object]) -> Work:
    """Work on what was typed, and on the title that is looked through for it."""

    def work(text: str) -> None:
        reads([record("The yak of Orla")], text)
        reads([record(text)], "The yak of Orla")
        reads([record(text)], text[:-1])

    return work


WORKS: dict[str, Work] = {
    "bot.views.errors.explain": lambda text: explain(ArticleError(text)),
    "bot.excerpt.around": lambda text: around(quote(text), room=4000),
    "bot.render.phrases.never_used": lambda text: never_used([text, text], 2),
    "bot.render.answers.answer_layout": lambda text: answer_layout(answered(text), articles=2),
    "bot.render.answers.answer_layout, refused": lambda text: answer_layout(
        refused(text), articles=2
    ),
    "bot.render.answers.block_quote": block_quote,
    "bot.render.answers.choice_name": choice_name,
    "bot.render.answers.context_layout": lambda text: context_layout(quote(text, known=text)),
    "bot.render.answers.escape": escape,
    "bot.render.answers.notice": notice,
    "bot.render.answers.one_line": lambda text: one_line(text, 100),
    "bot.render.answers.question_shown": lambda text: question_shown(f"**{text}**"),
    "bot.render.answers.safe_link": lambda text: safe_link(f"https://a.example/{text}"),
    "bot.render.answers.shorten": lambda text: shorten(text, 100),
    "bot.render.answers.titled": lambda text: titled(text, f"https://a.example/{text}"),
    "bot.render.answers.unescape": unescape,
    "bot.render.articles.added_layout": lambda text: added_layout(
        [Outcome(text, record(text), created=True), Outcome(text, reason=text)]
    ),
    "bot.render.articles.confirm_layout": lambda text: confirm_layout(record(text)),
    "bot.render.articles.hidden_layout": lambda text: hidden_layout(record(text)),
    "bot.render.articles.list_layout": lambda text: list_layout([record(text)], 0, personal=False),
    "bot.render.articles.reading": lambda text: reading(text, 1, 2),
    "bot.render.articles.waiting": waiting,
    "bot.render.articles.removed_layout": lambda text: removed_layout(Removed(record(text), NOW)),
    "bot.render.articles.renamed_layout": lambda text: renamed_layout(text, record(text)),
    "bot.render.articles.restored_layout": lambda text: restored_layout(record(text)),
    "bot.render.articles.show_layout": lambda text: show_layout(record(text), article(text)),
    "bot.render.articles.show_layout, titled": lambda text: show_layout(
        record(text), article(f"{text}\n{text}", known=text)
    ),
    "bot.render.articles.unhidden_layout": lambda text: unhidden_layout(record(text)),
    "bot.render.articles.updated_layout": lambda text: updated_layout(record(text), changed=False),
    "index.text.analysis.analyse": lambda text: analyse(article(text)),
    "index.text.analysis.marked_forms": marked_forms,
    "index.text.terms.normal_forms": normal_forms,
    "index.text.terms.stem": stem,
    "index.text.terms.words": words,
    "index.quote.anchor.anchor": lambda text: anchor(
        TextQuoteSelector("Barn.", text[:600], "Yak."), text
    ),
    "index.quote.anchor.anchor, not found": lambda text: anchor(
        TextQuoteSelector("", text[:600] + "!", ""), text
    ),
    "index.text.boilerplate.is_boilerplate": is_boilerplate,
    "index.text.boilerplate.left_out": left_out,
    "index.text.boilerplate.lines_of_article": lambda text: list(lines_of_article(text)),
    "index.text.boilerplate.source_line": source_line,
    "index.quote.cite.cite": lambda text: cite(article(text), Passage("a", 0, 1, 0, len(text))),
    "index.store.rules.check_title": check_title,
    "index.store.rules.check_article": lambda text: check_article(article(text, known=text)),
    "index.store.rules.check_id": check_id,
    "index.store.rules.check_text": check_text,
    "index.store.rules.free_id": lambda text: free_id(article(text), lambda _: False),
    "index.store.rules.same_id": lambda text: same_id(text, text),
    "index.store.rules.same_text": same_text,
    "index.store.rules.shown": shown,
    "index.store.rules.unknown": unknown,
    "index.articles.draft.draft": lambda text: draft(
        article("Hay.", known=text), by=None, now=NOW, limits=CollectionLimits()
    ),
    "index.articles.draft.in_form": lambda text: in_form(article(text, known=text)),
    "index.text.trigrams.signature": signature,
    "index.text.trigrams.trigrams": trigrams,
    "index.ingest.article.article_from_bytes": lambda text: article_from_bytes(
        b"Hay.", name=text, overrides=Overrides(title=text, source=text), content_type=text
    ),
    "index.ingest.article.article_from_text": article_from_text,
    "index.ingest.document.finished": lambda text: finished(
        Document(text, text, text, text, text, text, text), NAME, LIMITS
    ),
    "index.ingest.document.parse": lambda text: parse(raw(text), "text", NAME, None, LIMITS),
    "index.ingest.document.read_document": lambda text: read_document(
        b"Hay.", name=text, content_type=f"text/plain; charset={text}"
    ),
    "index.ingest.document.sendable": lambda text: sendable(Document(text, text, text, text)),
    "index.ingest.document.too_large": lambda text: too_large(text, 1, LIMITS),
    "index.ingest.fetch.fetch": lambda text: fetch(
        f"https://a.example{text}", resolve=nowhere, tls=context()
    ),
    "index.ingest.html.read_html": lambda text: read_html(raw(text), name=NAME),
    "index.ingest.layout.reflowed": lambda text: reflowed(
        [[line.strip() for line in text.split("\n")], text.split()]
    ),
    "index.ingest.markdown.read_markdown": lambda text: read_markdown(text, name=NAME),
    "index.ingest.metadata.iso_date": iso_date,
    "index.ingest.metadata.language_tag": language_tag,
    "index.ingest.metadata.one_line": metadata_line,
    "index.ingest.metadata.web_address": lambda text: web_address(f"https://{text}"),
    "index.ingest.paragraphs.tree_of": lambda text: tree_of(text, name=NAME),
    "index.ingest.paragraphs.paragraphs_of": lambda text: paragraphs_of(
        tree_of(f"<pre>{text}</pre><p>{text}", name=NAME)
    ),
    "index.ingest.sniff.kind_of": lambda text: kind_of(raw(text), name=text, content_type=text),
    "index.ingest.text.characters": lambda text: characters(raw(text), name=NAME),
    "index.ingest.text.characters, guessed": lambda text: characters(
        (text + "é").encode("latin-1", "replace"), name=NAME
    ),
    "index.ingest.text.codec_of": codec_of,
    "index.ingest.text.decode": lambda text: decode(text.encode("utf-16"), name=NAME),
    "index.ingest.text.is_small_text": lambda text: is_small_text(raw(text), charset=text),
    "index.ingest.text.normal": lambda text: normal(text, name=NAME),
    "index.ingest.text.too_long": lambda text: too_long(text, 1, 1),
    "index.library.clean_question": clean_question,
    "index.model.revision_of": revision_of,
    "index.text.lexicon.classes_of": classes_of,
    "index.rank.thesaurus.opposites": opposites,
    "index.rank.question.read_question": lambda text: read_question(text, collection()),
    "index.rank.thesaurus.related": related,
    "index.rank.spelling.respell": lambda text: respell(text, collection()),
    "index.text.segment.paragraphs": lambda text: list(paragraphs(text)),
    "index.text.segment.segment": lambda text: segment(article(text)),
    "index.text.segment.sentences": lambda text: list(sentences(text, 0, len(text))),
    "index.store.portable.parse_line": lambda text: parse_line(
        raw(line_of_export(text)), first=False
    ),
    "index.store.portable.parse_line, any": lambda text: parse_line(raw(text), first=False),
    "index.articles.titles.exactly": over(exactly),
    "index.articles.titles.find": over(find),
    "index.articles.titles.suggest": over(suggest),
    "index.text.unicode.normalized": lambda text: normalized("NFKC", text),
    "index.text.unicode.pile_of_marks": pile_of_marks,
}
"""Each by its name, and by what of it is worked on where that is not all."""

WITHOUT_TEXT = {
    "bot.render.phrases": {
        "counted",
        "does_not_say",
        "origin",
        "place",
        "quotes_to_show",
        "sureness",
    },
    "bot.render.answers": {"fit", "introduction", "too_soon"},
    "bot.render.articles": {"allowed_layout", "pages_of"},
    "index.text.terms": {
        "question_words",  # `words`, which are kept
        "terms",  # those of `words`
    },
    "index.quote.answer": {
        "answer",  # of questions, of which `Library` takes 1,000 characters
        "in_context",
        "missing_terms",  # as `answer`
        "passage_over",
    },
    "index.text.trigrams": {"dice", "signatures", "similar"},
    "index.ingest.article": {
        "article_from_path",  # the operator's files
        "article_from_url",  # `fetch` and `article_from_bytes`
        "article_from_page",  # as `article_from_bytes`
    },
    "index.ingest.metadata": {"read_metadata"},  # the operator's files
    "index.store.rules": {"next_change", "record_of"},
    "index.text.punkt": {"tokenizer"},
    "index.store.portable": {
        "analysed",  # `analyse`
        "export_lines",  # what is kept, as `take_over`
        "numbered_lines",  # of a file of the operator, bounded line by line
        "take_over",  # what `parse_line` made
    },
}
"""Public functions of the same modules that get no text of strangers, or nothing but what another
function has seen."""

WITHOUT_FUNCTIONS = {
    "bot.commands.mention": "messages, which Discord limits to 4,000 characters",
    "bot.commands.articles.sources": "as above",
    "bot.terminal.evaluate.peers": "what the operator compares with",
    "index.evaluate.questions": "the operator's question sets",
    "index.store.sqlite.leftovers": "names of files in the data folder",
    "index.ingest.pdf": "pypdf, in a process with a deadline; the rest is `reflowed`",
}
"""Modules with regular expressions none of whose functions is worked with, and why."""
