"""Runs the emitted gateway and name server on the loopback device of a network namespace of its own, with origins and an upstream resolver that answer as the cases need.

argv: directory of the emitted files, first three octets of the sandbox network. Prints one JSON object: case -> what the sandbox saw.
"""
import http.server, json, os, socket, socketserver, ssl, subprocess, sys, threading, time

root, prefix = sys.argv[1:]
gateway, sandbox, resolver = prefix + ".2", prefix + ".10", prefix + ".3"
PUBLIC, PRIVATE, METADATA, HOLE, FORGED, LOOP = "9.9.9.9", "10.0.0.5", "169.254.169.254", "9.9.8.8", "9.9.7.7", "127.0.0.1"
upstream = {"rebind": PRIVATE, "meta": METADATA, "hole": HOLE, "forged": FORGED, "loop": LOOP}


def run(*args, **kwargs):
    subprocess.run(args, check=True, **kwargs)


run("ip", "link", "set", "lo", "up")
for address in (gateway, sandbox, resolver, PUBLIC, PRIVATE, METADATA, HOLE, FORGED):
    run("ip", "addr", "add", address + "/32", "dev", "lo")


def certificate(name, sans):
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-out", name + ".crt", "-days", "2",
        "-subj", "/CN=" + name, "-addext", "subjectAltName=" + ",".join("DNS:" + s for s in sans), stderr=subprocess.DEVNULL)


os.chdir(root)
certificate("origin", ["*.example.com", "*.example.net", "api.github.com"])
certificate("stranger", ["stranger.example.org"])
with open("run/ca.pem", "w") as bundle:
    bundle.write(open("origin.crt").read() + open("stranger.crt").read())


