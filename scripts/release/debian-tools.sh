#!/bin/sh
# As root, on Debian or Ubuntu for x64: what it takes to run the executables for arm64 and musl there, and to check the
# scripts and the formula.
# musl for arm64 comes from a package, or where arm64 packages cannot be had, not at all: that one is then not run.
set -eu
export DEBIAN_FRONTEND=noninteractive

apt-get update -q
apt-get install -q -y --no-install-recommends \
  qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross gcc gcc-aarch64-linux-gnu musl ruby shellcheck unzip

dpkg --add-architecture arm64
if ! { apt-get update -q && apt-get install -q -y --no-install-recommends musl:arm64; }; then
  dpkg --remove-architecture arm64
  apt-get update -q
fi
