"""The pretended Internet of `policykit probe`: holds the address of the outside network's default gateway, answers on every
address and name, and writes down what arrives. It is the judge's only witness for everything that leaves the sandbox."""
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

HOME = sys.argv[1] if len(sys.argv) > 1 else "/world"
SETTINGS = json.load(open(HOME + "/settings.json"))
TEMPORARY = SETTINGS.get("temporary", "/tmp")
LOCK = threading.Lock()
POOL = struct.unpack("!I", socket.inet_aton(SETTINGS["pool"]))[0]
NAMES = {}
IP_PKTINFO = 8


def say(**event):
    event["at"] = time.time()
    with LOCK:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()


def sh(*words):
    subprocess.run(words, check=True, capture_output=True)


def address_of(name):
    """Each name has an address of its own, so that an address that arrives tells the name it was resolved from."""
    if name in SETTINGS["zone"]:
        return SETTINGS["zone"][name]
    with LOCK:
        if name not in NAMES:
            NAMES[name] = socket.inet_ntoa(struct.pack("!I", POOL + 1 + len(NAMES)))
        return NAMES[name]


class Certificates:
    """A leaf for each server name, signed by the probe's own authority, which the gateway trusts during a probe."""

    def __init__(self):
        self.contexts = {}
        self.lock = threading.Lock()
        sh("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", TEMPORARY + "/leaf.key")

    def context(self, name):
        with self.lock:
            if name not in self.contexts:
                base = TEMPORARY + "/leaf%d" % len(self.contexts)
                with open(base + ".ext", "w") as file:
                    file.write("subjectAltName=DNS:%s\n" % name)
                sh("openssl", "req", "-new", "-key", TEMPORARY + "/leaf.key", "-out", base + ".csr", "-subj", "/CN=probe")
                sh("openssl", "x509", "-req", "-in", base + ".csr", "-CA", HOME + "/ca.pem", "-CAkey", HOME + "/ca.key", "-set_serial", str(int(time.time() * 1e6)),
                   "-days", "2", "-extfile", base + ".ext", "-out", base + ".crt")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(base + ".crt", TEMPORARY + "/leaf.key")
                self.contexts[name] = context
            return self.contexts[name]


CERTIFICATES = Certificates()


def tls(connection, at, peer):
    seen = {"sni": None}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TEMPORARY + "/leaf0.crt", TEMPORARY + "/leaf.key")

    def pick(stream, name, _):
        seen["sni"] = name
        if name and all(c.isalnum() or c in "-._" for c in name):
            stream.context = CERTIFICATES.context(name)

    context.sni_callback = pick
    try:
        stream = context.wrap_socket(connection, server_side=True)
    except (OSError, ssl.SSLError, ValueError) as error:
        say(kind="tls", sni=seen["sni"], address=at[0], port=at[1], peer=peer, complete=False, error=str(error))
        return
    say(kind="tls", sni=seen["sni"], address=at[0], port=at[1], peer=peer, complete=True)
    http(stream, at, peer, seen["sni"], True)


def http(stream, at, peer, sni=None, secure=False):
    """Writes down every request of the connection, the smuggled ones too."""
    stream.settimeout(4)
    data = b""
    try:
        while True:
            while b"\r\n\r\n" not in data:
                more = stream.recv(65536)
                if not more:
                    raise OSError("end")
                data += more
                if len(data) > 1 << 20:
                    raise OSError("too long")
            head, data = data.split(b"\r\n\r\n", 1)
            say(kind="http", tls=secure, sni=sni, address=at[0], port=at[1], peer=peer, head=head.decode("latin1"))
            length = 0
            chunked = False
            for line in head.split(b"\r\n")[1:]:
                key, _, value = line.partition(b":")
                if key.strip().lower() == b"content-length" and value.strip().isdigit():
                    length = int(value)
                chunked |= key.strip().lower() == b"transfer-encoding"
            if chunked:
                while b"0\r\n\r\n" not in data:
                    more = stream.recv(65536)
                    if not more:
                        break
                    data += more
                data = data.split(b"0\r\n\r\n", 1)[-1]
            else:
                while len(data) < length:
                    more = stream.recv(65536)
                    if not more:
                        break
                    data += more
                data = data[length:]
            body = b"hello from outside"
            if head.startswith(b"TRACE "):
                body += b"\r\n" + head
            path = head.split(b" ")[1] if head.count(b" ") > 1 else b""
            if path.startswith(b"/policykit-bytes/"):
                # For measurements: that many MiB.
                count = int(path.rsplit(b"/", 1)[1])
                stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (count << 20))
                for _ in range(count):
                    stream.sendall(b"\0" * (1 << 20))
                continue
            if b"policykit-redirect" in path:
                stream.sendall(b"HTTP/1.1 302 Found\r\nLocation: https://%s/redirected\r\nContent-Length: 0\r\n\r\n" % SETTINGS["foreign"].encode())
            else:
                stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    except OSError:
        pass
    finally:
        stream.close()


def plain(connection, at, peer):
    try:
        connection.sendall(b"hello from outside\n")
        connection.settimeout(2)
        connection.recv(1024)
    except OSError:
        pass
    finally:
        connection.close()


