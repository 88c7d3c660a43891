// The calls that a programmer tries first, each of which must compile and answer.
import { addClass, listClasses, predict, predictForm, predictImage, removeClass, renameClass } from "./generated/sdk.gen";
import { client } from "./generated/client.gen";

declare const process: { argv: string[] };
declare const photograph: Uint8Array<ArrayBuffer>;
const [address, key] = process.argv.slice(2);
client.setConfig({ baseUrl: address, auth: key });
const file = new Blob([photograph], { type: "image/png" });

const image = await predictImage({ body: file, query: { top: 1 } });
const form = await predictForm({ body: { file: [file], with: { name: "cyan", mix: { green: 1, blue: 1 } } } });
const json = await predict({ body: { features: [0, 1, 0, 0, 1, 0] } });
const vectors = await predict({ body: { features: [[1, 0, 0, 1, 0, 0]], top: 2 } });
for (const answer of [image, form, json, vectors])
  console.log(answer.data?.results[0].predictions[0].class ?? answer.error?.detail);

await addClass({ body: { name: "yellow", descriptor: [1, 1, 0] } });
await renameClass({ path: { name: "yellow" }, body: { name: "gold" } });
console.log((await listClasses()).data?.map((one) => one.class).join(" "));
const removed = await removeClass({ path: { name: "gold" } });
console.log(removed.response.status);
const problem = await removeClass({ path: { name: "gold" } });
console.log(problem.error?.status);
