from tests.gateway.bot_under_test import QUESTION, running
from tests.gateway.conftest import ClientFactory
from tests.gateway.server import LoopbackDiscord
from tests.payload import custom_ids


async def test_every_button_of_an_answer_responds(
    server: LoopbackDiscord, client_factory: ClientFactory
) -> None:
    async with running(client_factory()):
        answer = await server.slash("ask", question=QUESTION).answer()

        assert custom_ids(answer)
        for number in range(len(custom_ids(answer))):
            again = await server.slash("ask", question=QUESTION).answer()
            await server.click(again, custom_ids(again)[number]).response()


async def test_buttons_respond_after_a_restart(
    server: LoopbackDiscord, client_factory: ClientFactory
) -> None:
    async with running(client_factory()):
        answer = await server.slash("ask", question=QUESTION).answer()

    async with running(client_factory()):
        await server.click(answer, custom_ids(answer)[0]).response()
