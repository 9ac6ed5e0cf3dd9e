/** CHANGELOG.md in the form of Keep a Changelog: a section per version, under its number and day. */

/** What stands under a version, without its heading; undefined where the version has no dated section. */
export function findNotes(changelog: string, version: string): string | undefined {
  const heading = new RegExp(`^## \\[${RegExp.escape(version)}\\] - \\d{4}-\\d{2}-\\d{2}[ \\t]*$`, "m");
  const start = heading.exec(changelog);
  if (start === null) return undefined;
  const rest = changelog.slice(start.index + start[0].length);
  const end = /^(?:## |\[[^\]]+\]: )/m.exec(rest)?.index ?? rest.length;
  const notes = rest.slice(0, end).trim();
  return notes === "" ? undefined : `${notes}\n`;
}
