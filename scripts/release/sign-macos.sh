#!/usr/bin/env bash
# On a Mac: signs the two executables with the certificate and has them notarised, if there is a certificate; checks
# their signatures with Apple's own tool in any case. Without a certificate they keep the ad hoc signature of
# scripts/release/macho.ts.
#
#   MACOS_CERTIFICATE, MACOS_CERTIFICATE_PASSWORD   Developer ID Application, as base64 of a .p12
#   NOTARY_KEY, NOTARY_KEY_ID, NOTARY_ISSUER        key of the App Store Connect API, as base64 of a .p8
#
# Signing again replaces the signature, and notarising again is answered as before: it can be run any number of times.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

identifier=io.github.alephantai.alephant-mcp
executables=(dist/release/bin/darwin-arm64/alephant-mcp dist/release/bin/darwin-x64/alephant-mcp)
scratch=$(mktemp -d)
keychain=$scratch/release.keychain-db
trap 'security delete-keychain "$keychain" 2>/dev/null || true; rm -rf "$scratch"' EXIT

chmod 755 "${executables[@]}"

if [ -n "${MACOS_CERTIFICATE:-}" ]; then
  password=$(openssl rand -hex 20)
  security create-keychain -p "$password" "$keychain"
  security unlock-keychain -p "$password" "$keychain"
  printf %s "$MACOS_CERTIFICATE" | base64 -d >"$scratch/certificate.p12"
  security import "$scratch/certificate.p12" -k "$keychain" -P "$MACOS_CERTIFICATE_PASSWORD" -T /usr/bin/codesign
  # codesign looks for the certificate's chain in the list of keychains only.
  security list-keychains -d user -s "$keychain"
  security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" >/dev/null
  identity=$(security find-identity -v -p codesigning "$keychain" | awk 'NR == 1 { print $2 }')
  for file in "${executables[@]}"; do
    codesign --force --timestamp --options runtime --entitlements scripts/release/macos.entitlements \
      --identifier "$identifier" --keychain "$keychain" --sign "$identity" "$file"
  done
else
  echo "no certificate: the ad hoc signatures stay"
fi

for file in "${executables[@]}"; do
  codesign --verify --strict --verbose=4 "$file"
  codesign --display --verbose=2 "$file" 2>&1 | grep -Fx "Identifier=$identifier"
done

if [ -n "${MACOS_CERTIFICATE:-}" ] && [ -n "${NOTARY_KEY:-}" ]; then
  printf %s "$NOTARY_KEY" | base64 -d >"$scratch/notary.p8"
  for file in "${executables[@]}"; do
    # A bare executable cannot carry the ticket: macOS asks for it at the first start.
    ditto -c -k "$file" "$scratch/notarise.zip"
    xcrun notarytool submit "$scratch/notarise.zip" --wait \
      --key "$scratch/notary.p8" --key-id "$NOTARY_KEY_ID" --issuer "$NOTARY_ISSUER"
  done
fi
