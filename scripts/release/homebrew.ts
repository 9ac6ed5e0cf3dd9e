/** The formula of a Homebrew tap, from the checksums of a release's archives. */
import manifest from "../../package.json";
import type { TargetName } from "../build.ts";
import { archiveNameOf, downloadUrlOf, version } from "./assets.ts";

/** Homebrew wants 80 characters at most: what comes before the comma says enough. */
const [description = ""] = manifest.description.split(",");

export function writeFormula(checksums: ReadonlyMap<string, string>): string {
  const writeSource = (target: TargetName): string => {
    const file = archiveNameOf(target);
    const checksum = checksums.get(file);
    if (checksum === undefined) throw new Error(`There is no checksum of ${file}.`);
    return `      url "${downloadUrlOf(file)}"\n      sha256 "${checksum}"`;
  };
  return `# Written by scripts/release/homebrew.ts from the checksums of this release.
class AlephantMcp < Formula
  desc "${description}"
  homepage "${manifest.homepage.replace(/#.*$/, "")}"
  version "${version}"
  license "${manifest.license}"

  on_macos do
    on_arm do
${writeSource("darwin-arm64")}
    end
    on_intel do
${writeSource("darwin-x64")}
    end
  end

  on_linux do
    on_arm do
${writeSource("linux-arm64")}
    end
    on_intel do
${writeSource("linux-x64")}
    end
  end

  def install
    bin.install "alephant-mcp"
  end

  test do
    # Without a configuration it says what is missing, and prints nothing on standard output.
    assert_match "ALEPHANT_API_BASE_URL is not set", shell_output("#{bin}/alephant-mcp 2>&1", 1)
  end
end
`;
}
