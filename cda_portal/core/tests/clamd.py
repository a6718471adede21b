"""A ClamAV daemon on a socket of its own: it reads INSTREAM as the real one does and answers what the test wants."""

import socket
import struct
import threading
from contextlib import contextmanager

HARMFUL = b"harmful, says the test"


class Daemon:
    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = self.listener.getsockname()
        self.received = []
        self.mood = "well"  # or: silent, confused, full, cut

    def serve(self):
        while True:
            try:
                line, _whence = self.listener.accept()
            except OSError:
                return
            with line:
                self.answer(line)

    def answer(self, line):
        with line.makefile("rb") as stream:
            if stream.read(10) != b"zINSTREAM\0":
                return line.sendall(b"UNKNOWN COMMAND\0")
            if self.mood == "cut":
                return None
            content = b""
            while size := struct.unpack("!I", stream.read(4))[0]:
                content += stream.read(size)
        self.received.append(content)
        replies = {
            "silent": b"",
            "confused": b"stream: O",
            "full": b"INSTREAM size limit exceeded. ERROR\0",
            "well": b"stream: Eicar-Test-Signature FOUND\0" if HARMFUL in content else b"stream: OK\0",
        }
        return line.sendall(replies[self.mood])

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@contextmanager
def daemon():
    one = Daemon()
    thread = threading.Thread(target=one.serve, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.stop()
        thread.join(5)
