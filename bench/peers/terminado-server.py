"""Jupyter's terminal, alone: each name after /terminals/ is one shell, which its sockets share."""

import asyncio
import signal

import tornado.httpserver
import tornado.netutil
import tornado.web
from terminado import NamedTermManager, TermSocket


async def main():
    terminals = NamedTermManager(shell_command=["bash", "--noprofile", "--norc", "-i"])
    application = tornado.web.Application(
        [(r"/terminals/(\w+)", TermSocket, {"term_manager": terminals})]
    )
    sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
    tornado.httpserver.HTTPServer(application).add_sockets(sockets)
    print(f"port {sockets[0].getsockname()[1]}", flush=True)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    await terminals.kill_all()


asyncio.run(main())
