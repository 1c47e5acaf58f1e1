// Distinguished encoding (X.690) of what time-stamping authorities sign: read strictly, never corrected.
"use strict";

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const NULL = 0x05;
const OID = 0x06;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;

/** Elements one after another: ``next`` takes one, ``end`` refuses what is left over. */
class Der {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get done() {
    return this.at === this.bytes.length;
  }

  /** {tag, body, whole} of the next element, which must have this tag where one is given. */
  next(tag) {
    const start = this.at;
    const found = this.bytes[start];
    // Tags beyond 30 occur in nothing that is read here.
    if (found === undefined || (found & 0x1f) === 0x1f || (tag !== undefined && found !== tag)) throw new Refused("不是所要的内容");
    const [length, head] = this.length(start + 1);
    const end = head + length;
    if (end > this.bytes.length) throw new Refused("在中途断开");
    this.at = end;
    return { tag: found, body: this.bytes.subarray(head, end), whole: this.bytes.subarray(start, end) };
  }

  length(at) {
    const first = this.bytes[at];
    if (first === undefined) throw new Refused("在中途断开");
    if (first < 0x80) return [first, at + 1];
    const octets = this.bytes.subarray(at + 1, at + 1 + (first & 0x7f));
    const length = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    const least = length < 0x80 ? 0 : Math.ceil(length.toString(16).length / 2);
    if (first === 0x80 || octets.length !== (first & 0x7f) || octets.length !== least || least > 4) throw new Refused("长度写法不对");
    return [length, at + 1 + octets.length];
  }

  /** The next element if it has this tag, else null. */
  optional(tag) {
    return this.bytes[this.at] === tag ? this.next(tag) : null;
  }

  /** The contents of the next element, to be read in their turn. */
  within(tag) {
    return new Der(this.next(tag).body);
  }

  end() {
    if (!this.done) throw new Refused("后面有多余的内容");
  }

  /** Everything that is left, each read by ``read``. */
  rest(read) {
    const found = [];
    while (!this.done) found.push(read(this));
    return found;
  }

  /** The same, refused unless the elements stand in the order of their bytes. */
  ordered(read) {
    let before = NOTHING;
    return this.rest(() => {
      const start = this.at;
      const found = read(this);
      const whole = this.bytes.subarray(start, this.at);
      if (compareBytes(before, whole) > 0) throw new Refused("集合的次序不对");
      before = whole;
      return found;
    });
  }
}

/** What ``read`` makes of all these bytes. */
function readWhole(bytes, read) {
  const der = new Der(bytes);
  const found = read(der);
  der.end();
  return found;
}

function compareBytes(left, right) {
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) if (left[at] !== right[at]) return left[at] - right[at];
  return left.length - right.length;
}

function readInteger(der) {
  const { body } = der.next(INTEGER);
  const padded = body.length > 1 && ((body[0] === 0 && body[1] < 0x80) || (body[0] === 0xff && body[1] >= 0x80));
  if (!body.length || padded) throw new Refused("整数写法不对");
  return body;
}

/** An integer that must fit one unsigned byte. */
function readSmall(der) {
  const body = readInteger(der);
  if (body[0] >= 0x80 || body.length > 2 || (body.length === 2 && body[0] !== 0)) throw new Refused("整数超出范围");
  return body.at(-1);
}

function readUnsigned(der) {
  const body = readInteger(der);
  if (body[0] >= 0x80) throw new Refused("整数不能为负");
  return body;
}

/** An object identifier in its usual spelling, 1.2.840 and so on. */
function readOid(der) {
  const { body } = der.next(OID);
  const arcs = [];
  let [arc, octets] = [0, 0];
  for (const octet of body) {
    if (octet === 0x80 && octets === 0) throw new Refused("标识写法不对");
    [arc, octets] = [arc * 128 + (octet & 0x7f), octets + 1];
    if (arc > 0xffffffff) throw new Refused("标识过长");
    if (octet < 0x80) {
      arcs.push(arc);
      [arc, octets] = [0, 0];
    }
  }
  if (!arcs.length || octets || body.length > 63) throw new Refused("标识写法不对");
  const first = Math.min(Math.floor(arcs[0] / 40), 2);
  return [first, arcs[0] - 40 * first, ...arcs.slice(1)].join(".");
}

function readBoolean(der) {
  const { body } = der.next(BOOLEAN);
  if (body.length !== 1 || (body[0] !== 0 && body[0] !== 0xff)) throw new Refused("真假写法不对");
  return body[0] === 0xff;
}

/** A field that is false unless it is written; writing it out as false is refused. */
function readFlag(der) {
  if (der.bytes[der.at] !== BOOLEAN) return false;
  if (!readBoolean(der)) throw new Refused("缺省值不应写出");
  return true;
}

/** The bytes of a bit string of whole bytes or not, with the number of bits that do not count. */
function readBits(der) {
  const { body } = der.next(BIT_STRING);
  const unused = body[0];
  const empty = body.length === 1;
  if (unused === undefined || unused > 7 || (empty && unused) || (!empty && body.at(-1) & ((1 << unused) - 1))) {
    throw new Refused("位串写法不对");
  }
  return { bytes: body.subarray(1), unused };
}

const GENERALIZED = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/;

/** A time in microseconds of the common era of computers (BigInt): UTCTime until 2049, GeneralizedTime. */
function readTime(der) {
  const { tag, body } = der.next();
  if (tag !== UTC_TIME && tag !== GENERALIZED_TIME) throw new Refused("不是时间");
  const text = latin(body);
  const short = tag === UTC_TIME;
  const match = GENERALIZED.exec(short ? `${Number(text.slice(0, 2)) >= 50 ? "19" : "20"}${text}` : text);
  if (match === null || (short && match[7] !== undefined)) throw new Refused("时间写法不对");
  const [whole, year, month, day, hour, minute, second, fraction = ""] = match;
  const at = instant([whole, year, month, day, hour, minute, second]);
  const real = at.getUTCMonth() === month - 1 && at.getUTCDate() === Number(day) && hour < 24 && minute < 60 && second < 60;
  if (!real || year === "0000") throw new Refused("没有这个时间");
  return BigInt(at.getTime()) * 1000n + BigInt(fraction.padEnd(6, "0").slice(0, 6));
}

/** {oid, curve}: an algorithm, and the curve where it is one over elliptic curves with a name. */
function readAlgorithm(der) {
  const inner = der.within(SEQUENCE);
  const oid = readOid(inner);
  const parameters = inner.done ? null : inner.next();
  inner.end();
  const blank = parameters === null || (parameters.tag === NULL && !parameters.body.length);
  const curve = oid === EC && parameters?.tag === OID ? readWhole(parameters.whole, readOid) : "";
  const described = Boolean(curve) || parameters?.tag === SEQUENCE || (parameters !== null && blank);
  if ((PARAMETERLESS.has(oid) && !blank) || (BARE.test(oid) && parameters !== null) || (oid === EC && !described)) throw new Refused("算法的参数不对");
  return { oid, curve };
}
