// RFC 3161: an authority other than the log says when a checkpoint already existed, and with it every entry before it.
"use strict";

const LARGEST_TOKEN = 1 << 16;
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const STAMP_INFO = "1.2.840.113549.1.9.16.1.4";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
// The hashes that an imprint may be made with; what we ask for is SHA-256.
const IMPRINTS = new Set(["SHA-256", "SHA-384", "SHA-512"]);
const UNREADABLE = "时间戳读不出：应为 RFC 3161 的 TimeStampResp";
const UNKNOWN = "时间戳不是所信的机构签发的，或证书在签发时无效";

/**
 * What tokens show of the text of one checkpoint note: {verified: [{authority, at}], wrong, unknown, unchecked}, the verified
 * ones one per authority (its earliest) by time, the others as sentences by name. Times are microseconds (BigInt).
 */
async function countTimestamps(tokens, text, authorities) {
  const [found, wrong, unknown, unchecked] = [new Map(), new Map(), new Map(), new Map()];
  for (const name of inOrder(tokens.keys())) {
    try {
      const response = await readStamp(tokens.get(name), text);
      const authority = await whoStamped(response, authorities);
      if (authority === null) unknown.set(name, UNKNOWN);
      else if (!(found.get(authority) <= response.at)) found.set(authority, response.at);
    } catch (error) {
      if (error instanceof NotChecked) unchecked.set(name, `未核验：${error.message}`);
      else if (error instanceof Refused) wrong.set(name, error.message);
      else throw error;
    }
  }
  const verified = [...found].map(([authority, at]) => ({ authority, at }));
  verified.sort((left, right) => (left.at < right.at ? -1 : Number(left.at > right.at)));
  return { verified, wrong, unknown, unchecked };
}

/** What the token claims, before anybody's signature was looked at; refused when it is none, or over something else. */
async function readStamp(token, text) {
  if (token.length > LARGEST_TOKEN) throw new Refused("时间戳过大");
  let response;
  try {
    response = readWhole(token, readResponse);
  } catch (error) {
    if (error instanceof Refused) throw new Refused(UNREADABLE);
    throw error;
  }
  const hash = HASHES.get(response.imprint.oid);
  const digest = IMPRINTS.has(hash) ? new Uint8Array(await crypto.subtle.digest(hash, encodeText(text))) : null;
  if (digest === null || !same(digest, response.imprint.digest)) throw new Refused("时间戳盖的不是这个检查点");
  return response;
}

function readResponse(der) {
  const inner = der.within(SEQUENCE);
  const status = readStatus(inner);
  const token = inner.within(SEQUENCE);
  inner.end();
  if (readOid(token) !== SIGNED_DATA) throw new Refused("不是签名的内容");
  const signed = readWhole(token.next(0xa0).body, readSigned);
  token.end();
  return { status, ...signed, ...readWhole(signed.content, readInfo) };
}

function readStatus(der) {
  const inner = der.within(SEQUENCE);
  const status = readSmall(inner);
  if (!inner.done && inner.bytes[inner.at] === SEQUENCE) {
    const texts = inner.within(SEQUENCE).rest((one) => decodeText(one.next(0x0c).body));
    if (texts.includes(null)) throw new Refused("不是文字");
  }
  if (!inner.done) readBits(inner);
  inner.end();
  return status;
}

/** SignedData of RFC 5652 as far as a token is one: {content, certificates, signers}. */
function readSigned(der) {
  const inner = der.within(SEQUENCE);
  readSmall(inner);
  const digests = inner.within(SET).ordered(readAlgorithm).map(({ oid }) => oid);
  const encapsulated = inner.within(SEQUENCE);
  if (readOid(encapsulated) !== STAMP_INFO) throw new Refused("签名的不是时间戳");
  const content = readWhole(encapsulated.next(0xa0).body, (one) => one.next(OCTET_STRING).body);
  encapsulated.end();
  // Some authorities write them in the order of the chain: they stand outside of what is signed.
  const certificates = new Der(inner.optional(0xa0)?.body ?? NOTHING).rest(readCertificate);
  inner.optional(0xa1);
  const signers = inner.within(SET).ordered(readSigner);
  inner.end();
  return { content, certificates, digests, signers };
}

