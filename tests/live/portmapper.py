# SPDX-License-Identifier: GPL-2.0-or-later
# A portmapper for a test, on its usual port: knows four programs; or, "silent", answers nobody.
import socket
import struct
import sys
import threading

PROGRAMS = [(100000, 2, 6, 111), (100000, 2, 17, 111), (100003, 3, 6, 2049), (400000, 1, 6, 2050)]


def port_of(call):
    at = 24
    for _ in range(2):
        _, size = struct.unpack('>2I', call[at:at + 8])
        at += 8 + (size + 3 & ~3)
    program, _, protocol, _ = struct.unpack('>4I', call[at:at + 16])
    for known in PROGRAMS:
        if known[0] == program and known[2] == protocol:
            return known[3]
    return 0


def answer(call):
    xid, _, _, _, version, procedure = struct.unpack('>6I', call[:24])
    head = struct.pack('>5I', xid, 1, 0, 0, 0)
    if version != 2:
        return head + struct.pack('>3I', 2, 2, 2)
    head += struct.pack('>I', 0)
    if procedure == 3:
        return head + struct.pack('>I', port_of(call))
    if procedure == 4:
        return head + b''.join(struct.pack('>5I', 1, *known) for known in PROGRAMS) + bytes(4)
    return head


def serve_datagrams(sock):
    while True:
        call, peer = sock.recvfrom(9000)
        sock.sendto(answer(call), peer)


def serve(sock):
    with sock, sock.makefile('rb') as calls:
        while True:
            mark = calls.read(4)
            if len(mark) < 4:
                return
            reply = answer(calls.read(struct.unpack('>I', mark)[0] & 0x7fffffff))
            # In two records' fragments, as it is allowed to come.
            sock.sendall(struct.pack('>I', 12) + reply[:12])
            sock.sendall(struct.pack('>I', 1 << 31 | len(reply) - 12) + reply[12:])


def listen(address, port):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((address, port))
    sock.listen()
    return sock


def start(target, sock):
    threading.Thread(target=target, args=(sock,), daemon=True).start()


def main():
    silent = sys.argv[1:] == ['silent']
    server = listen('127.0.0.1', 111)
    kept = [listen('127.0.0.1', 2049), listen('0.0.0.0', 2050)]
    kept.append(socket.create_connection(('127.0.0.1', 2049)))
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind(('127.0.0.1', 111))
    if not silent:
        start(serve_datagrams, datagrams)
    print('ready', flush=True)
    while True:
        sock, _ = server.accept()
        if silent:
            kept.append(sock)
        else:
            start(serve, sock)


main()
