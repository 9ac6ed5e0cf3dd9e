#!/bin/sh
# As root, on Debian or Ubuntu for x64: what it takes to run the executable for arm64 there, and to check the scripts and
# the formula.
set -eu
export DEBIAN_FRONTEND=noninteractive

apt-get update -q
apt-get install -q -y --no-install-recommends \
  qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross ruby shellcheck unzip
