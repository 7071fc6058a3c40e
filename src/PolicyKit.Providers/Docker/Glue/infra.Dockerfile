# Fixed part of PolicyKit's Docker set: the image that enforces. Nothing but distribution packages.
FROM docker.io/library/debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates haproxy iproute2 nftables openssl unbound \
 && rm -rf /var/lib/apt/lists/*
