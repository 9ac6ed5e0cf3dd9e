// install.sh against a local page that plays the release: with good files, damaged ones and missing ones.
import { describe, expect, test } from "bun:test";
import { chmod, mkdir, readdir, rm, unlink } from "node:fs/promises";
import { join } from "node:path";
import { type Entry, packTarGz } from "../../scripts/release/archive.ts";
import { sha256, version } from "../../scripts/release/assets.ts";
import { type Outcome, readOutcome } from "../../scripts/release/run.ts";
import { type ReleasePage, serveReleases } from "./release-page.ts";
import { pathOf, withScratch } from "./ways-in.ts";

const installer = join(import.meta.dir, "..", "..", "scripts", "install.sh");
/** What install.sh calls; `ldd` and `uname` are added as a test wants them. */
const programs = [
  "sh",
  "env",
  "tar",
  "gzip",
  "curl",
  "awk",
  "cut",
  "sed",
  "mktemp",
  "mkdir",
  "cp",
  "mv",
  "rm",
  "chmod",
];
/** Linux has the one, macOS the other. */
const sums = Bun.which("sha256sum") ?? `${Bun.which("shasum")} -a 256`;
const archive = "alephant-mcp-linux-x64.tar.gz";
/** Ends as the executable does without a configuration. */
const good = "#!/bin/sh\necho 'alephant-mcp: cannot start:' >&2\nexit 1\n";

