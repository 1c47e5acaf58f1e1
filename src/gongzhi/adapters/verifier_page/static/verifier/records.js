// Records: canonical JSON (RFC 8785 without floats), read strictly; what would print back differently is refused.
"use strict";

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})Z$/;
const BLANK = /^[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;

const isText = (value) => typeof value === "string" && !/[\ud800-\udfff]/u.test(value);
const isWhole = (value) => Number.isSafeInteger(value);
const isTexts = (value) => Array.isArray(value) && value.every(isText);
const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
// Keys beyond the basic plane would be sorted differently by different languages.
const isMapOf = (value, holds) => isPlain(value) && Object.keys(value).every((key) => !/[\ud800-\udfff]/.test(key) && holds(value[key]));
const isTextMap = (value) => isMapOf(value, isText);
const isListOf = (shape) => (value) => Array.isArray(value) && value.every((item) => isPlain(item) && fits(item, shape));

function isInstant(value) {
  const match = typeof value === "string" ? INSTANT.exec(value) : null;
  if (match === null || match[1] === "0000") return false;
  const at = instant(match);
  return at.getUTCMonth() === match[2] - 1 && at.getUTCDate() === Number(match[3]) && match[4] < 24 && match[5] < 60 && match[6] < 60;
}

function instant([, year, month, day, hour, minute, second]) {
  const at = new Date(0);
  at.setUTCFullYear(Number(year), month - 1, Number(day));
  at.setUTCHours(Number(hour), Number(minute), Number(second));
  return at;
}

/** As people in China read it; what lies after the last day of the calendar there is left as it was stored. */
function showInstant(text) {
  const at = instant(INSTANT.exec(text));
  at.setTime(at.getTime() + 8 * 3600 * 1000);
  return at.getUTCFullYear() > 9999 ? text : `${at.getUTCFullYear()}${at.toISOString().slice(4, 19).replace("T", " ")}`;
}

/** An instant as microseconds since 1970 (BigInt), and such a number as people in China read it. */
const momentOf = (text) => BigInt(instant(INSTANT.exec(text)).getTime()) * 1000n + BigInt(INSTANT.exec(text)[7]);
const showMoment = (at) => showInstant(new Date(Number(at / 1000n)).toISOString().replace("Z", "000Z"));

// Name of a field → [check, whether it must be there].
const ITEM = {
  exhibit: [isText, true],
  salt: [isText, false],
  sha256: [isText, false],
  withheld: [isText, false],
};
const SEGMENT_KINDS = ["open", "media", "danmu", "listing", "price", "stock", "other", "gap", "close"];
const SEGMENT_ENTRY = { index: [isWhole, true], exhibit: [isText, true], size: [isWhole, true] };
const SEGMENT = {
  broadcast: [isText, true],
  kind: [(value) => SEGMENT_KINDS.includes(value), true],
  sealed_at: [isInstant, true],
  collector: [isText, true],
  tool: [isText, true],
  seq: [isWhole, true],
  prev_root: [isText, true],
  entries: [isListOf(SEGMENT_ENTRY), true],
  source: [isText, false],
  offset: [isWhole, false],
  size: [isWhole, false],
  signals: [(value) => Array.isArray(value) && value.length === 2 && value.every(isWhole), false],
  begins: [isInstant, false],
  ends: [isInstant, false],
  clock: [isText, true],
  why: [isText, true],
};
const SHAPES = {
  BundleManifest: {
    format: [isText, true],
    scope: [isText, true],
    made_at: [isInstant, true],
    items: [isListOf(ITEM), true],
    parts: [isTextMap, true],
    unresolved: [isTexts, true],
  },
  Exhibit: {
    kind: [isText, true],
    subject: [isText, true],
    commitment: [isText, true],
    size: [isWhole, true],
    media_type: [isText, true],
    at: [isInstant, true],
  },
  Redacted: {
    exhibit: [isText, true],
    before: [isText, true],
    fields: [(value) => isTexts(value) && value.length > 0, true],
    reason: [(value) => isText(value) && !BLANK.test(value), true],
    by: [(value) => isText(value) && !BLANK.test(value), true],
    at: [isInstant, true],
    copy: [isText, false],
    after: [isText, false],
  },
  SegmentOpened: {
    broadcast: [isText, true],
    at: [isInstant, true],
    collector: [isText, true],
    tool: [isText, true],
    allowed: [(value) => isMapOf(value, isWhole), true],
  },
  SegmentRoot: {
    broadcast: [isText, true],
    first: [isWhole, true],
    size: [isWhole, true],
    root: [isText, true],
    path: [isTexts, true],
    leaves: [isListOf(SEGMENT), true],
    at: [isInstant, true],
  },
  SegmentClosed: {
    broadcast: [isText, true],
    count: [isWhole, true],
    root: [isText, true],
    gaps: [isWhole, true],
    at: [isInstant, true],
  },
};

function fits(value, shape) {
  const known = Object.keys(value).every((name) => Object.hasOwn(shape, name) && shape[name][0](value[name]));
  return known && Object.keys(shape).every((name) => !shape[name][1] || Object.hasOwn(value, name));
}

/** The record of this name in these bytes; refused when they are another one or not its only spelling. */
function decodeRecord(name, data) {
  const text = decodeText(data);
  let value;
  try {
    value = JSON.parse(text ?? "");
  } catch {
    throw new Refused(`${name} 记录无法读出：不是 JSON`);
  }
  if (!isPlain(value) || value["@record"] !== name) throw new Refused(`这不是 ${name} 记录`);
  const { "@record": _, ...fields } = value;
  if (Object.hasOwn(value, "__proto__") || !fits(fields, SHAPES[name])) throw new Refused(`${name} 记录无法读出：字段不对`);
  // Doubled keys, spaces, floats and another order all show here.
  if (canonical(value) !== text) throw new Refused(`${name} 记录读出后再写与原字节不同，拒收`);
  return fields;
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isPlain(value)) return JSON.stringify(value);
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}
