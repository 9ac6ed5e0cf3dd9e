#!/bin/sh
# Inside Alpine: smoke.ts for the musl executables, where they are at home.
set -eu
# libstdc++ is what a user needs too; the others are for the tests.
apk add --no-cache libstdc++ nodejs npm
exec node scripts/with-bun.mjs scripts/release/smoke.ts "$@"