function readSigner(der) {
  const inner = der.within(SEQUENCE);
  readSmall(inner);
  const sid = inner.within(SEQUENCE);
  const [issuer, serial] = [readName(sid), readInteger(sid)];
  sid.end();
  const hash = readAlgorithm(inner).oid;
  const signed = inner.optional(0xa0);
  const attributes = signed === null ? null : new Der(signed.body).ordered(readAttribute);
  readAlgorithm(inner);
  const signature = inner.next(OCTET_STRING).body;
  const unsigned = inner.optional(0xa1);
  if (unsigned !== null) new Der(unsigned.body).ordered(readAttribute);
  inner.end();
  return { issuer, serial, hash, attributes, signed, signature };
}

function readAttribute(der) {
  const inner = der.within(SEQUENCE);
  const [oid, values] = [readOid(inner), inner.within(SET).ordered((one) => one.next())];
  inner.end();
  return { oid, values };
}

/** TSTInfo of RFC 3161 section 2.4.2: {imprint: {oid, digest}, at}. */
function readInfo(der) {
  const inner = der.within(SEQUENCE);
  readSmall(inner);
  readOid(inner);
  const imprint = inner.within(SEQUENCE);
  const [{ oid }, digest] = [readAlgorithm(imprint), imprint.next(OCTET_STRING).body];
  imprint.end();
  readInteger(inner);
  if (inner.bytes[inner.at] !== GENERALIZED_TIME) throw new Refused("不是时间");
  const at = readTime(inner);
  const accuracy = inner.optional(SEQUENCE);
  if (accuracy !== null) readWhole(accuracy.body, readAccuracy);
  readFlag(inner);
  if (inner.bytes[inner.at] === INTEGER) readUnsigned(inner);
  const authority = inner.optional(0xa0);
  if (authority !== null) readWhole(authority.body, readGeneralName);
  inner.optional(0xa1);
  inner.end();
  return { imprint: { oid, digest }, at };
}

function readGeneralName(der) {
  const { tag, body } = der.next();
  if (tag === 0xa4) readWhole(body, readName);
  else if (![0xa0, 0x81, 0x82, 0xa3, 0xa5, 0x86, 0x87, 0x88].includes(tag)) throw new Refused("不是名称");
}

function readAccuracy(der) {
  if (der.bytes[der.at] === INTEGER) readUnsigned(der);
  for (const tag of [0x80, 0x81]) der.optional(tag);
}

/** The name of the first authority that signed the token, or null; throws NotChecked where this page cannot tell. */
async function whoStamped(response, authorities) {
  let unable = null;
  for (const authority of authorities) {
    for (const pinned of authority.signers.length ? authority.signers : [null]) {
      try {
        if (await isFrom(response, authority, pinned)) return authority.name;
      } catch (error) {
        if (error instanceof NotChecked) unable = error;
        else if (!(error instanceof Refused)) throw error;
      }
    }
  }
  if (unable !== null) throw unable;
  return null;
}

async function isFrom(response, authority, pinned) {
  if (response.status !== 0 || response.signers.length !== 1 || !response.certificates.every((one) => one.legible)) return false;
  const trusted = [...authority.roots, ...authority.between, ...(pinned === null ? [] : [pinned])];
  const signer = response.signers[0];
  const given = response.certificates.length > 0;
  const isNamed = ({ plain, folded }) => folded === signer.issuer?.folded && (!given || plain === signer.issuer.plain);
  const leaf = (given ? response.certificates : trusted).find((one) => isNamed(one.issuer) && same(one.serial, signer.serial));
  if (leaf === undefined || (pinned !== null && !same(leaf.whole, pinned.whole)) || !mayStamp(leaf)) return false;
  const within = { trusted, known: response.certificates, at: response.at };
  return (await isSigned(response, signer, leaf)) && (await isChained(leaf, within));
}

/** Whether the leaf's key signed the attributes, and one of them is the digest of what the token says (RFC 5652 section 5.4). */
async function isSigned({ content, digests }, { hash, attributes, signed, signature }, leaf) {
  const algorithm = HASHES.get(hash);
  if (algorithm === undefined || !digests.includes(hash)) return false;
  if (attributes === null) return signsWith(leaf.key, algorithm, content, signature);
  const claimed = attributes.find(({ oid }) => oid === MESSAGE_DIGEST)?.values[0];
  const digest = new Uint8Array(await crypto.subtle.digest(algorithm, content));
  if (claimed?.tag !== OCTET_STRING || !same(claimed.body, digest)) return false;
  // They are signed as a set, and stand in the token under another tag.
  return signsWith(leaf.key, algorithm, joined([SET], signed.whole.subarray(1)), signature);
}
