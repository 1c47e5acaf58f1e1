// The verdict on each exhibit of a bundle: is it in the log, and is this its content?
"use strict";

const REASONS = {
  sealed: "与日志相符",
  "entry-missing": "缺少日志条目",
  "entry-altered": "日志条目被改动",
  "proof-missing": "缺少包含证明",
  "proof-altered": "包含证明被改动或不属于这个检查点",
  "not-in-log": "包含证明不成立",
  "checkpoint-untrusted": "检查点不可信，未能核验",
  "content-altered": "原件与日志里的承诺不符",
  "content-missing": "没有附原件，只能证明它曾被封存",
  erased: "内容已依法销毁，只能证明它曾被封存",
  withheld: "内容已隐去",
  "withheld-unfounded": "清单说内容已隐去，包里却没有与之相符的隐去记录",
  "entry-back-dated": "倒签：写的时间早于一个已盖时间戳、还不含它的检查点",
  "entry-post-dated": "写的时间晚于已含它的检查点的时间戳",
};
const OUT_OF_PLACE = new Set(["entry-missing", "entry-altered", "proof-missing", "proof-altered", "not-in-log", "checkpoint-untrusted"]);
const HOLDS = new Set(["sealed", "withheld"]);
const NOTHING = new Uint8Array(0);
const COMMITMENT_LABEL = encodeText("gongzhi/exhibit/v1\n");

/** A verdict per exhibit of the manifest, in its order; ``checkpoint`` is null when it cannot be believed. */
async function verifyItems(parts, manifest, checkpoint) {
  const found = [];
  for (const item of manifest.items) found.push(await verifyItem(parts, item, checkpoint));
  const records = redactions(parts, manifest, found);
  const digests = new Map(manifest.items.map((item) => [item.exhibit, item.sha256 ?? ""]));
  return found.map(({ verdict, entry }, at) => {
    if (verdict.reason !== "withheld") return verdict;
    const record = records.get(manifest.items[at].withheld ?? "");
    if (!record || !isFounded(record, verdict.name, entry?.commitment ?? "", digests)) {
      return { ...verdict, ok: false, reason: "withheld-unfounded", detail: REASONS["withheld-unfounded"] };
    }
    return { ...verdict, detail: sayRedaction(record) };
  });
}

async function verifyItem(parts, item, checkpoint) {
  const entry = await readEntry(parts.get(`entries/${item.exhibit}.json`) ?? NOTHING, item.exhibit);
  let reason = await placeOf(parts, item, entry, checkpoint);
  if (reason === "sealed") reason = await contentOf(parts, item, entry);
  const verdict = {
    name: item.exhibit,
    ok: HOLDS.has(reason),
    reason,
    detail: REASONS[reason],
    kind: entry?.kind ?? "",
    subject: entry?.subject ?? "",
    at: entry ? showInstant(entry.at) : "",
    sha256: item.sha256 ?? "",
  };
  return { verdict, entry };
}

async function readEntry(bytes, exhibit) {
  if ((await sha256Hex(bytes)).slice(0, 26) !== exhibit) return null;
  try {
    return decodeRecord("Exhibit", bytes);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

async function placeOf(parts, item, entry, checkpoint) {
  const [bytes, proofBytes] = [parts.get(`entries/${item.exhibit}.json`), parts.get(`proofs/${item.exhibit}.tlog-proof`)];
  if (bytes === undefined) return "entry-missing";
  if (entry === null) return "entry-altered";
  if (proofBytes === undefined) return "proof-missing";
  let proof;
  try {
    proof = parseProof(proofBytes);
  } catch (error) {
    if (error instanceof Refused) return "proof-altered";
    throw error;
  }
  const known = parts.get("checkpoint");
  if (known === undefined || !same(proof.checkpoint, known)) return "proof-altered";
  if (checkpoint === null) return "checkpoint-untrusted";
  const included = await isIncluded(proof.index, checkpoint.size, await leafHash(bytes), proof.path, checkpoint.root);
  return included ? "sealed" : "not-in-log";
}

async function contentOf(parts, item, entry) {
  if (item.withheld !== undefined) {
    return item.salt === undefined && item.sha256 === undefined ? "withheld" : "withheld-unfounded";
  }
  if (item.salt === undefined || item.sha256 === undefined) return "erased";
  if (!(await opens(item, entry))) return "content-altered";
  const content = parts.get(`blobs/${item.sha256}`);
  if (content === undefined) return "content-missing";
  return content.length === entry.size && (await sha256Hex(content)) === item.sha256 ? "sealed" : "content-altered";
}

async function opens(item, entry) {
  const [salt, digest] = [unhex(item.salt, 32), unhex(item.sha256, HASH_BYTES)];
  return salt !== null && digest !== null && (await sha256Hex(joined(COMMITMENT_LABEL, salt, digest))) === entry.commitment;
}

/** The records of redactions that are themselves sealed and whole, by exhibit id. */
function redactions(parts, manifest, found) {
  const records = new Map();
  for (const [at, { verdict }] of found.entries()) {
    if (verdict.reason !== "sealed" || verdict.kind !== "Redacted") continue;
    try {
      const record = decodeRecord("Redacted", parts.get(`blobs/${manifest.items[at].sha256}`) ?? NOTHING);
      if ((record.copy === undefined) === (record.after === undefined)) records.set(verdict.name, record);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  return records;
}

function isFounded(record, exhibit, commitment, digests) {
  if (record.exhibit !== exhibit || record.before !== commitment) return false;
  return record.copy === undefined || digests.get(record.copy) === record.after;
}

function sayRedaction(record) {
  const what = record.fields.includes("*") ? "全部内容" : `字段 ${record.fields.join("、")}`;
  const copy = record.copy ? `；隐去后的副本是 ${record.copy}` : "";
  return `${what}已隐去，理由：${record.reason}${copy}`;
}
