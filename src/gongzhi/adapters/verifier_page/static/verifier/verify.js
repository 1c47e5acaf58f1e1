// The offline check of a bundle: from its bytes and a policy to a numbered verdict, the same as gongzhi evidence verify.
"use strict";

const FORMAT = "gongzhi/evz@v1";
const STEPS = new Map([
  [1, "包的结构"],
  [2, "清单与各部分的散列"],
  [3, "信任的来源"],
  [4, "检查点由所信的日志签名"],
  [5, "见证人的联署达到法定数"],
  [6, "清单由日志签名"],
  [7, "每件证据都在日志里"],
  [8, "每件原件与日志里的承诺相符"],
  [9, "清单引用的证据齐全"],
  [10, "时间戳机构证明检查点在何时已经存在"],
]);
// Only for a bundle that holds segment records: others promise nothing of a broadcast's being whole.
const SEGMENTS_WHOLE = "场次各段齐全";
const MOST_LISTED = 20;

/**
 * {verdict, steps: [{n, what, ok, detail, unchecked}], items, scope}. Never throws for any bytes.
 *
 * ``unchecked`` marks what this browser cannot check. Where the verdict needs it, ok is false and the verdict is
 * "unchecked", unless something else is false; otherwise the step stands on what was checked, and says what was not.
 */
async function verifyBundle(data, policy, authorities = []) {
  const check = { policy, authorities, steps: [], items: [], scope: "", absences: new Set([9]) };
  await runSteps(check, data);
  for (const n of STEPS.keys()) {
    if (!check.steps.some((step) => step.n === n)) say(check, n, false, "前面的步骤不成立，未能核验");
  }
  check.steps.sort((left, right) => left.n - right.n);
  return { verdict: outcomeOf(check), steps: check.steps, items: check.items, scope: check.scope };
}

function outcomeOf({ steps, absences }) {
  const failed = steps.filter((step) => !step.ok);
  if (!failed.length) return "verified";
  if (failed.some((step) => !absences.has(step.n) && !step.unchecked)) return "failed";
  return failed.some((step) => step.unchecked) ? "unchecked" : "incomplete";
}

async function runSteps(check, data) {
  const unpacked = openPackage(check, data); // (1)
  if (unpacked === null) return;
  const { parts } = unpacked;
  const manifest = await readManifest(check, parts); // (2)
  const policy = await choosePolicy(check, parts); // (3)
  const opened = await openCheckpoint(check, parts, policy); // (4)
  await countWitnesses(check, parts, policy, opened); // (5)
  await checkManifestSignature(check, parts, opened); // (6)
  if (manifest === null) {
    await checkTimestamps(check, parts, opened); // (10)
    return;
  }
  check.scope = manifest.scope;
  check.items = await verifyItems(parts, manifest, opened && opened.checkpoint);
  judgePlaces(check); // (7)
  judgeContents(check); // (8)
  checkCompleteness(check, manifest, parts); // (9)
  await checkSegments(check, parts); // (11)
  await checkTimestamps(check, parts, opened); // (10) after the others, because it gives exhibits another reason
}

function say(check, n, ok, detail, unchecked = false) {
  check.steps.push({ n, what: STEPS.get(n), ok, detail, unchecked });
}

function openPackage(check, data) {
  // (1)
  try {
    const unpacked = unpack(data);
    const damaged = [...unpacked.damaged].map(([name, why]) => `${name}：${why}`);
    say(check, 1, !damaged.length, damaged.join("；") || `共 ${unpacked.parts.size} 个部分`);
    return unpacked;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(check, 1, false, error.message);
    return null;
  }
}

async function readManifest(check, parts) {
  // (2)
  let manifest;
  try {
    manifest = decodeRecord("BundleManifest", parts.get("manifest.json") ?? NOTHING);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(check, 2, false, `manifest.json 读不出：${error.message}`);
    return null;
  }
  const wrong = manifest.format === FORMAT ? [] : [`格式 ${manifest.format} 不是 ${FORMAT}`];
  wrong.push(...(await checkListing(parts, manifest)));
  say(check, 2, !wrong.length, wrong.join("；") || `清单列出 ${manifest.items.length} 件，各部分散列相符`);
  return manifest;
}

