/** The commands of a terminal. Each of the larger ones is loaded when it is called: hosts, which call none, do not pay for them. */
import { ConfigError } from "../domain/errors.ts";
import { redactSecrets, toPlainText } from "../domain/text.ts";
import { readCommand, UsageError, writeHelp } from "./command-line.ts";
import { asConfigurationFailure, printFailure } from "./failure.ts";
import { type ExitCode, exitCodes, type Shell } from "./shell.ts";

export async function runCommand(words: readonly string[], shell: Shell): Promise<ExitCode> {
  let isJson = false;
  try {
    const { name, options, topic } = await readCommand(words);
    isJson = options.has("json");
    switch (name) {
      case "help":
        shell.print(writeHelp(topic));
        return exitCodes.ok;
      case "version":
        shell.print(`${shell.version}\n`);
        return exitCodes.ok;
      case "setup":
        return await (await import("./setup/setup.ts")).runSetup(
          shell,
          options,
          (await import("./doctor/doctor.ts")).runDoctor,
        );
      case "audit":
        return await (await import("./audit/audit.ts")).runAudit(shell, options);
      case "export":
        return await (await import("./export/export.ts")).runExport(shell, options);
      case "report":
        return await (await import("./report/report.ts")).runReport(shell, options);
      case "doctor":
        return await (await import("./doctor/doctor.ts")).runDoctor(shell, { env: shell.env, isJson });
    }
  } catch (error) {
    if (error instanceof UsageError) shell.note(`${error.message} Commands and options: alephant-mcp --help`);
    else if (error instanceof ConfigError && isJson)
      return printFailure(asConfigurationFailure(error), shell, isJson);
    else if (error instanceof ConfigError) shell.note(`the configuration cannot be used:\n${error.message}`);
    else {
      const words = toPlainText(error instanceof Error ? error.message : String(error), 300);
      shell.note(`this is a fault of alephant-mcp itself, please report it: ${redactSecrets(words, [])}`);
      return exitCodes.fault;
    }
    return exitCodes.configuration;
  }
}
