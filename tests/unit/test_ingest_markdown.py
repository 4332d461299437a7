"""Markdown: what a reader of it sees, and its front matter."""

from __future__ import annotations

import pytest

from index.errors import ArticleError
from index.ingest.document import Document, read_document


def read(text: str, name: str = "notes.md") -> Document:
    return read_document(text.encode(), name=name)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("# A *big* title #", "A big title"),
        ("Title\n=====\n\nText", "Title\n\nText"),
        ("Some **bold**, _thin_, ~~old~~ `co*d*e`.", "Some bold, thin, old co*d*e."),
        ("Wrapped\nlines are\none line.", "Wrapped lines are one line."),
        ("Two  \nlines\\\nand three", "Two\nlines\nand three"),
        ("A [link](https://x.test 'T') and [another][1].\n\n[1]: /y", "A link and another."),
        ("See <https://x.test/a>.", "See https://x.test/a."),
        ("A picture ![of a cat](cat.png) here.", "A picture here."),
        ("- one\n- two\n  - three\n\n1. four", "one\n\ntwo\n\nthree\n\nfour"),
        ("> quoted\n> words", "quoted words"),
        ("a | b\n--|--\n1 | 2", "a | b\n\n1 | 2"),
        ("```py\n# not a title\n  x = *y*\n```", "# not a title\n  x = *y*"),
        ("Above\n\n---\n\nBelow", "Above\n\nBelow"),
        (r"Not \*bold\*, 2 * 3 * 4, snake_case_name, a < b && c", None),
        ("Fish &amp; chips &lt;b&gt;", "Fish & chips <b>"),
        ("<div>\nHTML <i>here</i><script>no</script>\n</div>", "HTML here"),
        ("Inline <b>HTML</b><br>here <!-- not this -->.", "Inline HTML\nhere ."),
        ("@everyone <@123> ||spoiler||", "@everyone <@123> ||spoiler||"),
    ],
)
def test_what_a_reader_sees_is_what_can_be_quoted(written: str, seen: str | None) -> None:
    expected = "Not *bold*, 2 * 3 * 4, snake_case_name, a < b && c" if seen is None else seen
    assert read(written).text == expected


def test_front_matter_is_what_the_text_says_of_itself() -> None:
    found = read(
        "---\nlayout: post\ntitle: 'It: a title'\nauthors: [Ann, \"Bo\"]\ndate: 2024-03-02 10:00\n"
        "lang: en_GB\ncanonical_url: https://x.test/a\nsite: The Planet\ntags:\n  - title: no\n"
        "---\n# Heading\n\nText."
    )
    assert found == Document(
        text="Heading\n\nText.",
        title="It: a title",
        source="The Planet",
        author="Ann, Bo",
        published="2024-03-02",
        language="en-GB",
        url="https://x.test/a",
        kind="markdown",
    )


def test_what_is_too_long_for_front_matter_is_text() -> None:
    found = read("---\ntitle: A\n" + "key: value\n" * 2000 + "---\nText.")
    assert found.title is None
    assert found.text.startswith("title: A key: value")


def test_front_matter_may_be_toml() -> None:
    found = read('+++\ntitle = "A"\nauthor = ["B", "C"]\ndate = 2024-03-02\n+++\nText.')
    assert (found.title, found.author, found.published) == ("A", "B, C", "2024-03-02")
    assert found.text == "Text."


@pytest.mark.parametrize(
    "text", ["---\n\nProse here.\n\n---\n\nMore.", "+++\nnot toml\n+++\nMore."]
)
def test_prose_between_rules_is_not_front_matter(text: str) -> None:
    assert read(text).text.endswith("More.")
    assert len(read(text).text) > len("More.")


def test_without_front_matter_the_title_is_the_first_heading() -> None:
    assert read("Words.\n\n# The *title*\n\n# Another").title == "The title"
    assert read("Words.").title is None


def test_only_what_is_called_markdown_is_read_as_markdown() -> None:
    assert read("# A *b*", name="a.txt").text == "# A *b*"
    found = read_document(b"# A *b*", name="a", content_type="text/markdown; charset=utf-8")
    assert (found.text, found.kind) == ("A b", "markdown")


def test_markdown_that_shows_nothing_is_empty() -> None:
    with pytest.raises(ArticleError, match="is empty"):
        read("![picture](a.png)\n\n---\n\n<!-- nothing -->")


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "> " * 20_000 + "x", "*a " * 30_000, "<" * 50_000, "- " * 10_000 + "x"]
)
def test_hostile_nesting_ends_in_a_text_or_a_reason(text: str) -> None:
    try:
        assert read(text).text
    except ArticleError as error:
        assert str(error)  # noqa: PT017 - either is right