/** What is wrong with the list of parts, in Chinese; empty when nothing. */
async function checkListing(parts, manifest) {
  const listed = new Map(Object.entries(manifest.parts));
  const wrong = [];
  for (const name of inOrder(listed.keys())) {
    if (parts.has(name) && (await sha256Hex(parts.get(name))) !== listed.get(name)) wrong.push(`${name} 的内容与清单不同`);
  }
  wrong.push(...inOrder(listed.keys()).filter((name) => !parts.has(name)).map((name) => `缺少 ${name}`));
  const unsealed = new Set(["manifest.json", "manifest.note"]);
  const extra = inOrder(parts.keys()).filter((name) => !listed.has(name) && !unsealed.has(name));
  wrong.push(...extra.map((name) => `清单没有列出 ${name}`));
  wrong.push(...["checkpoint", "policy.txt"].filter((name) => !listed.has(name)).map((name) => `清单没有列出 ${name}`));
  const exhibits = manifest.items.map((item) => item.exhibit);
  if (new Set(exhibits).size !== exhibits.length) wrong.push("清单重复列出同一件证据");
  const owned = new Set(exhibits.flatMap((exhibit) => [`entries/${exhibit}.json`, `proofs/${exhibit}.tlog-proof`]));
  for (const item of manifest.items) if (item.sha256) owned.add(`blobs/${item.sha256}`);
  const stray = inOrder(listed.keys()).filter((name) => /^(blobs|entries|proofs)\//.test(name) && !owned.has(name));
  return [...wrong, ...stray.map((name) => `${name} 不属于任何一件证据`)];
}

async function choosePolicy(check, parts) {
  // (3)
  if (check.policy) {
    say(check, 3, true, "使用了核验者提供的信任策略");
    return check.policy;
  }
  try {
    const own = await parsePolicy(parts.get("policy.txt") ?? NOTHING);
    say(
      check, 3, true,
      "没有提供信任策略，公钥取自这个包本身：只能说明包内前后一致，不能说明日志属于谁。" +
        "请从日志经营者以外的途径取得公钥，用 --policy 再核验一次",
    );
    return own;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(check, 3, false, `没有提供信任策略，包内的 policy.txt 也读不出：${error.message}`);
    return null;
  }
}

/** {checkpoint, log, note}, or null when it is not believed; ``check.blind`` says whether only this browser could not tell. */
async function openCheckpoint(check, parts, policy) {
  // (4)
  if (policy === null) {
    say(check, 4, false, "没有可用的信任策略");
    return null;
  }
  try {
    const note = parseNote(parts.get("checkpoint") ?? NOTHING);
    const checkpoint = parseCheckpoint(note.text);
    const { signed, unchecked } = await verifyNote(note, policy.logs.filter((key) => key.name === checkpoint.origin));
    // Our logs write none, and an ML-DSA cosignature does not cover them: nobody would vouch for what they say.
    if (checkpoint.extensions.length) throw new Refused("带有附加行，见证人不为附加行作保");
    const detail = [`日志 ${checkpoint.origin}，${checkpoint.size} 项`, ...unchecked].join("；");
    say(check, 4, true, detail, unchecked.length > 0);
    return { checkpoint, log: signed[0], note };
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof NotChecked)) throw error;
    check.blind = error instanceof NotChecked;
    say(check, 4, false, `检查点不可信：${error.message}`, check.blind);
    return null;
  }
}

async function countWitnesses(check, parts, policy, opened) {
  // (5)
  if (opened === null) {
    say(check, 5, false, "检查点不可信，未能核验联署", check.blind);
    return;
  }
  try {
    const { cosigned, possible, unchecked } = await verifyCosignatures(opened.note, policy.witnesses);
    const ok = isSatisfied(policy, cosigned);
    const names = inOrder([...cosigned].map(shown)).join("、") || "无";
    const plain = policy.quorum === "none" ? "信任策略不要求见证人" : `联署的见证人：${names}；策略要求 ${shown(policy.quorum)}`;
    // Where those that could not be checked would not make the quorum either, it is plainly not met.
    say(check, 5, ok, [plain, ...unchecked].join("；"), unchecked.length > 0 && isSatisfied(policy, possible));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(check, 5, false, error.message);
  }
}

