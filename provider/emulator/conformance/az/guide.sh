#!/usr/bin/env bash
# The commands of az that the guide shows, as they stand there but for the server's address.
set -euo pipefail
guide=$(cd "$(dirname "$0")/../../../../docs/guides" && pwd)/emulator.md
HOME=$(mktemp -d)
trap 'rm -rf "$HOME"' EXIT
export HOME
cd "$HOME"
mkdir tls
cp "$EMULATOR_CA" tls/ca.pem

# The block of shell commands that signs in.
python3 - "$guide" "$EMULATOR_URL" >commands <<'END'
import sys

guide, url = sys.argv[1:]
blocks = open(guide, encoding="utf-8").read().split("```sh\n")[1:]
(block,) = [b for b in (block.split("```")[0] for block in blocks) if "az login" in b]
assert block.count("https://127.0.0.1:8443") == 1
print(block.replace("https://127.0.0.1:8443", url))
END
bash -euxo pipefail commands >/dev/null
grep -q "current-context: one$" kubeconfig
