#!/usr/bin/env bash
# On a Mac: the universal executable of the MCPB bundle, whose header is written by scripts/release/macho.ts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unzip -q dist/release/files/alephant-mcp-darwin.mcpb -d "$scratch"
executable=$scratch/server/alephant-mcp

lipo "$executable" -verify_arch arm64 x86_64
codesign --verify --strict --all-architectures --verbose=4 "$executable"
# Without a configuration it says so and ends with code 1; a signature that macOS refuses ends it with 137.
code=0
"$executable" 2>"$scratch/stderr" || code=$?
grep -F "alephant-mcp: cannot start:" "$scratch/stderr"
[ "$code" -eq 1 ]
