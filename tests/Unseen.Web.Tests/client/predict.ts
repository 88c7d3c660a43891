// The calls that a programmer tries first. Each must compile and get an answer.
import {
  addClass, listClasses, predict, predictForm, predictImage, removeClass, renameClass,
} from "./generated/sdk.gen";
import { client } from "./generated/client.gen";

declare const process: { argv: string[] };
declare function require(module: "node:fs"): { readFileSync(path: string): Uint8Array<ArrayBuffer> };

async function main(address: string, key: string, path: string) {
  client.setConfig({ baseUrl: address, auth: key });
  const file = new Blob([require("node:fs").readFileSync(path)], { type: "image/png" });

  const image = await predictImage({ body: file, query: { top: 1 } });
  const form = await predictForm({ body: { file: [file], with: { name: "cyan", mix: { green: 1, blue: 1 } } } });
  const json = await predict({ body: { features: [0, 1, 0, 0, 1, 0] } });
  const vectors = await predict({ body: { features: [[1, 0, 0, 1, 0, 0]], top: 2 } });
  for (const answer of [image, form, json, vectors])
    console.log(answer.data?.results[0].predictions[0].class ?? answer.error?.detail);

  await addClass({ body: { name: "yellow", descriptor: [1, 1, 0] } });
  await renameClass({ path: { name: "yellow" }, body: { name: "gold" } });
  console.log((await listClasses()).data?.map((one) => one.class).join(" "));
  console.log((await removeClass({ path: { name: "gold" } })).response.status);
  console.log((await removeClass({ path: { name: "gold" } })).error?.status);
}

void main(process.argv[2], process.argv[3], process.argv[4]);
