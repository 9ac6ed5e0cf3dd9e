/** From the plan to the rows, by the requests that the credential allows. */
import type { AnyApiConnection, ApiConnection } from "../../api/index.ts";
import { InputError } from "../../domain/errors.ts";
import { Period } from "../../domain/periods.ts";
import { dayOf, monthOf, type TimeWindow } from "../../domain/time.ts";
import type { Context } from "../../toolkit/context.ts";
import { openToolContext } from "../connection.ts";
import { readKeyDays, readWorkspaceDays } from "./days.ts";
import { findWindow, readKeyModels, readWorkspaceEntities } from "./entities.ts";
import type { Account, ExportData, ExportRows } from "./export-data.ts";
import type { ExportPlan } from "./plan.ts";

/** `done` of `all` steps. */
export type Advance = (done: number, all: number) => void;

/** @throws ApiError, ExportError: without an answer to everything there is nothing to write */
export async function readExport(
  connection: AnyApiConnection,
  plan: ExportPlan,
  now: Date,
  advance: Advance,
): Promise<ExportData> {
  return connection.mode === "vk"
    ? readKeyExport(connection, plan, now, advance)
    : readWorkspaceExport(connection, plan, now, advance);
}

async function readKeyExport(
  connection: ApiConnection<"vk">,
  plan: ExportPlan,
  now: Date,
  advance: Advance,
): Promise<ExportData> {
  const ctx = openToolContext(connection, { now });
  advance(0, 2);
  const rows =
    plan.by === "day" ? await readKeyDays(ctx, plan.period) : await readKeyModels(ctx, periodOf(plan));
  advance(1, 2);
  const data = await completeExport(ctx, plan, rows, await readKeyAccount(ctx, plan));
  advance(2, 2);
  return data;
}

/** Read for FOCUS alone, whose rows must name the workspace. */
async function readKeyAccount({ api }: Context<"vk">, { format }: ExportPlan): Promise<Account> {
  if (format !== "focus") return { workspaceId: null, workspaceName: null, virtualKey: null };
  const { workspace, virtualKey: key } = await api.scope();
  return {
    workspaceId: workspace.id,
    workspaceName: workspace.name,
    virtualKey: key.label ?? key.prefix ?? key.id,
  };
}

function periodOf({ period }: ExportPlan): Period {
  const found = Period.options.find((each) => each === period);
  if (found === undefined)
    throw new InputError(`With a virtual key there are no rows by model of ${period}.`);
  return found;
}

async function readWorkspaceExport(
  connection: ApiConnection<"manager">,
  plan: ExportPlan,
  now: Date,
  advance: Advance,
): Promise<ExportData> {
  const ctx = openToolContext(connection, { now });
  const account = { workspaceId: ctx.api.workspaceId, workspaceName: null, virtualKey: null };
  if (plan.by === "day") {
    advance(0, 1);
    const rows = await readWorkspaceDays(ctx, plan.period);
    advance(1, 1);
    return completeExport(ctx, plan, rows, account);
  }
  const { window, warnings } = await findWindow(ctx, plan.period);
  const parts = plan.format === "focus" ? splitIntoMonths(window) : [window];
  const read: ExportRows[] = [];
  for (const part of parts) {
    advance(read.length, parts.length);
    // Each month has the time limit of a whole call: a year has up to thirteen.
    const partCtx = openToolContext(connection, { now });
    const rows = await readWorkspaceEntities(partCtx, plan.by, part);
    read.push({ ...rows, warnings: [...rows.warnings, ...partCtx.api.warnings()] });
  }
  advance(parts.length, parts.length);
  const whole: ExportRows = {
    window,
    rows: read.flatMap(({ rows }) => rows),
    source: read[0]?.source ?? "",
    warnings: [...warnings, ...read.flatMap((each) => each.warnings)],
  };
  return completeExport(ctx, plan, whole, account);
}

/** A window, cut where months end, because a charge of FOCUS lies in one billing period. */
function splitIntoMonths({ start, end }: TimeWindow): TimeWindow[] {
  const month = monthOf(dayOf(start));
  return month.end >= end
    ? [{ start, end }]
    : [{ start, end: month.end }, ...splitIntoMonths({ start: month.end, end })];
}

async function completeExport(
  { api, now }: Context<"vk"> | Context<"manager">,
  { by, period }: ExportPlan,
  { warnings, ...rows }: ExportRows,
  account: Account,
): Promise<ExportData> {
  const subject = await api.subject();
  return {
    ...rows,
    by,
    period,
    subject: subject.text,
    account,
    asOf: now,
    warnings: [...new Set([...subject.warnings, ...warnings, ...api.warnings()])],
  };
}
