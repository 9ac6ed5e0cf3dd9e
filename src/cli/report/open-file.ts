/** Shows a file in the program that the person's system has for it. */
import { toPlainText } from "../../domain/text.ts";
import type { Shell } from "../shell.ts";

const { spawn } = process.getBuiltinModule("node:child_process");

const openers: Readonly<Record<string, string>> = { darwin: "open", win32: "explorer.exe" };

/** Some openers end at once, others with the window that they open: after this time the file counts as opened. */
const patienceMs = 4_000;

/** Why it could not be opened; undefined when it was. */
export function openFile(
  path: string,
  { platform, env }: Pick<Shell, "platform" | "env">,
): Promise<string | undefined> {
  const opener = openers[platform] ?? "xdg-open";
  return new Promise((resolve) => {
    const child = spawn(opener, [path], { env, stdio: "ignore", detached: true });
    const end = (problem?: string): void => {
      clearTimeout(timer);
      child.unref();
      resolve(problem);
    };
    const timer = setTimeout(end, patienceMs);
    child.on("error", (error) => end(`${opener} could not be started: ${toPlainText(error.message, 200)}`));
    child.on("exit", (code) =>
      // The Explorer ends with 1, whatever it did.
      end(code === 0 || platform === "win32" ? undefined : `${opener} ended with code ${code}`),
    );
  });
}