def serve(port, handler):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("", port))
    server.listen(128)
    while True:
        connection, peer = server.accept()
        threading.Thread(target=handler, args=(connection, connection.getsockname(), peer[0]), daemon=True).start()


def datagrams(port):
    """Every datagram port that a rule opens echoes; 53 is a name server besides."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("", port))
    server.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    while True:
        query, extra, _, peer = server.recvmsg(4096, 256)
        to = next((socket.inet_ntoa(data[8:12]) for level, kind, data in extra if kind == IP_PKTINFO), None)
        answer = b"hello from outside\n"
        if port == 53:
            try:
                answer = dns(query, peer[0], to)
            except (IndexError, struct.error, UnicodeError):
                pass
        server.sendmsg([answer], [(socket.IPPROTO_IP, IP_PKTINFO, struct.pack("I", 0) + socket.inet_aton(to) + b"\0\0\0\0")], 0, peer)


def dns(query, peer, to):
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin1"))
        at += query[at] + 1
    kind = struct.unpack("!H", query[at + 1:at + 3])[0]
    name = ".".join(labels).lower()
    address = address_of(name) if kind == 1 else None
    say(kind="dns", name=name, type=kind, peer=peer, to=to, answer=address)
    records = b"" if address is None else b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x02\x00\x04" + socket.inet_aton(address)
    return query[:2] + struct.pack("!HHHHH", 0x8180, 1, 1 if records else 0, 0, 0) + query[12:at + 5] + records


def capture():
    """Every packet that comes in, whatever becomes of it. Of a TCP connection, its opening."""
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    while True:
        packet, link = tap.recvfrom(512)
        if link[0] == "lo" or link[2] == socket.PACKET_OUTGOING:
            continue
        if packet[0] >> 4 == 4 and len(packet) >= 20:
            start = (packet[0] & 15) * 4
            protocol = packet[9]
            if protocol == 2 and packet[16:19] == b"\xe0\0\0" and socket.inet_ntoa(packet[12:16]) != SETTINGS["sandbox"]:
                # Interfaces of the outside network join groups of their neighbours (224.0.0.0/24), which nothing routes.
                continue
            port = struct.unpack("!H", packet[start + 2:start + 4])[0] if protocol in (6, 17, 33, 132, 136) and len(packet) >= start + 4 else None
            if protocol == 6 and (len(packet) < start + 14 or packet[start + 13] & 0x12 != 2):
                continue
            say(kind="packet", protocol=protocol, peer=socket.inet_ntoa(packet[12:16]), address=socket.inet_ntoa(packet[16:20]), port=port)
        elif packet[0] >> 4 == 6 and len(packet) >= 40:
            address = socket.inet_ntop(socket.AF_INET6, packet[24:40])
            # Interfaces announce themselves to their neighbours; nothing of it goes further.
            if not address.startswith("ff02:"):
                say(kind="packet6", peer=socket.inet_ntop(socket.AF_INET6, packet[8:24]), address=address, next=packet[6])


def intrude():
    """From outside to the sandbox, through each part that stands in both networks."""
    count = 0
    while True:
        for part in SETTINGS["parts"]:
            try:
                subprocess.run(["ip", "route", "replace", SETTINGS["sandbox"] + "/32", "via", part], check=True, capture_output=True)
                with socket.socket() as s:
                    s.settimeout(1)
                    s.connect((SETTINGS["sandbox"], SETTINGS["inside"]))
            except (OSError, subprocess.CalledProcessError):
                pass
            count += 1
        time.sleep(2)


def call_in():
    """A caller from outside on each published port, again and again until it is answered."""
    for port in SETTINGS["published"]:
        for _ in range(120):
            try:
                with socket.socket() as s:
                    s.settimeout(2)
                    s.connect((SETTINGS["gateway"], port))
                    answer = s.recv(64)
                    if answer:
                        say(kind="called", port=port, answer=answer.decode("latin1"))
                        break
            except OSError:
                pass
            time.sleep(0.5)


device = SETTINGS.get("device", "eth0")
sh("ip", "addr", "add", SETTINGS["claim"], "dev", device)
sh("ip", "route", "add", "local", "0.0.0.0/0", "dev", "lo", "table", "local")
# What belongs to the outside network itself stays unicast: replies go there.
for neighbour in SETTINGS["neighbours"]:
    sh("ip", "route", "add", neighbour, "dev", device, "table", "local")
CERTIFICATES.context("default.invalid")
for number in SETTINGS["tls"]:
    threading.Thread(target=serve, args=(number, tls), daemon=True).start()
for number in SETTINGS["http"]:
    threading.Thread(target=serve, args=(number, http), daemon=True).start()
for number in SETTINGS["tcp"]:
    threading.Thread(target=serve, args=(number, plain), daemon=True).start()
for number in set(SETTINGS["udp"]) | {53}:
    threading.Thread(target=datagrams, args=(number,), daemon=True).start()
threading.Thread(target=intrude, daemon=True).start()
threading.Thread(target=call_in, daemon=True).start()
open(TEMPORARY + "/ready", "w").close()
say(kind="ready")
capture()
