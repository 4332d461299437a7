"""Adding articles: files, a page, a pasted text, a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.library import Library
from index.limits import CollectionLimits
from tests.discord.reading import asked_by, response_message, response_of
from tests.ingest.site import Site, open_site
from tests.payload import check_message, check_modal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.ingest.addresses import Address, Allow
    from tests.discord.conftest import World

ZEBRA = "The zebra sleeps in the blue barn.\nRead also: Ten more zebras\nIt snores loudly.\n"
YAK = "The yak dances in the green meadow."


@pytest.fixture
def allow(request: pytest.FixtureRequest) -> Allow | None:
    """Loopback, and nothing else; by parameter nothing at all."""

    def loopback(address: Address) -> bool:
        return address.is_loopback

    return getattr(request, "param", loopback)


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as site:
        yield site


async def test_a_file_is_added_and_the_very_next_question_is_answered_from_it(
    world: World,
) -> None:
    result = await world.mod.slash(
        world.channel, "article add", file=("zebra.txt", ZEBRA.encode()), title="On zebras"
    )
    text = response_of(result)
    assert not result.ephemeral
    assert "**Added: On zebras**" in text
    assert "-# 2 passages · language en" in text
    assert "-# 1 line left out:" in text
    assert "The zebra sleeps in the blue barn." in await world.answers(
        "Where does the zebra sleep?"
    )


async def test_what_was_left_out_can_be_looked_at(world: World) -> None:
    result = await world.mod.slash(world.channel, "article add", file=("zebra.txt", ZEBRA.encode()))
    looked = await world.bob.click(response_message(result), label="Look")
    assert looked.ephemeral
    assert response_of(looked).endswith("> Read also: Ten more zebras\n-# boilerplate")


async def test_asking_from_the_result_opens_a_form_and_answers_in_the_channel(
    world: World,
) -> None:
    await world.add(YAK, "On yaks")
    result = await world.mod.slash(world.channel, "article add", file=("zebra.txt", ZEBRA.encode()))
    form = await world.bob.click(response_message(result), label="Ask something")
    assert form.modal is not None
    assert check_modal(form.modal) == []
    answered = await world.bob.submit_modal(form, {"question": "Where does the yak dance?"})
    assert not answered.ephemeral
    assert "**The article does not say.**" in response_of(answered)
    form = await world.bob.click(response_message(result), label="Ask something")
    answered = await world.bob.submit_modal(form, {"question": "Where does the zebra sleep?"})
    assert "> The zebra sleeps in the blue barn." in response_of(answered)


async def test_several_files_are_added_in_one_go_and_each_refusal_has_its_reason(
    world: World,
) -> None:
    result = await world.mod.slash(
        world.channel,
        "article add",
        file=("zebra.txt", ZEBRA.encode()),
        file2=("empty.txt", b""),
        file3=("yak.md", f"# On yaks\n\n{YAK}".encode()),
        file4=("large.txt", b"x" * 1_000_001),
        file5=("again.txt", ZEBRA.encode()),
    )
    text = response_of(result)
    assert "**2 of 5 articles added**" in text
    assert "**Not added: empty.txt**\nempty.txt is empty; an article needs some text." in text
    assert "**Added: On yaks**" in text
    assert "**Not added: large.txt**\nlarge.txt has 1.1 MB; an article may have 1 MB." in text
    assert "**Already here: The zebra sleeps in the blue barn.**" in text
    assert "The yak dances" in await world.answers("Where does the yak dance?")


async def test_when_nothing_was_added_only_the_one_who_tried_is_told(world: World) -> None:
    result = await world.mod.slash(world.channel, "article add", file=("a.pdf", b"PK\x03\x04zip"))
    assert result.ephemeral
    assert "**Not added: a.pdf**" in response_of(result)
    assert "Ask something" not in str(result.response and result.response.components)


async def test_adding_can_be_private(world: World) -> None:
    result = await world.mod.slash(
        world.channel, "article add", file=("yak.txt", YAK.encode()), private=True
    )
    assert result.ephemeral
    assert world.channel.history() == []


async def test_a_title_is_for_one_article(world: World) -> None:
    file = ("yak.txt", YAK.encode())
    result = await world.mod.slash(
        world.channel, "article add", file=file, file2=file, title="On yaks"
    )
    assert response_of(result) == "A title can be given to one article; you sent 2."
    world.env.errors.clear()


async def test_a_page_is_added_with_its_title_and_link(world: World, site: Site) -> None:
    page = f"<html><head><title>Yak news</title></head><body><p>{YAK}</p></body></html>"
    site.pages["/yaks"] = lambda visit: visit.send(page.encode())
    result = await world.mod.slash(world.channel, "article add", url=site.url("/yaks"))
    assert "**Added: Yak news**" in response_of(result)
    assert f"[Yak news]({site.url('/yaks')}" in await world.answers("Where does the yak dance?")


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/", "http://[::ffff:10.0.0.1]/", "file:///etc/passwd", "yak"]
)
async def test_an_address_that_is_not_public_is_one_private_sentence(
    world: World, url: str
) -> None:
    result = await world.mod.slash(world.channel, "article add", url=url)
    assert result.ephemeral
    assert response_of(result).startswith("**Not added: ")
    assert "reference" not in response_of(result)


@pytest.mark.parametrize("allow", [None], indirect=True)
async def test_fetching_can_be_off(world: World) -> None:
    result = await world.mod.slash(world.channel, "article add", url="https://example.org/")
    assert "This bot does not fetch pages. Save the page" in response_of(result)


async def test_without_a_file_or_an_address_a_form_takes_a_text(world: World) -> None:
    form = await world.mod.slash(world.channel, "article add")
    assert form.modal is not None
    assert check_modal(form.modal) == []
    result = await world.mod.submit_modal(form, {"title": "On yaks", "text": YAK})
    assert "**Added: On yaks**" in response_of(result)
    assert "pasted text" in await world.answers("Where does the yak dance?")


async def test_a_message_becomes_an_article_that_links_to_it(world: World) -> None:
    message = await world.alice.send(
        world.channel, YAK, attachments=[("zebra.txt", ZEBRA.encode())]
    )
    result = await world.mod.context_menu(world.channel, "Add as article", message)
    assert "**2 of 2 articles added**" in response_of(result)
    answer = await world.answers("Where does the yak dance?")
    assert f"({message.jump_url}" in answer
    assert r"a message in \#general" in answer


async def test_a_message_that_is_but_an_address_is_the_page(world: World, site: Site) -> None:
    site.pages["/yak.txt"] = lambda visit: visit.send(YAK.encode(), content_type="text/plain")
    message = await world.alice.send(world.channel, f"<{site.url('/yak.txt')}>")
    result = await world.mod.context_menu(world.channel, "Add as article", message)
    assert "**Added: The yak dances in the green meadow.**" in response_of(result)


async def test_an_empty_message_is_no_article(world: World) -> None:
    await world.answers("Where is Camp Taji?")
    result = await world.mod.context_menu(world.channel, "Add as article", world.last)
    assert response_of(result) == "This message has neither text nor files."
    world.env.errors.clear()


class TestLimits:
    @pytest.fixture
    def library(self) -> Library:
        return Library(limits=CollectionLimits(articles=1))

    async def test_over_the_limit_the_number_is_told_and_nothing_is_added(
        self, world: World
    ) -> None:
        await world.add(ZEBRA, "On zebras")
        result = await world.mod.slash(world.channel, "article add", file=("y.txt", YAK.encode()))
        assert "This collection is full: 1 article, the most allowed." in response_of(result)
        assert "The yak" not in await world.answers("Where does the yak dance?")


async def test_an_attachment_that_discord_no_longer_has_is_one_sentence(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await world.alice.send(world.channel, "", attachments=[("zebra.txt", b"A zebra.")])
    monkeypatch.setattr(world.env.backend.cdn, "get", lambda _: None)
    result = await world.mod.context_menu(world.channel, "Add as article", message)
    assert "zebra.txt is no longer available from Discord. Please upload it again." in response_of(
        result
    )


HOSTILE = "@everyone <@123> ``` [x](http://evil.example) ||spoiler|| \u202eRTL # big"


async def test_hostile_texts_and_titles_arrive_as_plain_characters(world: World) -> None:
    result = await world.mod.slash(
        world.channel,
        "article add",
        file=(f"{HOSTILE}.txt", f"{HOSTILE} {HOSTILE} says the zebra.".encode()),
        title=HOSTILE,
    )
    escaped = (
        r"\@everyone \<\@123\> \`\`\` \[x\](http\://evil.example) \|\|spoiler\|\| "
        "\u202eRTL \\# big"
    )
    article_id = asked_by(result)
    texts = [response_of(result)]
    for name, options in (
        ("article show", {"article": article_id}),
        ("article list", {}),
        ("article rename", {"article": article_id, "title": f"{HOSTILE}!"}),
        ("article remove", {"article": article_id}),
    ):
        texts.append(response_of(await world.mod.slash(world.channel, name, **options)))
    assert all(escaped in text for text in texts)
    sent = [r.json for r in world.env.http_requests if "callback" in r.path]
    for payload in sent:
        assert isinstance(payload, dict)
        assert check_message(payload["data"]) == []
        assert payload["data"]["allowed_mentions"] == {"parse": []}


async def test_a_title_of_200_kb_is_shown_short(world: World) -> None:
    page = f"<html><head><title>{'Yak ' * 50_000}</title></head><body><p>{YAK}</p></body></html>"
    result = await world.mod.slash(world.channel, "article add", file=("y.html", page.encode()))
    assert "**Added: Yak Yak" in response_of(result)
    assert len(response_of(result)) < 300


async def test_in_direct_messages_people_have_articles_of_their_own(world: World) -> None:
    alice = world.alice.user
    result = await alice.slash("article add", file=("yak.txt", YAK.encode()))
    assert "**Added: The yak dances" in response_of(result)
    await alice.send_dm("Where does the yak dance?")
    sent = world.env.http_requests[-1].json
    assert "The yak dances in the green meadow." in str(sent)
    assert "The yak" not in await world.answers("Where does the yak dance?")
    assert await alice.autocomplete("ask", "article", "yak", question="x")
    assert not await world.bob.user.autocomplete("ask", "article", "yak", question="x")


@pytest.mark.environment(PULLQUOTE_USER_QUESTIONS="1")
async def test_adding_too_often_is_told_in_private_and_nothing_is_read(world: World) -> None:
    alice = world.alice.user
    await alice.slash("article add", file=("yak.txt", YAK.encode()))
    result = await alice.slash("article add", file=("zebra.txt", ZEBRA.encode()))
    assert result.ephemeral
    assert "Please ask again <t:" in response_of(result)
    listed = await alice.slash("article list")
    assert response_of(listed).startswith("**2 articles that you can ask here**")


async def test_two_servers_do_not_see_each_others_articles(world: World) -> None:
    await world.add(YAK, "On yaks")
    other = world.env.create_guild("Other")
    channel = other.create_text_channel("general")
    carol = other.add_member(world.env.create_user("carol"))
    result = await carol.slash(channel, "ask", question="Where does the yak dance?")
    assert "The yak" not in response_of(result)
    assert not await carol.autocomplete(channel, "ask", "article", "yak", question="x")
