// Whether what entries say of their time can be true beside what time-stamping authorities say of the log.
"use strict";

// An entry is dated when its act began, and clocks differ: less than this contradicts nobody (microseconds).
const DRIFT = 300_000_000n;
const MISDATED = ["entry-back-dated", "entry-post-dated"];
// These reasons stay: what is not in the log has no date, and false content is worse than a false date.
const WORSE = new Set([...OUT_OF_PLACE, "content-altered", "withheld-unfounded"]);

async function checkTimestamps(check, parts, opened) {
  // (10)
  const tokens = new Map([...parts].filter(([name]) => name.startsWith("timestamps/")));
  if (!check.authorities.length) {
    const told = `包里有 ${tokens.size} 个时间戳；没有提供机构的证书，未核验，请用 --authorities 再核验一次`;
    say(check, 10, true, tokens.size ? told : "包里没有时间戳", tokens.size > 0);
    return;
  }
  const text = noteText(parts.get("checkpoint"));
  if (text === null) {
    say(check, 10, false, "检查点读不出，未能核验时间戳");
    return;
  }
  const stamped = await countTimestamps(tokens, text, check.authorities);
  const detail = stamped.verified.map(({ authority, at }) => `${authority} 证明检查点在 ${showMoment(at)} 已经存在`);
  for (const told of [stamped.wrong, stamped.unknown, stamped.unchecked]) detail.push(...[...told].map(([name, why]) => `${name}：${why}`));
  let [wrong, unchecked] = [stamped.wrong.size > 0, stamped.unchecked.size > 0 || Boolean(check.blind)];
  if (opened !== null) {
    const dates = await checkDates(parts, check.items, opened, stamped.verified, check.authorities);
    check.items = dates.items;
    detail.push(...dates.says);
    [wrong, unchecked] = [wrong || dates.wrong, unchecked || dates.unchecked];
  }
  // What is false is false, whatever else could not be looked at.
  const ok = stamped.verified.length > 0 && !wrong;
  say(check, 10, ok, detail.join("；") || "没有所信机构的时间戳", unchecked && !wrong);
}

function noteText(data) {
  try {
    return data === undefined ? null : parseNote(data).text;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/**
 * The items, those with an impossible date under its reason, what to say, whether something is false, and whether something
 * could not be checked here: {items, says, wrong, unchecked}. (1) An entry that lies in a stamped tree was not sealed after
 * the stamp. (2) One that is not in an earlier tree was not sealed before that was stamped.
 */
async function checkDates(parts, items, opened, verified, authorities) {
  const found = await boundsOf(parts, opened, authorities);
  const until = verified.length ? verified[0].at : null;
  const judged = items.map((item) => judgeDate(parts, item, found.bounds, until));
  for (const reason of MISDATED) {
    const names = judged.filter((item) => item.reason === reason).map((item) => item.name);
    if (!names.length) continue;
    const more = names.length > MOST_LISTED ? `等 ${names.length} 件` : "";
    found.says.push(`${reason}：${names.slice(0, MOST_LISTED).join("、")}${more}${REASONS[reason]}`);
    found.wrong = true;
  }
  return { ...found, items: judged };
}

function judgeDate(parts, item, bounds, until) {
  const placed = WORSE.has(item.reason) ? null : placedAt(parts, item.name);
  if (placed === null) return item;
  const since = bounds.filter(({ size }) => size <= placed.index).reduce((latest, { at }) => (at > latest ? at : latest), -1n);
  if (since >= 0n && placed.at < since - DRIFT) return redated(item, "entry-back-dated", since);
  if (until !== null && placed.at > until + DRIFT) return redated(item, "entry-post-dated", until);
  return item;
}

function redated(item, reason, than) {
  const detail = `${REASONS[reason]}：写的是 ${item.at}，时间戳是 ${showMoment(than)}`;
  return { ...item, ok: false, reason, detail };
}

/** {index, at} of an item that was shown to be in the log. */
function placedAt(parts, name) {
  const entry = decodeRecord("Exhibit", parts.get(`entries/${name}.json`));
  return { index: parseProof(parts.get(`proofs/${name}.tlog-proof`)).index, at: momentOf(entry.at) };
}

/** What the earlier checkpoints of the bundle show: the log had ``size`` entries, no more, when they were stamped. */
async function boundsOf(parts, opened, authorities) {
  const [bounds, says] = [[], []];
  let [wrong, unchecked] = [false, false];
  for (const [folder, files] of foldersOf(parts)) {
    try {
      const { checkpoint, text } = await earlierOf(files, opened);
      const tokens = new Map([...files].filter(([name]) => name.endsWith(".tsr")));
      const stamped = await countTimestamps(tokens, text, authorities);
      says.push(...[stamped.wrong, stamped.unknown, stamped.unchecked].flatMap((one) => [...one]).map(([name, why]) => `${folder}${name}：${why}`));
      wrong ||= stamped.wrong.size > 0;
      unchecked ||= stamped.unchecked.size > 0;
      if (!stamped.verified.length) continue;
      const { at } = stamped.verified[0];
      bounds.push({ size: checkpoint.size, at });
      says.push(`${showMoment(at)} 时日志有 ${checkpoint.size} 项`);
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof NotChecked)) throw error;
      says.push(`${folder}：${error.message}`);
      wrong ||= error instanceof Refused;
      unchecked ||= error instanceof NotChecked;
    }
  }
  return { bounds, says, wrong, unchecked };
}

