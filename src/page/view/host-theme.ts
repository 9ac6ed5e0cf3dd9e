/** The host's looks: light or dark, and its own colours and font where a chart can still be read on them. */
import * as v from "valibot";

export const HostContext = v.looseObject({
  theme: v.optional(v.unknown()),
  styles: v.optional(v.looseObject({ variables: v.optional(v.record(v.string(), v.unknown())) })),
});
export type HostContext = v.InferOutput<typeof HostContext>;

const root = document.documentElement;

export function applyTheme({ theme, styles }: HostContext): void {
  if (theme === "light" || theme === "dark") root.dataset["theme"] = theme;
  const { variables } = styles ?? {};
  if (variables !== undefined) takeVariables(variables);
  // Measured anew, because the same colours may not be readable in the other theme.
  delete root.dataset["host"];
  if (isReadable()) root.dataset["host"] = "";
}

/** Takes the variables that the page uses, and only as a colour or a font, so that none can load anything. */
function takeVariables(variables: Readonly<Record<string, unknown>>): void {
  const takeVariable = (name: string, own: string, property: string): boolean => {
    const value = variables[name];
    const isUsable = typeof value === "string" && CSS.supports(property, value);
    if (isUsable) root.style.setProperty(own, value);
    return isUsable;
  };
  takeVariable("--color-background-primary", "--host-card", "color");
  takeVariable("--color-text-primary", "--host-text", "color");
  if (takeVariable("--font-sans", "--host-font", "font-family")) root.dataset["hostFont"] = "";
}

/** After WCAG 2.2: text 4.5 : 1, marks of a chart 3 : 1. */
function isReadable(): boolean {
  const probe = document.createElement("span");
  document.body.append(probe);
  const computeColor = (name: string): readonly number[] => {
    probe.style.color = "transparent";
    probe.style.color = `var(${name}, transparent)`;
    return channelsOf(getComputedStyle(probe).color);
  };
  const [card, text, muted, mark] = ["--host-card", "--host-text", "--muted", "--mark"].map(computeColor);
  probe.remove();
  if (card === undefined || text === undefined || muted === undefined || mark === undefined) return false;
  return (
    computeContrast(card, text) >= 4.5 &&
    computeContrast(card, muted) >= 4.5 &&
    computeContrast(card, mark) >= 3
  );
}

/** Red, green and blue, 0 to 255; empty for what is not opaque, or in another space of colours. */
function channelsOf(color: string): readonly number[] {
  const channels = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color);
  return channels === null ? [] : channels.slice(1).map(Number);
}

function computeContrast(one: readonly number[], other: readonly number[]): number {
  if (one.length < 3 || other.length < 3) return 0;
  const [light = 0, dark = 0] = [computeLuminance(one), computeLuminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function computeLuminance(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
