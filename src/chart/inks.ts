/** The colours of a picture, by what they are for. */

/**
 * Dark and light hosts show the same light card. On it, text has a contrast of at least 4.5 : 1, and what differs by
 * colour also differs by form.
 */
export const inks = {
  card: "#ffffff",
  text: "#1c2430",
  muted: "#556070",
  grid: "#e2e6eb",
  axis: "#8b95a3",
  unknown: "#eceef1",
  mark: "#2563c9",
  mean: "#e58500",
  rise: "#b8470f",
  fall: "#0b7a6b",
} as const;
export type Ink = keyof typeof inks;
