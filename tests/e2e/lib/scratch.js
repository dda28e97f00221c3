// SPDX-License-Identifier: EUPL-1.2
// Files that a walk makes: in one folder of the run's own, which goes when the run ends.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

let folder = "";

// The path of a new file of that name, in a folder where nothing else lies; with `bytes` in it when given.
export function scratch(name, bytes) {
  if (folder === "") {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "tilsagn-e2e-"));
    process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  }
  const file = path.join(fs.mkdtempSync(path.join(folder, "file-")), name);
  if (bytes !== undefined) {
    fs.writeFileSync(file, bytes);
  }
  return file;
}
