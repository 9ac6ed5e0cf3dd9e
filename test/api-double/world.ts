import { type CatalogueModel, createCatalogue } from "./catalogue.ts";
import { type Charge, createCharges, createRequests, type SingleRequest } from "./charges.ts";
import { addDays, type Day, HOUR_MS, listDays, toDay, toTimestamp } from "./days.ts";
import { createAgents, createMembers, departments, masterKeys } from "./directory.ts";
import { createKeyPlans, type KeyPlan, mapKeyIdsBySecret } from "./keys.ts";
import { describePlanted, type Planted } from "./planted.ts";
import { NOBODY, type Population, type VirtualKey, workspace } from "./population.ts";
import { drawNumber } from "./random.ts";

/** What a cost can be cut by. */
export type Dimension = "key" | "agent" | "member" | "department" | "master_key" | "model";

type Attributed = Pick<Charge, "keyId" | "model">;

/** One workspace and everything it was ever charged. All answers of the double come from here. */
export interface World extends Population {
  readonly workspace: typeof workspace;
  /** Today is partial: it has charges up to the last full hour. */
  readonly now: Date;
  readonly today: Day;
  readonly firstDay: Day;
  readonly models: readonly CatalogueModel[];
  readonly planted: Planted;
  /** Oldest first. */
  readonly charges: readonly Charge[];
  /** Key ids by secret, for credentials. */
  readonly keyIdBySecret: ReadonlyMap<string, string>;
  /** Both days included. */
  chargesBetween(from: Day, to: Day): readonly Charge[];
  /** Half-open in time; oldest first. */
  requestsBetween(from: Date, to: Date): readonly SingleRequest[];
  /**
   * By id (for models: by name). What belongs to nobody is under `NOBODY`: for agents and members the charges
   * of unbound keys, for departments also those of agents without a department. Agents leave members' charges
   * out and the reverse, so only the other dimensions add up to the total.
   */
  groupBy<C extends Attributed>(
    dimension: Dimension,
    charges: readonly C[],
  ): ReadonlyMap<string, readonly C[]>;
  of<C extends Attributed>(dimension: Dimension, id: string, charges: readonly C[]): readonly C[];
}

export interface WorldOptions {
  readonly now: Date;
  readonly seed?: number;
}

const historyDays = 400;

/** Worlds are read-only and take a while to make, so those of the same moment and seed are one. */
const knownWorlds = new Map<string, World>();

export function createWorld({ now, seed = 1 }: WorldOptions): World {
  const hour = Math.floor(now.getTime() / HOUR_MS);
  const name = `${hour}/${seed}`;
  const world = knownWorlds.get(name) ?? buildWorld(new Date(hour * HOUR_MS), seed);
  for (const oldest of [...knownWorlds.keys()].slice(0, -1)) knownWorlds.delete(oldest);
  knownWorlds.set(name, world);
  return world;
}

function buildWorld(now: Date, seed: number): World {
  const today = toDay(now);
  const firstDay = addDays(today, -historyDays);
  const agents = createAgents(today);
  const members = createMembers();
  const plans = createKeyPlans(today, agents, members);
  const days = listDays(firstDay, today);
  const byDay = new Map(
    days.map((date, index) => {
      const daysAgo = historyDays - index;
      return [date, createCharges(plans, date, daysAgo === 0 ? now.getUTCHours() : 24, daysAgo, seed)];
    }),
  );
  const chargesBetween = (from: Day, to: Day) =>
    listDays(from < firstDay ? firstDay : from, to > today ? today : to).flatMap(
      (day) => byDay.get(day) ?? [],
    );
  const charges = chargesBetween(firstDay, today);
  const virtualKeys = withLastUse(plans, charges);
  const attribution = attributeKeys(virtualKeys, [...agents, ...members]);
  const idOf = (dimension: Dimension, charge: Attributed) =>
    dimension === "model" ? charge.model : attribution.get(charge.keyId)?.get(dimension);
  return {
    workspace,
    now,
    today,
    firstDay,
    departments,
    agents,
    members,
    masterKeys,
    virtualKeys,
    models: createCatalogue(),
    planted: describePlanted(today, plans, chargesBetween(addDays(today, -29), today)),
    charges,
    keyIdBySecret: mapKeyIdsBySecret(plans),
    chargesBetween,
    requestsBetween: (from, to) =>
      chargesBetween(toDay(from), toDay(to))
        .flatMap(createRequests)
        .filter(({ time }) => from.getTime() <= time && time < to.getTime())
        .sort((a, b) => a.time - b.time || a.serial - b.serial || a.index - b.index),
    groupBy: <C extends Attributed>(dimension: Dimension, some: readonly C[]) => {
      const groups = new Map<string, C[]>();
      for (const charge of some) {
        const id = idOf(dimension, charge);
        if (id === undefined) continue;
        const group = groups.get(id);
        if (group === undefined) groups.set(id, [charge]);
        else group.push(charge);
      }
      return groups;
    },
    of: (dimension, id, some) => some.filter((charge) => idOf(dimension, charge) === id),
  };
}

/** About six in ten used keys say when they were last used: no document says that all do. */
function withLastUse(plans: readonly KeyPlan[], charges: readonly Charge[]): VirtualKey[] {
  const last = new Map(charges.map((charge) => [charge.keyId, charge]));
  return plans.map(({ key }, index) => {
    const charge = last.get(key.id);
    if (charge === undefined || drawNumber(51, index) > 0.6) return key;
    const time = Math.max(...createRequests(charge).map((request) => request.time));
    return { ...key, lastUsedAt: toTimestamp(new Date(time)) };
  });
}

type Owner = { readonly id: string; readonly departmentId: string | null };

/** Per key: whose the cost is in each dimension. A dimension that does not apply is left out. */
function attributeKeys(keys: readonly VirtualKey[], owners: readonly Owner[]) {
  const departmentOf = new Map(owners.map(({ id, departmentId }) => [id, departmentId]));
  return new Map(
    keys.map((key) => {
      const owner = key.entityId ?? NOBODY;
      const ids = new Map<Dimension, string>([
        ["key", key.id],
        ["master_key", key.masterKeyId],
        ["department", departmentOf.get(owner) ?? NOBODY],
      ]);
      if (key.entityType !== "member") ids.set("agent", owner);
      if (key.entityType !== "agent") ids.set("member", owner);
      return [key.id, ids] as const;
    }),
  );
}