function foldersOf(parts) {
  const folders = new Map();
  for (const name of inOrder(parts.keys())) {
    if (!name.startsWith("earlier/")) continue;
    const cut = name.lastIndexOf("/") + 1;
    const folder = name.slice(0, cut);
    if (!folders.has(folder)) folders.set(folder, new Map());
    folders.get(folder).set(name.slice(cut), parts.get(name));
  }
  return folders;
}

/** An earlier checkpoint by the same log, of which the bundle's is the continuation, and its text. */
async function earlierOf(files, { checkpoint: newest, log }) {
  const note = parseNote(files.get("checkpoint") ?? NOTHING);
  await verifyNote(note, [log]);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== log.name) throw new Refused(`检查点属于 ${checkpoint.origin}，密钥属于 ${log.name}`);
  const path = parsePath(files.get("consistency") ?? NOTHING);
  await verifyConsistency(checkpoint, newest, path);
  return { checkpoint, text: note.text };
}

/** The hashes of a consistency path, one per line in base64. */
function parsePath(data) {
  const text = latin(data);
  const lines = text.split("\n");
  const path = lines.slice(0, -1).map(unbase64);
  const loose = lines.slice(0, -1).some((line) => !/^[A-Za-z0-9+/]*={0,2}$/.test(line) || line.length % 4);
  if (loose) throw new Refused("一致性证明读不出");
  if (lines.at(-1) !== "" || path.includes(null)) throw new Refused("一致性证明不是规范写法");
  return path;
}

/** Refused unless the old tree is the beginning of the new one (RFC 9162 section 2.1.4.2). */
async function verifyConsistency(old, newest, path) {
  if (old.size < 1n || old.size > newest.size) throw new Refused(`没有从 ${old.size} 项到 ${newest.size} 项的一致性证明`);
  if (old.size === newest.size) {
    if (path.length || !same(old.root, newest.root)) throw new Refused("两个检查点项数相同，根却不同，或多带了证明");
    return;
  }
  const odd = path.find((hash) => hash.length !== HASH_BYTES);
  if (odd !== undefined) throw new Refused(`散列应为 ${HASH_BYTES} 字节，实为 ${odd.length} 字节`);
  const perfect = (old.size & (old.size - 1n)) === 0n;
  if (!perfect && !path.length) throw new Refused("一致性证明是空的");
  const [first, rest] = perfect ? [old.root, path] : [path[0], path.slice(1)];
  let [node, last] = [old.size - 1n, newest.size - 1n];
  for (; node & 1n; node >>= 1n) last >>= 1n;
  let [fromOld, fromNew] = [first, first];
  for (const sibling of rest) {
    if (last === 0n) throw new Refused("证明过长");
    const left = node & 1n || node === last;
    if (left) fromOld = await nodeHash(sibling, fromOld);
    fromNew = left ? await nodeHash(sibling, fromNew) : await nodeHash(fromNew, sibling);
    for (; left && node && !(node & 1n); node >>= 1n) last >>= 1n;
    [node, last] = [node >> 1n, last >> 1n];
  }
  if (last) throw new Refused("证明过短");
  if (!same(fromOld, old.root) || !same(fromNew, newest.root)) throw new Refused("一致性证明与两个检查点的根对不上：日志可能被改写");
}
