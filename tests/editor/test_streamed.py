"""A long answer goes out as it is read."""

from editor.streamed import PIECE, Streamed


async def test_a_server_gets_pieces_while_the_rest_is_still_to_be_read():
    read = []

    def parts():
        for number in range(4):
            read.append(number)
            yield bytes(PIECE // 2)

    answer = aiter(Streamed(parts()))
    assert len(await anext(answer)) == PIECE
    assert read == [0, 1]
    assert [len(piece) async for piece in answer] == [PIECE]
