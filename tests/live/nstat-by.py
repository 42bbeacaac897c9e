# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes wrong, a known number of times, each by a process of its own: nstat-by.py FILE.

FILE gets a line for each: its name, its process id, how often. Then it waits for its stdin to end.
"""
import os
import socket
import struct
import subprocess
import sys
import time

OVERFLOWS, RESETS, REFUSED, DATAGRAMS, NOBODY = 5, 4, 3, 40, 6
TCP_INFO_UNACKED, TCP_INFO_TOTAL_RETRANS = 24, 100


def listener(port, backlog):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", port))
    server.listen(backlog)
    return server


def caller(port):
    client = socket.socket()
    client.connect(("127.0.0.1", port))
    return client


def info(sock, at):
    data = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    return struct.unpack_from("I", data, at)[0]


def nft(*words):
    subprocess.run(["nft", *words], check=True)


def overflow(keep):
    """Two fit into a queue of one. Whoever gives up within a second does not try again."""
    server = listener(18001, 1)
    keep.append(server)
    keep.extend([caller(18001), caller(18001)])
    for _ in range(OVERFLOWS):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(("127.0.0.1", 18001))
        time.sleep(0.02)
        client.close()
    return OVERFLOWS


def reset(keep):
    server = listener(18002, 5)
    keep.append(server)
    for _ in range(RESETS):
        client = caller(18002)
        end, _ = server.accept()
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.close()
        client.close()
    return RESETS


def refused(keep):
    for _ in range(REFUSED):
        client = socket.socket()
        client.connect_ex(("127.0.0.1", 18009))
        client.close()
    return REFUSED


def lose(keep):
    """What is sent again until the filter lets it through."""
    server = listener(18003, 5)
    client = caller(18003)
    end, _ = server.accept()
    keep.extend([server, client, end])
    nft("add table ip loss")
    nft("add chain ip loss in { type filter hook input priority 0; }")
    nft("add rule ip loss in tcp dport 18003 drop")
    client.send(b"x" * 1000)
    while info(client, TCP_INFO_TOTAL_RETRANS) < 3:
        time.sleep(0.05)
    nft("delete table ip loss")
    while info(client, TCP_INFO_UNACKED):
        time.sleep(0.05)
    return info(client, TCP_INFO_TOTAL_RETRANS)


def deaf(keep):
    """Datagrams that nobody reads, and some that nobody could."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2304)
    sock.bind(("127.0.0.1", 18004))
    keep.append(sock)
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for _ in range(DATAGRAMS):
        sender.sendto(b"x" * 500, ("127.0.0.1", 18004))
    for _ in range(NOBODY):
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 18008))
    return DATAGRAMS


def main():
    """One process for each, and its report through a pipe."""
    going, stop = os.pipe()
    with open(sys.argv[1], "w", encoding="ascii") as out:
        for what in overflow, reset, refused, lose, deaf:
            reader, writer = os.pipe()
            pid = os.fork()
            if pid == 0:
                os.close(stop)
                with open("/proc/self/comm", "w", encoding="ascii") as comm:
                    # What a terminal must not be told.
                    comm.write("the " + what.__name__ + "\x1b[1m" * (what is deaf))
                keep = []
                os.write(writer, str(what(keep)).encode())
                os.close(writer)
                os.read(going, 1)
                os._exit(0)
            os.close(writer)
            out.write(f"{what.__name__} {pid} {os.read(reader, 32).decode()}\n")
    print("done", flush=True)
    sys.stdin.read()


main()
