// Bytes, texts and hashes: what every other file of the verifier stands on. No network, no storage.
"use strict";

const HASH_BYTES = 32;

// What is refused, with a sentence in Chinese; everything else that is thrown is a mistake of ours.
class Refused extends Error {}
// What this browser has no means to check: neither true nor false.
class NotChecked extends Error {}

const encodeText = (text) => new TextEncoder().encode(text);

/** Strict UTF-8, a byte order mark kept as a character; null when the bytes are no text. */
function decodeText(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Each byte as one character, so that any octets are one distinct text. */
function latin(bytes) {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  }
  return pieces.join("");
}

const unlatin = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const base64 = (bytes) => btoa(latin(bytes));

/** The bytes of base64 in its one spelling, or null. */
function unbase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) return null;
  const decoded = atob(text);
  return btoa(decoded) === text ? unlatin(decoded) : null;
}

/** The bytes of lower-case hexadecimal of this length, or null. */
function unhex(text, length) {
  if (text.length !== 2 * length || !/^[0-9a-f]*$/.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function joined(...pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function same(left, right) {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

const sha256Hex = async (bytes) => hex(await sha256(bytes));

/** An unsigned number as 8 bytes, the highest first. */
function uint64(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1) crc = CRC_TABLE[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Texts in the order of their code points, as the other verifiers list them. */
function inOrder(texts) {
  const points = (text) => Array.from(text, (character) => character.codePointAt(0));
  const compare = (left, right) => {
    const [a, b] = [points(left), points(right)];
    const at = a.findIndex((point, index) => point !== b[index]);
    return at < 0 ? a.length - b.length : a[at] - (b[at] ?? -1);
  };
  return [...texts].sort(compare);
}
