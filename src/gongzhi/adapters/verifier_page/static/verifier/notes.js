// C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof and RFC 6962 inclusion.
"use strict";

const ED25519 = 0x01;
const COSIGNATURE_ED25519 = 0x04;
const COSIGNATURE_ML_DSA = 0x06;
const PRIVATE_TYPE = 0xff;
const SM2_SM3 = encodeText("gongzhi/sm2-sm3/v1\n");
const SM2_POINT_BYTES = 65;
const SIZE = /^(0|[1-9][0-9]{0,18})$/;
// Everything that Python takes for a space, the plus sign and the control characters.
const BARRED = /[\u0000-\u0020+\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const LONGEST_PATH = 63;

function partition(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, "", ""] : [text.slice(0, at), separator, text.slice(at + separator.length)];
}

function demandKeyName(name) {
  if (!name || BARRED.test(name)) throw new Refused("密钥名不能为空，应为 UTF-8，也不能含空格或加号");
}

/** {text, lines: [{name, id (hex), signature}]}: what does not print back identically is refused. */
function parseNote(data) {
  if (data.length > 1 << 20) throw new Refused("签名文本过大");
  const whole = decodeText(data);
  if (whole === null) throw new Refused("签名文本不是 UTF-8");
  if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) throw new Refused("签名文本含控制字符");
  const at = whole.lastIndexOf("\n\n");
  if (at < 0 || !whole.slice(at + 2).endsWith("\n")) throw new Refused("签名文本缺少签名段");
  const lines = whole.slice(at + 2, -1).split("\n");
  if (lines.length > 64) throw new Refused("签名过多");
  return { text: whole.slice(0, at + 1), lines: lines.map(parseSignature) };
}

function parseSignature(line) {
  const [dash, , rest] = partition(line, " ");
  const [name, , encoded] = partition(rest, " ");
  if (dash !== "\u2014") throw new Refused("签名行应以破折号开头");
  demandKeyName(name);
  const blob = unbase64Key(encoded);
  if (blob.length < 5) throw new Refused("签名过短");
  return { name, id: hex(blob.subarray(0, 4)), signature: blob.subarray(4) };
}

function unbase64Key(text) {
  const bytes = unbase64(text);
  if (bytes !== null) return bytes;
  throw new Refused(/^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0 ? "不是规范的 base64" : "不是 base64");
}

/** A public key ``name+id+base64``: {name, type, key, id}; refused unless the id fits. */
async function parseKey(text) {
  const first = text.indexOf("+");
  const second = text.indexOf("+", first + 1);
  if (first < 0 || second < 0) throw new Refused("密钥应形如 名称+编号+内容");
  const [name, id] = [text.slice(0, first), text.slice(first + 1, second)];
  demandKeyName(name);
  const material = unbase64Key(text.slice(second + 1));
  if (material.length < 2) throw new Refused("密钥内容过短");
  const known = hex((await sha256(joined(encodeText(`${name}\n`), material))).subarray(0, 4));
  if (known !== id) throw new Refused("公钥的编号与内容不符，或不是规范写法");
  return { name, type: material[0], key: material.subarray(1), id };
}

function isSm2(key) {
  return (
    key.type === PRIVATE_TYPE &&
    key.key.length === SM2_SM3.length + SM2_POINT_BYTES &&
    same(key.key.subarray(0, SM2_SM3.length), SM2_SM3)
  );
}

const ABLE = new Map();

/** Whether this browser has the algorithm; asked once, by making a key. */
async function isAble(algorithm) {
  if (!ABLE.has(algorithm)) {
    const made = crypto.subtle.generateKey({ name: algorithm }, false, ["sign", "verify"]);
    ABLE.set(algorithm, made.then(() => true, () => false));
  }
  return ABLE.get(algorithm);
}

/** Whether the key signed the message; throws NotChecked where the browser lacks the algorithm. */
async function verifies(algorithm, key, signature, message) {
  if (!(await isAble(algorithm))) throw new NotChecked(`这个浏览器没有 ${algorithm} 算法`);
  try {
    const format = algorithm === "Ed25519" ? "raw" : "raw-public";
    const imported = await crypto.subtle.importKey(format, key, { name: algorithm }, false, ["verify"]);
    return await crypto.subtle.verify({ name: algorithm }, imported, signature, message);
  } catch {
    return false;
  }
}

/**
 * The keys among these that signed the text, and why others could not be checked: {signed, unchecked}.
 * Refused when none did, or when a line names a given key and its signature is false.
 */
async function verifyNote(note, keys) {
  const known = new Map(keys.filter((key) => key.type === ED25519 || isSm2(key)).map((key) => [`${key.name} ${key.id}`, key]));
  const signed = new Map();
  const unchecked = [];
  for (const line of note.lines) {
    const key = known.get(`${line.name} ${line.id}`);
    if (!key) continue;
    try {
      if (isSm2(key)) throw new NotChecked("浏览器没有 SM2 算法");
      if (!(await verifies("Ed25519", key.key, line.signature, encodeText(note.text)))) {
        throw new Refused(`密钥 ${key.name} 的签名不成立`);
      }
      signed.set(`${line.name} ${line.id}`, key);
    } catch (error) {
      if (!(error instanceof NotChecked)) throw error;
      unchecked.push(`密钥 ${key.name} 的签名未核验：${error.message}`);
    }
  }
  if (!signed.size && unchecked.length) throw new NotChecked(unchecked.join("；"));
  if (!signed.size) throw new Refused("没有已知密钥的签名");
  return { signed: [...signed.values()], unchecked };
}

