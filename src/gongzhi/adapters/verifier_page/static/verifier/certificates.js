// Certificates (RFC 5280) of time-stamping authorities: reading them, and the way from a signer up to a root somebody believes.
"use strict";

const RSA = "1.2.840.113549.1.1.1";
const EC = "1.2.840.10045.2.1";
const CURVES = new Map([["1.2.840.10045.3.1.7", ["P-256", 32]], ["1.3.132.0.34", ["P-384", 48]], ["1.3.132.0.35", ["P-521", 66]]]);
const HASHES = new Map([
  ["1.3.14.3.2.26", "SHA-1"],
  ["2.16.840.1.101.3.4.2.1", "SHA-256"],
  ["2.16.840.1.101.3.4.2.2", "SHA-384"],
  ["2.16.840.1.101.3.4.2.3", "SHA-512"],
]);
// How certificates are signed: by which kind of key, with which hash.
const SIGNATURES = new Map([
  ["1.2.840.113549.1.1.5", [RSA, "SHA-1"]],
  ["1.2.840.113549.1.1.11", [RSA, "SHA-256"]],
  ["1.2.840.113549.1.1.12", [RSA, "SHA-384"]],
  ["1.2.840.113549.1.1.13", [RSA, "SHA-512"]],
  ["1.2.840.10045.4.1", [EC, "SHA-1"]],
  ["1.2.840.10045.4.3.2", [EC, "SHA-256"]],
  ["1.2.840.10045.4.3.3", [EC, "SHA-384"]],
  ["1.2.840.10045.4.3.4", [EC, "SHA-512"]],
]);
// True ways of signing that are not checked here, with their names.
const UNABLE = new Map([
  ["1.2.840.113549.1.1.10", "RSASSA-PSS"],
  ["1.2.840.113549.1.1.14", "SHA-224"],
  ["1.2.840.10045.4.3.1", "SHA-224"],
  ["1.3.101.112", "Ed25519"],
  ["1.3.101.113", "Ed448"],
  ["1.2.156.10197.1.501", "SM2"],
  ["1.2.156.10197.1.301", "SM2"],
  ["1.3.132.0.10", "secp256k1"],
  ["1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"],
  ["1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1"],
  ["1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1"],
]);
const [KEY_USAGE, BASIC, EXTENDED_USAGE, NAME_LIMITS] = ["2.5.29.15", "2.5.29.19", "2.5.29.37", "2.5.29.30"];
const KEY_IDENTIFIER = "2.5.29.14";
const ISSUER_IDENTIFIER = "2.5.29.35";
// Beside those above, what may be critical without changing whether a chain holds here.
const HARMLESS = new Set(["2.5.29.17", "2.5.29.31", "2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54"]);
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
// The purposes that exclude stamping when they stand beside it.
const OTHER_PURPOSES = /^1\.3\.6\.1\.5\.5\.7\.3\.[12349]$|^2\.5\.29\.37\.0$|^1\.3\.6\.1\.4\.1\.311\.10\.3\.3$|^2\.16\.840\.1\.113730\.4\.1$/;
// Algorithms that take no parameters: NULL may be written for those of the first kind, nothing at all for the others.
const PARAMETERLESS = new Set([RSA, ...HASHES.keys(), ...SIGNATURES.keys()]);
const BARE = /^2\.16\.840\.1\.101\.3\.4\.3\.[1-4]$|^1\.3\.101\.11[0-3]$/;
const LONGEST_CHAIN = 10;

/** {plain, folded}: a distinguished name as it is, and without regard to case and runs of spaces; null when a part is no text. */
function readName(der) {
  const inner = der.within(SEQUENCE);
  const parts = inner.rest(() =>
    inner.within(SET).ordered((one) => {
      const pair = one.within(SEQUENCE);
      const [oid, value] = [readOid(pair), pair.next()];
      pair.end();
      return [oid, spoken(value), value.tag];
    }),
  );
  if (parts.flat().some(([, text]) => text === null)) return null;
  const print = (say) => JSON.stringify(parts.map((one) => one.map(([oid, text, tag]) => `${oid}=${say(text, tag)}`).sort()));
  return { plain: print((text) => text), folded: print(fold) };
}

/** Kinds of text that are compared with one another, whatever they are written in; digits and times stay what they are. */
function fold(text, tag) {
  if (!FOLDED_TAGS.has(tag)) return `${tag}:${text}`;
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).trim().replace(/\s+/g, " ");
}

const PRINTABLE = 0x13;
const FOLDED_TAGS = new Set([0x0c, PRINTABLE, 0x14, 0x16, 0x1a, 0x1c, 0x1e]);
const TEXT_TAGS = new Set([0x0c, 0x12, PRINTABLE, 0x14, 0x16, UTC_TIME, GENERALIZED_TIME, 0x1a]);
const WIDE = new Map([[0x1c, 4], [0x1e, 2]]);

