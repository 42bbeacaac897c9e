# SPDX-License-Identifier: GPL-2.0-or-later
"""The same traffic 50 times a second, of every kind that sar counts. Arguments: seconds, and
an interface to send frames from. One line on stdout when it has begun."""
import socket
import struct
import sys
import time

TICK = 0.02


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


def echo(number):
    data = struct.pack("!BBHHH", 8, 0, 0, 1, number & 0xFFFF)
    return data[:2] + struct.pack("!H", checksum(data)) + data[4:]


def listener(family, address):
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.bind((address, 0))
    sock.listen(16)
    return sock


class Traffic:
    def __init__(self, interface):
        self.listeners = [
            listener(socket.AF_INET, "127.0.0.1"),
            listener(socket.AF_INET6, "::1"),
        ]
        closed = listener(socket.AF_INET, "127.0.0.1")
        self.refusing = closed.getsockname()
        closed.close()
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.udp6 = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        self.udp6.bind(("::1", 0))
        self.icmp = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        self.icmp6 = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
        self.frames = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.frames.bind((interface, 0))

    def connections(self):
        for sock in self.listeners:
            client = socket.create_connection(sock.getsockname()[:2])
            server, _ = sock.accept()
            client.sendall(b"x" * 3000)
            client.shutdown(socket.SHUT_WR)
            while server.recv(65536):
                pass
            # With data that nobody reads it ends by a reset.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
            server.close()

    def datagrams(self):
        for sock in self.udp, self.udp6:
            sock.sendto(b"x", sock.getsockname()[:2])
            sock.recv(16)
        # In fragments.
        self.udp.sendto(b"x" * 65000, self.udp.getsockname())
        self.udp.recv(65536)
        self.udp6.sendto(b"x", ("::1", 9))
        try:
            self.udp.sendto(b"x", ("127.0.0.1", 9))
        except OSError:
            pass

    def tick(self, number):
        self.connections()
        self.datagrams()
        probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        probe.connect_ex(self.refusing)
        probe.close()
        self.icmp.sendto(echo(number), ("127.0.0.1", 0))
        self.icmp6.sendto(struct.pack("!BBHHH", 128, 0, 0, 1, number & 0xFFFF), ("::1", 0))
        self.frames.send(b"\x02\0\0\0\0\1\x02\0\0\0\0\2\x88\xb5" + b"x" * 1000)
        self.frames.send(b"\1\0\x5e\0\0\1\x02\0\0\0\0\2\x88\xb5" + b"x" * 100)


def main():
    traffic = Traffic(sys.argv[2])
    begin = time.monotonic()
    number = 0
    while time.monotonic() - begin < float(sys.argv[1]):
        traffic.tick(number)
        number += 1
        if number == 1:
            print("begun", flush=True)
        time.sleep(max(0, begin + number * TICK - time.monotonic()))


main()
