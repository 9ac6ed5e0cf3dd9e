// The parts that tool results have in common, as the demo reads them.

import * as v from "valibot";

export const Amount = v.nullable(v.number());
export const Name = v.nullable(v.string());
export const Warnings = v.array(v.string());

export const ReportWindow = v.object({
  period: v.string(),
  from: Name,
  to: Name,
  days: Amount,
  includes_incomplete_today: v.nullable(v.boolean()),
});

const Cells = v.object({
  every_row: v.optional(v.record(v.string(), v.union([v.string(), v.boolean()])), {}),
  columns: v.array(v.string()),
  rows: v.array(v.array(v.nullable(v.union([v.string(), v.number(), v.boolean()])))),
});

/** A columnar table as a list of objects. A column of which nothing is known is absent: such members are optional. */
export const rowsOf = <S extends v.GenericSchema>(row: S) =>
  v.pipe(
    Cells,
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const { every_row, columns, rows } = dataset.value;
      const objects = rows.map((cells) => ({
        ...every_row,
        ...Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null])),
      }));
      const result = v.safeParse(v.array(row), objects);
      if (result.success) return result.output;
      const [issue] = result.issues;
      addIssue({ message: `${v.getDotPath(issue) ?? "a row"}: ${issue.message}` });
      return NEVER;
    }),
  );

export const Page = v.object({ returned: v.number(), total: Amount, next_page: Amount });