/** The text of a part of a name, or null where its kind or its bytes are none. */
function spoken({ tag, body }) {
  if (WIDE.has(tag)) return widely(body, WIDE.get(tag));
  const text = TEXT_TAGS.has(tag) ? decodeText(body) : null;
  if (tag === PRINTABLE && !/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text ?? "*")) throw new Refused("不是所说的字符");
  return text;
}

/** Text of two or four bytes to a character, none of them half of a pair; refused when it is none. */
function widely(body, width) {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const points = Array.from({ length: Math.floor(body.length / width) }, (_, at) => (width === 2 ? view.getUint16(2 * at) : view.getUint32(4 * at)));
  if (body.length % width || points.some((point) => point > 0x10ffff || (point >= 0xd800 && point < 0xe000))) throw new Refused("不是所说的字符");
  return String.fromCodePoint(...points);
}

/** {legible, whole, tbs, serial, issuer, subject, from, until, key, extensions, algorithm, signature}, refused when it is no certificate. */
function readCertificate(der) {
  const { body, whole } = der.next(SEQUENCE);
  const outer = new Der(body);
  const tbs = outer.next(SEQUENCE);
  const algorithm = readAlgorithm(outer);
  const { bytes: signature, unused } = readBits(outer);
  outer.end();
  const fields = readWhole(tbs.body, readFields);
  const agreed = same(fields.algorithm.whole, new Der(body.subarray(tbs.whole.length)).next().whole);
  return { ...fields, whole, tbs: tbs.whole, algorithm: agreed && !unused ? algorithm.oid : "", signature };
}

function readFields(der) {
  const explicit = der.optional(0xa0);
  const version = explicit === null ? 0 : readWhole(explicit.body, readSmall);
  if (explicit !== null && version === 0) throw new Refused("缺省值不应写出");
  const serial = readInteger(der);
  const start = der.at;
  readAlgorithm(der);
  const algorithm = { whole: der.bytes.subarray(start, der.at) };
  const issuer = readName(der);
  const validity = der.within(SEQUENCE);
  const [from, until] = [readTime(validity), readTime(validity)];
  validity.end();
  const subject = readName(der);
  const key = readKey(der);
  for (const tag of [0x81, 0x82]) der.optional(tag);
  const extended = der.optional(0xa3);
  const extensions = extended === null ? new Map() : readWhole(extended.body, readExtensions);
  const legible = issuer !== null && subject !== null && (version === 0 || version === 2);
  return { legible, serial, algorithm, issuer, from, until, subject, key, extensions };
}

function readKey(der) {
  const { body, whole } = der.next(SEQUENCE);
  const inner = new Der(body);
  const { oid, curve } = readAlgorithm(inner);
  const point = readBits(inner).bytes;
  inner.end();
  return { oid, curve, whole, point };
}

/** Name of an extension → [whether it is critical, its value]. */
function readExtensions(der) {
  const found = new Map();
  for (const [oid, critical, value] of der.within(SEQUENCE).rest(readExtension)) {
    if (found.has(oid)) throw new Refused("扩展重复");
    found.set(oid, [critical, value]);
  }
  return found;
}

function readExtension(der) {
  const inner = der.within(SEQUENCE);
  const found = [readOid(inner), readFlag(inner), inner.next(OCTET_STRING).body];
  inner.end();
  return found;
}

/** The certificates of an authority (PEM, or one in DER): {name, roots, between, signers}, as the command sorts them. */
function parseAuthority(name, data) {
  const blocks = latin(data).match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
  let all;
  try {
    all = (blocks.length ? blocks.map(unpem) : [data]).map((one) => readWhole(one, readCertificate));
    if (!all.every((one) => one.legible)) throw new Refused("读不出");
    for (const one of all) mayCertify(one);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(`${name} 的证书读不出：应为 PEM 格式的证书链，或一张 DER 格式的根证书`);
  }
  const roots = all.filter((one) => one.issuer.plain === one.subject.plain);
  const others = all.filter((one) => !roots.includes(one));
  if (!roots.length) throw new Refused(`${name} 的证书里没有根证书：请把机构公布的完整证书链放进来`);
  const between = others.filter(mayCertify);
  return { name, roots, between, signers: others.filter((one) => !between.includes(one)) };
}

function unpem(block) {
  const bytes = unbase64(block.split("-----")[2].replace(/\s/g, ""));
  if (bytes === null) throw new Refused("不是 base64");
  return bytes;
}

function extensionOf(certificate, oid, read) {
  const found = certificate.extensions.get(oid);
  return found === undefined ? null : readWhole(found[1], read);
}

const readBasic = (der) => {
  const inner = der.within(SEQUENCE);
  const found = { ca: readFlag(inner), most: inner.done ? null : Number(`0x${hex(readUnsigned(inner))}`) };
  inner.end();
  return found;
};

const mayCertify = (certificate) => extensionOf(certificate, BASIC, readBasic)?.ca ?? false;

/** Which purposes of the key are marked, from the first; null when the certificate does not say. */
function usageOf(certificate) {
  const bits = extensionOf(certificate, KEY_USAGE, readBits)?.bytes;
  return bits === undefined ? null : (bits[0] ?? 0) | ((bits[1] ?? 0) << 8);
}

