#!/bin/sh
# Checks this folder with sha256sum, openssl (3 or later), head, tail and od only. Run it where the bundle was unpacked.
# このフォルダーの内容を sha256sum と openssl（3 以降）などの一般的なコマンドだけで検証します。展開したフォルダーで実行してください。
set -eu
cd "$(dirname "$0")"
sha256sum --quiet -c SHA256SUMS
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
zero=0000000000000000000000000000000000000000000000000000000000000000
prev=$zero
n=0
for e in events/*.event; do
    n=$((n + 1))
    [ "$e" = "$(printf 'events/%06d.event' "$n")" ] || { echo "missing before $e"; exit 1; }
    # the last 64 bytes: the hash of the event before in this case, and of the event recorded before it in any case
    was=$(tail -c 64 "$e" | head -c 32 | od -An -v -tx1 | tr -d ' \n')
    [ "$was" = "$prev" ] || { echo "$e does not follow the event before it"; exit 1; }
    openssl dgst -sha256 -binary "$e" > "$t/hash"
    openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in "$t/hash" -sigfile "${e%.event}.sig" > /dev/null || { echo "$e is not signed with this key"; exit 1; }
    prev=$(sha256sum "$e" | cut -d' ' -f1)
done
head=$(sed -n 's/^  "head": "\([0-9a-f]*\)",*$/\1/p' manifest.json)
[ "$prev" = "$head" ] || { echo "the last event is not the one that manifest.json names"; exit 1; }
echo "$n events, unchanged and signed: $prev"
