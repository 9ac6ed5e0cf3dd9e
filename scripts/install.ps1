# Installs alephant-mcp from a release into a folder of yours, without administrator rights, after checking the
# download's checksum.
#
#   $env:VERSION       a version such as 0.1.0; the newest one if not set
#   $env:INSTALL_DIR   where the executable goes; %LOCALAPPDATA%\Programs\alephant-mcp if not set
#   $env:RELEASES_URL  where the releases are, for a mirror
#
# Runs on Windows PowerShell 5.1 and later. Everything is in a function, and the last line calls it: a download that
# breaks off runs nothing.

function Install-AlephantMcp {
  $ErrorActionPreference = 'Stop'
  # The progress bar of Windows PowerShell makes a download many times slower.
  $ProgressPreference = 'SilentlyContinue'
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

  $releases = if ($env:RELEASES_URL) { $env:RELEASES_URL } else { 'https://github.com/AlephantAI/alephant-mcp/releases' }
  $installDir = if ($env:INSTALL_DIR) { $env:INSTALL_DIR } else { Join-Path $env:LOCALAPPDATA 'Programs\alephant-mcp' }
  $from = if ($env:VERSION) { "$releases/download/v$($env:VERSION -replace '^v', '')" } else { "$releases/latest/download" }

  # A 32-bit PowerShell on a 64-bit Windows has the real CPU in the second variable.
  $cpu = if ($env:PROCESSOR_ARCHITEW6432) { $env:PROCESSOR_ARCHITEW6432 } else { $env:PROCESSOR_ARCHITECTURE }
  $archive = switch ($cpu) {
    'AMD64' { 'alephant-mcp-windows-x64.zip' }
    'ARM64' { 'alephant-mcp-windows-arm64.zip' }
    default { throw "alephant-mcp: There is no executable for $cpu. Use: npx -y @alephantai/mcp" }
  }

  $folder = Join-Path ([IO.Path]::GetTempPath()) "alephant-mcp-$([Guid]::NewGuid())"
  New-Item -ItemType Directory -Path $folder | Out-Null
  try {
    Write-Host "alephant-mcp: downloading $archive"
    foreach ($name in 'SHA256SUMS', $archive) {
      try { Invoke-WebRequest -UseBasicParsing -Uri "$from/$name" -OutFile (Join-Path $folder $name) }
      catch { throw "alephant-mcp: $from/$name could not be downloaded. Nothing was installed. $_" }
    }

    $expected = Get-Content (Join-Path $folder 'SHA256SUMS') |
      ForEach-Object { $sum, $name = $_ -split '\s+\*?', 2; if ($name -eq $archive) { $sum } }
    if (-not $expected) { throw "alephant-mcp: SHA256SUMS of this release does not name $archive. Nothing was installed." }
    $actual = (Get-FileHash -Algorithm SHA256 -Path (Join-Path $folder $archive)).Hash.ToLowerInvariant()
    if ($actual -ne $expected) {
      throw "alephant-mcp: The checksum of $archive is wrong: $actual instead of $expected. Nothing was installed."
    }

    Expand-Archive -Path (Join-Path $folder $archive) -DestinationPath (Join-Path $folder 'unpacked')
    $unpacked = Join-Path $folder 'unpacked\alephant-mcp.exe'
    if (-not (Test-Path -PathType Leaf $unpacked)) { throw "alephant-mcp: $archive holds no alephant-mcp.exe. Nothing was installed." }

    New-Item -ItemType Directory -Force -Path $installDir | Out-Null
    $file = Join-Path $installDir 'alephant-mcp.exe'
    # Windows lets a running executable be renamed but not replaced: the old one steps aside and comes back on failure.
    $old = "$file.old"
    Remove-Item -Force -ErrorAction SilentlyContinue $old
    if (Test-Path $old) { throw "alephant-mcp: An older version is still running from $old. End it (your MCP host) and start again." }
    if (Test-Path $file) { Move-Item $file $old }
    try { Move-Item $unpacked $file }
    catch {
      if (Test-Path $old) { Move-Item $old $file }
      throw
    }
    Remove-Item -Force -ErrorAction SilentlyContinue $old

    Write-Host "alephant-mcp: installed $file"
    if (($env:PATH -split ';') -contains $installDir) {
      Write-Host 'alephant-mcp: it is on your PATH; MCP hosts should still be given the absolute path'
    }
    else {
      Write-Host 'alephant-mcp: give MCP hosts the absolute path. To call it by name in new terminals:'
      Write-Host "  [Environment]::SetEnvironmentVariable('Path', [Environment]::GetEnvironmentVariable('Path', 'User') + ';$installDir', 'User')"
    }
    Write-Host "alephant-mcp: next, to tell your assistant of it: $file setup"
  }
  finally {
    Remove-Item -Recurse -Force -ErrorAction SilentlyContinue $folder
  }
}

Install-AlephantMcp
