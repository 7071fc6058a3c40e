#!/bin/sh
# Fixed part of PolicyKit's Docker set. One authority for each start, limited by name constraints to the decrypted hosts
# (/etc/policykit/pki/hosts, one a line); its key lives on a tmpfs of this container and is gone when the container exits.
set -eu
umask 077
cd /run/ca
permitted=""
number=0
while read -r host; do
  number=$((number + 1))
  permitted="${permitted:+$permitted,}permitted;DNS.$number:$host"
done </etc/policykit/pki/hosts
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 \
  -subj "/CN=PolicyKit sandbox" -addext "basicConstraints=critical,CA:TRUE,pathlen:0" \
  -addext "keyUsage=critical,keyCertSign" -addext "nameConstraints=critical,$permitted" 2>/dev/null
while read -r host; do
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout host.key -out host.csr -subj "/CN=PolicyKit host" 2>/dev/null
  printf 'subjectAltName=critical,DNS:%s\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n' "$host" >host.ext
  openssl x509 -req -in host.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile host.ext -out host.crt 2>/dev/null
  cat host.crt host.key >"/out/private/$host.pem"
  chown 65533:65533 "/out/private/$host.pem"
done </etc/policykit/pki/hosts
cat /etc/ssl/certs/ca-certificates.crt ca.pem >/out/public/ca-bundle.pem
cp ca.pem /out/public/ca.pem
chmod 0755 /out/public /out/private
chmod 0644 /out/public/*.pem
