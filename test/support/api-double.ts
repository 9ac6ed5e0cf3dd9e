/** A double for the tests of one file. */
import { afterAll, beforeEach } from "bun:test";
import { type ApiDouble, type ApiDoubleOptions, startApiDouble } from "../api-double/server.ts";

/** Each test finds it as it was at the start, with no requests yet; it is gone after the last one. */
export async function useApiDouble(options: ApiDoubleOptions = {}): Promise<ApiDouble> {
  const double = await startApiDouble(options);
  beforeEach(() => double.reset());
  afterAll(() => double.stop());
  return double;
}
