/** valibot → JSON Schema, within the vocabulary that every MCP host accepts: no $schema, $ref, unions or type arrays. */
import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import type { InputSchema, OutputSchema } from "./tool.ts";

export interface ObjectJsonSchema {
  readonly type: "object";
  readonly properties: Record<string, JsonSchema>;
  readonly required?: string[];
  readonly additionalProperties?: boolean;
  readonly [keyword: string]: unknown;
}

/** What a caller may send: unknown members are refused, and no member is ever left out of `properties`. */
export function inputJsonSchema(schema: InputSchema): ObjectJsonSchema {
  const { properties, required } = converted(schema);
  return {
    type: "object",
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/**
 * What a caller will read: names, types and descriptions of the top level. Hosts that check results against the schema
 * are given nothing to trip over: a member that can be null has no type, and what is inside a member is left open.
 */
export function outputJsonSchema(schema: OutputSchema): ObjectJsonSchema {
  const { properties } = converted(schema);
  const shallow = Object.entries(properties).map(([name, { type, description }]) => [
    name,
    { ...(type === undefined ? {} : { type }), ...(description === undefined ? {} : { description }) },
  ]);
  return { type: "object", properties: Object.fromEntries(shallow) };
}

interface Converted {
  readonly properties: Record<string, JsonSchema>;
  readonly required: string[];
}

function converted(schema: InputSchema | OutputSchema): Converted {
  const { properties = {}, required = [] } = toJsonSchema(schema, {
    typeMode: "input",
    ignoreActions: ["check", "trim"],
    // "or null" would need anyOf.
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === "nullable" ? withoutUnion(jsonSchema) : undefined,
  });
  const objects = Object.entries(properties).filter(
    (entry): entry is [string, JsonSchema] => typeof entry[1] === "object",
  );
  return { properties: Object.fromEntries(objects), required };
}

const withoutUnion = ({ anyOf: _, ...rest }: JsonSchema): JsonSchema => rest;
