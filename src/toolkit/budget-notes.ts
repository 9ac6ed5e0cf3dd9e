/** What is to be said of budgets wherever they are shown. */

export const departmentBudgetNote =
  "The API does not state over which window a department's budget counts: used percent holds the billing cycle's cost against it.";
