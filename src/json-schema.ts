/** valibot → JSON Schema, within the vocabulary that every MCP host accepts: no $schema, $ref, unions or type arrays. */
import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
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
 * What a caller will read: types and descriptions of the top level. Hosts that check results against the schema are given
 * nothing to trip over: what is inside a member is left open, and a member that can be null has no type, so it stands
 * here only when there is something to say about it.
 */
export function outputJsonSchema(schema: OutputSchema): ObjectJsonSchema {
  const { properties } = converted(schema);
  const shallow = Object.entries(properties).flatMap(([name, { type, description }]) =>
    type === undefined && description === undefined
      ? []
      : [
          [
            name,
            {
              ...(type === undefined ? {} : { type }),
              ...(description === undefined ? {} : { description }),
            },
          ] as const,
        ],
  );
  return { type: "object", properties: Object.fromEntries(shallow) };
}

interface Converted {
  readonly properties: Record<string, JsonSchema>;
  readonly required: string[];
}

function converted(schema: InputSchema | OutputSchema): Converted {
  const { properties = {}, required = [] } = toJsonSchema(schema, {
    typeMode: "input",
    // uuid would become a format, which some hosts refuse. Lengths and patterns are checked, and every conversation
    // would pay for limits that no model comes near.
    ignoreActions: ["check", "trim", "to_lower_case", "uuid", "min_length", "max_length", "regex"],
    // "or null" would need anyOf.
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === "nullable" ? withoutUnion(jsonSchema) : undefined,
  });
  const objects = Object.entries(properties).flatMap(([name, member]) =>
    typeof member === "object" ? [[name, withDescription(member, schema.entries[name])] as const] : [],
  );
  return { properties: Object.fromEntries(objects), required };
}

/** The converter stops at the first transformation of a pipe, and so before a description behind it. */
function withDescription(member: JsonSchema, schema: v.GenericSchema | undefined): JsonSchema {
  const description = member.description ?? (schema && descriptionOf(schema));
  return description === undefined ? member : { ...member, description };
}

const descriptionOf = (schema: v.GenericSchema): string | undefined =>
  v.getDescription(schema) ??
  ("wrapped" in schema && isSchema(schema.wrapped) ? descriptionOf(schema.wrapped) : undefined);

const isSchema = (value: unknown): value is v.GenericSchema =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "schema";

const withoutUnion = ({ anyOf: _, ...rest }: JsonSchema): JsonSchema => rest;