async function checkManifestSignature(check, parts, opened) {
  // (6)
  if (opened === null) {
    say(check, 6, false, "不知道所信的日志公钥", check.blind);
    return;
  }
  try {
    const note = parseNote(parts.get("manifest.note") ?? NOTHING);
    await verifyNote(note, [opened.log]);
    const manifest = parts.get("manifest.json") ?? NOTHING;
    const intact = note.text === `${FORMAT}\nsha256 ${await sha256Hex(manifest)}\n`;
    say(check, 6, intact, intact ? "清单自制成以来未被改动" : "manifest.json 与签名时不同");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(check, 6, false, `manifest.note：${error.message}`);
  }
}

function judgePlaces(check) {
  // (7)
  const wrong = check.items.filter((item) => OUT_OF_PLACE.has(item.reason));
  const blind = Boolean(check.blind) && wrong.every((item) => item.reason === "checkpoint-untrusted");
  say(check, 7, !wrong.length, wrong.length ? listOf(wrong) : `${check.items.length} 件`, blind && wrong.length > 0);
}

function judgeContents(check) {
  // (8)
  const wrong = check.items.filter((item) => item.reason === "content-altered" || item.reason === "withheld-unfounded");
  const unreached = check.items.filter((item) => OUT_OF_PLACE.has(item.reason)).length;
  const withheld = check.items.filter((item) => item.reason === "withheld").length;
  let detail = wrong.length ? listOf(wrong) : `${check.items.length - unreached - withheld} 件`;
  if (withheld) detail += `；${withheld} 件的内容已按记录隐去，只证明它曾被封存`;
  if (unreached) detail += `；${unreached} 件未能核验`;
  say(check, 8, !wrong.length && !unreached, detail, Boolean(check.blind) && !wrong.length && unreached > 0);
}

function checkCompleteness(check, manifest, parts) {
  // (9)
  const absent = check.items.filter((item) => item.reason === "content-missing" || item.reason === "erased");
  const detail = absent.length ? [`没有原件：${absent.map((item) => item.name).join("、")}`] : [];
  if (manifest.unresolved.length) detail.push(`日志里没有：${manifest.unresolved.join("、")}`);
  if (!manifest.items.length) detail.push("包里没有证据");
  const ok = !detail.length;
  const outside = namedOutside(check, manifest, parts);
  if (outside.length) {
    const more = outside.length > MOST_LISTED ? `等 ${outside.length} 件` : "";
    detail.push(`各件的记录还指向包外：${outside.slice(0, MOST_LISTED).join("、")}${more}`);
  }
  say(check, 9, ok, detail.join("；") || "没有缺件");
}

/** The ids in the field ``exhibits`` of sealed records of which the bundle says nothing: neither here nor unresolved. */
function namedOutside(check, manifest, parts) {
  const known = new Set([...manifest.items.map((item) => item.exhibit), ...manifest.unresolved]);
  const named = new Set();
  for (const [at, item] of manifest.items.entries()) {
    if (check.items[at].reason !== "sealed") continue;
    for (const id of namesIn(parts.get(`blobs/${item.sha256}`))) if (!known.has(id)) named.add(id);
  }
  return inOrder(named);
}

function namesIn(content) {
  const text = decodeText(content);
  if (text === null || !text.includes('"exhibits":[')) return [];
  try {
    const record = JSON.parse(text);
    const plain = isPlain(record) && Array.isArray(record.exhibits) && canonical(record) === text;
    return plain ? record.exhibits.filter((id) => typeof id === "string") : [];
  } catch {
    // No JSON, or deeper than any record of ours.
    return [];
  }
}

async function checkSegments(check, parts) {
  // (11)
  const reports = await checkBundledSegments(parts, check.items);
  if (!reports.length) return;
  if (!reports.some((report) => report.false)) check.absences.add(11);
  const ok = reports.every((report) => report.ok);
  const detail = reports.map((report) => `场次 ${report.broadcast}：${report.says}`).join("；");
  check.steps.push({ n: 11, what: SEGMENTS_WHOLE, ok, detail, unchecked: Boolean(check.blind) && !ok });
}

function listOf(wrong) {
  const more = wrong.length > MOST_LISTED ? `；另有 ${wrong.length - MOST_LISTED} 件` : "";
  return wrong.slice(0, MOST_LISTED).map((item) => `${item.name}：${item.detail}`).join("；") + more;
}