class Origin(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        said = [self.headers.get("host", ""), self.headers.get("x-key", ""), self.headers.get("authorization", "")]
        body = (self.connection.getsockname()[0] + " " + self.command + " " + self.path + " " + "|".join(said)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_TRACE = answer

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    # The class's own looks its name up, and here nobody answers.
    server_bind = socketserver.TCPServer.server_bind


def serve_http(address, port, pem=None):
    server = Server((address, port), Origin)
    if pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem + ".crt", pem + ".key")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def serve_raw(address, port):
    # In the emitted set the gateway is another container; here it holds the same port on every address.
    listener = socket.create_server((address, port), reuse_port=True)

    def loop():
        while True:
            connection, _ = listener.accept()
            connection.sendall(b"raw " + address.encode())
            connection.close()

    threading.Thread(target=loop, daemon=True).start()


def serve_names():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))

    def loop():
        while True:
            query, client = server.recvfrom(2048)
            end = query.index(0, 12) + 5
            label = query[13:13 + query[12]].decode().lower()
            answer = socket.inet_aton(upstream.get(label, PUBLIC))
            server.sendto(query[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + query[12:end] + b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + answer, client)

    threading.Thread(target=loop, daemon=True).start()


for address in (PUBLIC, PRIVATE, METADATA, HOLE, LOOP):
    serve_http(address, 443, "origin")
    serve_http(address, 80)
    serve_raw(address, 5432)
serve_http(FORGED, 443, "stranger")
serve_raw(sandbox, 3000)
serve_names()

parts = [subprocess.Popen(["sh", "live-start.sh"], stdout=2), subprocess.Popen(["unbound", "-d", "-c", "live-unbound.conf"], stdout=2)]


def dial(port, address=gateway):
    for _ in range(100):
        try:
            return socket.create_connection((address, port), timeout=10, source_address=(sandbox, 0))
        except ConnectionRefusedError:
            if any(part.poll() is not None for part in parts):
                break
            time.sleep(0.1)
    sys.exit(f"Nothing listens on port {port}.")


def responses(connection):
    text = b""
    try:
        while True:
            more = connection.recv(65536)
            if not more:
                break
            text += more
    except OSError:
        pass
    seen = []
    for part in text.split(b"HTTP/1.1 ")[1:]:
        head, _, body = part.partition(b"\r\n\r\n")
        status = head[:3].decode()
        seen.append(status + " " + body.decode() if status == "200" else status)
    return ", ".join(seen) or "closed"


def request(line, host, *headers, last=True):
    return "\r\n".join([line + " HTTP/1.1", *(["Host: " + host] if host is not None else []), *headers, *(["Connection: close"] if last else []), "", ""]).encode()


def tls(sni, data):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with context.wrap_socket(dial(443), server_hostname=sni) as connection:
            connection.sendall(data)
            return responses(connection)
    except (ssl.SSLError, ConnectionError, socket.timeout):
        return "closed"


def plain(data, port=80):
    with dial(port) as connection:
        connection.sendall(data)
        return responses(connection)


def raw(port, address=gateway):
    with dial(port, address) as connection:
        try:
            return connection.recv(100).decode() or "closed"
        except OSError:
            return "closed"


def lookup(name, source=sandbox, kind=1):
    question = b"\0\7\1\0\0\1\0\0\0\0\0\0" + b"".join(bytes([len(l)]) + l.encode() for l in name.split(".")) + b"\0\0" + bytes([kind]) + b"\0\1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.bind((source, 0))
        client.settimeout(1)
        for _ in range(20):
            client.sendto(question, (resolver, 53))
            try:
                answer = client.recv(2048)
                return {0: "none", 3: "no such name", 5: "refused"}[answer[3] & 15] if answer[7] == 0 else socket.inet_ntoa(answer[-4:])
            except ConnectionRefusedError:
                time.sleep(0.1)
            except socket.timeout:
                pass
            if any(part.poll() is not None for part in parts):
                sys.exit("A part of the set has ended.")
    return "silent"


def get(path, host, *headers, **more):
    return request("GET " + path, host, *headers, **more)


cases = {
    "tls allowed": lambda: tls("a.example.com", get("/", "a.example.com")),
    "tls deeper": lambda: tls("b.a.example.com", get("/", "x")),
    "tls capitals": lambda: tls("A.Example.COM", get("/", "x")),
    "tls apex": lambda: tls("example.com", get("/", "x")),
    "tls denied": lambda: tls("bad.example.com", get("/", "x")),
    "tls look-alike": lambda: tls("aexample.com", get("/", "x")),
    "tls suffix": lambda: tls("a.example.com.evil.org", get("/", "x")),
    "tls foreign": lambda: tls("evil.org", get("/", "x")),
    "tls no name": lambda: tls(None, get("/", "a.example.com")),
    "tls to private": lambda: tls("rebind.example.com", get("/", "x")),
    "tls to metadata": lambda: tls("meta.example.com", get("/", "x")),
    "tls to loopback": lambda: tls("loop.example.com", get("/", "x")),
    "tls to denied network": lambda: tls("hole.example.com", get("/", "x")),
    "plain text on tls port": lambda: plain(get("/", "a.example.com"), 443),
    "key": lambda: tls("keys.example.net", get("/v1", "keys.example.net", "x-key: mine")),
    "key twice": lambda: tls("keys.example.net", get("/v1", "keys.example.net", "x-key: a", "X-Key: b")),
    "key with port": lambda: tls("keys.example.net", get("/v1", "keys.example.net:443")),
    "key for other host": lambda: tls("keys.example.net", get("/", "basic.example.net")),
    "key by absolute target": lambda: tls("keys.example.net", get("https://basic.example.net/", "keys.example.net")),
    "key with two hosts": lambda: tls("keys.example.net", get("/", "keys.example.net", "Host: evil.org")),
    "key without host": lambda: tls("keys.example.net", request("GET /", None)),
    "key by trace": lambda: tls("keys.example.net", request("TRACE /", "keys.example.net")),
    "key by fronting": lambda: tls("a.example.com", get("/", "keys.example.net")),
    "key dropped by connection header": lambda: tls("keys.example.net", request("GET /v1", "keys.example.net", "Connection: x-key, close", last=False)),
    "basic": lambda: tls("basic.example.net", get("/", "basic.example.net", "Authorization: Bearer mine")),
    "key for a stranger's certificate": lambda: tls("forged.example.net", get("/", "forged.example.net")),
    "http allowed": lambda: tls("api.github.com", get("/repos/acme/x?y=/z", "api.github.com")),
    "http other method": lambda: tls("api.github.com", request("DELETE /repos/acme/x", "api.github.com")),
    "http method override": lambda: tls("api.github.com", request("POST /repos/acme/x", "api.github.com", "X-HTTP-Method-Override: GET", "Content-Length: 0")),
    "http other path": lambda: tls("api.github.com", get("/user", "api.github.com")),
    "http near path": lambda: tls("api.github.com", get("/repos/acme", "api.github.com")),
    "http dot segments": lambda: tls("api.github.com", get("/repos/acme/../../user", "api.github.com")),
    "http encoded dots": lambda: tls("api.github.com", get("/repos/acme/%2E%2e/user", "api.github.com")),
    "http encoded slash": lambda: tls("api.github.com", get("/repos/acme/..%2Fuser", "api.github.com")),
    "http backslash": lambda: tls("api.github.com", get("/repos/acme/..\\user", "api.github.com")),
    "http parameter": lambda: tls("api.github.com", get("/repos/acme/..;/user", "api.github.com")),
    "http fragment": lambda: tls("api.github.com", get("/repos/acme/..#", "api.github.com")),
    "http upgrade": lambda: tls("api.github.com", get("/repos/acme/x", "api.github.com", "Upgrade: other", "Connection: Upgrade, close", last=False)),
    "http second request": lambda: tls("api.github.com", get("/repos/acme/x", "api.github.com", last=False) + get("/user", "api.github.com")),
    "smuggled request": lambda: tls("api.github.com", get("/repos/acme/x", "api.github.com", "Content-Length: 4", "Transfer-Encoding: chunked") + b"0\r\n\r\n" + get("/user", "api.github.com")),
    "plain allowed": lambda: plain(get("/", "plain.example.net")),
    "plain capitals": lambda: plain(get("/", "PLAIN.example.net")),
    "plain foreign": lambda: plain(get("/", "evil.org")),
    "plain address": lambda: plain(get("/", "9.9.9.9")),
    "plain absolute target": lambda: plain(get("http://evil.org/", "plain.example.net")),
    "plain connect": lambda: plain(request("CONNECT plain.example.net:80", "plain.example.net:80")),
    "plain path": lambda: plain(get("/pub/x", "http.example.net")),
    "plain other path": lambda: plain(get("/x", "http.example.net")),
    "plain other method": lambda: plain(request("POST /pub/x", "http.example.net", "Content-Length: 0")),
    "plain second host": lambda: plain(get("/", "plain.example.net", last=False) + get("/", "evil.org")),
    "plain second host is inspected": lambda: plain(get("/", "plain.example.net", last=False) + get("/x", "http.example.net")),
    "plain second host is private": lambda: plain(get("/", "plain.example.net", last=False) + get("/", "rebind.example.net")),
    "plain credential": lambda: plain(get("/", "keys.example.net")),
    "raw": lambda: raw(5432),
    "inbound": lambda: raw(3000),
    "name allowed": lambda: lookup("a.b.example.com"),
    "name exact": lambda: lookup("api.github.com"),
    "name below exact": lambda: lookup("tunnel.api.github.com"),
    "name foreign": lambda: lookup("data.evil.org"),
    "name IPv6": lambda: lookup("api.github.com", kind=28),
    "name text": lambda: lookup("api.github.com", kind=16),
    "name asked by another": lambda: lookup("api.github.com", source=gateway),
}
try:
    print(json.dumps({name: case() for name, case in cases.items()}))
finally:
    for part in parts:
        part.terminate()