interface Scene {
  readonly page: ReleasePage;
  readonly files: string;
  readonly home: string;
  /** The folder for downloads; must be empty in the end. */
  readonly temporary: string;
  install(environment?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** Puts a program that prints this on the PATH. */
  fake(program: string, prints: string): Promise<void>;
  offer(program: string, name?: string): Promise<void>;
  without(program: string): Promise<void>;
}

function withScene(use: (scene: Scene) => Promise<void>): Promise<void> {
  return withScratch(async (scratch, home) => {
    const [files, temporary] = [join(scratch, "files"), join(scratch, "tmp")];
    await Promise.all([mkdir(files), mkdir(temporary)]);
    using page = serveReleases(files);
    const PATH = await pathOf(join(scratch, "path"), programs);
    const scene: Scene = {
      ...{ page, files, home, temporary },
      install: (environment = {}) => {
        const env = { HOME: home, PATH, TMPDIR: temporary, RELEASES_URL: page.url, ...environment };
        return readOutcome(["sh", installer], { env });
      },
      async fake(program, prints) {
        const file = join(PATH, program);
        await Bun.write(file, `#!/bin/sh\n${prints}\n`);
        await chmod(file, 0o755);
      },
      async offer(program, name = archive) {
        const entry: Entry = {
          path: "alephant-mcp",
          content: new TextEncoder().encode(program),
          isExecutable: true,
        };
        const bytes = packTarGz([entry]);
        await Bun.write(join(files, name), bytes);
        await Bun.write(join(files, "SHA256SUMS"), `${"0".repeat(64)}  other\n${sha256(bytes)}  ${name}\n`);
      },
      without: (program) => unlink(join(PATH, program)),
    };
    await scene.fake("uname", '[ "$1" = -s ] && echo Linux || echo x86_64');
    await scene.fake("ldd", "echo 'ldd (GNU libc) 2.36'");
    await scene.fake("sha256sum", `${sums} "$1"`);
    await scene.offer(good);
    await use(scene);
    expect(await readdir(temporary)).toEqual([]);
  });
}

const installed = (folder: string): Promise<string> => Bun.file(join(folder, "alephant-mcp")).text();

describe.skipIf(process.platform === "win32")("install.sh", () => {
  test("installs the newest release into ~/.local/bin and says how to find it", () =>
    withScene(async ({ page, home, install }) => {
      const { code, stdout, stderr } = await install();
      const folder = join(home, ".local", "bin");
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(`alephant-mcp: installed ${folder}/alephant-mcp`);
      expect(stdout).toContain(`  export PATH="${folder}:$PATH"`);
      expect(await installed(folder)).toBe(good);
      expect(page.asked).toEqual(["SHA256SUMS", archive].map((name) => `/releases/latest/download/${name}`));
    }));

  test.each([version, `v${version}`])(
    "VERSION=%s and INSTALL_DIR, over an older one, already on the PATH",
    (wanted) =>
      withScene(async ({ page, home, install }) => {
        const folder = join(home, "my programs");
        await Bun.write(join(folder, "alephant-mcp"), "old");
        const PATH = `${join(home, "..", "path")}:${folder}`;
        const { code, stdout } = await install({ VERSION: wanted, INSTALL_DIR: folder, PATH });
        expect(code).toBe(0);
        expect(stdout).not.toContain("export PATH");
        expect(await installed(folder)).toBe(good);
        expect(await readdir(folder)).toEqual(["alephant-mcp"]);
        expect(page.asked[1]).toBe(`/releases/download/v${version}/${archive}`);
      }),
  );

  test.each([
    ["Linux", "aarch64", "musl libc (aarch64)", "linux-arm64-musl"],
    ["Linux", "arm64", "ldd (Ubuntu GLIBC 2.39)", "linux-arm64"],
    ["Linux", "amd64", "musl libc (x86_64)", "linux-x64-musl"],
    ["Darwin", "arm64", "", "darwin-arm64"],
    ["Darwin", "x86_64", "", "darwin-x64"],
  ])("%s on %s, %s: %s", (system, cpu, libc, target) =>
    withScene(async ({ page, install, fake, offer }) => {
      const name = `alephant-mcp-${target}.tar.gz`;
      await fake("uname", `[ "$1" = -s ] && echo ${system} || echo ${cpu}`);
      await fake("ldd", `echo '${libc}'`);
      await offer(good, name);
      expect((await install()).code).toBe(0);
      expect(page.asked[1]).toBe(`/releases/latest/download/${name}`);
    }),
  );

  test("a Mac with Apple's CPU gets its executable also in a shell under Rosetta", () =>
    withScene(async ({ page, install, fake, offer }) => {
      await fake("uname", '[ "$1" = -s ] && echo Darwin || echo x86_64');
      await fake("sysctl", "echo 1");
      await offer(good, "alephant-mcp-darwin-arm64.tar.gz");
      expect((await install()).code).toBe(0);
      expect(page.asked[1]).toEndWith("-darwin-arm64.tar.gz");
    }));

  test.each(["shasum", "openssl"])("without sha256sum, %s checks the download", (tool) =>
    withScene(async ({ home, install, fake, without }) => {
      await without("sha256sum");
      const print =
        tool === "shasum" ? `${sums} "$3"` : `echo "SHA2-256($3)= $(${sums} "$3" | cut -d ' ' -f 1)"`;
      await fake(tool, print);
      expect((await install()).code).toBe(0);
      expect(await installed(join(home, ".local", "bin"))).toBe(good);
    }),
  );

  test("without curl, wget downloads", () =>
    withScene(async ({ home, install, fake, without }) => {
      await without("curl");
      await fake("wget", `[ "$1 $2" = "-q -O" ] && exec ${Bun.which("curl")} -fsSL -o "$3" "$4"`);
      expect((await install()).code).toBe(0);
      expect(await installed(join(home, ".local", "bin"))).toBe(good);
    }));

  /** What is wrong, what makes it so, what is said. */
  const refusals: readonly (readonly [string, (scene: Scene) => Promise<unknown>, string])[] = [
    [
      "a damaged archive",
      ({ files }) => Bun.write(join(files, archive), "garbage"),
      `The checksum of ${archive} is wrong`,
    ],
    ["a missing archive", ({ files }) => rm(join(files, archive)), "could not be downloaded"],
    ["missing checksums", ({ files }) => rm(join(files, "SHA256SUMS")), "could not be downloaded"],
    [
      "checksums that do not name the archive",
      ({ files }) => Bun.write(join(files, "SHA256SUMS"), `${"0".repeat(64)}  other-${archive}\n`),
      `SHA256SUMS of this release does not name ${archive}`,
    ],
    ["no checksum at all for it", ({ files }) => Bun.write(join(files, "SHA256SUMS"), ""), "does not name"],
    [
      "an executable that does not start",
      ({ offer }) => offer("#!/bin/sh\nexit 127\n"),
      "does not run on this machine (code 127",
    ],
    [
      "musl without libstdc++",
      ({ offer }) => offer("#!/bin/sh\necho 'Error loading shared library libstdc++.so.6' >&2\nexit 127\n"),
      'run "apk add libstdc++"',
    ],
    [
      "another CPU",
      ({ fake }) => fake("uname", '[ "$1" = -s ] && echo Linux || echo riscv64'),
      "There is no executable for riscv64",
    ],
    ["another system", ({ fake }) => fake("uname", "echo SunOS"), "There is no executable for SunOS"],
    ["Git Bash on Windows", ({ fake }) => fake("uname", "echo MINGW64_NT-10.0"), "use install.ps1"],
    ["no curl and no wget", ({ without }) => without("curl"), "curl or wget is needed"],
    ["nothing that checks sums", ({ without }) => without("sha256sum"), "is needed to check the download"],
  ];

  test.each(refusals)("%s: refused, and the old executable stays", (_, spoil, said) =>
    withScene(async (scene) => {
      const folder = join(scene.home, ".local", "bin");
      await Bun.write(join(folder, "alephant-mcp"), "old");
      await spoil(scene);
      const { code, stderr } = await scene.install();
      expect(code).toBe(1);
      expect(stderr).toContain(said);
      expect(await readdir(folder)).toEqual(["alephant-mcp"]);
      expect(await installed(folder)).toBe("old");
    }),
  );

  test("a script that was cut off in the middle does nothing", () =>
    withScene(async ({ page, home, temporary }) => {
      const whole = await Bun.file(installer).text();
      const cut = join(home, "cut.sh");
      await Bun.write(cut, whole.slice(0, whole.lastIndexOf("\nmain")));
      await readOutcome(["sh", cut], {
        env: { HOME: home, PATH: process.env["PATH"], TMPDIR: temporary, RELEASES_URL: page.url },
      });
      expect(page.asked).toEqual([]);
      expect(await readdir(home)).toEqual(["cut.sh"]);
    }));
});

const shellcheck = Bun.which("shellcheck");
test.skipIf(shellcheck === null)("shellcheck finds nothing in the scripts", async () => {
  const root = join(import.meta.dir, "..", "..");
  const patterns = ["scripts/*.sh", "scripts/release/*.sh"];
  const scripts = patterns.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(root)]);
  expect(await readOutcome([shellcheck ?? "", ...scripts], { cwd: root })).toEqual({
    code: 0,
    stdout: "",
    stderr: "",
  });
});
