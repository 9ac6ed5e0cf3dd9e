/**
 * valibot schema → JSON Schema, within the vocabulary that every MCP host accepts: no $schema, $ref, format, unions or
 * type arrays. So small a part of both that it is written out here: what a tool may use beyond it is refused.
 */
import * as v from "valibot";
import type { InputSchema, OutputSchema } from "./tool.ts";

export interface MemberJsonSchema {
  readonly type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

export interface ObjectJsonSchema {
  readonly type: "object";
  readonly properties: Record<string, MemberJsonSchema>;
  readonly required?: string[];
  readonly additionalProperties?: boolean;
  readonly [keyword: string]: unknown;
}

/** What a caller may send: unknown members are refused, and no member is ever left out of `properties`. */
export function inputJsonSchema({ entries }: InputSchema): ObjectJsonSchema {
  const required = Object.keys(entries).filter((name) => entries[name]?.type !== "optional");
  return {
    type: "object",
    properties: members(entries, (schema) => ({ ...accepted(schema), ...described(schema) })),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/**
 * What a caller will read: types and descriptions of the top level. Hosts that check results against the schema are given
 * nothing to trip over: what is inside a member is left open, and a member that can be null has no type, so it stands
 * here only when there is something to say about it.
 */
export function outputJsonSchema({ entries }: OutputSchema): ObjectJsonSchema {
  const properties = members(entries, (schema) => ({ ...shown(schema), ...described(schema) }));
  const telling = Object.entries(properties).filter(([, member]) => Object.keys(member).length > 0);
  return { type: "object", properties: Object.fromEntries(telling) };
}

const members = (
  entries: v.ObjectEntries,
  memberOf: (schema: v.GenericSchema) => MemberJsonSchema,
): Record<string, MemberJsonSchema> =>
  Object.fromEntries(Object.entries(entries).map(([name, schema]) => [name, memberOf(schema)]));

/** Type, choices and limits of what may be sent. */
function accepted(schema: v.GenericSchema): MemberJsonSchema {
  if (hasPipe(schema)) {
    const [first, ...actions] = schema.pipe;
    return limited(accepted(first), actions);
  }
  if (hasWrapped(schema)) {
    const preset = v.getDefault(schema);
    return { ...accepted(schema.wrapped), ...(preset === undefined ? {} : { default: preset }) };
  }
  if (hasOptions(schema)) return { type: "string", enum: schema.options };
  const type = typeOf[schema.type];
  if (type === undefined) throw new Error(`No argument of a tool can be of type ${schema.type}.`);
  return { type };
}

function limited(member: MemberJsonSchema, actions: readonly Action[]): MemberJsonSchema {
  let limits = member;
  for (const { type, requirement } of actions) {
    // What is checked behind it is not what is sent.
    if (type === "transform") break;
    if (type === "integer") limits = { ...limits, type: "integer" };
    else if (type === "regex" && requirement instanceof RegExp)
      limits = { ...limits, pattern: requirement.source };
    else {
      const keyword = keywords[type];
      if (keyword !== undefined) limits = { ...limits, [keyword]: requirement };
      else if (!unspoken.includes(type)) throw new Error(`No argument of a tool can be limited by ${type}.`);
    }
  }
  return limits;
}

/** The type of what comes back; none for what may be null or of several types. */
function shown(schema: v.GenericSchema): MemberJsonSchema {
  if (schema.type === "optional" && hasWrapped(schema)) return shown(schema.wrapped);
  const type = typeOf[schema.type];
  return type === undefined ? {} : { type };
}

const described = (schema: v.GenericSchema): MemberJsonSchema => {
  const description =
    v.getDescription(schema) ?? (hasWrapped(schema) ? described(schema.wrapped).description : undefined);
  return description === undefined ? {} : { description };
};

const typeOf: Readonly<Record<string, MemberJsonSchema["type"]>> = {
  string: "string",
  picklist: "string",
  number: "number",
  boolean: "boolean",
  array: "array",
  object: "object",
  record: "object",
};

const keywords: Readonly<Record<string, keyof MemberJsonSchema>> = {
  min_value: "minimum",
  max_value: "maximum",
  min_length: "minLength",
  max_length: "maxLength",
};

/** Without a keyword that every host accepts (uuid would be a format); the call itself checks them. */
const unspoken = ["description", "check", "trim", "to_lower_case", "uuid"];

interface Action {
  readonly type: string;
  readonly requirement?: unknown;
}

const hasPipe = (
  schema: v.GenericSchema,
): schema is v.GenericSchema & { readonly pipe: readonly [v.GenericSchema, ...Action[]] } => "pipe" in schema;

const hasWrapped = (
  schema: v.GenericSchema,
): schema is v.GenericSchema & { readonly wrapped: v.GenericSchema } => "wrapped" in schema;

const hasOptions = (
  schema: v.GenericSchema,
): schema is v.GenericSchema & { readonly options: readonly string[] } => schema.type === "picklist";
