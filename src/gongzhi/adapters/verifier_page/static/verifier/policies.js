// C2SP tlog-policy: which logs and which witnesses somebody has decided to believe.
"use strict";

/** {logs, witnesses: Map, groups: Map, quorum}; refused with the number of the line. Names are opaque octets. */
async function parsePolicy(data) {
  if (data.some((byte) => (byte < 0x20 && byte !== 0x09 && byte !== 0x0a) || byte === 0x7f)) {
    throw new Refused("信任策略含控制字符：只能用空格、制表符和换行");
  }
  const reading = { logs: [], witnesses: new Map(), groups: new Map(), quorum: null, members: new Set() };
  for (const [at, line] of latin(data).split("\n").entries()) {
    const words = line.replace(/^[ \t]+|[ \t]+$/g, "").split(/[ \t]+/);
    if (words[0] === "" || words[0].startsWith("#")) continue;
    try {
      await readLine(reading, words);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Refused(`信任策略第 ${at + 1} 行：${error.message}`);
    }
  }
  if (reading.quorum === null) throw new Refused("信任策略缺少 quorum 行：不要求见证时请写 quorum none");
  return reading;
}

/** An opaque name as people read it. */
const shown = (name) => new TextDecoder().decode(unlatin(name));

async function readLine(reading, [verb, ...words]) {
  const verbs = new Map([["log", readLog], ["witness", readWitness], ["group", readGroup], ["quorum", readQuorum]]);
  if (!verbs.has(verb)) throw new Refused(`不认识 ${shown(verb)}，应为 log、witness、group 或 quorum`);
  await verbs.get(verb)(reading, words);
}

async function readLog(reading, words) {
  if (words.length !== 1 && words.length !== 2) throw new Refused("应为 log <公钥> [<网址>]");
  const key = await policyKey(words[0], [ED25519, PRIVATE_TYPE]);
  if (key.type === PRIVATE_TYPE && !isSm2(key)) throw new Refused(`公钥 ${key.name} 的算法不认识：日志可用 Ed25519 或 SM2`);
  if (reading.logs.some((known) => same(known.key, key.key))) throw new Refused("同一把日志公钥写了两次");
  reading.logs.push(key);
}

async function readWitness(reading, words) {
  if (words.length !== 2 && words.length !== 3) throw new Refused("应为 witness <名称> <公钥> [<网址>]");
  demandNew(reading, words[0]);
  const key = await policyKey(words[1], [COSIGNATURE_ED25519, COSIGNATURE_ML_DSA]);
  if ([...reading.witnesses.values()].some((known) => same(known.key, key.key))) throw new Refused("同一把见证公钥写了两次");
  reading.witnesses.set(words[0], key);
}

function readGroup(reading, words) {
  if (words.length < 3) throw new Refused("应为 group <名称> <all|any|数目> <成员>...");
  const [name, asked, ...members] = words;
  demandNew(reading, name);
  for (const member of members) {
    demandKnown(reading, member);
    if (reading.members.has(member)) throw new Refused(`${shown(member)} 已是别的组的成员：每个名称只能入一次组`);
    reading.members.add(member);
  }
  reading.groups.set(name, [threshold(asked, members.length), members]);
}

function readQuorum(reading, words) {
  if (words.length !== 1 || reading.quorum !== null) throw new Refused("quorum 行只写一次，只写一个名称");
  if (words[0] !== "none") demandKnown(reading, words[0]);
  reading.quorum = words[0];
}

function demandNew(reading, name) {
  if (name === "none" || reading.witnesses.has(name) || reading.groups.has(name)) throw new Refused(`名称 ${shown(name)} 已被使用`);
}

function demandKnown(reading, name) {
  if (!reading.witnesses.has(name) && !reading.groups.has(name)) {
    throw new Refused(`${shown(name)} 还没有定义：请先写它的 witness 或 group 行`);
  }
}

function threshold(asked, members) {
  if (asked === "all" || asked === "any") return asked === "all" ? members : 1;
  if (!/^[1-9][0-9]{0,3}$/.test(asked) || Number(asked) > members) throw new Refused(`数目应在 1 到 ${members} 之间，或写 all、any`);
  return Number(asked);
}

async function policyKey(word, types) {
  const text = decodeText(unlatin(word));
  if (text === null) throw new Refused("密钥名不能为空，应为 UTF-8，也不能含空格或加号");
  const key = await parseKey(text);
  if (!types.includes(key.type)) {
    throw new Refused(`公钥 ${key.name} 的类型 0x${key.type.toString(16).padStart(2, "0")} 不能用在这里`);
  }
  return key;
}

/** Whether these witnesses (names in this file) make the quorum. */
function isSatisfied(policy, cosigned) {
  if (policy.quorum === "none") return true;
  const holds = new Map([...policy.witnesses.keys()].map((name) => [name, cosigned.has(name)]));
  // A group is defined after its members, so one pass in the order of the file is enough.
  for (const [name, [needed, members]] of policy.groups) {
    holds.set(name, members.filter((member) => holds.get(member)).length >= needed);
  }
  return holds.get(policy.quorum);
}
