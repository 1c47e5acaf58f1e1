// Whether the segments of a broadcast are all there: from its opening to its close, in order, every hole declared.
"use strict";

const SEGMENT_RECORDS = ["SegmentOpened", "SegmentRoot", "SegmentClosed"];
const SEGMENTED = ["raw", "SignalBatch"];
// Something is absent; nothing that is there is false.
const ABSENCES = new Set([
  "segment-open-missing", "segment-missing", "segment-exhibit-missing", "segment-close-missing", "segment-truncated", "segments-unreadable",
]);
// The longest silence, in seconds, between two observations of one source that is not a gap.
const ALLOWED_SECONDS = { media: 120, danmu: 600 };

/** A report {broadcast, says, ok, false} per broadcast of which the bundle holds segment records. */
async function checkBundledSegments(parts, items) {
  const broadcasts = new Set(items.filter((item) => SEGMENT_RECORDS.includes(item.kind)).map((item) => item.subject));
  const reports = [];
  for (const broadcast of broadcasts) reports.push(await new SegmentCheck(gathered(parts, items, broadcast)).run());
  return reports;
}

/** The segment records of one broadcast in log order, and what else of it is at hand. */
function gathered(parts, items, broadcast) {
  const records = { broadcast, SegmentOpened: [], SegmentRoot: [], SegmentClosed: [], held: new Map(), unreadable: 0 };
  for (const item of items) {
    if (item.subject !== broadcast || OUT_OF_PLACE.has(item.reason)) continue;
    const { index } = parseProof(parts.get(`proofs/${item.name}.tlog-proof`));
    if (SEGMENTED.includes(item.kind)) records.held.set(index, item.name);
    if (!SEGMENT_RECORDS.includes(item.kind)) continue;
    const content = item.reason === "sealed" ? parts.get(`blobs/${item.sha256}`) : NOTHING;
    try {
      records[item.kind].push({ index, record: decodeRecord(item.kind, content) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      records.unreadable += 1;
    }
  }
  const byIndex = (left, right) => (left.index < right.index ? -1 : left.index > right.index ? 1 : 0);
  records.SegmentRoot.sort(byIndex);
  records.SegmentClosed.sort(byIndex);
  return records;
}

/** A tree that grows leaf by leaf: the hashes of its perfect subtrees, from the left. */
class SegmentTree {
  size = 0;
  #subtrees = [];

  async take(leaf) {
    let hash = await leafHash(encodeText(canonical({ "@record": "Segment", ...leaf })));
    for (let bits = this.size; bits % 2; bits = Math.floor(bits / 2)) hash = await nodeHash(this.#subtrees.pop(), hash);
    this.#subtrees.push(hash);
    this.size += 1;
  }

  async root() {
    if (!this.#subtrees.length) return sha256(NOTHING);
    let root = this.#subtrees[this.#subtrees.length - 1];
    for (const subtree of this.#subtrees.slice(0, -1).reverse()) root = await nodeHash(subtree, root);
    return root;
  }
}

/** What lies unobserved between leaves: silences, bytes that were not sealed, sequence numbers that were jumped over. */
class Holes {
  #opened;
  #ends = new Map();
  #offsets = new Map();
  #next = 0;

  constructor(opened) {
    this.#opened = opened;
  }

  before(leaf) {
    return [this.#silence(leaf), this.#skipped(leaf), this.#jump(leaf)].filter((why) => why !== null);
  }

  take(leaf) {
    if (leaf.signals) this.#next = Math.max(this.#next, leaf.signals[1]);
    if (leaf.source === undefined) return;
    if (leaf.offset !== undefined && leaf.size !== undefined) {
      this.#offsets.set(leaf.source, Math.max(this.#offsets.get(leaf.source) ?? 0, leaf.offset + leaf.size));
    }
    if (leaf.ends === undefined) return;
    const [known, ends] = [this.#ends.get(leaf.source), microseconds(leaf.ends)];
    this.#ends.set(leaf.source, known !== undefined && known > ends ? known : ends);
  }

  #silence(leaf) {
    const longest = ALLOWED_SECONDS[leaf.kind];
    const last = this.#ends.get(leaf.source ?? "");
    if (longest === undefined || last === undefined || leaf.begins === undefined) return null;
    const declared = this.#opened && Object.hasOwn(this.#opened.allowed, leaf.kind) ? this.#opened.allowed[leaf.kind] : longest;
    const allowed = Math.min(longest, Math.max(1, declared));
    const silent = microseconds(leaf.begins) - last;
    if (silent <= BigInt(allowed) * 1000000n) return null;
    return `来源 ${leaf.source ?? "None"} 有 ${silent / 1000000n} 秒没有内容，超过 ${allowed} 秒`;
  }

  #skipped(leaf) {
    const known = this.#offsets.get(leaf.source ?? "") ?? 0;
    if (leaf.source === undefined || leaf.kind === "gap" || leaf.offset === undefined || leaf.offset <= known) return null;
    return `来源 ${leaf.source} 第 ${known} 至 ${leaf.offset} 字节没有封存`;
  }

  #jump(leaf) {
    if (!leaf.signals || leaf.kind === "gap" || leaf.signals[0] <= this.#next) return null;
    return `信号序号从 ${this.#next} 跳到 ${leaf.signals[0]}`;
  }
}

/** The stored form of an instant as microseconds since 1970. */
function microseconds(text) {
  const match = INSTANT.exec(text);
  return BigInt(instant(match).getTime()) * 1000n + BigInt(match[7]);
}

/**
 * (1) There is an opening. (2) Roots follow each other without a stretch missing or told twice. (3) Leaves are numbered and
 * chained, and give the root; the consistency path holds. (4) A hole stands behind a declared gap. (5) What leaves name is
 * at hand, and nothing at hand is unnamed. (6) The close says count and root.
 */
class SegmentCheck {
  #tree = new SegmentTree();
  #records;
  #gaps = 0;
  #troubles = [];
  #rootsAt = new Map();
  #reached = -1;
  #cut = false;

  constructor(records) {
    this.#records = records;
  }

  async run() {
    const { SegmentOpened: openings, SegmentRoot: roots, unreadable } = this.#records;
    if (unreadable) this.#say("segments-unreadable", `${unreadable} 条分段记录没有内容或读不出`);
    if (!openings.length) this.#say("segment-open-missing", "没有分段的开场记录"); // (1)
    const holes = new Holes(openings[0]?.record ?? null);
    for (const { record } of roots) if (this.#follows(record)) await this.#take(record, holes);
    this.#compareExhibits();
    this.#compareClose();
    return this.#report();
  }

  #say(reason, detail) {
    this.#troubles.push({ reason, detail });
  }

  #follows(root) {
    // (2)
    const size = this.#tree.size;
    if (root.first < size) {
      this.#say("segment-forked", `第 ${root.first + 1} 段起有两种说法`);
      return false;
    }
    if (root.first > size) {
      this.#say("segment-missing", `缺第 ${size + 1} 至 ${root.first} 段`);
      // What comes after a missing stretch cannot be hashed; its place in the log is all that holds.
      this.#cut = true;
    }
    return !this.#cut;
  }

  async #take(root, holes) {
    // (3)
    const [old, oldRoot] = [this.#tree.size, await this.#tree.root()];
    let expected = old;
    for (const leaf of root.leaves) {
      if (leaf.seq !== expected || leaf.prev_root !== hex(await this.#tree.root()) || this.#goesBack(leaf)) {
        this.#say("segment-out-of-order", `第 ${expected + 1} 段的次序或前序根不对`);
        this.#cut = true;
        return;
      }
      this.#lookForHoles(leaf, holes);
      await this.#tree.take(leaf);
      expected += 1;
    }
    const now = hex(await this.#tree.root());
    if (root.size !== this.#tree.size || root.root !== now) {
      this.#say("segment-altered", `第 ${old + 1} 至 ${root.size} 段算出的根与封存的根不同`);
    }
    if (!(await isProved(root, old, oldRoot))) {
      this.#say("segment-root-not-consistent", `第 ${root.size} 段处的根不是第 ${old} 段处的根的延续`);
    }
    this.#rootsAt.set(this.#tree.size, now);
  }

  #goesBack(leaf) {
    // Leaves of one batch share it; the first entry that a leaf names never lies before that of the leaf before.
    const first = leaf.entries.length ? leaf.entries[0].index : this.#reached;
    const back = first < this.#reached;
    this.#reached = Math.max(first, this.#reached);
    return back;
  }

  #lookForHoles(leaf, holes) {
    // (4)
    if (leaf.kind === "gap") this.#gaps += 1;
    else for (const why of holes.before(leaf)) this.#say("segment-gap-undeclared", `第 ${leaf.seq + 1} 段之前有未声明的缺口：${why}`);
    holes.take(leaf);
  }

  #compareExhibits() {
    // (5)
    const { held, SegmentRoot: roots, SegmentClosed: closes } = this.#records;
    const named = new Map();
    for (const { record } of roots) {
      for (const leaf of record.leaves) for (const one of leaf.entries) named.set(BigInt(one.index), one.exhibit);
    }
    const absent = [...named].filter(([index, exhibit]) => held.get(index) !== exhibit).map(([index]) => index);
    if (absent.length) {
      this.#say("segment-exhibit-missing", `各段所指的 ${absent.length} 件不在其中，最先是日志第 ${lowest(absent)} 项`);
    }
    // What was sealed after the last root waits for the next one; where a stretch is missing, so is what it named.
    const kept = closes.filter(({ record }) => this.#rootsAt.has(record.count)).map(({ index }) => index);
    const last = this.#cut ? -1n : [...named.keys(), ...kept].reduce((most, index) => (index > most ? index : most), -1n);
    const unnamed = [...held.keys()].filter((index) => !named.has(index) && index < last);
    if (unnamed.length) {
      this.#say("segment-exhibit-unnamed", `${unnamed.length} 件没有归入任何一段，最先是日志第 ${lowest(unnamed)} 项`);
    }
  }

  #compareClose() {
    // (6)
    const [closes, size] = [this.#records.SegmentClosed.map(({ record }) => record), this.#tree.size];
    if (!closes.length) this.#say("segment-close-missing", `没有收场记录：只能说明到第 ${size} 段为止`);
    if (this.#cut || !closes.length) return;
    for (const closed of closes) {
      if (closed.count > size) this.#say("segment-truncated", `收场时有 ${closed.count} 段，现在只有 ${size} 段`);
      else if ((this.#rootsAt.get(closed.count) ?? "") !== closed.root) {
        this.#say("segment-close-false", `收场记录的段数或根与第 ${closed.count} 段处不符`);
      }
    }
    const last = closes[closes.length - 1];
    if (last.count === size && last.gaps !== this.#gaps) {
      this.#say("segment-close-false", `收场记录说有 ${last.gaps} 处缺口，各段中有 ${this.#gaps} 处`);
    }
    if (last.count < size) {
      this.#say("segment-close-missing", `最后一次收场在第 ${last.count} 段，其后又有 ${size - last.count} 段`);
    }
  }

  #report() {
    const told = this.#troubles.slice(0, 8).map(({ reason, detail }) => `${detail}（${reason}）`).join("；");
    const gaps = this.#gaps ? `缺口 ${this.#gaps} 处（已声明）` : "没有缺口";
    return {
      broadcast: this.#records.broadcast,
      says: told || `第 1 至 ${this.#tree.size} 段齐全，${gaps}`,
      ok: !this.#troubles.length,
      false: this.#troubles.some(({ reason }) => !ABSENCES.has(reason)),
    };
  }
}

const lowest = (indexes) => indexes.reduce((least, index) => (index < least ? index : least));

/** Whether the root of a record continues the tree of ``old`` leaves. */
async function isProved(root, old, oldRoot) {
  const path = root.path.map(looseHex);
  const newRoot = looseHex(root.root);
  if (path.includes(null)) return false;
  if (!old) return true;
  return newRoot !== null && isConsistent(BigInt(old), BigInt(root.size), path, oldRoot, newRoot);
}

/** Hexadecimal in any case, with spaces between bytes: what the proof is made of counts, not how it is written. */
function looseHex(text) {
  if (!/^[\t-\r ]*([0-9a-fA-F]{2}[\t-\r ]*)*$/.test(text)) return null;
  return Uint8Array.from(text.match(/[0-9a-fA-F]{2}/g) ?? [], (pair) => parseInt(pair, 16));
}

/** Whether the old tree is the beginning of the new one (RFC 9162 section 2.1.4.2). */
async function isConsistent(old, size, path, oldRoot, newRoot) {
  if (old <= 0n || old > size) return false;
  if (old === size) return !path.length && same(oldRoot, newRoot);
  const perfect = (old & (old - 1n)) === 0n;
  if ([oldRoot, newRoot, ...path].some((hash) => hash.length !== HASH_BYTES) || (!perfect && !path.length)) return false;
  const [first, rest] = perfect ? [oldRoot, path] : [path[0], path.slice(1)];
  let [node, last] = [old - 1n, size - 1n];
  while (node & 1n) [node, last] = [node >> 1n, last >> 1n];
  let [fromOld, fromNew] = [first, first];
  for (const sibling of rest) {
    if (last === 0n) return false;
    const left = (node & 1n) === 1n || node === last;
    if (left) [fromOld, fromNew] = [await nodeHash(sibling, fromOld), await nodeHash(sibling, fromNew)];
    else fromNew = await nodeHash(fromNew, sibling);
    while (left && node && !(node & 1n)) [node, last] = [node >> 1n, last >> 1n];
    [node, last] = [node >> 1n, last >> 1n];
  }
  return last === 0n && same(fromOld, oldRoot) && same(fromNew, newRoot);
}
