#!/bin/sh
# Installs alephant-mcp from a release into a folder of yours, without sudo, after checking the download's checksum.
#
#   VERSION      a version such as 0.1.0; the newest one if not set
#   INSTALL_DIR  where the executable goes; ~/.local/bin if not set
#   RELEASES_URL where the releases are, for a mirror
#
# Everything is in functions, and the last line calls them: a download that breaks off runs nothing.
set -eu

releases=${RELEASES_URL:-https://github.com/AlephantAI/alephant-mcp/releases}
folder=

say() { printf '%s\n' "alephant-mcp: $*"; }

fail() {
  printf '%s\n' "alephant-mcp: $*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

clean() {
  [ -z "$folder" ] || rm -rf "$folder"
}

main() {
  trap clean EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM

  has tar || fail "tar is needed to unpack the download."
  archive="alephant-mcp-$(target).tar.gz" || exit 1
  install_dir=${INSTALL_DIR:-${HOME:?HOME is not set: set INSTALL_DIR}/.local/bin}
  case ${VERSION:-} in
    "") from="$releases/latest/download" ;;
    v*) from="$releases/download/$VERSION" ;;
    *) from="$releases/download/v$VERSION" ;;
  esac

  folder=$(mktemp -d "${TMPDIR:-/tmp}/alephant-mcp.XXXXXX") || fail "There is no place for the download."
  say "downloading $archive"
  download "$from/SHA256SUMS" "$folder/SHA256SUMS"
  download "$from/$archive" "$folder/$archive"

  expected=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$folder/SHA256SUMS")
  [ -n "$expected" ] || fail "SHA256SUMS of this release does not name $archive. Nothing was installed."
  actual=$(checksum "$folder/$archive") || exit 1
  [ "$actual" = "$expected" ] ||
    fail "The checksum of $archive is wrong: $actual instead of $expected. Nothing was installed."

  mkdir "$folder/unpacked"
  tar -xzf "$folder/$archive" -C "$folder/unpacked" || fail "$archive cannot be unpacked. Nothing was installed."
  [ -f "$folder/unpacked/alephant-mcp" ] || fail "$archive holds no alephant-mcp. Nothing was installed."
  chmod 755 "$folder/unpacked/alephant-mcp"
  check_start "$folder/unpacked/alephant-mcp"

  # Beside its place first, so that the last step is a rename: the old executable is there until the new one is,
  # and a server that is running keeps its own.
  mkdir -p "$install_dir" || fail "$install_dir cannot be made. Choose another folder with INSTALL_DIR."
  new="$install_dir/.alephant-mcp.$$"
  if ! cp "$folder/unpacked/alephant-mcp" "$new" || ! mv -f "$new" "$install_dir/alephant-mcp"; then
    rm -f "$new"
    fail "$install_dir cannot be written. Choose another folder with INSTALL_DIR."
  fi
  say "installed $install_dir/alephant-mcp"
  hint_path
}

# System, CPU and libc as the archives are named.
target() {
  case $(uname -s) in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    MINGW* | MSYS* | CYGWIN*) fail "On Windows use install.ps1." ;;
    *) fail "There is no executable for $(uname -s). Use: npx -y @alephantai/mcp" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) cpu=x64 ;;
    arm64 | aarch64) cpu=arm64 ;;
    *) fail "There is no executable for $(uname -m). Use: npx -y @alephantai/mcp" ;;
  esac
  # A shell under Rosetta calls an arm64 Mac x86_64.
  if [ "$os-$cpu" = darwin-x64 ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || true)" = 1 ]; then
    cpu=arm64
  fi
  if [ "$os" = linux ] && is_musl; then
    printf '%s\n' "$os-$cpu-musl"
  else
    printf '%s\n' "$os-$cpu"
  fi
}

# ldd of musl prints its name and fails; that of glibc names itself. Without ldd, the loader tells.
is_musl() {
  case $(ldd --version 2>&1 || true) in
    *musl*) return 0 ;;
    *GLIBC* | *GNU*) return 1 ;;
  esac
  for loader in /lib/ld-musl-*; do
    [ -e "$loader" ] && return 0
  done
  return 1
}

# Nothing but https, redirects included; plain http only where RELEASES_URL says so.
download() {
  if has curl; then
    case $1 in
      https:*) curl --proto '=https' --tlsv1.2 -fsSL --retry 2 -o "$2" "$1" || not_found "$1" ;;
      *) curl -fsSL -o "$2" "$1" || not_found "$1" ;;
    esac
  elif has wget; then
    wget -q -O "$2" "$1" || not_found "$1"
  else
    fail "curl or wget is needed for the download."
  fi
}

not_found() { fail "$1 could not be downloaded. Nothing was installed."; }

checksum() {
  if has sha256sum; then
    sha256sum "$1" | cut -d ' ' -f 1
  elif has shasum; then
    shasum -a 256 "$1" | cut -d ' ' -f 1
  elif has openssl; then
    openssl dgst -sha256 "$1" | sed 's/.*= *//'
  else
    fail "sha256sum, shasum or openssl is needed to check the download."
  fi
}

# Without a configuration the executable says so and ends with code 1. Any other end means that it does not run here.
check_start() {
  code=0
  output=$(env -i "$1" 2>&1 </dev/null) || code=$?
  case $code:$output in
    "1:alephant-mcp: cannot start:"*) return ;;
    *libstdc++*) fail "The executable needs libstdc++: run \"apk add libstdc++\" and start again. Nothing was installed." ;;
    *) fail "The executable does not run on this machine (code $code: $output). Nothing was installed." ;;
  esac
}

hint_path() {
  case ":${PATH:-}:" in
    *":$install_dir:"*) say "it is on your PATH; MCP hosts should still be given the absolute path" ;;
    *)
      say "give MCP hosts the absolute path. For your shell, add this line to its profile:"
      # The text is for the profile: PATH is to be expanded there, not here.
      # shellcheck disable=SC2016
      printf '  export PATH="%s:$PATH"\n' "$install_dir"
      ;;
  esac
  say "next, to tell your assistant of it: $install_dir/alephant-mcp setup"
}

main
