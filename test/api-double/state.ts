import type { VirtualKey } from "./population.ts";
import type { World } from "./world.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What writes change, on top of the read-only world. */
export interface State {
  keys(): readonly VirtualKey[];
  key(id: string): VirtualKey | undefined;
  keyBySecret(secret: string): VirtualKey | undefined;
  /** Changes a key, or adds it with its secret. */
  putKey(key: VirtualKey, secret?: string): void;
  budgetConfig: JsonObject;
  /** Counts created keys, for their ids. */
  readonly createdKeys: number;
}

export function createState(world: () => World): State {
  const changed = new Map<string, VirtualKey>();
  const secrets = new Map<string, string>();
  const key = (id: string) => changed.get(id) ?? world().virtualKeys.find((each) => each.id === id);
  return {
    key,
    keys: () => {
      const own = world().virtualKeys.map(({ id }) => id);
      const ids = new Set([...own, ...changed.keys()]);
      return [...ids].flatMap((id) => key(id) ?? []);
    },
    keyBySecret: (secret) => key(secrets.get(secret) ?? world().keyIdBySecret.get(secret) ?? ""),
    putKey: (next, secret) => {
      changed.set(next.id, next);
      if (secret !== undefined) secrets.set(secret, next.id);
    },
    get createdKeys() {
      return secrets.size;
    },
    budgetConfig: {
      amount: 5000,
      currency: "USD",
      period: "monthly",
      thresholds: [50, 75, 90, 100],
      exceededAction: "alert-only",
      // Not in any document: the stored form is free, and other keys must survive a write.
      notifyEmails: ["finops@northwind.test"],
    },
  };
}
