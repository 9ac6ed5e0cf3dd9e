/** What is to be said of budgets wherever they are shown. */

export const departmentBudgetNote =
  "Departments' budgets state no window: used_percent holds the billing cycle's cost against them.";
