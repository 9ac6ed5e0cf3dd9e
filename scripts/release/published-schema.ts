/** server.json of the release against the schema as the registry publishes it, at the address that the file names. */
import { join } from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import * as v from "valibot";
import { filesFolder } from "./assemble.ts";
import { serverJsonSchema } from "./server-json.ts";

/** @param schema its text; fetched when it is not given */
export async function findSchemaProblems(serverJson: string, schema?: string): Promise<string[]> {
  const text = schema ?? (await (await fetch(serverJsonSchema)).text());
  const parsed = v.parse(v.looseObject({ $id: v.literal(serverJsonSchema) }), JSON.parse(text));
  // "example" is no keyword of JSON Schema, and the schema uses it throughout.
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const isValid = ajv.validate(parsed, JSON.parse(serverJson));
  return isValid ? [] : (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

if (import.meta.main) {
  const [schemaFile] = Bun.argv.slice(2);
  const schema = schemaFile === undefined ? undefined : await Bun.file(schemaFile).text();
  const serverJson = await Bun.file(join(filesFolder, "server.json")).text();
  const faults = await findSchemaProblems(serverJson, schema);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
  console.log("server.json is valid");
}
