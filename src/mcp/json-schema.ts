/** valibot → JSON Schema, within the vocabulary that every MCP host accepts: no $schema, $ref, unions or type arrays. */
import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import type { InputSchema, OutputSchema } from "../toolkit/define-tool.ts";
import { isSchema } from "../toolkit/inputs.ts";

export interface ObjectJsonSchema {
  readonly type: "object";
  readonly properties: Record<string, JsonSchema>;
  readonly required?: string[];
  readonly additionalProperties?: boolean;
  readonly [keyword: string]: unknown;
}

/** What a caller may send: unknown members are refused, and no member is ever left out of `properties`. */
export function toInputJsonSchema(schema: InputSchema): ObjectJsonSchema {
  const { properties = {}, required = [] } = toJsonSchema(schema, {
    typeMode: "input",
    // uuid would become a format, which some hosts refuse. Lengths and patterns are checked, and every conversation
    // would pay for limits that no model comes near.
    ignoreActions: [
      "check",
      "trim",
      "to_lower_case",
      "uuid",
      "min_length",
      "max_length",
      "regex",
      "metadata",
    ],
  });
  const described = Object.entries(properties).flatMap(([name, member]) =>
    typeof member === "object" ? [[name, addDescription(member, schema.entries[name])] as const] : [],
  );
  return {
    type: "object",
    properties: Object.fromEntries(described),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** The converter stops at the first transformation of a pipe, and so before a description behind it. */
function addDescription(member: JsonSchema, schema: v.GenericSchema | undefined): JsonSchema {
  const description = member.description ?? (schema && descriptionOf(schema));
  return description === undefined ? member : { ...member, description };
}

/**
 * What a caller will read: types and descriptions of the top level. Hosts that check results against the schema are given
 * nothing to trip over: what is inside a member is left open, and a member that can be null has no type, so it stands
 * here only when it has a description. So little needs no converter, which would go through every table.
 */
export function toOutputJsonSchema({ entries }: OutputSchema): ObjectJsonSchema {
  const members = Object.entries(entries).flatMap(([name, schema]) => {
    const type = outputTypes[unwrapOptional(schema).type];
    const description = descriptionOf(schema);
    const member = {
      ...(type === undefined ? {} : { type }),
      ...(description === undefined ? {} : { description }),
    };
    return Object.keys(member).length === 0 ? [] : [[name, member] as const];
  });
  return { type: "object", properties: Object.fromEntries(members) };
}

/** JSON Schema's types by valibot's. Any other schema, such as that of a member that can be null, gets no type. */
const outputTypes: Readonly<Record<string, JsonSchema["type"]>> = {
  string: "string",
  picklist: "string",
  number: "number",
  boolean: "boolean",
  array: "array",
  object: "object",
  record: "object",
};

/** An optional member is described like any other: `required` is left out as well. */
const unwrapOptional = (schema: v.GenericSchema): v.GenericSchema =>
  schema.type === "optional" && "wrapped" in schema && isSchema(schema.wrapped)
    ? unwrapOptional(schema.wrapped)
    : schema;

const descriptionOf = (schema: v.GenericSchema): string | undefined =>
  v.getDescription(schema) ??
  ("wrapped" in schema && isSchema(schema.wrapped) ? descriptionOf(schema.wrapped) : undefined);
