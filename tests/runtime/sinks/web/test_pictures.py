import asyncio

from fer_edge.data.labels import LABELS
from fer_edge.runtime.sinks.web.pictures import PictureStream
from tests.runtime.sinks.web.viewing import frame


def test_nothing_is_encoded_while_nobody_looks_and_the_newest_for_who_comes():
    pictures = PictureStream(LABELS)

    async def run():
        encoding = asyncio.create_task(pictures.keep_current())
        pictures.put(frame(0), [])
        for _ in range(10):
            await asyncio.sleep(0)
        before = pictures.block
        pictures.put(frame(1), [])
        with pictures.viewer():
            await pictures.wait(0, 5)
        encoding.cancel()
        return before

    assert asyncio.run(run()) == b""
    assert pictures.number == 1 and b'"frame":1' in pictures.block


def test_waiting_ends_with_the_stream_and_when_its_time_is_over():
    async def run(pictures):
        await asyncio.wait_for(pictures.wait(0, 0.01), 5)
        waiting = asyncio.create_task(pictures.wait(0, 60))
        await asyncio.sleep(0)
        pictures.end()
        await asyncio.wait_for(waiting, 5)

    asyncio.run(run(PictureStream(LABELS)))
