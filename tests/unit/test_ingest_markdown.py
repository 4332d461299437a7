"""Markdown: what a reader of it sees, and its front matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.errors import ArticleError
from index.ingest.document import Document
from index.ingest.read import read_document


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
        ("- one\n- two\n  - three\n\n1. four", "one\ntwo\nthree\n1. four"),
        ("> quoted\n> words", "quoted words"),
        ("a | b\n--|--\n1 | 2", "a | b\n1 | 2"),
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
    assert replace(found, blocks=()) == Document(
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
    found = read("---\ntitle: A\n" + "key: value\n" * 6000 + "---\nText.")
    assert found.title != "A"
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


# What sites add to Markdown


def blocks(text: str, name: str = "notes.md") -> list[tuple[str, int, str, str]]:
    """The pieces of a text: what each is, its level, its label and its text."""
    found = read(text, name)
    return [
        (block.kind, block.level, block.label, found.text[block.start : block.end])
        for block in found.blocks
    ]


def test_lists_keep_their_numbers_and_their_depth() -> None:
    assert blocks("3. Three\n   - inner\n4. Four\n\n   More of four.\n\n103.4. Each draws.") == [
        ("item", 1, "3", "3. Three"),
        ("item", 2, "", "inner"),
        ("item", 1, "4", "4. Four"),
        ("paragraph", 1, "", "More of four."),
        ("item", 2, "103.4", "103.4. Each draws."),
    ]


@pytest.mark.parametrize(
    "box",
    [
        "::: warning Storms\nThe gate is shut.\n:::",
        ":::warning[Storms]\n\nThe gate is shut.\n\n:::",
        '!!! warning "Storms"\n    The gate is shut.',
        '??? warning "Storms"\n    The gate is shut.',
    ],
)
def test_boxes_are_paragraphs_with_their_title(box: str) -> None:
    assert blocks(box) == [("paragraph", 0, "Storms", "The gate is shut.")]


def test_alerts_of_github_and_callouts_are_read_without_their_mark() -> None:
    assert blocks("> [!NOTE]\n> Boats pay.") == [("paragraph", 0, "Note", "Boats pay.")]
    assert blocks("> [!tip]- Fuel\n> Diesel.")[-1] == ("paragraph", 0, "", "Diesel.")


def test_footnotes_stand_apart_from_the_sentence() -> None:
    assert blocks("Never moor here.[^1] Or there.\n\n[^1]: It is being repaired.") == [
        ("paragraph", 0, "", "Never moor here. Or there."),
        ("note", 0, "1", "It is being repaired."),
    ]


def test_programs_of_mdx_and_tags_of_generators_say_nothing() -> None:
    text = """import Tabs from '@theme/Tabs';
export const x = 1;

<Tabs groupId="os">
<TabItem
  value="a"
>
Run **it**.
</TabItem>
</Tabs>

{/* TODO
rewrite */}

## Knots {#knots}

{% include x.html %}See [[Sails|the sails]] and ==this== `{% raw %}`.
{: .note }

```js
import a from 'b';
```
"""
    assert blocks(text, "sail.mdx") == [
        ("paragraph", 0, "", "Run it."),
        ("heading", 2, "", "Knots"),
        ("paragraph", 0, "", "See the sails and this {% raw %}."),
        ("code", 0, "", "import a from 'b';"),
    ]


def test_lines_that_were_meant_to_stand_alone_do() -> None:
    assert [text for *_, text in blocks("**Rule 1**\nBe kind.\n\nHours:\nMon 9-12\nTue 9-12")] == [
        "Rule 1",
        "Be kind.",
        "Hours:",
        "Mon 9-12",
        "Tue 9-12",
    ]
    wrapped = (
        "Every skipper who wants to stay over night has to tell the office before\nIda leaves it."
    )
    assert [text for *_, text in blocks(wrapped)] == [wrapped.replace("\n", " ")]


def test_questions_and_answers_are_such() -> None:
    text = "**Q: When does it close?**\n\nA: At six.\n\n"
    text += "<details><summary>Why?</summary>Rain.</details>"
    assert blocks(text) == [
        ("question", 0, "", "When does it close?"),
        ("paragraph", 0, "", "At six."),
        ("question", 0, "", "Why?"),
        ("paragraph", 0, "", "Rain."),
    ]


def test_front_matter_of_several_lines_is_understood() -> None:
    found = read(
        "---\ntitle: >-\n  Harbour\n  handbook\nauthors:\n  - name: Ida Moe\n  - Per Lund\n"
        "last_update:\n  date: 2024-05-01\n---\nWords."
    )
    assert (found.title, found.author) == ("Harbour handbook", "Ida Moe, Per Lund")
    assert found.published == "2024-05-01"
    assert read("---\ntitle: Rules: the long form\n---\nWords.").title == "Rules: the long form"


def test_aliases_of_front_matter_do_not_grow() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for one, other in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{other}: &{other} [{', '.join([f'*{one}'] * 9)}]\n"
    assert read(f"---\n{bomb}title: *i\n---\nWords.").text == "Words."


def test_a_list_of_links_to_the_page_itself_is_left_out() -> None:
    found = read("# A\n\n- [One](#one)\n- [Two](#two)\n- [Three](#three)\n\n## One\n\nWords.")
    assert found.text == "A\n\nOne\n\nWords."
    assert [one.text for one in found.left_out] == ["One", "Two", "Three"]
