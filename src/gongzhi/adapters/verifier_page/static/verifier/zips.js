// Zip files with exactly one byte form: parts stored in the order of their names, and nothing else.
"use strict";

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const PART_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const ZIP_VERSION = 20;
// 1980-01-01: a bundle says when it was made in its manifest, not in its wrapping.
const ZIP_DATE = 33;

const isPartName = (name) => name.length <= 200 && PART_NAME.test(name) && !name.endsWith("\n");

/** Little-endian bytes: a list of [size in bytes, number]. */
function packed(fields) {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, number] of fields) {
    if (size === 2) view.setUint16(at, number, true);
    else view.setUint32(at, number, true);
    at += size;
  }
  return bytes;
}

function localHeader(part) {
  const head = packed([
    [4, 0x04034b50], [2, ZIP_VERSION], [2, 0], [2, 0], [2, 0], [2, ZIP_DATE],
    [4, part.crc], [4, part.size], [4, part.size], [2, part.name.length], [2, 0],
  ]);
  return joined(head, encodeText(part.name));
}

function centralHeader(part) {
  const head = packed([
    [4, 0x02014b50], [2, ZIP_VERSION], [2, ZIP_VERSION], [2, 0], [2, 0], [2, 0], [2, ZIP_DATE],
    [4, part.crc], [4, part.size], [4, part.size],
    [2, part.name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, part.offset],
  ]);
  return joined(head, encodeText(part.name));
}

/** {parts: Map name → bytes, damaged: Map name → why}. Refuses whatever is not of the one form. */
function unpack(data) {
  const [start, count] = endOf(data);
  const listed = [];
  let at = start;
  let offset = 0;
  for (let number = 1; number <= count; number += 1) {
    const part = listedPart(data, at, number, offset);
    at += CENTRAL_BYTES + part.name.length;
    if (listed.length && listed[listed.length - 1].name >= part.name) {
      throw new Refused(`目录第 ${number} 项 ${part.name} 重复或次序不对`);
    }
    listed.push(part);
    offset = part.end;
  }
  if (offset !== start || at !== data.length - END_BYTES) throw new Refused("各部分与目录之间有多余或缺少的字节");
  return opened(data, listed);
}

function opened(data, listed) {
  const parts = new Map();
  const damaged = new Map();
  for (const part of listed) {
    const header = localHeader(part);
    const from = part.offset + header.length;
    const content = data.subarray(from, part.end);
    if (!same(data.subarray(part.offset, from), header)) damaged.set(part.name, "包头与目录不同");
    else if (crc32(content) !== part.crc) damaged.set(part.name, "内容与校验和不同");
    parts.set(part.name, content);
  }
  return { parts, damaged };
}

function listedPart(data, at, number, offset) {
  if (data.length - at < CENTRAL_BYTES) throw new Refused(`目录在第 ${number} 项断开`);
  const view = new DataView(data.buffer, data.byteOffset + at, CENTRAL_BYTES);
  const end = at + CENTRAL_BYTES + view.getUint16(28, true);
  const name = Array.from(data.subarray(at + CENTRAL_BYTES, end), (byte) => (byte < 0x80 ? String.fromCharCode(byte) : "\ufffd")).join("");
  if (!isPartName(name)) throw new Refused(`目录第 ${number} 项的名称不合规：${quoted(name.slice(0, 60))}`);
  const part = { name, crc: view.getUint32(16, true), size: view.getUint32(24, true), offset };
  part.end = offset + LOCAL_BYTES + name.length + part.size;
  // Any other flag, method, size, time, attribute or offset prints back differently.
  if (offset > 0xffffffff || !same(centralHeader(part), data.subarray(at, end))) {
    throw new Refused(`目录第 ${number} 项 ${name} 被改动，或用了不允许的压缩、加密、附加字段`);
  }
  return part;
}

function endOf(data) {
  const tail = data.subarray(Math.max(0, data.length - END_BYTES));
  if (data.length < END_BYTES || !same(tail.subarray(0, 4), encodeText("PK\x05\x06"))) {
    throw new Refused("不是完整的证据包：末尾没有目录记录，或其后有多余的字节");
  }
  const view = new DataView(tail.buffer, tail.byteOffset, END_BYTES);
  const [count, size, start] = [view.getUint16(10, true), view.getUint32(12, true), view.getUint32(16, true)];
  const expected = data.length - END_BYTES - size;
  const plain = view.getUint32(4, true) === 0 && view.getUint16(8, true) === count && view.getUint16(20, true) === 0;
  if (!plain || start !== expected) throw new Refused("证据包末尾的目录记录被改动");
  return [start, count];
}

/** A text between quotation marks with its control characters visible. */
function quoted(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const visible = text.replace(/[\x00-\x1f\x7f\\']/g, (character) => {
    const known = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", "'": mark === "'" ? "\\'" : "'" };
    return known[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return `${mark}${visible}${mark}`;
}
