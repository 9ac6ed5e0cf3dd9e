// install.ps1, where there is a PowerShell: on Windows, in CI.
import { describe, expect, test } from "bun:test";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { packZip } from "../../scripts/release/archive.ts";
import { sha256, version } from "../../scripts/release/assets.ts";
import { readOutcome } from "../../scripts/release/run.ts";
import { serveReleases } from "./release-page.ts";
import { withScratch } from "./ways-in.ts";

const installer = join(import.meta.dir, "..", "..", "scripts", "install.ps1");
/** Windows PowerShell, which every Windows has, and PowerShell 7. */
const shells = ["powershell", "pwsh"];
const cpu = process.arch === "arm64" ? "arm64" : "x64";
const archive = `alephant-mcp-windows-${cpu}.zip`;

describe.each(shells)("install.ps1 under %s", (shell) => {
  const isMissing = process.platform !== "win32" || Bun.which(shell) === null;
  const install = (spoil: (files: string) => Promise<unknown>) =>
    withScratch(async (scratch, home) => {
      const files = join(scratch, "files");
      const temporary = join(scratch, "tmp");
      await Promise.all([mkdir(files), mkdir(temporary)]);
      const bytes = packZip([{ path: "alephant-mcp.exe", content: new TextEncoder().encode("new") }]);
      await Bun.write(join(files, archive), bytes);
      await Bun.write(join(files, "SHA256SUMS"), `${sha256(bytes)}  ${archive}\n`);
      await spoil(files);
      using page = serveReleases(files);
      const folder = join(home, "my programs");
      await Bun.write(join(folder, "alephant-mcp.exe"), "old");
      const outcome = await readOutcome(
        [shell, "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", installer],
        {
          env: {
            ...process.env,
            ...{
              VERSION: version,
              INSTALL_DIR: folder,
              RELEASES_URL: page.url,
              TEMP: temporary,
              TMP: temporary,
            },
          },
        },
      );
      expect(await readdir(temporary)).toEqual([]);
      expect(await readdir(folder)).toEqual(["alephant-mcp.exe"]);
      return { ...outcome, content: await Bun.file(join(folder, "alephant-mcp.exe")).text() };
    });

  test.skipIf(isMissing)(
    "replaces an older version",
    async () => {
      const { code, stdout, content } = await install(async () => {});
      expect({ code, content }).toEqual({ code: 0, content: "new" });
      expect(stdout).toContain("alephant-mcp: installed ");
    },
    60_000,
  );

  test.skipIf(isMissing).each([
    ["a damaged archive", (files: string) => Bun.write(join(files, archive), "garbage"), "The checksum of"],
    ["a missing archive", (files: string) => rm(join(files, archive)), "could not be downloaded"],
    ["missing checksums", (files: string) => rm(join(files, "SHA256SUMS")), "could not be downloaded"],
    ["checksums without it", (files: string) => Bun.write(join(files, "SHA256SUMS"), ""), "does not name"],
  ] as const)(
    "%s: refused, and the old executable stays",
    async (_, spoil, said) => {
      const { code, stderr, stdout, content } = await install(spoil);
      expect({ isRefused: code !== 0, content }).toEqual({ isRefused: true, content: "old" });
      expect(`${stdout}${stderr}`.replaceAll(/\s+/g, " ")).toContain(said);
    },
    60_000,
  );
});
