/** The environment of the server, as registries and installers ask a user for it. */

export interface Setting {
  readonly variable: string;
  readonly title: string;
  readonly description: string;
  readonly isSecret?: true;
  readonly isRequired?: true;
  readonly type?: "boolean" | "number";
  readonly preset?: string | number | boolean;
}

/** Credentials are not required one by one: it takes either the virtual key, or token and workspace. */
export const settings: readonly Setting[] = [
  {
    variable: "ALEPHANT_API_BASE_URL",
    title: "API address",
    description: "Address of the Alephant API: https://alephant.io unless you host it yourself.",
    isRequired: true,
    preset: "https://alephant.io",
  },
  {
    variable: "ALEPHANT_VIRTUAL_KEY",
    title: "Virtual key",
    description:
      "vk-…: cost and budget of this one key, read-only. Leave it empty if you give a personal access token.",
    isSecret: true,
  },
  {
    variable: "ALEPHANT_PAT",
    title: "Personal access token",
    description: "pat_…: the whole workspace. It needs the workspace id, and wins over a virtual key.",
    isSecret: true,
  },
  {
    variable: "ALEPHANT_WORKSPACE_ID",
    title: "Workspace id",
    description: "UUID of the workspace in which the personal access token was created.",
  },
  {
    variable: "ALEPHANT_READ_ONLY",
    title: "Read-only",
    description: "Leaves out the tools that change keys and budgets.",
    type: "boolean",
    preset: false,
  },
  {
    variable: "ALEPHANT_CONFIRM_WRITES",
    title: "Confirm changes",
    description: "Asks before every change. Switch it off for unattended automation only.",
    type: "boolean",
    preset: true,
  },
  {
    variable: "ALEPHANT_UI",
    title: "Charts in the chat",
    description: "Offers assistants that show pages inside the chat a chart of the figures.",
    type: "boolean",
    preset: true,
  },
  {
    variable: "ALEPHANT_RATE_LIMIT_RPM",
    title: "Requests a minute",
    description: "How many requests this server may send in a minute; 0 means no limit.",
    type: "number",
    preset: 60,
  },
];