/** {origin, size (BigInt), root, extensions}: three lines or more, none of them empty. */
function parseCheckpoint(text) {
  const lines = text.slice(0, -1).split("\n");
  if (!text.endsWith("\n") || lines.length < 3 || lines.some((line) => !line)) throw new Refused("检查点至少有三行，且没有空行");
  if (!SIZE.test(lines[1]) || BigInt(lines[1]) >= 1n << 63n) throw new Refused("检查点的项数写法不对");
  const root = unbase64(lines[2]);
  if (root === null && !/^[A-Za-z0-9+/]*={0,2}$/.test(lines[2])) throw new Refused("检查点的根不是 base64");
  if (root === null || root.length !== HASH_BYTES) throw new Refused("检查点的根不是 32 字节的规范写法");
  return { origin: lines[0], size: BigInt(lines[1]), root, extensions: lines.slice(3) };
}

/** {cosigned: names, possible: those and whoever could not be checked, unchecked: sentences}; refused when a line names a given witness and its signature is false. */
async function verifyCosignatures(note, witnesses) {
  const known = new Map([...witnesses].map(([name, key]) => [`${key.name} ${key.id}`, [name, key]]));
  const [cosigned, possible] = [new Set(), new Set()];
  const unchecked = [];
  for (const line of note.lines) {
    const [name, key] = known.get(`${line.name} ${line.id}`) ?? [];
    if (!key) continue;
    possible.add(name);
    try {
      await verifyCosignature(key, note.text, line.signature);
      cosigned.add(name);
    } catch (error) {
      if (!(error instanceof NotChecked)) throw error;
      unchecked.push(`见证人 ${key.name} 的联署未核验：${error.message}`);
    }
  }
  return { cosigned, possible, unchecked };
}

async function verifyCosignature(key, text, signature) {
  const timestamp = signature.subarray(0, 8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const classic = key.type === COSIGNATURE_ED25519;
  const message = classic ? encodeText(`cosignature/v1\ntime ${timestamp}\n${text}`) : subtreeMessage(key.name, text, timestamp);
  const algorithm = classic ? "Ed25519" : "ML-DSA-44";
  if (message === null || !(await verifies(algorithm, key.key, signature.subarray(8), message))) {
    throw new Refused(`见证人 ${key.name} 的签名不成立`);
  }
  if (timestamp >= 1n << 63n) throw new Refused(`见证人 ${key.name} 的时间超出范围`);
}

function subtreeMessage(name, text, timestamp) {
  let checkpoint;
  try {
    checkpoint = parseCheckpoint(text);
  } catch {
    return null;
  }
  const [cosigner, origin] = [encodeText(name), encodeText(checkpoint.origin)];
  if (cosigner.length > 255 || origin.length > 255) return null;
  return joined(
    encodeText("subtree/v1\n\0"), [cosigner.length], cosigner, uint64(timestamp),
    [origin.length], origin, uint64(0), uint64(checkpoint.size), checkpoint.root,
  );
}

/** {index (BigInt), path, checkpoint}: a tlog-proof in its one spelling. */
function parseProof(data) {
  const text = latin(data);
  const [head, separator, checkpoint] = partition(text, "\n\n");
  const lines = head.split("\n");
  if (!separator || lines[0] !== "c2sp.org/tlog-proof@v1" || lines.length < 2) throw new Refused("证明的开头不对");
  const index = /^index (0|[1-9][0-9]{0,18})$/.exec(lines[1]);
  if (index === null || lines.length - 2 > LONGEST_PATH) throw new Refused("证明的序号行不对，或路径过长");
  const path = lines.slice(2).map(unbase64);
  if (path.some((hash) => hash === null || hash.length !== HASH_BYTES)) throw new Refused("证明里的散列不是 32 字节");
  return { index: BigInt(index[1]), path, checkpoint: unlatin(checkpoint) };
}

const leafHash = (entry) => sha256(joined([0], entry));
const nodeHash = (left, right) => sha256(joined([1], left, right));
const bitLength = (number) => (number === 0n ? 0 : number.toString(2).length);

/** Whether the leaf stands at this index of the tree with this size and root (RFC 9162 section 2.1.3.2). */
async function isIncluded(index, size, leaf, path, root) {
  if (index >= size) return false;
  const inner = bitLength(index ^ (size - 1n));
  const above = (index >> BigInt(inner)).toString(2).replaceAll("0", "").length;
  if (path.length !== inner + above) return false;
  let hash = leaf;
  for (const [level, sibling] of path.entries()) {
    const left = level >= inner || (index >> BigInt(level)) & 1n;
    hash = left ? await nodeHash(sibling, hash) : await nodeHash(hash, sibling);
  }
  return same(hash, root);
}