const purposesOf = (certificate) => extensionOf(certificate, EXTENDED_USAGE, (der) => der.within(SEQUENCE).rest(readOid)) ?? [];

/** Whether this certificate may sign tokens: its one purpose is time stamping, and it is critical (RFC 3161 section 2.3). */
function mayStamp(certificate) {
  const [usage, purposes] = [usageOf(certificate), purposesOf(certificate)];
  if (usage !== null && (usage & ~0xc0 || !(usage & 0xc0))) return false;
  const only = purposes.includes(TIME_STAMPING) && !purposes.some((one) => OTHER_PURPOSES.test(one));
  return only && certificate.extensions.get(EXTENDED_USAGE)[0];
}

/**
 * Whether a way leads from this certificate to a trusted root, everything on it valid at that time (microseconds).
 * Throws NotChecked where it leads over something that is not checked here.
 */
async function isChained(certificate, { trusted, known, at }, below = []) {
  const second = at / 1000000n * 1000000n;
  if (certificate.from > second || certificate.until < second || below.length > LONGEST_CHAIN) return false;
  if (!bearsCritical(certificate) || (below.length && !mayIssue(certificate, below))) return false;
  if (trusted.includes(certificate) && certificate.issuer.folded === certificate.subject.folded) return true;
  for (const above of [...trusted, ...known]) {
    const fits = above !== certificate && !below.includes(above) && isNamedBy(above, certificate);
    if (!fits || !(await signs(above, certificate.algorithm, certificate.tbs, certificate.signature))) continue;
    if (await isChained(above, { trusted, known, at }, [...below, certificate])) return true;
  }
  return false;
}

function bearsCritical({ extensions }) {
  if (extensions.has(NAME_LIMITS)) throw new NotChecked("证书限定了名称");
  const understood = new Set([KEY_USAGE, BASIC, EXTENDED_USAGE, ...HARMLESS]);
  return [...extensions].every(([oid, [critical]]) => !critical || understood.has(oid));
}

function mayIssue(certificate, below) {
  const [basic, usage] = [extensionOf(certificate, BASIC, readBasic), usageOf(certificate)];
  if (usage !== null && !(usage & 0x04)) return false;
  if (basic === null) throw new NotChecked("证书没有写明可否签发证书");
  if (!basic.ca) return false;
  const between = below.slice(1).filter((one) => one.issuer.folded !== one.subject.folded).length;
  return basic.most === null || between <= basic.most;
}

/** Whether one certificate could be the issuer of another by what they say: name, and identifier of the key where both tell it. */
function isNamedBy(above, below) {
  if (above.subject.folded !== below.issuer.folded) return false;
  const theirs = extensionOf(above, KEY_IDENTIFIER, (der) => der.next(OCTET_STRING).body);
  const ours = extensionOf(below, ISSUER_IDENTIFIER, (der) => {
    const inner = der.within(SEQUENCE);
    const found = inner.optional(0x80)?.body ?? null;
    inner.rest(() => inner.next());
    return found;
  });
  return theirs === null || ours === null || same(theirs, ours);
}

/** Whether the certificate's key made this signature; ``algorithm`` is that of a certificate's signature. */
async function signs(certificate, algorithm, message, signature) {
  if (UNABLE.has(algorithm)) throw new NotChecked(`本页不核验 ${UNABLE.get(algorithm)} 签名的证书`);
  const [kind, hash] = SIGNATURES.get(algorithm) ?? ["", ""];
  return kind === certificate.key.oid && signsWith(certificate.key, hash, message, signature);
}

/** The same with a hash that stands elsewhere. */
async function signsWith({ oid, curve, whole, point }, hash, message, signature) {
  const [named, size] = CURVES.get(curve) ?? ["", 0];
  if (UNABLE.has(oid) || UNABLE.has(curve)) throw new NotChecked(`本页不核验 ${UNABLE.get(oid) ?? UNABLE.get(curve)} 密钥的签名`);
  if (oid === EC ? !named : oid !== RSA) return false;
  const raw = oid === EC ? rawSignature(signature, size) : signature;
  if (raw === null) return false;
  const algorithm = oid === EC ? { name: "ECDSA", namedCurve: named, hash } : { name: "RSASSA-PKCS1-v1_5", hash };
  try {
    const format = oid === EC ? ["raw", point] : ["spki", whole];
    const key = await crypto.subtle.importKey(...format, algorithm, false, ["verify"]);
    return await crypto.subtle.verify(algorithm, key, raw, message);
  } catch {
    return false;
  }
}

/** r and s side by side, as browsers take them, from a sequence of two integers; null when it is none. */
function rawSignature(signature, size) {
  try {
    const pair = readWhole(signature, (der) => der.within(SEQUENCE).rest(readUnsigned));
    const fitted = pair.map((number) => (number[0] === 0 ? number.subarray(1) : number));
    if (pair.length !== 2 || fitted.some((number) => number.length > size)) return null;
    return joined(...fitted.flatMap((number) => [new Uint8Array(size - number.length), number]));
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}
