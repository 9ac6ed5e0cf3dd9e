/**
 * The bundles as the makers of the format see them: their own tool validates the manifest and unpacks the file. The
 * bundle for this system is then started as a host starts it.
 */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { walk } from "../../test/release/ways-in.ts";
import { filesFolder } from "./assemble.ts";
import { sha256 } from "./assets.ts";
import { executableFileOf, readBytes } from "./executables.ts";
import { joinUniversal } from "./macho.ts";
import { type BundleSystem, bundleNameOf, createBundleManifest } from "./mcpb.ts";
import { run } from "./run.ts";
import { installPinned } from "./runtimes.ts";
import { settings } from "./settings.ts";

const folder = join(import.meta.dir, "mcpb-cli");
const cli = join(folder, "node_modules", "@anthropic-ai", "mcpb", "dist", "cli", "cli.js");

export const installMcpbCli = (): Promise<void> => installPinned(folder);

const isOfHost = (system: BundleSystem): boolean =>
  system === (process.platform === "win32" ? "windows" : process.platform) &&
  (system === "darwin" || process.arch === "x64");

export interface BundleOutcome {
  readonly problems: readonly string[];
  readonly wasStarted: boolean;
}

export async function findMcpbProblems(system: BundleSystem): Promise<BundleOutcome> {
  const scratch = await mkdtemp(join(tmpdir(), "alephant-mcp-bundle-"));
  try {
    const unpacked = join(scratch, "unpacked");
    await run([process.execPath, cli, "unpack", join(filesFolder, bundleNameOf(system)), unpacked]);
    await run([process.execPath, cli, "validate", join(unpacked, "manifest.json")]);
    const executable = join(unpacked, createBundleManifest(system).server.entry_point);
    const expected =
      system === "darwin"
        ? joinUniversal([
            await readBytes(executableFileOf("darwin-arm64")),
            await readBytes(executableFileOf("darwin-x64")),
          ])
        : await readBytes(executableFileOf(`${system}-x64`));
    const problems: string[] = [];
    if (sha256(await readBytes(executable)) !== sha256(expected)) {
      problems.push(`${system}: the executable is not the one that was built`);
    }
    const isExecutable = ((await stat(executable)).mode & 0o111) !== 0;
    if (!isExecutable && process.platform !== "win32") problems.push(`${system}: it cannot be executed`);
    const wasStarted = isOfHost(system);
    if (wasStarted) await startBundle(executable, scratch);
    return { problems, wasStarted };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Starts it as if the user had answered no question: with presets, or else empty texts. */
async function startBundle(executable: string, cwd: string): Promise<void> {
  const given = ["ALEPHANT_API_BASE_URL", "ALEPHANT_VIRTUAL_KEY", "ALEPHANT_RATE_LIMIT_RPM"];
  const left = settings.filter(({ variable }) => !given.includes(variable));
  const environment = Object.fromEntries(
    left.map(({ variable, preset }) => [variable, String(preset ?? "")]),
  );
  await walk({ name: "the bundle", command: [executable], cwd, environment });
}
