"""A mail server that takes everything and keeps nothing: ``python -m benchmarks.sink PORT``."""

from __future__ import annotations

import asyncio
import sys

GREETING = b"220 sink\r\n"
TAKEN = b"250 OK\r\n"
GO_ON = b"354 go on\r\n"
BYE = b"221 bye\r\n"


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(GREETING)
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b"DATA":
            writer.write(GO_ON)
            await reader.readuntil(b"\r\n.\r\n")
        writer.write(BYE if word == b"QUIT" else TAKEN)
        if word == b"QUIT":
            break
        await writer.drain()
    writer.close()


async def main(port: int) -> None:
    server = await asyncio.start_server(talk, "127.0.0.1", port, limit=1 << 20)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
