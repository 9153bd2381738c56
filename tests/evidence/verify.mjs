// A second verifier, in another language: the tree, a checkpoint, a receipt and a bundle.
// node verify.mjs PATH KEY; exit status 0 if all of it holds, 1 if not. Node alone is needed.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
const no = (why) => { throw new Error(why); };
const sha = (...parts) => parts.reduce((h, one) => h.update(one), createHash("sha256")).digest();
const leaf = (body) => sha(Buffer.of(0), body);
const node = (left, right) => sha(Buffer.of(1), left, right);
const whole = (text) => /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : no("not a number");
const utf8 = (raw) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);

function base64(text) {
  const raw = Buffer.from(text, "base64");
  return raw.toString("base64") === text ? raw : no("base64 has another spelling");
}

function rootOf(row) {
  while (row.length > 1) {
    const odd = row.length % 2 ? [row.at(-1)] : [], lefts = row.filter((_, i) => i % 2 === 0);
    row = lefts.slice(0, row.length >> 1).map((left, i) => node(left, row[2 * i + 1])).concat(odd);
  }
  return row[0] ?? sha("");
}

function rootFrom(hash, index, size, proof) { // RFC 9162, section 2.1.3.2
  let last = size - 1;
  for (const sibling of proof) {
    if (last === 0) no("the proof is too long");
    if (index % 2 || index === last) {
      hash = node(sibling, hash);
      while (index % 2 === 0 && index !== 0) [index, last] = [index / 2, Math.floor(last / 2)];
    } else hash = node(hash, sibling);
    [index, last] = [Math.floor(index / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : no("the proof is too short");
}

function checkpoint(note, vkey) {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? no("not a key");
  const raw = base64(encoded);
  if (raw.length !== 33 || raw[0] !== 1) no("not an Ed25519 key");
  if (sha(name, "\n", raw).subarray(0, 4).toString("hex") !== id) no("the key has another hash");
  const [, text, signed] = /^([^]*\n)\n((?:— [^\s+]+ \S+\n)+)$/.exec(note) ?? no("not a note");
  const [origin, size, root, ...rest] = text.split("\n");
  if (origin !== name || rest.length !== 1 || rest[0]) no("not a checkpoint of this log");
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw.subarray(1)]);
  const key = createPublicKey({ key: spki, format: "der", type: "spki" });
  const mine = signed.trimEnd().split("\n").map((line) => line.split(" "))
    .map(([, who, line]) => [who, base64(line)])
    .filter(([who, line]) => who === name && line.subarray(0, 4).toString("hex") === id);
  if (!mine.length || !mine.every(([, line]) => verify(null, text, key, line.subarray(4))))
    no("the log did not sign it");
  return { size: whole(size), root: base64(root) };
}
function receipt(text, vkey) {
  const [, extra, index, hashes, note] =
    /^c2sp.org\/tlog-proof@v1\nextra (\S+)\nindex (\S+)\n((?:\S+\n)*)\n([^]+)$/.exec(text) ?? no("not a receipt");
  const { event, openings } = JSON.parse(utf8(base64(extra)));
  const { size, root } = checkpoint(note, vkey), at = whole(index);
  const proof = hashes.split("\n").slice(0, -1).map(base64);
  if (at >= size || !rootFrom(leaf(event), at, size, proof).equals(root)) no("not in the log");
  const digests = JSON.parse(event).data._sd ?? [];
  if (!openings.every((one) => digests.includes(sha(one).toString("base64url")))) no("not its words");
}
function bundle(folder, vkey) {
  const bodies = readFileSync(`${folder}/events.jsonl`).toString("latin1").split("\n").slice(0, -1);
  const leaves = bodies.map((body) => leaf(Buffer.from(body, "latin1")));
  const notes = utf8(readFileSync(`${folder}/checkpoints.txt`)).match(/[^]+?\n\n(?:— .*\n)+/g);
  const { size, root } = checkpoint(notes.at(-1).replace(/^\n/, ""), vkey);
  if (size > leaves.length || !rootOf(leaves.slice(0, size)).equals(root)) no("another record");
}

try {
  const [path, vkey] = process.argv.slice(2);
  statSync(path).isDirectory() ? bundle(path, vkey) : receipt(utf8(readFileSync(path)), vkey);
  console.log("holds");
} catch (error) {
  console.log(`does not hold: ${error.message}`);
  process.exitCode = 1;
}
