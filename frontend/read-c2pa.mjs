// Reads the credentials of the files named on the command line with an implementation of C2PA that
// shares no code with the one that signs, and prints one line of JSON for each.
import { readFile } from "node:fs/promises";
import { BMFF, JPEG, PNG } from "@trustnxt/c2pa-ts/asset";
import { SuperBox } from "@trustnxt/c2pa-ts/jumbf";
import { ManifestStore, ValidationResult } from "@trustnxt/c2pa-ts/manifest";

async function validated(bytes) {
  const format = [JPEG, PNG, BMFF].find((one) => one.canRead(bytes));
  if (!format) throw new Error("This reader knows PNG, JPEG and AVIF.");
  const asset = new format(bytes);
  const store = asset.getManifestJUMBF();
  if (!store) throw new Error("There is no manifest.");
  return ManifestStore.read(SuperBox.fromBuffer(store)).validate(asset);
}

for (const file of process.argv.slice(2)) {
  const result = await validated(await readFile(file)).catch((error) =>
    ValidationResult.fromError(error),
  );
  const faults = result.statusEntries.filter((one) => !one.success).map((one) => one.code);
  console.log(JSON.stringify({ file, valid: result.isValid, faults }));
}
